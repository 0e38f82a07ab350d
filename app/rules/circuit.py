"""
Circuit IDs as they stand in a text: exactly as typed, and never a phone number, date, address or ticket number.

Carriers have no common shape. What is labelled as a circuit is taken in any shape that could be one; without a label
only the shapes of the industry's own coding are: serial numbers such as `12/ABCD/345678//ZYX` and `45.L1XX.123456`,
and message trunks such as `101/T3/NYCMNYBW/LSANCARC`.
"""

import re
from typing import Final

LONGEST: Final = 60
LONGEST_LIST: Final = 255
"""Characters of a ticket's text field that we fill."""
MOST: Final = 8
_LONGEST_TEXT: Final = 20_000

_VALUE = r"[A-Z0-9](?:[A-Z0-9._/-]{3,58}[A-Z0-9/])"
_SPACED = r"\d{2} [A-Z][A-Z0-9]{3} \d{5,6}(?: {1,3}[A-Z]{2,4}\b)?"
"""A serial number with blanks between its parts."""
_SERIAL = (
    r"(?<![\w./-])(?:\d{2}[./-][A-Z][A-Z0-9]{3}[./-]\d{5,6}(?:[./-]{1,3}\d{1,3})?(?:[./-]{1,3}[A-Z]{2,4})?"
    r"|[A-Z]{4}[./]\d{5,6}[./]{1,3}(?:\d{1,3}[./]{1,2})?[A-Z]{2,4}"
    r"|[A-Z]{2,5}-\d{4,6}-[A-Z]{2,4}"
    r"|\d{2,5}/(?:T1|T3|OC\d{1,2}|GE\d{0,3}|STS\d{1,2}|ETH)[A-Z]?/[A-Z0-9]{8,11}/[A-Z0-9]{8,11})(?![\w-])"
)
_WORD = (
    r"(?:circuits?|ckts?|ccts?|circuitos?|circ|identifiants? (?:du |de )?circuits?|id (?:de |del )?circuito"
    r"|(?:evc|span|trunk|loop) id)"
)
_KIND = r"(?:ids?|identifiers?|no|nos|nr|num|numbers?|numero|num[eé]ro|names?|ref|reference|#|n[°º])"
_LINK = r"(?:is|are|es|est|was|son|sont)"
_LABEL = (
    rf"(?<![\w-]){_WORD}(?:[ _-]?{_KIND})?\.?(?: ?\([^()\n]{{1,20}}\))?(?: (?:affected|impacted|down|in question))?"
    rf"(?:\s?[:=#–—>-]{{1,2}}\s{{0,8}}| {_LINK} ?:? ?| )(?:(?:the |our |el |le )?(?:circuit )?)?"
)
_LIST = rf"(?:{_SPACED}|{_VALUE})(?:(?: ?[,;&|+] ?(?:and )?| (?:and|y|et|e|und) )(?:{_SPACED}|{_VALUE}))*"
_LABELLED = re.compile(rf"{_LABEL}[\"'“«(]? ?(?P<list>{_LIST})", re.IGNORECASE)
_BARE = re.compile(_SERIAL)
_ALONE = re.compile(
    rf"^[ \t>*-]*+(?:(?:(?:it|this|that)(?:'s| is)|here (?:it is|you go|you are)|es(?: el)?|c'est|voici"
    rf"|aqu[ií] est[aá])[:, ]*)?(?P<list>{_SPACED}|(?=[^ \n]*[A-Z]){_VALUE})[.!]?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that is nothing but a value: the answer to the question for it."""
_ONE = re.compile(rf"{_SPACED}|{_VALUE}", re.IGNORECASE)

_PHONE = re.compile(r"\+?1?[.-]?\(?[2-9]\d{2}\)?[.-]?\d{3}[.-]?\d{4}|\d{3}-\d{4}")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{2}|\d{4})|\d{1,2}-[A-Z]{3}-\d{2,4}")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?")
_RATE = re.compile(r"\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)?(?:[KMG](?:B(?:PS|/S)?|BIT)?|MS|PM|AM|USERS|PHONES|MIN|HRS?)")
_OTHER = re.compile(r"(?:TICKET|CASE|INC|REF|TKT|TT|RMA|SR)[-_.#]?\d+|TIER[-_]?\d|\d{1,2}/\d{1,3}")


def circuit_ids(text: str, ticket_id: int = 0, *, is_answer: bool = False) -> tuple[str, ...]:
    """
    Return the circuit IDs that a text gives, in its order, each once; `ticket_id` is the ticket's own number.

    In the answer to a question for them (`is_answer`) a value on a line of its own needs no label.

    Letters stay as typed. Of digits alone, what could be a phone number is left for a person to read.
    """
    text = text[:_LONGEST_TEXT]
    found = [
        (match.start("list") + one.start(), one.group())
        for pattern in ((_LABELLED, _ALONE) if is_answer else (_LABELLED,))
        for match in pattern.finditer(text)
        for one in _ONE.finditer(match["list"])
    ]
    found += [(match.start(), match.group()) for match in _BARE.finditer(text)]
    ids: dict[str, str] = {}
    for _, value in sorted(found):
        clean = " ".join(value.split()).rstrip(".-_")
        if _is_circuit(clean, ticket_id):
            ids.setdefault(clean.upper(), clean)
    # An ID told once in full and once without its end is one.
    whole = [one for key, one in ids.items() if not any(other != key and other.startswith(key) for other in ids)]
    return tuple(whole[:MOST])


def as_field(ids: tuple[str, ...]) -> str | None:
    """Return circuit IDs as one value of a text field, as many as fit; None when there are none."""
    value = ""
    for one in ids:
        longer = f"{value}, {one}" if value else one
        if len(longer) > LONGEST_LIST:
            break
        value = longer
    return value or None


def _is_circuit(value: str, ticket_id: int) -> bool:
    upper = value.upper()
    digits = sum(one.isdigit() for one in upper)
    if not 5 <= len(value) <= LONGEST or digits < 3:
        return False
    if value.isdigit() and (len(value) < 6 or int(value) == ticket_id):
        return False
    return not any(one.fullmatch(upper) for one in (_PHONE, _DATE, _ADDRESS, _RATE, _OTHER))
