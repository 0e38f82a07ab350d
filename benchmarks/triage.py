"""
Promise: thousands of an admin's phrases cost a ticket next to nothing, and no text or pattern holds a ticket up.

The tickets are the labelled ones, judged one after the other on one core with all that ships. The peer searches the
same phrases one by one with Python's `re`, in texts already folded for it, and must find the same. All times are those
of the processor, so that what else runs on the machine is not counted as ours.
"""

import json
import os
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.garbage import settle_down
from app.replay.judging import CHUNK as TOGETHER
from app.rules.phrases import Phrase, PhraseBook
from app.rules.policy import Policy
from app.rules.reader import LONGEST_SUBJECT
from app.rules.report import report_from_json
from app.rules.text import own_text
from app.rules.ticket import Report, Tier
from app.rules.triage import prepare, triage, triage_all
from app.rules.words import fold

T = TypeVar("T")
FOLDER = Path(__file__).parent.parent / "tests" / "data" / "tickets"
P50_MS_PROMISED, P99_MS_PROMISED = 1.0, 5.0
SIZES = (50, 500, 5_000)
PEER_PROMISED = 10.0
"""Times faster than the peer at 5,000 phrases."""
PHRASES_PROMISED = 2.0
"""Times a ticket may cost with 5,000 phrases of what it costs without any."""
HOSTILE_MS_PROMISED = 200.0
MEGABYTE = 1_000_000
PIECES = (
    "a",
    "a ",
    "911 ",
    "911 not ",
    "> ",
    "(",
    "1 of ",
    "1/2 ",
    "12 phones ",
    "all phones are down ",
    "all phones are down\n",
    "not ",
    "no calls ",
    "call me back ",
    "if the portal fails ",
    "two hundred and ",
    "101 ok\n",
    "level 3 is ",
    "other ",
    "İ",
    "\u0301",
    "a-",
    "?",
    "\n",
)
PATTERNS = ("/(a+)+$/", "/(a|aa)+b/", "/(a*)*c/", r"/(\w+\s?)+!!/", "/(.*a){25}x/", "/(x+x+)+y/", "/.*.*.*=.*/")


@dataclass(frozen=True, slots=True)
class Texts:
    """What phrases are looked for in, as triage hands it over and as it is folded for the peer."""

    typed: Mapping[str, str]
    folded: Sequence[str]


def run(*, quick: bool = False) -> bool:
    """Measure on one core, alternating what is compared; print the figures; return whether all promises were kept."""
    with _one_core():
        reports = _reports()
        rounds = 1 if quick else 3
        sample = reports[:: len(reports) // (150 if quick else 600)]
        kept = [
            _tickets(reports, sample, rounds),
            _against_peer(reports, 10 if quick else 30),
            _with_phrases(reports, sample, rounds),
            _hostile(),
        ]
    return all(kept)


def _tickets(reports: Sequence[Report], sample: Sequence[Report], rounds: int) -> bool:
    shipped = Policy.shipped()
    prepare(shipped)  # as the service does before its first report
    _each(sample[:50], shipped)  # what is made at first use is made
    settle_down()
    every = _each(reports, shipped)
    print(f"{len(reports)} tickets, all that ships{'p50':>12}{'p99':>8}{'max':>8}  (ms a ticket)")
    print(f"{'':31}{_ms(statistics.median(every))}{_ms(_p99(every))}{_ms(max(every))}")
    alone, both = _alternating(sample, (shipped.tuned(learned=False), shipped), rounds)
    print(f"rules alone {alone:.2f} ms, with the learned reader {both:.2f} ms: {both / alone:.2f} times")
    by_one, together = _one_by_one_and_together(reports, shipped, rounds)
    print(f"one by one {by_one:.2f} ms, {TOGETHER} together {together:.2f} ms: {together / by_one:.2f} times")
    p50, p99 = statistics.median(every) * 1000, _p99(every) * 1000
    figure, promised = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms", f"at most {P50_MS_PROMISED:g} and {P99_MS_PROMISED:g}"
    return _told(figure, promised, p50 <= P50_MS_PROMISED and p99 <= P99_MS_PROMISED)


def _against_peer(reports: Sequence[Report], count: int) -> bool:
    texts = [_texts(report) for report in reports[:: len(reports) // count]]
    ratio = 0.0
    print(f"\n{'phrases':>9}{'re, one by one':>16}{'phrase book':>13}  (ms a ticket)")
    for size in SIZES:
        phrases = _phrases(reports, size)
        book, patterns = PhraseBook(phrases), [_pattern(phrase) for phrase in phrases]
        peer, theirs = _timed(partial(_search_all, patterns, texts))
        ours, found = _best_of_three(partial(_find_all, book, texts))
        expected = [{phrases[place].text for place in places} for places in theirs]
        assert found == expected, "the phrase book and the peer must find the same"
        ratio = peer / ours
        print(f"{size:9}{peer / len(texts) * 1000:16.3f}{ours / len(texts) * 1000:13.3f}{ratio:10.0f} times faster")
    return _told(f"{ratio:.0f} times faster than the peer", f"at least {PEER_PROMISED:g}", ratio >= PEER_PROMISED)


def _with_phrases(reports: Sequence[Report], sample: Sequence[Report], rounds: int) -> bool:
    shipped = Policy.shipped()
    patterns = [Phrase(f"/{re.escape(phrase.text)}/", phrase.tier) for phrase in _phrases(reports, 500)]
    policies = (
        shipped,
        shipped.tuned(phrases=PhraseBook(_phrases(reports, SIZES[-1]))),
        shipped.tuned(phrases=PhraseBook(patterns)),
    )
    none, many, some = _alternating(sample, policies, rounds)
    ratio = many / none
    print(f"\n{'no phrases':24}{none:8.2f} ms a ticket")
    print(f"{f'{SIZES[-1]:,} phrases':24}{many:8.2f} ms a ticket")
    print(f"{f'{len(patterns)} RE2 patterns':24}{some:8.2f} ms a ticket ({some / none:.2f} times, nothing promised)")
    return _told(f"ratio {ratio:.2f}", f"at most {PHRASES_PROMISED:g}", ratio <= PHRASES_PROMISED)


def _hostile() -> bool:
    plain = Policy.shipped()
    patterned = plain.tuned(phrases=PhraseBook(Phrase(pattern, Tier.TWO) for pattern in PATTERNS))
    worst = 0.0
    print(f"\nthe longest of {len(PIECES)} texts of 1 MB, each one piece over and over (ms)")
    for kind, policy in (("as shipped", plain), ("with hostile patterns", patterned)):
        times = []
        for piece in PIECES:
            text = piece * (MEGABYTE // len(piece))
            report = Report(text, text, "Acme")
            times.append((_best_of_three(partial(triage, report, policy))[0], piece))
        longest = sorted(times, reverse=True)[:3]
        print(f"{kind:24}" + ", ".join(f"{seconds * 1000:.0f} {piece!r}" for seconds, piece in longest))
        worst = max(worst, longest[0][0] * 1000)
    return _told(f"longest {worst:.0f} ms", f"at most {HOSTILE_MS_PROMISED:g}", worst <= HOSTILE_MS_PROMISED)


def _told(figure: str, promised: str, is_kept: bool) -> bool:
    print(f"{figure}, promised {promised}: {'kept' if is_kept else 'MISSED'}")
    return is_kept


# --- tickets and phrases ----------------------------------------------------------------------------------------------


def _reports() -> list[Report]:
    files = sorted(FOLDER.glob("labelled*.jsonl"))
    lines = [line for path in files for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [report_from_json(json.loads(line)) for line in lines]


def _texts(report: Report) -> Texts:
    typed = {"subject": report.subject[:LONGEST_SUBJECT], "description": own_text(report.description)}
    return Texts(typed, [fold(text) for text in typed.values()])


def _phrases(reports: Sequence[Report], count: int) -> list[Phrase]:
    """Return so many phrases of two to four words that begin as texts do; one in ten stands in one of them."""
    chosen = random.Random(1)
    spoken = [words for report in reports if len(words := re.findall("[a-z0-9]+", fold(report.description))) > 4]
    every = [word for words in spoken for word in words]
    made: dict[str, None] = {}
    while len(made) < count:
        words, size = chosen.choice(spoken), chosen.randint(2, 4)
        at = chosen.randrange(len(words) - size)
        rest = words[at + 1 : at + size] if chosen.random() < 0.1 else chosen.sample(every, size - 1)
        made[" ".join([words[at], *rest])] = None
    return [Phrase(text, Tier.TWO) for text in made]


def _pattern(phrase: Phrase) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){'[^a-z0-9]+'.join(phrase.words)}(?![a-z0-9])")


def _search_all(patterns: Sequence[re.Pattern[str]], texts: Sequence[Texts]) -> list[set[int]]:
    return [
        {place for place, pattern in enumerate(patterns) if any(pattern.search(text) for text in one.folded)}
        for one in texts
    ]


def _find_all(book: PhraseBook, texts: Sequence[Texts]) -> list[set[str]]:
    return [{hit.phrase.text for hit in book.find(one.typed)} for one in texts]


# --- time -------------------------------------------------------------------------------------------------------------


def _each(reports: Sequence[Report], policy: Policy) -> list[float]:
    """Return the seconds each ticket took."""
    found = []
    for report in reports:
        started = time.process_time()
        triage(report, policy)
        found.append(time.process_time() - started)
    return found


def _alternating(reports: Sequence[Report], policies: Sequence[Policy], rounds: int) -> list[float]:
    """Return milliseconds a ticket under each policy, the median of rounds in which they take turns."""
    for policy in policies:
        _each(reports[:20], policy)
    found: list[list[float]] = [[] for _ in policies]
    for _ in range(rounds):
        for policy, times in zip(policies, found, strict=True):
            times.append(sum(_each(reports, policy)) / len(reports) * 1000)
    return [statistics.median(times) for times in found]


def _one_by_one_and_together(reports: Sequence[Report], policy: Policy, rounds: int) -> tuple[float, float]:
    """Return milliseconds a ticket by itself and with others as in a replay, medians of rounds that take turns."""
    alone, together = [], []
    chunks = [reports[start : start + TOGETHER] for start in range(0, len(reports), TOGETHER)]
    for _ in range(rounds):
        alone.append(sum(_each(reports, policy)))
        together.append(sum(_timed(partial(triage_all, chunk, policy))[0] for chunk in chunks))
    return statistics.median(alone) / len(reports) * 1000, statistics.median(together) / len(reports) * 1000


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def _best_of_three(work: Callable[[], T]) -> tuple[float, T]:
    return min((_timed(work) for _ in range(3)), key=lambda one: one[0])


def _p99(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:8.2f}"


@contextmanager
def _one_core() -> Iterator[None]:
    """Keep this process on one core; where the system cannot, it uses no more than one at a time all the same."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
