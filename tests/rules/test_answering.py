"""Who answers for a level: its own contact, who is on call, or the contact of the next level that has one."""

from datetime import timedelta

from app.rules.answering import Empty, Lack
from app.rules.contact import Contact
from app.rules.decide import climb
from app.rules.desk import Desk
from app.rules.ladder import Epoch
from app.rules.roster import Roster, Shift
from tests.rules.kit import NOW, a_desk, a_record

HOUR = timedelta(hours=1)
CARA = Contact(name="Cara", assignee="cara@example.com", group="Desk")
NIGHT = Contact(name="Night desk", group="Nights", phone="+1 555 0102", notify=("json://127.0.0.1/night",))


def on_call(*shifts: Shift) -> Roster:
    return Roster.of(shifts, NOW - 48 * HOUR, NOW + 800 * HOUR)


def shift(begin: float, end: float, who: int | str = "bo@example.com", name: str | None = "Bo Berg") -> Shift:
    return Shift(NOW + begin * HOUR, NOW + end * HOUR, who, name)


def desk(**more: object) -> Desk:
    values: dict[str, object] = {"contacts": {1: CARA, 2: NIGHT, 3: Contact(), 4: CARA}}
    return a_desk(**(values | more))


def test_a_level_with_a_contact_answers_for_itself() -> None:
    found = desk().answering(1, NOW)

    assert (found.of_level, found.contact, found.empty, found.is_stand_in) == (1, CARA, (), False)


def test_who_is_on_call_becomes_the_assignee_and_the_rest_stays_the_levels() -> None:
    found = desk(rosters={2: on_call(shift(-1, 7))}).answering(2, NOW)

    assert found.contact == Contact(
        name="Bo Berg",
        assignee="bo@example.com",
        group="Nights",
        phone="+1 555 0102",
        email="bo@example.com",
        notify=NIGHT.notify,
    )
    assert found.until == NOW + 7 * HOUR


def test_who_is_on_call_by_id_keeps_the_levels_name_and_mail() -> None:
    contact = desk(rosters={2: on_call(shift(-1, 7, 8447388090404, None))}).contact(2, NOW)

    assert (contact.assignee, contact.name, contact.email) == (8447388090404, "Night desk", None)


def test_nobody_on_call_falls_through_at_once_even_past_a_group_and_a_phone() -> None:
    found = desk(rosters={2: on_call(shift(1, 7))}).answering(2, NOW)

    assert found.of_level == 4
    assert found.contact.assignee == "cara@example.com"
    assert found.empty == (Empty(2, Lack.OFF_CALL), Empty(3, Lack.UNNAMED))


def test_the_levels_own_addresses_for_notifications_are_kept_beside_the_stand_ins() -> None:
    found = desk(rosters={2: on_call()}).contact(2, NOW)

    assert (found.assignee, found.notify) == ("cara@example.com", NIGHT.notify)


def test_without_a_contact_above_nobody_answers() -> None:
    found = desk(contacts={1: CARA}, rosters={4: on_call()}).answering(3, NOW)

    assert (found.of_level, found.contact.is_empty) == (None, True)
    assert found.empty == (Empty(3, Lack.UNNAMED), Empty(4, Lack.OFF_CALL))


def test_a_lower_level_never_stands_in() -> None:
    assert desk(contacts={1: CARA}).contact(2, NOW).is_empty


def test_the_step_assigns_who_is_on_call_and_its_record_tells_until_when() -> None:
    record = a_record(epoch=Epoch(1, NOW - 8 * HOUR), level=1)

    decision = climb(record, desk(rosters={2: on_call(shift(-1, 7))}), NOW)

    (effect,) = decision.effects
    assert (effect.change.level, effect.change.assignee, effect.change.group) == (2, "bo@example.com", "Nights")
    assert effect.reasons["on_call_until"] == (NOW + 7 * HOUR).isoformat()
    assert "on call until 2026-11-24 16:00 UTC" in (effect.change.comment or "")
    assert "Next: level 3 at 2026-11-24 11:00 UTC, to Cara." in (effect.change.comment or "")


def test_an_empty_level_is_raised_and_assigned_to_the_next_levels_contact_and_says_so() -> None:
    record = a_record(epoch=Epoch(1, NOW - 10 * HOUR), level=2)

    decision = climb(record, desk(), NOW)

    (effect,) = decision.effects
    assert (effect.change.level, effect.change.assignee, decision.record.level) == (3, "cara@example.com", 3)
    assert effect.reasons["contact_of_level"] == 4
    assert effect.reasons["levels_without_contact"] == {"3": "nobody is named"}
    assert "For level 3 nobody is named (ESCALATION_LEVEL_3)." in (effect.change.comment or "")


def test_where_no_level_above_has_a_contact_the_field_is_raised_and_the_assignee_stays() -> None:
    record = a_record(epoch=Epoch(1, NOW - 12 * HOUR), level=3)

    (effect,) = climb(record, desk(contacts={1: CARA}), NOW).effects

    assert (effect.change.level, effect.change.assignee, effect.change.group) == (4, None, None)
    assert "so the assignee stays as it is" in (effect.change.comment or "")


def test_who_answers_beyond_the_known_shifts_is_not_foretold() -> None:
    roster = Roster.of([shift(-100, 100)], NOW - 48 * HOUR, NOW + 1 * HOUR)
    record = a_record(epoch=Epoch(1, NOW - 4 * HOUR))

    (effect,) = climb(record, desk(rosters={2: roster}), NOW).effects

    assert "Next: level 2 at 2026-11-24 13:00 UTC.\n" in f"{effect.change.comment}\n"
