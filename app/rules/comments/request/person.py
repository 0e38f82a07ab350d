"""
A person above the one who answers: a manager, somebody in charge, an engineer who knows.

Only one of the provider's is a target. The partner's and the customer's own managers write, wait and own phones.
"""

import re

from app.rules.comments.request.asking import ASKS, COMMANDS, ENDS, NOUN, is_of_priority

PERSON = re.compile(
    r"\b(?:managers?|(?:upper |senior )?management|leadership|executives?|supervisors?|boss|bosses"
    r"|director|team ?lead(?:er)?s?|(?:shift|noc|duty|tech) lead"
    r"|head of|vp|ceo|cto|coo|superiors?|higher[- ]ups?|higher up|seniors?|on[- ]call lead|duty (?:officer"
    r"|lead|noc)|(?:on[- ]call|duty|senior|lead|principal|escalation)"
    r" (?:engineer|technician|tech|person|staff|colleague|agent|analyst)s?(?:'s)?|senior people"
    r"|decision[- ]makers?|(?:best|top|strongest|most experienced) (?:people|engineers?|techs?"
    r"|person|guys?|man)|(?:some|any)(?:one|body)(?: [\w']+){0,2} (?:senior|higher|above|seniority"
    r"|authority|experienced|in charge|charge)"
    r"|more senior|no(?:body| one) (?:more )?(?:senior|above|higher|in charge)|(?:some(?:one"
    r"|body)|a person|an engineer|a human(?: being)?|a technician|anyone"
    r"|people|those) (?:who|that|with)(?: \w+){0,3} (?:decides?|decisions?|authority|title|clout"
    r"|power|senior|seniority|rank|say)|(?:highest|most senior) (?:person|people|one)"
    r"|who(?:m)?ever(?: \w+){0,2} (?:is"
    r" on duty|runs|in charge"
    r"|on duty|is above|manages|heads|leads)|next in line|(?:engineering|support|technical|noc"
    r"|voice|service) (?:lead|head|chief)|(?:an engineer|a technician|someone|somebody|a person) (?:who"
    r"|that) (?:\w+ )?(?:knows|understands|can fix)|(?:person )?in charge|chain of command"
    r"|supervisora?|gerente|jefe|jefa|encargado|encargada|directora?|responsable|superieur|superviseur|chef"
    r"|directeur|directrice|gestionnaire|cadre)\b"
)
"""Whoever may decide more than the one who answers."""

# --- whose it is ------------------------------------------------------------------------------------------------------

OWN = re.compile(
    r"\b(?:(?:my|our|their|his|her|its|customer's|client's|user's|owner's|the customer|the client|su propio|mi"
    r"|nuestro|nuestra|mon|ma|notre)(?: (?!your\b)[\w&-]+){0,2}|(?:office|store|site|branch|it"
    r"|project|property|shop|restaurant"
    r"|building|facility|facilities|plant|practice|sales|hotel|general|operations|floor|nurse|clinic|password|session"
    r"|warehouse|device|call|profile|task|user|configuration|call center|queue|the user|agent or|end))[ -]$"
)
"""Words before a person of the partner's or the customer's."""
_OR_THEIRS = re.compile(r"\bor (?:their|his|her) $")
_YOURS = re.compile(r"\b(?:your|yours|tu|su|sus|votre|vos)\b[^,;.]{0,20}$")
_IS_ONE = re.compile(r"\b(?:is|was|as|am|are|being|becomes?) (?:an?|our|their|his|her|my) (?:\w+ )?$")
"""Words before the post somebody has."""
_HANDED_TO = re.compile(r"^'s (?:queue|office)\b")
_THING = (
    r"(?:licen[cs]es?|client|phones?|ext(?:ension)?s?|mailbox|voicemail|roles?|logins?|accounts?"
    r"|seats?|lines?|calls|keys?|buttons?|assistant|secretary|office"
    r"|handset|desk ?phone|headset|queue|group|portal|view|console|app|tool|password)"
)
_POSSESSION = re.compile(rf"^(?:'s?)? (?:desk |office |mobile |own )?{_THING}\b")
"""A thing that belongs to a person, such as a phone or a licence."""
_POSSESSED = re.compile(rf"\b{_THING} (?:of|for|to) (?:the|a|an|one|his|her) $")

# --- what is said of it -----------------------------------------------------------------------------------------------

_PAST = re.compile(
    r"\b(?:was|were|called|said|told|wrote|asked|promised|helped|confirmed|mentioned|spoke|talked|did|has|had"
    r"|have|is|are|thanks?|thank|knows?)\b"
)
"""Words of a sentence that tells of somebody above instead of asking for one."""
_ALONE = re.compile(r"^\W*(?:an?|your|the)? ?$")


def is_person_wished(match: re.Match[str]) -> bool:
    """Whether a person who is named is one of the provider's and is asked for."""
    text, before, behind = match.string, match.string[: match.start()], match.string[match.end() :]
    if is_of_priority(before, behind) or _is_no_target(before, behind):
        return False
    is_all_said = _ALONE.match(before) is not None and ENDS.match(behind) is not None
    is_yours = _YOURS.search(before) is not None and _PAST.search(text) is None
    return is_all_said or is_yours or ASKS.search(text) is not None or COMMANDS.search(before) is not None


def _is_no_target(before: str, behind: str) -> bool:
    """Whether it is a person's thing or post, or a person of the partner's or the customer's."""
    if NOUN.match(behind) or (_POSSESSION.match(behind) and not _HANDED_TO.match(behind)):
        return True
    if _POSSESSED.search(before) or _IS_ONE.search(before):
        return True
    return OWN.search(before) is not None and not (_YOURS.search(before) or _OR_THEIRS.search(before))
