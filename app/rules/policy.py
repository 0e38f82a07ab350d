"""The policy as data: clauses with stable ids, parameters, carriers. Loaded from policy.toml, tuned by settings."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import resources
from typing import Any, Self

from app.rules.phrases import PhraseBook
from app.rules.ticket import Tier
from app.rules.words import Lexicon

_SECTIONS = {"parameters", "carriers", "carriers_today", "clauses"}
_PARAMETERS = {"large_group_percent", "first_response_minutes", "escalation_hours", "emergency_numbers"}


class PolicyError(ValueError):
    """policy.toml cannot be used; the text names the entry and what to change."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of the policy, or one decision of the house."""

    id: str
    text: str
    tier: Tier | None = None


@dataclass(frozen=True)
class Policy:
    """What triage goes by."""

    clauses: Mapping[str, Clause]
    carriers: tuple[str, ...]
    """Names of carriers whose outage is Tier III, every spelling, lower case."""
    emergency_numbers: tuple[str, ...]
    large_group_percent: float
    first_response_minutes: int = 60
    escalation_hours: tuple[float, ...] = (4, 8, 10, 12)
    phrases: PhraseBook = field(default_factory=PhraseBook)
    """An admin's phrases; they outrank the learned reader."""
    words_added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words and phrases added to a topic of lexicon.toml."""
    words_removed: tuple[str, ...] = ()
    """Words and phrases that shall mean nothing."""
    learned: bool = True
    """Whether the learned reader has a say; off leaves the rules alone."""
    carrier_names: Mapping[str, str] = field(default_factory=dict)
    """The company of today behind each shipped spelling, such as `lumen` for `qwest`."""

    @cached_property
    def lexicon(self) -> Lexicon:
        """The shipped words with this policy's carriers, emergency numbers and an admin's words."""
        return Lexicon.shipped().tuned(
            {"LISTED": self.carriers, "EMERG": self.emergency_numbers}, self.words_added, self.words_removed
        )

    @cached_property
    def families(self) -> Mapping[str, str]:
        """Every spelling of a carrier in force with the company of today it stands for; an added one is its own."""
        return {spelling: self.carrier_names.get(spelling, spelling) for spelling in self.carriers}

    @classmethod
    def shipped(cls) -> Self:
        """Return the policy that ships with the product."""
        text = resources.files("app.rules").joinpath("policy.toml").read_text(encoding="utf-8")
        return cls.from_toml(tomllib.loads(text))

    @classmethod
    def from_toml(cls, document: Mapping[str, Any]) -> Self:
        """Return the policy a parsed TOML document describes; raises `PolicyError`."""
        _only(document, _SECTIONS, "policy.toml")
        parameters = document.get("parameters", {})
        _only(parameters, _PARAMETERS, "[parameters]")
        clauses: dict[str, Clause] = {}
        for entry in document.get("clauses", ()):
            _only(entry, {"id", "text", "tier"}, f"clause {entry.get('id')!r}")
            if not entry.get("id") or not entry.get("text"):
                raise PolicyError("Every clause needs an id and a text.")
            if entry["id"] in clauses:
                raise PolicyError(f"Clause {entry['id']!r} stands twice; give one of them another id.")
            clauses[entry["id"]] = Clause(entry["id"], entry["text"], _tier(entry))
        carriers = [name.lower() for names in document.get("carriers", {}).values() for name in names]
        today = document.get("carriers_today", {})
        _only(today, set(document.get("carriers", {})), "[carriers_today]")
        return cls(
            clauses=clauses,
            carriers=tuple(dict.fromkeys(carriers)),
            emergency_numbers=tuple(parameters.get("emergency_numbers", ())),
            large_group_percent=float(parameters.get("large_group_percent", 10.0)),
            first_response_minutes=int(parameters.get("first_response_minutes", 60)),
            escalation_hours=tuple(float(hours) for hours in parameters.get("escalation_hours", ())),
            carrier_names={
                spelling.lower(): today.get(listed, listed)
                for listed, spellings in document.get("carriers", {}).items()
                for spelling in spellings
            },
        )

    def tuned(
        self,
        *,
        large_group_percent: float | None = None,
        carriers_add: Sequence[str] = (),
        carriers_remove: Sequence[str] = (),
        emergency_numbers: Sequence[str] = (),
        phrases: PhraseBook | None = None,
        words_added: Mapping[str, tuple[str, ...]] | None = None,
        words_removed: Sequence[str] = (),
        learned: bool = True,
    ) -> Self:
        """Return the policy with an admin's settings applied; names are compared without regard to case."""
        removed = {name.lower() for name in carriers_remove}
        numbers = tuple(emergency_numbers) or self.emergency_numbers
        # The shipped words hold the shipped names too: what a setting drops must lose its meaning there as well.
        dropped = (*removed, *(number for number in self.emergency_numbers if number not in numbers))
        names = [name for name in (*self.carriers, *(one.lower() for one in carriers_add)) if name not in removed]
        return replace(
            self,
            carriers=tuple(dict.fromkeys(names)),
            emergency_numbers=numbers,
            large_group_percent=self.large_group_percent if large_group_percent is None else large_group_percent,
            phrases=self.phrases if phrases is None else phrases,
            words_added=self.words_added if words_added is None else words_added,
            words_removed=(*words_removed, *dropped),
            learned=learned,
        )

    def clause(self, clause_id: str) -> Clause:
        """Return a clause by its id; raises KeyError for one that does not exist."""
        return self.clauses[clause_id]


def _tier(entry: Mapping[str, Any]) -> Tier | None:
    if "tier" not in entry:
        return None
    try:
        return Tier(entry["tier"])
    except ValueError:
        raise PolicyError(f"Clause {entry['id']!r}: tier must be 1, 2 or 3.") from None


def _only(document: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(document) - known)
    if unknown:
        names = ", ".join(sorted(known))
        raise PolicyError(f"{where}: {unknown[0]!r} is not known there; use {names}.")
