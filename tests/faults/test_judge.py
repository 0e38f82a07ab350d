"""The judge is worth something only if it finds what is wrong: each promise is broken once by hand."""

from datetime import timedelta
from typing import Any

import pytest

from app.clock import FakeClock
from app.policy_in_force import policy_of
from app.rules.ticket import Report
from app.rules.triage import triage
from app.settings_reading import load_settings
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.world import LEVEL_FIELD, SERVICE_ID, TIER_FIELD
from tests.faults.judge import CHOICE, DOUBLED, EARLY, LEVEL, LOST, MISSED, judge
from tests.faults.stories import OPENINGS, OUTAGES, QUESTIONS, Opening, do, open_ticket


class Desk:
    """One ticket and a service played by hand."""

    def __init__(self, clock: FakeClock, opening: Opening = OUTAGES[0], hours: float = 0) -> None:
        self.sandbox = Sandbox(clock=clock)
        self.opening, self.is_watched = opening, False
        self.ticket = open_ticket(self.sandbox, opening, "Kestrel IT", timedelta(hours=hours))

    def writes(self, key: str, *, public: bool | None = None, level: int | None = None, **change: Any) -> None:
        fields = list(change.pop("custom_fields", []))
        if level is not None:
            fields.append({"id": LEVEL_FIELD, "value": f"escalation_level_{level}"})
        change |= {"custom_fields": fields, "metadata": {"tierline": {"keys": [key]}}}
        if public is not None:
            change["comment"] = {"body": key, "public": public}
        self.sandbox.update(self.ticket, change, SERVICE_ID)

    def is_marked(self) -> None:
        """What is owed at first to an outage."""
        marks = [{"id": TIER_FIELD, "value": "tier_3"}, {"id": LEVEL_FIELD, "value": "escalation_level_0"}]
        self.writes("t:1:triage:0", public=True, priority="urgent", custom_fields=marks)

    def verdicts(self) -> set[str]:
        found = judge(self.sandbox, {self.ticket: self.opening}, is_watched=self.is_watched)
        return {problem.verdict for problem in found}


def test_a_ticket_that_has_all_it_is_owed_is_in_order(clock: FakeClock) -> None:
    desk = Desk(clock, hours=9)
    desk.is_marked()
    desk.writes("t:1:escalation:2", public=False, level=2)
    assert desk.verdicts() == set()


def test_a_ticket_that_nobody_marked_is_lost(clock: FakeClock) -> None:
    assert LOST in Desk(clock).verdicts()
    assert LOST in Desk(clock, QUESTIONS[0]).verdicts()


def test_a_second_comment_is_found_with_and_without_its_key(clock: FakeClock) -> None:
    for key in ("t:1:triage:0", "t:1:other:0"):
        desk = Desk(clock)
        desk.is_marked()
        desk.writes(key, public=True)
        assert DOUBLED in desk.verdicts()


def test_a_level_that_comes_early_or_is_not_the_one_of_the_age_is_found(clock: FakeClock) -> None:
    desk = Desk(clock, hours=3.9)
    desk.is_marked()
    desk.writes("t:1:escalation:1", public=False, level=1)
    assert desk.verdicts() == {EARLY, LEVEL}
    desk = Desk(clock, hours=9)
    desk.is_marked()
    desk.writes("t:1:escalation:1", public=False, level=1)
    assert desk.verdicts() == {LEVEL}


def test_a_level_that_a_person_took_down_stays_down_until_the_next_threshold(clock: FakeClock) -> None:
    desk = Desk(clock, hours=9)
    desk.is_marked()
    desk.writes("t:1:escalation:2", public=False, level=2)
    do(desk.sandbox, desk.ticket, "level:1")
    assert desk.verdicts() == set()
    desk.writes("t:1:put-back:2", public=False, level=2)
    assert CHOICE in desk.verdicts()


@pytest.mark.parametrize("choice", ["hold", "solve", "tier:2", "assign"])
def test_a_write_over_a_persons_choice_is_found(clock: FakeClock, choice: str) -> None:
    desk = Desk(clock, hours=5)
    desk.is_marked()
    do(desk.sandbox, desk.ticket, choice)
    fields = [{"id": TIER_FIELD, "value": "tier_3"}]
    desk.writes("t:1:escalation:1", public=False, level=1, assignee_id=SERVICE_ID, custom_fields=fields)
    assert CHOICE in desk.verdicts()


def reminded(desk: Desk, key: str, words: str, **change: Any) -> None:
    """The service writes a note about the first response."""
    desk.writes(key, **change, comment={"body": f"{words} …", "public": False})


def test_a_first_response_that_was_missed_is_marked_once_and_not_before_its_time(clock: FakeClock) -> None:
    desk = Desk(clock, hours=2)
    desk.is_watched = True
    desk.is_marked()
    assert desk.verdicts() == {LOST}
    reminded(desk, "t:1:first_response:2", "First response missed", additional_tags=[MISSED])
    assert desk.verdicts() == set()
    reminded(desk, "t:1:other:2", "First response missed")
    assert desk.verdicts() == {DOUBLED}
    desk = Desk(clock, hours=0.7)
    desk.is_marked()
    reminded(desk, "t:1:first_response:1", "First response due by")
    assert desk.verdicts() == {EARLY}
    desk = Desk(clock, hours=0.9)
    desk.is_marked()
    reminded(desk, "t:1:first_response:1", "First response due by")
    assert desk.verdicts() == set()
    reminded(desk, "t:1:first_response:2", "First response missed", additional_tags=[MISSED])
    assert desk.verdicts() == {EARLY}


def test_a_reminder_of_an_answer_that_was_given_is_found(clock: FakeClock) -> None:
    desk = Desk(clock, hours=0.9)
    desk.is_marked()
    do(desk.sandbox, desk.ticket, "answer:We look into it.")
    assert desk.verdicts() == set()
    reminded(desk, "t:1:first_response:1", "First response due by")
    assert desk.verdicts() == {CHOICE}


def test_the_tickets_of_the_proofs_are_labelled_as_the_rules_read_them() -> None:
    """The proofs are about what happens to effects; a ticket that triage reads otherwise would prove nothing."""
    policy = policy_of(load_settings({"WEBHOOK_SECRETS": "a" * 20, "ZENDESK_SUBDOMAIN": "proofs"}, env_file=None))
    for opening in OPENINGS:
        report = Report(opening.subject, opening.description, "Kestrel IT" if opening.is_partner else None)
        verdict = triage(report, policy)
        assert (int(verdict.tier), str(verdict.action)) == (opening.tier, opening.action), opening.subject
