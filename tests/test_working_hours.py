"""`ESCALATION_CALENDAR_TIER_n`: what it may hold, and the sentence that each mistake gets."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.desk_in_force import desk_of
from app.errors import SettingsError
from app.rules.ladder import Epoch
from app.rules.ticket import Tier
from app.rules.working_time import WorkingTime
from app.settings_reading import load_settings
from app.working_hours import EXAMPLE


def read(text: str) -> WorkingTime:
    calendar = load_settings({"ESCALATION_CALENDAR_TIER_2": text}, None).escalation_calendar_tier_2
    assert calendar is not None
    return calendar


def test_hours_zone_and_holidays_become_working_time() -> None:
    calendar = read(EXAMPLE)

    assert calendar.week == (((480, 1080),),) * 5 + ((), ())
    assert calendar.zone.key == "America/New_York"
    assert {date(2026, 11, 26), date(2026, 12, 25)} <= calendar.days_off, "Thanksgiving and Christmas"
    assert calendar.text == "Mon-Fri 08:00-18:00 America/New_York US-NY"


def test_days_have_several_stretches_and_own_days_off() -> None:
    calendar = read(
        '{"hours": "Mon-Wed 08:00-12:00, Mon-Wed 13:00-17:00; Sat-Sun 00:00-24:00", "zone": "Europe/Paris", '
        '"holidays": ["FR", "2026-12-24"]}'
    )

    assert calendar.week[0] == ((480, 720), (780, 1020))
    assert calendar.week[4] == ()
    assert calendar.week[6] == ((0, 1440),)
    assert {date(2026, 7, 14), date(2026, 12, 24)} <= calendar.days_off


def test_hours_that_overlap_are_counted_once() -> None:
    calendar = read('{"hours": "Mon-Fri 08:00-18:00, Mon 09:00-12:00, Mon 18:00-19:00", "zone": "UTC"}')

    assert calendar.week[0] == ((480, 1140),)
    assert calendar.week[1] == ((480, 1080),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Mon-Fri", "is not a JSON object; write it like"),
        ("[]", "is not a JSON object"),
        ('{"hour": "x"}', "has the unknown key 'hour' (did you mean hours?)"),
        ('{"hours": "Mon-Fri 08:00-18:00"}', 'needs "hours" and "zone"'),
        ('{"hours": "", "zone": "UTC"}', 'has no "hours" at all'),
        ('{"hours": "weekdays 8-6", "zone": "UTC"}', "has hours that cannot be read, 'weekdays 8-6'"),
        ('{"hours": "Mon-Foo 08:00-18:00", "zone": "UTC"}', "has the day 'Foo'"),
        ('{"hours": "Mon 08:00-25:00", "zone": "UTC"}', "times go from 00:00 to 24:00"),
        ('{"hours": "Mon 22:00-06:00", "zone": "UTC"}', "hours past midnight are two items"),
        ('{"hours": "Mon 08:00-18:00", "zone": "Europe/Pariss"}', "did you mean Europe/Paris?"),
        ('{"hours": "Mon 08:00-18:00", "zone": "UTC", "holidays": "XX"}', "has holidays of 'XX', of which none"),
        ('{"hours": "Mon 08:00-18:00", "zone": "UTC", "holidays": "US-ZZ"}', "has holidays of 'US-ZZ'"),
        ('{"hours": "Mon 08:00-18:00", "zone": "UTC", "holidays": "2026-02-30"}', "is no day of the calendar"),
        ('{"hours": "Mon 08:00-18:00", "zone": "UTC", "holidays": 7}', "that are no list of texts"),
    ],
)
def test_each_mistake_gets_its_sentence(text: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(text)

    assert "- ESCALATION_CALENDAR_TIER_2 " in str(caught.value)
    assert says in str(caught.value)


def test_a_calendar_that_would_take_decades_is_refused() -> None:
    with pytest.raises(SettingsError, match="ESCALATION_CALENDAR_TIER_2 counts so few hours"):
        load_settings(
            {
                "ESCALATION_CALENDAR_TIER_2": '{"hours": "Mon 08:00-08:01", "zone": "UTC"}',
                "ESCALATION_HOURS": "4,1000",
            },
            None,
        )


def test_a_calendar_for_a_tier_that_never_climbs_is_doubtful() -> None:
    env = {"ESCALATION_TIERS": "3", "ESCALATION_CALENDAR_TIER_2": EXAMPLE}

    assert any("ESCALATION_CALENDAR_TIER_2 has no effect" in one for one in load_settings(env, None).warnings())


def test_without_a_calendar_every_hour_counts_and_with_one_its_own() -> None:
    friday_evening = Epoch(1, datetime(2026, 11, 27, 22, 0, tzinfo=UTC))
    usual = desk_of(load_settings({}, None)).ladder
    office = desk_of(load_settings({"ESCALATION_CALENDAR_TIER_2": EXAMPLE}, None)).ladder

    assert usual.due_at(friday_evening, 1, Tier.TWO) == friday_evening.started_at + timedelta(hours=4)
    assert office.due_at(friday_evening, 1, Tier.TWO) == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    assert office.due_at(friday_evening, 1, Tier.THREE) == friday_evening.started_at + timedelta(hours=4)
    assert usual.name != office.name
