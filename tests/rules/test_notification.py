"""What people are told of a decision: whom, in which words, and what they are never told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.rules.audience import NOBODY, Audience, Occasion
from app.rules.conclusions import carry_out, escalation
from app.rules.contact import Contact
from app.rules.decide import climb, first_sight, look_again
from app.rules.decision import Decision
from app.rules.desk import Conversation, Desk, Prior, Requester
from app.rules.effect import Change, Effect, Kind
from app.rules.ladder import Epoch, Step
from app.rules.notification import Notification, healthy, notifications_of, plain, unhealthy
from app.rules.ticket import Tier
from app.rules.verdict import Action, Verdict
from tests.rules.kit import FAULT, NOW, OUTAGE, a_desk, a_record, a_ticket

HOUR = timedelta(hours=1)
AUDIENCE = Audience(
    tier_3=("NOTIFY_TIER_3:1", "NOTIFY_TIER_3:2"),
    first_response=("NOTIFY_FIRST_RESPONSE:1",),
    unhealthy=("NOTIFY_UNHEALTHY:1",),
    levels={1: ("ESCALATION_LEVEL_1:1", "NOTIFY_LEVELS:1"), 2: ("NOTIFY_LEVELS:1",)},
    account="https://acme.zendesk.com",
)


def desk(**more: Any) -> Desk:
    return a_desk(**{"audience": AUDIENCE, **more})


def seen(words: tuple[str, str], prior: Prior = Prior(), at: Desk | None = None, **more: Any) -> Decision:  # noqa: B008
    return first_sight(a_ticket(words, **more), Requester("Kestrel IT"), prior, Conversation(), at or desk(), NOW)


def told(decision: Decision, at: Desk | None = None) -> list[Notification]:
    return list(notifications_of(decision, at or desk(), NOW))


def test_a_ticket_seen_as_tier_iii_is_told_to_every_target_of_the_setting() -> None:
    (one,) = told(seen(OUTAGE))

    assert (one.kind, one.ticket_id, one.targets) == (Occasion.TIER_3, 42, AUDIENCE.tier_3)
    assert one.keys() == {
        "NOTIFY_TIER_3:1": "tier_3:42:1:NOTIFY_TIER_3:1",
        "NOTIFY_TIER_3:2": "tier_3:42:1:NOTIFY_TIER_3:2",
    }
    assert one.effect_key == "42:1:triage:0"


def test_the_message_says_what_why_who_and_what_comes_next() -> None:
    decision = seen(OUTAGE)
    (one,) = told(decision)

    assert one.title == "Tier III: ticket 42"
    assert one.body.splitlines() == [
        "Ticket 42: https://acme.zendesk.com/agent/tickets/42",
        "Tier: III",
        f"Reason: {plain(decision.effects[0].because)}",
        "Responsible: nobody is assigned yet",
        "Next: level 1 at 2026-11-24 13:00 UTC, unless it is solved before (Ana)",
        "Decided: 2026-11-24 09:00 UTC",
    ]


def test_a_ticket_of_another_tier_is_not_told() -> None:
    assert told(seen(FAULT)) == []


def test_nobody_named_is_nobody_told() -> None:
    assert told(seen(OUTAGE), desk(audience=NOBODY)) == []
    assert told(seen(OUTAGE), desk(audience=replace(AUDIENCE, tier_3=()))) == []


def test_a_tier_iii_that_is_left_to_itself_opens_nothing() -> None:
    """A thank-you on an outage gets a tag and no case, so nobody is called."""
    verdict = Verdict(Tier.THREE, Action.LEAVE, 1.0, "thanks", "a thank-you")

    assert told(carry_out(a_record(tier=None), a_ticket(), verdict, desk(), NOW)) == []


def test_a_raise_to_tier_iii_is_told_and_one_to_tier_ii_is_not() -> None:
    def raised(tier: Tier) -> Decision:
        effect = Effect(42, 1, Kind.RAISE, int(tier), Change(tier=tier), "the partner says more", NOW, 1)
        return Decision(a_record(tier=tier), "raised", (effect,))

    assert [one.about for one in told(raised(Tier.THREE))] == ["tier_3:42:1"]
    assert told(raised(Tier.TWO)) == []


@pytest.mark.parametrize("first", [True, False], ids=["first-sight", "later"])
def test_a_tier_iii_that_a_person_chose_is_told_too_and_waits_for_nothing(first: bool) -> None:
    """Who chose it knows; who is on call does not."""
    if first:
        decision = seen(FAULT, Prior(by_person=Tier.THREE))
    else:
        before = a_record(tier=Tier.TWO, tier_mark=Tier.TWO, tags=frozenset({"tier_2"}))
        ticket = a_ticket(FAULT, tags=frozenset({"tier_3"}), updated_at=NOW)
        decision = look_again(before, ticket, Conversation(), desk(), NOW)
    (one,) = told(decision)

    assert (one.about, one.effect_key, one.effect_kind) == ("tier_3:42:1", None, Kind.TRIAGE)


def test_each_level_is_told_to_its_contact_and_to_those_of_every_level() -> None:
    (one,) = told(climb(a_record(tier=Tier.TWO), desk(), NOW + 4 * HOUR))

    assert (one.about, one.targets) == ("level:42:1:1", AUDIENCE.levels[1])
    assert one.title == "Level 1 of 4: ticket 42, Tier II"
    assert "Responsible: Ana" in one.body
    assert "Next: level 2 at 2026-11-24 17:00 UTC, unless it is solved before (Ben)" in one.body
    assert one.effect_key == "42:1:escalation:1"


def test_where_the_next_level_stands_in_an_address_of_both_is_told_once() -> None:
    """One pager may stand at several levels; it rings once for one level of one ticket."""
    levels = {1: ("ESCALATION_LEVEL_1:1", "NOTIFY_LEVELS:1"), 2: ("ESCALATION_LEVEL_2:1", "ESCALATION_LEVEL_2:2")}
    audience = Audience(levels=levels, twins={"ESCALATION_LEVEL_2:1": "ESCALATION_LEVEL_1:1"})
    at = desk(audience=audience, contacts={1: Contact(), 2: Contact(name="Ben")})

    (one,) = told(climb(a_record(tier=Tier.TWO), at, NOW + 4 * HOUR), at)

    assert one.targets == ("ESCALATION_LEVEL_1:1", "NOTIFY_LEVELS:1", "ESCALATION_LEVEL_2:2")


def test_a_level_without_a_contact_says_so_and_the_last_one_has_no_next() -> None:
    at = desk(contacts={1: Contact()}, ladder=replace(desk().ladder, thresholds=(4 * HOUR,)))
    (one,) = told(climb(a_record(tier=Tier.TWO), at, NOW + 4 * HOUR), at)

    assert "Responsible: nobody is named for this level (ESCALATION_LEVEL_1)" in one.body
    assert "Next: no further level" in one.body


def test_a_ladder_that_is_off_promises_no_next_level() -> None:
    at = desk(off=frozenset({Kind.ESCALATION}))
    (one,) = told(seen(OUTAGE, at=at), at)

    assert "Next: nothing by itself: the levels of the ladder are off by setting" in one.body


def test_a_ladder_in_shadow_promises_no_next_level_either() -> None:
    at = desk(shadow=frozenset({Kind.ESCALATION}))
    (one,) = told(seen(OUTAGE, at=at), at)

    assert "Next: nothing by itself: the levels of the ladder are in shadow, recorded and not written" in one.body


@pytest.mark.parametrize(("level", "what"), [(1, "about to be missed"), (2, "missed")], ids=["warning", "breach"])
def test_a_first_response_is_told_before_and_after_it_is_missed(level: int, what: str) -> None:
    effect = Effect(42, 1, Kind.FIRST_RESPONSE, level, Change(), "nobody has answered for 50 minutes", NOW, 1)
    (one,) = told(Decision(a_record(tier=Tier.TWO, assignee_id=7), "late", (effect,)))

    assert one.title == f"First response {what}: ticket 42, Tier II"
    assert one.about == f"first_response:42:1:{level}"
    assert "Responsible: the ticket's assignee (user 7)" in one.body


def test_in_the_next_opening_a_ticket_is_told_again() -> None:
    record = a_record(tier=Tier.THREE)
    record = replace(record, epoch=record.epoch.following(NOW))
    effect = escalation(record, Tier.THREE, Step(1, NOW), desk(), NOW)

    assert [one.about for one in told(Decision(record, "due", (effect,)))] == ["level:42:2:1"]


def test_a_reason_can_call_nobody_and_hides_no_link() -> None:
    """It goes to chat rooms, where such words ring everybody's phone."""
    assert plain("<!channel> @everyone\nsee [here](x) *now* " + "x" * 600).startswith(
        "!channel at everyone see here(x)"
    )
    assert len(plain("x" * 600)) == 500


def test_health_is_told_in_the_words_of_its_report_under_the_time_it_began() -> None:
    bad = unhealthy(NOW, ["database: the disk is full"], AUDIENCE)
    good = healthy(NOW, NOW + HOUR, AUDIENCE)

    assert bad.about == "unhealthy:2026-11-24T09:00:00+00:00"
    assert bad.body == "Since: 2026-11-24 09:00 UTC\n- database: the disk is full"
    assert (good.about, good.targets) == ("healthy:2026-11-24T09:00:00+00:00", ("NOTIFY_UNHEALTHY:1",))
    assert "2026-11-24 10:00 UTC" in good.body


def test_everything_that_can_be_broken_at_once_fits_where_a_thousand_characters_are_the_limit() -> None:
    """A pager that refuses what is longer would stay silent in the worst of nights."""
    bad = unhealthy(NOW, [f"promise {number}: {'x' * 600}" for number in range(6)], AUDIENCE)

    assert len(f"{bad.title}\n{bad.body}") <= 1000


def test_every_key_fits_the_column() -> None:
    """160 characters, with the largest ids that Zendesk can give and the longest names of settings."""
    about = f"{Occasion.FIRST_RESPONSE}:{2**63 - 1}:{2**31 - 1}:9"
    one = Notification(about, Occasion.FIRST_RESPONSE, ("NOTIFY_FIRST_RESPONSE:9999",), "", "")

    assert all(len(key) <= 160 and len(target) <= 60 for target, key in one.keys().items())


# --- levels that a person sets ----------------------------------------------------------------------------------------


def set_by_hand(mark: int, at: Desk | None = None, **before: Any) -> Decision:
    """A look at a ticket on which somebody has set a level since."""
    ticket = a_ticket(FAULT, tier_field=Tier.TWO, level_field=mark, updated_at=NOW + HOUR)
    return look_again(a_record(tier_mark=Tier.TWO, **before), ticket, Conversation(), at or desk(), NOW + HOUR)


def test_a_level_that_a_person_sets_is_told_to_its_contact_and_says_who_set_it() -> None:
    """Its contact sits outside of Zendesk, and the ladder, which takes the level over, would never tell of it."""
    (one,) = told(set_by_hand(1))

    assert (one.title, one.targets) == ("Level 1 of 4: ticket 42, Tier II", AUDIENCE.levels[1])
    assert one.keys()["NOTIFY_LEVELS:1"] == "level:42:1:1:NOTIFY_LEVELS:1", "as of the ladder's own, and so once"
    assert "Reason: a person set escalation level 1\nResponsible: Ana" in one.body
    assert (one.effect_key, one.effect_kind, one.is_same_news) == (None, Kind.ESCALATION, False)


def test_a_level_that_a_person_set_just_before_it_was_written_is_the_same_news() -> None:
    (one,) = told(set_by_hand(1, level=1))

    assert one.is_same_news
    assert "a person set escalation level 1, which was due, before Tierline wrote it" in one.body


def test_a_level_by_hand_is_not_told_where_a_higher_one_is_due_or_levels_are_off() -> None:
    """Of levels that come together the highest is told, as after an outage."""
    off = desk(off=frozenset({Kind.ESCALATION, Kind.FIRST_RESPONSE}))
    old: dict[str, Any] = {"epoch": Epoch(1, NOW - 8 * HOUR), "level_mark": None}

    assert [one.level for one in told(set_by_hand(1, **old))] == [2]
    assert told(set_by_hand(1, off), off) == []


def test_a_level_that_is_on_the_ticket_as_we_know_it_or_is_taken_back_is_not_told() -> None:
    assert told(set_by_hand(1, level=1, level_mark=1)) == []
    assert told(set_by_hand(1, level=2, level_mark=2)) == []
