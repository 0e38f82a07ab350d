"""
Everything Tierline writes on a ticket, for partners and for people of the provider.

Texts are templates beside this module, or an admin's own in their place; ticket text never enters them except the
policy reason, which the rules composed, stripped of anything Zendesk could read as markup or a placeholder. Values are
never compiled: what a ticket says is not a template.
"""

import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jinja2 import (
    ChoiceLoader,
    FunctionLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment

from app.rules.contact import Contact
from app.rules.ladder import Epoch, Ladder, Step
from app.rules.policy import Clause
from app.rules.record import Record
from app.rules.ticket import Tier
from app.rules.verdict import Action, Evidence, Verdict

MISSING = {
    "circuit_id": "the Circuit ID",
    "call_examples": "call examples: from, to, date and time with time zone",
    "customer_information": "the customer's name, group or account, and the users affected",
    "outage_details": "what is down since when, for how many users, and what still works",
}
"""What to ask for, by the names triage uses (policy: recommended actions of Tier II and III)."""

LONGEST = 65_535
"""Characters of a comment that Zendesk takes."""

VARIABLES: Mapping[str, frozenset[str]] = {
    "refusal.txt.j2": frozenset({"provider", "ticket_id", "partner", "because"}),
    "acknowledgement_2.txt.j2": frozenset(
        {"provider", "ticket_id", "partner", "late", "first_response", "opening", "missing", "steps"}
    ),
    "acknowledgement_3.txt.j2": frozenset(
        {"provider", "ticket_id", "partner", "late", "first_response", "opening", "missing", "steps"}
    ),
    "escalation.txt.j2": frozenset(
        {
            "provider",
            "level",
            "top",
            "tier",
            "opened",
            "started_at",
            "age",
            "threshold",
            "skipped",
            "due_at",
            "lateness",
        }
        | {"contact", "next_level", "next_at"}
    ),
    "dispute.txt.j2": frozenset({"provider", "refused_because", "raised", "because"}),
    "review.txt.j2": frozenset({"provider", "tier", "because", "partner"}),
    "card.txt.j2": frozenset(
        {"provider", "tier", "action", "meaning", "because", "confidence", "rule", "evidence", "near_misses"}
        | {"would_change", "missing"}
    ),
    "raise.txt.j2": frozenset({"provider", "old", "new", "because"}),
    "request.txt.j2": frozenset(
        {"provider", "ticket_id", "partner", "level", "top", "age", "threshold", "contact", "next_level", "next_at"}
    ),
    "first_response.txt.j2": frozenset(
        {"provider", "missed", "tier", "opened", "started_at", "age", "promised", "promised_at"}
    ),
    "grace.txt.j2": frozenset({"provider", "refuse_at", "because", "stop_tag"}),
}
"""The templates by file name, each with the variables it may use."""

MEANINGS = {
    Action.REFUSE: "professional-services notice, then solved",
    Action.REVIEW: "a person should look first",
    Action.ACCEPT: "taken on, and its age is watched",
    Action.LEAVE: "marked, otherwise untouched",
}
"""What each action does, in the words of a desk."""

CARD_LINES = 10
"""Pieces of evidence a card cites at most."""
CARD_WORDS = 160
"""Characters of the ticket's words that a card quotes in one piece."""

NOTE_LATENESS_FROM = timedelta(minutes=1)
"""A note speaks of lateness only where a person would."""


@dataclass(frozen=True, slots=True)
class ScheduledLevel:
    """A line of the ladder in a notice."""

    level: int
    at: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A line of the decision card: the ticket's words, where they stand, and the policy line they speak to."""

    words: str
    source: str
    policy: str


class Notices:
    """
    Renders notices in the name of `provider`; pure, once constructed.

    `templates` are texts by file name that take the place of the shipped ones; `template_problems` judges them before.
    """

    def __init__(self, provider: str, templates: Mapping[str, str] | None = None) -> None:
        self._provider = provider
        self._replaced = frozenset(templates or ())
        self._shipped = _environment({})
        self._templates = _environment(templates) if templates else self._shipped

    def refusal(self, ticket_id: int, partner: str | None, verdict: Verdict) -> str:
        """Return the professional-services notice: why, what to do, how to dispute, that charges may apply."""
        return self._render(
            "refusal.txt.j2",
            ticket_id=ticket_id,
            partner=_harmless(partner or ""),
            because=_sentence(verdict.because),
        )

    def acknowledgement(
        self,
        ticket_id: int,
        partner: str | None,
        verdict: Verdict,
        epoch: Epoch,
        ladder: Ladder,
        first_response: timedelta,
        now: datetime,
    ) -> str:
        """Return the public answer to a Tier II or III ticket, with clock times of the levels still to come."""
        upcoming = [
            ScheduledLevel(level, _moment(due))
            for level in range(1, ladder.top + 1)
            if (due := ladder.due_at(epoch, level)) is not None and due > now
        ]
        return self._render(
            f"acknowledgement_{int(verdict.tier)}.txt.j2",
            ticket_id=ticket_id,
            partner=_harmless(partner or ""),
            late=now - epoch.started_at > first_response,
            first_response=_span(first_response),
            opening="opening" if epoch.number == 1 else "reopening",
            missing=[MISSING[name] for name in verdict.missing if name in MISSING],
            steps=upcoming if verdict.tier in ladder.tiers else [],
        )

    def escalation(self, tier: Tier, step: Step, epoch: Epoch, ladder: Ladder, contact: Contact, now: datetime) -> str:
        """Return the private note of a level: why now, whom to reach, what comes next."""
        lateness = now - step.due_at
        next_level = step.level + 1 if step.level < ladder.top else None
        next_at = ladder.due_at(epoch, step.level + 1)
        return self._render(
            "escalation.txt.j2",
            level=step.level,
            top=ladder.top,
            tier=tier.roman,
            opened="created" if epoch.number == 1 else "reopened",
            started_at=_moment(epoch.started_at),
            age=_span(epoch.age(now)),
            threshold=_span(ladder.thresholds[step.level - 1]),
            skipped=step.skipped,
            due_at=_moment(step.due_at),
            lateness=_span(lateness) if lateness >= NOTE_LATENESS_FROM else "",
            contact=_harmless(contact.reach() or str(contact.group or contact.assignee or "")),
            next_level=next_level,
            next_at=_moment(next_at) if next_at else "",
        )

    def dispute(self, refused_because: str, raised: Tier | None, because: str) -> str:
        """Return the private note for whoever reads a partner's answer to a refusal."""
        return self._render(
            "dispute.txt.j2",
            refused_because=_sentence(refused_because),
            raised=raised,
            because=_sentence(because),
        )

    def review(self, verdict: Verdict, partner: str | None, clauses: Mapping[str, Clause]) -> str:
        """Return the private note on a ticket that a person should see first: what is asked of them, then the card."""
        lead = self._render(
            "review.txt.j2",
            tier=verdict.tier.roman,
            because=_sentence(verdict.because),
            partner=_harmless(partner or ""),
        )
        return f"{lead}\n\n{self.card(verdict, clauses)}"[:LONGEST]

    def card(self, verdict: Verdict, clauses: Mapping[str, Clause]) -> str:
        """Return the decision card, a private note: everything the verdict rests on and what would change it."""
        return self._render(
            "card.txt.j2",
            tier=verdict.tier.roman,
            action=verdict.action.value,
            meaning=MEANINGS[verdict.action],
            because=_sentence(verdict.because),
            confidence=f"{verdict.confidence:.0%}",
            rule=_harmless(verdict.rule),
            evidence=[_cited(one, clauses) for one in verdict.evidence[:CARD_LINES]],
            near_misses=[_sentence(one) for one in verdict.near_misses],
            would_change=[_sentence(one) for one in verdict.would_change],
            missing=[MISSING.get(one, one) for one in verdict.missing],
        )

    def raised(self, old: Tier, new: Tier, because: str) -> str:
        """Return the private note on a ticket whose tier a later comment lifted."""
        return self._render("raise.txt.j2", old=old.roman, new=new.roman, because=_sentence(because))

    def request(self, record: Record, ladder: Ladder, contact: Contact | None, now: datetime) -> str:
        """Return the public answer to a partner who asks for an escalation: where it stands and what comes when."""
        level = record.level
        next_at = ladder.due_at(record.epoch, level + 1)
        return self._render(
            "request.txt.j2",
            ticket_id=record.ticket_id,
            partner=_harmless(record.partner or ""),
            level=level,
            top=ladder.top,
            age=_span(record.epoch.age(now)),
            threshold=_span(ladder.thresholds[0]),
            contact=_harmless(contact.reach()) if contact else "",
            next_level=level + 1 if next_at else None,
            next_at=_moment(next_at) if next_at else "",
        )

    def first_response(self, missed: bool, tier: Tier, epoch: Epoch, promised: timedelta, now: datetime) -> str:
        """Return the private note that a first response is about to be missed, or was."""
        return self._render(
            "first_response.txt.j2",
            missed=missed,
            tier=tier.roman,
            opened="created" if epoch.number == 1 else "reopened",
            started_at=_moment(epoch.started_at),
            age=_span(now - epoch.started_at),
            promised=_span(promised),
            promised_at=_moment(epoch.started_at + promised),
        )

    def grace(self, refuse_at: datetime, stop_tag: str, verdict: Verdict) -> str:
        """Return the private note that announces a refusal, and how to stop it."""
        return self._render(
            "grace.txt.j2",
            refuse_at=_moment(refuse_at),
            because=_sentence(verdict.because),
            stop_tag=stop_tag,
        )

    def _render(self, name: str, **values: Any) -> str:
        values["provider"] = _harmless(self._provider)
        if name in self._replaced:
            try:
                text = _rendered(self._templates, name, values)
            except Exception:  # noqa: S110 - whatever an admin's text does, a partner gets an answer
                pass
            else:
                if text and len(text) <= LONGEST:
                    return text
        return _rendered(self._shipped, name, values)


def _environment(templates: Mapping[str, str]) -> SandboxedEnvironment:
    """Return an engine that finds `templates` first; in the sandbox a template cannot leave its values."""

    def source(name: str) -> tuple[str, str, None] | None:
        return (templates[name], name, None) if name in templates else None

    return SandboxedEnvironment(
        loader=ChoiceLoader([FunctionLoader(source), PackageLoader("app.rules", "templates")]),
        undefined=StrictUndefined,
        autoescape=False,  # plain text for people; `_harmless` keeps markup out
        keep_trailing_newline=False,
    )


def _rendered(templates: SandboxedEnvironment, name: str, values: Mapping[str, Any]) -> str:
    text = templates.get_template(name).render(**values)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def template_problems(name: str, text: str) -> Iterator[tuple[int | None, str]]:
    """
    Return what is wrong with a template that shall replace the shipped `name`: line and sentence.

    It is compiled, its variables are compared with those the notice has, and it is rendered with everything a notice
    can hold and with nothing of it. Raises KeyError for a name that is not in `VARIABLES`.
    """
    engine = _environment({name: text})
    try:
        tree = engine.parse(text, name)
        engine.compile(tree, name, name)
    except TemplateSyntaxError as exc:
        yield exc.lineno, f"does not compile: {exc.message}."
        return
    known = VARIABLES[name]
    unknown = find_undeclared_variables(tree) - known - engine.globals.keys()
    for variable in sorted(unknown):
        line = min(node.lineno for node in tree.find_all(nodes.Name) if node.name == variable)
        yield line, f"uses the variable {variable}, which this notice does not have; it has {', '.join(sorted(known))}."
    if not unknown:
        yield from _trial(engine, name)


def _trial(engine: SandboxedEnvironment, name: str) -> Iterator[tuple[int | None, str]]:
    """Render a template with full and with empty values; the first failure ends the trial."""
    for values in _samples(name):
        try:
            text = _rendered(engine, name, values)
        except Exception as exc:
            why = exc.message if isinstance(exc, TemplateError | UndefinedError) else f"{type(exc).__name__}: {exc}"
            yield _line_of(exc, name), f"cannot be rendered: {why}."
            return
        if len(text) > LONGEST:
            yield None, f"renders {len(text)} characters; Zendesk takes {LONGEST}: shorten it."
            return
        if not text:
            yield None, "renders nothing in some cases: write a text for every case, or remove the file."
            return


def _line_of(exc: Exception, name: str) -> int | None:
    """Return the line of the template in which it failed; Jinja writes it into the traceback."""
    lines = [frame.lineno for frame in traceback.extract_tb(exc.__traceback__) if frame.filename == name]
    return lines[-1] if lines else None


def _samples(name: str) -> Iterator[Mapping[str, Any]]:
    """Return values for a trial: all there is at its longest, then nothing that may be absent."""
    steps = [ScheduledLevel(level, "2026-01-01 00:00 UTC") for level in range(1, 10)]
    full: dict[str, Any] = {
        "provider": "P" * 100, "ticket_id": 2**63 - 1, "partner": "P" * 300, "because": "b" * 2000 + ".", "late": True,
        "first_response": "59 minutes", "opening": "reopening", "missing": list(MISSING.values()), "steps": steps,
        "level": 9, "top": 9, "tier": "III", "opened": "reopened", "started_at": steps[0].at, "age": "99 h 59 min",
        "threshold": "99 hours", "skipped": tuple(range(1, 9)), "due_at": steps[0].at, "lateness": "99 h 59 min",
        "contact": "c" * 500, "next_level": 9, "next_at": steps[0].at, "refused_because": "r" * 2000 + ".",
        "raised": Tier.THREE, "old": "I", "new": "III", "action": "review", "meaning": "m" * 100, "confidence": "99%",
        "rule": "r" * 60, "evidence": [Cited("w" * CARD_WORDS, "description", "p" * 500)] * CARD_LINES,
        "near_misses": ["n" * 500] * 5, "would_change": ["w" * 500] * 5,
        "missed": True, "promised": "99 hours", "promised_at": steps[0].at, "refuse_at": steps[0].at,
        "stop_tag": "t" * 80,
    }  # fmt: skip
    empty: dict[str, Any] = {
        "partner": "", "late": False, "missing": [], "steps": [], "skipped": (), "lateness": "", "contact": "",
        "next_level": None, "next_at": "", "raised": None, "evidence": [], "near_misses": [], "would_change": [],
        "level": 0, "missed": False,
    }  # fmt: skip
    samples: tuple[dict[str, Any], ...] = ({}, empty, {"late": False}, {"missing": []}, {"steps": []})
    for absent in samples:
        yield {key: absent.get(key, value) for key, value in full.items() if key in VARIABLES[name]}


def missing_names() -> Iterable[str]:
    """Return the names of details a notice can ask for."""
    return MISSING.keys()


def _harmless(text: str) -> str:
    """Return `text` on one line without what Zendesk would take for markup, HTML or a placeholder."""
    return re.sub(r"\s+", " ", re.sub(r"[<>{}\[\]`*\\\u202a-\u202e\u2066-\u2069]", "", text)).strip()


def _cited(evidence: Evidence, clauses: Mapping[str, Clause]) -> Cited:
    clause = clauses.get(evidence.clause)
    words = _harmless(evidence.words)
    words = words if len(words) <= CARD_WORDS else f"{words[: CARD_WORDS - 1]}…"
    # The policy's own "<10%" would lose its sign with the markup.
    text = clause.text.replace("<", "under ").replace(">", "over ") if clause else ""
    return Cited(words, evidence.source, _harmless(f"{text} ({evidence.clause})" if text else evidence.clause))


def _sentence(text: str) -> str:
    clean = _harmless(text)
    return clean if clean.endswith((".", "!", "?")) else f"{clean}."


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


def _span(distance: timedelta) -> str:
    """Return a distance as people say it: `4 hours`, `1 hour`, `2 h 5 min`, `45 minutes`."""
    minutes = int(distance.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return f"{hours} h {rest} min"
    number, unit = (hours, "hour") if hours else (minutes, "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"
