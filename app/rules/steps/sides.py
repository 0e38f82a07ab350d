"""
On whose side the cause lies: the customer's power, router or headset, or the provider's servers and routes.

What a customer has of its own counts wherever it is named as dead or touched; a cause that is ruled out, asked about or
imagined is nobody's.
"""

from app.rules.steps.hints import Reading, any_of, cue, one_by_one

# --- their own --------------------------------------------------------------------------------------------------------

_MAINS = (
    r"(?:power|electricity|internet|isp|broadband|wi-?fi|dsl|ont|modem|router|poe|ups|generator|starlink|nbn|comcast"
    r"|spectrum|xfinity|openreach|lan|wan|dhcp)"
)
"""What a customer has of its own wherever it is named; for the rest it must be said whose it is."""
_GEAR = (
    r"(?:router|switch|modem|cables?|fib(?:re|er)|cord|plugs?|power|rack|cabinet|internet|breaker|adapter|injector"
    r"|ups|base|poe|cat-?5|cat-?6|wiring|firewall|duct|patch panel|socket|lines?|mast|antenna|ata|server room|fuse"
    r"|network|controller)"
)
_GONE = (
    r"(?:down|out|dead|off|died|dies|fried|broke|broken|failed|cut|burnt|burned|gone|tripped|expired|drowned|wiped"
    r"|black|ran out|unplugged|suspended|disconnected|flooded|faulty|stolen|toast|blocked|blocks|switched off"
    r"|turned off)"
)
_BEEN = r"(?: (?:has|had|is|was|are|got|been|itself|went|goes|just|completely|totally|all|again|currently|being|'s))*"
_OWNER = (
    r"(?:our|my|their|his|her|the customer's|the client's|client's|customer's|local|own|building's|landlord's|site's)"
)
_HARM = (
    r"(?:unplugged|pulled(?: out)?|chewed|fried|tripped(?: over)?|dug|ate|drowned|severed|knocked|kicked|switched off"
    r"|turned off|yanked|disconnected|cut(?: through)?|drilled|spilled|flooded|stole|struck|damaged|bit|drove|hit"
    r"|took out|snapped|moved|through|got)"
)
_CULPRIT = (
    r"(?:digger|backhoe|excavator|forklift|storm|lightning|thunderstorm|flood|squirrels?|beaver|dogs?|cats?|rats?"
    r"|mouse|mice|cleaners?|cleaning \S+|janitor|builders?|sexton|caretaker|electricians?|contractors?|kids?|child"
    r"|typhoon|seagull|pipe|colleague|somebody|someone|guest|husband|wife|trainee|apprentice|customer|client|tenant"
    r"|city|council|utility|alumno|they|movers|painters?|landlord|neighbou?r|plumber|truck|lorry|tree|intern|roofers?"
    r"|crew|boss|owner|manager|he|she)"
)
_KIT = r"(?:headsets?|battery|batteries|cable|charger|adapter|power supply|cord|patch lead|ringer|volume|receiver)"
_SETTING = r"(?:dnd|do not disturb|forward\w*|muted?|ringer|typo|wrong (?:port|vlan|cable|socket|number|password))"
_FACT = (
    r"(?:turned out|turns out|it was|that was|culprit|cause|caused by|due to|because of|found it|the fault"
    r"|problem was|issue was|down to)"
)
_GUESS = r"(?:probably|maybe|likely|i (?:think|guess|suspect|bet|believe)|may|might|must|seems|assume)"
_OWN = one_by_one(
    r"firewall (?:\S+ ){0,2}(?:blocked|blocks|blocking|ate|dropped)",
    r"(?:error|mistake|fault|problem|issue) was (?:ours|mine|theirs|his|hers|local)|wrong (?:vlan|breaker|patch"
    r"|wall port)",
    rf"it's (?:just |only |all )?(?:the|his|her|their|our|my) (?:own )?(?:{_KIT}|{_MAINS})",
    r"(?:was|were|is) (?:in|on) (?:dnd|do not disturb|mute)|(?:they|he|she|someone|somebody) (?:had )?unplugged",
    r"our own \S+ (?:swap|work|works|maintenance|upgrade|migration|change|reboot|replacement)|(?:cable company"
    r"|isp) has (?:a|an)",
    r"(?:we|i|they|he|she) (?:had |have |has )?forgo?t(?:ten)? (?:to (?!ask|mention|say|add)\w+|the (?!password|pin"
    r"|code)\w+)",
    rf"{_CULPRIT}(?:'s)? it (?:\S+ )?(?:changed|moved|updated|replaced|swapped|blocked|closed)(?: \S+){{0,3}} {_GEAR}",
    r"power (?:cut|outage|failure|loss)|no (?:power|electricity|internet|mains)|brownout|load ?shedding|power's out",
    r"(?:lost|without|shut off|cut off|turned off|cut|cutting) (?:the |their |all )?(?:power|electricity|internet"
    r"|broadband)",
    rf"{_MAINS}(?:'s)?{_BEEN} {_GONE}(?! (?:of (?:order|service)|and on))",
    r"(?:isp|internet|broadband) (?:outage|says|eta)",
    rf"{_OWNER} (?:\S+ ){{0,2}}{_GEAR}(?:'s)?(?: (?:line|connection|licen[cs]e|itself))?(?: (?:from|at)(?:"
    r" \S+){1,4}?)?"
    rf"{_BEEN} {_GONE}(?! (?:of (?:order|service)|and on))",
    rf"{_CULPRIT}(?: (?!i\b|we\b)\S+){{0,2}} {_HARM}(?: \S+){{0,4}} {_GEAR}",
    rf"{_GEAR}(?: (?:was|were|got|had|has|is|been|being))+ (?:unplugged|pulled|chewed|cut|kicked|flooded|disconnected"
    r"|stolen|damaged)",
    r"unplugged by|(?:had|was|were|been|got|it's|is) (?:\S+ )?unplugged|cord out|loose (?:cable|plug|cord|wire)"
    r"|pulled the plugs?",
    rf"{_KIT}{_BEEN} (?:dead|flat|empty|bad|faulty|broken|unplugged|loose|damaged|drowned|muted|not charged|turned"
    r" down)",
    rf"{_FACT}(?: \S+){{0,4}} (?:{_MAINS}|{_KIT}|{_SETTING}|switch|unplugged|cabling|wiring|pbx|config\w*|mistake"
    r"|dial rule|pc|laptop)",
    rf"{_GUESS}(?: \S+){{0,5}} (?:{_SETTING}|headset|battery|unplugged|wifi|wi-fi|cable|plug|volume)",
    r"our (?:mistake|fault|bad|error|own (?:mistake|fault|dial|dhcp|config\w*|firewall|router|script|pbx|core|doing))",
    r"our dhcp|my (?:mistake|fault|bad|own (?:fault|mistake|doing|typo))|it was (?:me|us)|pebkac|user error"
    r"|entry of ours",
    r"(?:was|problem|issue|fault|error|mistake) (?:\S+ )?(?:on|at) (?:our|their|the customer's"
    r"|the client's) (?:own )?(?:side|end)",
    r"not your (?:fault|problem|doing|issue)|nothing (?:of yours|on you|to do with you|you (?:can|could) do|for you)",
    r"no longer your problem|not yours|breaker(?: \S+){0,3} tripped|poe budget",
    rf"{_SETTING}(?: \S+){{0,2}} (?:was|were|had been|is still|left) (?:on|activated|set|switched on)",
    r"mute (?:on by|slider)|parental control|(?:left|pressed|activated|switched on|hit)(?: \S+){0,3} (?:dnd"
    r"|do not disturb|mute)",
    r"(?:hasn't|didn't|not|never|forgot to|forgotten to) (?:pay|paid|renew\w*)(?: \S+){0,4} (?:isp|internet|broadband"
    r"|provider|bill|line)",
    r"(?:no hay|sin|se fue la|devuelto la|cortaron la|cortara la|corte de) (?:luz|fibra|energia|corriente"
    r"|electricidad)",
    r"era el (?:firewall|router|cable|switch|modem)|fue (?:un|el) (?:cable|switch|router)|cable nuestro|desconecto el",
    r"desenchuf\w+|panne (?:de courant|d'electricite|d'internet)|coupure (?:de courant|d'electricite|d'internet"
    r"|internet)",
    r"(?:routeur|switch|cablodistributeur|modem|box)(?: \S+){0,3} (?:grille|en panne|mort|hs)|debranche",
)
_NOT_OWN = any_of(
    r"suspected|ruled|isn't|not (?:the|our|their|a|it|us|internet|power|his|her|my)|hardly|drill|in case|if"
    r"|when(?:ever)?|(?:is|'s|are) (?:fine|ok|okay|clean|good|stable)|no (?:power|internet)(?: or \S+)? (?:problem"
    r"|issue|trouble|fault)|thought|says it's|blames?|blamed|your (?:router|switch|power|internet|gateway|sbc)|should"
    r"|could be|still|power cycle|(?:i|we|i've|we've) (?:unplugged|pulled|moved|cut|turned)|swapped|your (?:fib\w+"
    r"|cable|side|end)|during (?!our)|tell (?:me|us)|before you|recording|not because|(?:been|came|come|are|is"
    r"|power's) back|after (?:the )?(?:brownout|storm)"
)
_OF_OWN = cue(
    "power electricity internet broadband isp wifi wi-fi dsl ont modem router poe ups firewall generator starlink nbn"
    " comcast spectrum xfinity openreach lan wan dhcp unplugged pulled brownout shedding loadshedding cord plug plugs"
    " chewed fried switch cable cables fibre fiber rack cabinet breaker adapter injector cat5 cat-5 cat6 cat-6 wiring"
    " duct socket mast antenna fuse mistake fault pebkac ours yours battery batteries headset headsets charger dnd"
    " disturb parental mute muted ringer volume typo cause caused culprit due me us luz fibra energia corriente"
    " electricidad debranche panne coupure desconecto desenchufo desenchufaron error controller forward forwarding"
    " forwarded forwards tripped loose light nothing doing bad side end base network forgot forgotten forget mine"
    " theirs local swap reboot maintenance upgrade power's internet's router's"
)  # fmt: skip
OWN_SIDE = Reading("own-side", (_OF_OWN,), _OWN, _NOT_OWN, 44)

# --- the provider's ---------------------------------------------------------------------------------------------------

_YOURS = (
    r"(?:sbcs?|registrar|reg server|registration server|platform|servers?|core|edge|proxy|softswitch|media|gateway"
    r"|node|cluster|as|relay|backend|routes?|side|end|portal|api|provisioning|messaging|mediation|carrier|upstream"
    r"|push|router|dashboard|stats|system|network|sftp|reg|sip|voice)"
)
_HAPPENED = (
    r"(?:maintenance|upgrade|patch|update|mise a jour|bascule|intervention|migracion|cut-?over|migration|move|release"
    r"|deploy|changes?|weekend work|work|fix|cert|acl|swap|rollout|weekend|mail|engineer|engineers|night)"
)
_ANSWERS = (
    r"(?:returns?|answers?|sends?|replies|says?|rejects?|ends|drops?|strips?|thinks|responds?|refus\w+|gives?|closes"
    r"|throws|contesta|renvoie|blocks?|shows?|adds|no reply|isn't|doesn't|never|not|sees|hands|keeps|tells|still)"
)
_CODE = (
    r"(?:4\d\d|5\d\d|60[34]|errors?|timeouts?|reject\w*|refus\w*|byes?|no (?:reply|answer|response)|rst|forbidden"
    r"|loss|options|invite)"
)
_YOUR = any_of(
    rf"{_CODE}(?: \S+){{0,5}} (?:from|by|at|on) (?:you|yours|your \S+)",
    rf"(?:from|by|behind|within|past|beyond|between|through) your (?:own )?(?:\S+ )?{_YOURS}(?:'s)?"
    r"|(?:on|at) your (?:side|end|proxy|node|server|core|edge|sbc|registrar|gateway|relay)",
    rf"your (?:\S+ ){{0,2}}?{_YOURS}(?: \S+){{0,3}}? {_ANSWERS}",
    rf"(?:since|after|following|with|desde|depuis|before) (?:\S+ )?(?:your|su|votre|vos) (?:\S+ ){{0,2}}?{_HAPPENED}",
    r"(?:since|after|depuis que) (?:you|vous) (?:\S+ )?(?:moved|upgraded|changed|switched|migrated|patched|updated"
    r"|touched|swapped|renamed)",
    r"you (?:return|send|answer|reject|reply|respond|strip|drop|block|still)(?: \S+){0,4} (?:4\d\d|5\d\d|60\d|before"
    r"|ip|it|us)",
    r"(?:it's|it is|clearly|must|likely|sits?|something|bug|entirely|stuck|broken|account|fault)(?: \S+){0,5}"
    rf" (?:on|at|in|with) your (?:\S+ )?{_YOURS}",
    r"(?:other|several|two|three|four|five|six|multiple|different|more|nine) (?:of our )?(?:\S+ )?(?:customers"
    r"|tenants|clients|resellers)(?: \S+){0,5} (?:too|same|likewise|as well|also)",
    r"same (?:\S+ ){0,2}(?:from|at|for|with) (?:\S+ ){0,2}(?:customers|tenants|clients|pops)",
    r"(?:over|with|via|through|con) (?:\S+ )?(?:another|other|different|otro) (?:carrier|provider|supplier|wholesaler"
    r"|proveedor)(?: \S+){0,3} (?:it|works?|rings?|goes|fine|ok|connects?|complete|conecta|there)",
    r"other (?:provider|supplier|carrier)(?:'s)?(?: \S+){0,2} (?:works|ok|rings|answer)",
    r"greye?d? out|grayed out|grey(?:ed)? (?:for|to) us|restricted by|(?:system|service) provider|contact (?:support"
    r"|provider|carrier services)",
    r"request via support|locked by (?:provider|pending|system)|(?:only|just) (?:you|your \S+|the wholesaler"
    r"|the provider) can|your (?:people|team|noc|engineers) (?:have|need|must) (?:to|look)",
    r"(?:we|i) (?:can't|cannot|can not|are not able to|don't have)(?: \S+){0,4} (?:in the portal|from our (?:end"
    r"|side)|ourselves|by ourselves|rights|permission)",
    r"portal (?:refuses|won't|rejects|doesn't let|does not let|says contact|throws)",
    r"(?:de|en|desde|por|a) su (?:lado|servidor|registrar|plataforma|sbc|red|ruta)|(?:lado|viene|parte"
    r"|tramo) de ustedes|ustedes (?:le|me|nos) \S+|su (?:servidor|registrar|sbc|ruta)",
    r"(?:(?:nos|les?|me) devuelve|contestan|responden|contesta|renvoie|reponse)(?: \S+){0,2} (?:4\d\d|5\d\d)",
    r"(?:par|de) vous|(?:4\d\d|5\d\d) (?:chez vous|de ustedes)|(?:sort|part|vient|perd\w*|stoppe|erreur"
    r"|bloque\w*)(?: \S+){0,4} chez vous|votre (?:serveur|registrar|plateforme|sbc|cote|reseau|cluster)|de votre cote"
    r"|chez votre",
    r"(?:no|missing|wrong|comes?|invites?|is|bye|rtp|re-invite|4\d\d|5\d\d|60\d)(?: \S+){0,3} from (?:you|yours)",
)
_NOT_YOUR = any_of(
    r"nothing (?:\S+ ){0,3}(?:on|at|from|by) your|nothing (?:from|on|at) you\w*|not (?:on|at|from)? ?your|rien"
    r"|password|invoice|no action|went well|smooth\w*|whether|how|before your|none|compatible|bravo|lovely"
    r"|as announced|who|which|is there|do you|does your|signed|joins?|may i|could (?:somebody|someone|anybody)"
    r"|can (?:somebody|someone|you|i|we)|does anybody|thanks|never done|successful|bliss|all (?:ok|fine|good|is well)"
    r"|hours of|say|tell"
)
_OF_YOURS = cue(
    "your you yours su votre vos vous ustedes carrier provider supplier proveedor wholesaler greyed grayed grey"
    " restricted contact support locked portal customers tenants clients resellers devuelve contestan responden"
    " contesta renvoie reponse enterprise awaiting pops ourselves rights permission request user"
)  # fmt: skip
YOUR_SIDE = Reading("your-side", (_OF_YOURS,), _YOUR, _NOT_YOUR, asked=False)
