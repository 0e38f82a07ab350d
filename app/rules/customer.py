"""
Whether the customer as a whole is cut off now, told without a share: down, not to be reached, unable to dial out.

A sentence seldom says "the customer is down". It says that calls go in neither direction, that every handset shows an
error, that callers hear a recording, or only how people cope. Each way of saying it is a pattern over the plain words
of the whole report; what takes it back (one user of many, a past or planned outage, a cause on the partner's side,
one destination) is looked for once one of them was found.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from app.rules.claims import State
from app.rules.reader import Facts, Told
from app.rules.signs import Sign
from app.rules.words import NUMBER_WORDS

_STOP = " ¶"
"""Stands between two sentences; no gap of a pattern leads over it."""


def _upto(count: int) -> str:
    """Return a pattern for at most so many words of the same sentence."""
    return rf"(?: [^ ¶]+){{0,{count}}}?"


def _pattern(*branches: str) -> re.Pattern[str]:
    """Return one pattern that begins and ends at the border of a word."""
    return re.compile(rf" (?:{'|'.join(branches)})(?= )")


def _words_pattern(*branches: str) -> re.Pattern[str]:
    """Return the same, beginning with the word itself: what it matches can be cited."""
    return re.compile(rf"(?<= )(?:{'|'.join(branches)})(?= )")


def _alternatives(text: str) -> list[str]:
    """Return the branches of a pattern, split at its outermost bars."""
    found, depth, start = [], 0, 0
    for place, one in enumerate(text):
        if one == "|" and depth == 0:
            found.append(text[start:place])
            start = place + 1
        depth += (one in "([") - (one in ")]")
    return [*found, text[start:]]


def _first_words(branch: str) -> set[str]:
    """Return the words a branch may begin with; `#` stands for a number."""
    if not branch.startswith("(?:"):
        word = branch.split(" ", 1)[0].split("(", 1)[0]
        if branch.startswith(("[0-9]", "(?P<")):
            return {"#"}
        return {word[:-2], word[:-1]} if word.endswith("?") else {word}
    depth, end = 0, 0
    for end, one in enumerate(branch):
        depth += (one in "([") - (one in ")]")
        if depth == 0 and end > 1:
            break
    found = {word for one in _alternatives(branch[3:end]) for word in _first_words(one)}
    rest = branch[end + 1 :]
    if rest.startswith("?"):  # the group may be missing, as may the blank at its end
        found |= _first_words(rest[1:].lstrip())
    return found


def _by_first_word(ways: Mapping[str, tuple[str, ...]]) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Return the ways of saying each thing by the word they begin with, so that one pass over a report tries few."""
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for name, branches in ways.items():
        grouped: dict[str, list[str]] = {}
        for branch in (one for text in branches for one in _alternatives(text)):
            for word in _first_words(branch):
                grouped.setdefault(word, []).append(branch)
        for word, parts in grouped.items():
            found.setdefault(word, []).append((name, re.compile(rf"(?:{'|'.join(parts)})(?= )")))
    for word in filter(str.isdigit, tuple(found)):
        found[word] += found["#"]
    return found


# --- words ---------------------------------------------------------------------------------------------------------
_NOBODY = (
    "(?:nobody|no-one|noone|no one|none|nadie|ninguno|ninguna|ningun|aucun|aucune|personne|neither|not one|not a "
    "single|"
    "not a soul|no phone|no handset|no user|no extension|nobody's|no one's|no call)"
)
_CANNOT = (
    "(?:can't|cannot|can not|cant|couldn't|unable to|not able to|aren't able to|can neither|can no longer|nor can|"
    "neither can|can nor|doesn't|don't|won't|no puede|no pueden|tampoco pueden|ne peut|ne peuvent|peuvent pas|"
    "peut pas|"
    "no podemos|neither|sin poder|not been able to)"
)
_PHONES = (
    "(?:phones|handsets|lines|extensions|exts|sets|desks|seats|stations|telephones|telefonos|lineas|extensiones|"
    "terminales|puestos|postes|lignes|consoles|receivers|endpoints|numbers|ddis|dids|devices|softphones|trunks|"
    "internos|"
    "people|users|staff|ph|phone|handset|telephone|telefono|poste|logins|appareils|tills|combines|positions|"
    "agents|landlines|equipos|aparatos|ext|"
    "dect|cordless|trunk|employees|desk phones)"
)
_PLURAL = (
    "(?:phones|handsets|extensions|exts|telephones|telefonos|extensiones|terminales|postes|landlines|"
    "receivers|softphones|sets|consoles|internos)"
)
_SITE = (
    "(?:office|clinic|school|hotel|store|shop|branch|building|hospital|warehouse|plant|restaurant|pharmacy|bank|"
    "company|firm|practice|bakery|garage|site|customer|client|place|depot|library|salon|church|centre|center|"
    "account|"
    "tenant|group|dispatch|system|farm|cafe|surgery|dealership|motel|inn|gym|studio|agency|bureau|oficina|clinica|"
    "escuela|tienda|sitio|cliente|empresa|sucursal|ecole|magasin|cabinet|pharmacie|hostal|enterprise|pbx|"
    "yard|hall|factory|mill|museum|brewery|dairy|floor|trunk|inmobiliaria|ferreteria)"
)
_TONE = (
    "(?:busy|engaged|fast busy|beep|beeps|beeping|silence|silent|nothing|dead|dead air|dead tone|not in service|"
    "unavailable|"
    "unreachable|disconnected|unobtainable|not available|not reachable|isn't reachable|not be reached|can't be "
    "reached|"
    "cannot be reached|cannot be completed|can't be completed|be completed|doesn't exist|don't exist|not exist|"
    "not assigned|not allocated|unallocated|tones|recording|a lady|some lady|the same lady|click|all circuits|"
    "all trunks|"
    "all lines|out of service|not accepting|no longer in use|not in use|been changed|been disconnected|has "
    "changed|forbidden|"
    "404|403|480|503|486|408|occupe|occupee|ocupado|comunica|no existe|no disponible|no esta disponible|hors "
    "service|"
    "non attribue|pas disponible|pas attribue|suspended|suspendu|barred|mailbox full|no route|not routed|isn't "
    "routed|"
    "three beeps|two rings|cut ¶|a click|a tape|nowhere|stranger|no ring|never rings|never ring|not permitted|"
    "not activated|dead line|a tone|"
    "temporarily unavailable|circuit busy|number unobtainable|ocupada|dead silence|wrong company|bip|mute|niet "
    "in gebruik|"
    "not allowed|not answered|someone else|another company|no ser completada|coupee|vacia|rapido-ocupado)"
)
_SAME = (
    r"(?: (?!and |but |one |only |her |his |he |she |except |if |when |no longer |never |nor |[a-z]+'s |needs? |"
    r"wants? )[^ ¶]+){0,6}?"
)
"""A gap in which nobody else becomes the subject."""
_DEAD = (
    "(?:dead|down(?! (?:the|from|to))|off(?! (?:the|my|to|of|at|when))|dark|silent|quiet|(?:are|is|all|went|been|"
    "now) out|died|quit|deregistered|registration failed|registration failure|failed registration|black screen|"
    "mute|offline|unregistered|unreachable|bricks|no service|no dial tone|"
    "no tone|no line|no dialtone|not registered|won't register|don't register|not register|refuse to register|"
    "stopped|"
    "unavailable|service unavailable|forbidden|40[0-9]|48[0-9]|50[0-9]|disconnected|blank|no signal|lost "
    "(?:service|dial tone|dialtone|signal|registration|connection|all|phone service|power to register)|"
    "not working|don't work|doesn't work|not work|won't work|aren't working|isn't working|out of service|caidos|"
    "caidas|muertos|muertas|"
    "sin servicio|sin tono|sin linea|hors service|en panne|morts|mortes|coupes|muets|muettes|caido|caida|"
    "requesting service|obtaining|connecting|network failure|bricked|kaput|toast|"
    "no calls|without service|lifeless|cut off|hard down|not activated|service not activated|rejected|refuse|"
    "refuses|"
    "unusable|do anything|do a thing|do nothing|get anywhere|gets anywhere|get service|logged out|don't get a "
    "line|can be called|"
    "don't go|deaf|zero calls|zilch|no ring|exclamation mark|won't log in|refused|not reachable|locked|muted|"
    "doesn't get|incomunicados|no sirven|inactive|a cross|no go|ring or dial|fault message|no account|no "
    "funcionan|unknown ca|tampoco tiran|resting|mudo)"
)
_WORKS = (
    "(?:gets?|rings?|works?|can|has|dials?|connects?|registers?|registered|answers?|does|do|makes?|working|"
    "funciona|funcionan|suena|sonne|"
    "marche|marchent|fonctionne|fonctionnent|recoit|peut|puede|picks up|made|got|goes)"
)
_BE_CALLED = (
    "(?:be called|be rung|be reached|be dialled|be dialed|be phoned|be contacted|receive|receives|received|"
    "recibir|recibe|recevoir|"
    "answer|take|takes|took|taken|accept|get|gets|got|etre appele|etre appeles|etre joint|ser llamado|ser "
    "llamados|is reached|are reached|get through|recoit|recoivent)"
)
_DIAL = (
    "(?:call|calls|dial|dials|phone|phones|ring|rings|make|makes|place|places|made|placed|originate|llamar|"
    "marcar|hacer|"
    "appeler|composer|sortir|emettre|get out|go out|return|ring out|dial out|call out|transmit|en faire|a en faire)"
)
_IN = (
    "(?:in|inbound|incoming|entrant|entrants|entrantes|entrante|entrada|entra|entran|entre|n'entre|coming in|"
    "come in|into|inward)"
)
_OUT = (
    "(?:out|outbound|outgoing|salida|saliente|salientes|sale|salen|sort|sortant|sortants|going out|go out|goes "
    "out|outward)"
)
_OR = "(?:or|nor|and|/|ni|et|no|y|o|neither|nothing|nada|rien|zero|none|everything|0)"
_NIL = (
    "(?:no|zero|neither|nothing|not|sin|ni|nada|rien|aucun|plus|none|0|nobody|nil|never|fails|failing|dead|nor|"
    "without|can't|cannot|all|everything)"
)
_RING_IT = "(?:dials|call|ring|dial|phone|rang|called|dialled|dialed|phoned|calls|rings|phones|marca|llama|appelle)"
_THEIR = "(?:the|his|her|their|its|my|customer's|owner's|your)"

# --- what is told --------------------------------------------------------------------------------------------------
_WAYS: dict[str, tuple[str, ...]] = {
    "both": (
        rf"{_CANNOT}{_upto(2)} {_DIAL}{_upto(3)} {_OR}{_upto(2)} {_BE_CALLED}",
        rf"{_CANNOT}{_upto(2)} {_BE_CALLED}{_upto(3)} {_OR}{_upto(2)} {_DIAL}",
        rf"{_NOBODY}{_upto(6)} {_DIAL}{_upto(2)} {_OR}{_upto(1)} {_BE_CALLED}",
        rf"{_NOBODY}{_upto(6)} {_BE_CALLED}{_upto(2)} {_OR}{_upto(1)} {_DIAL}",
        "none ring ¶ none dial|neither ring nor dial|neither rings nor|ring nor dial|ring or dial",
        rf"{_NIL}{_upto(5)} {_IN}{_upto(2)} {_OR}{_upto(2)} {_OUT}",
        rf"{_NIL}{_upto(3)} {_OUT}{_upto(2)} {_OR}{_upto(2)} {_IN}",
        (
            rf"{_IN}{_upto(2)} {_OR} {_OUT}{_upto(4)} (?:dead|down|fail|fails|failing|out|nothing|zero|stopped|not|"
            rf"caido|caida)"
        ),
        (
            rf"(?:no|zero|neither|nothing|not|0|none|dead|dead air|reorder|mute|can't|cannot|fail|fails|failing|"
            rf"calls){_upto(3)} "
            r"(?:either|both|any|each|neither) (?:way|ways|direction|directions|side)"
        ),
        (
            "(?:can't|cannot) call ¶ (?:can't|cannot) be called|aucun appel ne passe|no pasa ninguna llamada|ninguna "
            "llamada"
        ),
        "no calls to take or make|no call possible|from and to the street zero|both ways dead|in 0 out 0",
        r"(?:no|zero|0|not one) calls? (?:in|either way|both ways|each way|at all|of any|possible)",
    ),
    "whole": (
        (
            rf"(?:all|every|both|neither|none|each|todos|todas|tous|toutes|entire|whole){_upto(4)} {_PHONES}{_SAME} "
            rf"{_DEAD}"
        ),
        (
            rf"(?:none|neither|not one|not a single|ningun|ninguno|aucun|aucune|no|ni uno)(?: of)?(?: (?:the|our|"
            rf"their|his|her|its|des|de|los|las|sus|les))?(?: [0-9]+| [a-z]+)? {_PHONES}{_upto(4)} (?:{_WORKS}|"
            rf"{_DEAD})"
        ),
        (
            r"none of (?:the|their|our|his|her|its) (?:[0-9]+ |[a-z]+ )?(?:phones|numbers|sets|lines|handsets|"
            r"extensions|desks)(?! (?:is |are |was |were )?(?:affected|impacted|down|fail|dead|has a problem))"
        ),
        "neither way works|(?:all|both) of them (?:dead|off|down)",
        r"(?:registered|reg|regs|phones|handsets|registrations|sets|open|ext|extensions|active) 0 (?:/|of)",
        "lost dial tone|since they don't go|phones don't go|after 0 ¶|offered 0",
        rf"{_PLURAL}{_SAME} {_DEAD}",
        (
            r"(?:complete|total|full|hard|phone|voice|telephone|telephony|entire|site-wide|company-wide) (?:phone |"
            r"voice |telephone |service |system |site |system-wide )?(?:outage|blackout|loss of (?:service|dial tone|"
            r"calls|phones|voice|telephony|calling|inbound|outbound))(?= (?:/|at|in the|since|for|on|across|here|"
            r"there|from))"
        ),
        (
            r"(?:completely|totally|entirely|still|is|are|been|now|currently|left|entire|whole)(?: [^ ¶]+)? without "
            r"(?:any )?(?:phone|phones|voice|telephone|telephones|telephony|calls|dial tone|service)"
        ),
        "(?:sans|sin) (?:telephone|telephones|telephonie|telefono|telefonos|telefonia|llamadas|appels)",
        (
            rf"(?:{_SITE}|trunk) (?:(?:is|are|has been|went|completely|totally|hard|fully|stone) )+(?:hard )?(?:down|"
            rf"dead|dark)(?= (?:¶|since|hard|again|now|at|for|after|completely|all|and|as|no|from))"
        ),
        rf"(?:{_SITE}|trunk) (?:down|dead)(?= (?:since|hard|again|now|completely|all|no))",
        (
            r"(?:everything|it all|they all|the lot)(?:'s| is| are| went| has gone| just went)* (?:dead|down|dark|"
            r"silent|offline|off)"
        ),
        (
            r"(?:phone service|telephone service|voice service|telephony|phone system|phone lines|dial tone|calling) "
            r"(?:is |are |has |went |been |completely |totally |just |all )+(?:gone|down|out|dead|off|lost|"
            r"unavailable)"
        ),
        (
            r"(?:all|every|each|their|our|any)(?: (?:inbound|outbound|incoming|outgoing|external|our|their|of|the|"
            r"single))* calls?(?: all| just| immediately| now)? (?:fail|fails|failing|die|dies|dead|bounce|bounces|"
            r"return|returns|are failing|are rejected|rejected|get rejected|end in|ends in|go to fast busy|get fast "
            r"busy|gets fast busy|go nowhere|goes nowhere|get 403|get 503|get 404|get 480|get a busy|are dead|is "
            r"dead)(?! (?:after|at|about|sometimes|every|when))"
        ),
        (
            r"calls (?:are |just |all |immediately )*(?:fail|failing|die|dying|dead|rejected|down|not working|not "
            r"completing|don't work|don't connect|not connecting|won't connect)(?: [^ ¶]+){0,4} (?:everyone|"
            r"everybody|all|every|both|entire|whole|nobody|any)"
        ),
        (
            rf"(?:everyone's|everybody's|nobody's|no one's|no-one's) (?:phone|phones|line|handset)(?: [^ ¶]+){{0,2}} "
            rf"(?:{_DEAD}|{_WORKS})"
        ),
        (
            "(?:zero|no) registrations|works no phone|(?:every|all) calls? to and from|not had a single call|no svc|"
            "dead in the water|no calls completing|no calls (?:are )?(?:connecting|completing|going through|getting "
            "through)"
        ),
        rf"[0-9]+{_upto(1)} {_PHONES}{_SAME} {_DEAD}",
        rf"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve){_upto(1)} {_PHONES}{_SAME} {_DEAD}",
        (
            rf"{_SITE}(?: (?:is|are|has been|has gone|went|just went|completely|totally|hard|all|lleva|esta|"
            rf"est))+{_upto(1)} "
            r"(?:down|dead|dark|offline|cut off|off the air|incomunicado|incomunicada|mute|unreachable|injoignable|"
            r"rejected|disabled)"
        ),
        (
            "customer down|client down|(?:whole|entire) (?:site|office|shop|place|building|school|customer) (?:down|"
            "dead|dark|off|offline|silent)"
        ),
        (
            rf"(?:whole|entire|complete){_upto(3)} (?:is|are|down|dead|lost|without|has){_upto(2)} "
            r"(?:down|dead|dark|offline|silent|off|calls|phones|mute|phone|dial tone)"
        ),
        r"(?:toda la|todo el|toute la|tout le) [^ ¶]+ (?:incomunicad[oa]|sin|est|esta)",
        r"(?:incomunicado|incomunicada|injoignables?)",
        (
            r"(?:no|without|sin|plus de|pas de) (?:phones|telephones|telephone|telefono|telefonos|phone service|"
            r"calling|telephony|service whatsoever)"
            rf"{_upto(2)} (?:at all|since|of any|anywhere|service|today|depuis|desde|either|whatsoever|now|for days|"
            rf"in days)"
        ),
        (
            r"(?:has|have|had|with|been|is|are) (?:had )?(?:no|without|zero) (?:phones|telephones|phone service|dial "
            r"tone|dialtone|calls|telephony|service)"
        ),
        (
            r"(?:no|not one|zero|0|not a single) (?:calls?|appels?|llamadas?|gesprache) (?:at all |of any sort |"
            r"whatsoever )?"
            r"(?:since|today|now|this morning|depuis|desde|for (?:two|three|[0-9]+|days|hours|a)|in (?:two|three|"
            r"[0-9]+|days))"
        ),
        r"(?:lost|no) (?:dial tone|dialtone) (?:on|in|at|anywhere|any|since|across)",
        (
            "nothing works|plus rien ne (?:marche|fonctionne)|nada funciona|panne totale|caida total|absence of any "
            "telephony"
        ),
        (
            "(?:all|every|none|0|everyone)(?: [^ ¶]+){0,2} (?:unregistered|not registered|offline|deregistered)|"
            "(?:they're|they are|apps and desk phones have all been) (?:all )?(?:cut off|switched off|logged out|"
            "offline)"
        ),
        (
            r"(?:registered|registration|registrations|regs|active|in service|working|online|connected|answered)(?: "
            r"[^ ¶]+)? (?:0 (?:/|of|expected)|zero of)"
        ),
        (
            r"(?:0|zero|none) (?:of|/|out of)(?: the| its| their| our| his)* (?:[0-9]+|[a-z]+)(?: [^ ¶]+){0,3} "
            r"(?:registered|registration|registrations|regs|active|in service|working|online|connected|registrd|"
            r"phones|work|up)"
        ),
        (
            r"(?:0 registered|registered 0|no registrations|registrations 0|reg count 0|nothing registered|noth "
            r"registrd|registered=0)"
        ),
        (
            r"(?P<all>[0-9]+) (?:of|/|out of) (?:the |our |their |its )?(?P=all) (?:[^ ¶]+ ){0,4}(?:unregistered|"
            r"down|dead|off|no service|say|not|offline|unreachable|fail|failed|without|out|401|403|404|408|480|503)"
        ),
        r"(?:unregistered|down|dead|off|offline|unreachable|failed) (?P<each>[0-9]+) (?:of|/) (?P=each)",
        (
            r"(?:cannot|can't|nobody can|no one can|none can|nobody is able to) (?:make|place|use|get) (?:any "
            r")?(?:calls|phones)"
        ),
        (
            rf"(?:none|not one|neither|both|each|all) of (?:{_THEIR}|them|the) (?:[^ ¶]+ ){{0,3}}?(?:gets?|rings?|"
            rf"works?|can|has|dials?|dead|reject|rejected|fail|make|makes|does|do) (?:nowhere|anywhere|or|a call|"
            rf"call|tone|a line|any|no|dial|service|nothing|anything)"
        ),
        (
            rf"(?:trunk|account|tenant|service|group|site|enterprise|customer){_upto(3)} (?:suspended|disabled|"
            rf"vanished|deleted|admin down|deactivated|disappeared|cancelled by mistake|terminated)"
        ),
        (
            r"(?:says?|shows?|status|sees?|see|still see|reads) (?:[^ ¶]+ ){0,3}?(?:trunk disabled|service suspended|"
            r"account suspended|suspended|admin down|account expired|fraud hold)"
        ),
        (
            r"phones? (?:all )?(?:stopped|quit|died|went dead|went down|gone quiet|are dead|are down|are out|is out "
            r"everywhere)"
        ),
    ),
    "inward": (
        (
            r"(?:callers?|anyone who|everyone who|whoever|people who|everybody who|anybody who|people ringing|people "
            r"calling|members who|those who)"
            rf"{_upto(6)} {_TONE}"
        ),
        (
            rf"(?:if|when|whenever) (?:you|i|we|one|people|they|customers|clients|patients)(?: [^ ¶]+)? "
            rf"{_RING_IT}{_upto(9)} {_TONE}"
        ),
        (
            rf"(?:patients|customers|clients|parents|families|guests|members|friends|tenants|visitors|brides) (?:[^ "
            rf"¶]+ )?(?:get|hear|say|are told|got|call|calling|ringing|who){_upto(8)} {_TONE}"
        ),
        (
            r"(?:patients|customers|clients|parents|families|guests|members|people|brides|callers|public|drivers|"
            r"brokers|doctors) (?:[^ ¶]+ )?(?:can't|cannot|couldn't) (?:reach|get|ring|call|phone) (?:the|them|us|it|"
            r"him|her|through)"
        ),
        rf"(?:calling|ringing|dialling|dialing) (?:it|them|him|her|in|us|the [^ ¶]+){_upto(6)} {_TONE}",
        rf"(?:i|we) (?:rang|called|dialled|dialed|phoned|tried)(?: to)?{_upto(7)} {_TONE}",
        (
            rf"(?:rang|ring|dial|call|phone|test call to) (?:it|them|him|her|the [^ ¶]+|their [^ ¶]+|555 [0-9]+|"
            rf"[0-9]+){_upto(6)} {_TONE}"
        ),
        (
            rf"(?:test calls?|from (?:my|a|any|the) (?:cell|mobile|landline|outside|cellphone)|from outside|number "
            rf"from){_upto(6)} {_TONE}"
        ),
        (
            rf"(?:el que llama|quien llama|quienes llaman|le marcan|al marcar|al llamar|l'appelant|les appelants|les "
            rf"clients|he llamado|de afuera|desde fuera|l'exterieur){_upto(6)} (?:{_TONE}|no entra|tombe|se cuelga)"
        ),
        (
            r"(?:number|numbers|main|switchboard|did|ddi|tollfree|toll-free|toll free|0800|freephone|main number|"
            r"main line|numero|"
            rf"published number|only number|line(?! [0-9])|every ddi|lines|conmutador|centralita|linea|ligne|hotline|"
            rf"helpline){_upto(9)} "
            rf"(?:is|says|gives|gets|goes|rings|plays|hears|answers|answering|answered|giving|get|went|has been|has|"
            rf"just|comes|comes up as|been|straight|reads|say|give|show|dice|suena|sonne|tombe|lands|terminates|est|"
            rf"playing|play){_upto(4)} {_TONE}"
        ),
        (
            r"(?:number|line|main number|main line|switchboard|numero|linea|ligne|published number|only number)"
            rf"{_upto(3)} (?:doesn't|won't|hasn't|no longer|never|not){_upto(1)} (?:ring|rung|reachable|connect|"
            rf"suena|sonne|work|rings|routed|attached)"
        ),
        (
            rf"(?:number|numero|line|numbers){_upto(3)} (?:going to|lands at|land at|is answered by|answered by|"
            rf"rings at|goes to|tombe sur|le entra la llamada a) (?:a|an|another|some|un|une|someone|somebody)"
        ),
        (
            rf"(?:{_NOBODY}|can't|cannot|couldn't|unable to|not able to|no puede|no pueden){_upto(5)} "
            rf"(?:reach them|reach us|reach (?:the |a )?{_SITE}|reach him|reach her|reach it|get through|get hold of|"
            rf"call in|call them|ring them|phone them|be reached|be called|"
            r"be rung|be phoned|be dialled|be dialed|ring in|dial in|call him|call her|reaches them|ring it|call to "
            r"there|ring ahead|gets through|managed to call|ring us|call us)"
        ),
        (
            rf"(?:no|zero|not one|aucun|ninguna|ni una|nil|no more|without|not a single){_upto(1)} "
            rf"(?:incoming|inbound|calls?|appels?|llamadas?|call's){_upto(2)} (?:in|gets in|get in|arrive|arrives|"
            rf"come|comes|entra|entran|reaches|since|rings|through|invites)"
        ),
        (
            "(?:no|zero|nil) (?:incoming|inbound)|incoming is (?:also )?(?:nil|dead)|calls just don't arrive|calls "
            "don't (?:arrive|come|get)|llamadas no entran|reservaciones no entran|no les entra|ni una llamada"
        ),
        (
            rf"(?:incoming|inbound|les appels|entrantes|incoming calls|inbound calls){_upto(3)} (?:dead|fail|fails|"
            rf"failing|nil|nothing|down|bounce|stopped|zero|n'aboutissent|not in service|gets not in service|gone)"
        ),
        (
            "no entra nada|no entra ni|no entra ninguna|no reciben llamadas|ne recoit plus|ne recoivent plus|recoit "
            "plus|recoivent plus|ne recoit aucun|ne recoivent aucun|afuera no entra"
        ),
        rf"(?:none|not one|neither) of{_upto(4)} (?:rings|ring|rang|has rung)",
        (
            r"(?:phones|sets|telephones|handsets) (?:never|don't|haven't|won't|no longer|didn't|do not) (?:ring|"
            r"rung|made a sound|make a sound|even ring)"
        ),
        (
            "phones never ring|no phone (?:has rung|rings)|no phone inside rings|nobody's phone rings|nothing "
            "(?:ever )?rings|never rings in the shop|not rung since|hasn't rung since|haven't rung since|no one "
            "reaches them|nobody reaches"
        ),
        (
            r"(?:gets|get|receives|receive|has had|getting|receiving|becomes|become) (?:no|none|zero|not one|not "
            r"any)(?: of its)? (?:incoming |inbound )?calls?"
        ),
        (
            r"(?:stopped|can't|cannot|unable to|no longer|don't|doesn't) (?:receive|receiving|get|getting|take|"
            r"answering)(?: any| its| their)? (?:calls|incoming)"
        ),
        (
            r"(?:rings|rings out|goes) (?:into|to|in) (?:nothing|nowhere|the void|dead air|silence|old)|rings "
            r"nowhere|ring out for the callers|just rings nowhere|rings out to nowhere"
        ),
        "number (?:has been|was|is) (?:taken|stolen|moved) (?:by|to) another",
        r"(?:no ring) (?:when|if|at)|(?:doesn't|don't|won't) ring (?:anymore|any more|at all|in the)",
        "none of its calls|gets none of|get a call through|get calls through",
        (
            r"(?:(?:main|published|only|business|office|listed|primary|principal|toll free|toll-free|support|sales|"
            r"order|booking) (?:number|line)|main did|switchboard|toll free|number|hotline|helpline|line)(?: "
            r"[0-9]+)*(?: [^ ¶]+){0,3}? (?:is|are|went|has gone|has been|been|is completely|est|esta) (?:completely |"
            r"just |stone |still |now |all )*(?:down|dead|out|silent|mute|offline|not reachable|not ringing|not "
            r"working|muerta|muerto|morte|mort)"
        ),
    ),
    "outward": (
        (
            rf"(?:can't|cannot|can not|nobody|no-one|no one|none|nor|unable|neither|not|nobody can|no){_upto(3)} "
            rf"(?:dial out|call out|ring out|phone out|get out|dial outside|call outside|dial anyone|call anyone|"
            r"dials out|calls out|dialing out|calling out|dial either|call either|ring either|ring anyone|phone "
            r"anyone|do we get out|do they get out|goes out|dial drivers|call the village|call the doctors)"
        ),
        "(?:no|zero|nil|neither) (?:outgoing|outbound)",
        (
            r"(?:outgoing|outbound|salientes|dialing out|dialling out|calling out|dial out|dials out|call out|going "
            r"out|sortants|sortant|out)(?: calls| llamadas)?(?: is| are| it)? "
            r"(?:same|the same|likewise|too|neither|gives|gets|goes neither|fails|fail|failing|ditto|dead|down|busy|"
            r"beep|beeps|silence|nothing|doesn't|either|forbidden|idem|stopped|fast|gets 403|goes to silence|just "
            r"beeps)"
        ),
        (
            rf"(?:nobody|no one|no-one|none){_upto(5)} (?:can|could|able to) (?:dial|call|ring|phone|make a call|"
            rf"make calls|make any calls|place calls|place a call|get a line)(?= (?:out|either|anyone|anybody|"
            rf"anything|¶|and|or|nor|since|from|too|outside|as|now|in))"
        ),
        (
            rf"(?:they|staff|agents|everyone|everybody|all|users|people|we|boys|doctors|assistantes|she|"
            rf"he){_upto(1)} (?:can't|cannot|can not|cant|also can't|couldn't|neither) (?:dial|call|ring|phone|make "
            rf"a call|make calls|place calls|make any|call either)(?= (?:out|either|anyone|anybody|anything|¶|and|or|"
            rf"nor|since|at|from|too|calls|as|now|the outside|outside))"
        ),
        "(?:without|lost|sin|pas de|plus de|n'ont pas de|aucune|not even a) (?:dial tone|dialtone|tono|tonalite)",
        r"no (?:dial tone|dialtone|tone) (?:either|at any|on any|at all|inside|on the|since|in|anywhere|too)",
        r"(?:don't|doesn't|can't|nor|won't) (?:get|have|do we get|do they get) (?:a )?(?:line|tone|dial tone)",
        (
            r"(?:no puede|no pueden|tampoco pueden|ne peut pas|ne peuvent pas|ne peuvent plus|ne peut plus|n'arrive "
            r"pas a|no podemos|peuvent pas) (?:non plus )?(?:llamar|marcar|appeler|composer|hacer llamadas|sortir|"
            r"devolver)"
        ),
        (
            "nor (?:dials?|do they get out)|and (?:can't|cannot|doesn't|don't) dial|(?:doesn't|don't) dial|none can "
            "call|none can dial|nobody can dial"
        ),
    ),
    "sole": (
        (
            r"(?:only|just|has|have|with|publishes|runs on|having|but|lives off|off) (?:the |just |only |this |a |"
            r"but |that |his |her )*(?:one|single|1|sole|only) (?:and only )?(?:line|number|phone|handset|did|ddi|"
            r"landline|telephone|user|extension)"
        ),
        (
            r"(?:his|her|their|its|my|customer's|[a-z]+'s) (?:one|only|sole|single|one and only|own only|main and "
            r"only published|only published) (?:and only )?(?:business )?(?:line|number|phone|handset|did|ddi|"
            r"landline|telephone|published number|user)"
        ),
        (
            r"(?:one|1|single|a single|only|small) (?:[^ ¶]+ )?(?:line|number|phone|handset|ddi|did|landline|"
            r"telephone|user|man|woman|driver|doctor|person|chauffeur)(?: [^ ¶]+){0,2}? (?:one|1|single|only|a "
            r"single) (?:and only )?(?:line|number|phone|handset|ddi|did|user|headset|desk|landline)"
        ),
        (
            "one-phone|one-line|shop alone|all alone|by himself|by herself|one-man|one-woman|one-person|one man band|"
            "self-employed|sole trader|works alone|he's alone|she's alone|only user|sole user|single practice|"
            "autonomo|autonoma|he is alone"
        ),
        "(?:therapist|lawyer|doctor|practice|translator|practitioner|notary|cabinet) solo",
        (
            "only number|only line|only phone|only one (?:published|parents|he|she|they|callers|customers|it|we|on|"
            "printed)|single number|unique numero|numero unique|unico numero|unica linea|una sola linea|un solo "
            "numero|un seul numero|une seule ligne|qu'une ligne|seul numero|seule ligne|seul telephone|es el unico|"
            "un numero"
        ),
        (
            r"(?:it's|that's|it is) (?:their|his|her|its|all|the customer's|the) (?:only|one|whole)(?: [^ ¶]+){0,2}? "
            r"(?:number|line|phone|one|they|he|she|shop|on)"
        ),
        (
            "lines 1 ¶|one line|1 line|one telephone|no other number|no other line|no other phone|don't have another|"
            "has no other|have no other|that's all they have|only published|single line|1 phone|single phone|lives "
            "(?:off|on) (?:it|that)|one phone that's|one number for|one ddi|but this one number|only that number"
        ),
        "one (?:phone|number|did) (?:barber|and|goes|dead|that's|for|he|she|app|no|can't|on)",
    ),
    "coping": (
        (
            rf"(?:everyone|everybody|all|they|they're|staff|people|we're|handling|managing|switched|answers|"
            rf"receptionist|boss|owner|nurses|drivers|recepcionistas|recepcion|guests|pharmacist|vet|dispatcher|"
            rf"clients|ambulance|parents){_upto(5)} "
            r"(?:on|by|via|from|using|to|per|with|use|uses|texting|por|le|sus|their|her|his|private|text|texts) "
            r"(?:their |the |her |his |own |a |private |personal |sus |vet's |to )*(?:cell|cells|mobiles|mobile|"
            r"whatsapp|cell phones|mobile phones|cellphones|celular|celulares|walkie talkies?|viber|runners|marine "
            r"radio|two-way radio|cellulaires?|dispatcher|email|courriel|instagram|facebook|the dispatcher)"
        ),
        (
            r"(?:customers|people|guests|drivers|patients|parents|clients|they|members|staff|couriers|directors|"
            r"clientes|seniors|tenants|neighbours|neighbors|mums|passengers|folks|callers|walk-ins|padres)(?: [^ "
            r"¶]+){0,3}? "
            r"(?:come|came|comes|coming|walk|walks|walked|walking|drive|drives|drove|driving|show up|turn up|"
            r"vienen)(?: [^ ¶]+){0,4}? "
            r"(?:in person|over|in themselves|by themselves|on foot|to the door|at the door|to the counter|to ask|to "
            r"order|en personne|en persona|to complain|a preguntar)"
        ),
        "paper notes|sticky notes|walkie talkies?|passing notes|on foot because",
        (
            rf"(?:think|thinks|thought|ask|asks|asking|asked|believe|say|says they|tell|assume|assumed|wonder|"
            rf"figured|croient|creen|piensan|wondering){_upto(4)} (?:closed|bankrupt|gone out of|out of business|"
            rf"shut|moved away|gone under|no longer exist|still open|still alive|still in business|fermes?|cerrado)"
        ),
        (
            r"(?:no|zero|not one|nobody|hasn't|haven't|not had|not a single|no phone|no-one|none|no patients|no "
            r"one)(?: [^ ¶]+){0,3}? (?:rung|called|phoned|rang|calls|ring|llamado|sonado|sonao)(?: [^ ¶]+){0,3}? "
            r"(?:since|today|all day|all morning|this morning|this week|whole|for days|for hours|in days|in hours|"
            r"desde)"
        ),
        (
            r"(?:phones?|bakery|shop|place|desk|it's|dispatch|office|telephone|telefonos|gone)(?: [^ ¶]+){0,4}? "
            r"(?:quiet|silent|calm|peaceful|tranquilos|tranquilo|stillness)(?: [^ ¶]+){0,4}? (?:today|since|morning|"
            r"week|day|here|demasiado)"
        ),
        r"(?:orders|bookings|reservations|leads) (?:have )?(?:stopped|dried up|are nil|are zero)",
        (
            "(?:nobody|no one|never|no-one) (?:picks up|answers|pick up|answer)|only thing that still rings|only "
            "reason i know|nobody phones|nobody's rung|nobody has called|no one's phoned|no one has called|nobody's "
            "phoned|nobody has rung|to use phones|not one call since|quiet day|slow week|slow day"
        ),
        (
            r"(?:has|have|had|hasn't|haven't) (?:had |not had |had not )(?:no|one|a|any|zero) calls? (?:since|all|in|"
            r"for|today)"
        ),
    ),
    "mute": (
        (
            rf"(?:all|every|any|both|everybody|everyone|neither|each|todas|toutes|whole){_upto(6)} (?:no audio|mute|"
            rf"silent|no sound|dead air|hears? (?:nothing|a thing|anything|anybody|anyone|each other|a word)|can "
            rf"hear|can't hear|cannot hear|not heard|not hear|silence|no voice|sin audio|muets?|pas de son|be heard)"
        ),
        (
            rf"(?:no audio|mute|no sound|dead air|hear nothing|hears nothing|can't hear|cannot hear|silence|sin "
            rf"audio|aucun son|pas de son|hears zilch){_upto(6)} (?:all|every|any|both|everybody|everyone|nobody|"
            rf"each|todas|toutes|either side|whole)"
        ),
        (
            "(?:nobody|no one|no-one|none|neither)(?: [^ ¶]+){0,4} (?:hears? (?:a thing|anything|anybody|anyone|each "
            "other|a word)|can hear|be heard|is heard)|neither (?:side|party) hears|nadie (?:se )?(?:oye|escucha)|"
            "personne n'entend|hears? nobody|we're not heard"
        ),
    ),
}
_UNHEARD = _words_pattern(
    r"(?:one[- ]way|1-way) (?:audio|speech|voice)|(?:no|zero) (?:audio|sound|voice|speech)|dead air|hears? nothing|"
    r"(?:can't|cannot|couldn't|can not|don't|doesn't|never|nobody|no one|none|neither|unable to)"
    r"(?: [^ ¶]+){0,5} (?:hear|hears|heard)|(?:is|are|be|were) (?:silent|mute|inaudible)|sin audio|"
    r"no (?:se )?(?:oye|oyen|oimos|escucha|escuchan|escuchamos)|nadie (?:se )?(?:oye|escucha)|"
    r"audio en un solo sentido|n'entend[a-z]* (?:pas|rien|personne|plus)|(?:pas de|aucun) son|son a sens unique"
)
_UNHEARD_CUES = (
    "hear",
    "audio",
    "one-way",
    "dead air",
    "sound",
    "oye",
    "oimos",
    "escucha",
    "entend",
    "silent",
    " mute ",
    " son ",
)
"""Without one of these nothing is unheard, and the rest need not be tried."""
_EACH_CALL = _pattern(
    r"(?:each|every|each and every|all|any|on all|none of)(?: (?:the|our|their|his|single|outside|external|incoming|"
    r"outgoing|inbound|outbound|answered))* calls?|(?:todas las|cada|ninguna) llamadas?|"
    r"(?:tous les|chaque|aucun) appels?"
)
_EACH_PHONE = _pattern(
    r"(?:each|every|all|any)(?: (?:of|the|our|their|its|single|[0-9]+|desk|office))* (?:phones?|users?|agents?|desks?|"
    r"sets?|handsets?|seats?|staff|people|employees|extensions?|lines?|telephones?|persons?)|"
    r"(?:everyone|everybody)(?! else)|nobody|no one|"
    r"the (?:whole|entire) (?:office|company|customer|site|clinic|school|team|staff|building|place)|"
    r"(?:todos|todas) (?:los|las)(?: [0-9]+)? (?:telefonos|extensiones|usuarios|agentes|empleados|aparatos)|"
    r"(?:en )?los [0-9]+ telefonos|nadie|tout le monde|personne|"
    r"tous les(?: [0-9]+)? (?:postes|telephones|employes|agents|usagers)"
)
_SOME_CALLS = _pattern(
    r"some|half|most|few|sometimes|often|usually|only|except|but not|not (?:all|every|each)|on hold|seconds|"
    r"after (?:a )?transfer|when (?:parked|transferred|conferenced)|moh|music|hold music|greeting|recordings?|"
    r"voicemails?|conference|paging|pages?|fax|algun[oa]s|solo|a veces|certains|parfois|seulement|sauf|excepto|menos"
)
"""What makes it less than all calls of all, or something else than a conversation."""
_BY_FIRST_WORD = _by_first_word(_WAYS)

# --- what takes it back --------------------------------------------------------------------------------------------
_UNREAL = _pattern(
    r"wants?|wanted|would like|should|could (?:you|we|i|somebody)|may i|may we|'d like|they'd like|she'd like|"
    r"he'd like|he'd rather|they'd rather|prefers?|"
    r"if (?:the|it|they|he|phones|all|calls|a)|unless|so that|is to have|are to|must not|shall we|will (?!not|"
    r"never|keep|come|call|register|ring|dial|work|connect)[^ ¶]+|shall|what to do|when (?:everything|users|all)|"
    r"intended|make sure|ensure|please (?:set|make|have|let|block|turn)|block all|disconnect all|office closes|"
    r"closes after|not installed|please build|offline for (?:ten|[0-9]+) minutes|registered yet|opens|go live|"
    r"going live|new site|ported yet|how (?:do|to|can|would|many|gets)|where (?:do|can|is|to|does)|which "
    r"(?:setting|option|ports?|port|firmware)|asked us|"
    r"from monday|on the [0-9]+th|next week|tomorrow|manana|demain|schedule|scheduled|during lunch|instead of|"
    r"afin que|pour que|quiere|quieren|veut|veulent|would|supposed to|in case|after how many|was pressed|"
    r"when using|why would|design|preferent|preferer|preferen|stock"
)
_TURNS = _pattern("because|since|but|although|yet|though|truth is|as of|until|whereas|actually|presently")
"""Words after which a sentence begins anew: what was wished before them is not wished behind them."""
_IS_PAST = _pattern(r"was|were|had|estaban|estuvo|etait|etaient")
_IS_NOW = _pattern(
    r"since|still|now|today|has|have|hasn't|haven't|is|are|this morning|since then|depuis|desde|can't|cannot|"
    r"anymore|any more|says|gives|again|gets|get"
)
_IS_STILL = _pattern(
    "since|still|now|yet|depuis|desde|any more|anymore|suspended|deleted|disabled|deactivated|vanished|cut off "
    "today|moved"
)
_ASKS_ABOUT_IT = _pattern(
    "why|did you|do you|are you|is there|anybody|anyone|can you (?:check|look|see|fix|help|please)|could you|is "
    "that|are they|shall|porque|pouvez"
)
_OF_SOMETHING_ELSE = _pattern(
    "portal|dashboard|report|reports|history|caller id|mute button|fax|faxes|sms|texts|texting|call recording|"
    "recordings|recorded|snmp|voicemails?|display|clock|api|cdrs?|webhook|"
    "intercom|paging|blf|lamps|presence|hold music|moh|transfers?|conference|directory|playback|certificate expires"
)
"""A sentence about these is no word on calls, unless what was found names calls or phones in so many words."""
_OF_CALLS = _pattern(
    "calls?|phones?|dial|dials|ring|rings|tone|lines?|llamadas|appels|telefonos|inbound|outbound|incoming|"
    "outgoing|number|callers?|handsets?|sets|extensions|called|reach|busy"
)
_SOFTENED = re.compile(r"\b(?:SOMETIMES|HALF|EXCEPT|FEW)\b")
_CARRIERS = re.compile(r"\b(?:CARRIER|LISTED)\b")
_BY_CARRIER = _pattern(
    "(?:from|on|of|with|behind|via|through|to|by) [^ ¶]+|[^ ¶]+ (?:callers|customers|subscribers|users|phones|"
    "mobiles|lines|numbers)"
)
_OVER = _pattern(
    r"rfo|rca|root cause|credit note|credits?(?! (?:union|limit))|compensation|sla (?:credit|money|claim|"
    r"penalty)|incident report|reason for outage|explanation|post-mortem|refund|"
    r"disregard|false alarm|rapport d'incident|informe de|abono|please close|close please|close it|resolved "
    r"since|(?<!picks )(?<!pick )up since|resolved [0-9]+|"
    r"(?<!never )(?:is|are|came|all|they're|it's|everything|been|phones|everybody|bakery's|now) (?:back(?! to "
    r"(?:you|me))|working again|restored|up again|fixed|fine now|ok now|ok again)|sorted|all on again|all up|on "
    r"again|"
    r"(?:works|work|working|fine|ok|normal|clean|stable|well) (?:now|again|since)|since (?:fine|ok|restored|then "
    r"fine)|"
    r"back (?:since|now|online|to normal|quickly|at work|by (?:lunch|itself|themselves))|(?:now|since) (?:ok|"
    r"fine|restored|good|normal|well|all tone)|retabli|retablie|retablies|revenu|sorted it|had it sorted|she had "
    r"it|"
    r"ya (?:funciona|funcionan|quedo|estan bien|esta bien)|vuelto|recovered|it was our|turned out|come in again|"
    r"no longer fails|undone|sorry for|forget it|take that back|went well in|no complaint"
)
_NOT_OVER = _pattern(
    r"still|never came back|not back|isn't back|not restored|haven't come back|hasn't come back|not come back|"
    r"down again|power's (?:been )?back|it isn't|didn't help|"
    r"(?:power|electricity|luz|internet|network|isp)(?: [^ ¶]+){0,3} (?:back|restored|up)|once more|sigue|siguen|"
    r"toujours|encore|at present"
)
_NUMBERS = tuple(word for word, value in NUMBER_WORDS.items() if 1 < value < 20)
_ONE_OF_MANY = re.compile(
    r"(?<! not)(?<! every)(?<! each) (?:"
    r"(?:one|1|two|2|three|3|un|una|uno|une|single|just|few|some) (?:[^ ¶]+ )?(?:of|out of|from|de|sur|des|among|"
    r"in) (?:[^ ¶]+ ){0,3}?[0-9]{2,}"
    r"|(?:only|just|solo|seul|except|all but|everybody but|everyone but|except for|apart from|other than|save "
    r"for|merely) (?:for |on |at |the |in )?(?:one|1|two|2|her|his|him|my|me|ext|extension|line [0-9]+|[a-z]+'s)"
    r"|(?:it's|its|is|turns out it's|it is) (?:hers|his|mine|only|just|one|two|[a-z]+'s phone|[a-z]+'s desk)(?! "
    r"(?:big|number|only|not|little|been|main))"
    r"|(?:the |all |any |every )*(?:others|the rest|everything else|everybody else|everyone else|anybody else|"
    r"anyone else|remaining [0-9]+|his colleagues|her colleagues|colleagues|others' |other [0-9]+|other phones|"
    r"other lines|other numbers|other users|rest of the office|neighbors?)"
    r"(?: [^ ¶]+){0,5}? (?:fine|ok|do|go on|work|works|working|good|normal|ring|rings|unaffected|can|talk|busy|"
    r"right|bien|marchent|correctly|alright|get in|pass|passes|if)"
    r"|(?:one|a single|1|single) (?:adjuster|user|agent|caller|person|colleague|driver|desk|secretary|t[0-9]+|[^ "
    r"¶]+ phone|phone (?:in|at|of|on)|handset (?:in|at|of|on)|shows|says|in room|at booth|stays)"
    r"|(?:ext|extension|room|phone|line|desk|station|caja|poste|posicion|interno|user|number|booth|nr|la) "
    r"[0-9]{1,4} (?:[^ ¶]+ ){0,4}?(?:dead|can't|cannot|doesn't|won't|not|no|mute|gets|has|rings|shows|says|never|"
    r"is|there's|son)"
    r"|(?:able )?the other [0-9]+|(?:line|poste|ext|extension|user|room) [0-9]+ s|(?:[a-z]+'s) still shows|one "
    r"at an? [a-z]+|one shows|(?:phone|one|caja|handset|that) (?:in|at|on|of) (?:the )?(?:room|booth|desk|"
    r"canteen|lobby|kitchen|counter|reception) ?[0-9]*(?: [^ ¶]+){0,3} (?:gets|doesn't|dead|no|can't|won't)"
    r"|(?:only|just) (?:the )?[a-z]+ (?:can't|cannot|is dead|doesn't|isn't|has no|gets)|own desk|(?:her|his) own "
    r"phone|rest of them fine|without phone since|the one at|for her ¶|an? [0-9]+ (?:room|phone)s? one|first i "
    r"said|handful|some users|to be exact|percent|stays silent|silent 1"
    r")(?= )"
)
_OF_MANY = re.compile(
    rf" ({'|'.join(_NUMBERS)}|[0-9]+)(?: [^ ¶]+){{0,5}} (?:of|out of|from|de|sur)(?: [^ ¶]+){{0,2}}? "
    rf"([0-9][0-9,]+)(?= (?!pm|am|h ))"
)
_PLANNED = _pattern(
    r"drill|exercise|simulacro|exercice|tabletop|our lab|lab system|lab tenant|staging|sandbox|them on purpose|"
    r"downtimestart|public holiday|"
    r"out of office|auto-reply (?:from|is)|automatic reply|en conge|test ticket|planeado|planned by|no action|"
    r"nothing needed|merged into|test test|asdf|checking whether|connector|invitation|respuesta automatica|"
    r"no longer your problem|you can close|can close|case can go|for the log|for our log|apologies|disculpe|"
    r"disculpen|desoles?|electrician|utility|fuse|brownout|typhoon|hay luz|devuelto la luz|bank holiday|strike|"
    r"our mistake|just fyi|fyi only|for your records|no action|was successful|close what|nothing to do|happy "
    r"with|thanks for the quick|feature request for|hypothetically|what if|would happen|if we lose|next time|"
    r"continuity plan|disaster recovery|no need|monitored|conformance|dummy|"
    r"we're unplugging|delivery status|has been delayed|survey response|customer satisfaction"
)
_SUPPLY = (
    "(?:power|electricity|internet|isp|router|switch|modem|fiber|fibre|firewall|cable|cabling|broadband|circuit|"
    "wifi|wi-fi|poe|"
    "ups|breaker|network|comcast|spectrum|lan|wan|vlan|ont|luz|fibra|courant|electricite|onduleur|grid|access "
    "point|starlink|line card|dhcp|"
    "internet connection|data circuit|cabinet|rack|cordon|antenna)"
)
_OWN_CAUSE = _pattern(
    rf"{_SUPPLY}(?: (?:is|was|went|has|had|been|got|are|just|totally|completely|at|there|de|a|est|se|en|the|site|"
    rf"service)){{0,3}} "
    r"(?:out|down|dead|off|died|cut|fried|failed|tripped|broke|broken|blown|burned|burnt|flooded|gone|unplugged|"
    r"outage|severed|melted|damaged|"
    r"caido|caida|panne|coupe|coupee|cortada|cut off|failure|on battery|black|kaput|lost|not plugged)",
    rf"(?:cut|hit|severed|unplugged|chewed|dug|dug up|tripped|killed|pulled|lost|broke|damaged|desconecto|"
    rf"debranche|corto|cortaron|cortara|melted|drowned|stole|through)(?: (?:the|their|his|our|a|an|main|through|"
    rf"up|wrong|out|of|la|le|el|whole|core|network)){{0,3}} {_SUPPLY}",
    r"(?:no|without|sin|lost|pas de|plus de) (?:power|internet|electricity|luz|courant)",
    r"power cut|digger|backhoe|excavator|forklift|transformer|openreach on site|isp (?:says|dice) [^ ¶]+|(?:new|"
    r"replacement) (?:switch|router) (?:ordered|comes|arrives|tomorrow)",
    r"nothing (?:for you|you can|on you|you could)|not your fault|just logging|so you know|my fault|our (?:own "
    r")?(?:mistake|fault|dhcp)|i typed|was me|guest wifi|(?:which|what) ports|it is on our side|it's on our side|"
    r"our own side|our it (?:team|people) (?:changed|blocked)|my colleague (?:pressed|pulled|unplugged)|"
    r"(?:turned out|it was|because|as|since) (?:the|their|our|a) [^ ¶]+ (?:had |was )?(?:unplugged|pulled)",
)
_RULED_OUT = _pattern(
    "not|isn't|wasn't|ruled out|excluded|rather than|tested|verified|fine|ok|checked|back|restored|even|blames?|"
    "says it's|say it's|n't|never|clean|works|healthy|been through|swapped|replaced|unplugged everything|i've|"
    "again"
)
_CAUSE_GONE = _pattern(
    r"(?:power|luz|electricity|internet|fibre|fiber|network|power's)(?: [^ ¶]+){0,3}? (?:back|restored|fine|ok|"
    r"good|volvio|returned|works|up|been back)|volvio la luz|"
    r"(?:not|isn't|ruled out|nothing to do with)(?: [^ ¶]+){0,3}? (?:power|internet|isp)|just so you know we're"
)
_ONE_ROUTE = _pattern(
    r"calls to (?!them|us|it|him|her|the (?:main|office|shop|store|site|number|clinic|customer|desk)|their|our|"
    r"my|take|555|any|and|or|¶)[^ ¶]+ (?:[^ ¶]+ ){0,4}(?:fail|failing|get|give|go|end|are|don't|ring|drop)|"
    r"(?:only|just|solely) (?:from|to|for|if|by|those)|(?:from|on|with|of|are|is|when the caller is a|for|on) "
    r"(?:a |one |german |roaming |vodafone |sims )*(?:verizon|vodafone|t-mobile|o2|frontier|proximus|level3|"
    r"lumen|comcast|movistar|one carrier|one operator|roaming|videotron|cable company)"
    r"(?! (?:a|fiber|business|internet|router|modem|either|neither))|from (?:everywhere else|elsewhere|others)|"
    r"(?:every|any|all) other (?:number|destination|prefix|country|carrier)|other (?:carriers|destinations|"
    r"prefixes|countries|exchanges|callers)|us callers|mainland callers|"
    r"international|overseas|lada|area code|npa|prefix|long distance|out of canada|can ring anybody|save for|"
    r"premium numbers|"
    r"(?:call|calls|dial|ring|appels|llamadas) (?:to |a |vers )(?:mexico|canada|nigeria|china|germany|moldova|"
    r"austria|manila|one|mobiles|movistar|australian|trinidad|[^ ¶]+ numbers|spain|portugal|that)|"
    r"just that number|only that number is|nobody in [a-z]+ can be called|in [a-z]+ only|(?:reached|dialled|"
    r"dialed) (?:out of|from (?:our|any of|german|cells))|(?:t-mobile|tmobile|l3|verizon|o2|lumen|at&t|comcast|"
    r"landline|landlines)(?: originated)? (?:callers|phones?|customers|brides|mothers|subscribers|can|ok|are ok)|"
    r"a tmobile phone|can't ring the|cannot call is|number (?:that|which) [^ ¶]+ [^ ¶]+ cannot call|one supplier|"
    r"one caller|works from mobile|unless the|unless they're"
)
_MILD = _pattern(
    r"for (?:a|one|two|three|[0-9]+) (?:second|seconds|moment|breath)|per call|every (?:tenth|other|third|fifth|"
    r"hour|few)|now and (?:then|again)|sometimes|on and off|recovers|second go|"
    r"comes back|one second|two seconds|three seconds|seconds? (?:of|in|later|late)|about every|min per day|"
    r"intermittent|intermittently|occasionally|at times|an hour out|(?:hr|hrs|hour|hours|min|mins|minutes) "
    r"(?:off|behind|ahead|slow|fast)|parfois|a veces|pressing [0-9]|press [0-9]|"
    r"minute [0-9]+|they get by|get through on"
)
_CALLS_WELL = _pattern(
    r"calls (?:do |are |still )*(?:get|getting|being) (?:answered|picked up)|"
    r"coming in and (?:are )?(?:being )?answered|"
    r"(?<!internal )(?:calls|phoning|telephony|calling) (?:go through|complete|are fine|is fine|fine|ok|work|"
    r"themselves|are ok|as ever|normally|still go)|on the phone (?:non|like|all)|non stop|"
    r"they do sell|she can talk|they can talk|phones (?:are )?fine|phones are ok|desk phones (?:are )?(?:fine|"
    r"ok)|talk all the same|answer normally|keep working|calling normally|speaking with them|call happily|phones "
    r"(?:sell|work|behave|keep)|nobody is without|nobody's down|they do talk|desk phones work|si salen|(?:they|"
    r"staff|agents|everyone) can call|phoning is ok|they phone and|talk non-stop"
)
_CUSTOMERS_OWN = _pattern(
    r"our (?:phone )?provider (?:is|was)|i am (?:a|an|the|owner|customer)(?: [^ ¶]+)? (?:customer|owner|of)|my "
    r"(?:son|daughter|home|house|landline|wife|appointment)|company who install|our it (?:guy|company|man)|"
    r"(?:tone|phone|line|internet) at home|we are an? [^ ¶]+ (?:in|from)|"
    r"found your (?:address|email|number|mail)|your logo|i'm the (?:secretary|receptionist|owner)|i (?:work|"
    r"stay) (?:at|in)|who do i call|i pay every month|your name is on|on (?:my|our) (?:bill|invoice|phone)"
)
_TAKES_BACK = (_PLANNED, _ONE_ROUTE, _MILD, _CALLS_WELL, _CUSTOMERS_OWN)
_EVIDENCE = re.compile(
    r" (?:dead|down|no|not|can't|cannot|nothing|none|zero|silent|silence|unreachable|unavailable|forbidden|"
    r"40[0-9]|480|503|lost|off|fails?|failing|busy|"
    r"offline|unregistered|0|neither|nobody|stopped|rejected|refuses?|sin|ni|aucun|doesn't|don't|won't)(?= )"
)
_SOLE_FAULT = re.compile(
    r" (?:dead|down|no (?:tone|ring|service|calls|dial|incoming|one)|not (?:registered|in service|available|"
    r"routed|accepting|reachable|assigned|ring)|can't|cannot|nothing|silence|silent|"
    r"unreachable|unavailable|forbidden|40[0-9]|480|503|603|busy|offline|nobody|rejected|doesn't (?:ring|connect|"
    r"dial)|won't|never (?:rings|shows)|beeps?|engaged|fast busy|"
    r"niet in gebruik|ocupado|no existe|existe|disponible|attribue|suspendu|coupee|account expired|call limit|"
    r"answered by|answers as|going to|land at|a stranger|different|greeting of|"
    r"ne bronche|no suena|no puede|no recibe|unobtainable|is mute|no tone|orange|hasn't taken|mailbox full|click|"
    r"sip 40[0-9]|reg failed|rings nowhere|taken by)(?= )"
)


_ONE_SUBJECT = _pattern(
    "he|she|his|her|hers|him|mine|ext|extension|user|poste|interno|one|single|x[0-9]+|someone|somebody|my|"
    "employee|elle|ella|un|une|una|usuario|"
    "[a-z]+'s (?:phone|extension|line|desk|handset|softphone|number|own)|(?:the|their|our|a) (?:receptionist|"
    "manager|boss|owner|nurse|doctor|secretary|director|ceo|lady|guy|user|phone|handset|trainee)|"
    "(?:phone|line|desk|room|station|user|number|seat|caja|sala) [0-9]{1,4}"
)
_MANY_SUBJECTS = _pattern(
    "all|every|everyone|everybody|everyone's|everybody's|nobody's|no one's|none|nobody|no one|no-one|both|phones|"
    "lines|handsets|extensions|users|seats|desks|sets|people|staff|they|"
    "numbers|whole|entire|any|todos|todas|nadie|tous|toutes|personne|aucun|aucune|telefonos|postes|lignes|each|"
    "ellos|ils|zero|not one|anyone|anybody|whoever|main|published|only number|freephone|toll-free|tollfree"
)
_NO_CALLS = re.compile(r"(?:no|zero|neither|nothing|not one|none|all|nada|ni|rien|aucun|in|incoming|inbound|plus)\b")
_OF_A_SITE = re.compile(r"\b(?:SITE|CUST|CUSTs|TRUNK|ALL|NONE|BOTH|WE)\b")
_LASTS = re.compile(r"\b(?:SINCE|STILL)\b")
_IS_BAD = re.compile(r"\b(?:BAD|SOMETIMES)\b")
_IS_A_NUMBER = re.compile(r"number|published|main|line|ddi|numero|ligne|linea")


_BILLING = _pattern("cdrs?|billing|invoices?|rated|rating|usage|charges?|records|911|112|999|fraud|emergency|e911")
_PORTAL_FAILS = re.compile(
    r"\bPORTAL(?: \S+){0,4} (?:NOT|CANNOT|FAIL|DEAD|BROKEN|NO|STOPPED|BAD|blank|white|empty|spin|throw|give|"
    r"50[0-9])\b"
    r"|\b(?:CANNOT|NOT|FAIL|NONE|NO|BROKEN)(?: \S+){0,3} PORTAL\b"
)
_NOT_OF_PORTAL = re.compile(r"\b(?:EMERG|FRAUD|CARRIER|LISTED|LIFE|IN CALL|OUT CALL)\b")
_HARM = re.compile(
    r"\b(?:DEAD|FAIL|STOPPED|CANNOT|BROKEN|BAD|EMERG|FRAUD|wrong|NO CALL|NONE CALL|silence|nothing|LIFE|CARRIER|"
    r"LISTED)\b"
)
_FAULTS = frozenset(("both", "whole", "inward", "outward", "mute"))
_EVERY = re.compile(r"\b(?:ALL|NONE|BOTH)\b")
_EVERYONE = frozenset(("ALL", "NONE", "BOTH"))
MOST_ASKED = 60
"""Phrases weighed in one report; a text with more of them is noise, and must not take seconds."""
NEARBY = 600
"""Characters before and behind a phrase that are read for what takes it back."""
_HEADS = ("PHONE", "USER", "DID", "room", "bed", "unit", "classroom")
WHOLE = 0.7
"""Least part of the phones counted that is taken for all of them: the rest may be spares."""
_OF_A_WHOLE = frozenset(("both", "whole", "inward", "outward", "mute"))


class _Report:
    """A report as one run of plain words, with the way back to its sentences."""

    __slots__ = ("asked", "of_one", "places", "size", "subject", "text", "told")

    def __init__(self, facts: Facts) -> None:
        self.told = facts.told
        self.places: list[int] = []
        self.asked = 0
        self.of_one: dict[str, re.Match[str]] = {}
        """What is told of one user only; it counts where that user is the customer."""
        self.subject = 0
        """Where the description begins."""
        self.size = max(
            (
                one
                for told in facts.told
                for one in (*(count.value for count in told.counts if count.unit in _HEADS), *told.others)
            ),
            default=0,
        )
        """The largest number of phones or people a report counts."""
        parts: list[str] = []
        size = 0
        for told in facts.told:
            self.places.append(size)
            part = f" {told.line.plain}{_STOP}"
            parts.append(part)
            size += len(part)
            if told.source == "subject":
                self.subject = size
        self.text = f"{''.join(parts)} "

    def found(self) -> dict[str, re.Match[str]]:
        """Return the first match of each thing that is told to be so; those of the subject only as a last resort."""
        found: dict[str, re.Match[str]] = {}
        headed: dict[str, re.Match[str]] = {}
        text = self.text
        place = 1
        for word in text.split(" ")[1:]:
            tried = _BY_FIRST_WORD.get(word) or (_BY_FIRST_WORD["#"] if word.isdigit() else None)
            if tried:
                into = found if place >= self.subject else headed
                for name, pattern in tried:
                    if name not in into and (match := pattern.match(text, place)) and self._is_real(name, match):
                        into[name] = match
            place += len(word) + 1
        if headed:
            rest = text[self.subject :]
            if len(rest) < 40 or found or _EVIDENCE.search(rest):  # a subject alone overstates
                for name, match in headed.items():
                    if name == "sole" or found or len(rest) < 40:
                        found.setdefault(name, match)
        return found

    def _is_real(self, name: str, match: re.Match[str]) -> bool:
        """Whether the sentence of a match tells what is so now, not what is wished, asked or past."""
        self.asked += 1
        if self.asked > MOST_ASKED:
            return False
        first, last = self.around(match)
        before = self.text[first : match.start()]
        for cut in _TURNS.finditer(f" {before}"):
            first = max(first, match.start() - len(before) + cut.end() - 1)
        sentence = f" {self.text[first : last + 1]}"
        if _UNREAL.search(sentence) or _SOFTENED.search(meanings := self.sentence(match).line.text):
            return False
        if len(_CARRIERS.findall(meanings)) == 1 and _BY_CARRIER.search(sentence):
            return False
        if sentence.endswith("? ¶") and not _ASKS_ABOUT_IT.search(sentence):
            return False
        if name == "coping":
            return True
        if _IS_PAST.search(f" {match.group()} ") and not _IS_STILL.search(sentence):
            return False
        if _IS_PAST.search(f" {self.text[first : match.end()]} ") and not _IS_NOW.search(sentence):
            return False
        if _OF_SOMETHING_ELSE.search(sentence) and not _OF_CALLS.search(match.group()):
            return False
        if name == "whole" and self._is_part(match):
            return False
        if (
            name == ("both")
            and not _NO_CALLS.match(match.group())
            and not _MANY_SUBJECTS.search(sentence)
            and not _OF_A_SITE.search(meanings)
        ):
            self.of_one.setdefault(name, match)
            return False
        if name in _OF_A_WHOLE and _ONE_SUBJECT.search(sentence) and not _MANY_SUBJECTS.search(sentence):
            self.of_one.setdefault(name, match)
            return False
        return True

    def is_told(self, match: re.Match[str]) -> bool:
        """Whether a match is told to be so now, and not of one user."""
        first, last = self.around(match)
        sentence = f" {self.text[first : last + 1]}"
        is_of_one = _ONE_SUBJECT.search(sentence) and not _MANY_SUBJECTS.search(sentence)
        return not (is_of_one or _UNREAL.search(sentence) or sentence.endswith("? ¶"))

    def fails(self) -> bool:
        """Whether anything at all is said to fail now; enough where one line is the whole customer."""
        return any(self._is_real("fault", match) for match in _SOLE_FAULT.finditer(self.text))

    def around(self, match: re.Match[str]) -> tuple[int, int]:
        """Return where the sentence of a match begins and ends; of a sentence without end, what stands nearby."""
        near, far = max(match.start() - NEARBY, 0), match.end() + NEARBY
        first, last = self.text.rfind("¶", near, match.start()), self.text.find("¶", match.end() - 1, far)
        return (first + 1 if first >= 0 else near), (last if last >= 0 else min(far, len(self.text)))

    def _is_part(self, match: re.Match[str]) -> bool:
        """Whether a match counts phones or people, and a report counts more of them elsewhere."""
        number = _number(match.group().split(" ", 1)[0])
        return number is not None and 0 < number < WHOLE * self.size

    def sentence(self, match: re.Match[str]) -> Told:
        """Return the sentence a match begins in."""
        return self.told[bisect_right(self.places, match.start()) - 1]

    def sign(self, name: str, match: re.Match[str]) -> Sign:
        """Return a sign for a match; one over two sentences is cited by its first."""
        place = bisect_right(self.places, match.start()) - 1
        told: Told = self.told[place]
        start = max(match.start() - self.places[place] - 1, 0)
        end = min(match.end() - self.places[place] - 1, len(told.line.plain))
        words = told.line.plain_words(start, end)
        return Sign(name, told.source, told.number, words[0].start, words[-1].end)


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield what a report tells of a customer as a whole; shares are for others, so `limit` decides nothing here."""
    del limit
    report = _Report(facts)
    found = report.found()
    if not found.keys() & _FAULTS:
        yield from _harmless(facts, report)
    sole = found.pop("sole", None)
    if sole and _is_large(facts) and not _IS_A_NUMBER.search(sole.group()):
        sole = None
    everywhere = _mute_everywhere(report)
    if everywhere is not None:
        found.setdefault("mute", everywhere)
    if not (found or sole):
        return
    if _is_taken_back(facts, report, {**found, "sole": sole} if sole else found, is_sole=sole is not None):
        return
    if sole:
        found = {**report.of_one, **found}
        if found or report.fails():
            yield report.sign("sole-line", sole)
    elif everywhere is None and _is_faint(facts, report, found):
        return
    inward, outward = found.get("inward"), found.get("outward")
    for name, match in (
        ("customer-down", found.get("both") or found.get("whole") or (inward if outward else None)),
        ("main-number-down", inward),
        ("outbound-down", outward),
        ("down-implied", found.get("coping")),
        ("no-sound-for-all", found.get("mute")),
    ):
        if match:
            yield report.sign(name, match)
    if everywhere is not None:
        yield report.sign("mute-on-every-call", everywhere)


def _mute_everywhere(report: _Report) -> re.Match[str] | None:
    """
    Return where calls are told that are not heard, where that is so of every call and of everybody.

    The three may stand in three sentences: "None of the callers can be heard. That goes for each of the 25 phones,
    and for each outside call."
    """
    text = report.text
    if not any(cue in text for cue in _UNHEARD_CUES):
        return None
    if not (_EACH_CALL.search(text) and _EACH_PHONE.search(text)) or _SOME_CALLS.search(text):
        return None
    return next((match for match in _UNHEARD.finditer(text) if report.is_told(match)), None)


def _is_faint(facts: Facts, report: _Report, found: Mapping[str, re.Match[str]]) -> bool:
    """Whether all rests on one phrase, and the report asks something or tells of bad calls rather than of none."""
    if len(found) != 1:
        return False
    meanings = report.sentence(*found.values()).line.text
    if _LASTS.search(meanings):
        return False
    return bool(_IS_BAD.search(meanings)) or any(told.asks for told in facts.told)


def _harmless(facts: Facts, report: _Report) -> Iterator[Sign]:
    """Yield what sounds like all of a customer where no call fails: the portal, a wish, a ringtone."""
    if any("PORTAL" in told.line.text for told in facts.told) and (lost := facts.claim(State.LOSS)):
        if not _is_more_than_portal(facts, report) and _PORTAL_FAILS.search(lost[0].line.text):
            told, claim = lost
            yield Sign("portal-only", told.source, told.number, claim.start, claim.end)
        return
    named = [
        (told, every)
        for told in facts.told
        if not _EVERYONE.isdisjoint(told.line.meanings) and (every := _EVERY.search(told.line.text))
    ]
    if not named or any(told.faulty or _HARM.search(told.line.text) for told in facts.told):
        return
    for told, every in named:
        if _UNREAL.search(f" {told.line.plain} "):
            words = told.line.words(*every.span())
            yield Sign("whole-but-harmless", told.source, told.number, words[0].start, words[-1].end)
            return


def _is_more_than_portal(facts: Facts, report: _Report) -> bool:
    """Whether calls, billing or a carrier are spoken of besides the portal."""
    if facts.claim(State.DEAD) or facts.user_shares or _BILLING.search(report.text):
        return True
    return any(_NOT_OF_PORTAL.search(told.line.text) for told in facts.told)


def _is_large(facts: Facts) -> bool:
    """Whether a report counts more phones or users than a customer with a single line has."""
    return any(count.value > 3 and count.unit in ("PHONE", "USER") for told in facts.told for count in told.counts)


def _is_taken_back(facts: Facts, report: _Report, found: Mapping[str, re.Match[str]], *, is_sole: bool) -> bool:
    """Whether a report says that it is not so now, or not for the customer as a whole."""
    text = report.text
    if any(pattern.search(text) for pattern in _TAKES_BACK):
        return True
    if _OVER.search(text) and not _NOT_OVER.search(text):
        return True
    if _has_own_cause(report):
        return True
    if _is_restored_since(facts, report, found) and not _NOT_OVER.search(text):
        return True
    shares = [share.percent for _, share in facts.user_shares]
    if any(0 < one < 100 for one in shares):
        return True
    if not is_sole and _ONE_OF_MANY.search(text):
        return True
    return any(_part_of(match) for match in _OF_MANY.finditer(text))


def _part_of(match: re.Match[str]) -> bool:
    """Whether a number is less than the one it is a part of."""
    part, whole = (_number(one) or 0 for one in match.groups())
    return 0 < part < whole


def _number(word: str) -> float | None:
    """Return what a number is worth, in figures or in letters."""
    figures = word.replace(",", "")
    return float(figures) if figures.isdecimal() else NUMBER_WORDS.get(word)


def _has_own_cause(report: _Report) -> bool:
    """Whether a report names power, internet or cabling of the customer's as the cause and does not rule it out."""
    if _CAUSE_GONE.search(report.text):
        return False
    for match in _OWN_CAUSE.finditer(report.text):
        first, last = report.around(match)
        if not _RULED_OUT.search(f" {report.text[first : last + 1]}"):
            return True
    return False


def _is_restored_since(facts: Facts, report: _Report, found: Mapping[str, re.Match[str]]) -> bool:
    """Whether service is said to be restored behind the last sentence that tells of a fault."""
    last = max(report.sentence(match).number for match in found.values())
    return any(told.number >= last and "closed" not in told.line.plain for told, _ in facts.claims(State.RESTORED))
