"""The word itself, "escalate" or "escalation": whether it is a wish, a noun of something else, or done already."""

import re

from app.rules.comments.request.asking import ASKS, COMMANDS, NOUN

ESCALATION = re.compile(
    r"\b(?:escalat(?:e|ing|ed|ion)|esc|escal(?:ar|arlo|arla|arse|en|enlo|enla|elo|e|ado|ada|amiento|acion|amos|emos)"
    r"|escalad(?:er|ez|e|es|ons)|remonter|remontez)\b"
)
"""The word in any form."""

# --- the noun ---------------------------------------------------------------------------------------------------------

_START = re.compile(
    r"\b(?:begin|start|initiate|trigger|launch|open|invoke|commence|welcome|appreciate|lodge"
    r"|file|submit|place|requires?"
    r"|warrants?|deserves?|calls? for|time for|want"
    r"|need|request(?:ing)?|demand(?:ing)?"
    r"|consider|formal|official|ask(?:ing)? for|inicien|iniciar|solicito|solicitamos|demand\w+|apply for"
    r"|follow)\b[^,;.]{0,30}$"
)
"""Words before the noun that ask for one."""
_BEGINS = re.compile(
    r"\b(?:begin|start|initiate|trigger|launch|open|invoke|commence|follow|activate|kick off|use)\b[^,;.]{0,20}$"
)
"""The same before its process or its ladder, which may as well be asked about."""
_PROCESS = re.compile(r"^ (?:list|path|process|procedure|ladder|chain|policy)\b")
_STATED = re.compile(
    r"\b(?:this|it) (?:is|was meant as|counts as)(?: now| hereby)? (?:an?|our|my)(?: formal| official)? $"
)
_DUE = re.compile(
    r"^(?: (?:would be|is|seems) (?:appreciated|in order|due|overdue|needed|requested|necessary|warranted|welcome)"
    r"| ?[:=?] ?(?:\[x\] ?)?(?:yes|y|true|x|requested|now)\b)"
)
"""What stands behind the noun where one is due, or ticked in a form."""
_ALONE_BEHIND = re.compile(r"^\W*$|^ (?:please|pls|now|request|to|needed|required)\b")
_WANTED_BEHIND = re.compile(r"\b(?:please|pls|request\w*|required)\b")

# --- the verb ---------------------------------------------------------------------------------------------------------

_MYSELF = re.compile(r"\b(?:i|we)(?:'m| am|'re| are)(?: now| hereby| formally| officially)? $")
_HERE = re.compile(
    r"^\W*(?:$|this|it|the (?:ticket|case)|now|as of|please|to (?:you|your|level|tier|the (?:next|second)|l?\d))"
)
_DONE = re.compile(
    r"\b(?:(?:has|have|had|was|were|is|are|am|'s|'ve|i|we|he|she|they|you|already|just|been|got|support|carrier|being"
    r"|thanks for|thank you for|after|since|upon|for|currently|the|your|our|this|that|an|last|earlier)(?: \w+)?) $"
)
"""Words before the verb where it is told, not asked."""
_PASSIVE_WISH = re.compile(
    r"\b(?:want|wants|need|needs|needed|wish|like|must be|should be|to be|get|gets|be|getting|have|see|request|ask"
    r"|sea|este|soit|quiero|pedimos|require|requires|treat|consider)\b[^,;.]{0,30}$"
)


def is_escalation_wished(match: re.Match[str]) -> bool:
    """Whether an escalation that is named is wished for here."""
    word, before, behind = match.group(), match.string[: match.start()], match.string[match.end() :]
    if word in ("escalated", "escalado", "escalada"):
        return _PASSIVE_WISH.search(before) is not None
    if word in ("escalation", "escalamiento", "escalacion", "escalade"):
        return (word == "escalade" and _PASSIVE_WISH.search(before) is not None) or _is_noun_wished(before, behind)
    if word == "escalating" and _MYSELF.search(before):
        return _HERE.match(behind) is not None
    if _DONE.search(before) and not ASKS.search(before):
        return False
    return ASKS.search(before + behind) is not None or COMMANDS.search(before + word) is not None


def _is_noun_wished(before: str, behind: str) -> bool:
    if NOUN.match(behind):
        return _BEGINS.search(before) is not None and _PROCESS.match(behind) is not None
    if _STATED.search(before) or _DUE.match(behind) or _START.search(before):
        return True
    is_bare = not before.endswith("the ") and len(before.split()) < 3 and _ALONE_BEHIND.match(behind)
    return bool(is_bare) or _WANTED_BEHIND.search(behind[:40]) is not None
