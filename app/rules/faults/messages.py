"""Voicemail, faxes and texts that are lost, late or refused; a message that only names them is no fault."""

import re

from app.rules.faults.complaint import Complaint, Said, stands
from app.rules.faults.features import FEATURE_FAULT
from app.rules.plain import WORD

_MAIL_FAULT = re.compile(
    WORD + r"(?:voicemails?|voicemail-to-email|vm|mailbox(?:es)?|messages?|buzon|boite|messagerie|transcriptions?"
    r"|voice-mail|greeting)\b(?: \S+){0,14}? "
    + FEATURE_FAULT
    + r"\b|\b"
    + FEATURE_FAULT
    + r" (?:\S+ ){0,5}?(?:voicemails?|voicemail-to-email|vm|mailbox(?:es)?|messages?|buzon|boite vocale|messagerie"
    r"|transcriptions?|greeting)\b"
)
_MAIL_NOT = re.compile(
    r"\b(?:full|forgot\w*|pin|goes? (?:straight |directly |direct )?to (?:the |his |her )?(?:voicemail|mailbox)|(?:to"
    r"|into|in) (?:the )?(?:voicemail|mailbox) (?:since|at once|immediately|without)|get nothing but|no calls"
    r"|nobody (?:answers|rings)|text messages|doesn't ring|don't ring|instead of ringing|turn(?:ed)? off voicemail"
    r"|please|would like)\b"
)
_FAX_FAULT = re.compile(
    r"\b(?:faxes|fax|faxing|fax-to-mail|mail2fax|e-fax|fax_probe)\b(?: \S+){0,12}? (?:"
    + FEATURE_FAULT
    + r"|comm error|after page|page two|past page|0/\d+|\d+/\d+ failed|(?:failed|fail) today)\b|\b"
    + FEATURE_FAULT
    + r" (?:\S+ ){0,6}?(?:fax(?:es|ing)?|e-fax)\b|\b0/\d+ sent"
)
_SMS_FAULT = re.compile(
    r"\b(?:sms|texts|text messages?|texting|mms|mensajes de texto|textos)\b(?: \S+){0,14}? (?:"
    + FEATURE_FAULT
    + r"|30008|never|neither|campaign|only|vanish|send|receive)\b|\b"
    + FEATURE_FAULT
    + r" (?:\S+ ){0,5}?(?:sms|texts|mms)\b"
)
_SMS_CHANNEL = re.compile(
    r"\b(?:texted|text me|sms me|by sms|by text|texted me|free text|via sms|long text|ticket text|in text"
    r"|sms gateway \||ticket created)\b"
)
"""A text is how somebody was told of it."""


def voicemail(said: Said, complaint: Complaint) -> re.Match[str] | None:
    """Return where voicemail is said to fail."""
    match = stands(said.plain, _MAIL_FAULT.search(said.plain))
    return match if match and not _MAIL_NOT.search(said.plain) and not complaint.is_outage else None


def fax(said: Said, complaint: Complaint) -> re.Match[str] | None:
    """Return where faxes are said to fail."""
    match = stands(said.plain, _FAX_FAULT.search(said.plain))
    return match if match and not complaint.is_outage else None


def sms(said: Said, complaint: Complaint) -> re.Match[str] | None:
    """Return where texts are said to fail."""
    match = stands(said.plain, _SMS_FAULT.search(said.plain))
    return match if match and not _SMS_CHANNEL.search(said.plain) and not complaint.is_outage else None
