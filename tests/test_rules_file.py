"""The rules file: the same settings in TOML, told apart from what belongs elsewhere, and quick."""

import re
import time
from pathlib import Path

import pytest

from app.config import Settings
from app.errors import SettingsError
from app.policy_in_force import policy_of
from app.rules.ticket import Priority, Tier
from app.settings_reading import load_settings


def load(tmp_path: Path, text: str, **env: str) -> Settings:
    path = tmp_path / "rules.toml"
    path.write_text(text, "utf-8")
    return load_settings({"TRIAGE_RULES_FILE": str(path), **env}, None)


def told(tmp_path: Path, text: str, **env: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text, **env)
    return str(caught.value)


def test_a_rules_file_holds_settings_as_toml_writes_them(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        """
        TRIAGE_TIER_1_PHRASES = [
            "ring count, or rings",  # a comma in a TOML text splits nothing
            '/port(ed|ing){1,2} out/',
        ]
        TRIAGE_TIER_3_PHRASES = "city hall, /fire (house|station)/"
        TRIAGE_LARGE_GROUP_PERCENT = 20
        TRIAGE_LEARNED = false
        TRIAGE_ACTION_REFUSE = "off"
        TRIAGE_EMERGENCY_NUMBERS = ["911", 933]
        ESCALATION_HOURS = [1, 2]
        [TRIAGE_WORDS_ADD]
        DEAD = ["kaputt", "dead as a dodo"]
        PHONE = "gizmo | thingy"
        [TRIAGE_PRIORITIES]
        1 = "low"
        2 = "normal"
        3 = "urgent"
        [ESCALATION_LEVEL_1]
        name = "Dana Ops"
        notify = ["mailto://tierline@example.com?to=noc@example.com"]
        """,
    )

    assert settings.triage_tier_1_phrases == ("ring count, or rings", "/port(ed|ing){1,2} out/")
    assert settings.triage_tier_3_phrases == ("city hall", "/fire (house|station)/")
    assert (settings.triage_large_group_percent, settings.triage_learned) == (20, False)
    assert settings.triage_emergency_numbers == ("911", "933")
    assert list(settings.escalation_hours) == [1, 2]
    assert settings.triage_words_add == {"DEAD": ("kaputt", "dead as a dodo"), "PHONE": ("gizmo", "thingy")}
    assert settings.triage_priorities[Tier.TWO] is Priority.NORMAL
    assert settings.contacts[1].notify == ("mailto://tierline@example.com?to=noc@example.com",)


def test_the_environment_wins_and_lists_that_tune_are_joined(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        """
        TRIAGE_LARGE_GROUP_PERCENT = 20
        TRIAGE_EMERGENCY_NUMBERS = ["911"]
        TRIAGE_TIER_1_PHRASES = ["ring count", "busy lamp"]
        TRIAGE_CARRIERS_ADD = ["Windstream"]
        TRIAGE_WORDS_ADD.DEAD = ["kaputt"]
        """,
        TRIAGE_LARGE_GROUP_PERCENT="30",
        TRIAGE_EMERGENCY_NUMBERS="112",
        TRIAGE_TIER_1_PHRASES="wallpaper, -busy lamp",
        TRIAGE_CARRIERS_ADD="Frontier",
        TRIAGE_WORDS_ADD="DEAD=hin",
    )

    assert settings.triage_large_group_percent == 30
    assert settings.triage_emergency_numbers == ("112",)
    assert settings.triage_tier_1_phrases == ("ring count", "wallpaper")
    assert settings.triage_carriers_add == ("Windstream", "Frontier")
    assert settings.triage_words_add == {"DEAD": ("kaputt", "hin")}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("TRIAGE_TIER_1_PHRASE = []", "TRIAGE_TIER_1_PHRASE is not a setting of the rules (did you mean"),
        ("triage_learned = true", "triage_learned must be written in capitals: TRIAGE_LEARNED."),
        ("ZENDESK_CLIENT_SECRET = 'x'", "ZENDESK_CLIENT_SECRET does not belong in a rules file"),
        ("TRIAGE_RULES_FILE = 'x.toml'", "TRIAGE_RULES_FILE does not belong in a rules file"),
        ("TRIAGE_LARGE_GROUP_PERCENT = 'many'", "TRIAGE_LARGE_GROUP_PERCENT is 'many'; it must be a number"),
        ("TRIAGE_TIER_1_PHRASES = ['/(/']", "TRIAGE_TIER_1_PHRASES cannot be used. The pattern '/(/'"),
        ("TRIAGE_TIER_1_PHRASES = [1]", "must be phrases in quotation marks"),
        ("TRIAGE_TIER_1_PHRASES = {a = 1}", "TRIAGE_TIER_1_PHRASES"),
        ("TRIAGE_WORDS_ADD.DAED = ['x']", "did you mean DEAD?"),
        ("TRIAGE_WORDS_ADD.DEAD = 5", "TRIAGE_WORDS_ADD gives DEAD the word '5'"),
        ("TRIAGE_LEARNED = [", "is not TOML"),
    ],
)
def test_a_mistake_is_told_with_the_file(tmp_path: Path, text: str, says: str) -> None:
    sentence = told(tmp_path, text)

    assert str(tmp_path / "rules.toml") in sentence
    assert says in sentence
    assert sentence.count("\n- ") == 1


def test_a_syntax_error_is_told_with_its_line(tmp_path: Path) -> None:
    assert "line 2" in told(tmp_path, "TRIAGE_LEARNED = true\nTRIAGE_LEARNED =\n")


def test_parts_of_file_and_environment_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    assert "claimed by" in told(tmp_path, "TRIAGE_TIER_3_PHRASES = ['ring count']", TRIAGE_TIER_1_PHRASES="ring count")


def test_what_is_right_only_together_with_the_environment_is_right(tmp_path: Path) -> None:
    settings = load(tmp_path, "ESCALATION_LEVEL_5.name = 'Lee'", ESCALATION_HOURS="1,2,3,4,5")

    assert settings.contacts[5].name == "Lee"


@pytest.mark.parametrize(
    ("path", "says"), [("nowhere.toml", "cannot be read (No such file"), ("rules.txt", "must be the path of a TOML")]
)
def test_a_file_that_is_not_there_or_no_toml_is_a_mistake(tmp_path: Path, path: str, says: str) -> None:
    with pytest.raises(SettingsError, match=r"TRIAGE_RULES_FILE") as caught:
        load_settings({"TRIAGE_RULES_FILE": str(tmp_path / path)}, None)

    assert says in str(caught.value)


def test_a_file_that_is_not_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"is not UTF-8 text"):
        load_settings({"TRIAGE_RULES_FILE": str(tmp_path / "rules.toml")}, None)


def test_the_example_of_the_manual_loads(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "settings.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)

    settings = load(tmp_path, example)

    assert len(settings.triage_tier_1_phrases) == 3
    assert settings.triage_words_add["DEAD"] == ("kaputt", "dead as a dodo")


def test_thousands_of_phrases_are_ready_in_a_moment(tmp_path: Path) -> None:
    """An admin brings a glossary; neither start nor check may feel it."""
    lines = "".join(f'    "glossary term {n}",\n    "/term[ -]no[.]? ?{n}/",\n' for n in range(1500))
    path = tmp_path / "rules.toml"
    path.write_text(f"TRIAGE_TIER_1_PHRASES = [\n{lines}]\n", "utf-8")

    began = time.process_time()
    policy = policy_of(load_settings({"TRIAGE_RULES_FILE": str(path)}, None))
    taken = time.process_time() - began

    assert len(policy.phrases.phrases) == 3000
    assert taken < 5, "on a busy machine too; one by one they take minutes"
