"""
What goes wrong with an emergency call itself: it fails, nobody is heard, or it lands with the wrong people.

Its end may be told in the sentence that names it or shortly after: "We called 911. Fast busy."
"""

import re

from app.rules.emergency.names import ANSWERER, AT, GAP, OTHER_THING, REPLY_REACH

# --- it fails ---------------------------------------------------------------------------------------------------------

_UNSURE = (
    r"(?:dead|does nothing|do nothing|goes quiet|goes blank|(?:strange|weird|odd|funny|error|three|beeping) tones?"
    r"|errors?(?: out)?|unreliabl[ey]|intermittent(?:ly)?|hit and miss|spotty|sporadic(?:ally)?|kicked back|stopped"
    r"|(?:fail|drop)\w* (?:\S+ )?(?:half|some|every other)|takes? (?:\S+ ){0,2}(?:seconds|minutes)|bounces?|loops?"
    r"|crackl\w*|useless|not reliabl[ey]|quits?|out of order|sometimes)"
)
DEAF = (
    r"(?:(?:couldn't|could not|can't|cannot|couldnt|didn't|did not|unable to|nobody|no one|not)(?: \S+){0,2} hear"
    r"|(?:heard|hears?|hearing) (?:absolutely |only )?(?:nothing|silence)|hear nothing)"
)
"""Nobody is heard."""
FAILURE = (
    r"(?:(?<!call )recordings?|recorded (?:message|voice)|tape|announcements?|reorder|(?:fast )?busy(?: tone"
    r"| signal)?|congestion|engaged|not in service|out of service|unobtainable|unallocated|invalid|non-working"
    r"|unroutable|unreachable|not (?:be )?(?:completed?|recogni[sz]ed|allowed|permitted|available|assigned|found"
    r"|provisioned|authori[sz]ed|reachable|going|connecting|working|ringing|routing|routable|routed|go through"
    r"|get through|connect|answer(?:ed)?|possible|supported|exist|getting through|completing)|(?:can't|cannot"
    r"|couldn't|could not|can not) (?:be )?(?:completed?|connected?|reached?|call|dial|dialled|placed?)|(?:doesn't"
    r"|does not|don't|do not|didn't|did not|won't|will not|isn't|aren't|wasn't|never) (?:even |always "
    r"|actually )?(?:connects?|completes?|goe?s?|going|rings?|works?|working|reach(?:es)?|dial|terminates?|route"
    r"|routing)|number (?:is )?unknown|fails?|failed|failing|failures?|refused|rejected|rejects|blocked|barred"
    r"|forbidden|denied|(?:is|was|were|are|gets?|got|been|being|and|then) (?:cut(?: off)?|dropped|disconnected)"
    r"|drops|dropped|disconnects|cuts? (?:off|out|after|at)|hung up on (?:us|them|him|her)|dead air|goes dead"
    r"|went dead|silence|silent|gar?bled?|no (?:answer(?! (?:is )?(?:needed|required|necessary))|operator|sound"
    r"|audio|ring|ringback|ringing|tone|human|voice|route|reply|response|connection)|(?:nobody|no one"
    r"|no-one) (?:answers?|answered|picks?|picked|takes?|there|came|at all)|nowhere|forever|rang out|rings? out"
    r"|rings and rings|(?:rings?|rang) (?:\S+ ){0,2}times|(?:just|only) rings|(?:40[1-8]|48[0-9]|50[1-4]"
    r"|60[34])(?! (?:phones|users|seats|lines|numbers|extensions|rooms|sets))|time-?out|timed out|times out"
    r"|unable to (?:route|connect|complete)|unavailable|beeps|pips|fax tone|tono de fax|answering machine|(?:to|got"
    r"|hits?|reach(?:es|ed)?|gets?) (?:\S+ ){0,3}(?:voicemail|mailbox)|one-way audio|one way audio|went nowhere"
    r"|hangs up|hits a|got (?:us )?nothing|gives? nothing|nothing(?= *$| twice| at all| happens|$)|terminated"
    r"|intercept(?: message)?|heard only|hears? only|no funciona|fallan?|no (?:sale|salen|conecta|contesta|completa"
    r"|pasa)n?|cortan?|se cort[ao]n?|ocupado|no suena|pas (?:abouti|de reponse|de tonalite)|n'aboutit pas"
    r"|n'aboutissent pas|ne (?:passe|passent|sonne|marche|fonctionne)(?:nt)? pas|echoue|a echoue|occupe|coupe[es]?"
    r"|non attribue|ne peut etre|sonne pas|n'est pas joignable|injoignable|indisponible|besetzt|geht nicht"
    r"|nicht erreichbar|no existe|n'existe pas|numero (?:incorrecto|invalido|inexistente)|please dial|dial 9 first)"
)
"""How a call or a line is said to fail, whomever it should reach."""
_CALL_FAILS = re.compile(
    rf"{AT}(?:{GAP}{{0,14}}? (?:{FAILURE}|{DEAF})\b|{GAP}{{0,5}} {_UNSURE}\b"
    r"|(?: \S+){0,4} (?:is|are|was|were|went|been|still|calls?|trunks?|lines?|now) (?:all |completely "
    r"|hard )?(?:down|dead|out)\b)"
)
_CANNOT_CALL = re.compile(
    r"\b(?:(?:can't|cannot|can not|couldn't|could not|unable to|not able to|impossible to|doesn't|don't|won't|didn't"
    r"|no longer|never)(?: \S+){0,2} (?:reach|call|dial|get|connect|complete|go|ring|raise|make|place)(?: (?:out"
    r"|through|to|an|any|a|on)){0,3} ?@+|(?:no answer|fail(?:s|ed|ing|ure)?|nobody|blocked|refused|rejected|drop(?:s"
    r"|ped)|loses)(?: \S+){0,4} (?:to|for|on|at|from|reach|dial|calling) @+"
    rf"|{FAILURE}(?: \S+){{0,3}} (?:when|while|on|to|for|diall?ing|calling)(?: \S+){{0,3}}? @+"
    r"(?! (?:is |are |was )?(?:ok|fine|works?)\b)|(?:works?|ok|fine|good|complete|dial)(?: \S+){0,2} (?:except"
    r"|but not|not|other than|apart from|excluding)(?: for| to| on)? @+|(?:no (?:podemos|puede|pueden|se puede"
    r"|logra\w*)|impossible d\S+|ne (?:peut|peuvent|pouvons)(?: pas)?)"
    rf"(?: \S+){{0,4}} @+|no @+|{DEAF}(?: \S+){{0,8}} @+)"
)
_THEN_FAILS = re.compile(rf"\b(?:{FAILURE}|{DEAF})\b|\bno operator\b|\b(?:call|line) (?:was |got )?(?:cut|dead)\b")
_OTHER_CALLS = re.compile(
    r"\b(?:other|others|normal|ordinary|regular|rest|else|outbound|internal|external|usual|everyday|all calls)\b"
    r"|\b(?:users?|extensions?|inbound|incoming|fax(?:es)?|logins?|portal|transfers?|sms|door|printer|international"
    r"|toll|conference|register\w*|unregistered|invoices?|queues?|port|webhook|headset|wifi)\b"
)

# --- it lands elsewhere -----------------------------------------------------------------------------------------------

WRONG = (
    r"(?:wrong|another|other|different|old|former|previous|prior|neighbou?ring|neighbou?r's|someone else(?:'s)?"
    r"|random|adjacent|somebody else(?:'s)?|private|instead|rather than|next|not (?:ours|the|our)|elsewhere|miles|km"
    r"|opposite|unrelated|national|relay|default|fallback|overflow|stranger|equivocad[ao]|otra|otro|vieja|viejo"
    r"|antigu[ao]|anterior|mauvaise?|ancien(?:ne)?|autre|au lieu|en vez)"
)
"""Another place or person than the one a call is for."""
_GOES = (
    r"(?:answered|answers?|go|goes|going|went|lands?|landed|landing|reach(?:es|ed)?|ends?|ended|rings|rang|routed?"
    r"|routes|routing|terminated|handled|gets?|got|connect(?:s|ed)|picked up|transferred|comes out|came out|sent"
    r"|arrives?|arrived|terminates?|delivered|hits|rolled|rolls|contesta|contestan|atendieron|entra|cae|llega|arrive"
    r"|aboutit|tombe|repond)"
)
_AREA = r"(?:psap|county|dispatch(?:er)?|cent(?:er|re)|state|country|town|city|province|region|parish|district|area)"
_GOES_WRONG = re.compile(
    rf"{AT}{GAP}{{0,12}} {_GOES}\b{GAP}{{0,9}}? {WRONG}\b|{AT}{GAP}{{0,12}} {_GOES}(?: \S+){{0,3}} (?:voicemail"
    rf"|switchboard|auto attendant|front desk|reception"
    r"|mailbox|messagerie|l'accueil|buzon|recepcion|main line|hunt group|queue|extension|ext|fax|campus operator"
    r"|our own|plant's|own|manager's|guards?|recording|private|security desk|ivr|menu)\b"
    rf"|{AT}(?: calls?)? from(?: \S+){{1,4}} (?:(?:are|is|get|gets|get|keep|being) )*(?:answered|terminated|handled"
    rf"|delivered|routed|lands?|landing|goes|go|going) (?:in|by|to|at|with)\b(?! (?:the )?(?:{ANSWERER}|right"
    rf"|correct|proper|local))|{AT}{GAP}{{0,12}} (?:connected to|reach(?:es|ed)|goes to|went to|answered by"
    rf"|lands? (?:at|with)|landed (?:at|with)|rings?|got|gets) (?:an?|some|somebody|someone|my|his"
    rf"|her)\b(?!(?: \S+){{0,2}} (?:{ANSWERER}|call|calls|right|correct|proper|local|human|person|answer|cent(?:er"
    rf"|re)|mail|email|alert|bill|fine|fee)\b)"
)
_LANDS_WRONG = re.compile(
    rf"\b{WRONG} {_AREA}(?:'s)?(?: \S+){{0,3}} (?:answer(?:s|ed)?|got|took|picked|receiv)|\b(?:answered|picked up"
    rf"|taken) by(?: \S+){{0,5}} {WRONG}\b|\b{_GOES}(?: \S+){{0,4}} (?:the|a|an|in) {WRONG} (?:{_AREA}|one|end)\b"
    r"|\b(?:miles|km|kilomet\w+|blocks|counties|states|streets|towns|hours) (?:off|away|over|down the road)\b"
)


def fault_of_call(line: str, called: int) -> re.Match[str] | None:
    """Return where a call is said to fail or to go astray, `called` sentences after one that told of it."""
    match = None
    if "@" in line:
        match = _CALL_FAILS.search(line) or _CANNOT_CALL.search(line) or _GOES_WRONG.search(line)
    if match is None:
        match = _LANDS_WRONG.search(line)
    if match is None and 0 < called <= REPLY_REACH and not _OTHER_CALLS.search(line):
        match = _THEN_FAILS.search(line)
    return match if match and not OTHER_THING.search(line, 0, match.end()) else None
