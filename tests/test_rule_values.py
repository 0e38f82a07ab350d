"""Phrases, topic words and switches: how the texts that tune triage are read."""

import pytest

from app.config import Settings, ShadowAction, Switch
from app.errors import SettingsError
from app.rule_values import LONGEST_PHRASE, joined, split_phrases
from app.rules.ticket import Tier
from app.settings_reading import load_settings
from tests.test_config import load, problem, problems


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("ring count, busy lamp", ("ring count", "busy lamp")),
        (" ring count ,, ", ("ring count",)),
        ("ring count\nbusy lamp\n", ("ring count", "busy lamp")),
        ("/ring(,| ){1,3}count/, busy", ("/ring(,| ){1,3}count/", "busy")),
        ("busy, /a,b/", ("busy", "/a,b/")),
        (r"/a\/,b/, c", (r"/a\/,b/", "c")),
        ("/t1/pri/, x", ("/t1/pri/", "x")),
        ("-/a{1,2}b/, -busy", ("-/a{1,2}b/", "-busy")),
        ("24/7 desk, and/or", ("24/7 desk", "and/or")),
        ("", ()),
    ],
)
def test_phrases_are_split_at_commas_that_stand_outside_patterns(text: str, phrases: tuple[str, ...]) -> None:
    assert split_phrases(text) == phrases


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/ring", "a slash that no slash ends: '/ring'"),
        ("/(unclosed/", "does not compile"),
        ("/(?=look)ahead/", "no look-around"),
        ("/x*/", "matches the empty text"),
        (f"/{'x' * 501}/", "has 501 characters, more than 500"),
        ("...", "holds no letter or digit"),
        ("word " * 50, f"more than {LONGEST_PHRASE}"),
    ],
)
def test_a_phrase_that_cannot_be_used_is_told_with_its_setting_and_what_to_change(text: str, says: str) -> None:
    told = problem(TRIAGE_TIER_1_PHRASES=text)

    assert told.startswith("TRIAGE_TIER_1_PHRASES ")
    assert says in told


def test_every_wrong_phrase_is_told_at_once() -> None:
    told = problem(TRIAGE_REVIEW_PHRASES="/(/, fine, /)/")

    assert "'/(/'" in told
    assert "'/)/'" in told


def test_the_phrases_of_all_tiers_come_with_their_tier() -> None:
    settings = load(TRIAGE_TIER_1_PHRASES="a", TRIAGE_TIER_3_PHRASES="b", TRIAGE_REVIEW_PHRASES="c")

    assert [(one.text, one.tier) for one in settings.phrases] == [("b", Tier.THREE), ("a", Tier.ONE), ("c", None)]


def test_a_phrase_that_two_tiers_claim_is_refused_whatever_its_spelling() -> None:
    told = problem(TRIAGE_TIER_1_PHRASES="Ring Count", TRIAGE_TIER_3_PHRASES="ring  count")

    assert "claimed by Tier III and by Tier I" in told


def test_topic_words_are_read_with_their_topics() -> None:
    settings = load(TRIAGE_WORDS_ADD="DEAD=kaputt | dead as a dodo; PHONE=gizmo;DEAD=hin")

    assert settings.triage_words_add == {"DEAD": ("kaputt", "dead as a dodo", "hin"), "PHONE": ("gizmo",)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("DAED=kaputt", "names the topic 'DAED', which app/rules/lexicon.toml does not have (did you mean DEAD?)"),
        ("phone=gizmo", "did you mean PHONE?"),
        ("kaputt", "holds 'kaputt'; write each topic with its words"),
        ("DEAD=", "write each topic with its words"),
        ("DEAD=!!", "holds no letter or digit"),
        ("DEAD=kaputt; BROKEN=Kaputt", "gives 'kaputt' to DEAD and to BROKEN"),
    ],
)
def test_topic_words_that_cannot_be_used_are_told(text: str, says: str) -> None:
    assert says in problem(TRIAGE_WORDS_ADD=text)


def test_a_word_added_and_removed_at_once_is_refused() -> None:
    assert "both name 'kaputt'" in problem(TRIAGE_WORDS_ADD="DEAD=kaputt", TRIAGE_WORDS_REMOVE="Kaputt, dead")


def test_an_emergency_number_named_and_taken_out_is_refused() -> None:
    assert "TRIAGE_EMERGENCY_NUMBERS names 911" in problem(TRIAGE_WORDS_REMOVE="911")


@pytest.mark.parametrize(("text", "value"), [("on", True), ("off", False), ("false", False)])
def test_the_learned_reader_is_switched_by_on_and_off(text: str, value: bool) -> None:
    assert load(TRIAGE_LEARNED=text).triage_learned is value


def test_each_action_has_a_switch() -> None:
    settings = load(TRIAGE_ACTION_REFUSE="off", TRIAGE_ACTION_ESCALATE="shadow")

    assert {action: settings.switch(action) for action in ShadowAction} == {
        ShadowAction.TRIAGE: Switch.LIVE,
        ShadowAction.REFUSE: Switch.OFF,
        ShadowAction.ACKNOWLEDGE: Switch.LIVE,
        ShadowAction.ESCALATE: Switch.SHADOW,
        ShadowAction.DISPUTE: Switch.LIVE,
        ShadowAction.REQUEST: Switch.LIVE,
        ShadowAction.RESPONSE: Switch.LIVE,
        ShadowAction.STORM: Switch.LIVE,
    }


def test_shadow_mode_wins_over_live_and_off_stays_off() -> None:
    settings = load(MODE="shadow", TRIAGE_ACTION_REFUSE="off")

    assert settings.switch(ShadowAction.TRIAGE) is Switch.SHADOW
    assert settings.switch(ShadowAction.REFUSE) is Switch.OFF
    assert load(SHADOW_ACTIONS="refuse").switch(ShadowAction.REFUSE) is Switch.SHADOW


def test_a_switch_says_which_positions_it_has() -> None:
    assert problems(TRIAGE_ACTION_REFUSE="no") == ["TRIAGE_ACTION_REFUSE is 'no'; it must be one of live, shadow, off."]


def test_lists_of_file_and_environment_are_joined_and_a_minus_takes_out() -> None:
    assert joined(("a", "b"), ("c", "b", "-a", "-z")) == ("b", "c", "-z")
    assert joined({"DEAD": ("a",)}, {"DEAD": ("b", "a"), "BAD": ("c",)}) == {"DEAD": ("a", "b"), "BAD": ("c",)}


def test_taking_out_what_is_not_there_is_a_mistake() -> None:
    assert "takes out 'ring count', which the rules file does not hold" in problem(TRIAGE_TIER_1_PHRASES="-ring count")


def test_typed_values_are_taken_as_they_are() -> None:
    settings = Settings(triage_tier_1_phrases=("a, b",), triage_words_add={"DEAD": ("kaputt",)})

    assert settings.triage_tier_1_phrases == ("a, b",)


def test_a_name_of_a_family_of_ours_that_does_not_exist_is_told_with_the_nearest() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"NOTICES_DIRECTORY": "x", "TRIAGE_TIER1_PHRASES": "x", "REPLAY_SPEED": "1"}, None)

    assert "did you mean NOTICES_DIR?" in str(caught.value)
    assert "did you mean TRIAGE_TIER_1_PHRASES?" in str(caught.value)
    assert "REPLAY_SPEED is not a setting" in str(caught.value)
