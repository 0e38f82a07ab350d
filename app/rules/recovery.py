"""
That all is well again, or half of it: what is said to be back, mended, over, or to be closed.

What is said last counts. "All 40 were dead, back since ten" is over; "back at ten, and dead again" is not.
"""

from app.rules.course import DAY, Course, Hit, place, say

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
_GONE = r"(?:down|dead|gone|died|dropped|stopped|off|out|lost|silent|fell|nothing|mute|dark|unreachable|failing)"
SAYINGS = (
    # --- over ---------------------------------------------------------------------------------------------------------
    say(
        "over",
        "back",
        r"\b(?:is|are|they're|we're|it's|all|everything|everybody|everyone|both|came|come|phones?|"
        r"lines?|calls|service|now|off|them|fully|been|sites?|seats|users|power|all \S+|of \S+|"
        r"\w+'s) back\b(?! (?:to (?:you|me|us|him|her|them|the|my|your|our|factory|square|default)|"
        r"office|door|room|yard|bar|garden|end|kitchen|row|house|wall|with|empty|as|from|and forth|"
        r"of|then|when|soon|or|a|an|please|nine|into|ward|area|unallocated|forbidden|busy|no|not|"
        r"seat|country|in a|within|pay|number|number|the|\d{3}\b|by noon|tuesday|on the \d))",
        r"^(?:all )?back (?:now|since|at|by|on|up|again|in service|online)\b",
        r"\b(?<!rings )back (?:now|online|in service|to normal|by itself|in business|on air|already|"
        r"by lunch|up and running)\b",
        rf"\bback (?:up |on )?(?:since|at) (?:{DAY}|noon|\d\S*)(?!\S| \d{{4}}\b)|^\S+ back$",
    ),
    say("over", "again", rf"\b(?<!acting )(?<!playing ){_DOES} (?:once )?again\b(?! (?:no|nothing|and|which)\b)"),
    say(
        "over",
        "now since meanwhile meantime afterwards so these today",
        rf"\b(?<!dead ){_WELL} (?:normally |well |fine )?(?:now|ever since|since|meanwhile|"
        r"afterwards|so far|these days|since then)\b(?! (?:i|we|your|my|the|our|you|he)\b)",
        rf"\b(?:now|since|since {DAY}|meanwhile|in the meantime) (?:is |are |all |been |it's |"
        rf"they're |they |works |everything |absolutely )*{_WELL}$",
        r"\b(?<!to )now (?:ok|okay|fine|works?|working|over|stable|normal|well|can)\b(?! (?:someone|"
        r"you|we|i|only)\b)",
        r"\bsince (?:none|nothing|no (?:drops|faults|trouble))$",
    ),
    say(
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
    ),
    say(
        "over",
        "over alarm alerte alarma away clear past",
        r"\b(?:is|are|it's|all) over$|^over$|\bover now\b|\bwent away\b",
        r"\b(?:false alarm|fausse alerte|falsa alarma|all clear|past tense)\b",
    ),
    say(
        "over",
        "recovery up ok",
        r"\brecovery\b|\bstate up\b|\b(?:is|are|- -|-) up$|\bstatus (?:ok|up)\b|\bmonitor is up\b",
        r"^\S+ up$|\bin ok out ok\b",
    ),
    say(
        "over",
        "works normal now fine runs",
        r"^(?:it|all|everything|service) (?:works|is normal|is fine|runs)$",
        rf"\bnow {_MENDED}\b",
    ),
    say("over", "longer", r"\bno longer (?:fails?|failing|down|dead|happens|busy|an issue)\b"),
    say(
        "over",
        "closed ended finished terminee ends termine",
        r"\b(?:outage|event|issue|incident|panne|coupure|maintenance|problem|"
        r"trouble)(?: \S+){0,6} (?:is |was |has |est )?(?:closed|ended|finished|terminee?)\b",
    ),
    say(
        "over",
        "retabli retablie retablis retablies revenu revenue revenus revenues resolu resolue regle reglee restablecido"
        " restablecida resuelto resuelta solucionado solucionada ya vuelto volvio volvieron nouveau marcha todo tout"
        " normal",
        r"\b(?:retablie?s?|resolue?|reglee?|restablecid[oa]|resuelt[oa]|solucionad[oa]|vuelto)\b",
        r"\b(?:sont|tout est|tous|toutes|lignes|postes|telephones) revenue?s?\b",
        r"\bya (?:quedo|funciona\w*|estan? (?:bien|todo|normal|arriba|operando)|operamos|marcan?|"
        r"entran?|llaman?|todo)\b",
        r"\bvolv(?:io|ieron)\b(?! a )",
        r"\b(?:sonne|sonnent|marche|marchent|fonctionne|fonctionnent) de nouveau\b|\bde nouveau$",
        r"\botra vez en marcha\b",
        r"\btodo (?:esta )?(?:bien|normal|funcionando)\b|\btout (?:marche|fonctionne|va bien|est normal)\b",
    ),
    say(
        "over",
        "thanks thx thank cheers ta",
        r"\b(?:fine|fixed|ok|works?|working|good|sorted|solved|running|up|back) (?:thanks|thx|"
        r"thank you|cheers|ta)\b",
    ),
    say(
        "over",
        "been held holding came good healed since",
        rf"\b(?:has|have|it's|they've) (?:been )?(?:all |fully )?{_WELL} (?:ever )?since(?: then)?\b",
        r"\b(?:held|holding|holds) (?:up |steady |firm )?(?:ever )?since\b|\b(?:came|come) good\b(?! (?:at|with))",
        r"\b(?:it|that|this) (?:has |then )?healed\b|\bthen (?:it )?healed\b"
        r"|\bhealed (?:itself|by itself|on its own)\b",
    ),
    say(
        "over",
        "depuis revenu revenue revenus revenues entonces orden hoy ahora regreso regresaron",
        r"\b(?:stable|calme|normal|bien|parfait) depuis\b|\b(?:rien|aucun souci)(?: \S+){0,4} depuis$",
        r"\brevenue?s? (?:tout|toute)s? seule?s?\b|\bdesde entonces (?:todo |va |esta )?(?:bien|normal|estable)\b",
        r"\b(?:hoy|ahora) todo (?:en orden|normal|bien|estable)\b|\bregres(?:o|aron) sol[oa]s?\b",
    ),
    say("over", "working confirmed", r"\bconfirmed (?:working|good|ok|fine)\b"),
    say(
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
    ),
    say(
        "close",
        "cerrar cierren cierre cierro cierrenlo cierralo fermer cerrado cerrada cerrados cerradas",
        r"\bpued(?:en?|es) (?:cerrar|dar(?:se|los?|las?)? por cerrad[oa]s?)\b|\bcierr(?:en|e|o|alo|enlo)\b",
        r"\b(?:pouvez|peux|peut) fermer",
    ),
    # --- half over ----------------------------------------------------------------------------------------------------
    say(
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
    ),
    say(
        "half",
        "again",
        r"\b(?:down|dead|gone|dark|silent|mute|offline|unreachable) (?:once )?again\b|\bsilent again\b",
        r"\bagain (?:dead|down|gone|nothing|silent)\b",
    ),
    say(
        "half",
        "then until but",
        r"\b(?:worked|were fine|was fine|came up|came back|were up|was up|restored|"
        rf"bien)(?: \S+){{0,6}} (?:then|until|but)(?: \S+){{0,5}} {_GONE}\b",
    ),
    say(
        "half",
        "rest other others remaining worked fine",
        r"\b(?:back|restored|recovered|working again)(?: \S+){1,6} (?:rest|others?|remaining|"
        r"other \S+) (?:\S+ )?(?:still|not|isn't|aren't|dead|down)\b",
        r"\b(?:worked|back|fine|up) (?:again )?for (?:a while|\S+ (?:minutes|hours|days)|an hour|"
        r"a day) (?:and|then|only|until) ",
    ),
)
_NOT_OVER = frozenset((
    "not", "never", "until", "till", "when", "once", "before", "if", "unless", "without", "no", "none", "nobody",
    "neither", "hardly", "isn't", "aren't", "wasn't", "hasn't", "haven't", "won't", "don't", "doesn't", "didn't",
    "can't", "cannot", "couldn't", "isnt", "arent", "hasnt", "nothing", "please", "pls", "should", "would", "could",
    "must", "want", "wants", "need", "needs", "bring", "put", "expect", "hope", "waiting", "wait", "supposedly",
    "marked", "promised", "almost", "nearly", "partly", "half", "will", "cuando", "quand", "sin", "sans", "pas",
    "yet", "where", "whether", "page", "wrong", "able", "we've", "i've", "we", "i", "right", "ask", "have",
))  # fmt: skip
_DONT = frozenset(("don't", "not", "never", "dont", "before"))
_REACH = 3
"""So many words before a hit may take it back."""


def over(course: Course) -> Hit | None:
    """Return the last words that say that all is over, unless a fault is told after them."""
    said = [hit for hit in course.hits.get("over", ()) if _stands(course, hit, _NOT_OVER)]
    found = said or [hit for hit in course.hits.get("close", ()) if _stands(course, hit, _DONT)]
    if not found:
        return None
    last = max(found, key=place)
    if course.last_fault > last.number or (not _is_settled(course) and course.goes_on(last)):
        return None
    return last


def half(course: Course, last: Hit | None) -> Hit | None:
    """Return the first words that say that all is but half over, told behind the last that say that it is over."""
    for hit in sorted(course.hits.get("half", ()), key=place):
        if last is None or (hit.number, hit.match.end()) > (last.number, last.match.end()):
            return hit
    return None


def _is_settled(course: Course) -> bool:
    """Whether the partner closes, thanks, or asks for the reason: what is told then is told of the past."""
    return bool(course.hits.get("close") or course.hits.get("explain")) or any(
        "THANKS" in told.line.text for told in course.told
    )


def _stands(course: Course, hit: Hit, against: frozenset[str]) -> bool:
    """Whether words before a hit leave it as it stands: neither negated nor awaited nor asked."""
    told = course.told[hit.number]
    return not told.asks and against.isdisjoint(told.line.plain[: hit.match.start()].split()[-_REACH:])
