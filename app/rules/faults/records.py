"""What is kept of a customer: bills that are wrong, and recordings, users or settings that have vanished."""

import re

from app.rules.faults.complaint import Complaint, Said, stands
from app.rules.plain import WORD

# --- bills ------------------------------------------------------------------------------------------------------------

_BILL_BAD = re.compile(
    WORD + r"(?:overcharg\w+|double[- ](?:charged?|billed|billing|facturation|setup fee)|(?:billed|charged|invoiced"
    r"|debited|counted|facturad\w*|listed|facture\w*) (?:\S+ ){0,8}?(?:twice|double|doubly|two times|x\d|wrong\w*"
    r"|instead of|still|when they|though|although|but|for (?:our|his|her|their) (?:own|cancelled)|premium|alors que"
    r"|deux fois|dos veces)|(?:billed|charged|invoiced|facture|paying|facturan|seguimos|invoiced for|fees? (?:for"
    r"|on)) (?:\S+ ){0,5}?\d+|(?:you|they|still|were|was|keep|we're|get|gets|got|siguen|on a|nous|has been"
    r"|have been) (?:\S+ ){0,2}(?:billed|billing|charged?|charging|invoiced|invoicing|facturando|facturandolo"
    r"|cobrando|debited)|(?:wrong|incorrect|double|duplicate|mismatch) (?:\S+ ){0,3}?(?:invoice|bill|billing|charge"
    r"|rate|tax|price|facture|factura|tariff|fees?)|(?:invoice|bill|charge|rate|fee|tax|price|factura|facture|tarifa"
    r"|rates|fees|billing|invoices|bundle|account)(?: \S+){0,12}? (?:wrong\w*|incorrect\w*|twice|double|doubly"
    r"|too (?:many|much|high|bad)|mistake|errors?|erreur|instead of|rather than|should (?:be|have)|should've|though"
    r"|when (?:it|they)|correct(?:ed)?|missing|not what|incorrecta|dispute\w*|don't have|cancelled|canceled"
    r"|for \d+ \S+ (?:though|when|but|instead)|dearer|old rate|full rate|already|doesn't (?:match|agree)|corrijan"
    r"|corriger|corrigen|used to be|for our|no longer)|(?:dispute|disputes|contest\w*|refus\w+"
    r"|reclam\w*) (?:\S+ ){0,6}?(?:invoice|bill|charges?|factur\w+|to pay)|(?:please )?(?:credit|refund|strike"
    r"|reverse|re-?rate|reissue) (?:\S+ ){0,6}?(?:difference|months?|it|one|them|invoice|fees?|those|surplus|charge"
    r"|please|since|the)|note de credit|nota de credito|un avoir|rectificativa|erreur de factur\w+|had \S+ of calls)\b"
)
_SLA = re.compile(
    r"\b(?:sla|(?<!not the )outage (?!credit)(?!of)|(?:was|were|been) (?:\S+ )?(?:down|out|off|dead|unreachable)"
    r"|unavailable|interruption|downtime|went (?:down|dark|dead)|(?:days|hours) (?:of nothing|without)|fraud desk)\b"
)
"""An outage is spoken of: money for it is a claim, not a wrong bill."""
_BILL_NOT = re.compile(
    r"\b(?:dispute 0|charge points?|charging|download|outage|were out|were down|was down|sla|credit for the"
    r"|call rates?|sample rate|bit ?rate|free of charge|who's in charge|in charge|success rate|billing address"
    r"|account rep|asr|how (?:do|does|much)|what(?:'s| is| does) (?:the|it) (?:cost|charge)|credit card"
    r"|credit counsellor|credit union|rate cent\w+|charge the (?:battery|phone|headset)|data rate|what does)\b"
)


def bill(said: Said, complaint: Complaint) -> re.Match[str] | None:
    """Return where a bill is said to be wrong."""
    match = _BILL_BAD.search(said.plain)
    return match if match and not _BILL_NOT.search(said.plain) and not _SLA.search(complaint.text) else None


# --- data -------------------------------------------------------------------------------------------------------------

_DATA_LOST = re.compile(
    WORD + r"(?:(?:recordings?|voicemails?|messages|users?|config(?:uration)?|settings|records|call history|history"
    r"|contacts|directory|greetings?|extensions?|customer list|customers|numbers?|phonebook|profiles?|accounts?"
    r"|mailbox(?:es)?|schedules?|menus?|queues?|grabaciones|enregistrements|appels enregistres|companies|files|data"
    r"|logs|devices|groups?|templates?|usuarios|mensajes|buzones|they)(?: (?!not\b|if\b|when\b|can\b|how\b|to\b"
    r"|be\b)\S+){0,8}? (?:(?:is|are|was|were|has been|have been|got|been|all|have|has|had|just|simply|suddenly"
    r"|seem(?:s)?(?: to be)?|se|sont|est|ont|son|fueron) (?:all |now |just |simply |accidentally |been "
    r"|completely )?(?:deleted|lost|gone(?! (?:un\w+|dead|silent|dark|off|quiet|down|live|bad))|disappeared|vanished"
    r"|wiped|missing|erased|borrad\w+|perdid\w+|effaces?|supprimes?|perdus?|disparus?|introuvables)|vanished"
    r"|disappeared|desaparecieron|file not found|gone since|missing since|0:00 long)|(?:you|your \S+|somebody|someone"
    r"|accidentally|has|have|had|people|users|they|patch|upgrade|migration|update|we|customer|i) (?:\S+ )?(?:deleted"
    r"|lost|wiped|erased) (?:all |the |our |their |his |her |its |some |every |\S+'s |by mistake ){1,3}(?:\S+"
    r" )?(?:recordings?|voicemails?|messages|users|config(?:uration)?|settings|call history|history|contacts"
    r"|directory|greetings?|mailbox|data|records|extensions|numbers?|menus?)|lost their call history"
    r"|recordings? (?:\S+ ){0,6}missing|missing (?:\S+ )?recordings)\b"
)
_DATA_NOT = re.compile(
    r"\b(?:made (?:it|them) anew|recreated|we (?:have )?deleted|i (?:have )?deleted|deleted (?:and|the|it|\+|on)"
    r"|deleted (?:her|him)|lost (?:their|her|his|its) (?:phone|line|dial|way|thread|registration)|how (?:do|can)"
    r"|number (?:is )?lost|not lost|nothing(?:'s| is)? lost|no call (?:is |was )?lost|no one lost|password|paper"
    r"|napkin)\b"
)


def data(said: Said, _: Complaint) -> re.Match[str] | None:
    """Return where what was kept is said to have vanished."""
    match = stands(said.plain, _DATA_LOST.search(said.plain))
    return match if match and not _DATA_NOT.search(said.plain) else None
