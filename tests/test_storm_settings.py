"""Settings of storms: what is accepted, refused with a sentence, or only doubted."""

from datetime import timedelta

import pytest

from app.desk_in_force import watch_of
from app.errors import SettingsError
from app.rules.storm import Watch
from app.settings_reading import load_settings


def problem(**env: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(env, None)
    _, line = str(caught.value).split("\n")
    return line


def test_carriers_are_watched_unless_somebody_switches_it_off_and_places_are_not() -> None:
    assert watch_of(load_settings({}, None)) == Watch(3, timedelta(minutes=30), timedelta(hours=12), ())


@pytest.mark.parametrize("env", [{"STORM_TICKETS": "0"}, {"TRIAGE_ACTION_STORM": "off"}], ids=str)
def test_switched_off_nobody_watches(env: dict[str, str]) -> None:
    assert watch_of(load_settings(env, None)) is None


def test_the_settings_are_what_is_watched() -> None:
    env = {"STORM_TICKETS": "5", "STORM_MINUTES": "10", "STORM_ENDS_HOURS": "2", "STORM_REGIONS": "Denver, Dallas"}

    assert watch_of(load_settings(env, None)) == Watch(
        5, timedelta(minutes=10), timedelta(hours=2), ("Denver", "Dallas")
    )


def test_one_ticket_is_no_storm() -> None:
    assert "STORM_TICKETS is 1, and one ticket is no storm" in problem(STORM_TICKETS="1")


def test_two_spellings_of_one_place_are_refused() -> None:
    assert "STORM_REGIONS names 'Sao Paulo' and 'São Paulo', which are the same" in problem(
        STORM_REGIONS="Sao Paulo,São Paulo"
    )


def test_a_place_that_no_ticket_could_name_is_refused() -> None:
    assert "STORM_REGIONS names '東京', which would never be found" in problem(STORM_REGIONS="Denver,東京")


def test_a_storm_setting_that_does_not_exist_is_told() -> None:
    assert "STORM_HOURS is not a setting" in problem(STORM_HOURS="3")


def test_settings_of_storms_that_nobody_looks_for_are_doubted() -> None:
    env = {"STORM_TICKETS": "0", "NOTIFY_STORM": "json://127.0.0.1:9/noc", "STORM_REGIONS": "Denver"}
    found = [one for one in load_settings(env, None).warnings() if "STORM_TICKETS" in one]

    assert found == [
        f"{name} has no effect while STORM_TICKETS is 0: nobody looks for storms."
        for name in ("STORM_REGIONS", "NOTIFY_STORM")
    ]


def test_settings_behind_a_switch_that_is_off_are_doubted() -> None:
    settings = load_settings({"TRIAGE_ACTION_STORM": "off", "STORM_GROUP": "NOC"}, None)

    assert "STORM_GROUP has no effect while TRIAGE_ACTION_STORM is off." in settings.warnings()
