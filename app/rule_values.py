"""
How the texts of phrases, topic words and action switches become their values.

Like `app.setting_values`, of which this is the part that tunes triage: each reader takes the text of a variable, or an
already typed value, and raises ValueError with the rest of the sentence "NAME …".
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from app.rules.phrases import unusable
from app.rules.ticket import Tier
from app.rules.words import Lexicon
from app.setting_values import did_you_mean, shown

LONGEST_PHRASE: Final = 200
"""Characters of a plain phrase; a longer one is a paragraph, and no second ticket will hold it word for word."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_ITEM: Final = re.compile(r"\s*(?:(?P<pattern>-?/[^\n]+?(?<!\\)/)|(?P<plain>[^,\n]*))[^\S\n]*(?:[,\n]|$)")


class Switch(StrEnum):
    """What becomes of an action that was decided."""

    LIVE = "live"
    """It is carried out."""
    SHADOW = "shadow"
    """It is recorded as it would have been sent, and not sent."""
    OFF = "off"
    """It is not done; the record says that the setting is why."""


PHRASE_SETTINGS: Final[Mapping[str, Tier | None]] = {
    "triage_tier_3_phrases": Tier.THREE,
    "triage_tier_2_phrases": Tier.TWO,
    "triage_tier_1_phrases": Tier.ONE,
    "triage_review_phrases": None,
}
"""The settings that hold phrases, each with the tier it stands for; None is review."""


def split_phrases(text: str) -> tuple[str, ...]:
    """
    Return the phrases of a text, separated by commas or line ends; blanks around them and empty ones vanish.

    What begins with a slash is a pattern up to the next slash at the end of an item, so that commas inside it do not
    split it. Raises ValueError for a pattern that never ends.
    """
    found, place = [], 0
    while place < len(text):
        match = _ITEM.match(text, place)
        assert match is not None  # noqa: S101 - an item may be empty
        if (
            (item := match["pattern"] or match["plain"].strip())
            and item.startswith(("/", "-/"))
            and not match["pattern"]
        ):
            msg = f"begins a pattern with a slash that no slash ends: {item[:60]!r}; write it as /pattern/"
            raise ValueError(msg)
        found.append(item)
        place = match.end()
    return tuple(item for item in found if item)


def phrase_problems(phrases: Iterable[str]) -> list[str]:
    """Return a sentence for every phrase that cannot be used; those that begin with - are judged without it."""
    judged = (_phrase_problem(text.removeprefix("-").strip()) for text in phrases)
    return [problem for problem in judged if problem is not None]


def _phrase_problem(text: str) -> str | None:
    if not text.startswith("/") and len(text) > LONGEST_PHRASE:
        return f"The phrase {text[:40]!r}… has {len(text)} characters, more than {LONGEST_PHRASE}."
    return unusable(text)


def _phrases(value: object) -> object:
    if isinstance(value, str):
        value = split_phrases(value)
    if isinstance(value, list | tuple) and any(isinstance(item, str) and _CONTROL.search(item) for item in value):
        msg = "contains a control character; write plain phrases, separated by commas"
        raise ValueError(msg)
    if isinstance(value, list | tuple) and not all(isinstance(item, str) for item in value):
        msg = 'must be phrases in quotation marks, such as ["ring count", "/port(ed|ing) request/"]'
        raise ValueError(msg)
    if isinstance(value, list | tuple) and (problems := phrase_problems(value)):
        raise ValueError("cannot be used. " + " ".join(problems).removesuffix("."))
    return tuple(item.strip() for item in value) if isinstance(value, list | tuple) else value


def _topic_words(value: object) -> object:
    """Read `TOPIC=word|word two; TOPIC2=…`; every topic must be one of lexicon.toml."""
    if isinstance(value, str):
        value = _topics_of(value)
    if not isinstance(value, Mapping):
        return value
    known = Lexicon.shipped().meanings
    for topic, words in value.items():
        if topic not in known:
            near = did_you_mean(str(topic).upper(), known) or f"; there are {', '.join(sorted(known))}"
            msg = f"names the topic {shown(str(topic))}, which app/rules/lexicon.toml does not have{near}"
            raise ValueError(msg)
        for word in words:
            if not isinstance(word, str) or not re.search(r"\w", word):
                msg = f"gives {topic} the word {shown(str(word))}, which holds no letter or digit; take it out"
                raise ValueError(msg)
    return {topic: tuple(words) for topic, words in value.items()}


def _topics_of(text: str) -> dict[str, tuple[str, ...]]:
    topics: dict[str, tuple[str, ...]] = {}
    for part in re.split(r"[;\n]", text):
        if not part.strip():
            continue
        topic, equals, words = (piece.strip() for piece in part.partition("="))
        items = tuple(word.strip() for word in words.split("|") if word.strip())
        if not (equals and topic and items):
            msg = f"holds {shown(part.strip())}; write each topic with its words, such as DEAD=kaputt|dead as a dodo"
            raise ValueError(msg)
        topics[topic] = (*topics.get(topic, ()), *items)
    return topics


def _path(value: object) -> object:
    if isinstance(value, str) and _CONTROL.search(value):
        msg = "contains a line break or another control character; it must be the path of a file or folder"
        raise ValueError(msg)
    return Path(value) if isinstance(value, str) else value


def _toml_path(value: object) -> object:
    path = _path(value)
    if isinstance(path, Path) and path.suffix != ".toml":
        msg = "must be the path of a TOML file, such as rules.toml"
        raise ValueError(msg)
    return path


def joined(known: Any, more: Any) -> Any:
    """Return the phrases or topic words of a rules file and of the environment together; each stands once."""
    if isinstance(known, Mapping):
        return {topic: tuple(dict.fromkeys((*known.get(topic, ()), *more.get(topic, ())))) for topic in (*known, *more)}
    taken = {item[1:].strip() for item in more if item.startswith("-")}
    kept = [item for item in known if item not in taken]
    added = [item for item in more if not (item.startswith("-") and item[1:].strip() in known)]
    return tuple(dict.fromkeys((*kept, *added)))


Phrases = Annotated[tuple[str, ...], BeforeValidator(_phrases)]
TopicWords = Annotated[dict[str, tuple[str, ...]], BeforeValidator(_topic_words)]
FilePath = Annotated[Path | None, BeforeValidator(_path)]
FolderPath = Annotated[Path | None, BeforeValidator(_path)]
TomlPath = Annotated[Path | None, BeforeValidator(_toml_path)]
