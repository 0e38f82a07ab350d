"""The ways of saying that calls go in neither direction, that none comes in, or that none goes out."""

from app.rules.customer.outage import SITE
from app.rules.customer.patterns import upto

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

NEITHER_WAY = (
    rf"{_CANNOT}{upto(2)} {_DIAL}{upto(3)} {_OR}{upto(2)} {_BE_CALLED}",
    rf"{_CANNOT}{upto(2)} {_BE_CALLED}{upto(3)} {_OR}{upto(2)} {_DIAL}",
    rf"{_NOBODY}{upto(6)} {_DIAL}{upto(2)} {_OR}{upto(1)} {_BE_CALLED}",
    rf"{_NOBODY}{upto(6)} {_BE_CALLED}{upto(2)} {_OR}{upto(1)} {_DIAL}",
    "none ring ¶ none dial|neither ring nor dial|neither rings nor|ring nor dial|ring or dial",
    rf"{_NIL}{upto(5)} {_IN}{upto(2)} {_OR}{upto(2)} {_OUT}",
    rf"{_NIL}{upto(3)} {_OUT}{upto(2)} {_OR}{upto(2)} {_IN}",
    (
        rf"{_IN}{upto(2)} {_OR} {_OUT}{upto(4)} (?:dead|down|fail|fails|failing|out|nothing|zero|stopped|not|"
        rf"caido|caida)"
    ),
    (
        rf"(?:no|zero|neither|nothing|not|0|none|dead|dead air|reorder|mute|can't|cannot|fail|fails|failing|"
        rf"calls){upto(3)} "
        r"(?:either|both|any|each|neither) (?:way|ways|direction|directions|side)"
    ),
    "(?:can't|cannot) call ¶ (?:can't|cannot) be called|aucun appel ne passe|no pasa ninguna llamada|ninguna llamada",
    "no calls to take or make|no call possible|from and to the street zero|both ways dead|in 0 out 0",
    r"(?:no|zero|0|not one) calls? (?:in|either way|both ways|each way|at all|of any|possible)",
)
"""No call comes in, and none goes out."""

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
"""What callers get instead of an answer."""
_RING_IT = "(?:dials|call|ring|dial|phone|rang|called|dialled|dialed|phoned|calls|rings|phones|marca|llama|appelle)"

INWARD = (
    (
        r"(?:callers?|anyone who|everyone who|whoever|people who|everybody who|anybody who|people ringing|people "
        r"calling|members who|those who)"
        rf"{upto(6)} {_TONE}"
    ),
    (
        rf"(?:if|when|whenever) (?:you|i|we|one|people|they|customers|clients|patients)(?: [^ ¶]+)? "
        rf"{_RING_IT}{upto(9)} {_TONE}"
    ),
    (
        rf"(?:patients|customers|clients|parents|families|guests|members|friends|tenants|visitors|brides) (?:[^ "
        rf"¶]+ )?(?:get|hear|say|are told|got|call|calling|ringing|who){upto(8)} {_TONE}"
    ),
    (
        r"(?:patients|customers|clients|parents|families|guests|members|people|brides|callers|public|drivers|"
        r"brokers|doctors) (?:[^ ¶]+ )?(?:can't|cannot|couldn't) (?:reach|get|ring|call|phone) (?:the|them|us|it|"
        r"him|her|through)"
    ),
    rf"(?:calling|ringing|dialling|dialing) (?:it|them|him|her|in|us|the [^ ¶]+){upto(6)} {_TONE}",
    rf"(?:i|we) (?:rang|called|dialled|dialed|phoned|tried)(?: to)?{upto(7)} {_TONE}",
    (
        rf"(?:rang|ring|dial|call|phone|test call to) (?:it|them|him|her|the [^ ¶]+|their [^ ¶]+|555 [0-9]+|"
        rf"[0-9]+){upto(6)} {_TONE}"
    ),
    (
        rf"(?:test calls?|from (?:my|a|any|the) (?:cell|mobile|landline|outside|cellphone)|from outside|number "
        rf"from){upto(6)} {_TONE}"
    ),
    (
        rf"(?:el que llama|quien llama|quienes llaman|le marcan|al marcar|al llamar|l'appelant|les appelants|les "
        rf"clients|he llamado|de afuera|desde fuera|l'exterieur){upto(6)} (?:{_TONE}|no entra|tombe|se cuelga)"
    ),
    (
        r"(?:number|numbers|main|switchboard|did|ddi|tollfree|toll-free|toll free|0800|freephone|main number|"
        r"main line|numero|"
        rf"published number|only number|line(?! [0-9])|every ddi|lines|conmutador|centralita|linea|ligne|hotline|"
        rf"helpline){upto(9)} "
        rf"(?:is|says|gives|gets|goes|rings|plays|hears|answers|answering|answered|giving|get|went|has been|has|"
        rf"just|comes|comes up as|been|straight|reads|say|give|show|dice|suena|sonne|tombe|lands|terminates|est|"
        rf"playing|play){upto(4)} {_TONE}"
    ),
    (
        r"(?:number|line|main number|main line|switchboard|numero|linea|ligne|published number|only number)"
        rf"{upto(3)} (?:doesn't|won't|hasn't|no longer|never|not){upto(1)} (?:ring|rung|reachable|connect|"
        rf"suena|sonne|work|rings|routed|attached)"
    ),
    (
        rf"(?:number|numero|line|numbers){upto(3)} (?:going to|lands at|land at|is answered by|answered by|"
        rf"rings at|goes to|tombe sur|le entra la llamada a) (?:a|an|another|some|un|une|someone|somebody)"
    ),
    (
        rf"(?:{_NOBODY}|can't|cannot|couldn't|unable to|not able to|no puede|no pueden){upto(5)} "
        rf"(?:reach them|reach us|reach (?:the |a )?{SITE}|reach him|reach her|reach it|get through|get hold of|"
        rf"call in|call them|ring them|phone them|be reached|be called|"
        r"be rung|be phoned|be dialled|be dialed|ring in|dial in|call him|call her|reaches them|ring it|call to "
        r"there|ring ahead|gets through|managed to call|ring us|call us)"
    ),
    (
        rf"(?:no|zero|not one|aucun|ninguna|ni una|nil|no more|without|not a single){upto(1)} "
        rf"(?:incoming|inbound|calls?|appels?|llamadas?|call's){upto(2)} (?:in|gets in|get in|arrive|arrives|"
        rf"come|comes|entra|entran|reaches|since|rings|through|invites)"
    ),
    (
        "(?:no|zero|nil) (?:incoming|inbound)|incoming is (?:also )?(?:nil|dead)|calls just don't arrive|calls "
        "don't (?:arrive|come|get)|llamadas no entran|reservaciones no entran|no les entra|ni una llamada"
    ),
    (
        rf"(?:incoming|inbound|les appels|entrantes|incoming calls|inbound calls){upto(3)} (?:dead|fail|fails|"
        rf"failing|nil|nothing|down|bounce|stopped|zero|n'aboutissent|not in service|gets not in service|gone)"
    ),
    (
        "no entra nada|no entra ni|no entra ninguna|no reciben llamadas|ne recoit plus|ne recoivent plus|recoit "
        "plus|recoivent plus|ne recoit aucun|ne recoivent aucun|afuera no entra"
    ),
    rf"(?:none|not one|neither) of{upto(4)} (?:rings|ring|rang|has rung)",
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
)
"""None comes in."""

OUTWARD = (
    (
        rf"(?:can't|cannot|can not|nobody|no-one|no one|none|nor|unable|neither|not|nobody can|no){upto(3)} "
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
        rf"(?:nobody|no one|no-one|none){upto(5)} (?:can|could|able to) (?:dial|call|ring|phone|make a call|"
        rf"make calls|make any calls|place calls|place a call|get a line)(?= (?:out|either|anyone|anybody|"
        rf"anything|¶|and|or|nor|since|from|too|outside|as|now|in))"
    ),
    (
        rf"(?:they|staff|agents|everyone|everybody|all|users|people|we|boys|doctors|assistantes|she|"
        rf"he){upto(1)} (?:can't|cannot|can not|cant|also can't|couldn't|neither) (?:dial|call|ring|phone|make "
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
)
"""None goes out."""
