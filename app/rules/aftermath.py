"""
What is wanted once an outage is past: its reason, a report or a word in writing, a credit.

A wish for one makes no outage past. Something must say that it is: that it is over, that it was, or when and how long.
"""

import re

from app.rules.course import DAY, TROUBLE, Course, Hit, say

_EVENT = (
    r"(?:outage|failure|interruption|incident|blackout|trouble|disruption|downtime|panne|coupure|"
    r"caida|falla|averia|event|breakdown)"
)
_PAPER = r"(?:answer|reason|cause|explanation|report|statement|letter|summary|analysis|note|confirmation|rapport)"
_LASTED = r"(?:hours?|hrs?|h|minutes?|mins?|days?|morning|afternoon|evening|horas?|minutos?|heures?|jours?)"
SAYINGS = (
    say(
        "explain",
        "rfo rca root root-cause postmortem post-mortem incident outage rfos pir",
        r"\b(?:rfos?|rca|pir|root cause|root-cause|post-?mortem|incident (?:report|summary)|"
        r"outage report|reason for (?:the )?outage)\b",
    ),
    say(
        "explain",
        "writing paper written official formal signed",
        r"\b(?:in writing|on paper(?! perhaps)|in written)\b",
        rf"\b(?:formal|written|official|signed) (?:\S+ )?{_PAPER}\b",
    ),
    say(
        "explain",
        "credit credits credited refund refunds compensation compensated compensate penalty penalties deducted deduct"
        " reimbursed reimburse reimbursement discount rebate goodwill sla damages bill invoice month fee",
        r"\b(?:credits?(?! union)|credited|refunds?|compensation|compensated?|penalt(?:y|ies)|"
        r"deduct(?:ed)?|reimburse(?:d|ment)?|discount|rebate|goodwill|sla(?! \d)|damages)\b",
        r"\b(?:off|from|against) (?:the|their|our|his|her) (?:next )?(?:bill|month|invoice|fee)\b",
    ),
    say(
        "explain",
        "explanation explain why what whose long cause causes reason reasons report reports timeline summary analysis",
        r"\b(?:an|the|your|some|any|an official|want|wants) explanation\b|\bexplain (?:what|why|how|the|it)\b",
        r"\b(?:know|note on|learn|ask|asks|asking|us|me|them|understand|is|find out) why\b|\bwhose fault\b",
        r"\bwhy (?:did|was|were|had) (?:it|this|that|they|we|there|the|all|our|his|her|their)\b",
        r"\bwhat (?:\S+ )?(?:was it|it was|was wrong|that was|was that|happened|broke|failed|"
        r"went wrong|caused|stops|prevents)\b",
        r"\b(?:what|as|the|about the|any|its|a|root|no) (?:\S+ )?causes?\b|\bcause of\b",
        r"\b(?:the|a|any|what|some|for) reasons?\b",
        r"\b(?:a|the|any|your|some|want|wants|get|send) reports?\b(?! (?:line|column|shows|tab|page|engine|says))",
        rf"\b(?:timeline|summary|analysis) (?:of|on|about|for) (?:\S+ ){{0,3}}(?:{_EVENT}|it|what)\b",
        r"\bhow long (?:it was|was|were|did)\b",
    ),
    say(
        "explain",
        "confirm confirmation there prevent prevents repeat lessons have",
        rf"\b(?:was|were) there (?:an?|any) (?:\S+ )?(?:{_EVENT}|problem|issue)\b",
        rf"\bdid you have (?:an?|any) (?:\S+ )?(?:{_EVENT}|problem|issue)\b",
        rf"\bconfirm(?:ation)? (?:that|whether|if|of) (?:\S+ ){{0,5}}(?:{_EVENT}|was|were|had)\b",
        r"\b(?:prevents?|avoid) (?:a |an |the )?(?:repeat|recurrence|next|another|third|second)\b",
    ),
    say(
        "explain",
        "informe abono credito explicacion causa compensacion reembolso bonificacion motivo escrito paso analisis"
        " explication d'explication dedommagement geste compte compte-rendu rapport avoir penalites ecrit"
        " remboursement cause raison pourquoi",
        r"\b(?:informe|abono|credito|explicacion|causa|compensacion|reembolso|bonificacion|"
        r"el motivo|por escrito|que paso|(?:d')?explication|dedommagement|geste commercial|"
        r"compte rendu|compte-rendu)\b",
        r"\b(?:rapport d'incident|un avoir|penalites|la cause|un ecrit|par ecrit|remboursement|"
        r"la raison|(?:savoir|explique\w*) pourquoi)\b",
    ),
)
_WAS = re.compile(
    r"\b(?:were|was|had|went|lost|fell|got|couldn't|didn't)(?: \S+){0,5} (?:down|dead|out|off|"
    r"dark|silent|mute|cut|unreachable|without|no|offline|away|busy|unavailable|disconnected|"
    rf"gone|interrupted|calls?|phones?|service|lines|reach\w*|{_LASTED})\b"
    rf"|\b{_EVENT}\b(?: \S+){{0,6}} (?:{DAY}|morning|yesterday|last|hier|ayer|\d{{1,2}}(?:st|nd|"
    r"rd|th)|\d+|lundi|mardi|mercredi|jeudi|vendredi|lunes|martes|miercoles|jueves|viernes|"
    r"matin)\b"
    rf"|\b(?:{DAY}'?s?|yesterday's|this morning's|last \S+|your|that|the recent) (?:\S+ ){{0,2}}{_EVENT}\b"
    r"|\b(?:estuv\w+|dejo|dejaron|cayo|cayeron|fallo|quedaron|quedo|a ete|ont ete|etait|etaient|estaban)\b"
)
"""An outage of the past."""
_DATED = re.compile(
    r"(?<!since )(?<!depuis )(?<!desde )\b(?:yesterday|ayer|hier|back then|last (?:week|month|"
    rf"night|year|{DAY})|(?:on )?{DAY}|(?:on )?the \d{{1,2}}(?:st|nd|rd|th)|"
    r"\d{1,2} (?:of )?(?:january|february|march|april|may|june|july|august|september|october|"
    r"november|december))\b"
    rf"|\bfor (?:\S+ ){{1,3}}{_LASTED}\b|\b\d+ {_LASTED}\b|\bhalf (?:a|the) {_LASTED}\b"
    r"|\b\d{1,2}:\d\d (?:to|until|till|and|-|a|y|et) \d{1,2}:\d\d|\b\d{1,2}:\d\d \d{1,2}:\d\d"
    r"|\bbetween \S*\d\S* and \S*\d"
)
"""A day that is past, or how long something lasted."""
_REPORT = re.compile(
    r"^(?:rfo|rca|root cause|root-cause|incident (?:report|summary)|outage report|reason for (?:the )?outage)$"
)
_NO_REPORT = re.compile(
    r"\b(?:no|not|don't|doesn't|without|ni|pas|sin)(?: \S+){0,3} (?:rfo|report|rca|credit|rapport|"
    r"informe|asked|needed)\b|\bfor the log\b"
)


def wanted(course: Course, over: Hit | None) -> Hit | None:
    """Return the words that ask for a report, credit or reason of something that is past."""
    wants = course.first("explain")
    if wants is None or course.tells(_NO_REPORT):
        return None
    if over is not None or course.tells(_WAS) or _REPORT.search(wants.match.group()):
        return wants
    texts = [told.line.text for told in course.told]
    if any("EMERG" in text for text in texts) or not any(TROUBLE.search(text) for text in texts):
        return None
    return wants if course.tells(_DATED) else None
