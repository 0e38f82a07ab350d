"""Numbers: what name or warning those called see, where calls to them end up, and whether they are ported."""

import re

from app.rules.faults.complaint import Complaint, Said, stands
from app.rules.plain import WORD
from app.rules.text import may_hold

# --- what is shown of the caller --------------------------------------------------------------------------------------

_NAME_WRONG = re.compile(
    WORD
    + r"(?:(?:caller id|caller name|cnam|clid|cli|calling name|displayed name|name|outbound|identity|number|afficheur"
    r"|nom affiche|display(?:s|ed)?|calls?)(?: \S+){0,12}? (?:wrong (?:name|number|caller)|(?:is|are|comes?|arrives?"
    r"|shows?|all) (?:\S+ )?(?:blank|anonymous|anonyme|unknown|missing|private|empty)|isn't shown|aren't shown"
    r"|as (?:\S+ )?(?:spam|scam|anonymous|unknown)|(?:shows?|reads?|says) (?:\S+ ){0,3}(?:rather than|instead of|old"
    r"|wrong|ex|former|name of)|probablement une fraude|still shows?(?! the address)|flagged)|(?:shows?|showing"
    r"|showed|see|sees|display(?:s|ed)?|seen|affichent?|flagged|marked|tagged|labell?ed|comes? up|muestra|sale"
    r"|come in)(?: \S+){0,6}? (?:wrong (?:name|number|caller|town|city)|old (?:name|number)|(?:as )?(?:spam"
    r"|scam)(?: (?:likely|risk))?|anonymous|anonyme|unknown|no caller|someone else's|another (?:name|company)"
    r"|probablement|our number in place|l'ancien|ancien)|wrong (?:caller (?:id|name|number)|cnam|cli|name (?:shows?"
    r"|appears?)|callback number)|(?:spam|scam) (?:likely|risk)|old number (?:keeps )?show\w*|practice's old number"
    r"|no caller (?:number|name|id)|cnam (?:\S+ ){0,8}(?:blank|wrong|unknown|old)|didn't pass to the base)\b"
)
_LABEL = re.compile(
    WORD + r"(?:shows?|showing|showed|see|sees|display(?:s|ed)?|flagged|marked|tagged|labell?ed|comes? up|affichent?"
    r"|muestran?|sale|aparecen?|cells?|handsets?|screens?)(?: \S+){0,6}? (?:(?:potential|possible|suspected|posible"
    r"|probable) (?:fraud|spam|scam|fraude)|(?:spam|scam|fraud) (?:likely|risk|suspected)|telemarketer|telemarketing"
    r"|fraude potentielle|spam probable|probablement une fraude)\b"
)
"""What the phones of those called make of a number: calls arrive, and people do not pick up."""
_LABEL_CUES = ("fraud", "spam", "scam", "telemarket")
_NAME_NOT = re.compile(
    r"\b(?:name =|address|want|wants|wishes|would like|'d like|calls from spam|spam calls|spam checked|checked spam"
    r"|in spam|not in spam|spam folder|checked the spam|anti-spam|how (?:do|can)|block spam|spam filter|911|112"
    r"|looked in spam|unknown callers)\b"
)
_RESCUE = re.compile(r"\b(?:911|112|999|933|psap|ambulance|dispatchers?|emergency (?:call|service))\b")


def name(said: Said, complaint: Complaint) -> re.Match[str] | None:
    """Return where a wrong name, none, or a warning is said to be shown of a caller."""
    match = _NAME_WRONG.search(said.plain) or _labelled(said.plain)
    return match if match and not _NAME_NOT.search(said.plain) and not _RESCUE.search(complaint.text) else None


def label(said: Said, complaint: Complaint) -> re.Match[str] | None:
    """Return where a number is said to be shown as fraud or spam."""
    match = _labelled(said.plain)
    return match if match and not _NAME_NOT.search(said.plain) and not _RESCUE.search(complaint.text) else None


def _labelled(plain: str) -> re.Match[str] | None:
    return _LABEL.search(plain) if may_hold(plain, _LABEL_CUES) else None


# --- where calls end up -----------------------------------------------------------------------------------------------

_MISROUTED = re.compile(
    WORD + r"(?:(?:calls?|callers?|it|number|did|dids|rings?|they|ones?|\d{3,}|line|main|freephone|toll-free|llamadas"
    r"|appels?|who|option \S+|press \d|key \d)(?: \S+){0,10}? (?:(?:goe?s?|going|went|lands?|landing|ends?(?: up)?"
    r"|rings?|reach(?:es)?|routed|sent|arrives?|comes? (?:out|in)|come out|gets?|connected|answered|tombent|van"
    r"|llegan|caen)(?: \S+){0,3}? (?:(?:at |to |in |by |with |through |on |the |a |an )*(?:wrong|someone else's?"
    r"|somebody else's?|somebody's fax|strangers?|another|different (?:company|customer)|other (?:customer|company"
    r"|tenant)|neighbou?r(?:s|'s|ing)?|unrelated|random|tyre shop|feed store|pizz\w+|church|ex wife|old (?:provider"
    r"|carrier|pbx)|otro|otra|autre|mauvais\w*|desconocido|equivocad\w+)))|wrong (?:person|company|customer|place"
    r"|destination|party|country|department|centre|center|team|number answers)|misrouted|mis-routed"
    r"|cross(?:ed)? (?:lines|calls)|reach(?:es)? a stranger|gets? a stranger|strangers? (?:answers?|picks? up)"
    r"|someone else's calls|stranger's voicemail|goes to option)\b"
)
_MISROUTED_NOT = re.compile(
    r"\b(?:wrong number\b(?! answers)|911|112|999|psap|emergency|dialed wrong|called the wrong|ambulance|wants?"
    r"|from november|in the wrong place|wrong (?:login|password|county|address|page))\b"
)


def misrouted(said: Said, _: Complaint) -> re.Match[str] | None:
    """Return where calls are said to end up with somebody else."""
    match = stands(said.plain, _MISROUTED.search(said.plain))
    return match if match and not _MISROUTED_NOT.search(said.plain) else None


# --- moving to another carrier ----------------------------------------------------------------------------------------

_PORT_BAD = re.compile(
    WORD + r"(?:(?:port(?:s|ed|ing|-?in)?|portabilidad|portabilite|portage|foc|number transfer|resporg"
    r"|numbers? (?:\S+ ){0,4}moved)(?: \S+){0,14}? (?:reject(?:ed|ion)|rechazad\w+|rejete\w*|stuck|pending|still"
    r"|overdue|failed|fails|refused|refuse|bloque\w*|blocked|hold|mismatch|missed|nothing (?:happened|has moved)"
    r"|not (?:completed?|done|moved|gone|been)|hasn't|haven't|didn't|passed|delayed|late|half|partially|submitted"
    r"|pendiente|invalide?|cancelled by|wrong|was to be|weeks?|(?:\d+|nine|ten|eleven|twelve|two|three) (?:days|dias"
    r"|weeks|jours)|silent|no (?:answer|foc|date|progress|movement)|kick them|broken)|(?:reject(?:ed|ion|s)?|stuck"
    r"|pending|overdue|rechaz\w+|rejected|blocked|late|missed)(?: \S+){0,6}? (?:port(?:s|ed|ing)?|portabilidad"
    r"|portabilite|portage|foc|lsr|csr)|got a rejection|the reject(?:ion)? said|(?:reads?|shows?"
    r"|says?) (?:still )?submitted|losing carrier (?:wants|silent|denies|refuses|says)|order \S+ (?:is |was "
    r"|\S+ )?(?:rejected|stuck)|(?:csr|address|name|pin|postcode|account|zip|nip|rio) (?:mismatch|vencido|invalide)"
    r"|not being moved|of (?:\d+|three|two) (?:\S+ )?(?:are|is|were) ported|(?:only|just) (?:\d+|half|some|two|three"
    r"|one) (?:\S+ ){0,3}ported|letter (?:was )?rejected)\b"
)
_PORT_NOT = re.compile(
    r"\b(?:switch port|other port|new port|another port|port forward\w*|ports (?:should|to open)|sip port|wall port"
    r"|which ports?|poe|source port|lan port|udp|tcp|port 50\d\d|vlan|port closed|(?:different|changed?"
    r"|other) (?:\S+ )?port|cable|firewall|network port|port \d)\b"
)


def port(said: Said, complaint: Complaint) -> re.Match[str] | None:
    """Return where moving a number to or from another carrier is said to be held up."""
    match = stands(said.plain, _PORT_BAD.search(said.plain))
    return match if match and not _PORT_NOT.search(said.plain) and not complaint.is_outage else None
