"""
What the policy's recommended actions ask for and a report does not give, by text and form.

Clauses: call examples for Tier II (tier2.action.details), customer information (tier2.action.open-ticket); details of
the outage and the Circuit ID for Tier III (tier3.action.outage-details). What is attached to a live ticket is not
known when it is triaged: see `app.rules.asked`.
"""

import re
from collections.abc import Container
from functools import cached_property

from app.rules.case import Case
from app.rules.circuit import circuit_ids
from app.rules.claims import State
from app.rules.comments.details import details
from app.rules.comments.fresh import compact, sentences
from app.rules.comments.remark import Author, Detail, Remark
from app.rules.scope import CUES
from app.rules.ticket import Report, Tier

SHORT_OUTAGE = 20
"""Words from which a report of an outage is taken to tell enough to begin with."""
SHORT_CASE = 25
"""Words from which a Tier II report is taken to tell whom it is about, in whatever way."""

_LISTED = CUES.pattern(r"\bLISTED\b")
_CALLS = re.compile(
    r"\b(?:calls?|called|calling|callers?|audio|voice|dial\w*|rings?|ringing|inbound|outbound|busy|dead air|echo"
    r"|garbl\w*|choppy|robot\w*|drop\w*|one[- ]way|static|toll|llama\w*|suena\w*|appels?|sonn\w*|voix)\b"
)
_NOT_CALLS = re.compile(
    r"\b(?:sms|mms|texts?|texting|10dlc|portal|sso|saml|sftp|cdrs?|api|gui|logins?|log in|invoices?|fax\w*|reports?"
    r"|wallboard|dashboard|provision\w*|webhook\w*|ports?|ported|porting|lnp|fraud\w*|call park|music on hold|moh"
    r"|voicemails?|rfo|caller id|cnam|spam|max active|numbers? (?:is |are )?(?:gone|missing))\b"
)
"""Trouble of which there are no calls to give examples of."""
_EXAMPLES = re.compile(
    r"\b(?:ex(?:amples?)?\b ?[:#]|call ?ids?\b|examples?\b[^\n]{0,40}\d|ejemplos?\b|exemples?\b)"
    r"|\b(?:pcaps?|traces?|captures?|recordings?|logs?|screen ?shots?|trazas|capturas?)\b"
    r"|\d{3}[-. ]\d{4}\b.{0,60}?\d{3}[-. ]\d{4}|\b\d{10,11}\b.{0,40}?\b\d{10,11}\b"
    r"|\b\d{1,2}[:h]\d{2}\b.{0,60}?\b\d{3,4}[-. ]?\d{4}\b|\b\d{3,4}[-. ]?\d{4}\b.{0,60}?\b\d{1,2}[:h]\d{2}\b",
    re.DOTALL,
)
_CIRCUIT_WORD = re.compile(
    r"(?<!all )\b(?:circuits?|ckts?|ccts?|circuitos?|t1s?|t3s?|ds[13]s?|transport)\b(?! (?:are |is )?busy)"
)
"""A line of a carrier's; "all circuits are busy" is an announcement."""
_TOLD_CIRCUIT = re.compile(
    r"\b(?:circuits?|ckts?|ccts?)(?: ?(?:ids?|no|number|ref))?\.? ?[:=#-]? ?(?=\S*\d)[a-z0-9][\w./-]{2,}"
)
"""Something told as a circuit, whether or not its shape is one that we would copy into a field."""
_NAME = re.compile(
    r"\b(?:at|for|from|with|customer|client|site|en|para|chez|pour|cliente|of|our)\s+(?:the\s+|el\s+|la\s+|le\s+)?"
    r"(?:[A-Z][\w&'.-]+)|\b(?:customer|cust|client|cliente|account|acct|company|site)\s*[:=]"
)
"""A name where a customer's stands."""


class Text:
    """The beginning of a report, made ready when it is first read: most reports lack nothing looked for there."""

    def __init__(self, report: Report) -> None:
        self._report = report

    @cached_property
    def typed(self) -> str:
        """As much as is read of a comment."""
        return compact(f"{self._report.subject}\n{self._report.description}")

    @cached_property
    def lower(self) -> str:
        """The same in small letters."""
        return self.typed.lower()

    def gives(self, *wanted: Detail) -> bool:
        """Return whether it gives one of some details."""
        return bool(given_details(self.typed, wanted))


def missing(case: Case, tier: Tier) -> tuple[str, ...]:
    """Return what a report of this tier lacks, by the names of `app.rules.wording.MISSING`; in doubt nothing."""
    text = Text(case.facts.report)
    return tuple([name for name, is_lacking in _LACKS[tier] if is_lacking(case, text)])


def given_details(text: str, wanted: Container[Detail] = frozenset(Detail)) -> frozenset[Detail]:
    """Return the details that a text gives, as the reader of later comments finds them, of those that are wanted."""
    found = details(Remark(text, Author.PARTNER), sentences(text), text, None, is_restored=False, wanted=wanted)
    return frozenset(detail for detail, _ in found)


def _lacks_circuit(case: Case, text: Text) -> bool:
    """Whether a line of a carrier on the policy's list is spoken of, and no Circuit ID."""
    if case.facts.report.form.circuit_id or not case.find(_LISTED):
        return False
    return _CIRCUIT_WORD.search(text.lower) is not None and not _tells_circuit(text)


def _lacks_carriers_circuit(case: Case, text: Text) -> bool:
    """Whether a carrier on the policy's list is out and no Circuit ID is told."""
    if case.has("carrier-outage") and not case.facts.report.form.circuit_id:
        return not _tells_circuit(text)
    return _lacks_circuit(case, text)


def _tells_circuit(text: Text) -> bool:
    return _TOLD_CIRCUIT.search(text.lower) is not None or bool(circuit_ids(text.typed))


def _lacks_outage(case: Case, text: Text) -> bool:
    if case.facts.report.attachments or case.facts.size >= SHORT_OUTAGE:
        return False
    return not text.gives(Detail.OUTAGE_DETAILS, Detail.AFFECTED_USERS)


def _lacks_examples(case: Case, text: Text) -> bool:
    if case.facts.report.attachments or not case.is_now(State.DEAD, State.DEGRADED):
        return False
    lower = text.lower
    if _CALLS.search(lower) is None or _NOT_CALLS.search(lower) or _EXAMPLES.search(lower):
        return False
    return not text.gives(Detail.CALL_EXAMPLES)


def _lacks_customer(case: Case, text: Text) -> bool:
    if case.facts.size >= SHORT_CASE or case.facts.report.form.affected_users is not None or _NAME.search(text.typed):
        return False
    return not text.gives(Detail.CUSTOMER_INFORMATION, Detail.AFFECTED_USERS)


_LACKS = {
    Tier.ONE: (),
    Tier.TWO: (
        ("circuit_id", _lacks_circuit),
        ("call_examples", _lacks_examples),
        ("customer_information", _lacks_customer),
    ),
    Tier.THREE: (("circuit_id", _lacks_carriers_circuit), ("outage_details", _lacks_outage)),
}
