"""
Emergency calls: whether they fail, are only administered, work, or are merely named.

Reads the plain words of a sentence, since the meanings of the lexicon make one EMERG of the number, the people who
answer it and the vehicle that comes. A fault is rarely told in the sentence that names the number ("We tested 911. She
saw our old office. Portal is right."), so a ticket is read in order: a sentence that names emergency calling opens the
topic, and the few that follow may tell of the fault. What they say counts by itself where its words are plain ("no
address on file"); where only a place is told ("she has you in Boise"), another place must stand against it.
"""

import re
from collections.abc import Iterator, Sequence

from app.rules.reader import Facts, Told
from app.rules.signs import Sign, is_advice, is_for_later, sign

Shown = tuple[int, re.Match[str]]
"""Place of a sentence and what was found in it."""

REACH = 4
"""Sentences after one that names emergency calling in which its fault may still be told."""
REPLY_REACH = 2
"""The same for what became of a call, told without naming it."""

# --- what emergency calling is named by -------------------------------------------------------------------------------

_EMERGENCY_WORDS = """
    911 e911 e-911 9-1-1 nine-one-one nine triple 112 999 000 933 061 066 110 notruf emergency emergencia emergencias
    urgence psap psaps dispatch dispatcher dispatchers repartiteur repartitrice ambulance ambulances ambulancia
    paramedic paramedics emt emts sheriff sheriff's deputy deputies firefighter firefighters brigade bomberos pompiers
    samu squad responder responders ecas rcmp elin ali readback kari's baum's baum
"""
_EMERGENCY_HEADS = frozenset(_EMERGENCY_WORDS.split())
_EMERGENCY_PARTS = ("9 1 1", "read back", "test number", "fire ", "pompiers", "emergenc", "urgenc", "e911")
_NO_CALL = (
    r"(?! (?:fees?|surcharges?|address(?:es)?|records?|entry|entries|notifications?|alerts?|mails?|e-mails?|uploads?"
    r"|desk|code|team|list|locations?|database|forms?|compliance|licen[cs]e|invoice|charges?|export|policy|statement"
    r"|redundancy|street|st|avenue|ave|road|rd|minutes|errors?|users|phones|attempts|answered|messages|euros?"
    r"|dollars|units|did|dids|[0-9]+|main|birch|class|model|row|seats|lines|sets|upload|nomad|service|office|th)\b)"
)
_NO_NUMBER = "".join(
    rf"(?<!{before} ...)"
    for before in (
        *("[0-9]", r"\bof", r"\bno", r"\bapt", "ext", "extension", "room", "suite", "unit", "page", "lada", "code"),
        *("ticket", "invoiced", "attempts", "paid"),
    )
)
"""What makes three digits another number: `room 112`, `area code 999`."""
_CALLED = (
    rf"\b(?:911\b(?<![0-9][0-9] ...)(?<!ext ...)(?<!extension ...)(?<!code ...)(?<!suite ...){_NO_CALL}"
    rf"|e911\b{_NO_CALL}|(?:112|999|000|933)\b{_NO_NUMBER}{_NO_CALL}|9 1 1\b"
    r"|e?911-(?:probe|check|test|outbound|callback|trunk|calls?)\b|nine[ -]one[ -]one\b|triple (?:zero|nine|o)\b"
    r"|(?:el|le|al|the|du|dial(?:l?ed|l?ing)?|y|et) (?:15|18|17|061|110|066|10111)\b|notruf\b"
    r"|emergency (?<!non.emergency )(?:calls?|numbers?|services|diall?ing|calling|traffic|cent(?:er|re)|operator"
    r"|control)\b(?! only)|llamadas? de emergencias?\b|appels? d'urgence\b|numeros? d'urgence\b)"
)
_CALLING = re.compile(_CALLED)
_CALLING_PARTS = (
    *("911", "112", "999", "000", "933", "9 1 1", "one", "triple", "emergenc", "notruf", "urgenc"),
    *("15", "18", "17", "061", "110", "066", "10111"),
)
_ANSWERER = (
    r"(?:psaps?|dispatch(?:ers?)?|operators?|ambulances?(?: control)?|paramedics?|ems|sheriff(?:'s)?|deput(?:y|ies)"
    r"|bt|fire ?(?:brigade|department|dept|service|engine|truck|crew|control)s?|firefighters?|emergency (?:cent(?:er"
    r"|re)|control)|control room|emts?|rescue squad|squad|troopers?|officers?|cops|repartiteur|ecas|call ?taker|rcmp"
    r"|police|cops|county|repartitrice|preposee?|operadora?|bomberos|pompiers|samu|l'ambulance|ambulancia"
    r"|proteccion civil|secours|(?:first )?responders?|medics?)"
)
_RECORD = re.compile(
    r"\b(?:e911|911|112|999|000|emergency|e-911)(?: service)? (?:address(?:es)?|locations?|records?|entry|entries"
    r"|info|readback|database|data|callback|map|upload|form|validation|export|notifications?|alerts?)\b|\bkari's law"
    r"|\b(?:ray )?baum'?s?\b|\b933\b|\b(?:ali|elin|msag|e911|e-911)\b|\bdireccion (?:de emergencia|(?:de|del"
    r"|para el) (?:911|112|9 1 1)|911|112)\b|\badresse (?:d'urgence|du 9 1 1|112)\b"
)
_OPENING = re.compile(
    r"\b(?:psaps?|ambulances?|l'ambulance|paramedics?|sheriff(?:'s)?|deput(?:y|ies)|firefighters?|e-?911|elin|ali"
    r"|fire ?(?:brigade|department|dept|engine|service|control|truck|crew)s?|911|112|999|933|dispatch(?:ers?)?"
    r"|les pompiers|bomberos|ecas|emts?|rescue squad|first responders?|repartiteur|rcmp|readback|read back"
    r"|test number|ambulancia|emergency (?:address|location|call|cent(?:er|re)))\b"
)
_EVENT = re.compile(
    r"@+(?:(?: \S+){0,3} (?:tests?|calls?|tested|probe|from)\b| (?:test|probe|drill|audit)\b)"
    r"|\b(?:(?:tests?|tested|testing|test call|prueba|essai|dial(?:l?ed|ing|ling)?|call(?:ed|ing)?|calls|rang|rung|ring"
    r"|tried|try|press(?:ed)?|marco|llam\w+|marc\w+|compose|appel\w*|did|ran|made|placed|fait)\b(?: \S+){0,6} @+"
    r"|(?:test|drill|audit|live call|probe)\b(?: \S+){0,8} (?:dispatchers?|operator|psaps?|county|emergency|readback)\b"
    r"|e911 (?:test|probe|drill|audit)\b|(?:dispatchers?|operator|psap|deput\w+|ambulance|emergency cent(?:er|re))\b)"
)
_OWN_DISPATCH = re.compile(
    r"\b(?:taxi|cabs?|tow|truck(?:ing|s)?|freight|logistics|drivers?|courier|animals?|plumb\w+)\b"
)

# --- what goes wrong with a call --------------------------------------------------------------------------------------

_STOPS = r"(?:ok|okay|fine|works?|worked|passed|perfect|perfectly|if|unless|correctly|normally|complain\w*)\b"
_UNSURE = (
    r"(?:dead|does nothing|do nothing|goes quiet|goes blank|(?:strange|weird|odd|funny|error|three|beeping) tones?"
    r"|errors?(?: out)?|unreliabl[ey]|intermittent(?:ly)?|hit and miss|spotty|sporadic(?:ally)?|kicked back|stopped"
    r"|(?:fail|drop)\w* (?:\S+ )?(?:half|some|every other)|takes? (?:\S+ ){0,2}(?:seconds|minutes)|bounces?|loops?"
    r"|crackl\w*|useless|not reliabl[ey]|quits?|out of order|sometimes)"
)
_GAP = rf"(?: (?!{_STOPS})\S+)"
_AT = "@(?<!@@)@*+"
"""A number of emergency calling, whole: begun in its middle, the same would be tried again for each of its figures."""
DEAF = (
    r"(?:(?:couldn't|could not|can't|cannot|couldnt|didn't|did not|unable to|nobody|no one|not)(?: \S+){0,2} hear"
    r"|(?:heard|hears?|hearing) (?:absolutely |only )?(?:nothing|silence)|hear nothing)"
)
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
_CALL_FAILS = re.compile(
    rf"{_AT}(?:{_GAP}{{0,14}}? (?:{FAILURE}|{DEAF})\b|{_GAP}{{0,5}} {_UNSURE}\b"
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
_OTHER_THING = re.compile(
    r"\b(?:notifications?|e-?mails?|mails?|(?!\A)alerts?|fees?|surcharges?|invoice[ds]?|uploads?|csv|downloads?|export"
    r"|pop-?up|non-emergency|fax [0-9]+)\b"
)

# --- where it goes instead, and what is shown there -------------------------------------------------------------------

_WRONG = (
    r"(?:wrong|another|other|different|old|former|previous|prior|neighbou?ring|neighbou?r's|someone else(?:'s)?"
    r"|random|adjacent|somebody else(?:'s)?|private|instead|rather than|next|not (?:ours|the|our)|elsewhere|miles|km"
    r"|opposite|unrelated|national|relay|default|fallback|overflow|stranger|equivocad[ao]|otra|otro|vieja|viejo"
    r"|antigu[ao]|anterior|mauvaise?|ancien(?:ne)?|autre|au lieu|en vez)"
)
_GOES = (
    r"(?:answered|answers?|go|goes|going|went|lands?|landed|landing|reach(?:es|ed)?|ends?|ended|rings|rang|routed?"
    r"|routes|routing|terminated|handled|gets?|got|connect(?:s|ed)|picked up|transferred|comes out|came out|sent"
    r"|arrives?|arrived|terminates?|delivered|hits|rolled|rolls|contesta|contestan|atendieron|entra|cae|llega|arrive"
    r"|aboutit|tombe|repond)"
)
_AREA = r"(?:psap|county|dispatch(?:er)?|cent(?:er|re)|state|country|town|city|province|region|parish|district|area)"
_GOES_WRONG = re.compile(
    rf"{_AT}{_GAP}{{0,12}} {_GOES}\b{_GAP}{{0,9}}? {_WRONG}\b|{_AT}{_GAP}{{0,12}} {_GOES}(?: \S+){{0,3}} (?:voicemail"
    rf"|switchboard|auto attendant|front desk|reception"
    r"|mailbox|messagerie|l'accueil|buzon|recepcion|main line|hunt group|queue|extension|ext|fax|campus operator"
    r"|our own|plant's|own|manager's|guards?|recording|private|security desk|ivr|menu)\b"
    rf"|{_AT}(?: calls?)? from(?: \S+){{1,4}} (?:(?:are|is|get|gets|get|keep|being) )*(?:answered|terminated|handled"
    rf"|delivered|routed|lands?|landing|goes|go|going) (?:in|by|to|at|with)\b(?! (?:the )?(?:{_ANSWERER}|right"
    rf"|correct|proper|local))|{_AT}{_GAP}{{0,12}} (?:connected to|reach(?:es|ed)|goes to|went to|answered by"
    rf"|lands? (?:at|with)|landed (?:at|with)|rings?|got|gets) (?:an?|some|somebody|someone|my|his"
    rf"|her)\b(?!(?: \S+){{0,2}} (?:{_ANSWERER}|call|calls|right|correct|proper|local|human|person|answer|cent(?:er"
    rf"|re)|mail|email|alert|bill|fine|fee)\b)"
)
_LANDS_WRONG = re.compile(
    rf"\b{_WRONG} {_AREA}(?:'s)?(?: \S+){{0,3}} (?:answer(?:s|ed)?|got|took|picked|receiv)|\b(?:answered|picked up"
    rf"|taken) by(?: \S+){{0,5}} {_WRONG}\b|\b{_GOES}(?: \S+){{0,4}} (?:the|a|an|in) {_WRONG} (?:{_AREA}|one|end)\b"
    r"|\b(?:miles|km|kilomet\w+|blocks|counties|states|streets|towns|hours) (?:off|away|over|down the road)\b"
)
_GOES_SOMEWHERE = re.compile(
    rf"{_AT}{_GAP}{{0,12}} (?:goes|going|went|go|lands?|landed|reach(?:es|ed)?|ended|ends|rings|routed|gets?|got"
    rf"|connected"
    r"|sent|contesta|atendieron|answered|rolled)\b|\b(?:goes to|went to|lands? (?:in|at)|landed (?:in|at)"
    r"|ended up (?:in|at|with)|answered by|i have you (?:in|at)|we're routed)\b"
)
_GOES_ASTRAY = re.compile(
    rf"{_AT}{_GAP}{{0,12}} (?:goe?s? to|going to|went to|lands? (?:in|at|by|with)|landed (?:in|at|by|with)|(?:routed?"
    rf"|routes) to"
    r"|rolle?[ds]? to|ended up|ends? up|rings (?:in|at|to)|connected (?:to|with)|sent to|(?:answered|handled"
    r"|taken) (?:by|in)"
    r"|terminates? (?:in|at)|reach(?:es|ed)?|gets? (?:the|a|an)|got (?:the|a|an)|contestan?|atendieron|aboutit"
    r"|arrive)\b"
    rf"(?!(?: \S+){{0,3}} (?:{_ANSWERER}|right|correct|proper|local|through|each|notif\w+|e-?mail|alert|call|list"
    rf"|question"
    r"|inspector|auditor|human|person|answer|bill)\b)"
)
_PLACE = (
    r"(?:address(?:es)?|streets?|locations?|town|city|office|site|building|place|campus|house|shop|store|warehouse"
    r"|clinic|county|state|hq|headquarters?|floor|room|suite|mall|clubhouse|bldg|eircode|postcode|zip|premises|wing"
    r"|branch|unit|lab|numbers?|callback(?: number)?|call back|cli|caller id|record|tn|did|direccion|oficina|numero"
    r"|adresse|bureau|siege|ubicacion|school|town hall|home|location info|property|tenant|customer|client|company"
    r"|business|person|facility|district|door|entrance|gate|village|side|block|apartment|church|library|hospital"
    r"|station|parking)"
)
_SEES = (
    r"(?:sees?|saw|seen|seeing|shows?|showed|shown|showing|reads?|reading|displays?|displayed|displaying|had|has"
    r"|have|got|gets?|getting|told|says?|said|gave|gives|came up|comes? up|appears?|appeared|plots?|confirms?"
    r"|confirmed|reported|reports|repeated|repeats|presents?|presented|receives?|received|looking at|went to"
    r"|drove to|turned up|came to|sent to|dispatched to|arrived at|showed up|veia|voyait|voit|ve|ven|aparecio"
    r"|aparece|aparecia|muestran?|dio|leyo|avait|repite|le sale|les sale|recu|affiche|lu|readback)"
)
_MISSING = r"(?:no|blank|unknown|null|wrong|old|empty|missing|ninguna|sin)"
_SHOWS_WRONG = re.compile(
    r"\b(?:(?:no idea|didn't know|did not know|not know|unclear|unsure) where|had to (?:give|spell|repeat|explain|say"
    r"|tell)"
    r"(?: \S+){0,4} (?:address|where|location))\b"
    rf"|\b{_SEES}\b(?: (?!right\b|correct|not\b)\S+){{0,7}}? (?:{_WRONG}|incorrect|outdated|stale|empty|blank|no"
    rf"|unknown|null|billing|corporate|head|ninguna|missing|never|generic|own|last)(?: \S+){{0,3}}? {_PLACE}\b"
    rf"|\b{_MISSING} (?:\S+ ){{0,2}}{_PLACE}(?: \S+){{0,4}} (?:comes? up|came up|shown|showed|on (?:the|her|his"
    rf"|their) screens?|on file|to (?:the )?{_ANSWERER}|at the psap|found|at all|came through|appears|appeared)\b"
    r"|\b(?:address|location|screen|field|number)(?: \S+){0,4} (?:was|is|came up|comes up|shows?|were|stays?"
    r"|showed)(?: \S+){0,2} (?:blank|empty|null|unknown|wrong|the old|not available|missing|unavailable|withheld"
    r"|anonymous)\b|\b(?:no|not|without)(?: an| any| the)? (?:address|location|record"
    r"|street)(?: \S+){0,2} (?:on file|found|at all|available)\b|\baddress not (?:available|found)|\bno record\b"
    r"|\bunknown unknown\b|\bthe old (?:one|address|street|building|site|office|place)\b|\b(?:come|comes|came|show"
    r"|shows|showed|showing|plots?|plotted|appears?|appeared|registers?|reads?|presents?|presented"
    r"|identified) (?:up )?(?:as (?:an?|the|coming|our|in|if|being|if)|from|coming from) (?!(?:right|correct"
    r"|expected|new|proper))|\b(?:couldn't|could not|can't|cannot|barely|unable to|didn't) (?:see|tell|find|locate"
    r"|pinpoint|determine|get)(?: \S+){0,3} (?:where|location|address|us|caller|them|him|her)\b"
    r"|\bwithout (?:\S+ ){0,2}(?:locations?|address(?:es)?|callback|location data)\b|\b(?:direccion|numero|oficina"
    r"|sede|adresse) (?:vieja|anterior|antigua|equivocada|equivocado|incorrect[ao]|erronea|erroneo|erronee"
    r"|precedente|de otr[ao]|d'avant)\b|\bmauvais(?:e)? (?:numero|adresse|ville)\b|\bfalsche (?:adresse|nummer)\b"
    r"|\bdireccion que no\b|\b(?:location|address|number|callback|cli) (?:sent|shown|given|delivered|presented"
    r"|transmitted|conveyed)(?: \S+){0,4} (?:is|was|are) (?!(?:right|correct|our|proper|new|fine|ok)\b)"
    r"|\bnothing (?:populated|came up|comes up|showed|displayed|on (?:the|her|his|their) screen)\b|\b(?:no|without"
    r"|blank|missing|wrong|bad|invalid|null) (?:ani|ali|cli|pani|elin|callback|call back|caller id)\b"
    r"|\bmal(?:a)? direccion\b|\b(?:sin|ninguna) (?:direccion|numero|ubicacion)\b|\bvieja direccion"
    r"|\bdireccion (?:vieja|anterior)|\bancienne adresse|\bask(?:ed|s)?(?: \S+){0,3} (?:which|what) (?:state|town"
    r"|city|county|country|street)\b|\breadback (?:stays|remains|still)\b|\breadback (?:address|location"
    r"|street) of\b|\bthe same wrong one\b"
)
_SHOWS = re.compile(
    r"@+(?: \S+){0,2} (?:reads?|says?|repeats?|sees?|saw|shows?|showed|gets?|got|ve|voit)\b"
    rf"|\b(?:(?:{_ANSWERER}|she|he|they|lady|readback|screens?|console|map|captain|officer|cent(?:er|re)|test|guy"
    rf"|gentleman|supervisor|crew|engine|truck|store [0-9]+|site [0-9]+)\b(?: \S+){{0,7}}? {_SEES}\b"
    r"|i have you in\b|you're (?:in|at|calling from)\b|calling from\b|read(?:s|ing)? (?:back|out)\b"
    r"|ask(?:ed|s|ing)?(?: \S+){0,4} (?:which|what|why)(?: \S+){0,3} (?:state|town|city|address|county|in|from"
    r"|street)\b|(?:plots?|shows?|showed|displays?) (?:as|at|up|us|the|a)\b|vous vois a\b|le atendieron\b"
    rf"|{_ANSWERER}(?: \S+){{0,3}} (?:came|went|drove|turned up|showed up|arrived|sent|knocked|driv(?:e|ing)"
    r"|will go|goes|est partie|fue)\b|it (?:reads?|says?|shows?|gives)\b)"
)
_WITNESS = re.compile(rf"@+|\b(?:{_ANSWERER}|933|readback|read back|tests?|tested|test call|dial\w*|consoles?|map)\b")
"""Somebody or something that saw a call arrive, or a call that was made."""
_ON_FILE = re.compile(
    r"\b(?:portal|records?|entry|form|page|profile|website|list|csv|report|invoice|account|dropdown|user"
    r"|field)(?: \S+){0,4} (?:shows?|showed|has|have|had|says?|lists?|displays?|reads?|is|still)\b"
)
_RIGHT = re.compile(
    r"\b(?:right|correct(?:ly)?|proper|perfect(?:ly)?|as it should|match(?:es|ed)|our address|correcta|exacte)\b"
)
_CONTRAST = re.compile(
    r"\b(?:portal|records?|entry|website|registered address|system|fiche|ficha|portail|field)(?: \S+){0,6} (?:shows?"
    r"|has|have|says?|said|reads?|lists?|is|looks?|validat\w+|right|correct\w*|accepted|displays?|dice|esta|affiche"
    r"|correcte|got)\b|\bin (?:the|your|our) portal\b|\b(?:but|while|whereas|yet|though|although|however|instead"
    r"|rather than|should be|should have|not the|isn't the|alors que|pero|au lieu|en vez|siendo)\b|\b(?:is|are|sits?"
    r"|lives?|stands?|we're|works?) (?:\S+ )?(?:in|at|on) \S+|\bmoved\b|\bhay que pedir\b|\btransfer\w*"
    r"|\bwe (?:updated|changed|entered|corrected)\b|\bclosed (?:\S+ )?(?:years?|months?)\b|\b(?:km|miles|minutes)\b"
    r"|\bvalidat|\b(?:he|alarm|fire|patient|caller|call|emergency|she) (?:is|was) (?:at|in)\b|\bwe are (?:in|at)\b"
    r"|\bes de\b|\best a\b|\bhace \w+ (?:ano|semana|mes)|\bleft in\b|\bcan't send\b|\bit's (?:a|in|at)\b"
    r"|\bfor an? (?:\S+ ){1,3}at the\b|\bnever (?:been|lived|had)\b|\bhave(?:n't| not) been\b"
)
_UNCALLED = re.compile(
    rf"\b{_ANSWERER}\b(?: \S+){{0,5}} (?:knocked|came|drove|drive|turned up|showed up|called us|rang us"
    rf"|complain\w*)\b"
)
_NOT_CALLED = re.compile(
    r"\b(?:hadn't|had not|haven't|never|nobody|no one)(?: \S+){0,2} (?:called|dial\w*|rang|phoned)\b|\b(?:wasn't"
    r"|not) (?:us|them|ours)\b|^they hadn't$|\bno person in\b"
)
_BACK = re.compile(
    r"\b(?:call(?:ed|s|ing)?|ring(?:s|ing)?|rang|rung|phone[ds]?|dial(?:l?ed)?"
    r"|reach(?:ed)?)(?: (?!if\b)\S+){0,4} back\b|\bcall-?backs?(?: number)?\b|\bring-?back\b|\brappel(?:er)?\b"
    r"|\b(?:regresar|devolver) la llamada\b|\bretorno\b|\breturn(?:ed|ing)?(?: \S+){0,2} call\b|\bnumber (?:shown"
    r"|displayed|presented|seen)\b|\bcaller (?:id"
    r"|number)(?: \S+){0,3} (?:shown|seen|shows)\b|\b(?:shows?|sees?|saw|showed|seen)(?: \S+){0,3} (?:number|did"
    r"|cli)\b|\bnumber(?: \S+){0,2} (?:shows|showed|came|comes|showing)\b"
)
_BACK_WRONG = re.compile(
    r"\b(?:wrong|another|other|different|someone|somebody|unknown|zeros?|private|anonymous|withheld|invalid|doesn't"
    r"|does not|not|no such|fails?|failed|couldn't|could not|can't|cannot|unable|old|dead|got|reached|ended up"
    r"|0000*(?:-0+)*|555 0100|isn't|without|fax|disconnected|otra|otro|privado|no pudieron|no existe|n'existe|kennel"
    r"|garage|sin numero|40[0-9]|is 000)\b|\bis @+"
)

# --- what takes a fault back ------------------------------------------------------------------------------------------

_IMAGINED = re.compile(
    r"\b(?:what if|wants? (?:\S+ ){0,4}to|would like|needs? to|make sure|verify that|(?:are|is|be) moving|will move"
    r"|what happens|if (?:someone|somebody|a|an|we|i|they|you|one|my|it|our|power|internet|their)"
    r"|in case|should (?:a|someone|we|anyone)|would (?:a|the|it|they|we|911|112|999|emergency)|before (?:we )?(?:go"
    r"|going) live|suppose|simulera|tabletop|will be (?:down|out)|avoid|prevent|worried|so that (?:nobody|no one)"
    r"|how (?:do|can|to|does|would)|during the (?:window|cutover|maintenance)|never had|si alguien|si quelqu'un"
    r"|goes down|to see that|next week|tomorrow|without (?:bothering|disturbing|annoying)|offers the|by accident"
    r"|misdial\w*)\b"
)
_QUESTION = re.compile(r"(?:\S+ ){0,2}(?:how|where|which|what|can|could|do|does|will|would|should|must|may)\b")
_WHY = re.compile(r"\bwhy (?:does|do|is|are|can't|did)\b")
_MENDED = re.compile(
    r"\b(?:(?:was|were) (?:a|an|our|my) (?:\S+ ){1,4}(?:of ours|on our side|at our end)|we (?:have )?(?:removed"
    r"|fixed|corrected)|all good(?: now)?|(?:is|was|are|been|now|got) (?:fixed|resolved|solved|restored|closed"
    r"|sorted)|please close|(?:you )?can close|(?:works?|working|ok|fine) (?:again|now)|back to normal|resolved"
    r"|now (?:ok|fine|right|correct|works)|no longer (?:fails|happens)|thanks? for (?:fixing|the fix)|ya (?:quedo"
    r"|funciona)|resuelto|regle|kudos|(?:nothing|no action) (?:to fix|needed|required)|report received|not the case"
    r"|nothing for you|for your files?|ours to fix|close (?:it|the|this)|can be closed|since then (?:it|all))\b"
)
_UNMENDED = re.compile(
    r"\b(?:not|isn't|never|n't|until|till|should|supposed|says?|said|allegedly|apparently|claims?|please (?:get"
    r"|have)|when)\b|\?|\b(?:other|others|normal|ordinary|regular|rest|else|he's|she's|patient|kid|student|child)\b"
)
_NO_REPORT = re.compile(
    r"\b(?:incident report|reason for outage|merged|undeliverable|delivery has failed|exercise exercise"
    r"|we got your message|thanks for writing|auto-?reply|rfo)\b"
)

_DENIED = re.compile(r"\bno (?:emergency|@+)(?: call(?:s|ing)?)? (?:problems?|issues?|troubles?|faults?)\b")
_DENIED_UNTIL = re.compile(r"\b(?:until|till|before|but|yet|per se|had|was|were|other|else)\b")
"""Words by which a trouble that is denied is one of another time or place."""

# --- tests that passed, and what was corrected long ago ---------------------------------------------------------------

_PASSED = re.compile(
    r"@+(?: \S+){0,14}? (?:passed|pass|went through|goes? through|succe\w+|ok|okay|fine|good|worked|works|right"
    r"|correct\w*|perfect\w*|complete[ds]?|as (?:it|they) should|as expected|matche[ds]|bien|salio|salieron|exitos\w+"
    r"|satisfactori\w+|reussi\w*|conformes?|concluant\w*|abouti\w*|passent?|funciona\w*|fonctionne\w*)\b"
)
"""A call to an emergency number that did what it should."""
_ALL_PASSED = re.compile(
    r"\b(?:all|each|every|[0-9]+ of [0-9]+|todas|todos|tous|toutes)\b(?: \S+){0,6}"
    r" (?:passed|succeeded|went through|fine|ok|good|right|correct|reussi\w*|conformes|pasaron|salieron|bien)\b"
)
"""The same, told a sentence or two after the test."""
_CALLED_AT = re.compile(r"@+")
_TESTED = re.compile(
    r"\b(?:tests?|tested|testing|verified|verifications?|checked|drill|protocol|pruebas?|probamos|probado|verificamos"
    r"|verificacion|simulacro|essais?|teste[rs]?|testee?s?|verifie\w*|exercice|dial(?:l?ed)? @)"
)
_UNTROUBLED = re.compile(
    r"\b(?:no|zero|0|without|sin|ningun[ao]?|aucune?|sans|pas d[e'])(?: (?:any|a|single|other|further|more|known"
    r"|ningun[ao]?|aucune?))*"
    r" ?(?:failures?|failed|fails?|issues?|problems?|errors?|faults?|trouble|anomal\w+|incidents?|exceptions?"
    r"|deviations?|discrepanc\w+|complaints?|fallas?|fallos?|errore?s?|problemas?|novedad(?:es)?|incidencias?|echecs?"
    r"|erreurs?|problemes?|pannes?|soucis?)\b(?: (?:of any kind|at all|whatsoever|found|seen|reported|to report))?"
    r"|\b(?:none|nothing|ninguna|aucun) (?:failed|fallo|n'a echoue)\b"
    r"|\b(?:nothing (?:else )?|no action |no reply |no answer )(?:is |was )?"
    r"(?:to (?:do|fix|report|change)|needed|required|necessary|wanted|expected)\b|\b(?:nada|rien) (?:que|a|de) \S+"
    r"|\bbut (?:my|our|the|their|his|her) \S+ (?:wants?|asks?|needs?|requires?|insists?)\b"
)
"""Words of trouble that tell of none; they are not looked at any more."""
_TROUBLE = re.compile(
    r"n't\b|\b(?:not|no|nor|never|nobody|none|nothing|without|cannot|unable|except\w*|but|apart|besides|other than|only"
    r"|however|though|although|while|whereas|instead|still|until|unless|if|wrong\w*|incorrect\w*|old|former|previous"
    r"|another|other|different\w*|fail\w*|errors?|busy|dead|down|drop\w*|cut|silen\w*|mute|blank|missing|missed|lacks?"
    r"|empty|unknown|invalid|reject\w*|block\w*|refus\w*|time-?d?-?out|mis\w+|problems?|issues?|troubles?|broken|outages?"
    r"|slow\w*|delay\w*|late|intermittent\w*|sometimes|again|retr\w+|attempts?|tries|twice|recordings?|voicemail fault"
    r"|nowhere|crackl\w*|static|noise|noisy|echo|garbled|faint|hung|hangs?|lost|loses?|losing|stuck|astray|bounce[sd]?"
    r"|should(?! be\b)|supposed|urgent\w*|asap|affected|stopped|stops|impossible|concern\w*|worr\w+|odd\w*|strange\w*"
    r"|weird|unfortunately|alas|yet|almost|nearly|most|some|few|half|partly|partial\w*|miles|elsewhere"
    r"|(?:after|took|takes|taking|within)(?: \S+){0,3} (?:seconds|minutes|rings|tries)"
    r"|(?:is|are|was|were|went) out"
    r"|reorder|tones?|engaged|forbidden|denied|(?<!-)(?:40[0-9]|48[0-9]|50[0-4]|60[0-9])(?!-)|[0-9]+x|ended|opens|across|rest"
    r"|corriger|corregir|to (?:correct|fix|mend)|rappel|non|appelle plus"
    r"|nadie|ninguna?|nunca|pero|excepto|salvo|menos|falla\w*|fallo\w*|otr[ao]s?|viej[ao]|anterior\w*|equivocad[ao]s?"
    r"|incorrect[ao]s?|ocupado|caid[ao]s?|todavia|algun[ao]s?|solo|aunque|sino|personne|jamais|mais|sauf|hormis|echou\w*"
    r"|autres?|ancien\w*|mauvaise?|occupe|encore|certaine?s|quelques|pourtant|seul\w*|ne|n'\w+|pas|plus|aucune?|sans|sin"
    r"|panne|coupe\w*|coupure\w*|erron\w*|faux|fausse)\b"
)
"""Anything that may tell of trouble, in whatever sentence: one such word, and a test counts as passed no more."""
_READS_ELSE = re.compile(
    r"\b(?:portal|records?|system|website|sheet|database|ficha|fiche|portail) (?:shows?|says?|has|have|lists?|reads?"
    r"|displays?|dice|muestra|affiche|indique)\b"
)
_SAYS = re.compile(r"\b(?:shows?|showed|reads?|says?|said|displays?|sees?|saw|gets?|got|muestra|dijo|affiche)\b")
_ALL_BUT = re.compile(
    r"\b(?:all|every\w*|each|todas?|todos|tous|toutes|[0-9]+|tests?|pruebas?|essais?)\b(?: \S+){0,5}"
    r" (?:passed|ok|okay|fine|good|worked|works?|right|correct|went through|pasaron|salieron|bien|reussi\w*|passent)"
    r"(?: \S+){0,2}"
    r" (?:except(?:ing)?|apart from|other than|but not|save for|excepto|menos|salvo|sauf|hormis)\b"
)
"""A test of emergency calls that passed, but for something."""
_COUNT = re.compile(r"\b([0-9]+) (?:of|out of|/|de|sur) (?:the |our |las |los |les )?([0-9]+)\b")
_LONG_AGO = re.compile(
    r"\b(?:in (?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer"
    r"|autumn|fall|winter|20[0-9][0-9])|last (?:year|month|spring|summer|autumn|fall|winter|quarter|\S+ber|march|april"
    r"|june|july|august)|(?:weeks|months|years) ago|en (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre"
    r"|octubre|noviembre|diciembre)|el (?:ano|mes) pasado|en (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout"
    r"|septembre|octobre|novembre|decembre)|l'an dernier|le mois dernier)\b"
)
_CORRECTED = re.compile(
    r"\b(?:you|we|they|noc|engineers?|team|carrier) (?:have |had |then |promptly )?(?:corrected|fixed|repaired|resolved"
    r"|mended)\b|\b(?:was|were|been|got) (?:\S+ )?(?:corrected|fixed|repaired|resolved|mended)\b"
    r"|\b(?:lo|la) (?:corrigieron|corrigio|arreglaron)\b|\b(?:fue|quedo) (?:corregid[ao]|resuelt[ao])\b"
    r"|\b(?:a|avez|ont) (?:ete )?(?:corrige|regle)e?\b"
)
_TESTED_SINCE = re.compile(
    r"\b(?:tested|tests?|test calls?|verified|pruebas?|probamos|probado|teste\w*|essais?)\b(?: \S+){0,6}"
    r" (?:since|monthly|weekly|daily|each (?:week|month)|every (?:week|month)|desde entonces|cada mes|depuis"
    r"|chaque mois)\b"
    r"|\b(?:each time|every time|since then|ever since|desde entonces|cada vez|depuis|chaque fois)\b(?: \S+){0,8}"
    r" (?:lands?|landed|works?|worked|passed|reached|reaches|fine|right|correct|as it should|where it should|bien"
    r"|funciona\w*|fonctionne\w*)\b"
)
_ANEW = re.compile(
    r"\b(?:still|again|today|tonight|yesterday|this (?:morning|week|afternoon)|now|keeps?|until|but|however|except"
    r"|recur\w*|not|never|fails?|failing|back to|hoy|ayer|ahora|todavia|otra vez|pero|sigue\w*|aujourd'hui|hier|encore"
    r"|mais|toujours|de nouveau)\b|n't\b"
)
"""What may tell that a fault of long ago is there again."""

# --- administration ---------------------------------------------------------------------------------------------------

_REJECTED = re.compile(
    r"\b(?:not valid|invalid|reject\w*|refused|won't (?:take|accept|save|validate)|can(?:no|')t (?:save|be saved"
    r"|validate|add|enter|store)|fails? (?:with|validation|to validate)|not accept\w*|pending msag|queued|stuck"
    r"|isn't in|contact provider|internal error|doesn't (?:take|accept|validate|save)|unknown address"
    r"|validation (?:error|failed|fails|errors)|gets? refused|keeps? (?:failing|rejecting))\b"
)
_ADDRESS = re.compile(
    r"\b(?:address(?:es)?|locations?|validation|postcode|postal code|street|e911|msag|record|entry)\b"
)
_ASKS = re.compile(
    r"\b(?:how|where|which|what|can|could|do|does|is|are|may|should|must|donde|puede|podemos|como|cual|que|ou"
    r"|comment|faut-il|est-ce|quel|quelle|who|by when|have|any|need|will)\b"
)
_WANTS = re.compile(
    r"\b(?:please|want|wants|would like|need|needs|asks?|statement|letter|document|whitepaper|compliance|csv|bulk"
    r"|must|notif\w+|alert|fyi|notice|drill|simulacro|exercice|exercise|will|agreed|coordinat\w+|update|enter"
    r"|'d like|we'd like|wondering|question|tests? done)\b"
)
_BEGINS_ASKING = re.compile(r"(?:how|what|which|where|can|could|do|does|is there|may|who|when)\b")
_CHARGED = re.compile(r"\b(?:fees?|surcharges?|invoice[ds]?|charged?|credit|dispute)\b")
_FINE = re.compile(
    r"@+(?: (?!(?:not|no|fails?|failed|except|if|isn't|never|from the|right now|address)\b)\S+){0,7}? (?:ok|okay"
    r"|fine|works?|worked|working|passed|correct|good|perfect|perfectly|went through|goes through|all good|bien"
    r"|tested|arrive|got each)\b|\b(?:passed|tested|ok|completes?)(?: \S+){0,4} @+(?: \S+){0,3} (?:ok|fine|passed"
    r"|good)\b"
)
_DOUBT = re.compile(r"\b(?:but|except|from|room|only|gym|[0-9]+ ok [0-9]+)\b")
_SEEN = (_SHOWS, _SHOWS_WRONG, _BACK, _GOES_SOMEWHERE)
_ENTERED = re.compile(r"\b(?:portal|right|correct|validated|accepted|updated|resubmitted|wrong|saw|told)\b")
_COUNTED = re.compile(r"\b([0-9]+) (?:ok|passed) ([0-9]+)\b")


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield what a report shows about emergency calling."""
    text = "\n".join([told.line.plain for told in facts.told])
    words = text.split()
    if not _EMERGENCY_HEADS.isdisjoint(words) or any(part in text for part in _EMERGENCY_PARTS):
        yield from _emergency(facts.told, text)


def _marked(plain: str, parts: Sequence[str]) -> str:
    """Return a sentence with the numbers of emergency calling as `@`, each letter at its place."""
    if not any(part in plain for part in parts):
        return plain
    return _CALLING.sub(lambda match: "@" * len(match.group()), plain)


def _emergency(told: Sequence[Told], text: str) -> Iterator[Sign]:
    parts = [part for part in _CALLING_PARTS if part in text]
    lines = [_marked(one.line.plain, parts) for one in told]
    is_topic = "@" in "".join(lines) or _RECORD.search(text) is not None
    if not is_topic and (not _OPENING.search(text) or _OWN_DISPATCH.search(text)):
        return
    passed = _passed(told, lines) or _corrected(lines)
    if passed is not None:
        yield sign("emergency-passed", told[passed[0]], passed[1], plain=True)
    fault = None if passed is not None or _NO_REPORT.search(text) else _fault(told, lines)
    if fault is not None and not _is_mended(lines[fault[0] :]) and not _is_asked(told, lines, fault[1]):
        yield sign("emergency-fault", told[fault[0]], fault[1], plain=True)
        return
    if fault is None and (later := _later(lines)):
        yield sign("emergency-later", told[later[0]], later[1], plain=True)
    if fine := _fine(told, lines):
        yield sign("emergency-fine", told[fine[0]], fine[1], plain=True)
    if is_topic and fault is None:
        yield from _administration(told, lines)


def _passed(told: Sequence[Told], lines: Sequence[str]) -> Shown | None:
    """
    Return where a report tells of emergency calls that were tested and did what they should, and of no trouble at all.

    A missed fault is the worst mistake: one word of trouble anywhere, a count that is not full, a place that
    something else shows, and nothing is said to have passed.
    """
    found = _told_passed(lines)
    if found is None or told[found[0]].asks:
        return None
    bare = [_UNTROUBLED.sub(lambda match: re.sub(r"\S+", "-", match.group()), line) for line in lines]
    if any(_TROUBLE.search(line) or _READS_ELSE.search(line) for line in bare):
        return None
    if any(_SAYS.search(line) and not (_RIGHT.search(line) or one.asks) for one, line in zip(told, bare, strict=True)):
        return None
    if any(part != whole for line in bare for part, whole in _COUNT.findall(line)):
        return None
    return found if _fault(told, bare) is None else None


def _later(lines: Sequence[str]) -> Shown | None:
    """Return where emergency calls are spoken of as what may fail one day, with whom to call then."""
    for place, line in enumerate(lines):
        if (match := _CALLED_AT.search(line)) and is_advice(line):
            return place, match
    return None


def _told_passed(lines: Sequence[str]) -> Shown | None:
    """Return where a test of emergency calls is said to have passed: in its own sentence or shortly after."""
    for place, line in enumerate(lines):
        if "@" not in line or not _TESTED.search(line):
            continue
        if match := _PASSED.search(line):
            return place, match
        for after in range(place + 1, min(place + 1 + REPLY_REACH, len(lines))):
            if match := _ALL_PASSED.search(lines[after]):
                return after, match
    return None


def _corrected(lines: Sequence[str]) -> Shown | None:
    """Return where a report tells of a fault of long ago that was corrected and has been tested well since."""
    if not any(map(_LONG_AGO.search, lines)) or any(map(_ANEW.search, lines)):
        return None
    corrected = next(((n, match) for n, line in enumerate(lines) if (match := _CORRECTED.search(line))), None)
    if corrected is None or not any(map(_TESTED_SINCE.search, lines[corrected[0] :])):
        return None
    return corrected


def _administration(told: Sequence[Told], lines: Sequence[str]) -> Iterator[Sign]:
    rejected = next(((n, match) for n, line in enumerate(lines) if (match := _rejected(line))), None)
    if rejected and any(map(_RECORD.search, lines)):
        yield sign("emergency-address-rejected", told[rejected[0]], rejected[1], plain=True)
    elif found := _administered(told, lines):
        yield sign("emergency-admin", told[found[0]], found[1], plain=True)


def _rejected(line: str) -> re.Match[str] | None:
    """Return where an address is said to be refused."""
    match = _REJECTED.search(line)
    return match if match and _ADDRESS.search(line) else None


def _fine(told: Sequence[Told], lines: Sequence[str]) -> Shown | None:
    for place, line in enumerate(lines):
        if "@" not in line or told[place].asks or not (match := _FINE.search(line)):
            continue
        counted = _COUNTED.search(line)
        if counted is None or counted.group(1) == counted.group(2):
            return place, match
    return None


def _administered(told: Sequence[Told], lines: Sequence[str]) -> Shown | None:
    """Return a question or a wish about emergency calling, asked where it is named or shortly after."""
    since = REACH
    for place, line in enumerate(lines):
        since = 0 if "@" in line or _RECORD.search(line) else since + 1
        if since >= REACH or _CHARGED.search(line):
            continue
        if told[place].asks or _BEGINS_ASKING.match(line):
            match = _ASKS.search(line)
        else:
            match = None if since > 1 else _WANTS.search(line)
        if match:
            return place, match
    return None


def _fault(told: Sequence[Told], lines: Sequence[str]) -> Shown | None:
    """Return the place of the sentence and the words in it that tell of a fault of emergency calling."""
    since = called = REACH + 1
    for place, line in enumerate(lines):
        opens = "@" in line or _OPENING.search(line) is not None
        since = 0 if opens else since + 1
        called = _since_call(called, line, opens=opens, asks=told[place].asks)
        if since > REACH or (_IMAGINED.search(line) and not _WHY.search(line)):
            continue
        if told[place].asks and _QUESTION.match(line) and not _WHY.search(line):
            continue
        if _DENIED.search(line) and not _DENIED_UNTIL.search(line):
            continue
        match = _fault_of_call(line, called) or _all_but(lines, place) or _fault_of_place(lines, place, opens=opens)
        if match and not is_for_later(line, *match.span()):
            return place, match
    return None


def _since_call(called: int, line: str, *, opens: bool, asks: bool) -> int:
    """Return how many sentences ago an emergency call was told of whose end is still open."""
    if not opens or not _EVENT.search(line):
        return called + 1
    return REACH if not asks and _FINE.search(line) and not _DOUBT.search(line) else 0


def _fault_of_call(line: str, called: int) -> re.Match[str] | None:
    match = None
    if "@" in line:
        match = _CALL_FAILS.search(line) or _CANNOT_CALL.search(line) or _GOES_WRONG.search(line)
    if match is None:
        match = _LANDS_WRONG.search(line)
    if match is None and 0 < called <= REPLY_REACH and not _OTHER_CALLS.search(line):
        match = _THEN_FAILS.search(line)
    return match if match and not _OTHER_THING.search(line, 0, match.end()) else None


def _all_but(lines: Sequence[str], place: int) -> re.Match[str] | None:
    """Return where a test of emergency calls, told here or just before, passed but for something."""
    about = lines[max(0, place - 1) : place + 1]
    if not any("@" in line and _TESTED.search(line) for line in about):
        return None
    return _ALL_BUT.search(lines[place])


def _fault_of_place(lines: Sequence[str], place: int, *, opens: bool) -> re.Match[str] | None:
    line = lines[place]
    if _OTHER_THING.search(line):
        return None
    shown = _SHOWS.search(line)
    if (shown or opens) and (match := _SHOWS_WRONG.search(line)) and (shown or _WITNESS.search(line)):
        return None if _ON_FILE.search(line) and not _WITNESS.search(line) else match
    if (match := _BACK.search(line)) and _BACK_WRONG.search(line):
        return match
    if (match := _UNCALLED.search(line)) and any(map(_NOT_CALLED.search, lines[place : place + REACH])):
        return match
    if (match := _GOES_ASTRAY.search(line)) and not _RIGHT.search(line) and not _FINE.search(line):
        return match
    weak = shown or (_GOES_SOMEWHERE.search(line) if "@" in line or opens else None)
    if weak and not _RIGHT.search(line) and _is_contrasted(lines, place, weak.end()):
        return weak
    return None


def _is_contrasted(lines: Sequence[str], place: int, end: int) -> bool:
    """Whether another place stands against the one that was told: here, or two sentences before or after."""
    return bool(_CONTRAST.search(lines[place], end)) or any(
        map(_CONTRAST.search, (*lines[max(place - 2, 0) : place], *lines[place + 1 : place + 3]))
    )


def _is_mended(lines: Sequence[str]) -> bool:
    return any(_MENDED.search(line) and not _UNMENDED.search(line) for line in lines)


def _is_asked(told: Sequence[Told], lines: Sequence[str], match: re.Match[str]) -> bool:
    """Whether what is shown is only asked about: a question, and no word of what was entered or is right."""
    if match.re not in _SEEN or any(map(_ENTERED.search, lines)):
        return False
    return any(one.asks for one in told) or any(map(_BEGINS_ASKING.match, lines))
