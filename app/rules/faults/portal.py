"""
Faults of the tools a partner works with: portal, reports, recordings, traces, exports and interfaces.

People say "the portal won't let me" of their own password and rights as well; so without a word on calls or on what was
tried, only the plainest sentence counts.
"""

import re

from app.rules.faults.complaint import Complaint, Said
from app.rules.plain import WORD

_TOOL = (
    r"(?:portal|portail|back ?office|control panel|partner site|reports(?= (?:says?|shows?|comes?|are|is|returns?"
    r"|lists?|stops?|0|blank|empty|out|engine|page|ignores?|don't|doesn't|won't|count))|call monitor|monitor screen"
    r"|queue monitor|user list|device page|billing page|calls page|search|sso|mfa|2fa|self-service|usage page"
    r"|report engine|bulk upload|upload|order form|commpilot|apis?|log(?:in|ins)?(?! for)|dashboards?|wallboards?"
    r"|cdrs?|(?:the|an?|call|cdr|queue|agents?|daily|monthly|our|your|historic|usage|quality|this|its|their|client's"
    r"|club|report|conversion) reports?|stats|statistics|statistic|analytics|graphs?"
    r"|(?<!a )(?<!unknown )recordings?(?! that)|recorder|(?:sip|call) traces?|trace tool|exports?|downloads?|sftp"
    r"|webhooks?|provisioning|supervisors?|(?:super-?|our |as |in as )admins?|call (?:records|logs?|history|detail)"
    r"|live (?:calls?|call monitor|view|monitor)|real time|diagnostics?|customer list|reportes?|grabaciones|informes?"
    r"|estadisticas|rapports?|enregistrements|statistiques|outil|interface de gestion|role|branding page|quota|token"
    r"|poller|log in|log into|sign in|el panel|the panel gives|list of customers|adding (?:anyone|users?|a user)"
    r"|saving (?:any|a|the|my)|web page|your (?:counter|collector)|console)"
)
_TOOL_FAULT = (
    r"(?:50[0-4]|401|403|404|internal (?:server )?error|errors?|blank|empty|zeros?|0 (?:rows|bytes?|registered|calls"
    r"|sent|active)|no data|frozen|froze|spin(?:s|ning)|endless|hangs|white page|throws?|throwing|down|unreachable"
    r"|timeouts?|times? out|doesn't|don't|won't|isn't|aren't|hasn't|haven't|can't|cannot|couldn't|can not|unable"
    r"|not (?:work\w*|load\w*|open\w*|respond\w*|accept\w*|show\w*|arriv\w*|play\w*|export\w*|listed|reachable"
    r"|available|stored|able)|stopped|stuck|stands? still|stand still|missing|vanished|gone|nothing|0-byte|0kb|0 kb"
    r"|corrupt|unreadable|denied|fails?|failing|failed|lost|no (?:recordings?|records?|reports?|one|longer|call)"
    r"|stale|crash\w*|stops?|blind|incomplete|ignores?|en blanco|vaci[oa]s?|no (?:carga|abre|entra|entramos|entran"
    r"|muestra|responde|contesta|aparece|puede|podemos)|(?:se )?queda|give file not found|n'(?:affiche|ouvre|entre"
    r"|apparait|apparaissent|arrive)|ne (?:\S+ )?(?:donne|marche|repond|fonctionne)|vides?|figes?|tourne dans le vide"
    r"|introuvables?|inaccessible|indisponible|maintenance depuis|wrong|lies|slow|file not found|expired|broken"
    r"|neither|none of|nobody|invalid|only our silence|shifted|counting error|without the|unavailable|late|bounces?"
    r"|refuses?|loops?|logs (?:me|us) out|kicks|wheel|rolls back|reverts?|nothing happens|suspendida|suspended"
    r"|hanging|freezes|freezing|greyed out for everyone|x|no data|stands at zero|expired|unusable|inaccessible"
    r"|out of date|half of the|gives? (?:\S+ )?error|yesterday's|days? behind|hours? behind|delayed|not (?:updat\w+"
    r"|refresh\w*|sav\w+|generat\w+)|drops everything)"
)
_TOOL_BAD = re.compile(
    WORD + rf"{_TOOL}(?:'s)?\b(?: (?!(?:so|because|as|phones?|alarm|shows the|says the)\b)\S+){{0,12}}? {_TOOL_FAULT}\b"
    r"|\b(?:can't|cannot|can not|couldn't|unable|none of|nobody|neither|no one|0|zero|blank|empty|50[0-4]|errors?"
    r"|not able|missing|locked out of|aren't any) "
    rf"(?:(?!(?:as|in)\b)\S+ ){{0,4}}?{_TOOL}\b|\b(?:ni|nadie|no) (?:\S+ ){{0,8}}?(?:entra|entramos|entran|entrar"
    r"|acceder) (?:al|en el) portal\b|\bno (?:call )?(?:records|recordings?|reports?|cdrs?|stats|logs)\b"
)
_OWN_ACCOUNT = re.compile(
    r"\b(?:account locked|locked now|forgot(?:ten)? (?:my|his|her|the|their) (?:portal )?(?:password|login|pin)"
    r"|wrong password|my (?:own )?password|own cert\w*|unlock (?:user|my|me|him|her)|reset (?:my|his|her) (?:password"
    r"|login))\b"
)
_TOOL_NOT = re.compile(
    r"\b(?:psap|deputies|my (?:own )?password|forgot\w*|forgotten|wrong password|password wrong|mistyped|caps lock"
    r"|contact (?:us|support|provider|carrier)|via support|only you|inventory|gr[ae]yed|grisee|not portable|exceeds"
    r"|carrier desk|rate cent|portal is right|shows? (?:none|no (?:inventory|stock|numbers|dids))|won't (?:let"
    r"|take) (?:me|us|it|my)|lets? (?:me|us)|can't (?:order|see) (?:it|a)|port|ported|porting|invoice|reset my"
    r"|(?<!us )(?<!us both )(?<!all )locked out(?! of the portal)|account locked|cancel|is fine|are fine|fine in"
    r"|my (?:wifi|router)|font|colou?r|trainee|on request|not exposed|we cannot view|what does|anonymous|cnam"
    r"|caller name|from the portal|in the portal (?:i|we|where|the number)|cert\w*|rate card|order|softphone|my admin"
    r"|portal \? |portal$|account locked|failed logins|attendant console|test please|conformance|hot-desk"
    r"|provisioning url|just shrug|nothing to report|our own cert\w*|own certificate|sold out|new numbers?"
    r"|wallboard\?|not in (?:the )?portal|dids?|hold music)\b"
)


def tool(said: Said, complaint: Complaint) -> re.Match[str] | None:
    """Return where a tool is said not to work."""
    match = _TOOL_BAD.search(said.plain)
    if match is None or _TOOL_NOT.search(said.plain) or complaint.is_untried or complaint.is_outage:
        return None
    if _OWN_ACCOUNT.search(complaint.text):
        return None
    if complaint.calls_fine or (complaint.is_tried and not complaint.asks_how):
        return match
    # Without a word on calls or on what was done, only "the portal is down" itself will do.
    return match if match.group().count(" ") <= 4 and not complaint.asks_how else None
