"""
How well triage reads: each file left out of the training in turn, then judged; `make accuracy`.

Prints one table (rules alone, learned alone, together; each file and all files), the six figures triage is held to,
and with `--mistakes` every mistake with its reason.
"""

import argparse
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from app.rules.learned import Learned
from app.rules.policy import Policy
from app.rules.ticket import Tier
from app.rules.triage import CAUTION, triage
from app.rules.verdict import Action, Verdict
from learning.corpus import FILES, UNSEEN, VOICES, Labelled, load
from learning.train import corpus_of
from learning.weigh import Corpus, together


@dataclass(frozen=True, slots=True)
class Judged:
    """A ticket, and what three ways of judging make of it."""

    ticket: Labelled
    verdict: Verdict
    by_rules: Tier
    by_learned: Tier


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures triage is held to; shares from 0 to 1."""

    acceptable: float
    found_three: float
    wrong_refusals: int
    refusals_in_doubt: float
    plain_refused: float
    accepted_in_review: float

    FIRST = (0.92, 0.97, 0, 0.02, 0.75, 0.20)
    """What a first landing asks for."""

    @classmethod
    def of(cls, judged: Sequence[Judged]) -> "Figures":
        """Return the figures of tickets judged."""
        refused = [one for one in judged if one.verdict.action is Action.REFUSE]
        plain = [one for one in judged if one.ticket.refusable]
        three = [one for one in judged if one.ticket.tier == 3]
        higher = [one for one in judged if one.ticket.tier > 1 and one.ticket.report.organization is not None]
        return cls(
            acceptable=share(one.verdict.tier in one.ticket.acceptable for one in judged),
            found_three=share(one.verdict.tier is Tier.THREE for one in three),
            wrong_refusals=sum(1 not in one.ticket.acceptable for one in refused),
            refusals_in_doubt=sum(not one.ticket.refusable for one in refused) / len(judged),
            plain_refused=share(one.verdict.action is Action.REFUSE for one in plain),
            accepted_in_review=share(one.verdict.action is Action.REVIEW for one in higher),
        )

    def row(self) -> str:
        """Return the figures as columns; those short of a first landing bear a star."""
        values = (self.acceptable, self.found_three, self.wrong_refusals, self.refusals_in_doubt, self.plain_refused,
                  self.accepted_in_review)  # fmt: skip
        falls_short = (
            value < wanted if at in (0, 1, 4) else value > wanted
            for at, (value, wanted) in enumerate(zip(values, Figures.FIRST, strict=True))
        )
        shown = [f"{value:d}" if at == 2 else f"{100 * value:.1f} %" for at, value in enumerate(values)]
        return "".join(f"{text + ('*' if short else ' '):>12}" for text, short in zip(shown, falls_short, strict=True))


def share(hits: Iterable[bool]) -> float:
    """Return the part of true values; 1 for none at all."""
    found = list(hits)
    return sum(found) / len(found) if found else 1.0


@cache
def _everything() -> Corpus:
    """Return all tickets as they are read: once, before the work is divided among processes that share it."""
    return corpus_of(FILES)


def judge_without(left_out: Path) -> list[Judged]:
    """Judge the tickets of one file with weights trained on all others."""
    others = {path: told for path, told in _everything().items() if path != left_out}
    learned = Learned.from_lines(*together(others))
    policy = Policy.shipped()
    return [_judged(ticket, policy, learned) for ticket in load(left_out)]


def judge_unseen() -> dict[str, list[Judged]]:
    """Judge the files that nothing is trained on by the shipped weights; then all of them together."""
    policy, learned = Policy.shipped(), Learned.shipped()
    found = {path.stem: [_judged(ticket, policy, learned) for ticket in load(path)] for path in UNSEEN}
    return {**found, "never trained on": [one for judged in found.values() for one in judged]}


def _judged(ticket: Labelled, policy: Policy, learned: Learned) -> Judged:
    verdict = triage(ticket.report, policy, learned)
    opinion = verdict.opinion or (0.0, 1.0, 0.0)
    weighed = [chance * care for chance, care in zip(opinion, CAUTION, strict=True)]
    return Judged(
        ticket,
        verdict,
        triage(ticket.report, replace(policy, learned=False)).tier,
        Tier(1 + weighed.index(max(weighed))),
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How well triage reads, each file left out of the training in turn.")
    parser.add_argument("--mistakes", action="store_true", help="list every mistake with its reason")
    parser.add_argument(
        "--unseen", action="store_true", help="only the files that nothing is trained on; half a minute"
    )
    parser.add_argument("--jobs", type=int, default=2, help="processes to train in")
    arguments = parser.parse_args()
    unseen = judge_unseen()
    found = {} if arguments.unseen else _each_left_out(arguments.jobs)
    print(_table({**found, **unseen}))
    if arguments.mistakes:
        for one in (*found.get("all", ()), *unseen["never trained on"]):
            if sentence := _mistake(one):
                print(sentence)


def _each_left_out(jobs: int) -> dict[str, list[Judged]]:
    _everything()
    with ProcessPoolExecutor(jobs, get_context("fork")) as pool:
        found = dict(zip(VOICES, pool.map(judge_without, VOICES), strict=True))
    everything = [one for judged in found.values() for one in judged]
    return {**{path.stem: judged for path, judged in found.items()}, "all": everything}


def _table(found: dict[str, list[Judged]]) -> str:
    head = (
        f"{'left out':<24}{'rules':>8}{'learned':>9}{'acceptable':>12}{'III found':>12}{'wrong ref.':>12}"
        f"{'doubtful':>12}{'plain I':>12}{'review':>12}"
    )
    rows = []
    for name, judged in found.items():
        rules = share(one.by_rules in one.ticket.acceptable for one in judged)
        learned = share(one.by_learned in one.ticket.acceptable for one in judged)
        rows.append(f"{name:<24}{100 * rules:>6.1f} %{100 * learned:>7.1f} %{Figures.of(judged).row()}")
    note = "A star marks what falls short of a first landing: 92 %, 97 %, 0, 2 %, 75 %, 20 %."
    return "\n".join((head, *rows, note))


def _mistake(one: Judged) -> str | None:
    ticket, verdict = one.ticket, one.verdict
    wrong_tier = verdict.tier not in ticket.acceptable
    refused = verdict.action is Action.REFUSE and not ticket.refusable
    if not (wrong_tier or refused):
        return None
    what = "refused" if refused else "placed"
    opinion = " ".join(f"{chance:.2f}" for chance in verdict.opinion or ())
    text = " ".join(ticket.report.description.split())[:300]
    return (
        f"\n{ticket.id}: {what} in {verdict.tier.roman}, label {ticket.tier}, acceptable {ticket.acceptable}; "
        f"{verdict.rule} [{opinion}]: {verdict.because}\n    {ticket.report.subject} | {text}"
    )


if __name__ == "__main__":
    main()
