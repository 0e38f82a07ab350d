"""Training on a few tickets: what a look makes of kinds, of tickets without one, and of words it knows by heart."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.rules.features import Features, key_of
from app.rules.learned import PLAIN, Kind, Learned, Look
from app.rules.ticket import Report
from app.rules.weights import Weights
from learning.corpus import Labelled
from learning.fit import COMMON, fit, kinds_of
from learning.weigh import look_lines, together

ALL_DOWN, ELEVATOR, HOW_TO = Kind("all-down", 3, False), Kind("safety-line", 3, False), Kind("how-to", 1, True)


def ticket(tier: int, kind: str | None = None, *, refusable: bool = False) -> Labelled:
    return Labelled("T-1", Report("", "", "Acme"), tier, (tier,), refusable, kind=kind)


def corpus(kind: str | None = "all-down") -> tuple[list[Labelled], list[set[str]]]:
    """Return tickets of three kinds with the words that show them; those of the first bear the name asked for."""
    tickets, seen = [], []
    for number in range(COMMON):
        tickets += [ticket(3, kind), ticket(3, "safety-line"), ticket(1, "how-to", refusable=True)]
        seen += [{"w:dead", f"w:{number}"}, {"w:elevator", f"w:{number}"}, {"w:how", f"w:{number}"}]
    return tickets, seen


def chances(tickets: Sequence[Labelled], seen: Sequence[set[str]], *words: str) -> dict[Kind, float]:
    look = Look("words", Weights(look_lines(fit(tickets, seen, kinds_of(tickets), fewest=5)), key_of))
    return dict(zip(look.kinds, look.chances(set(map(key_of, words)))[0], strict=True))


def test_a_look_tells_the_kinds_of_a_tier_apart() -> None:
    tickets, seen = corpus()

    assert chances(tickets, seen, "w:dead")[ALL_DOWN] > 0.6
    assert chances(tickets, seen, "w:elevator")[ELEVATOR] > 0.6
    assert chances(tickets, seen, "w:how")[HOW_TO] > 0.6


def test_tickets_without_a_kind_speak_for_their_tier() -> None:
    tickets, seen = corpus(kind=None)
    found = chances(tickets, seen, "w:dead")

    assert ALL_DOWN not in found
    assert sum(chance for kind, chance in found.items() if kind.tier == 3) > 0.6
    assert sum(chance for kind, chance in found.items() if kind.refusable) < 0.3


def test_a_kind_that_is_rare_is_none() -> None:
    tickets = [ticket(2, "fraud")] * (COMMON - 1) + [ticket(3, "all-down")] * COMMON

    assert kinds_of(tickets) == [ALL_DOWN, *PLAIN]


def test_rare_words_are_left_out() -> None:
    tickets, seen = corpus()

    assert set(fit(tickets, seen, PLAIN, fewest=5).names) == {"w:dead", "w:elevator", "w:how"}


@pytest.mark.parametrize(("words", "tier"), [({"w:dead"}, 3), ({"w:how"}, 1)])
def test_all_looks_together_make_a_reader(words: set[str], tier: int) -> None:
    tickets, seen = corpus()
    read = [Features(dict.fromkeys(one), tuple(f" {name[2:]} " for name in one)) for one in seen]
    files = {Path(f"voice-{n}"): (tickets, read) for n in range(3)}

    opinion = Learned.from_lines(*together(files)).read(Features(dict.fromkeys(words)))

    assert 1 + opinion.tiers.index(max(opinion.tiers)) == tier
    assert (opinion.refusal > 0.5) == (tier == 1)
