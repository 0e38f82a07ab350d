"""
Features that do not work although they were tried or set anew, and features that are only asked about.

The same words tell both: "the greeting still plays" is a fault to one who recorded it twice and a question to one who
looks for the setting.
"""

import re
from collections.abc import Iterator

from app.rules.faults.complaint import Complaint, Said
from app.rules.faults.subjects import FEATURE
from app.rules.plain import WORD
from app.rules.signs import Sign, sign

# --- features that fail -----------------------------------------------------------------------------------------------

_FEAT = (
    r"(?:pop-up|campaign|greetings?|attendant|aa|ivr|menu|press(?:es|ing)? \d|key \d|option \d|queues?|call-?backs?"
    r"|recordings?|recorder|paging|park|pickup|blf|lamps?|mwi|message light|light|transfer(?:s|ring)?|conferences?"
    r"|bridge|forward(?:s|ing|ed)?|dnd|schedules?|moh|music|hold music|app|softphone|presence|directory|call history"
    r"|intercom|doorbell|wake-?ups?|wake up|twinning|hoteling|hot desk\w*|dtmf|transcriptions?|click-to-dial|crm"
    r"|plug-in|cnam|announcements?|push|notifications?|voicemails?|voicemail-to-email|vm|mailbox(?:es)?|sms|texts"
    r"|text messages?|fax(?:es)?|fax-to-mail|mail2fax|e-fax|door|gate|attachment|pin|shared lines?|hunt group"
    r"|missed call mails?|missed call|overflow|prompts?|buzon|saludo|cola|grabacion(?:es)?|transferencias?|musica"
    r"|despertador|conferencia|desvios?|boite|messagerie|annonces?|renvoi|transfert|musique|reveil|sonnerie|afficheur"
    r"|speaker|emergency contact pop-up|caller id|caller'?s? name|name|display|console|label|switchboard|speed dial"
    r"|call trace|call waiting|twin)"
)
FEATURE_FAULT = (
    r"(?:ring at the wrong|wrong greeting|garbled|won't take|says? (?:invalid|unavailable|the old)|reverts?"
    r"|resets itself|turns itself|cut short|truncated|delayed|hours late|blocked|not (?:received|sent|recorded|saved"
    r"|updat\w+|sync\w*|trigger\w*|appear\w*)|empty|missed|only (?:rings|plays|records|shows)|skips|jumps|neither"
    r"|anymore|do not|does not|did not|is not|are not|haven't (?:fired|come|rung)|hasn't (?:come|been|fired)"
    r"|switches itself|comes up as|still is|gets? put into|sends? nothing|resources|doesn't|don't|won't|isn't|aren't"
    r"|never|no longer|not anymore|no more|any more|stopped|stops?|fails?|failed|failing|errors?|invalid|unavailable"
    r"|blank|empty|stuck|frozen|grey|red|dead|silent|silence|missing|gone|nothing|plays? (?:twice|the old|last|like)"
    r"|drops?|hangs? up|cuts?|ignores?|broken|rejected|refused|refuses?|can't|cannot|couldn't|loses?|lost|instead"
    r"|still plays?|keeps? (?:\S+ing)|last year's|other way round|by itself|rings? back|not (?:work\w*|ring\w*"
    r"|light\w*|show\w*|arriv\w*|deliver\w*|available|able|function\w*|play\w*|switch\w*|accept\w*|come|coming|stick)"
    r"|stays?|skipped|bounces?|comes? late|late|dies?|die|drown\w*|choppy|vanish(?:es)?|wrong|out of|nowhere"
    r"|undelivered|throws|logs everybody out|to option|repeats? (?:itself|the)|until it gives up|disappear\w*|(?:no"
    r"|nobody) (?:\S+ ){0,2}(?:arrives?|comes?)|0 bytes?|dejo de|dejaron de|no (?:llegan?|suena|coge|funciona|entrega"
    r"|salen?)|se corta|vaci[oa]|ne (?:\S+ )?(?:viennent|arrivent|fonctionne|marche|rend|se rend)|n'(?:arrivent"
    r"|annonce|affiche)|coupe(?:nt)?|sans piece jointe|echoue|raccroche|partent a|failed|stay silent|no resources"
    r"|expired|absent|refuse|doubl\w+|twice|an hour|off by|horrible|error)"
)
_FEAT_SURE = (
    r"(?:greetings?|ivr|callback|recordings?|paging|park|blf|mwi|transfer(?:s|ring)?|conferences?|forwarding|moh"
    r"|hold music|softphone|presence|directory|call history|intercom|wake-?ups?|dtmf|transcriptions?|voicemails?|sms"
    r"|texts|fax(?:es)?|message light)"
)
_FEAT_BAD = re.compile(
    WORD + rf"{_FEAT}\b(?:'s)?(?: (?!(?:so|because|while|if|they|phones|than|since|calls|nobody|we"
    rf"|i)\b)\S+){{0,9}}? {FEATURE_FAULT}\b"
    r"|\b(?:no|can't|cannot|couldn't|unable to|stopped|lost|wrong|failed|missing|broken|dead|garbled|blank|empty|each"
    r"|every|stays? on|stuck on|stuck in) (?:\S+ ){0,2}"
    rf"{_FEAT_SURE}\b"
)
_FEAT_NOT = re.compile(
    r"\b(?:911 (?!the call|calls? (?:themselves|are)|hasn't|test calls \d ok)|112|psap|no service|not registered"
    r"|all (?:\S+ )?phones|nobody can call|no calls|can't call|dead air|no dial tone|no line|port|ported|invoice"
    r"|forgot\w*)\b"
)


def feature(said: Said, complaint: Complaint) -> re.Match[str] | None:
    """Return where a feature is said not to work, in a report that says what was tried."""
    match = _FEAT_BAD.search(said.plain)
    if match is None or not complaint.is_tried or _FEAT_NOT.search(complaint.text):
        return None
    return match if not complaint.is_untried and not complaint.is_outage else None


# --- features asked about ---------------------------------------------------------------------------------------------

_FEATURE_NAMED = re.compile(
    WORD
    + r"(?:greeting|(?<!tag )greetings(?! (?:fa|sabine))|attendant|ivr|menus?|queues?|call-?back|recordings?|record"
    r"|paging|park|pickup|blf|(?<!corridor )lamps|blf|transfers?|conference|forward(?:s|ing|ed)?|dnd|do not disturb"
    r"|schedules?|moh|hold music|music on hold|(?:the|our|their|own|christmas|other|new) music|app|softphone|presence"
    r"|directory|intercom|wake up|wake-up|twinning|hoteling|hot desk|voicemails?|mailbox|sms|texts|texting"
    r"|text messages?|fax(?:es)?|hunt group|group chat|shared line|caller id|cnam|speed dials?|night mode|holiday"
    r"|announcement|simultaneous ring|sequential|ring time|busy signal|ring order|buzon|saludo|cola|desvio"
    r"|conferencia|messagerie|annonce|renvoi|conference|wallboard|label|call waiting|three-way|video calls?|time rule"
    r"|ringtone|ring tone|volume)\b"
)
_WISH = re.compile(
    r"\b(?:please|pls|plz|kindly|want|wants|would like|like|wish|wishes|need|needs|can you|could you|request"
    r"|how|where|which|what|can i|can we|is there|are there|possible|who|should|may|does|do you|quiere|quieren|puedo"
    r"|necesito|comment|peut-on|voudrait|rather|add|set|change|turn|enable|remove)\b|'d like|\?$"
)
_MADE_ANEW = re.compile(
    WORD
    + r"(?:re-?(?:built|saved|sav\w*|added|recorded|uploaded|installed|toggled|enabled|assigned|created|provisioned"
    r"|booted|entered|sent)|rebuilt|toggled|rebooted|swapped|factory|retested|defaulted|firmware|off and on"
    r"|took it off and)\b"
)
_MALFUNCTION = re.compile(
    WORD + r"(?:doesn't|don't (?!have|want|know|need)|isn't work\w*|not work\w*|stopped|fails?|failed|failing|errors?"
    r"|invalid|broken|dead|down|rejected|cannot|can't (?!find|see where|remember)|won't|no longer|nobody can|wrong"
    r"|silent|choppy|drops?|unable|outage|stuck|no service|nothing|going on|forbidden|calling cuba|since (?:last|the"
    r"|yesterday|your)|not accepting|isn't valid|no comms|as i write|while i|none of|no \S+ (?:date|moved)|cuts"
    r"|stop at|without|lag|unallocated|engaged|answered by|sounds? like|no calls|unreachable|lost|vanish\w*|missing"
    r"|never (?:arrives?|comes?|rings?)|blank|empty|still (?:plays|shows)|same result)\b"
)


def feature_question(complaint: Complaint) -> Iterator[Sign]:
    """A feature named in a question or a wish, in a report that tells of no malfunction."""
    if not complaint.subjects & FEATURE:
        return
    text = complaint.text
    if _MALFUNCTION.search(text) or not _WISH.search(text):
        return
    named = [
        (said.told, match)
        for said in complaint.said
        if said.subjects & FEATURE
        and (match := _FEATURE_NAMED.search(said.plain))
        and (said.told.source == "subject" or _WISH.search(said.plain))
    ]
    if named and not _MADE_ANEW.search(text) and not complaint.is_outage:
        for told, match in named:
            yield sign("feature-question", told, match, plain=True)
