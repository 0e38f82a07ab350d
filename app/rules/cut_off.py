"""
The many ways in which people tell that a customer is cut off, as patterns over plain words.

They are found by the word they begin with, so that one pass over a report tries few of them. Whether what is told is
so now, and of the whole customer, is for `app.rules.customer` to say.
"""

import re
from collections.abc import Mapping

STOP = " ¶"
"""Stands between two sentences; no gap of a pattern leads over it."""


def _upto(count: int) -> str:
    """Return a pattern for at most so many words of the same sentence."""
    return rf"(?: [^ ¶]+){{0,{count}}}?"


def pattern(*branches: str) -> re.Pattern[str]:
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
UNHEARD = _words_pattern(
    r"(?:one[- ]way|1-way) (?:audio|speech|voice)|(?:no|zero) (?:audio|sound|voice|speech)|dead air|hears? nothing|"
    r"(?:can't|cannot|couldn't|can not|don't|doesn't|never|nobody|no one|none|neither|unable to)"
    r"(?: [^ ¶]+){0,5} (?:hear|hears|heard)|(?:is|are|be|were) (?:silent|mute|inaudible)|sin audio|"
    r"no (?:se )?(?:oye|oyen|oimos|escucha|escuchan|escuchamos)|nadie (?:se )?(?:oye|escucha)|"
    r"audio en un solo sentido|n'entend[a-z]* (?:pas|rien|personne|plus)|(?:pas de|aucun) son|son a sens unique"
)
UNHEARD_CUES = (
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
EACH_CALL = pattern(
    r"(?:each|every|each and every|all|any|on all|none of)(?: (?:the|our|their|his|single|outside|external|incoming|"
    r"outgoing|inbound|outbound|answered))* calls?|(?:todas las|cada|ninguna) llamadas?|"
    r"(?:tous les|chaque|aucun) appels?"
)
EACH_PHONE = pattern(
    r"(?:each|every|all|any)(?: (?:of|the|our|their|its|single|[0-9]+|desk|office))* (?:phones?|users?|agents?|desks?|"
    r"sets?|handsets?|seats?|staff|people|employees|extensions?|lines?|telephones?|persons?)|"
    r"(?:everyone|everybody)(?! else)|nobody|no one|"
    r"the (?:whole|entire) (?:office|company|customer|site|clinic|school|team|staff|building|place)|"
    r"(?:todos|todas) (?:los|las)(?: [0-9]+)? (?:telefonos|extensiones|usuarios|agentes|empleados|aparatos)|"
    r"(?:en )?los [0-9]+ telefonos|nadie|tout le monde|personne|"
    r"tous les(?: [0-9]+)? (?:postes|telephones|employes|agents|usagers)"
)
SOME_CALLS = pattern(
    r"some|half|most|few|sometimes|often|usually|only|except|but not|not (?:all|every|each)|on hold|seconds|"
    r"after (?:a )?transfer|when (?:parked|transferred|conferenced)|moh|music|hold music|greeting|recordings?|"
    r"voicemails?|conference|paging|pages?|fax|algun[oa]s|solo|a veces|certains|parfois|seulement|sauf|excepto|menos"
)
"""What makes it less than all calls of all, or something else than a conversation."""
BY_FIRST_WORD = _by_first_word(_WAYS)
