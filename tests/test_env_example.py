"""`.env.example` and docs/settings.md list every setting, with the defaults the code has."""

import re
from pathlib import Path

from app.config import Settings
from app.settings_pages import SECTIONS, default_text, env_example, settings_tables
from app.settings_reading import load_settings

ROOT = Path(__file__).parents[1]
NAMES = [name.upper() for name in Settings.model_fields]


def example() -> str:
    return (ROOT / ".env.example").read_text("utf-8")


def test_the_example_lists_exactly_the_settings_in_their_order() -> None:
    assert re.findall(r"^([A-Z0-9_]+)=", example(), re.MULTILINE) == NAMES


def test_the_examples_values_are_the_defaults() -> None:
    written = dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", example(), re.MULTILINE))

    assert written == {name.upper(): default_text(field) for name, field in Settings.model_fields.items()}


def test_the_example_loads_and_changes_nothing() -> None:
    assert load_settings({}, ROOT / ".env.example") == load_settings({}, None)


def test_a_default_written_out_is_read_back_as_itself() -> None:
    for name, field in Settings.model_fields.items():
        if text := default_text(field):
            assert getattr(load_settings({name.upper(): text}, None), name) == field.default, name


def test_every_setting_is_explained_above_its_line() -> None:
    paragraphs = example().split("\n\n")
    for name in NAMES:
        (paragraph,) = [text for text in paragraphs if re.search(rf"^{name}=", text, re.MULTILINE)]
        assert paragraph.startswith("# ")


def test_every_setting_has_a_description_of_one_or_more_sentences() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert len(field.description) > 20, name


def test_the_sections_begin_at_real_settings() -> None:
    assert SECTIONS.keys() <= Settings.model_fields.keys()


def test_the_example_and_the_page_are_what_the_settings_say() -> None:
    """Regenerate both from app.config when this fails."""
    assert example() == env_example()
    assert (ROOT / "docs" / "settings.md").read_text("utf-8").endswith(settings_tables())


def test_the_page_names_every_setting() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    for name in NAMES:
        assert f"| `{name}` |" in page
