"""Which language a partner is written to in: from the requester's locale in Zendesk to one that is offered."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ENGLISH: Final = "en"
LANGUAGES: Final = {ENGLISH: "English", "es": "Spanish", "fr": "French"}
"""The languages that notices are shipped in, by the code that locales and settings use."""
SUFFIX: Final = ".txt.j2"


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages offered, and the one for everybody whose own is not among them."""

    offered: tuple[str, ...] = tuple(LANGUAGES)
    default: str = ENGLISH

    @property
    def is_choice(self) -> bool:
        """Whether a requester's locale can make a difference: with one language it need not be known."""
        return len(self.offered) > 1

    def of(self, locale: str | None) -> str:
        """Return the language for a locale such as `es-419`: that of its first part, else the default."""
        language = (locale or "").strip().replace("_", "-").partition("-")[0].lower()
        return language if language in self.offered else self.default


def in_language(name: str, language: str) -> str:
    """Return the file name of a template in a language: `refusal.txt.j2` is English, `refusal.es.txt.j2` Spanish."""
    return name if language == ENGLISH else f"{name.removesuffix(SUFFIX)}.{language}{SUFFIX}"


def language_of(name: str) -> str:
    """Return the language of a template by its file name."""
    return next((one for one in LANGUAGES if name.endswith(f".{one}{SUFFIX}")), ENGLISH)


def gaps(replaced: Iterable[str], public: Iterable[str], languages: Languages) -> list[tuple[str, str]]:
    """
    Return the public templates that an admin replaced in some of the offered languages only.

    Each as the file that is replaced and the one that is not: a partner of that language gets the shipped text.
    """
    names = frozenset(replaced)
    found = []
    for name in public:
        files = {language: in_language(name, language) for language in languages.offered}
        there = [file for file in files.values() if file in names]
        found += [(there[0], file) for file in files.values() if there and file not in names]
    return found
