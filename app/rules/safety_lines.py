"""
Safety lines: elevators, alarms, panic buttons, crisis and help lines, and whether they fail or are only named.

A line on which safety depends is named by a word and what must follow it ("nurse" and "call"), and its fault may be
told a sentence or two later. What is wanted, planned, mended or of the customer's own making is no fault.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.rules.emergency.calls import DEAF, FAILURE
from app.rules.reader import Facts, Told
from app.rules.signs import Sign, is_for_later, sign

REACH = 2
"""Sentences after one that names a safety line in which its fault may still be told."""

_DEVICE = (
    r"(?:lines?|numbers?|phones?|telephones?|buttons?|diall?ers?|autodiall?ers?|panels?|hotlines?|helplines?"
    r"|intercoms?|desks?|posts?|pillars?|points?|box(?:es)?|calls?|bells?|cords?|pagers?|receivers?|sirens?|poles?"
    r"|stations?|strips?|cent(?:er|re)s?|systems?|units?|alarms?|alerts?|signals?|links?|handsets?|extensions?"
    r"|queues?|dispatch|control|team|gateways?|monitors?|monitoring|sensors?|detectors?|speakers?|speakerphones?"
    r"|trunks?|ata|ext|path|paths|feed|circuits?)"
)
_NEAR = rf"(?: \S+){{0,2}}? {_DEVICE}\b"


class _Named(NamedTuple):
    """First words by which a safety line is named, and what must follow them."""

    heads: str
    tail: str


_LINES = (
    _Named(
        "facp toxicologist pendant pendants helpline helplines samaritans telecare teleassistance teleasistencia"
        " lifeboat siren sirens antipoison astreinte suicidio avalanche ascenseur ascensor crisis-line"
        " crisis-hotline lift-phone nurse-call",
        "",
    ),
    _Named(
        "elevator elevators lift lifts",
        rf"(?: \S+){{0,4}}? {_DEVICE}\b",
    ),
    _Named(
        "alarm alarms rescue suicide poison duress distress ambulance ambulances sos elevador elevadores alarma"
        " alarmas evacuation muster lifeguard refuge rape blue-light bluelight lone-worker security-alarm pull"
        " pull-cord hold-up holdup burglar intruder intrusion overflow fall domestic violence abuse safeguarding"
        " toxicology ems",
        _NEAR,
    ),
    _Named(
        "maternity trauma stroke cardiac resus paramedic paramedics icu nicu picu theatre dialysis oxygen blood"
        " transplant hospice palliative midwife midwives labour labor birthing obstetric crash ward on-call"
        " telemetry hospital coastguard",
        r"(?: \S+){0,2}? (?:emergency|crash|alarms?|hotlines?|lines?|teams?|triage|pagers?|alerts?|buzzers?|bank"
        r"|numbers?|desk|dispatch)\b",
    ),
    _Named(
        "elevator elevators elevador elevadores hotline hotlines dialysis icu nicu",
        "",
    ),
    _Named(
        "warmline childhelp",
        "",
    ),
    _Named(
        "help listening talk",
        r" (?:lines?|service)\b",
    ),
    _Named(
        "boxes",
        r"(?<=call boxes)",
    ),
    _Named(
        "after-hours out-of-hours",
        r"(?: \S+){0,3} (?:medical|doctor|nurse|vet|midwife|clinic|clinician|surgery) (?:line|number)\b",
    ),
    _Named(
        "lift",
        r"(?<=in the lift|of the lift)(?! (?:the|a|any)\b)",
    ),
    _Named(
        "smell",
        r" gas\b",
    ),
    _Named(
        "er",
        r" (?:lines?|hotline|ambulance|red|emergency|triage|intake)\b",
    ),
    _Named(
        "panic",
        r" (?:buttons?|alarms?|lines?|strips?|bars?|systems?|pendants?|button\S*)\b",
    ),
    _Named(
        "emergency",
        r"(?: (?:stop|ward|department|response|release|intercom|dept|room|launch|call|vet|medical|pool|gas"
        r"|roadside))? (?:phones?|telephones?|lines?|buttons?|extensions?|posts?|pillars?|points?|box(?:es)?"
        r"|intercoms?|speakerphones?|autodiall?ers?|diall?ers?|hotlines?|pull|cords?|stations?|handsets?)\b",
    ),
    _Named(
        "crisis",
        r" (?:\S+ )?(?:lines?|cent(?:er|re)s?|numbers?|hotlines?|phones?|queues?|text|counsel\w+|intervention)\b",
    ),
    _Named(
        "fire ambulance ems 911 police county sheriff's department's psap",
        r"(?: \S+){0,3} dispatch (?:cent\w+|lines?|numbers?|phones?|desk|queue)\b",
    ),
    _Named(
        "hospital hospital's",
        r"(?: \S+){0,3} (?:emergency|transfer|crash|code) (?:numbers?|lines?|extensions?|cent(?:er|re)|team|blue"
        r"|phone)\b",
    ),
    _Named(
        "fire",
        r" (?:panels?|alarms?|diall?ers?|lines?|detect\w+|monitoring|suppression|systems?|brigade's|dispatch"
        r"|alerting|phones?)\b",
    ),
    _Named(
        "smoke heat carbon co gas ammonia chlorine flood leak water freezer fridge cold vaccine incubator incubators"
        " vault boiler pump sump tank sprinkler level temperature ventilation security perimeter",
        r"(?: \S+){0,2}? (?:alarms?|detectors?|diall?ers?|telemetry|leaks?)\b",
    ),
    _Named(
        "gas water flood outage",
        r"(?: \S+)? (?:emergency|leak|duty|hotline|smell)(?: \S+){0,2} (?:line|number|phone|hotline|duty)\b"
        r"|(?: \S+)? hotline\b",
    ),
    _Named(
        "dam flood storm tornado tsunami",
        r"(?: \S+)? (?:sirens?|warning)\b",
    ),
    _Named(
        "tunnel mine runway cable",
        r"(?: \S+){0,2} (?:phones?|niches|telephones?|hotline|intercom|emergency)\b",
    ),
    _Named(
        "childline kids' kids veterans youth teen",
        r"(?: \S+)? (?:helpline|hotline|help line|crisis line|line)\b",
    ),
    _Named(
        "women's night domestic",
        r"(?: \S+)? (?:shelter|refuge)\b",
    ),
    _Named(
        "l'ascenseur l'alarme l'elevateur",
        "",
    ),
    _Named(
        "mountain cave alpine sea water air",
        r" rescue\b",
    ),
    _Named(
        "area areas",
        r" of (?:refuge|rescue)\b",
    ),
    _Named(
        "code",
        r" (?:blue|red|pink|stroke|stemi)\b",
    ),
    _Named(
        "nurse night",
        r" (?:call|triage|line|nurse|bell)\b",
    ),
    _Named(
        "red blue",
        r" (?:phones?|button|cords?|light|telephone)\b",
    ),
    _Named(
        "988",
        r" (?:lines?|partner|cent(?:er|re)|calls?|crisis|queue)\b",
    ),
    _Named(
        "linea lineas ligne lignes",
        r" (?:de (?:crisis|vida|emergencia|ayuda|crise|vie)|d'ecoute|d'urgence|d'aide)\b",
    ),
    _Named(
        "panel panneau panneaux central centrale",
        r" (?:de |contra |d'|de la )?(?:incendios?|incendie|alarmas?|alarme)\b",
    ),
    _Named(
        "telephone telefono boton botones bouton boutons intercomunicador linea",
        r"(?: \S+){0,2} (?:secours|emergencia|panico|panique|ascensor|elevador|l'ascenseur|ascenseur|alarma)\b",
    ),
    _Named(
        "alarme",
        r" (?:incendie|intrusion)\b",
    ),
    _Named(
        "appel llamado",
        r" (?:malade|de enfermeria|infirmiere|infirmier)\b",
    ),
    _Named(
        "central monitoring",
        r" (?:station|cent(?:er|re)|company)\b",
    ),
    _Named(
        "coast",
        r" guard\b",
    ),
    _Named(
        "cable",
        r" car\b",
    ),
    _Named(
        "prevencion prevention",
        r" du suicide\b| del suicidio\b",
    ),
    _Named(
        "prison jail officers' officer guard's",
        r"(?: \S+)? alarms?\b",
    ),
)


def _by_head() -> dict[str, re.Pattern[str]]:
    tails: dict[str, list[str]] = {}
    for named in _LINES:
        for head in named.heads.split():
            tails.setdefault(head, []).append(named.tail)
    return {head: re.compile(rf"{re.escape(head)}(?:{'|'.join(found)})") for head, found in tails.items()}


_HEADS = _by_head()
"""Patterns by the word they begin with, so that most words of a ticket cost one look-up."""
_WORDS = frozenset(_HEADS)
_NOT_LINE = re.compile(
    r"\b(?:non-emergency|emergency (?:calls?|numbers?|services|meeting|contacts?|routing)|elevators? (?:guy|company"
    r"|repair|firm|man)|fire (?:line me|up)|false alarm|channel alarm|alarm clock|(?:don't|do not) panic|fire hall"
    r"|ticket hotline|(?:seed|your|our it|it|customs|supplier|sales|support|service|press|info|ordering|order"
    r"|booking|complaints?|customer|warranty|consumer|billing|vendor) hotlines?|elevators? (?:music|door|firm)"
    r"|lifts? (?:the|a|any) (?:receiver|handset)|support line number|(?:alarms?|fire) went off|boxes for|(?:lift"
    r"|elevator) music|(?:fire|ambulance) (?:department|station) (?:phone|office)|hospital (?:ward|team))\b"
)
_FAILS = re.compile(
    rf"\b(?:{FAILURE}|{DEAF}|comm(?:unication)?s? (?:fail\w*|fault|trouble|loss)|t / l fail|line (?:fault|trouble"
    rf"|fail\w*)|fault since"
    r"|(?:doesn't|does not|don't|do not|didn't|hasn't|haven't|has not|have not|isn't|aren't|can't|cannot|couldn't"
    r"|won't|no longer|not|never)(?: \S+){0,3}? (?:rung|rings?|ringing|dial|dials|work|works|working|connects?"
    r"|answer\w*|call|calls|reach\w*|get|gets|report\w*|communicat\w+|come|go|goes|going|through|send|sent|sending"
    r"|receiv\w+|signal\w*|register\w*|out|delivered|establish\w*|accept\w*|hear|heard|loop|bring up|raise"
    r"|trigger\w*)|(?:gets?|hears?|gives?|and|heard|caller gets|is|button|pushed|lifted|off hook) nothing"
    r"|nothing (?:happens|when)|no (?:tiene tono|tone|line|current|signals?|dial ?tone|poll|polls|power on the line"
    r"|audio|second number answers|trae tono|conecta|establece|marca|suena|comunica|trafic)|0 answered|dead"
    r"|down(?! (?:the|to|at the|for the|by|a)\b)|(?:is|are|been|still|went) out|0 of [0-9]+|none (?:of|accepts"
    r"|answers|gets|works)|falla|stays silent|silent|dead|disabled|goodbye|injoignable|ne (?:peut|transmet|appelle"
    r"|compose|communique|sonne|repond|fonctionne|marche) (?:plus|pas)|interrompu|ya no|comunica siempre"
    r"|no (?:establece|marca|recibe|responde)|hors service|dans le vide|en panne|caid[ao]|muert[ao]|no transmite"
    r"|stopped(?! (?:by|in))|engaged|unwatched|restricted|denied|deactivated|fire watch|red-tag\w*|tagged it out"
    r"|boite vocale|inexistente|inconnu|offline|unregistered|out since|down since|[0-9]+ of [0-9]+ (?:dead|down|out)"
    r"|sonne occupe|cae en ocupado|hum|just clicks|drops? to|pips|stopped (?:working|ringing|answering|dialling"
    r"|dialing|reporting)|(?:goes|went|rings|reaches|reached|ends|lands|answers|get) (?:\S+ ){0,3}(?:wrong|cafeteria"
    r"|voicemail|mailbox|stranger|carpet|nobody|nowhere|meter|pin|pizza\w*|recording|tone))\b"
)
_WELL = re.compile(
    r"\b(?:works? (?:beautifully|fine|well|perfectly|again|now)|works$|tested ok|(?:is|are|was|were|all|now|trunk"
    r"|line|lines|phones?|hotline's|that's) (?:ok|okay|fine|good|healthy|in again|back)|test(?:s|ed)? passed"
    r"|no fault)\b"
)
_WANTED = re.compile(
    r"\b(?:would like|veut|quieren?|quiero|voudrait|souhaite|they'd like|we'd like|wants?|want to|is getting|adding"
    r"|quote|recommend|suggest|how|statement"
    r"|letter|liable|what codecs?|considering|need to add|new analogue|could we|isn't commissioned|not commissioned"
    r"|for training|test bench|do not reply|for the new|please add|should be changed|gets a new)\b"
)
_PLANNED = re.compile(
    r"\b(?:will (?:be|appear|go) (?:dead|unreachable|silent|down|off|cut)|will run an?|sera coupee|ignore alerts"
    r"|nothing needed|don't be alarmed|be alarmed|(?:taken|put) out of service by|modernisation|for the summer"
    r"|until (?:october|spring|autumn|may)|volontairement|does its failover drill|please don't chase|drill tomorrow"
    r"|annual (?:fire )?drill|simulacro|just an exercise|are being replaced)\b"
)
_MENDED = re.compile(
    r"\b(?:fitter replaced it|are in again|is back|back in service|had unplugged|works? again|working again|restored"
    r"|resolved|(?:is|was|been|got) fixed|our own|cell backup|cellular backup reports|reports? normally|de retour"
    r"|ya (?:quedo|funciona)|all other callers reach|rest of the world|reachable by landline|back-up dialler"
    r"|own dialler board|please close)\b"
)
_DEGRADED = re.compile(
    r"\b(?:crackl\w*|faint|echo|garbled tones|second attempt|each time but|every test call connects|late|delayed"
    r"|noisy|choppy|wallboard|slow|slowly|now and then|sometimes|caller id|greeting|display name|moh|music|hiss"
    r"|static)\b"
)
_OWN_CAUSE = re.compile(
    r"\b(?:unplugged|electrician|(?:their|own|customer's|our|building's) (?:router|internet|isp|power|panel|board"
    r"|firewall"
    r"|switch|breaker|cabl\w+|wiring)|power (?:is |was )?(?:out|cut|outage)|no power|cable (?:was )?cut|isp"
    r"|internet (?:is|was) (?:out|down))\b"
)
_NOT_RESTORED = re.compile(
    r"\b(?:not|till|until|if|when|unless|isn't|hasn't|no cell\w*) (?:\S+ ){0,2}(?:restored|back|fixed|resolved"
    r"|backup)\b"
)


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield what a report shows about safety lines; one that fails is grave whatever the shares, so no `limit`."""
    del limit
    words = " ".join([told.line.plain for told in facts.told]).split()
    if not _WORDS.isdisjoint(words):
        yield from _shown(facts.told)


def _line(plain: str) -> re.Match[str] | None:
    """Return where a sentence names a safety line."""
    words = plain.split(" ")
    if _WORDS.isdisjoint(words):
        return None
    place = 0
    for word in words:
        pattern = _HEADS.get(word)
        if pattern is not None and (match := pattern.match(plain, place)) and not _NOT_LINE.search(plain):
            return match
        place += len(word) + 1
    return None


def _shown(told: Sequence[Told]) -> Iterator[Sign]:
    named: Sign | None = None
    since = REACH + 1
    for one in told:
        plain = one.line.plain
        match = _line(plain)
        since = 0 if match else since + 1
        if match and named is None:
            named = sign("safety-line-mention", one, match, plain=True)
        if since > REACH:
            continue
        if one.asks or _WANTED.search(plain) or _WELL.search(plain) or _DEGRADED.search(plain):
            since = since or REACH + 1
        elif (failing := _FAILS.search(plain)) and not is_for_later(plain, *failing.span()):
            if not any(_is_settled(other.line.plain) for other in told):
                named = sign("safety-line-fault", one, failing, plain=True)
            break
    if named is not None:
        yield named


def _is_settled(plain: str) -> bool:
    """Whether a line's silence is planned, over, or due to something of the customer's own."""
    if _PLANNED.search(plain) or _OWN_CAUSE.search(plain):
        return True
    return bool(_MENDED.search(plain)) and not _NOT_RESTORED.search(plain)
