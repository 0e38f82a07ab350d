"""The addresses of notifications: read from settings, named by place, and never shown."""

import pytest

from app.config import Settings
from app.errors import SettingsError
from app.notification_targets import addresses_of, audience_of, counts_of
from app.ops.logging import secrets_of
from app.settings_reading import load_settings

KEY = "obviously-false-key"


def load(**env: str) -> Settings:
    return load_settings(env, env_file=None)


def test_a_comma_parts_addresses_only_where_another_one_begins() -> None:
    settings = load(NOTIFY_TIER_3="json://127.0.0.1:9/a?to=x,y , json://127.0.0.1:9/b,")

    assert addresses_of(settings) == {
        "NOTIFY_TIER_3:1": "json://127.0.0.1:9/a?to=x,y",
        "NOTIFY_TIER_3:2": "json://127.0.0.1:9/b",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (KEY, "NOTIFY_TIER_3 holds no usable address in place 1;"),
        (f"json://127.0.0.1:9/a,slack://{KEY}", "NOTIFY_TIER_3 holds no usable address in place 2;"),
        (f"https://127.0.0.1:9/{KEY}", "NOTIFY_TIER_3 holds no usable address in place 1;"),
        (f"json://127.0.0.1:9/a, {KEY}", "NOTIFY_TIER_3 holds a blank in or after address 1;"),
    ],
    ids=["no-address", "too-little-of-one", "no-service", "a-second-without-scheme"],
)
def test_an_address_that_cannot_be_used_stops_the_start_and_is_not_repeated(text: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(NOTIFY_TIER_3=text)

    assert says in str(caught.value)
    assert KEY not in str(caught.value)


def test_so_does_one_of_a_levels_contact() -> None:
    with pytest.raises(
        SettingsError, match='ESCALATION_LEVEL_2 has a "notify" that holds no usable address in place 2'
    ):
        load(ESCALATION_LEVEL_2=f'{{"notify": ["json://127.0.0.1:9/", "slack://{KEY}"]}}')


@pytest.mark.parametrize("text", ["ftp://a.example/x", "https://", "https://a.example:99999/", "https://a b.example/"])
def test_a_heartbeat_has_an_address_of_the_web(text: str) -> None:
    with pytest.raises(SettingsError, match="NOTIFY_HEARTBEAT_URL must be one address that begins with https://"):
        load(NOTIFY_HEARTBEAT_URL=text)


def test_a_level_is_told_to_its_contact_and_to_all_and_an_address_in_both_once() -> None:
    settings = load(
        NOTIFY_LEVELS="json://127.0.0.1:9/all,json://127.0.0.1:9/ana",
        ESCALATION_LEVEL_1='{"notify": ["json://127.0.0.1:9/ana"]}',
    )

    levels = audience_of(settings).levels

    assert levels[1] == ("ESCALATION_LEVEL_1:1", "NOTIFY_LEVELS:1")
    assert levels[2] == ("NOTIFY_LEVELS:1", "NOTIFY_LEVELS:2")


def test_targets_of_one_address_are_known_as_such_across_levels() -> None:
    settings = load(
        ESCALATION_LEVEL_1='{"notify": ["json://127.0.0.1:9/duty"]}',
        ESCALATION_LEVEL_2='{"name": "Ben", "notify": ["json://127.0.0.1:9/ben", "json://127.0.0.1:9/duty"]}',
    )

    assert audience_of(settings).twins == {"ESCALATION_LEVEL_2:2": "ESCALATION_LEVEL_1:1"}


def test_no_text_form_shows_an_address_and_logs_know_its_keys() -> None:
    settings = load(
        NOTIFY_TIER_3=f"json://127.0.0.1:9/{KEY}",
        NOTIFY_HEARTBEAT_URL=f"https://watch.example/{KEY}-2",
        ESCALATION_LEVEL_1=f'{{"name": "Ana", "notify": ["json://127.0.0.1:9/{KEY}-3"]}}',
    )

    assert KEY not in f"{settings!r} {settings.contacts!r} {audience_of(settings)!r}"
    assert {KEY, f"{KEY}-2", f"{KEY}-3"} <= set(secrets_of(settings))
    assert counts_of(settings) == {"NOTIFY_TIER_3": 1, "ESCALATION_LEVEL_1": 1, "NOTIFY_HEARTBEAT_URL": 1}


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"TRIAGE_ACTION_TRIAGE": "off"}, "NOTIFY_TIER_3 has no effect while triage is off"),
        ({"SHADOW_ACTIONS": "triage"}, "messages are recorded and not sent"),
    ],
    ids=["off", "shadow"],
)
def test_who_would_never_be_told_is_a_doubt(env: dict[str, str], says: str) -> None:
    assert any(says in one for one in load(NOTIFY_TIER_3="json://127.0.0.1:9/", **env).warnings())
    assert not any("NOTIFY_" in one for one in load(**env).warnings())
