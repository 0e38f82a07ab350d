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
from datetime import UTC, datetime, timedelta
from importlib.resources import files
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

from app.rules.answering import Answering
from app.rules.contact import Contact
from app.rules.ladder import Epoch, Ladder, Step
from app.rules.languages import ENGLISH, LANGUAGES, Languages, gaps, in_language, language_of
from app.rules.policy import Clause
from app.rules.record import Record
from app.rules.ticket import Tier
from app.rules.verdict import Action, Evidence, Verdict
from app.rules.wording import MISSING as MISSING
from app.rules.wording import WORDINGS, Wording
from app.rules.wording import moment as _moment
from app.rules.wording import span as _span

LONGEST = 65_535
"""Characters of a comment that Zendesk takes."""

_VARIABLES: Mapping[str, frozenset[str]] = {
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
        | {"calendar", "contact_level", "on_call_until", "group", "empty", "next_contact"}
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
PUBLIC = ("refusal.txt.j2", "acknowledgement_2.txt.j2", "acknowledgement_3.txt.j2", "request.txt.j2")
"""The templates that partners read: there is a file in every language for each, with the same variables."""
VARIABLES: Mapping[str, frozenset[str]] = {
    **_VARIABLES,
    **{in_language(name, one): _VARIABLES[name] for name in PUBLIC for one in LANGUAGES},
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

LONGEST_MOMENT = datetime(2026, 9, 30, 23, 59, tzinfo=UTC)
"""Written out, no month is longer in any of the languages."""

NOTE_LATENESS_FROM = timedelta(minutes=1)
"""A note speaks of lateness only where a person would."""


@dataclass(frozen=True, slots=True)
class ScheduledLevel:
    """A line of the ladder in a notice."""

    level: int
    at: str


@dataclass(frozen=True, slots=True)
class LacksContact:
    """A level without a contact in a note, and why it has none."""

    level: int
    lack: str


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
    `languages` are those that partners are written to in; notes for people of the provider are in English.
    """

    def __init__(
        self, provider: str, templates: Mapping[str, str] | None = None, languages: Languages | None = None
    ) -> None:
        self._provider = provider
        self.languages = languages or Languages()
        self._texts = dict(templates or {})
        self._replaced = frozenset(self._texts)
        self._shipped = _environment({})
        self._templates = _environment(templates) if templates else self._shipped

    def doubts(self) -> list[str]:
        """Return a sentence for every language in which a text of the admin's own is missing."""
        return [
            f"{there} replaces the shipped text, but there is no {missing} beside it: partners who are written to in "
            f"{LANGUAGES[language_of(missing)]} get the shipped one; add the file, or take "
            f"{language_of(missing)} out of NOTICES_LANGUAGES."
            for there, missing in gaps(self._replaced, PUBLIC, self.languages)
        ]

    def problems(self) -> list[str]:
        """Return what is wrong with the public texts in force, each rendered full and empty in every language."""
        names = [in_language(name, language) for name in PUBLIC for language in self.languages.offered]
        return [
            f"{name}{f', line {line}' if line else ''}: {sentence}"
            for name in names
            for line, sentence in template_problems(name, self._texts.get(name) or shipped_template(name))
        ]

    def refusal(self, ticket_id: int, partner: str | None, verdict: Verdict, locale: str | None = None) -> str:
        """
        Return the professional-services notice: why, what to do, how to dispute, that charges may apply.

        `locale` is the requester's; see `Languages.of` for what it leads to.
        """
        name, words = self._spoken("refusal.txt.j2", locale)
        return self._render(
            name,
            ticket_id=ticket_id,
            partner=_harmless(partner or ""),
            because=_sentence(words.reason(verdict)),
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
        locale: str | None = None,
    ) -> str:
        """
        Return the public answer to a Tier II or III ticket, with clock times of the levels still to come.

        `locale` is the requester's; see `Languages.of` for what it leads to.
        """
        name, words = self._spoken(f"acknowledgement_{int(verdict.tier)}.txt.j2", locale)
        upcoming = [
            ScheduledLevel(level, words.moment(due))
            for level in range(1, ladder.top + 1)
            if (due := ladder.due_at(epoch, level, verdict.tier)) is not None and due > now
        ]
        return self._render(
            name,
            ticket_id=ticket_id,
            partner=_harmless(partner or ""),
            late=now - epoch.started_at > first_response,
            first_response=words.span(first_response),
            opening=words.opening if epoch.number == 1 else words.reopening,
            missing=words.asked(verdict.missing),
            steps=upcoming if verdict.tier in ladder.tiers else [],
        )

    def escalation(
        self,
        tier: Tier,
        step: Step,
        epoch: Epoch,
        ladder: Ladder,
        whom: Answering,
        now: datetime,
        following: Answering | None = None,
    ) -> str:
        """
        Return the private note of a level: why now, whom to reach and how, what comes next and to whom.

        `whom` answers for this level, `following` for the next one when it comes; None where that is not known.
        """
        lateness = now - step.due_at
        next_level = step.level + 1 if step.level < ladder.top else None
        next_at = ladder.due_at(epoch, step.level + 1, tier)
        calendar = ladder.calendar(tier)
        return self._render(
            "escalation.txt.j2",
            level=step.level,
            top=ladder.top,
            tier=tier.roman,
            opened="created" if epoch.number == 1 else "reopened",
            started_at=_moment(epoch.started_at),
            age=_span(ladder.age(epoch, now, tier)),
            calendar=_harmless(calendar.text) if calendar else "",
            threshold=_span(ladder.thresholds[step.level - 1]),
            skipped=step.skipped,
            due_at=_moment(step.due_at),
            lateness=_span(lateness) if lateness >= NOTE_LATENESS_FROM else "",
            contact=_reached(whom.contact),
            contact_level=whom.of_level or step.level,
            on_call_until=_moment(whom.until) if whom.until else "",
            group=_harmless(str(whom.contact.group or "")),
            empty=[LacksContact(one.level, one.lack.value) for one in whom.empty],
            next_level=next_level,
            next_at=_moment(next_at) if next_at else "",
            next_contact=_reached(following.contact) if following else "",
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
        next_at = ladder.due_at(record.epoch, level + 1, record.tier)
        name, words = self._spoken("request.txt.j2", record.locale)
        return self._render(
            name,
            ticket_id=record.ticket_id,
            partner=_harmless(record.partner or ""),
            level=level,
            top=ladder.top,
            age=words.span(ladder.age(record.epoch, now, record.tier)),
            threshold=words.span(ladder.thresholds[0]),
            contact=_harmless(contact.reach()) if contact else "",
            next_level=level + 1 if next_at else None,
            next_at=words.moment(next_at) if next_at else "",
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

    def _spoken(self, name: str, locale: str | None) -> tuple[str, Wording]:
        """Return the file of a public template in the language for a locale, and that language's words."""
        language = self.languages.of(locale) if name in PUBLIC else ENGLISH
        return in_language(name, language), WORDINGS[language]

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


def shipped_template(name: str) -> str:
    """Return the text of a shipped template; raises KeyError for a name that is not in `VARIABLES`."""
    if name not in VARIABLES:
        raise KeyError(name)
    return files("app.rules").joinpath("templates", name).read_text("utf-8")


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
    words = WORDINGS[language_of(name)]
    steps = [ScheduledLevel(level, words.moment(LONGEST_MOMENT)) for level in range(1, 10)]
    full: dict[str, Any] = {
        "provider": "P" * 100, "ticket_id": 2**63 - 1, "partner": "P" * 300, "because": "b" * 2000 + ".", "late": True,
        "first_response": words.span(timedelta(minutes=59)), "opening": words.reopening, "steps": steps,
        "missing": list(words.missing.values()),
        "level": 9, "top": 9, "tier": "III", "opened": "reopened", "started_at": steps[0].at, "age": "99 h 59 min",
        "threshold": "99 hours", "skipped": tuple(range(1, 9)), "due_at": steps[0].at, "lateness": "99 h 59 min",
        "contact": "c" * 500, "next_level": 9, "next_at": steps[0].at, "refused_because": "r" * 2000 + ".",
        "calendar": "c" * 200, "contact_level": 9, "on_call_until": steps[0].at, "group": "g" * 200,
        "empty": [LacksContact(level, "nobody is on call") for level in range(1, 10)], "next_contact": "c" * 500,
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
        "calendar": "", "on_call_until": "", "group": "", "empty": [], "next_contact": "",
    }  # fmt: skip
    samples: tuple[dict[str, Any], ...] = ({}, empty, {"late": False}, {"missing": []}, {"steps": []})
    for absent in samples:
        yield {key: absent.get(key, value) for key, value in full.items() if key in VARIABLES[name]}


def missing_names() -> Iterable[str]:
    """Return the names of details a notice can ask for."""
    return MISSING.keys()


_MARKUP = re.compile(r"[<>{}\[\]`*\\\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What begins HTML, Markdown, a placeholder or Liquid, and what turns the direction of reading."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _harmless(text: str) -> str:
    """Return `text` on one line without what Zendesk would take for markup, HTML or a placeholder."""
    return _CONTROLS.sub("", re.sub(r"\s+", " ", _MARKUP.sub("", text))).strip()


def _reached(contact: Contact) -> str:
    """Return a contact as a note names it: name, phone and e-mail, or what else is known of him."""
    return _harmless(contact.reach() or str(contact.assignee or contact.group or ""))


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
