"""
Whether what a report tells is so now: over, half over, long past, still to come, imagined, a test, denied or corrected.

A report is read as a course of statements: what is said last about the state counts. "All 40 were dead, back since ten"
is over; "back at ten, and dead again" is not. Each phrase is looked for only in sentences that hold one of its words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.rules.reader import FAULTS, Facts, Told
from app.rules.signs import Sign


@dataclass(frozen=True, eq=False, slots=True)
class _Phrase:
    """A pattern of a family; told apart by identity, which makes sets of them cheap."""

    family: str
    pattern: re.Pattern[str]


class _Hit(NamedTuple):
    number: int
    """Index of the sentence."""
    match: re.Match[str]


def _place(hit: _Hit) -> tuple[int, int, int]:
    return hit.number, *hit.match.span()


_PHRASES: dict[str, list[_Phrase]] = {}
_LATER: dict[str, list[re.Pattern[str]]] = {"was": [], "dated": [], "happened": []}
"""Families that matter only beside a hit of another one; looked for when asked for."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _say(family: str, cues: str, *patterns: str) -> None:
    """Add a phrase of a family; any sentence that it matches holds one of the words `cues`."""
    phrase = _Phrase(family, re.compile("|".join(patterns)))
    if family in _LATER:
        _LATER[family].append(phrase.pattern)
        return
    for cue in cues.split():
        _PHRASES.setdefault(cue, []).append(phrase)


_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_COMING = (
    rf"(?:tomorrow|tonight|next \S+|(?:on )?{_DAY}s?|(?:on )?the \d{{1,2}}(?:st|nd|rd|th)|"
    r"this (?:evening|weekend|afternoon)|at \S*\d\S*|from \S*\d\S*|\d{1,2}:\d\d|till \S+|until \S+|"
    r"in (?:spring|summer|autumn|january|february|march|april|may|june|july|august|september|october|"
    r"november|december)|manana|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|"
    r"martes|miercoles|jueves|viernes|sabado|domingo|proximo|prochain)"
)
_WELL = (
    r"(?:ok|okay|fine|good|works?|working|well|up|normal|normally|stable|clean|running|runs|green|"
    r"registered|healthy|reachable|alive|solid|happy|online|perfect|perfectly|completing|correct|"
    r"quiet|talking|calling)"
)
_DOES = (
    r"(?:works?|working|rings?|ringing|rang|dials?|dialled|dialed|dialling|talks?|talking|answers?|"
    r"answering|up|on|ok|okay|fine|good|well|normal|green|normally|registered|registers?|online|"
    r"alive|reachable|operational|complete|completed?|running|runs|connects?|connected|sings?|"
    r"speaks?|called|phoning|flow|hears?|heard|in service|come in|calls in|in|calls out|call out|"
    r"get through|gets through|call|calls|functional|does|do|can)"
)
_MENDED = (
    r"(?:restored|recovered|cleared|mended|repaired|resolved|solved|sorted|fixed|cured|rectified|"
    r"withdrawn|undone)"
)

# --- over -------------------------------------------------------------------------------------------------------------

_say(
    "over",
    "back",
    r"\b(?:is|are|they're|we're|it's|all|everything|everybody|everyone|both|came|come|phones?|"
    r"lines?|calls|service|now|off|them|fully|been|sites?|seats|users|power|all \S+|of \S+|"
    r"\w+'s) back\b(?! (?:to (?:you|me|us|him|her|them|the|my|your|our|factory|square|default)|"
    r"office|door|room|yard|bar|garden|end|kitchen|row|house|wall|with|empty|as|from|and forth|"
    r"of|then|when|soon|or|a|an|please|nine|into|ward|area|unallocated|forbidden|busy|no|not|"
    r"seat|country|in a|within|pay|number|number|the|\d{3}\b|by noon|tuesday|on the \d))",
    r"^(?:all )?back (?:now|since|at|by|on|up|again|in service|online)\b",
    r"(?<!rings )\bback (?:now|online|in service|to normal|by itself|in business|on air|already|"
    r"by lunch|up and running)\b",
    rf"\bback (?:up |on )?(?:since|at) (?:{_DAY}|noon|\d\S*)(?!\S| \d{{4}}\b)|^\S+ back$",
)
_say("over", "again", rf"\b(?<!acting )(?<!playing ){_DOES} (?:once )?again\b(?! (?:no|nothing|and|which)\b)")
_say(
    "over",
    "now since meanwhile meantime afterwards so these today",
    rf"(?<!dead )\b{_WELL} (?:normally |well |fine )?(?:now|ever since|since|meanwhile|"
    r"afterwards|so far|these days|since then)\b(?! (?:i|we|your|my|the|our|you|he)\b)",
    rf"\b(?:now|since|since {_DAY}|meanwhile|in the meantime) (?:is |are |all |been |it's |"
    rf"they're |they |works |everything |absolutely )*{_WELL}$",
    r"(?<!to )\bnow (?:ok|okay|fine|works?|working|over|stable|normal|well|can)\b(?! (?:someone|"
    r"you|we|i|only)\b)",
    r"\bsince (?:none|nothing|no (?:drops|faults|trouble))$",
)
_say(
    "over",
    "restored recovered cleared mended repaired resolved solved sorted fixed cured rectified withdrawn undone",
    r"\b(?:is|are|was|were|it's|been|all|now|got|same is|fully|since|issue|outage|everything|"
    rf"and|get|gets|you|that's) (?:now |all )?{_MENDED}\b(?! (?:the|a|an|dnd|cache|my|his|her|"
    r"our|line|ip|price|asap|soon|wireless|yesterday's))",
    rf"^(?:(?!not |never |we|i |i've |get |got )\S+ ){{0,3}}{_MENDED}(?:$| (?:now|since|at|by|"
    r"thanks|thx|ta|in|with|after|yesterday|today|this|\d))",
    r"\b(?:restored|recovered|cleared|resolved) (?:at )?\d\d?:\d\d|^(?:\S+ )?resolved (?!by|ip)",
    r"\balert cleared\b",
    rf"\b{_MENDED}$|\b{_MENDED} (?:now|since|at \d\S*|thanks|meanwhile)\b",
)
_say(
    "over",
    "over alarm alerte alarma away clear past",
    r"\b(?:is|are|it's|all) over$|^over$|\bover now\b|\bwent away\b",
    r"\b(?:false alarm|fausse alerte|falsa alarma|all clear|past tense)\b",
)
_say(
    "over",
    "recovery up ok",
    r"\brecovery\b|\bstate up\b|\b(?:is|are|- -|-) up$|\bstatus (?:ok|up)\b|\bmonitor is up\b",
    r"^\S+ up$|\bin ok out ok\b",
)
_say(
    "over",
    "works normal now fine runs",
    r"^(?:it|all|everything|service) (?:works|is normal|is fine|runs)$",
    rf"\bnow {_MENDED}\b",
)
_say("over", "longer", r"\bno longer (?:fails?|failing|down|dead|happens|busy|an issue)\b")
_say(
    "over",
    "closed ended finished terminee ends termine",
    r"\b(?:outage|event|issue|incident|panne|coupure|maintenance|problem|"
    r"trouble)(?: \S+){0,6} (?:is |was |has |est )?(?:closed|ended|finished|terminee?)\b",
)
_say(
    "over",
    "retabli retablie retablis retablies revenu revenue revenus revenues resolu resolue regle reglee restablecido"
    " restablecida resuelto resuelta solucionado solucionada ya vuelto volvio volvieron nouveau"
    " marcha todo tout normal",
    r"\b(?:retablie?s?|resolue?|reglee?|restablecid[oa]|resuelt[oa]|solucionad[oa]|vuelto)\b",
    r"\b(?:sont|tout est|tous|toutes|lignes|postes|telephones) revenue?s?\b",
    r"\bya (?:quedo|funciona\w*|estan? (?:bien|todo|normal|arriba|operando)|operamos|marcan?|"
    r"entran?|llaman?|todo)\b",
    r"\bvolv(?:io|ieron)\b(?! a )",
    r"\b(?:sonne|sonnent|marche|marchent|fonctionne|fonctionnent) de nouveau\b|\bde nouveau$",
    r"\botra vez en marcha\b",
    r"\btodo (?:esta )?(?:bien|normal|funcionando)\b|\btout (?:marche|fonctionne|va bien|est normal)\b",
)
_say(
    "over",
    "thanks thx thank cheers ta",
    r"\b(?:fine|fixed|ok|works?|working|good|sorted|solved|running|up|back) (?:thanks|thx|"
    r"thank you|cheers|ta)\b",
)
_say(
    "over",
    "been held holding came good healed since",
    rf"\b(?:has|have|it's|they've) (?:been )?(?:all |fully )?{_WELL} (?:ever )?since(?: then)?\b",
    r"\b(?:held|holding|holds) (?:up |steady |firm )?(?:ever )?since\b|\b(?:came|come) good\b(?! (?:at|with))",
    r"\b(?:it|that|this) (?:has |then )?healed\b|\bthen (?:it )?healed\b|\bhealed (?:itself|by itself|on its own)\b",
)
_say(
    "over",
    "depuis revenu revenue revenus revenues entonces orden hoy ahora regreso regresaron",
    r"\b(?:stable|calme|normal|bien|parfait) depuis\b|\b(?:rien|aucun souci)(?: \S+){0,4} depuis$",
    r"\brevenue?s? (?:tout|toute)s? seule?s?\b|\bdesde entonces (?:todo |va |esta )?(?:bien|normal|estable)\b",
    r"\b(?:hoy|ahora) todo (?:en orden|normal|bien|estable)\b|\bregres(?:o|aron) sol[oa]s?\b",
)
_say("over", "working confirmed", r"\bconfirmed (?:working|good|ok|fine)\b")
_say(
    "close",
    "close closed closing shut bin binned deleted disregard forget",
    r"\bclose (?:it|this|that|away|(?:the|my|our|his|her) (?:ticket|case|request|p1|incident)|"
    r"ticket|case|please|pls|\d{3,})\b",
    r"\b(?:may|can|could|to) (?:now )?be (?:closed|shut|binned|deleted)\b",
    r"(?:^|\bplease |\bpls |\bthanks |\bso )close$",
    r"\b(?:you|please|pls|kindly) (?:can |may |might |to )?(?:now )?(?:close|shut|bin|"
    r"disregard)\b(?! (?:on|at|in|the (?:gate|port|line|site|account))\b)",
    r"\bdisregard$|^disregard\b|\bforget (?:it|that)$|^(?:hello )?forget it\b|\bclosing (?:it|this)\b",
    r"\bi close (?:it|this|my)\b|\bshut (?:it|this)(?: one| ticket)?$",
)
_say(
    "close",
    "cerrar cierren cierre cierro cierrenlo cierralo fermer cerrado cerrada cerrados cerradas",
    r"\bpued(?:en?|es) (?:cerrar|dar(?:se|los?|las?)? por cerrad[oa]s?)\b|\bcierr(?:en|e|o|alo|enlo)\b",
    r"\b(?:pouvez|peux|peut) fermer",
)
_NOT_OVER = _words(
    "not never until till when once before if unless without no none nobody neither hardly isn't"
    " aren't wasn't hasn't haven't"
    " won't don't doesn't didn't can't cannot couldn't isnt arent hasnt nothing please pls should"
    " would could must want wants"
    " need needs bring put expect hope waiting wait supposedly marked promised almost nearly partly"
    " half will cuando quand sin"
    " sans pas yet where whether page wrong able we've i've we i right ask have"
)
_DONT = _words("don't not never dont before")

# --- half over --------------------------------------------------------------------------------------------------------

_GONE = r"(?:down|dead|gone|died|dropped|stopped|off|out|lost|silent|fell|nothing|mute|dark|unreachable|failing)"
_say(
    "half",
    "back",
    rf"\bback(?: \S+){{0,6}} (?:then|and|but|until|before) (?:\S+ ){{0,5}}(?:{_GONE}|went|again)\b",
    r"\bback(?: \S+){0,5} (?:except|all but|apart from|other than|save for) ",
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|half|some|most|only \S+)(?: of (?:the |"
    r"them |our |their )?\d*)?(?: \S+){0,2} (?:came|come|are|is|has come|have come|"
    r"got phones) back\b(?! (?:with|from|as|\d))",
    r"\b(?:not all|some|half|\d+|others?|rest|them) (?:of them |are |is |haven't |hasn't |"
    r"didn't |never )*(?:not|haven't|hasn't|didn't|never|still) (?:\S+ )?(?:come |came )?back\b",
    r"\bback(?: \S+){1,4} not\b",
)
_say(
    "half",
    "again",
    r"\b(?:down|dead|gone|dark|silent|mute|offline|unreachable) (?:once )?again\b|\bsilent again\b",
    r"\bagain (?:dead|down|gone|nothing|silent)\b",
)
_say(
    "half",
    "then until but",
    r"\b(?:worked|were fine|was fine|came up|came back|were up|was up|restored|"
    rf"bien)(?: \S+){{0,6}} (?:then|until|but)(?: \S+){{0,5}} {_GONE}\b",
)

# --- past -------------------------------------------------------------------------------------------------------------

_EVENT = (
    r"(?:outage|failure|interruption|incident|blackout|trouble|disruption|downtime|panne|coupure|"
    r"caida|falla|averia|event|breakdown)"
)
_PAPER = r"(?:answer|reason|cause|explanation|report|statement|letter|summary|analysis|note|confirmation|rapport)"
_say(
    "explain",
    "rfo rca root root-cause postmortem post-mortem incident outage rfos pir",
    r"\b(?:rfos?|rca|pir|root cause|root-cause|post-?mortem|incident (?:report|summary)|"
    r"outage report|reason for (?:the )?outage)\b",
)
_say(
    "explain",
    "writing paper written official formal signed",
    r"\b(?:in writing|on paper(?! perhaps)|in written)\b",
    rf"\b(?:formal|written|official|signed) (?:\S+ )?{_PAPER}\b",
)
_say(
    "explain",
    "credit credits credited refund refunds compensation compensated compensate penalty penalties deducted deduct"
    " reimbursed reimburse reimbursement discount rebate goodwill sla damages bill invoice month fee",
    r"\b(?:credits?(?! union)|credited|refunds?|compensation|compensated?|penalt(?:y|ies)|"
    r"deduct(?:ed)?|reimburse(?:d|ment)?|discount|rebate|goodwill|sla(?! \d)|damages)\b",
    r"\b(?:off|from|against) (?:the|their|our|his|her) (?:next )?(?:bill|month|invoice|fee)\b",
)
_say(
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
)
_say(
    "explain",
    "confirm confirmation there prevent prevents repeat lessons have",
    rf"\b(?:was|were) there (?:an?|any) (?:\S+ )?(?:{_EVENT}|problem|issue)\b",
    rf"\bdid you have (?:an?|any) (?:\S+ )?(?:{_EVENT}|problem|issue)\b",
    rf"\bconfirm(?:ation)? (?:that|whether|if|of) (?:\S+ ){{0,5}}(?:{_EVENT}|was|were|had)\b",
    r"\b(?:prevents?|avoid) (?:a |an |the )?(?:repeat|recurrence|next|another|third|second)\b",
)
_say(
    "explain",
    "informe abono credito explicacion causa compensacion reembolso bonificacion motivo escrito paso analisis"
    " explication d'explication dedommagement geste compte compte-rendu rapport avoir penalites ecrit remboursement"
    " cause raison pourquoi",
    r"\b(?:informe|abono|credito|explicacion|causa|compensacion|reembolso|bonificacion|"
    r"el motivo|por escrito|que paso|(?:d')?explication|dedommagement|geste commercial|"
    r"compte rendu|compte-rendu)\b",
    r"\b(?:rapport d'incident|un avoir|penalites|la cause|un ecrit|par ecrit|remboursement|"
    r"la raison|(?:savoir|explique\w*) pourquoi)\b",
)
_LASTED = r"(?:hours?|hrs?|h|minutes?|mins?|days?|morning|afternoon|evening|horas?|minutos?|heures?|jours?)"
_say(
    "was",
    "",
    r"\b(?:were|was|had|went|lost|fell|got|couldn't|didn't)(?: \S+){0,5} (?:down|dead|out|off|"
    r"dark|silent|mute|cut|unreachable|without|no|offline|away|busy|unavailable|disconnected|"
    rf"gone|interrupted|calls?|phones?|service|lines|reach\w*|{_LASTED})\b",
    rf"\b{_EVENT}\b(?: \S+){{0,6}} (?:{_DAY}|morning|yesterday|last|hier|ayer|\d{{1,2}}(?:st|nd|"
    r"rd|th)|\d+|lundi|mardi|mercredi|jeudi|vendredi|lunes|martes|miercoles|jueves|viernes|"
    r"matin)\b",
    rf"\b(?:{_DAY}'?s?|yesterday's|this morning's|last \S+|your|that|the recent) (?:\S+ ){{0,2}}{_EVENT}\b",
    r"\b(?:estuv\w+|dejo|dejaron|cayo|cayeron|fallo|quedaron|quedo|a ete|ont ete|etait|etaient|estaban)\b",
)
_say(
    "dated",
    "",
    r"(?<!since )(?<!depuis )(?<!desde )\b(?:yesterday|ayer|hier|back then|last (?:week|month|"
    rf"night|year|{_DAY})|(?:on )?{_DAY}|(?:on )?the \d{{1,2}}(?:st|nd|rd|th)|"
    r"\d{1,2} (?:of )?(?:january|february|march|april|may|june|july|august|september|october|"
    r"november|december))\b",
    rf"\bfor (?:\S+ ){{1,3}}{_LASTED}\b|\b\d+ {_LASTED}\b|\bhalf (?:a|the) {_LASTED}\b",
    r"\b\d{1,2}:\d\d (?:to|until|till|and|-|a|y|et) \d{1,2}:\d\d|\b\d{1,2}:\d\d \d{1,2}:\d\d",
    r"\bbetween \S*\d\S* and \S*\d",
)

# --- to come ----------------------------------------------------------------------------------------------------------

_WORK = (
    r"(?:maintenance|outage|works?|splice|reboot|window|migration|move|cutover|shutdown|interruption|"
    r"coupure|mantenimiento|simulacro|update|upgrade|intervention|drill|exercise|swap)"
)
_say(
    "plan",
    "planned scheduled programmee programme programado programada prevue announced upcoming forthcoming planned-by",
    r"\b(?:planned|scheduled|programmee?|programad[oa]|prevue|announced|upcoming|"
    rf"forthcoming) (?:\S+ )?{_WORK}\b",
    rf"\b{_WORK}(?: \S+){{0,2}} (?:planned|scheduled|programmee?|programad[oa]|prevue|announced)\b",
    r"\bplanned by us\b|\bwindow you announced\b",
)
_say(
    "plan",
    "drill drills exercise exercice macrosimulacro simulacro exercice rehearsal walk test tests",
    rf"\b(?:drills?|exercise|macrosimulacro|simulacro|exercice|rehearsal|walk)(?: \S+){{0,6}} {_COMING}",
    rf"\b{_COMING}(?: \S+){{0,8}} (?:drills?|macrosimulacro|simulacro|exercice|rehearsal|"
    r"exercise|safety walk)\b",
    r"\b(?:annual|yearly|quarterly|weekly|monthly) (?:\S+ ){0,2}(?:drill|exercise|"
    rf"test)(?: \S+){{0,6}} {_COMING}",
)
_say(
    "plan",
    "will we'll i'll they'll seront sera van vamos estara desconectara",
    r"\b(?:will|we'll|i'll|they'll|seront|sera|van a|vamos a|estara\w*|desconectara\w*) (?:be |"
    r"not |all |deliberately |do )*(?:\S+ ){0,5}?(?:off|down|dark|unplug\w*|unreachable|cut|"
    r"coupee?s?|eteint\w*|reboot|perform|runs?|drill|place|trigger|walk|re-?cable|rewire|move|"
    r"moved|migrated?|migrating|replaced?|replacing|fail|drop|switch\w*|apagad\w*|interrupted|"
    r"offline|swap\w*|pull\w*|disconnect\w*|upgraded?|silent|phone all|modernis\w*|unregistered|"
    r"conmutador|simulacro|drills?)\b",
)
_say(
    "plan",
    "taking replacing rewiring recabling re-cabling recable re-cable moving migrating swapping"
    " unplugging upgrading rewire swap"
    " move replace powers",
    r"\b(?:i'm|we're) taking (?:\S+ ){1,3}down\b",
    r"\b(?:we're|i'm|we are|i am|they're|they are|we) (?:\S+ ){0,2}?(?:replacing|taking|"
    r"rewiring|re-?cabling|re-?cable|moving|migrating|swapping|unplugging|upgrading|rewire|"
    rf"swap)\b(?: \S+){{0,6}} {_COMING}",
    r"\bas we (?:rewire|re-?cable|move|swap|replace)\b|\bi'm rewiring\b",
    r"\bunplugging them on purpose\b",
)
_say(
    "plan",
    "maintenance mantenimiento bulletin change expected tonight window during migrated purpose volontairement",
    r"\b(?:maintenance|change) (?:notice|bulletin|announcement|tonight|tomorrow|planned|"
    rf"el sabado|on {_DAY}|for next)\b",
    r"\bno (?:outage|impact|interruption) (?:is )?expected\b",
    rf"\b(?:maintenance|mantenimiento)(?: \S+){{0,4}} {_COMING}",
    r"\b(?:in|during) (?:the|that|our|your|its|this) (?:window|maintenance|move|migration|"
    r"cutover|hour)\b(?: you announced)?",
    r"\bmigrated (?:on|next)\b|\bcoupee? volontairement\b",
)
_say(
    "happened",
    "maintenance outage work works splice reboot window migration move cutover shutdown"
    " interruption coupure mantenimiento"
    " simulacro update upgrade intervention drill exercise exercice swap back our constate dialed"
    " found agreed early test",
    rf"\b(?:since|after|following|depuis|desde|apres|tras)(?: \S+){{0,4}} {_WORK}\b",
    rf"\b{_WORK}(?: \S+){{0,3}} (?:is|was|has been|you announced) (?:over|completed|done|"
    r"finished|ended|closed)\b",
    r"\b(?:never came back|not come back|did our|drill today showed|constate|was dialed|"
    r"found in|we agreed|too early)\b",
    r"\bdrill leader\b",
)

# --- imagined ---------------------------------------------------------------------------------------------------------

_say(
    "imagined",
    "if case event happens when",
    r"\bwhat (?:if|happens (?:if|when|in case|to)|do (?:i|we) (?:do|write|tell) (?:\S+ ){0,3}(?:if|when))\b",
    r"\b(?:in case of|in the event of|if there(?:'s|'re| is| are| were| was)? ever|if ever)\b",
    r"\bif (?:one|it|they|we|the|a|an|our|his|her|phones?|power|you|i|"
    r"calls?)(?: \S+){0,4} (?:ever|died|burned|burnt|went|goes|fails?|failed|drops?|go|dies|"
    r"broke|breaks|crashes|crashed|forget|is cut|were|suspend\w*|has an outage)\b",
    r"\bwhen (?:(?:their|the|my|our|his|her|all) )?(?:\S+ )?(?:phones|users|peer|internet|power|"
    r"power's|site|lines) (?:are|is|goes|go|aren't|fails?) (?:down|dead|out|off|offline|"
    r"unreachable|fails?|in the whole)\b",
)
_say("imagined", "whenever", r"\bwhenever (?:\S+ ){1,4}(?:off|down|unreachable|dead|out)\b")
_say(
    "imagined",
    "ever should would cas caso jamais",
    r"\bshould (?:\S+ ){1,3}ever\b|\bif (?:\S+ ){1,4}ever\b|\ben cas de\b|\ben caso de\b",
    r"\bsi jamais\b|\bever again\b",
    r"\bwould (?:calls|phones|emergency|the phones|the calls) (?:\S+ ){1,6}(?:if|when|without|"
    r"down|dead|died)\b",
)
_say(
    "imagined",
    "handbook runbook playbook leaflet continuity disaster risk tender rfp bid prospect prospect's"
    " pre-sales pitch brochure"
    " questionnaire curiosity wish idea suggestion suggestions imagine hypothetical hypothetically theory video",
    r"\b(?:our|a|the|my|writing|for a) (?:\S+ )?(?:handbook|runbook|playbook|leaflet|brochure)\b",
    r"\bcontinuity plan\b|\bdisaster (?:recovery|plan)\b|\brisk assessment\b",
    r"\b(?:a|the|our|for a|security|for the) (?:tender|rfp|bid|prospect|questionnaire)\b",
    r"\bprospect's\b|\bpre-sales\b|\bsales pitch\b|\bout of curiosity\b",
    r"\b(?:feature|product) (?:wish|idea|request)\b|^(?:idea|suggestions?|feature wish)\b",
    r"\bgreat product idea\b|\bimagine\b|\bhypothetical\w*|\bin theory\b|\btraining video\b",
)
_say(
    "imagined",
    "happened next live",
    r"\b(?:nothing|nothing has) happened\b|\bfor next time\b|\bno live users\b|\bno phones live\b",
)

# --- tests ------------------------------------------------------------------------------------------------------------

_say(  # the whole ticket is one, whatever its words say
    "drill",
    "test tests testing conformance prueba essai d'essai dummy staging tabletop exercise pretend simulation connector",
    r"\b(?<!test )test (?:ticket|mail from|message from|data)\b",
    r"\b(?:integration|connector|interface|api|conformance) test\b",
    r"\bconformance\b|\b(?:only|just|merely) a test\b(?! been)"
    r"|\ba test no\b(?! (?:difference|change|effect|luck|joy|improvement|better|avail))",
    r"\btest (?:please )?ignore\b|\bignore this test\b",
    r"^(?:this is )?(?:a )?test(?:ing)?$|\btest test\b|\b(?:category|type|tickettype) test$|\bticket d'essai\b",
    r"\b(?:ticket|correo) de prueba\b",
    r"\btesting (?:whether|if|our|the) (?:\S+ )?(?:integration|connector|ticket\S*|api|interface|tool)\b",
    r"\bdummy\b|\benv staging\b|\bexercise exercise\b|\b(?:is|it's|only|just) an exercise\b",
    r"\btabletop exercise\b|\bincident simulation\b",
)
_say(
    "test",
    "test tests passed answered acknowledged ok",
    r"\btest (?:run|mode|rack|system|alert|notification)\b(?! (?:number|was|shows))",
    r"\b(?:test|tests|test calls?)(?: \S+){0,6} (?:passed|all ok|successful|all reached|went well|went fine)\b",
    r"\b(\d+) (?:of|/) \1 (?:\S+ ){0,3}(?:passed|answered|acknowledged)\b",
)
_say(
    "test",
    "lab demo sandbox staging simulated pretend lab-1 host",
    r"\blab (?:only|system|rack|setup|environment|box|bench|tenant)\b|\bstaging\b|\bsimulated\b",
    r"\bpretend to be\b",
    r"\bin (?:his|our|the|my) (?:new )?(?:lab|sandbox)\b|\bdemo (?:rack|system|ticket|data)\b",
)

# --- denied -----------------------------------------------------------------------------------------------------------

_say(
    "denied",
    "outage fault emergency incident defect failure impact downtime discrepancy errors error"
    " affected impacted lost concerned"
    " falla emergencia averia panne urgence impacto afectacion",
    r"\b(?:it's|is|was|this is|that's|it is) not (?:an? |any |really an? )(?:outage|fault|"
    r"emergency|incident|defect|failure)\b",
    r"\b(?:isn't|wasn't) (?:an?|any) (?:outage|fault|emergency)\b",
    r"(?:^|\b(?:with|had|found|there's|there is|there was|reported|have|fine) )no (?:outage|"
    r"fault|impact|downtime|failure|discrepancy|errors?)(?: found| at all| whatsoever| here|"
    r" involved| just \S+)?$",
    r"\bno (?:service |customer |user |real )?impact\b(?! (?:expected|listed|on the|shown))",
    r"\bno (?:users?|customers?|clients?|calls?) (?:are |is |was |were )?(?:affected|impacted|"
    r"lost|concerned)\b",
    r"\bfound no fault\b",
    r"\bno es una? (?:falla|emergencia|averia)\b|\bn'est pas (?:une )?(?:panne|urgence)\b",
    r"\baucun impact\b|\bsin (?:impacto|afectacion)\b",
)
_say(
    "denied",
    "nobody none nobody's noone one never",
    r"\b(?:nobody|noone|no one|none|nobody's|not one)(?: of \S+ \S+)?(?:'s| is| are| was|"
    r" were)? (?:\S+ ){0,2}?(?:down|affected|impacted|offline|concerned|touched|"
    r"dropped)\b(?! by)",
    r"\bnever (?:touched|dropped|noticed|affected|down)\b",
)
_say(
    "denied",
    "nothing nothing's nada rien",
    r"\b(?:nothing|nothing's|nothing is|nada esta|rien n'est) (?:is |was |has |actually |"
    r"really |else )*(?:broken|wrong|down|bad|failing|urgent|red|roto|casse|dead|affected|"
    r"happened)\b(?! (?:with|on|at) (?:our|my|his|their|the (?:network|lan|router|wiring)))",
    r"\bnothing going wrong\b",
)
_say(
    "denied",
    "works work working fine up well ok okay bien calls phones customers",
    r"\b(?:all|everything|it all|everyone|everybody|todo|tout)(?:'s| is|"
    r" are)? (?:\S+ )?(?:works?|working|fine|up|ok|okay|well|bien|calling|phone)(?: (?:here|"
    r"at present|now|today|as ever|up here))+$",
    r"\bwork(?:s|ing)? at present\b|\bhoy todo (?:esta )?bien\b|\btodo bien$|\btout va bien\b",
    r"\bcalls? (?:are|is|work) (?:all )?(?:fine|ok|okay|good|great|normal)$",
    r"\b(?:his|her|their|all|my) (?:phones|customers|lines)(?: \S+)? are (?:all )?fine$",
)

# --- corrected --------------------------------------------------------------------------------------------------------

_THINGS = (
    r"(?:router|firewall|switch|cable|cabling|wiring|isp|internet|power|lan|dhcp|dns|pbx|plug|ups|"
    r"vpn|ont|modem|script|config|rule|entry|end|own \S+|fault|mistake|side)"
)
_say(
    "down",
    "ignore disregard forget excuse sorry pardon scrap scratch perdon desole disculpen disculpa strike",
    r"\b(?:ignore|disregard|forget|excuse|sorry for|sorry about|pardon) (?:the|my|that|his|her|"
    r"our|this) (?:\S+ )?(?:subject|title|header|p1|priority|category|form|alarm|drama|caps|"
    r"shouting|panic|noise|trailing mail)\b",
    r"\bsorry for (?:the )?shouting\b",
    r"\bscratch that\b|\bstrike that\b|\bscrap (?:the|that|my)\b",
    r"\b(?:perdon|pardon|desole|disculp\w*)(?: \S+){0,2} (?:asunto|titre|sujet|objet)\b|^forget it\b",
    r"\bhello forget it\b|^disregard\b|\bplease disregard\b",
)
_say(
    "down",
    "back corrected wrong mistake fault reading",
    r"\b(?:i )?take (?:that|everything|all that) back\b|\bi stand corrected\b|\bi was wrong\b",
    r"\b(?:my|our)(?: own)? (?:mistake|fault)\b|\bwrong (?:customer|plug|ticket|year|tenant|mail)\b",
)
_say(
    "down",
    "turns turned wait was fue era c'etait it's",
    r"\bturn(?:s|ed) out (?:\S+ ){0,6}?(?:our|his|her|my|just|unplugged|pulled|customer's|"
    r"client's|nothing|only)\b",
    r"(?<!thought )\b(?:it|this|that|cause|all|issue) was (?:\S+ )?(?:our|his|her|their|my|"
    rf"the customer's|the client's|at client|at customer) (?:own )?(?:\S+ ){{0,2}}?{_THINGS}\b",
    r"\bno wait (?:our|it's (?:our|his|only|just))\b|^era (?:el|la|un|nuestro)\b",
    r"\bc'etait (?:notre|le|la) \b|\bfue un \S+ nuestro\b|\bera \S+ del cliente\b",
    r"\b(?:it is|it's|was) (?:only|just) (?:him|her|his|hers|me)\b",
)
_say(
    "down",
    "alarm alerte alarma joking kidding after himself herself him her me only juste limping",
    r"\b(?:false alarm|fausse alerte|falsa alarma|just kidding|only joking)\b",
    r"\bit is none after all\b|\bit's only (?:himself|herself|him|her|me)\b",
    r"\bseems to be just me who\b|\b\w+'s phone only\b|\bc'est (?:juste|un seul)\b",
)
_say(
    "down", "update edit correction exact", r"^(?:update|edit|correction)\b(?: \S+)? (?:it's |its |is )?(?:only|just)\b"
)
_say(
    "up",
    "actually fact now correction update edit meanwhile rather by",
    r"\b(?:actually|in fact|by now|correction|update|edit|make that|meanwhile) (?:it's |"
    r"they're |its |is |are |also |even )?(?:all|everyone|everybody|every|the whole|the entire|"
    r"both|nobody|none|no one|it's all)\b(?! (?:fine|ok|good|works?|working|well|back|clear))",
    r"\bnow (?:everybody|everyone|all of them|nobody|none of|the whole|the entire|"
    r"all \d+)\b(?! (?:ok|fine|good|works?|can|back|is happy|rings?|are back|are fine))",
)
_say(
    "up",
    "not isn't aren't",
    r"\b(?:not|isn't|aren't) (?:only|just) (?:her|him|his|hers|me|mine|she|he|this|that|them|"
    r"\w+'s|ext \S+|one)\b",
)
_say(
    "up",
    "turns turned so out",
    r"\b(?:turns|turned) out (?:so do|so are|it's all|they all|all the|the entire|the whole|"
    r"everyone|everybody|nobody|none of|every)\b",
    r"\bso do all\b|\band so (?:do|are|is|can't) (?:all|everybody|everyone|the rest)\b",
    r"\bit turned out the entire\b",
)
_say(
    "up",
    "worse spread spreading",
    r"^(?:\S+ )?worse$|\band worse$",
    r"\b(?:it's|its|it|got|getting|gets|gone|became|much|even|going) (?:got |gotten |gone |become )?worse\b",
    r"\bit (?:has )?spread\b|\bspread(?:ing)? to\b",
)
_say("up", "mind", r"\bnever ?mind (?:the|transfers?|that|my|his|her|about) ?\S*")
_say("recount", "said wrote scrap reported", r"\b(?:i|we) (?:said|wrote|reported)\b|\bscrap (?:the|my|that)\b")
_say("up", "still", r"\b\d+ of (?:the )?\d+ that still can\b")

_say(
    "imagined",
    "assume assuming suppose worst case",
    r"\b(?:assum(?:e|ing)|suppose) (?:that )?(?:all|our|the|a|their|one|everything)\b|\bworst case\b",
    r"\bin case (?:of|our|the|a|we|they|it|one)\b",
)
_say(
    "up",
    "thought looked seemed growing spreading also everyone everybody whole",
    r"\b(?:thought|looked like|seemed|looked)(?: \S+){0,3} (?:only|just) (?:one|her|him|his|the|"
    r"a|me|ext|my|their)\b",
    r"\b(?:keeps|still|number is|it's|list is) (?:growing|spreading)\b|\bnow also \S+",
    r"^(?:no |sorry |correction |actually )?(?:it's |it is )(?:everyone|everybody|the whole \S+)$",
)
_say(
    "down",
    "exaggerated overreacted panicked misread misunderstood mistaken positive bad actually",
    r"\bi (?:exaggerated|overreacted|panicked|misread|misunderstood|was mistaken)\b",
    r"\bfalse positive\b|\bmy bad\b",
    r"\bactually (?:it's |it is )?(?:only|just) (?:one|her|him|his|ext|me)\b",
)
_say(
    "half",
    "rest other others remaining worked fine",
    r"\b(?:back|restored|recovered|working again)(?: \S+){1,6} (?:rest|others?|remaining|"
    r"other \S+) (?:\S+ )?(?:still|not|isn't|aren't|dead|down)\b",
    r"\b(?:worked|back|fine|up) (?:again )?for (?:a while|\S+ (?:minutes|hours|days)|an hour|"
    r"a day) (?:and|then|only|until) ",
)

_CUES = frozenset(_PHRASES)

_UNREAL = re.compile(
    r"\b(?:will|would|if|whenever|in case|tomorrow|planned|scheduled|next time|seront|sera|en cas|"
    r"pretend|test|exercise|subject)\b"
)
_LONG_AGO = re.compile(
    rf"(?<!since )(?<!from )\b(?:yesterday|ayer|hier|last (?:week|month|night|year|{_DAY})|"
    rf"on (?:{_DAY}|the \d+\w*)|back then|between \S+ and \S+|from \S+ (?:to|until|till) \S+|"
    r"for a (?:morning|day|while)|was|were|had|\d\d?:\d\d (?:to|until|till|-) \d|in (?:january|"
    r"february|march|april|may|june|july|august|september|october|november|december))\b"
)
_GOING_ON = re.compile(r"\b(?:since|still|now|today|this morning|depuis|desde|toujours|sigue)\b")
_REPORT = re.compile(
    r"^(?:rfo|rca|root cause|root-cause|incident (?:report|summary)|outage report|reason for (?:the )?outage)$"
)
_BUT = re.compile(r"\b(?:but|except|though|save for|can't|cannot|nobody|never)\b")
_TROUBLE = re.compile(
    r"\b(?:CANNOT|DEAD|FAIL|STOPPED|EMERG|BAD|STILL)\b|\b(?:NO|NONE|NOT)(?: \S+){0,3} (?:CALL|IN|OUT|"
    r"PHONE|TRUNK|REGISTER|AUDIO|tone)\b"
)
_SINCE = re.compile(r"\b(?:SINCE|STILL|NOW)\b")
_NO_REPORT = re.compile(
    r"\b(?:no|not|don't|doesn't|without|ni|pas|sin)(?: \S+){0,3} (?:rfo|report|rca|credit|rapport|"
    r"informe|asked|needed)\b|\bfor the log\b"
)


@dataclass(slots=True)
class _Course:
    """What a report says in its course: the hits of each family, in order, and the last fault that is so now."""

    told: Sequence[Told]
    hits: dict[str, list[_Hit]] = field(default_factory=dict)
    last_fault: int = -1
    """Index of the last sentence that tells of a fault which is so now."""
    is_running: bool = False
    """Whether the description tells of such a fault; an alarming subject alone says little about the moment."""

    def tells(self, family: str) -> bool:
        """Return whether any sentence tells what a family of `_LATER` is about."""
        return any(pattern.search(told.line.plain) for told in self.told for pattern in _LATER[family])

    def first(self, family: str) -> _Hit | None:
        """Return the first hit of a family."""
        return min(self.hits.get(family, ()), key=_place, default=None)

    def sign(self, name: str, hit: _Hit) -> Sign:
        """Return a sign for a hit."""
        told = self.told[hit.number]
        words = told.line.plain_words(*hit.match.span())
        return Sign(name, told.source, told.number, words[0].start, words[-1].end)


def _course(told: Sequence[Told]) -> _Course:
    found = _Course(told)
    for number, one in enumerate(told):
        plain = one.line.plain
        cues = _CUES & one.line.plain_set
        # In the order of the words, never in that of a set: which of two hits comes first must not change by the run.
        phrases = {phrase: None for word in plain.split() if word in cues for phrase in _PHRASES[word]} if cues else {}
        for phrase in phrases:
            for match in phrase.pattern.finditer(plain):
                found.hits.setdefault(phrase.family, []).append(_Hit(number, match))
        if not one.asks and any(claim.state in FAULTS and claim.is_now for claim in one.claims) and _is_now(one):
            found.last_fault = number
            found.is_running |= one.source != "subject" or len(told) == 1
    return found


def _is_now(told: Told) -> bool:
    plain = told.line.plain
    if _UNREAL.search(plain):
        return False
    return not _LONG_AGO.search(plain) or _GOING_ON.search(plain) is not None


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield what a report shows about the moment it speaks of."""
    course = _course(facts.told)
    over = _over(course)
    half = _half(course, over)
    if half:
        yield course.sign("partly-restored", half)
    elif over:
        yield course.sign("restored", over)
    running = course.is_running and over is None
    yield from _other_times(course, over, running=running or half is not None)
    if corrected := _corrected(course):
        yield corrected
    if running and (now := _now(course)):
        yield now


def _over(course: _Course) -> _Hit | None:
    """Return the last words that say that all is over, unless a fault is told after them."""
    over = [hit for hit in course.hits.get("over", ()) if _stands(course, hit, _NOT_OVER, 3)]
    found = over or [hit for hit in course.hits.get("close", ()) if _stands(course, hit, _DONT, 3)]
    if not found:
        return None
    last = max(found, key=_place)
    if course.last_fault > last.number or (not _is_settled(course) and _goes_on(course, last)):
        return None
    return last


def _is_settled(course: _Course) -> bool:
    """Whether the partner closes, thanks, or asks for the reason: what is told then is told of the past."""
    return bool(course.hits.get("close") or course.hits.get("explain")) or any(
        "THANKS" in told.line.text for told in course.told
    )


def _goes_on(course: _Course, over: _Hit) -> bool:
    """Whether trouble is told after the words that say that all is over, or that nothing is wrong."""
    rest = course.told[over.number].line.plain[over.match.end() :]
    if _BUT.search(rest):
        return True
    return any(_TROUBLE.search(told.line.text) for told in course.told[over.number + 1 :] if not told.asks)


def _stands(course: _Course, hit: _Hit, against: frozenset[str], reach: int) -> bool:
    """Whether words before a hit leave it as it stands: neither negated nor awaited nor asked."""
    told = course.told[hit.number]
    return not told.asks and against.isdisjoint(told.line.plain[: hit.match.start()].split()[-reach:])


def _half(course: _Course, over: _Hit | None) -> _Hit | None:
    for hit in sorted(course.hits.get("half", ()), key=_place):
        if over is None or (hit.number, hit.match.end()) > (over.number, over.match.end()):
            return hit
    return None


def _other_times(course: _Course, over: _Hit | None, *, running: bool) -> Iterator[Sign]:
    test = course.first("test")
    if hit := course.first("drill") or (test if test and not running and not _goes_on(course, test) else None):
        yield course.sign("test", hit)
    if running:
        return
    if explained := _explained(course, over):
        yield course.sign("past-outage", explained)
    if (plan := course.first("plan")) and not course.tells("happened"):
        yield course.sign("planned", plan)
    if hit := course.first("imagined"):
        yield course.sign("hypothetical", hit)
    if (hit := course.first("denied")) and not _goes_on(course, hit):
        yield course.sign("denied-outage", hit)


def _explained(course: _Course, over: _Hit | None) -> _Hit | None:
    """Return the words that ask for a report, credit or reason of something that is past."""
    wants = course.first("explain")
    if wants is None or any(_NO_REPORT.search(told.line.plain) for told in course.told):
        return None
    if over is not None or course.tells("was") or _REPORT.search(wants.match.group()):
        return wants
    texts = [told.line.text for told in course.told]
    if any("EMERG" in text for text in texts) or not any(_TROUBLE.search(text) for text in texts):
        return None
    return wants if course.tells("dated") else None


def _corrected(course: _Course) -> Sign | None:
    """Return whether a claim is taken back or grows; where both are told, what is told last counts."""
    if recounted := _recounted(course):
        return recounted
    hits = [hit for family in ("down", "up") if (hit := course.first(family))]
    if not hits:
        return None
    last = max(hits, key=_place)
    return course.sign("corrected-up" if last is course.first("up") else "corrected-down", last)


def _recounted(course: _Course) -> Sign | None:
    """Return whether a number that the partner gave before is taken back for a smaller or a larger one."""
    said = course.first("recount")
    if said is None:
        return None
    counted: list[float] = []
    for told in course.told[said.number :]:
        numbers = [word.value for word in told.line.kept if word.meaning == "N" and word.value is not None]
        counted.extend(numbers[:1])
    if len(counted) < 2 or counted[0] == counted[-1]:
        return None
    return course.sign("corrected-down" if counted[-1] < counted[0] else "corrected-up", said)


def _now(course: _Course) -> Sign | None:
    for told in course.told:
        if any(claim.state in FAULTS and claim.is_now for claim in told.claims) and not told.asks:
            match = _SINCE.search(told.line.text)
            if match:
                words = told.line.words(*match.span())
                return Sign("now", told.source, told.number, words[0].start, words[-1].end)
    return None
