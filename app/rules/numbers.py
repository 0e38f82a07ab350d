"""How many of how many: digits, words, ratios and percentages of users, phones, sites and calls."""

import re
from dataclasses import dataclass

_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "eighteen": 18,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
    "two hundred": 200,
    "three hundred": 300,
    "four hundred": 400,
    "five hundred": 500,
    "dozen": 12,
    "both": 2,
    "dos": 2,
    "tres": 3,
    "cuatro": 4,
    "cinco": 5,
    "seis": 6,
    "ocho": 8,
    "diez": 10,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "huit": 8,
    "dix": 10,
}
_N = r"(\d{1,3}(?:,\d{3})+|\d{1,6}|" + "|".join(sorted((w.strip() for w in _WORDS), key=len, reverse=True)) + ")"
_UNIT = (
    r"(?:[\w'-]+ ){0,2}?(?:users?|phones?|handsets?|sets?|seats?|extensions?|exts?|agents?|reps?|people|lines?|rooms?|"
    r"stations?|desks?|devices?|endpoints?|customers?|clients?|sites?|locations?|stores?|schools?|properties|branches|"
    r"offices?|classrooms?|counselors?|dids?|numbers?|tns?|trunks?|calls?|employees|staff|teachers?|nurses?|"
    r"tel[eé]fonos?|extensiones|usuarios?|agentes|habitaciones|postes?|t[eé]l[eé]phones?|utilisateurs?|lignes?)"
)
_OF = re.compile(
    rf"\b{_N}\s*(?:{_UNIT}\s+)?(?:/|out of|of|de|sur|from)\s*(?:our|the|their|its|a total of|las|los|les)?\s*{_N}\b"
    r"(?!\s*(?:am|pm|:))"
)
_PERCENT = re.compile(r"\b(\d{1,3}(?:\.\d+)?)\s*(?:%|percent|per cent|por ciento|pour cent)")
_COUNT = re.compile(rf"\b{_N}\s+{_UNIT}\b")
_HALF = re.compile(
    r"\b(?:half|la mitad|la moitié|most|majority|a third|one third|two thirds|a quarter|"
    r"every (?:second|third|fourth|fifth|other))\b"
)
_UNITS_ONLY = re.compile(_UNIT)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, as percent, with the words that say it."""

    percent: float
    affected: int | None
    total: int | None
    words: str
    start: int
    end: int


def shares(lower: str) -> list[Share]:
    """Return the parts of wholes that a lower-case sentence names; times, dates and versions are none."""
    found = []
    for match in _OF.finditer(lower):
        affected, total = _value(match.group(1)), _value(match.group(2))
        is_date = "/" in match.group() and not _UNITS_ONLY.search(lower[match.end() : match.end() + 20])
        if affected is None or not total or affected > total or total < 2 or is_date:
            continue
        found.append(Share(100.0 * affected / total, affected, total, match.group(), match.start(), match.end()))
    found += [
        Share(min(float(match.group(1)), 100.0), None, None, match.group(), match.start(), match.end())
        for match in _PERCENT.finditer(lower)
    ]
    found += [Share(40.0, None, None, match.group(), match.start(), match.end()) for match in _HALF.finditer(lower)]
    return found


def counts(lower: str) -> list[tuple[int, int, int]]:
    """Return (number, start, end) of every counted unit in a lower-case sentence: `34 phones`."""
    found = []
    for match in _COUNT.finditer(lower):
        value = _value(match.group(1))
        if value is not None:
            found.append((value, match.start(), match.end()))
    return found


def _value(text: str) -> int | None:
    text = text.strip()
    if text in _WORDS:
        return _WORDS[text]
    plain = text.replace(",", "")
    return int(plain) if plain.isdigit() else None
