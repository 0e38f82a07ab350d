"""Judging on several cores: the same verdicts in the same order, each text once."""

from functools import partial

import pytest

from app.policy_in_force import policy_of
from app.replay.judging import CHUNK, FEW, judge
from app.rules.ticket import Report
from app.rules.triage import triage
from app.settings_reading import load_settings
from tests.rules.kit import FAULT, HOWTO, OUTAGE, VAGUE

MAKE = partial(policy_of, load_settings({"TRIAGE_TIER_3_PHRASES": "/unusual(ly)? pattern/"}, None))
WORDS = (FAULT, HOWTO, OUTAGE, VAGUE, ("odd", "an unusual pattern"))


def reports(count: int) -> list[Report]:
    return [Report(WORDS[n % 5][0], f"{WORDS[n % 5][1]} Reference {n}.", "Acme") for n in range(count)]


def quietly(_: int) -> None:
    pass


def test_several_processes_reach_the_verdicts_of_one_in_the_same_order() -> None:
    """With an admin's pattern, which is compiled and cannot travel between processes."""
    many = reports(FEW + CHUNK // 2)

    assert judge(many, MAKE, processes=2, advanced=quietly) == [triage(one, MAKE()) for one in many]


def test_progress_is_told_to_the_end() -> None:
    told: list[int] = []
    judge(reports(CHUNK + 5), MAKE, processes=1, advanced=told.append)

    assert sum(told) == CHUNK + 5


def test_a_text_that_comes_again_gets_the_same_verdict_and_counts_as_progress() -> None:
    told: list[int] = []
    first, second = reports(2)

    verdicts = judge([first, second, first, first], MAKE, processes=1, advanced=told.append)

    assert verdicts[0] == verdicts[2] == verdicts[3] == triage(first, MAKE())
    assert verdicts[1] == triage(second, MAKE())
    assert sum(told) == 4


def test_nothing_is_judged_to_nothing() -> None:
    assert judge([], MAKE, processes=2, advanced=quietly) == []


def test_a_policy_that_cannot_be_made_is_told_as_it_is() -> None:
    def fail() -> None:
        raise ValueError("no policy")

    with pytest.raises(ValueError, match="no policy"):
        judge(reports(1), fail, processes=1, advanced=quietly)  # type: ignore[arg-type]  # never returns a policy
