"""The ways of saying that all phones of a customer are dead, its service gone, or its account switched off."""

from app.rules.customer.patterns import upto

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
SITE = (
    "(?:office|clinic|school|hotel|store|shop|branch|building|hospital|warehouse|plant|restaurant|pharmacy|bank|"
    "company|firm|practice|bakery|garage|site|customer|client|place|depot|library|salon|church|centre|center|"
    "account|"
    "tenant|group|dispatch|system|farm|cafe|surgery|dealership|motel|inn|gym|studio|agency|bureau|oficina|clinica|"
    "escuela|tienda|sitio|cliente|empresa|sucursal|ecole|magasin|cabinet|pharmacie|hostal|enterprise|pbx|"
    "yard|hall|factory|mill|museum|brewery|dairy|floor|trunk|inmobiliaria|ferreteria)"
)
"""Places and accounts that may be a customer as a whole."""
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
_THEIR = "(?:the|his|her|their|its|my|customer's|owner's|your)"

WAYS = (
    (
        rf"(?:all|every|both|neither|none|each|todos|todas|tous|toutes|entire|whole){upto(4)} {_PHONES}{_SAME} "
        rf"{_DEAD}"
    ),
    (
        rf"(?:none|neither|not one|not a single|ningun|ninguno|aucun|aucune|no|ni uno)(?: of)?(?: (?:the|our|"
        rf"their|his|her|its|des|de|los|las|sus|les))?(?: [0-9]+| [a-z]+)? {_PHONES}{upto(4)} (?:{_WORKS}|"
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
        rf"(?:{SITE}|trunk) (?:(?:is|are|has been|went|completely|totally|hard|fully|stone) )+(?:hard )?(?:down|"
        rf"dead|dark)(?= (?:¶|since|hard|again|now|at|for|after|completely|all|and|as|no|from))"
    ),
    rf"(?:{SITE}|trunk) (?:down|dead)(?= (?:since|hard|again|now|completely|all|no))",
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
    rf"[0-9]+{upto(1)} {_PHONES}{_SAME} {_DEAD}",
    rf"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve){upto(1)} {_PHONES}{_SAME} {_DEAD}",
    (
        rf"{SITE}(?: (?:is|are|has been|has gone|went|just went|completely|totally|hard|all|lleva|esta|"
        rf"est))+{upto(1)} "
        r"(?:down|dead|dark|offline|cut off|off the air|incomunicado|incomunicada|mute|unreachable|injoignable|"
        r"rejected|disabled)"
    ),
    (
        "customer down|client down|(?:whole|entire) (?:site|office|shop|place|building|school|customer) (?:down|"
        "dead|dark|off|offline|silent)"
    ),
    (
        rf"(?:whole|entire|complete){upto(3)} (?:is|are|down|dead|lost|without|has){upto(2)} "
        r"(?:down|dead|dark|offline|silent|off|calls|phones|mute|phone|dial tone)"
    ),
    r"(?:toda la|todo el|toute la|tout le) [^ ¶]+ (?:incomunicad[oa]|sin|est|esta)",
    r"(?:incomunicado|incomunicada|injoignables?)",
    (
        r"(?:no|without|sin|plus de|pas de) (?:phones|telephones|telephone|telefono|telefonos|phone service|"
        r"calling|telephony|service whatsoever)"
        rf"{upto(2)} (?:at all|since|of any|anywhere|service|today|depuis|desde|either|whatsoever|now|for days|"
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
        rf"(?:trunk|account|tenant|service|group|site|enterprise|customer){upto(3)} (?:suspended|disabled|"
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
)
