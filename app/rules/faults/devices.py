"""One device: what of it is broken, and one that does not register while the others do."""

import re

from app.rules.faults.complaint import Complaint, Said, stands
from app.rules.plain import WORD

_ONE = re.compile(
    r"\b(?:one|1|single|an?|his|her|my|un|una|uno|une|only one|the \S+(?: \S+)?'s|this|the)(?: \S+){0,4}? (?:phone"
    r"|handset|set|ext|extension|cordless|softphone|app|desk|device|user|station|adapter|ata|teléfono|telefono|poste"
    r"|aparato|combine|eyebeam|agent|colleague|t\d\d\w*|tel|seat|lobby|till|portable)\b|\b(?:ext|extension|desk|phone"
    r"|user|station|poste|extension|number|line|nr|room|la) (?:no )?(?:\d+|n)\b|\b(?:one|1|uno?) (?:of|de|sur|des"
    r"|out of|in) (?:\S+ ){0,4}?(?:\d+|\w+)\b|\b(?:phone|handset|set|cordless)\b"
)
_MANY = re.compile(
    r"\b(?:all|every|none|both|each|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[2-9]"
    r"|\d\d+) (?:\S+ ){0,2}(?:phones|handsets|users|extensions|sets|customers|sites|people)|phones|handsets"
    r"|registrations|everyone|everybody|todos|tous|customers|half|most|many|several)\b"
)
_UNREGISTERED = re.compile(
    WORD + r"(?:not register(?:ed|ing)?|(?:won't|doesn't|can't|cannot|didn't|will not|does not|not) (?:re-?)?register"
    r"|unregistered|no (?:sip )?(?:service|registration|registra)|registration (?:failed|fails|failing|error)"
    r"|regist\w+ failing|registers no|lost (?:its |his |her )?registration|says? no service|obtaining ip"
    r"|provisioning failed|sin base|sin registrar|no registra|registro fallido|plus enregistre|pas enregistre"
    r"|url calling disabled|no line\b|shows? (?:offline|no service)|auth(?:entication)? failed|off the register"
    r"|is (?:not registering|offline|unregistered)|(?:gets|get|with|returns?) (?:a )?(?:401|403)|refuses to register"
    r"|line 1 unavailable|regist\w+ (?:\S+ )?(?:403|401|500)|won't log in|log(?:in)? (?:fails|rejected)"
    r"|stays? unregistered|drops? off the register|never registers|keeps? (?:un-?registering|losing registration)"
    r"|sin registro|se desregistra)\b"
)
_HARDWARE = re.compile(
    WORD + r"(?:(?:display|screen|handset|buttons?|headset|battery|speaker(?:phone)?|loudspeaker|keypad|keys?|cord"
    r"|bluetooth|receiver|hook|ringer|microphone|mic|touchscreen|dialpad|cradle|base|charger|power supply|dongles?"
    r"|pantalla|auricular|ecran)(?: \S+){0,6}? (?:broken|broke|dead|cracked|blank|black|stuck|fell|faulty|defective"
    r"|damaged|scratchy|burnt|flickers?|flickering|torn|worn|doesn't (?:work|charge|light|respond)|won't (?:charge"
    r"|work|turn)|not (?:working|charging)|smashed|loose|gone|rota|negra|casse|mort|noir|upside)|(?:broken|dead"
    r"|cracked|blank|black|faulty|stuck|smashed|defective|flickering|torn) (?:\S+ )?(?:display|screen|handset"
    r"|buttons?|headset|battery|speaker|keypad|keys?|cord|receiver|hook|mic|microphone|base|phone from)|(?:phone"
    r"|handset|set|adapter|ata|cordless|phones?|box)(?: \S+){0,5}? (?:drowned|got a shampoo|let the smoke out"
    r"|let (?:\S+ )?smoke|fell (?:in|off|down|into)|smells|wet|soaked|cracked|chewed|melted|dropped in"
    r"|dead out of the box|won't (?:power|turn|boot|switch) on|doesn't (?:power|turn|boot) on|no power"
    r"|keeps rebooting|boot loop|reboots? (?:itself|by itself|every))|(?:cat|dog|mice|rat|ants?) (?:chewed|ate)"
    r"|spilled|coffee (?:in|on|over)|cable chewed)\b"
)
_NOT_HARDWARE = re.compile(
    r"\b(?:app|switchboard screen|portal|softphone|client|prob profile|supervisor|voice handset)\b"
)


def one_registers_not(said: Said, complaint: Complaint) -> re.Match[str] | None:
    """Return where one device, and no more, is said not to register."""
    match = _UNREGISTERED.search(said.plain)
    if match is None or _MANY.search(said.plain) or not _ONE.search(complaint.text):
        return None
    return (
        None if any(share.affected not in (None, 1) for one in complaint.said for share in one.told.shares) else match
    )


def hardware(said: Said, _: Complaint) -> re.Match[str] | None:
    """Return where a part of a device is said to be broken."""
    match = stands(said.plain, _HARDWARE.search(said.plain))
    return match if match and not _NOT_HARDWARE.search(said.plain) else None
