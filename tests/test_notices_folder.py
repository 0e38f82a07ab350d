"""An admin's notice templates: checked before anything is sent, told with file and line."""

from pathlib import Path

import pytest

from app.desk_in_force import desk_of
from app.errors import SettingsError
from app.notices_folder import read_notices
from app.rules.notices import LONGEST, VARIABLES, Notices
from app.rules.ticket import Tier
from app.rules.verdict import Action, Verdict
from app.settings_reading import load_settings


def problem(tmp_path: Path, text: str, name: str = "refusal.txt.j2") -> str:
    (tmp_path / name).write_text(text, "utf-8")
    templates, problems = read_notices(tmp_path)
    assert templates.keys() <= VARIABLES.keys()
    (sentence,) = problems
    return sentence


def test_a_template_replaces_the_shipped_one_and_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "refusal.txt.j2").write_text("Ticket {{ ticket_id }}: {{ because }} {{ provider }}\n", "utf-8")
    (tmp_path / "README.md").write_text("ours", "utf-8")

    notices = desk_of(load_settings({"NOTICES_DIR": str(tmp_path), "PROVIDER_NAME": "Acme Voice"}, None)).notices

    verdict = Verdict(Tier.ONE, Action.REFUSE, 1.0, "rule", "a ring count")
    assert notices.refusal(42, "Partner", verdict) == "Ticket 42: a ring count. Acme Voice"
    assert "Tier III" in notices.raised(Tier.ONE, Tier.THREE, "an outage")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Hello\n{% if partner %}\n", "refusal.txt.j2, line 2: does not compile"),
        ("Hello\n\n{{ partner }\n", "line 3: does not compile"),
        ("Hello\n{{ requester }}\n", "line 2: uses the variable requester, which this notice does not have; it has"),
        ("Hello\n{{ partner.name }}\n", "line 2: cannot be rendered"),
        ("Hello\n{{ partner|shout }}\n", "line 2: does not compile: No filter named 'shout'"),
        ("{% include 'secrets' %}", "cannot be rendered"),
        ("a\n{{ ().__class__.__bases__ }}", "line 2: cannot be rendered"),
        ("{% for i in range(99999999) %}x{% endfor %}", "cannot be rendered"),
        ("{% if partner %}Hello{% endif %}", "renders nothing in some cases"),
        ("", "renders nothing"),
    ],
)
def test_a_template_that_cannot_be_used_is_told_with_file_and_line(tmp_path: Path, text: str, says: str) -> None:
    assert says in problem(tmp_path, text)


def test_a_template_longer_than_zendesk_takes_is_told(tmp_path: Path) -> None:
    assert f"Zendesk takes {LONGEST}" in problem(tmp_path, "x" * (LONGEST + 1))
    assert f"Zendesk takes {LONGEST}" in problem(tmp_path, "{% for i in range(99999) %}xy{% endfor %}")


def test_a_file_with_another_name_is_told_with_the_nearest(tmp_path: Path) -> None:
    sentence = problem(tmp_path, "Hello", name="refusal.txt")

    assert "refusal.txt is not the name of a notice (did you mean refusal.txt.j2?)" in sentence


def test_a_folder_that_is_not_there_is_told() -> None:
    with pytest.raises(SettingsError, match=r"NOTICES_DIR is 'nowhere', which cannot be read"):
        load_settings({"NOTICES_DIR": "nowhere"}, None)


def test_a_wrong_template_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "dispute.txt.j2").write_text("{{ x }}", "utf-8")
    with pytest.raises(SettingsError, match=r"dispute\.txt\.j2, line 1: uses the variable x"):
        load_settings({"NOTICES_DIR": str(tmp_path)}, None)


@pytest.mark.parametrize("words", ["{{ provider }}", "{% raw %}", "{# gone #}", "{{ ticket.requester.email }}"])
def test_what_a_ticket_says_never_becomes_markup_of_a_template(words: str) -> None:
    """Neither ours nor Zendesk's, which renders placeholders in comments."""
    notices = Notices("Acme", {"refusal.txt.j2": "{{ partner }}: {{ because }}"})

    said = notices.refusal(1, f"P {words}", Verdict(Tier.ONE, Action.REFUSE, 1.0, "rule", f"because {words}"))

    assert "{" not in said
    assert "Acme" not in said


def test_a_template_that_fails_in_service_gives_way_to_the_shipped_one() -> None:
    """Whatever an admin's text does with values that no trial had, a partner gets an answer."""
    notices = Notices("Acme", {"refusal.txt.j2": "{{ 1 // (ticket_id - 42) }}"})

    said = notices.refusal(42, "Partner", Verdict(Tier.ONE, Action.REFUSE, 1.0, "rule", "a ring count"))

    assert "Professional Service" in said


def test_every_shipped_template_passes_its_own_check(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[1] / "app" / "rules" / "templates"
    for path in shipped.iterdir():
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")

    templates, problems = read_notices(tmp_path)

    assert problems == []
    assert templates.keys() == VARIABLES.keys()
