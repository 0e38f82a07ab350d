"""Audits as the auditor reads them: who touched tier, level, hold and status."""

from datetime import timedelta
from typing import Any

from app.rules.audit import By, Touch
from app.rules.ticket import Status, Tier
from app.zendesk.fields import FieldIds
from app.zendesk.records import NOBODY, Audit
from app.zendesk.touches import authors, touches
from tests.rules.kit import AGENT, NOW, PARTNER, SERVICE

FIELDS = FieldIds(tier=11, escalation_level=12)


def change(name: str, value: Any, previous: Any = None, **more: Any) -> dict[str, Any]:
    return {"type": "Change", "field_name": name, "value": value, "previous_value": previous, **more}


def an_audit(number: int, author: int, *events: dict[str, Any], keys: tuple[str, ...] = ()) -> Audit:
    custom = {"tierline": {"keys": list(keys)}} if keys else {}
    return Audit(number, 42, author, NOW + timedelta(minutes=number), custom, events)


def read(*audits: Audit) -> tuple[Touch, ...]:
    return touches(audits, FIELDS, SERVICE, lambda user: user == AGENT)


def test_it_knows_our_own_writes_by_author_and_by_marker() -> None:
    ours = an_audit(1, SERVICE, change("11", "tier_2"), keys=("42:1:triage:0",))
    marked = an_audit(2, AGENT, change("12", "escalation_level_1"), keys=("42:1:escalation:1",))

    first, second = read(ours, marked)
    assert (first.by, first.tier, first.tier_set, first.keys) == (
        By.SERVICE,
        True,
        Tier.TWO,
        frozenset({"42:1:triage:0"}),
    )
    assert (second.by, second.level) == (By.SERVICE, True)


def test_people_are_told_from_robots_and_requesters() -> None:
    found = read(*(an_audit(n, who, change("status", "open")) for n, who in enumerate((AGENT, NOBODY, PARTNER))))

    assert [touch.by for touch in found] == [By.PERSON, By.OTHERS, By.OTHERS]
    assert all(touch.status is Status.OPEN for touch in found)


def test_what_a_trigger_made_of_a_persons_update_is_the_triggers() -> None:
    rule = {"via": {"channel": "rule", "source": {"rel": "trigger"}}}
    update = an_audit(1, AGENT, change("status", "pending"), change("tags", ["a"], ["a", "tier_2"], **rule))

    person, trigger = read(update)
    assert (person.by, person.status, person.tier) == (By.PERSON, Status.PENDING, False)
    assert (trigger.by, trigger.tier, trigger.tier_set) == (By.OTHERS, True, None)


def test_tags_count_where_they_change_and_come_as_text_or_list() -> None:
    put = an_audit(1, AGENT, change("tags", "vip tier_3 tierline_hold", "vip"))
    kept = an_audit(2, AGENT, change("tags", ["vip", "tier_3", "new"], ["vip", "tier_3"]))
    off = an_audit(3, AGENT, change("tags", ["escalation_level_1"], ["escalation_level_2", "tier_3"]))

    first, last = read(put, kept, off)
    assert (first.tier_set, first.hold, first.level) == (Tier.THREE, True, False)
    assert (last.tier, last.tier_set, last.level) == (True, None, True)


def test_what_touches_nothing_of_interest_is_left_out_and_strange_values_do_no_harm() -> None:
    assert read(an_audit(1, AGENT, {"type": "Comment"}, change("subject", "x"))) == ()
    assert [one.status for one in read(an_audit(1, AGENT, change("status", "frozen"), change("11", 5)))] == [None]


def test_whom_to_look_up() -> None:
    assert authors([an_audit(n, who) for n, who in enumerate((AGENT, SERVICE, NOBODY))], SERVICE) == {AGENT}
