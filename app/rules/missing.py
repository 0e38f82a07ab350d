"""
What the policy's recommended actions ask for and a report does not give, by text and form.

Clauses: call examples and details for Tier II (tier2.action.details), partner and customer information
(tier2.action.open-ticket), details of the outage and the Circuit ID for Tier III (tier3.action.details). Attachments
are not seen here: see `app.rules.asked`.
"""

import re

from app.rules.circuit import circuit_ids
from app.rules.claims import State
from app.rules.comments.details import details
from app.rules.comments.fresh import sentences
from app.rules.comments.remark import Author, Detail, Remark
from app.rules.rulebook import Case
from app.rules.ticket import Report, Tier

SHORT_OUTAGE: int = 20
"""Words from which a report of an outage is taken to tell enough to begin with."""
SHORT_CASE: int = 25
"""Words from which a Tier II report is taken to tell whom it is about, in whatever way."""

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


def missing(case: Case, tier: Tier) -> tuple[str, ...]:
    """Return what a report of this tier lacks, by the names of `app.rules.wording.MISSING`; in doubt nothing."""
    report = case.facts.report
    given = given_details(f"{report.subject}\n{report.description}")
    lacking = []
    if _lacks_circuit(case, tier):
        lacking.append("circuit_id")
    if tier is Tier.THREE and case.facts.size < SHORT_OUTAGE and Detail.OUTAGE_DETAILS not in given:
        lacking.append("outage_details")
    if tier is Tier.TWO and _lacks_examples(case, given):
        lacking.append("call_examples")
    if tier is Tier.TWO and _lacks_customer(case, given):
        lacking.append("customer_information")
    return tuple(lacking)


def given_details(text: str) -> frozenset[Detail]:
    """Return the details that a text gives, as the reader of later comments finds them."""
    found = details(Remark(text, Author.PARTNER), sentences(text), text, None, is_restored=False)
    return frozenset(detail for detail, _ in found)


def _lacks_circuit(case: Case, tier: Tier) -> bool:
    """Whether a carrier of the policy's list is out, or a circuit of one in trouble, and no Circuit ID is told."""
    report = case.facts.report
    if tier is Tier.ONE or report.form.circuit_id or not case.find(r"\bLISTED\b"):
        return False
    text = f"{report.subject}\n{report.description}"
    if _TOLD_CIRCUIT.search(text.lower()):
        return False
    speaks_of_circuit = _CIRCUIT_WORD.search(text.lower()) is not None
    is_out = tier is Tier.THREE and case.has("carrier-outage")
    return (is_out or speaks_of_circuit) and not circuit_ids(text)


def _lacks_examples(case: Case, given: frozenset[Detail]) -> bool:
    report = case.facts.report
    if report.attachments or Detail.CALL_EXAMPLES in given or not case.is_now(State.DEAD, State.DEGRADED):
        return False
    text = f"{report.subject}\n{report.description}".lower()
    about_calls = _CALLS.search(text) is not None and _NOT_CALLS.search(text) is None
    return about_calls and _EXAMPLES.search(text) is None


def _lacks_customer(case: Case, given: frozenset[Detail]) -> bool:
    report: Report = case.facts.report
    if case.facts.size >= SHORT_CASE or report.form.affected_users is not None:
        return False
    if given & {Detail.CUSTOMER_INFORMATION, Detail.AFFECTED_USERS}:
        return False
    return _NAME.search(f"{report.subject}\n{report.description}") is None
