"""The partner's own words: what is left of a message without quoted mail, signature and disclaimer."""

import re
from collections.abc import Sequence

LONGEST = 20_000
"""Characters read of one text: more is a log, and no partner says the main thing that late."""

_TAIL = re.compile(
    r"^(?:-{2,} ?(?:original message|forwarded message|message d'origine|mensaje original)"
    r"|_{10,}|begin forwarded message|on .{4,90} wrote:|el .{4,90} escribi[oó]:|le .{4,90} a [ée]crit ?:"
    r"|(?:from|de|von): .{2,}|(?:-- ?|—|sent from my .*|enviado desde mi .*|envoyé de mon .*)$)",
    re.IGNORECASE,
)
"""A line with which a quoted mail or a signature begins."""
_DISCLAIMER = re.compile(
    r"\b(?:this (?:e-?mail|message)[^.\n]{0,80}(?:confidential|privileged|intended)|confidentiality notice"
    r"|ce message[^.\n]{0,60}confidentiel|este (?:mensaje|correo)[^.\n]{0,60}confidencial"
    r"|do not use (?:this|e-?mail)[^.\n]{0,60}(?:emergenc|outage)|for (?:emergencies|outages)[^.\n]{0,40}call)",
    re.IGNORECASE,
)
_POINTS_BELOW = re.compile(
    r"\b(?:below|fwd|forward(?:ed|ing)|from (?:the|our|my) customer|see (?:the )?(?:attached|mail|email)|"
    r"abajo|m[aá]s abajo|ci-dessous|plus bas|reenv[ií]o|adjunto)\b",
    re.IGNORECASE,
)
_NOT_FILLED = re.compile(r"^[^:\n]{1,40}: *+(?:n/?a\b.*|[-–?. ]*|none|see (?:below|parent|subject).*)$", re.IGNORECASE)
_DISCLAIMER_CUES = ("confiden", "privileged", "intended", "do not use", "for emergenc", "for outages")
_BELOW_CUES = (
    "below", "fwd", "forward", "customer", "attached", "mail", "abajo", "ci-dessous", "plus bas", "reenv", "adjunto",
)  # fmt: skip
_FIELD = re.compile(
    r"^\W*+(?!https?:)[^:=|>\n]{1,30}(?!(?<=\d):\d\d\b)[:=|>]++[ \t]*+\S++(?:[ \t]++\S++){0,5}[ \t\r]*+$"
)
"""A line of a form: what was picked from a list, such as "Impact: CUSTOMER DOWN", or counted by a field's name."""
_COVER_NOTE = 40
"""Words of a note that only hands a mail on."""


_ANSWERED = re.compile(
    r"\W*(?:automatic reply|auto[- ]?reply|undeliverable|respuesta autom[aá]tica|r[eé]ponse automatique"
    r"|automatische antwort|abwesenheitsnotiz) ?:",
    re.IGNORECASE,
)
"""What a mail program writes before the subject it answers."""
_ABSENT = re.compile(
    r"\b(?:unattended|not monitored|out of (?:the |my )?office|out today|on (?:annual |sick |parental )?leave|vacation"
    r"|holiday|away|back (?:on|in)|re-?open\w*|(?:return|be back)\w* (?:on|in)|closed (?:until|on|from|for|today)"
    r"|office is closed|not (?:be )?delivered|delivery (?:has )?failed|address (?:not|could)|ausentes?|vacaciones"
    r"|fuera de la oficina|absente?s?|cong[eé]s?|vacances)\b",
    re.IGNORECASE,
)
"""What an absence or a bounce says."""


def own_subject(subject: str, description: str) -> str:
    """
    Return a subject up to the one that a mail program answers: what stands behind are somebody else's words.

    Only where the description, too, is an absence or a bounce: people forward such mails, or write below the subject.
    """
    answered = _ANSWERED.match(subject)
    return subject[: answered.end()] if answered and _ABSENT.search(description[:LONGEST]) else subject


def own_text(text: str) -> str:
    """
    Return `text` up to the first quoted or forwarded mail, signature or disclaimer, with offsets unchanged.

    Where nothing of the sender's own stands above a forwarded mail, or a short note that points to it, the mail
    itself is what they report.
    """
    text = text[:LONGEST]
    kept = _without_tail(text)
    own = kept.split()
    hands_on = len(own) <= _COVER_NOTE and (_points_below(kept) or _is_empty_form(kept))
    if not text.strip() or (len(own) >= 4 and not hands_on):
        return kept
    return text


def in_field(text: str, start: int, end: int) -> bool:
    """Return whether the words from `start` to `end` stand in a short line of a form, and in no sentence."""
    last = text.find("\n", end)
    return _FIELD.match(text[text.rfind("\n", 0, start) + 1 : last if last >= 0 else len(text)]) is not None


def _points_below(text: str) -> bool:
    return may_hold(text, _BELOW_CUES) and _POINTS_BELOW.search(text) is not None


def _is_empty_form(text: str) -> bool:
    """Whether every line is a field that nobody has filled in."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return all(_NOT_FILLED.match(line) for line in lines)


def may_hold(text: str, cues: Sequence[str]) -> bool:
    """
    Return whether one of some pieces, in small letters, may stand in a text, however written.

    Always true of a text with accents, since those change with their case.
    """
    if not text.isascii():
        return True
    lower = text.lower()
    return any(map(lower.__contains__, cues))


def _without_tail(text: str) -> str:
    kept: list[str] = []
    disclaims = may_hold(text, _DISCLAIMER_CUES)
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if _TAIL.match(bare) or (disclaims and _DISCLAIMER.search(bare)):
            break
        # A quoted line is blanked, not cut, so that an answer below it keeps its place.
        kept.append(" " * (len(line) - 1) + "\n" if bare.startswith(">") else line)
    return "".join(kept)
