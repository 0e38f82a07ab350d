"""
Figures that collapse: what systems count (registrations, answer rates, calls at once), and how few calls get through.

A figure counts with what it fell from: "340 to 0", "3 of 412", "61.8 at six, 9.4 at ten". What falls less than the
policy's limit times `_MASSIVE`, or has recovered, is a dip.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.rules.layers import Layers, word_set
from app.rules.signs import Sign
from app.rules.text import LONGEST
from app.rules.words import fold

_FIGURE_WORDS = word_set(
    "registered registration registrations registering reg regs endpoints devices concurrent asr ner success",
    "answered contacts channels rows online completed sessions reachable probe probes active count attempts",
    "calls_active cdr unregistered",
)
_FIGURE = re.compile(
    r"\b(?:regist(?:ered|rations?|ering)?|regs?|reg[ _-]?count|endpoints?|devices|concurrent|calls?_active|active calls"
    r"|asr|ner|success|answered|contacts|channels|rows|online|completed|sessions|reachable|probe|cdr\w*|calls|volume"
    r"|attempts|\w+_(?:asr|count|rows\w*|active))\b",
)
"""What systems count; over the text as written."""
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
_GOOD = (
    r"(?:registered|registrations?|online|up|answered|completed|reachable|connected|active|succeed\w*|regs|endpoints"
    r"|inbound test calls|test calls|probes?|calls? (?:completed|made|answered))"
)
_FROM_TO = re.compile(
    rf"(?<![\d.:-]){_NUMBER} ?%?(?: registered| calls| active)? ?(?:-+>|=>|→|down to|to) ?(?:about |only "
    rf"|just )?{_NUMBER}(?![:\d-])"
)
_OF_ALL = re.compile(rf"(?<![\d./:-])(0|\d+) ?(?:/|of|out of) ?(?:our |the |their )?{_NUMBER}(?![\d/:-])")
_COUNTS_GOOD = re.compile(rf"{_GOOD}[ =:]{{1,3}}$")
_ARE_GOOD = re.compile(rf" (?:\w+ )?{_GOOD}\b")
_DIGIT = re.compile(r"\d")
_ZEROES = re.compile(r"[=: ]0(?![\d,:/-])")
_AGAINST = re.compile(
    rf"{_NUMBER} ?%?[ ,;(]{{1,3}}(?:expected|baseline|usual(?:ly)?|normal(?:ly)?|was|instead of|average"
    rf"|typical(?:ly)?|yesterday|forecast)(?: for this hour| is| of)?[:= ]{{0,3}}{_NUMBER}"
)
_BY_PERCENT = re.compile(r"\b(?:dropped|drop|fell|fallen|down|collapsed|decreased)(?: by)? (\d{1,3}) ?%")
_ZERO = re.compile(
    r"\b(?:asr|ner|rows|answered|registered|registrations|success\w*|completed|concurrent(?: calls)?|cdr_\w+"
    r"|\w+_asr)(?:\.last\(\))? ?[=: ] {0,3}0(?:\.0+)? ?%?(?![\d.,:/-]| of| expected)"
)
_HARMLESS = re.compile(
    r"\b(?:recovered|recovery|recovers|resolved|restored|up now|planned|scheduled|maintenance window|downtimestart"
    r"|test mode|self test|weekend|holidays?|thanksgiving|christmas|suppress\w*|it was the sensor|token had|our own end"
    r"|we replace|calls go on|real calls never|unaffected|no action|close (?:it|any)|disregard|please ignore"
    r"|nobody complains|closing this|swing|return on their own|is it usual|regard as normal|people just don't|ack by"
    r"|call happily|do you compute|could you publish|how do i|does an export|carries all load|no call lost|all happy"
    r"|only want|simulated|you could|lies|counter is off|status ok|portal|exercise|drill|rfo|threshold corrected"
    r"|by poe timer)\b"
)
_BY_THE_HOUR = re.compile(
    r"^[^\w\n]*+(?:(\d\d)(?::?00)?h?|(\d{1,2})(?::00|h))(?![.)])\b[^\d\n]{1,12}?(\d{1,3}(?:\.\d+)?)(?![\d:])",
    re.MULTILINE,
)
_RATE = re.compile(r"\b(?:asr|ner|success|answer(?:ed)?|regist\w+|completion)\b")
"""What does not go down by itself in the evening, as the number of calls does."""
_LEAST_HOURS = 4
_LEAST = 5
"""A count below it is nobody's statistic."""
_MASSIVE = 2.5
"""How many times the limit a figure must fall to have collapsed."""

_MANY = r"\d+|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred"
_THROUGH = (
    r"(?:(?:goes|go|gets?|makes?|comes?) (?:it )?(?:through|thru|out|in)|completes?|connects?|succeeds?|is answered)\b"
)
_FEW_GET_THROUGH = re.compile(
    rf"\b(?:one|1)(?: (?:call|attempt|try|dial))? (?:in|out of|of) (?:every |each )?(?:{_MANY})"
    rf"(?: (?:calls?|attempts?|tries|dials))? {_THROUGH}"
    rf"|\bonly (?:every|each) (?:third|fourth|fifth|sixth|tenth|twentieth)(?: (?:call|attempt|dial))? {_THROUGH}"
    r"|\b(?:una?|1) de cada (?:tres|cuatro|cinco|seis|ocho|diez|veinte|\d+)(?: llamadas?| intentos?)?"
    r" (?:entra|sale|pasa|conecta|se completa|se conecta)\b"
    r"|\b(?:un|1)(?: appel)? sur (?:trois|quatre|cinq|six|huit|dix|vingt|\d+)(?: appels?)?"
    r" (?:passe|aboutit|arrive|sort|rentre)\b"
    r"|\b(?:off|down|unregistered|unreachable|dead|out)(?: \S+){0,3} (?:[4-9]\d|100) ?(?:%|per ?cent) of the time\b"
    r"|\b(?:[4-9]\d|100) ?(?:%|per ?cent) of the time(?: \S+){0,8} (?:off|down|unregistered|unreachable|dead)\b"
)
"""How few calls find their way now, told without a figure of a system; over plain words."""
_FEW_WORDS = word_set("one 1 only una un time")
_ELSEWHERE_WELL = re.compile(
    r"\b(?:other|otros|otras|autres) (?:destinations?|destinos|countries|paises|pays|numbers)\b"
)


def signs(text: Layers, limit: float) -> Iterator[Sign]:
    """Yield where hardly a call gets through, else what a system counts and how far it fell."""
    yield from [*_few(text), *_by_the_hour(text, limit)] or _statistics(text, limit)


def _few(text: Layers) -> Iterator[Sign]:
    found = None if text.vocabulary.isdisjoint(_FEW_WORDS) else _FEW_GET_THROUGH.search(text.plain)
    if found is None or text.line_of(found).endswith("?"):
        return
    if not (_HARMLESS.search(text.plain) or _ELSEWHERE_WELL.search(text.plain)):
        yield text.sign("calls-collapse", found)


def _statistics(text: Layers, limit: float) -> Iterator[Sign]:
    if text.vocabulary.isdisjoint(_FIGURE_WORDS):
        return
    for source, written in (("subject", fold(text.facts.report.subject)), ("description", text.written)):
        fall = _fall(written)
        if fall is None:
            continue
        start, end, percent = fall
        calm = _HARMLESS.search(text.plain) or percent < _MASSIVE * limit
        number = next((told.number for told in text.told if told.source == source), 0)
        yield Sign("statistics-dip" if calm else "statistics-collapse", source, number, start, end, percent)
        return


def _fall(written: str) -> tuple[int, int, float] | None:
    """Return where a figure is said to have fallen most, and by how many percent."""
    best: tuple[int, int, float] | None = None
    place = 0
    for line in written.split("\n"):
        if _DIGIT.search(line):
            for start, end, percent in _falls(line):
                if best is None or percent > best[2]:
                    best = (place + start, place + end, percent)
        place += len(line) + 1
    return best


def _falls(line: str) -> Iterator[tuple[int, int, float]]:
    for pattern, is_forward in ((_FROM_TO, True), (_OF_ALL, False), (_AGAINST, False)):
        for match in pattern.finditer(line):
            if not _FIGURE.search(line, max(match.start() - 60, 0), min(match.end() + 20, len(line))):
                continue
            if pattern is _OF_ALL and not (
                _ARE_GOOD.match(line, match.end()) or _COUNTS_GOOD.search(line[: match.start()][-30:])
            ):
                continue  # so many of so many are concerned, not well
            first, second = (float(group.replace(",", "")) for group in match.groups())
            before, after = (first, second) if is_forward else (second, first)
            if after < before and (before >= _LEAST or "." in match.group()):
                yield match.start(), match.end(), 100.0 * (before - after) / before
    for match in _BY_PERCENT.finditer(line):
        yield match.start(), match.end(), float(match.group(1))
    if _ZEROES.search(line) and (zero := _ZERO.search(line)):
        yield zero.start(), zero.end(), 100.0


def _by_the_hour(text: Layers, limit: float) -> Iterator[Sign]:
    """Yield the last line of a rate that is told hour by hour and has collapsed."""
    if text.facts.report.description.count("\n") < _LEAST_HOURS - 1:
        return  # no line for each hour
    fall = _hourly_fall(text.written)
    if fall is None or fall[2] < _MASSIVE * limit or _HARMLESS.search(text.plain):
        return
    number = next((told.number for told in text.told if told.source == "description"), 0)
    yield Sign("calls-collapse", "description", number, *fall)


def _hourly_fall(written: str) -> tuple[int, int, float] | None:
    """Return where a rate told for each hour is at the last of them, and by how many percent it has fallen."""
    hours = list(_BY_THE_HOUR.finditer(written, 0, LONGEST)) if _RATE.search(written, 0, LONGEST) else []
    numbers = [int(hour[1] or hour[2]) for hour in hours]
    if len(hours) < _LEAST_HOURS or any((after - before) % 24 != 1 for before, after in pairwise(numbers)):
        return None
    rates = [float(hour[3]) for hour in hours]
    highest = max(rates)
    if not 0 < highest <= 100:
        return None  # no rate in percent
    return hours[-1].start(), hours[-1].end(), 100.0 * (highest - rates[-1]) / highest
