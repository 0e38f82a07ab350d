"""
From a text to words a support desk understands: each word with its place, its folded form and its meaning.

Folding takes case, accents and typographic quotes away; the meaning is the name of the list in lexicon.toml that holds
the word, so that "handset", "teléfono" and "ext" are all PHONE to whoever reads on.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from copy import copy
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

_TOKEN = re.compile(
    r" *(?:(?P<word>[a-z][a-z0-9]*(?:['&.-][a-z0-9]+)*)"
    r"|(?P<time>\d{1,2}:\d\d(?::\d\d)?)"
    r"|(?P<phone>\+?\d[\d]*-\d[\d-]{5,})"
    r"|(?P<percent>\d{1,3}(?:[.,]\d+)?\s?(?:%|percent|per cent|pct|por ciento|pour cent))"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?![a-z0-9])"
    r"|(?P<mixed>\d[a-z0-9]*)"
    r"|(?P<stop>[.!?;:,\n()/|>=]))"
)
"""Words come first, being the most; what else there is begins with no letter."""
_SPACED_PERCENT = re.compile(r"\d (?:%|pct|perc)|\d\s?(?:per|por|pour) c")
"""A percentage with a blank in it, or what may be one."""
_QUOTES = {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": ";", "…": ".", " ": " ", "ß": "s", "½": " "}
_TOKEN_WORD = re.compile(r"[a-z0-9]+(?:['&.-][a-z0-9]+)*")
NUMBER_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "dozen": 12, "hundred": 100, "thousand": 1000,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "cien": 100,
    "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12,
    "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100,
}  # fmt: skip
_ELIDED = frozenset(("d", "l", "n", "s", "j", "c", "m", "t", "qu"))
_ENDINGS = ("'s", "s", "es", "ed", "ing", "d")
_QUESTION = "?"
SENTENCE_ENDS = frozenset(".!?;\n")


LONGEST_SENTENCE = 400
"""Words after which a sentence without end is cut."""
MOST_SENTENCES = 1000
"""Sentences read of one text: what has more is a log."""
REMEMBERED = 20_000
"""Words and pieces of text whose meaning is kept at hand; beyond them each is looked up anew."""
LONGEST_PIECE = 40
"""Letters from which a piece of text is no word that will be met again."""
Token = tuple[str, str, int, int, float | None]
"""The fields of a word."""


class Word(NamedTuple):
    """One word of a text."""

    folded: str
    """Lower case, without accents; the words of a phrase joined by a blank."""
    meaning: str
    """Name of its list in lexicon.toml, `N` for a number, or the stem of a word that stands in no list."""
    start: int
    end: int
    value: float | None = None
    """What a number or percentage is worth."""

    @property
    def is_known(self) -> bool:
        """Whether the word has a meaning of the lexicon."""
        return self.meaning.isupper()


_made: Callable[[type[Word], Token], Word] = tuple.__new__
"""Makes a word of its fields; the constructor of a named tuple takes twice the time, and a report has hundreds."""


def fold(text: str) -> str:
    """Return the text in lower case without accents and typographic quotes; every character keeps its place."""
    lower = text.lower()
    if len(lower) != len(text):  # a few capitals (such as dotted İ) grow when lowered, and would move all offsets
        lower = "".join(one.lower()[:1] for one in text)
    return lower if lower.isascii() else "".join(map(_fold_character, lower))


@lru_cache(maxsize=4096)
def _fold_character(one: str) -> str:
    if one.isascii():
        return one
    return _QUOTES.get(one) or unicodedata.normalize("NFKD", one)[:1] or one


class Lexicon:
    """The lists of lexicon.toml, made for looking words up."""

    def __init__(self, words: Mapping[str, str], phrases: Mapping[str, str]) -> None:
        self._meanings: dict[str, str] = {}
        self.tokens = _Tokens(self)
        self._seconds: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
        self._words: dict[str, str] = {
            word: meaning for meaning, text in reversed(list(words.items())) for word in text.split()
        }
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for meaning, text in phrases.items():
            for phrase in text.split("|"):
                parts = tuple(fold(phrase).split())
                self._phrases.setdefault(parts[0], []).append((parts, meaning))
        for found in self._phrases.values():
            found.sort(key=lambda entry: -len(entry[0]))

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> "Lexicon":
        """Return the lexicon that ships with the product."""
        document = tomllib.loads(resources.files("app.rules").joinpath("lexicon.toml").read_text(encoding="utf-8"))
        return cls(document["words"], document["phrases"])

    def tuned(
        self, names: Mapping[str, Sequence[str]], added: Mapping[str, Sequence[str]], removed: Sequence[str]
    ) -> "Lexicon":
        """
        Return a lexicon that also knows a policy's `names` and an admin's `added` words, each under its meaning.

        Removed words and phrases lose their meaning; what is named or added wins over what is shipped.
        """
        made = copy(self)
        made.part()
        for text in removed:
            made.forget(_parts(text))
        for meaning, texts in (*names.items(), *added.items()):
            for text in texts:
                made.learn(_parts(text), meaning)
        return made

    def part(self) -> None:
        """Share no list with the lexicon this one was copied from."""
        self._meanings, self._seconds, self.tokens = {}, {}, _Tokens(self)
        self._words = dict(self._words)
        self._phrases = {first: list(found) for first, found in self._phrases.items()}

    def learn(self, parts: tuple[str, ...], meaning: str) -> None:
        """Put a word or phrase into a list."""
        if len(parts) == 1:
            self._words[parts[0]] = meaning
        elif parts:
            found = self._phrases.setdefault(parts[0], [])
            found[:] = sorted(
                [*(e for e in found if e[0] != parts), (parts, meaning)], key=lambda entry: -len(entry[0])
            )

    def forget(self, parts: tuple[str, ...]) -> None:
        """Take a word or phrase out of its list."""
        if len(parts) == 1:
            self._words.pop(parts[0], None)
        elif parts and parts[0] in self._phrases:
            self._phrases[parts[0]] = [entry for entry in self._phrases[parts[0]] if entry[0] != parts]

    def knows(self, text: str) -> bool:
        """Return whether a word or phrase stands in a list."""
        parts = _parts(text)
        if len(parts) == 1:
            return parts[0] in self._words
        return bool(parts) and any(entry[0] == parts for entry in self._phrases.get(parts[0], ()))

    @property
    def meanings(self) -> frozenset[str]:
        """The names of all lists."""
        return frozenset(self._words.values()) | {e[1] for found in self._phrases.values() for e in found}

    def meaning(self, folded: str) -> str:
        """Return the name of the list that holds a word, or its stem."""
        known = self._meanings.get(folded)
        if known is None:
            known = self._look_up(folded)
            if len(self._meanings) < REMEMBERED:
                self._meanings[folded] = known
        return known

    def _look_up(self, folded: str) -> str:
        return self._list_of(folded) or self._list_of(_without_elision(folded)) or stem(folded)

    def _list_of(self, folded: str) -> str | None:
        """Return the name of the list that holds a word, with or without an ending."""
        found = self._words.get(folded)
        if found is not None:
            return found
        for ending in _ENDINGS:
            # Two letters are no word with an ending: "is" is not several of "i".
            if (
                len(folded) > len(ending) + 2
                and folded.endswith(ending)
                and (found := self._words.get(folded[: -len(ending)])) is not None
            ):
                return found
        return None

    def words(self, text: str) -> list[Word]:
        """Return the words of a text without regard to sentences."""
        return [word for sentence in sentences_of(text, self) for word in sentence]

    def word(self, token: str) -> tuple[str, float | None]:
        """Return the meaning of a word that begins with a letter, and what it is worth if it is a number."""
        return _number_word(token) or (self.meaning(token), None)

    @property
    def begins(self) -> Container[str]:
        """The words with which phrases begin."""
        return self._phrases

    def phrases(self, first: str) -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
        """Return the phrases that begin with a word by their second word, longest first, each with its meaning."""
        known = self._seconds.get(first)
        if known is None:
            known = {}
            for entry in self._phrases.get(first, ()):
                known.setdefault(entry[0][1] if len(entry[0]) > 1 else "", []).append(entry)
            if first in self._phrases:
                self._seconds[first] = known
        return known


def _parts(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN_WORD.findall(fold(text)))


def _without_elision(word: str) -> str:
    """Return a French word without what is written together with it: "d'appels" is "appels"."""
    head, mark, rest = word.partition("'")
    return rest if mark and len(rest) > 2 and head in _ELIDED else word


def stem(word: str) -> str:
    """Return a word without the commonest endings; good enough to tell words apart, never shown to anybody."""
    word = _without_elision(word)
    if word.endswith("'s"):
        return word[:-2]
    size = len(word)
    if size <= 3:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if size > 5 and word.endswith("ing"):
        return word[:-3]
    if size > 4 and word.endswith(("ed", "es")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def sentences_of(text: str, lexicon: Lexicon) -> list[list[Word]]:
    """
    Return the words of a text, sentence by sentence; line ends and semicolons end a sentence too.

    A sentence without end is cut, and a text of countless ones is not read on: nobody writes so many, and both would
    cost more time than a ticket may take.
    """
    folded = fold(text)
    # Only a percentage may hold a blank: where none does, each piece between two blanks is read by itself, and most
    # pieces were met before.
    pieces = [folded] if _SPACED_PERCENT.search(folded) else folded.split(" ")
    return [_with_phrases(sentence, lexicon) for sentence in _cut(pieces, lexicon.tokens)]


def _cut(pieces: Iterable[str], tokens: Mapping[str, Sequence[Token]]) -> list[list[Word]]:
    """Return the words of pieces between blanks, sentence by sentence."""
    found: list[list[Word]] = []
    words: list[Word] = []
    place = 0
    for piece in pieces:
        for token, meaning, start, end, value in tokens[piece]:
            if token not in SENTENCE_ENDS:
                words.append(_made(Word, (token, meaning, place + start, place + end, value)))
                if len(words) < LONGEST_SENTENCE:
                    continue
            elif token == _QUESTION:
                words.append(_made(Word, (token, meaning, place + start, place + end, value)))
            if words:
                found.append(words)
                words = []
            if len(found) >= MOST_SENTENCES and token in SENTENCE_ENDS:
                return found
        place += len(piece) + 1
    return [*found, words] if words else found


class _Tokens(dict[str, tuple[Token, ...]]):
    """What stands in each piece of text, by the piece; read when first met."""

    def __init__(self, lexicon: "Lexicon") -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, piece: str) -> tuple[Token, ...]:
        found = tuple([self._token(match) for match in _TOKEN.finditer(piece)])
        if len(piece) <= LONGEST_PIECE and len(self) < REMEMBERED:
            self[piece] = found
        return found

    def _token(self, match: re.Match[str]) -> Token:
        kind = match.lastgroup or ""
        token = match.group(kind)
        start, end = match.span(kind)
        if kind == "word":
            meaning, value = self._lexicon.word(token)
            return token, meaning, start, end, value
        return (token, token, start, end, None) if kind == "stop" else _figure(kind, token, start, end, self._lexicon)


def _number_word(token: str) -> tuple[str, float] | None:
    """Return the meaning and the worth of a number in letters, such as twenty-five."""
    if token in NUMBER_WORDS:
        return "N", float(NUMBER_WORDS[token])
    tens, hyphen, ones = token.partition("-")
    if hyphen and tens in NUMBER_WORDS and ones in NUMBER_WORDS:
        return "N", float(NUMBER_WORDS[tens] + NUMBER_WORDS[ones])
    return None


def _figure(kind: str, token: str, start: int, end: int, lexicon: Lexicon) -> Word:
    """Return what begins with a figure as a word."""
    if kind == "number":
        if (meaning := lexicon.meaning(token)) != token:
            return Word(token, meaning, start, end, float(token.replace(",", "")))
        value = float(token.replace(",", "")) if len(token) < 10 else None
        return Word(token, "N", start, end, value)
    if kind == "percent":
        digits = re.match(r"[\d.,]+", token)
        return Word(token, "PERCENT", start, end, float(digits.group().replace(",", ".")) if digits else None)
    if kind in ("time", "phone"):
        return Word(token, kind, start, end)
    return Word(token, lexicon.meaning(token), start, end)


def _with_phrases(words: list[Word], lexicon: Lexicon) -> list[Word]:
    """Return a sentence with its phrases and its numbers of several words as one word each."""
    found: list[Word] = []
    place, size = 0, len(words)
    begins = lexicon.begins
    while place < size:
        word = words[place]
        phrase = _phrase_at(words, place, lexicon) if word.folded in begins else None
        if phrase is not None:
            parts, meaning = phrase
            last = words[place + len(parts) - 1]
            found.append(Word(" ".join(parts), meaning, word.start, last.end))
            place += len(parts)
            continue
        if word.meaning == "N":
            word, place = _number_of(words, place)
        found.append(word)
        place += 1
    return found


def _phrase_at(words: Sequence[Word], place: int, lexicon: Lexicon) -> tuple[tuple[str, ...], str] | None:
    """Return the longest phrase that begins at a place, with its meaning."""
    phrases = lexicon.phrases(words[place].folded)
    following = words[place + 1].folded if place + 1 < len(words) else ""
    if following not in phrases and "" not in phrases:
        return None
    for parts, meaning in (*phrases.get(following, ()), *phrases.get("", ())):
        if len(parts) < 3 or tuple([word.folded for word in words[place : place + len(parts)]]) == parts:
            return parts, meaning
    return None


def _number_of(words: Sequence[Word], place: int) -> tuple[Word, int]:
    """Return the number that begins at a place, and where its last word stands."""
    word = words[place]
    while place + 1 < len(words):
        skip = words[place + 1].folded == "and" and place + 2 < len(words)
        following = words[place + 1 + skip]
        if not _continues(word, following) or (skip and (word.value or 0) % 100):
            break
        word = Word(f"{word.folded} {following.folded}", "N", word.start, following.end, _together(word, following))
        place += 1 + skip
    return word, place


def _continues(word: Word, following: Word) -> bool:
    """Whether two number words make one number: two hundred, twenty-five, 3 dozen."""
    if following.meaning != "N" or not following.folded.isalpha() or word.value is None or following.value is None:
        return False
    if following.value in (12, 100, 1000) and following.folded in ("dozen", "hundred", "thousand", "cent"):
        return word.value < 100
    if not word.folded.replace(" ", "").isalpha():
        return False
    return (word.value in range(20, 100, 10) and following.value < 10) or (
        word.value >= 100 and word.value % 100 == 0 and following.value < 100
    )


def _together(word: Word, following: Word) -> float:
    assert word.value is not None  # noqa: S101 - `_continues` has seen to it
    assert following.value is not None  # noqa: S101
    multiplies = following.folded in ("dozen", "hundred", "thousand", "cent")
    return word.value * following.value if multiplies else word.value + following.value
