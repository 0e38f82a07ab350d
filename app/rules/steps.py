"""
What the partner did about the trouble, on whose side its cause lies, and what helps meanwhile.

Steps are counted by what was touched ("swapped phone and cable" are two), since the policy asks whether a partner has
exhausted its own. A sentence is walked word by word for them; the other signs are patterns over the plain words, tried
only where one of their cues stands, and dropped where words close by turn them round ("not the router").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.rules.claims import Scope, State
from app.rules.reader import Facts, Told
from app.rules.signs import Sign, sign


def _table(entries: dict[str, str]) -> dict[str, str]:
    return {word: key for key, words in entries.items() for word in words.split()}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _any(*branches: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(branches)})(?![\w'])")


_DID = _table(
    {
        "reboot": "rebooted restarted power-cycled powercycled cycled replugged reiniciamos reinicie reiniciado"
        " reiniciados reiniciada reinicio redemarre redemarres",
        "default": "defaulted reflashed flashed wiped resetted resetee reseteamos restauro restauramos reinitialise"
        " reinitialisee reinitialises",
        "provision": "reprovisioned resynced repushed reprovisionne",
        "rebuild": "rebuilt recreated remade recreamos recreado recreada recree recrees recreee recrea",
        "re-add": "readded reassigned repointed reasigno reaffecte",
        "re-enter": "reentered retyped rekeyed resaved retape relogged",
        "upload": "reuploaded rerecorded rechargees",
        "install": "reinstalled reinstalamos reinstale reinstalle reinstallee",
        "toggle": "toggled unbarred",
        "reseat": "reseated",
        "roll back": "rolled",
    }
)
"""What was done, whatever it was done to; words such as `re-added` are told by their beginning."""

_DID_TO = _table(
    {
        "swap": "swapped replaced exchanged interchanged cambiamos cambie cambiado cambiada remplace remplaces"
        " remplacee"
        " echange echanges sustituimos permute permutes",
        "try": "tried tested probamos probado probe probados essaye essayes teste testes testee",
    }
)
"""What was done to something that is named beside it."""

_MAYBE_DID = _table(
    {
        "change": "changed switched varied renewed redone shortened extended lengthened raised cambio changes changee"
        " allongee put turned",
        "check": "checked verified confirmed compared measured reviewed verificamos revisamos comprobamos revise"
        " verifie verifies verifiee verifiees controle matched inspected comparamos compare medimos revisado ruled",
        "clear": "cleared removed deleted released borre borramos borrado supprime supprimes supprimee quite quitamos",
        "update": "updated upgraded downgraded actualizamos actualizado",
        "switch off": "disabled enabled bypassed opened desactive desactivee deactivated",
    }
)
"""What may be a step or just something that happened: it counts beside others, or where the trouble went on."""

_DO = _table(
    {
        "reboot": "reboot reboots rebooting restarting restart power-cycle powercycle replug redemarrage",
        "default": "reset resets defaults default factory",
        "provision": "reprovision re-provision reprovisioning re-provisioning",
        "rebuild": "rebuild recreate rebuilding",
        "re-add": "re-add readd re-adding",
        "register": "relogin re-login relog",
        "install": "reinstall",
        "swap": "swap replace swapping replacing replacements",
        "trace": "pcap pcaps trace traces capture captures wireshark mtr sngrep traza",
    }
)
"""Steps as they are jotted down in lists."""

_I_DO = _set("restart reboot reset change test check swap replace disable make try verify clear reinstall")
"""What a writer with little English did: "I restart, I change the cable"."""

_THINGS = {
    "device": "phone handset telephone set instrument ata adapter adaptor headset hardware device unit model base"
    " deskphone softphone cordless apparatus receiver equipment battery aparato equipo terminal poste combine"
    " appareil"
    " diadema casque telefono gear t46 yealink poly grandstream zoiper speaker brand",
    "cable": "cable cord lead patch wire cat5 cat6 cabling patchcord cordon wiring",
    "port": "port jack socket outlet puerto prise",
    "net": "switch router modem firewall vlan network isp internet wifi lan hotspot lte 4g 5g vpn red reseau poe"
    " routeur"
    " injector dns mtu pare-feu",
    "user": "user account profile usuario cuenta compte licence license template queue schedule menu bridge"
    " utilisateur"
    " profil perfil mailbox list group wav file",
    "password": "password passcode pin credential credentials creds login secret token key contrasena mdp",
    "software": "browser pc computer laptop cache chrome edge firefox cookies navigateur navegador machine",
    "firmware": "firmware",
    "protocol": "alg stun codec tcp udp tls timer t38 t.38 ecm dtmf rfc2833 srtp qos g711 g729 g.722 keepalive",
    "number": "did ddi cli",
    "setting": "dnd forward forwarding setting rule plan permission renvoi desvio config configuration option spam",
    "power": "power supply",
}
_THING = {form: key for key, words in _THINGS.items() for word in words.split() for form in (word, f"{word}s")}
_OTHER = _set(
    "new other another different fresh second spare replacement third brand-new otro otra otros otras nuevo nueva"
    " nuevos"
    " nuevas distinto distinta autre autres nouveau nouvelle two three several neighbour's neighbor's plain"
)
_PLURAL_OTHERS = _set("phones users handsets sets extensions accounts devices stations postes groups queues networks")
_OFF_ON = _set("off on out up current disabled down")
_FILL = _set("and & the a an were was has have been also both is its his her my their / et y le la el")
_NOT = _set(
    "not no haven't hasn't havent hasnt didn't didnt never nobody none without isn't don't dont won't cannot can't"
    " yet"
    " sin jamais ninguno pas untested hadn't wasn't weren't"
)
_WISHED = _set(
    "to can could should shall will would please pls if before how want wants need needs must may when whenever until"
    " unless let's i'll we'll he'll kindly might once por planned be like"
)
_CAUSE = _set("since because until till desde depuis after")
_YOU = _set("you your you've vous ustedes")
_WE = _set("we i i've we've ive he she they tech he's")
_WENT_ON = _set(
    "still same nothing nada igual identical alike unchanged pareil rien persists remains sigue siguen toujours"
    " siempre"
    " nope nor unresolved even stays"
)
_BREAKS = _set("still same but so because who which that however without nothing while whereas")
_LISTED = _set("did done tried steps fait hecho actions troubleshooting")

_RESULT = _any(
    r"no (?:change|difference|luck|joy|effect|better|improvement|help|avail|use)",
    r"(?:didn't|did not|doesn't|does not|hasn't|not|nothing) (?:help|helped|helps|cure|fix|solve|do it)",
    r"in vain|w / o success|without success|to no avail|sans (?:succes|effet)|sin exito",
)
_TRIED_ALL = _any(
    r"tried everything|everything (?:i|we) (?:can|could|know|have|had)|everything (?:on|in) (?:the|your)"
    r" (?:check)?list",
    r"(?:did|tried) (?:it )?all|(?:done|doing) everything",
    r"(?:through|followed|worked) (?:\S+ )?(?:your|the|our) (?:whole )?(?:check-?list|runbook|playbook|kb|guide)",
    r"as your (?:check)?list says|all the usual|the usual (?:steps|things|dance|suspects|drill|stuff)|reboot dance",
    r"whatever (?:i|we) (?:do|did|try|tried)|out of ideas|at (?:my|our) wits|exhausted (?:all|our|every|my)",
    r"all (?:standard|basic|usual|known|possible) (?:steps|checks|troubleshooting)",
    r"ya probamos (?:de )?todo|tout essaye|on a tout (?:essaye|fait)|reiniciamos todo|through everything",
)
_CHANGE_OF_MIND = _any("not|haven't|before|if|will|can (?:i|we)|should|after you")
_STEP = (
    r"(?:reboot|restart|reset|power[- ]cycle|factory reset|swap|swapping|replacing|rebooting|restarting|resetting"
    r"|upgrade|toggling|new (?:phone|cable|password|headset|router|switch|battery|handset|cord)|replacement)"
)
_CURE = r"(?:fixed|cured|solved|sorted|resolved|repaired|did)"
_CURED = _any(
    r"(?:turned|switched|disabled|plugged|rebooted|reseated|cleared|took)(?: \S+){0,8} (?:and|&) (?:it|all|they"
    r"|everything)(?:'s| is| are)?"
    r" (?:now )?(?:ok|fine|good|works?|working|back)",
    r"(?:spare|replacement|new one|another one|old one|new phone|new cable|new headset)(?: \S+){0,4} (?:and|&)"
    r" (?:it|that|all|they)"
    r"(?:'s| is| was)? (?:works?|fine|ok|good|working)",
    rf"(?:{_STEP}|that|which|it) (?:has |have )?{_CURE} (?:it|the trick|the job|that)",
    rf"(?:fixed|cured|solved|sorted|resolved|works|fine|ok|okay|good|back)(?: again| now)* (?:after|by|with|once)"
    rf" (?:(?:a|the|we|i|he|she|my|our|another|quick|simple|new) )*(?:{_STEP}|rebooted|restarted|swapped|replaced"
    rf"|reseated"
    r"|changed|unplugging|cable|rebuilt|phone|handset|password|firmware|re-?provision\w*|disabling|deleting"
    r"|re-?adding)",
    r"(?:rebooted|restarted|reset|swapped|replaced|defaulted|changed|re-?provisioned)(?: \S+){0,4} and"
    r"(?: now)?(?: it| he| she| all| everything| they)?(?:'s| is| are)?(?: now)? (?:works?|working|fine|ok|good"
    r"|fixed|back|rings)",
)
_NOT_CURED = _any(r"not|didn't|no|nothing|if|until|unless|for (?:an?|a few|some|\d+) \S+|then|but|only|you|your")

_TOUCH = (
    r"(?:look\w*|check\w*|tried|try|trying|touch\w*|reboot\w*|restart\w*|swapped|tested|investigat\w*|troubleshoot\w*"
    r"|visit\w*|reset|inspect\w*|verif\w*|opened|retried|retry|debugg\w*|examin\w*|pressed|through (?:the|my|our)"
    r" \S+)"
)
_HAVE_NOT = (
    r"(?:haven't|havent|hasn't|hasnt|have not|has not|'?ve not|not|i've not|we've not|didn't|didnt|did not"
    r"|nobody(?:'s)?"
    r"|no one|no human)"
)
_BETWEEN = (
    r"(?: (?:yet|even|really|actually|myself|been|had|got|gone|i|we|he|she|done|anything|any|a|the|chance|time|to"
    r"|round"
    r"|around|have|has|human|it|so|far|here|able|over))*"
)
_UNTRIED = _any(
    rf"{_HAVE_NOT}{_BETWEEN} {_TOUCH}(?! (?:good|right|well|out|in|like|positive|anything on|a thing on))",
    rf"{_HAVE_NOT}(?: (?:yet|even|really|myself|i|we))* (?:been (?:to|there|over|on ?site|down|near|in)|gone"
    rf" (?:there|over|down|near)"
    r"|on ?site|been on-?site|got (?:round|around|to it)|done (?:anything|any|a thing)|had (?:time|a chance|a"
    r" minute|a look)"
    r"|do (?:anything|a thing)|get (?:to it|round|around|a chance))",
    r"(?:nobody|no one)(?: has|'s)? been (?:there|to|near|over)|i'm (?:not there|off site|not on site)|off site",
    r"(?:nothing|none|no steps?|no troubleshooting)(?: (?:has|have|been|was|is|yet))* (?:tried|done|attempted|taken"
    r"|so far)",
    r"(?:tried|steps|steps taken|troubleshooting|done|actions|checked|off and on a)(?: (?:so far|already))* (?:none"
    r"|no|n / a|nil)"
    r"(?: yet| so far)?$",
    r"before (?:i|we) (?:try|touch|swap|reboot|restart|reset|drive|go|start|do|send|replace|open|change|waste|climb"
    r"|look|dig)",
    r"(?:figured|thought|thinking|rather|better) (?:i'd |we'd |i would |to |i )?(?:just )?ask(?:ing)?(?: you)?"
    r" (?:first|before)",
    r"ask(?:ing)? (?:you )?first|have yet to (?:look|check|try|go|reboot|visit|touch)|yet to be (?:checked|visited"
    r"|rebooted)",
    r"(?:no|not|lack of) time (?:to|for) (?:look|touch|go|check|try|anything|it|test|reboot)|to be checked by",
    r"(?:will|i'll|we'll|going to) (?:look|check|have a look|go|test|try|reboot|restart|swap|walk|drop by|be there"
    r"|send a \S+)"
    r"(?: \S+){0,6}? (?:later|tomorrow|tonight|after|when|soon|first thing|monday|tuesday|wednesday|thursday|friday"
    r"|in the|with)",
    r"(?:driving|walking|heading) (?:over|there|down|out)|haven't (?:swapped|rebooted|restarted) anything|not"
    r" visited",
    r"(?:todavia|aun) no (?:(?:lo|la|los|las|le|he|hemos|se|me|nos|ha) )*(?:reinici\w+|mir\w+|revis\w+|prob\w+"
    r"|toc\w+|ido|fui"
    r"|fuimos|vamos|hice|cambi\w+|comprob\w+)|sin (?:revisar|mirar|tocar|probar)",
    r"no (?:lo |la |le |los |he |hemos |lo he |la he )?(?:ido|mirado|revisado|probado|tocado|reiniciado|hecho nada)",
    r"pas (?:encore )?(?:regarde|verifie|touche|redemarre|essaye|teste|alle|passe)|rien (?:touche|essaye|verifie"
    r"|teste)",
    r"pas (?:encore )?eu le temps|pas encore (?:ete|pu)",
)
_NOT_UNTRIED = _any(
    r"changed|working|billing|your (?:side|end)|our (?:side|end)|everything|have you|done \S+ (?:wrong|different)"
    r"|tenants?"
    r"|911|112|999|helped?|if not|they've not|reproducib\w*|reset (?:old|new)|on site has"
)

_MAINS = (
    r"(?:power|electricity|internet|isp|broadband|wi-?fi|dsl|ont|modem|router|poe|ups|generator|starlink"
    r"|nbn|comcast"
    r"|spectrum|xfinity|openreach|lan|wan|dhcp)"
)
"""What a customer has of its own wherever it is named; for the rest it must be said whose it is."""
_GEAR = (
    r"(?:router|switch|modem|cables?|fib(?:re|er)|cord|plugs?|power|rack|cabinet|internet|breaker|adapter|injector"
    r"|ups|base|poe"
    r"|cat-?5|cat-?6|wiring|firewall|duct|patch panel|socket|lines?|mast|antenna|ata|server room|fuse|network"
    r"|controller)"
)
_GONE = (
    r"(?:down|out|dead|off|died|dies|fried|broke|broken|failed|cut|burnt|burned|gone|tripped|expired|drowned|wiped"
    r"|black"
    r"|ran out|unplugged|suspended|disconnected|flooded|faulty|stolen|toast|blocked|blocks|switched off|turned off)"
)
_BEEN = r"(?: (?:has|had|is|was|are|got|been|itself|went|goes|just|completely|totally|all|again|currently|being|'s))*"
_OWNER = (
    r"(?:our|my|their|his|her|the customer's|the client's|client's|customer's|local|own|building's|landlord's|site's)"
)
_HARM = (
    r"(?:unplugged|pulled(?: out)?|chewed|fried|tripped(?: over)?|dug|ate|drowned|severed|knocked|kicked|switched off"
    r"|turned off|yanked|disconnected|cut(?: through)?|drilled|spilled|flooded|stole|struck|damaged|bit|drove|hit"
    r"|took out"
    r"|snapped|moved|through|got)"
)
_CULPRIT = (
    r"(?:digger|backhoe|excavator|forklift|storm|lightning|thunderstorm|flood|squirrels?|beaver|dogs?|cats?|rats?"
    r"|mouse|mice"
    r"|cleaners?|cleaning \S+|janitor|builders?|sexton|caretaker|electricians?|contractors?|kids?|child|typhoon"
    r"|seagull|pipe"
    r"|colleague|somebody|someone|guest|husband|wife|trainee|apprentice|customer|client|tenant|city|council|utility"
    r"|alumno"
    r"|they|movers|painters?|landlord|neighbou?r|plumber|truck|lorry|tree|intern|roofers?|crew|boss|owner|manager"
    r"|he|she)"
)
_KIT = r"(?:headsets?|battery|batteries|cable|charger|adapter|power supply|cord|patch lead|ringer|volume|receiver)"
_SETTING = r"(?:dnd|do not disturb|forward\w*|muted?|ringer|typo|wrong (?:port|vlan|cable|socket|number|password))"
_FACT = (
    r"(?:turned out|turns out|it was|that was|culprit|cause|caused by|due to|because of|found it|the fault"
    r"|problem was"
    r"|issue was|down to)"
)
_GUESS = r"(?:probably|maybe|likely|i (?:think|guess|suspect|bet|believe)|may|might|must|seems|assume)"
_OWN = _any(
    r"firewall (?:\S+ ){0,2}(?:blocked|blocks|blocking|ate|dropped)",
    r"(?:error|mistake|fault|problem|issue) was (?:ours|mine|theirs|his|hers|local)|wrong (?:vlan|breaker|patch"
    r"|wall port)",
    rf"it's (?:just |only |all )?(?:the|his|her|their|our|my) (?:own )?(?:{_KIT}|{_MAINS})",
    r"(?:was|were|is) (?:in|on) (?:dnd|do not disturb|mute)|(?:they|he|she|someone|somebody) (?:had )?unplugged",
    r"our own \S+ (?:swap|work|works|maintenance|upgrade|migration|change|reboot|replacement)|(?:cable company|isp)"
    r" has (?:a|an)",
    r"(?:we|i|they|he|she) (?:had |have |has )?forgo?t(?:ten)? (?:to (?!ask|mention|say|add)\w+"
    r"|the (?!password|pin|code)\w+)",
    rf"{_CULPRIT}(?:'s)? it (?:\S+ )?(?:changed|moved|updated|replaced|swapped|blocked|closed)(?: \S+){{0,3}}"
    rf" {_GEAR}",
    r"power (?:cut|outage|failure|loss)|no (?:power|electricity|internet|mains)|brownout|load ?shedding|power's out",
    r"(?:lost|without|shut off|cut off|turned off|cut|cutting) (?:the |their |all )?(?:power|electricity|internet"
    r"|broadband)",
    rf"{_MAINS}(?:'s)?{_BEEN} {_GONE}(?! (?:of (?:order|service)|and on))",
    r"(?:isp|internet|broadband) (?:outage|says|eta)",
    rf"{_OWNER} (?:\S+ ){{0,2}}{_GEAR}(?:'s)?(?: (?:line|connection|licen[cs]e|itself))?(?: (?:from|at)(?:"
    rf" \S+){{1,4}}?)?"
    rf"{_BEEN} {_GONE}(?! (?:of (?:order|service)|and on))",
    rf"{_CULPRIT}(?: (?!i\b|we\b)\S+){{0,2}} {_HARM}(?: \S+){{0,4}} {_GEAR}",
    rf"{_GEAR}(?: (?:was|were|got|had|has|is|been|being))+ (?:unplugged|pulled|chewed|cut|kicked|flooded|disconnected"
    r"|stolen|damaged)",
    r"unplugged by|(?:had|was|were|been|got|it's|is) (?:\S+ )?unplugged|cord out|loose (?:cable|plug|cord|wire)"
    r"|pulled the plugs?",
    rf"{_KIT}{_BEEN} (?:dead|flat|empty|bad|faulty|broken|unplugged|loose|damaged|drowned|muted|not charged|turned"
    rf" down)",
    rf"{_FACT}(?: \S+){{0,4}} (?:{_MAINS}|{_KIT}|{_SETTING}|switch|unplugged|cabling|wiring|pbx|config\w*|mistake"
    rf"|dial rule"
    r"|pc|laptop)",
    rf"{_GUESS}(?: \S+){{0,5}} (?:{_SETTING}|headset|battery|unplugged|wifi|wi-fi|cable|plug|volume)",
    r"our (?:mistake|fault|bad|error|own (?:mistake|fault|dial|dhcp|config\w*|firewall|router|script|pbx|core"
    r"|doing))",
    r"our dhcp|my (?:mistake|fault|bad|own (?:fault|mistake|doing|typo))|it was (?:me|us)|pebkac|user error|entry"
    r" of ours",
    r"(?:was|problem|issue|fault|error|mistake) (?:\S+ )?(?:on|at) (?:our|their|the customer's|the client's) (?:own"
    r" )?(?:side|end)",
    r"not your (?:fault|problem|doing|issue)|nothing (?:of yours|on you|to do with you|you (?:can|could) do|for you)",
    r"no longer your problem|not yours|breaker(?: \S+){0,3} tripped|poe budget",
    rf"{_SETTING}(?: \S+){{0,2}} (?:was|were|had been|is still|left) (?:on|activated|set|switched on)",
    r"mute (?:on by|slider)|parental control|(?:left|pressed|activated|switched on|hit)(?: \S+){0,3} (?:dnd|do not"
    r" disturb|mute)",
    r"(?:hasn't|didn't|not|never|forgot to|forgotten to) (?:pay|paid|renew\w*)(?: \S+){0,4} (?:isp|internet|broadband"
    r"|provider|bill|line)",
    r"(?:no hay|sin|se fue la|devuelto la|cortaron la|cortara la|corte de) (?:luz|fibra|energia|corriente"
    r"|electricidad)",
    r"era el (?:firewall|router|cable|switch|modem)|fue (?:un|el) (?:cable|switch|router)|cable nuestro|desconecto"
    r" el",
    r"desenchuf\w+|panne (?:de courant|d'electricite|d'internet)|coupure (?:de courant|d'electricite|d'internet"
    r"|internet)",
    r"(?:routeur|switch|cablodistributeur|modem|box)(?: \S+){0,3} (?:grille|en panne|mort|hs)|debranche",
)
_NOT_OWN = _any(
    r"suspected|ruled|isn't|not (?:the|our|their|a|it|us|internet|power|his|her|my)|hardly|drill|in case|if"
    r"|when(?:ever)?"
    r"|(?:is|'s|are) (?:fine|ok|okay|clean|good|stable)|no (?:power|internet)(?: or \S+)? (?:problem|issue|trouble"
    r"|fault)"
    r"|thought|says it's|blames?|blamed|your (?:router|switch|power|internet|gateway|sbc)|should|could be|still"
    r"|power cycle|(?:i|we|i've|we've) (?:unplugged|pulled|moved|cut|turned)|swapped|your (?:fib\w+|cable|side|end)"
    r"|during (?!our)|tell (?:me|us)|before you"
    r"|recording|not because|(?:been|came|come|are|is|power's) back|after (?:the )?(?:brownout|storm)"
)

_YOURS = (
    r"(?:sbcs?|registrar|reg server|registration server|platform|servers?|core|edge|proxy|softswitch|media|gateway"
    r"|node"
    r"|cluster|as|relay|backend|routes?|side|end|portal|api|provisioning|messaging|mediation|carrier|upstream|push"
    r"|router"
    r"|dashboard|stats|system|network|sftp|reg|sip|voice)"
)
_HAPPENED = (
    r"(?:maintenance|upgrade|patch|update|mise a jour|bascule|intervention|migracion|cut-?over|migration|move"
    r"|release|deploy|changes?|weekend work|work|fix"
    r"|cert|acl"
    r"|swap|rollout|weekend|mail|engineer|engineers|night)"
)
_ANSWERS = (
    r"(?:returns?|answers?|sends?|replies|says?|rejects?|ends|drops?|strips?|thinks|responds?|refus\w+|gives?"
    r"|closes|throws"
    r"|contesta|renvoie|blocks?|shows?|adds|no reply|isn't|doesn't|never|not|sees|hands|keeps|tells|still)"
)
_CODE = (
    r"(?:4\d\d|5\d\d|60[34]|errors?|timeouts?|reject\w*|refus\w*|byes?|no (?:reply|answer|response)|rst"
    r"|forbidden|loss|options|invite)"
)
_YOUR = _any(
    rf"{_CODE}(?: \S+){{0,5}} (?:from|by|at|on) (?:you|yours|your \S+)",
    rf"(?:from|by|behind|within|past|beyond|between|through) your (?:own )?(?:\S+ )?{_YOURS}(?:'s)?"
    r"|(?:on|at) your (?:side|end|proxy|node|server|core|edge|sbc|registrar|gateway|relay)",
    rf"your (?:\S+ ){{0,2}}?{_YOURS}(?: \S+){{0,3}}? {_ANSWERS}",
    rf"(?:since|after|following|with|desde|depuis|before) (?:\S+ )?(?:your|su|votre|vos) (?:\S+ ){{0,2}}?{_HAPPENED}",
    r"(?:since|after|depuis que) (?:you|vous) (?:\S+ )?(?:moved|upgraded|changed|switched|migrated|patched|updated"
    r"|touched|swapped|renamed)",
    r"you (?:return|send|answer|reject|reply|respond|strip|drop|block|still)(?: \S+){0,4} (?:4\d\d|5\d\d|60\d"
    r"|before|ip|it|us)",
    r"(?:it's|it is|clearly|must|likely|sits?|something|bug|entirely|stuck|broken|account|fault)(?: \S+){0,5}"
    rf" (?:on|at|in|with) your (?:\S+ )?{_YOURS}",
    r"(?:other|several|two|three|four|five|six|multiple|different|more|nine) (?:of our )?(?:\S+ )?(?:customers"
    r"|tenants|clients|resellers)"
    r"(?: \S+){0,5} (?:too|same|likewise|as well|also)",
    r"same (?:\S+ ){0,2}(?:from|at|for|with) (?:\S+ ){0,2}(?:customers|tenants|clients|pops)",
    r"(?:over|with|via|through|con) (?:\S+ )?(?:another|other|different|otro) (?:carrier|provider|supplier"
    r"|wholesaler|proveedor)"
    r"(?: \S+){0,3} (?:it|works?|rings?|goes|fine|ok|connects?|complete|conecta|there)",
    r"other (?:provider|supplier|carrier)(?:'s)?(?: \S+){0,2} (?:works|ok|rings|answer)",
    r"greye?d? out|grayed out|grey(?:ed)? (?:for|to) us|restricted by|(?:system|service) provider|contact"
    r" (?:support|provider|carrier services)",
    r"request via support|locked by (?:provider|pending|system)"
    r"(?:only|just) (?:you|your \S+|the wholesaler|the provider) can|your (?:people|team|noc|engineers) (?:have"
    r"|need|must) (?:to|look)",
    r"(?:we|i) (?:can't|cannot|can not|are not able to|don't have)(?: \S+){0,4} (?:in the portal|from our (?:end"
    r"|side)|ourselves|by ourselves|rights|permission)",
    r"portal (?:refuses|won't|rejects|doesn't let|does not let|says contact|throws)",
    r"(?:de|en|desde|por|a) su (?:lado|servidor|registrar|plataforma|sbc|red|ruta)|(?:lado|viene|parte|tramo) de"
    r" ustedes|ustedes (?:le|me|nos)"
    r" \S+|su (?:servidor|registrar|sbc|ruta)",
    r"(?:(?:nos|les?|me) devuelve|contestan|responden|contesta|renvoie|reponse)(?: \S+){0,2} (?:4\d\d|5\d\d)",
    r"(?:par|de) vous|(?:4\d\d|5\d\d) (?:chez vous|de ustedes)|(?:sort|part|vient|perd\w*|stoppe|erreur"
    r"|bloque\w*)(?: \S+){0,4} chez vous|votre (?:serveur|registrar|plateforme|sbc|cote|reseau|cluster)|de votre"
    r" cote|chez votre",
    r"(?:no|missing|wrong|comes?|invites?|is|bye|rtp|re-invite|4\d\d|5\d\d|60\d)(?: \S+){0,3} from (?:you|yours)",
)
_NOT_YOUR = _any(
    r"nothing (?:\S+ ){0,3}(?:on|at|from|by) your|nothing (?:from|on|at) you\w*|not (?:on|at|from)? ?your|rien"
    r"|password"
    r"|invoice|no action|went well|smooth\w*"
    r"|whether|how|before your|none|compatible|bravo|lovely|as announced|who|which|is there|do you|does your|signed"
    r"|joins?"
    r"|may i|could (?:somebody|someone|anybody)|can (?:somebody|someone|you|i|we)|does anybody|thanks|never done"
    r"|successful|bliss|all (?:ok|fine|good|is well)|hours of|say|tell"
)

_WAY = _any(
    r"meanwhile|mean time|for the time being|temporarily(?! (?:un|out|not|off))|mientras tanto|por mientras|en"
    r" attendant|entre-temps",
    r"in the meantime(?! stable)|for now(?= |$)",
    r"(?:dial|dials|transfer|open|opens|type|types|press|presses|enter|key|keys|do it|done|doing it)(?: \S+){0,5}"
    r" by hand",
    r"work-? ?arounds? (?:is|found|exists?|in place|yes|available|works|for|via|they|in use)|(?:found|have"
    r"|has|got|there's|is|with) (?:a|the|one) work-? ?around",
    r"(?:use|uses|using|takes?|taking|answers?|answering|calls?|borrow\w*)(?: \S+){0,3} (?:other|another"
    r"|neighbou?r's|next|colleague's|spare|cell|mobile|softphone|blind)(?: \S+){0,2} (?:instead|meanwhile|for now"
    r")",
    r"(?:next|other) \S+ is used instead|they (?:redial|cope|manage|use it)|(?:can|could|will) live with|we can"
    r" manage|(?:they're|he's|she's) (?:coping|managing)",
    r"they (?:carry on|use (?:the|their|his|a)) \S+|(?:we've|we|i've|i|have) (?:\S+ )?(?:put|sent|diverted"
    r"|forwarded|moved)(?: \S+){0,4} (?:on|to)"
    r" (?:her|his|the|their|a) (?:cell|cells|mobile|mobiles)|redial works",
    r"sur leurs? cellulaires?",
)
_NOT_WAY = _any(
    r"no work-? ?around|how|can i|can we|would like|voudrais|quiero|could i|could they|what|not|isn't|tell me|stop"
    r"|close|until then i'd|in the"
    r" meantime stable|work-around is"
)
_NO_WAY = _any(
    r"(?:no|without|sin|sans|aucun)(?: (?:a|any|other|possible|reasonable|real|known|usable))* (?:work-? ?arounds?"
    r"|way a?round|way out"
    r"|alternatives?|fallback|fall-back|plan b|second (?:line|number|phone|trunk|circuit|path)|backup (?:line|phone"
    r"|path|circuit)"
    r"|contournement|alternativa|other (?:way|line|phones?|numbers?|means|route|path))",
    r"(?:has|have|with|is|there is) no other (?:phones?|lines?|means|way)|work-? ?around\?? (?:none|no|n / a|not"
    r" (?:possible|available))",
    r"(?:doesn't|does not|don't|do not) own a (?:cell|mobile)|no (?:cell|mobile) (?:coverage|reception|signal"
    r"|phones?)",
    r"only this phone|(?:can't|cannot) (?:be )?work(?:ed)? around|no hay otr[ao]|pas d'autre (?:ligne|moyen)|aucun"
    r" autre (?:numero|moyen|telephone)",
)
_NOT_NO_WAY = _any(r"no work-? ?around needed|if there is|numbers? (?:affected|impacted)|other numbers? (?:is|are)")

_MINOR = _any(
    r"(?<!category )(?<!severity )(?<!priority )cosmetic(?! /)|label only|harmless|niggle|(?:little|tiny) (?:light"
    r"|wish)",
    r"(?:just|only|bit|merely|mildly|rather|slightly|is|it's|more) (?:a )?(?:bit )?(?:annoying|nuisance|annoyance"
    r"|trivial)",
    r"(?:wrong|silly) (?:time|melody|tune|ring ?tone)|an hour (?:behind|off|ahead)|just curious|out of curiosity",
    r"rien de grave",
)
_NOT_MINOR = _any(
    r"(?:not|isn't|no longer|far from|hardly|than|this time|last time|was|minor) (?:\S+ )?(?:cosmetic|trivial"
    r"|annoying"
    r"|harmless|wait)"
)
_NO_HURRY = _any(
    r"no (?:rush|hurry|urgency|drama|big deal)|not (?:urgent|a big deal)|nothing (?:urgent|dramatic|serious)|can"
    r" wait",
    r"whenever you (?:have|get|can|'ve)|when(?:ever)? you(?:'ve| have| get) (?:a |some )?(?:time|minute|moment|sec)",
    r"low prio\w*|(?:small|little) thing|sin prisa|no corre prisa|no es urgente|pas (?:urgent|presse)|rien d'urgent",
)
_NO_MATTER = _any(r"how many|not (?:can|wait)|cannot|can't|nobody")

_DEVICE = (
    r"(?:phone|handset|set|user|agent|person|extension|ext|seat|desk|station|device|softphone|headset|cordless"
    r"|employee"
    r"|colleague|instrument|rep|clerk|driver|worker|teacher|nurse|app|mailbox|teller|poste|telefono|interno|usuario"
    r"|aparato"
    r"|terminal|agente|combine|utilisateur|appareil|technician|t\d\d|trainee|lady|guy|room|lamp|receptionist"
    r"|recruit|director)"
)
_ONE_OF = re.compile(
    r"\b(?:1|one|uno|una|un|une)(?: (?:no|single|only|lone))?(?: (?!of\b|from\b|in\b|every\b|or\b|customer\b|site\b"
    r"|branch\b|floor\b)[a-z]\S*){0,2}?"
    r" (?:of|out of|/|de|sur|from) (?:(?:the|our|their|a|an|its|about|roughly|los|las|les|nos|sus|his|her|my|total"
    r"|some|over|than|more) )*"
    r"(?:[\w'.-]+ (?:[\w'.-]+'s )?)?(?P<total>\d[\d,]*|[a-z-]+)(?![\w'])"
)
_NUMBERED = r"(?:phone|telephone|handset|line|telefono|aparato|linea|appareil) (?:number|numero)"
"""One of the few phones of a shop, that counts them: `phone number 3`."""
_ALONE = _any(
    r"(?:just|only|solo|seulement) (?:her|his|hers|him|herself|himself|that one|ext|extension)(?!"
    r" (?:number|way|thing|phone|customer|ones|remark|line))",
    rf"(?:(?:just|only|just the|only the) )?(?:one|1|a single|single|un solo|una sola|un seul|une seule)"
    rf" (?:(?:little|bad|lone|cordless|desk|till|remote|single|new|no|of) )*{_DEVICE}(?:'s)?(?! (?:firm|shop"
    rf"|business|number|at a time|to|each|per|and|is all|left|for|that has|in 10|in ten))",
    r"(?:ext|extension|poste|user|extension no) (?:\d{2,5})(?:'s)?(?! (?:to|and|y|et|rooms|ext|a|or|al|hasta"
    r"|phones|users|through|\d+))",
    rf"{_NUMBERED} \d{{1,2}}(?!\S)(?! (?:to|and|y|et|or|a|al|hasta|through|phones|users|\d+)\b)",
    r"(?:his|her|that) (?:(?:desk|own|work|office) )?(?:phone|handset|ext|extension|voicemail|calls|mailbox|app"
    r"|login) (?:only|alone)",
    r"(?:follows|followed|stays with|with) (?:the|his|her|that) (?:user|account|login) not|\S+'s (?:phone|desk"
    r"|handset|mailbox|login|ext) only",
    r"the (?:boss|owner|manager|director|president|ceo|chairman|trainee|receptionist|janitor|foreman|canteen"
    r"|kitchen)(?:'s| s)? (?:phone|handset|desk phone|own phone|set|mailbox|extension|ext)",
    r"(?:just|only) (?!one\b|the\b|a\b|this\b|that\b)\S+ (?:is (?:hit|affected)|can't|cannot|doesn't|has)",
)
_AMONG = ("one", "1 ", "a single", "un", "single", "phone n", "telephone n", "handset n", "line n", "telefono n")
"""What means one of many only where others are told of."""
_NOT_ALONE = _any(
    r"not just|not only|nor|neither|leaves|left|still (?:can|works?)|every one|each|none|all|both|address|readback"
    r"|greeting|how|either|beyond|add|new"
)
_OTHERS_WELL = re.compile(
    r"\b(?:(?:other|others|remaining|rest|otr[ao]s|demas) (?P<before>\d{1,5})"
    r"|(?P<behind>\d{1,5}) (?:others|other|remaining|autres|otr[ao]s|restant[se]+)(?! \d))(?: \S+){0,3}"
    r" (?:ok|okay|fine|good|well|works?|working|bien|ring|normal|funcionan|fonctionnent|marchent)\b"
)
_SOLE = _any(
    r"one-(?:man|woman|person|chair|room|phone|line)|single-(?:line|handed)|(?:the only|sole|his only|her only)"
    r" (?:user|phone|line|number|telephone|one)",
    r"one phone(?: \S+)? one number|one number|self-employed|just the one (?:line|phone|number)|customer's one phone",
    r"(?:has|have|with|got|of) (?:just |only )?(?:one|a single|1) (?:phone|line|number|telephone)|single number"
    r"|single (?:old )?lady|one line|1 phone"
    r"|only that",
)

_CODES = (
    r"(?:password|passwords|passcode|pins?|pw|pwd|login|credentials|creds|mot de passe|contrasena|clave|nip"
    r"|mdp|sip pass|sip password|voicemail pin)"
)
_LOGIN = _any(
    rf"(?:forgot|forgotten|forget|lost|mistyped|unlock|expired|remember|mislaid|recover|oublie|olvido|olvide|perdio"
    rf"|typed|resend|temporary|reset|wrong|fiddled with|copied|see|read|find)(?: (?!tried\b|rebooted\b)\S+){{0,4}}?"
    rf" {_CODES}",
    rf"(?:what|where|which|need|needs|send|show|asks for|wants) (?:\S+ ){{0,4}}?{_CODES}|{_CODES} (?:reset|for|is"
    rf" wrong|was wrong|wrong|expired|forgotten|oublie)|won't take my {_CODES}",
    r"locked out|locked (?:herself|himself|myself)|account (?:is )?locked|lock-?out|it's (?:now )?locked|unlock"
    r" (?:user|her|him|it|my|where)|who unlocks",
    r"(?:can't|cannot|can not|couldn't|unable to) (?:log|sign) ?-?(?:in|on|into)",
    r"(?:not|won't|lost|fails to|isn't|doesn't|pas|plus|no)(?: (?:seem to|been))? (?:register|registered"
    r"|registering|registration|enregistre|registra|registrado)",
    r"unregistered|registration (?:failed|failing|lost|error)|auth(?:entication)? failed|provisioning failed|says?"
    r" no service|sin registrar|registro fallido",
)
_NOT_LOGIN = _any(
    r"trunk|sbc|all|none|every\w*|nobody|both|most|half|agents|users|phones|handsets|sets|customers|tenants|port\w*"
    r"|admins|engineers|techs|us"
    r"|911|charged|fraud|they ring|when someone's|tried|same|still|already|swapped|twice|cable|any|sftp|three of"
    r"|unregistered 911"
)
_MASS = re.compile(
    r"\b(?:[2-9]|\d\d+|two|three|four|five|six|seven|eight|nine|ten|several) (?:\S+ )?(?:phones|users|handsets|sets"
    r"|agents|lines|people)\b"
)
_NOT_ONE_BEFORE = _any(r"every|each|only works|not|rating|stars|score|severity|priority|but|except")
_NOT_ONE_BEHIND = re.compile(
    r" (?:(?:\S+ )?(?:customers|tenants|groups|locations|trunks|sites|branches|schools|shops|hotels|clinics|days"
    r"|times|attempts|calls"
    r"|llamadas|s|sec|seconds|min|minutes"
    r"|phones work)\b"
    r"|(?:\S+ ){0,5}(?:still can|that still|still works|works))"
)
_SURE = _set("reboot default provision rebuild install reseat swap ?swap")
_ROLES = (
    frozenset(
        (
            *_DID,
            *_DID_TO,
            *_MAYBE_DID,
            *_DO,
            *_I_DO,
            *_THING,
            *_OTHER,
            *_FILL,
            *_NOT,
            *_WISHED,
            *_CAUSE,
            *_YOU,
            *_WE,
            "one",
        )
    )
    | _BREAKS
)
"""Words that mean something to the walk; all others only end a run of things."""
_AGAIN = re.compile(r"re-\w+(?:ed|made|built|set|done)$")
_TOGGLED = re.compile(
    r"\b(?:took|turned|switched|service|feature|it|t\.38|t38|alg|dnd|mail|toggled)(?: \S+){0,4}"
    r" (?:off (?:and |/ )?(?:back )?on|on (?:and|/) off)\b|\bdisabled (?:/|and) (?:re-?)?enabled\b|\bdesactive / \S+"
)

_CUES = {
    "did": " ".join((*_DID, *_DID_TO, *_MAYBE_DID, *_DO, *_I_DO)),
    "other": " ".join(_OTHER),
    "thing": " ".join(_THING),
    "off": " ".join(_OFF_ON),
    "went on": " ".join(_WENT_ON),
    "result": "change difference luck joy effect better improvement help helped helps avail use cure fix solve vain"
    " success"
    " succes effet exito do",
    "all": "everything all list checklist check-list runbook playbook guide usual whatever ideas wits exhausted"
    " todo tout"
    " dance kb",
    "cured": "fixed cured solved sorted resolved did works working fine ok okay good back rings",
    "step": "reboot rebooting rebooted restart restarting restarted reset resetting power swap swapping swapped"
    " replacing"
    " replaced replacement new upgrade toggling toggled that which it cable phone handset password firmware reseated"
    " changed unplugging rebuilt reprovisioning re-provisioning disabling deleting re-adding readding factory"
    " defaulted"
    " reprovisioned re-provisioned turned switched disabled plugged reseated cleared took spare one",
    "denied": "haven't havent hasn't hasnt not didn't didnt nobody nobody's nothing none no i've we've all nobodys"
    " pas rien"
    " sin haven have",
    "touch": "look looked looking check checked checking tried try trying touch touched reboot rebooted restart"
    " restarted"
    " swapped tested investigated troubleshoot troubleshooting troubleshot visited reset inspected verified verify"
    " opened"
    " retried retry examined pressed through been gone onsite on-site site got done had do get there attempted"
    " taken so"
    " debugged ido mirado revisado probado tocado reiniciado hecho revisar mirar tocar probar regarde verifie touche"
    " redemarre essaye teste alle passe eu encore time",
    "ask first": "before ask asking yet driving walking heading todavia aun off visited i'm",
    "later": "will i'll we'll going",
    "nil": "none no nil a",
    "own": "power electricity internet broadband isp wifi wi-fi dsl ont modem router poe ups firewall generator"
    " starlink nbn"
    " comcast spectrum xfinity openreach lan wan dhcp unplugged pulled brownout shedding loadshedding cord plug"
    " plugs chewed"
    " fried switch cable cables fibre fiber rack cabinet breaker adapter injector cat5 cat-5 cat6 cat-6 wiring duct"
    " socket mast"
    " antenna fuse mistake fault pebkac ours yours battery batteries headset headsets charger dnd disturb parental"
    " mute muted"
    " ringer volume typo cause caused culprit due me us luz fibra energia corriente electricidad debranche panne"
    " coupure"
    " desconecto desenchufo desenchufaron error controller forward forwarding forwarded forwards tripped loose"
    " light nothing"
    " doing bad side end base network forgot forgotten forget mine theirs local swap reboot maintenance"
    " upgrade power's internet's router's",
    "your": "your you yours su votre vos vous ustedes carrier provider supplier proveedor wholesaler greyed grayed"
    " grey"
    " restricted contact support locked portal customers tenants clients resellers devuelve contestan responden"
    " contesta"
    " renvoie reponse enterprise awaiting pops ourselves rights permission request user",
    "way": "meanwhile time temporarily mientras attendant entre-temps meantime then now hand workaround work-around"
    " around"
    " instead cope coping manage managing redial live cell cells mobile mobiles behalf workarounds use used"
    " cellulaire"
    " cellulaires blind fine carry",
    "no way": "workaround work-around work-arounds workarounds around alternative alternatives fallback fall-back"
    " second"
    " backup other own coverage reception signal only otra otro autre alternativa contournement plan phones phone",
    "minor": "cosmetic annoying nuisance annoyance niggle label rush hurry urgency drama deal urgent dramatic"
    " serious wait"
    " whenever when low harmless trivial small little prisa urgente presse grave curious curiosity tiny wrong hour"
    " tone"
    " d'urgent",
    "login": "password passwords passcode pin pins pw pwd login credentials creds contrasena clave nip mdp pass"
    " locked"
    " lockout lock-out unlock unlocks log sign register registered registering registration enregistre registra"
    " registrado unregistered auth authentication provisioning service registrar registro passe",
    "vital": "cords dialler siren panel pendant pendants elevator lift alarm fire panic crisis hotline 911 112 999"
    " emergency",
    "others": "other others rest else colleagues everyone remaining otros otras demas autres neighbours neighbors"
    " hospital"
    " school hotel",
    "one": "one-man one-woman one-person one-chair one-room one-phone one-line single-line single-handed sole"
    " self-employed ceo's trainee's receptionist's janitor's foreman's canteen's kitchen's president's chairman's"
    " chairman"
    " one 1 uno una un une only just solo seulement single seul seule ext extension poste user follows x"
    " alone boss"
    " boss's owner owner's manager manager's director director's president ceo chairman trainee receptionist janitor"
    " foreman canteen kitchen number numero",
}
"""Words without one of which a pattern need not be tried."""
_BIT = {name: 1 << place for place, name in enumerate(_CUES)}


def _bits() -> dict[str, int]:
    found: dict[str, int] = {}
    for name, words in _CUES.items():
        for word in words.split():
            found[word] = found.get(word, 0) | _BIT[name]
    return found


_BITS_OF = _bits()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A sign and how it is read: where its cues stand the pattern is tried; words close by may turn the match"
    " round.
    """

    name: str
    needs: tuple[str, ...]
    """Cues, one of which must stand in the sentence; `a+b` asks for both."""
    pattern: re.Pattern[str]
    unless: re.Pattern[str]
    reach: int = 34
    """Letters before and after the match in which a word may turn it round."""
    asked: bool = True
    """Whether it holds in a question too."""
    masks: tuple[int, ...] = ()

    def ready(self) -> "_Reading":
        """Return this reading with its cues as bits."""
        masks = tuple(sum(_BIT[one] for one in need.split("+")) for need in self.needs)
        return replace(self, masks=masks)


_HELPED = _Reading("steps-helped", ("cured+step",), _CURED, _NOT_CURED).ready()
_NOTHING_YET = _Reading(
    "untried", ("denied+touch", "ask first", "later+touch", "nil+touch"), _UNTRIED, _NOT_UNTRIED, 20
).ready()
_ALL_TRIED = _Reading("steps-exhausted", ("all",), _TRIED_ALL, _CHANGE_OF_MIND, 16).ready()
_SIDES = (
    _Reading("own-side", ("own",), _OWN, _NOT_OWN, 44).ready(),
    _Reading("your-side", ("your",), _YOUR, _NOT_YOUR, asked=False).ready(),
    _Reading("no-workaround", ("no way",), _NO_WAY, _NOT_NO_WAY).ready(),
)
_LEISURE = "no hurry"
_SMALL = (
    _Reading("workaround", ("way",), _WAY, _NOT_WAY, 60).ready(),
    _Reading("minor", ("minor",), _MINOR, _NOT_MINOR).ready(),
    _Reading(_LEISURE, ("minor",), _NO_HURRY, _NO_MATTER).ready(),
    _Reading("login-or-password", ("login",), _LOGIN, _NOT_LOGIN).ready(),
)


@dataclass(slots=True)
class _Sentence:
    told: Told
    text: str
    words: list[str]
    cues: int

    def has(self, name: str) -> bool:
        """Whether one of the words of a cue stands here."""
        return bool(self.cues & _BIT[name])


def _sentence(told: Told) -> _Sentence:
    text, cues = told.line.plain, 0
    words = text.split(" ")
    for word in words:
        if word in _BITS_OF:
            cues |= _BITS_OF[word]
    if "re-" in text:
        cues |= _BIT["did"]
    return _Sentence(told, text, words, cues)


def _first(sentences: Sequence[_Sentence], reading: _Reading) -> tuple[Told, re.Match[str]] | None:
    """Return the first sentence a reading holds in."""
    masks, reach = reading.masks, reading.reach
    for sentence in sentences:
        for mask in masks:
            if sentence.cues & mask == mask:
                break
        else:
            continue
        if not reading.asked and sentence.words[-1] == "?":
            continue
        match = reading.pattern.search(sentence.text)
        if match and not reading.unless.search(sentence.text, max(match.start() - reach, 0), match.end() + reach):
            return sentence.told, match
    return None


@dataclass(slots=True)
class _Steps:
    """Steps named so far: what was touched, and where it is told."""

    keys: dict[str, tuple[Told, int, int]] = field(default_factory=dict)
    firm: int = 0
    sure: bool = False
    """Whether one of them is a step by its very word: rebooted, rebuilt."""
    went_on: bool = False


@dataclass(slots=True)
class _Walk:
    """One pass over the words of a sentence in search of steps."""

    found: list[tuple[str, int, int, bool]] = field(default_factory=list)
    """Steps told as done."""
    bare: list[tuple[str, int, int]] = field(default_factory=list)
    """Steps as jotted: "new cable", "reset"."""
    run: list[tuple[str, int, int]] = field(default_factory=list)
    """Things named just now, one after the other: "cable, port changed"."""
    denied: int = -1
    blocked: int = -1
    caused: int = -1
    by_you: int = -1
    opened: int = -1
    """Last word up to which a thing is the object of what was done."""
    other: int = -9
    i_do: int = -9

    def feel(self, n: int, word: str, words: list[str], *, asked: bool) -> None:
        """Note what denies or permits the words to come: "haven't", "please", "since", "your people"."""
        if word in _NOT:
            self.denied, self.opened = n + 4, -1
        elif word in _WISHED:
            self.blocked = max(self.blocked, n + 3)
        elif word in _CAUSE and not (word == "after" and not _WENT_ON.isdisjoint(words)):
            self.caused = n + 6
        elif word in _YOU:
            self.by_you = n + 3
            self.blocked = max(self.blocked, n + 4 if asked else 0)
        elif word in _WE:
            self.by_you = -1
            if not asked and not (n and (words[n - 1] in _NOT or words[n - 1] in _CAUSE)):
                self.blocked = self.denied = self.caused = -1
                self.i_do = n
        if word in _BREAKS:
            self.opened = -1

    def is_free(self, n: int) -> bool:
        return n > self.denied and n > self.blocked and n > self.caused and n > self.by_you

    def step(self, n: int, word: str, start: int, end: int) -> None:
        """Take what was done; with a run of things before it ("port changed") the things are the steps."""
        key = _DID.get(word) or (word if _AGAIN.match(word) else None)
        if key is not None:
            self.found.append((key, start, end, True))
            return
        firm = word in _DID_TO
        verb = _DID_TO.get(word) or _MAYBE_DID.get(word) or "change"
        if self.run:
            self.found += [(key, s, e, firm) for key, s, e in self.run]
        else:
            self.found.append((f"?{verb}", start, end, firm))
        self.opened = n + 12

    def thing(self, n: int, word: str, words: list[str], start: int, end: int) -> None:
        """Take a thing as the object of what was done, or as jotted beside "new" or "off"."""
        key = _THING.get(word, "device")
        if n <= self.opened and not (n and words[n - 1] in ("on", "of", "at", "in", "for")):
            if self.found and self.found[-1][0].startswith("?"):
                self.found[-1] = (key, start, end, self.found[-1][3])
            else:
                self.found.append((key, start, end, False))
        elif (n - self.other <= 2 and word not in _PLURAL_OTHERS) or (
            key in ("protocol", "setting", "firmware", "net") and n + 1 < len(words) and words[n + 1] in _OFF_ON
        ):
            self.bare.append((key, start, end))
            self.other = -9
        self.run.append((key, start, end))


def _walk(sentence: _Sentence) -> _Walk:
    walk, words = _Walk(), sentence.words
    asked, start = words[-1] == "?", 0
    for n, word in enumerate(words):
        end = start + len(word)
        if word in _ROLES or word[:3] == "re-":
            _take(walk, n, words, start, end, asked=asked)
        elif walk.run:
            walk.run = []
        start = end + 1
    return walk


def _take(walk: _Walk, n: int, words: list[str], start: int, end: int, *, asked: bool) -> None:
    """Take one word that means something to the walk."""
    word = words[n]
    walk.feel(n, word, words, asked=asked)
    done = word in _DID or word in _DID_TO or word in _MAYBE_DID or (word[:3] == "re-" and _AGAIN.match(word))
    if done or (word in _I_DO and n - walk.i_do == 1 and not asked):
        if walk.is_free(n) and _may_be_done(n, word, words):
            walk.step(n, word, start, end)
    elif word in _DO:
        if walk.is_free(n) and not asked and _may_be_done(n, word, words):
            walk.bare.append((_DO[word], start, end))
    elif word in _OTHER:
        walk.other = n if n > walk.blocked and not asked and not (n and words[n - 1] in _NOT) else -9
    if word in _THING or (word == "one" and n - walk.other == 1 and "put" in words):
        walk.thing(n, word, words, start, end)
    elif word not in _FILL and word not in _OTHER:
        walk.run = []


def _may_be_done(n: int, word: str, words: list[str]) -> bool:
    """Whether a word of several uses tells a step here: "put" and "turned" need a thing, "rolled" needs "back"."""
    following = words[n + 1 : n + 5]
    if n and words[n - 1] in ("that", "which", "any"):
        return False
    if word == "factory":
        return following[:1] in (["reset"], ["default"], ["defaults"])
    if word in ("default", "defaults"):
        return not (n and words[n - 1] in ("by", "the", "on", "system"))
    if word in ("put", "turned"):
        return any(one in _OTHER or one in ("off", "spare") for one in following)
    return word != "rolled" or "back" in following


def _keep(sentence: _Sentence, walk: _Walk, steps: _Steps) -> None:
    """Keep what counts: trying by itself is a call, not a step; jotted steps count in lists or beside others."""
    found = [one for one in walk.found if one[0] != "?try"]
    for key, start, end, firm in found:
        steps.keys.setdefault(key.lstrip("?"), (sentence.told, start, end))
        steps.firm += firm
        steps.sure = steps.sure or key in _SURE
    is_list = len({key for key, *_ in walk.bare}) > 1
    listed = is_list or sentence.has("went on") or not _LISTED.isdisjoint(sentence.words)
    if walk.bare and (listed or found or steps.keys):
        for key, start, end in walk.bare:
            steps.keys.setdefault(key, (sentence.told, start, end))
        steps.firm += listed


def _steps(sentences: Sequence[_Sentence], *, boxes: bool) -> _Steps:
    """Return the steps that somebody of the partner or its customer took without being cured."""
    steps = _Steps()
    listed = _BIT["other"] | _BIT["thing"]
    switched = _BIT["off"] | _BIT["thing"]
    for sentence in sentences:
        cues = sentence.cues
        if sentence.has("went on") or (sentence.has("result") and _RESULT.search(sentence.text)):
            steps.went_on = True
        if not (sentence.has("did") or cues & listed == listed or cues & switched == switched):
            continue
        if boxes and "checklist" in sentence.words:
            continue
        _keep(sentence, _walk(sentence), steps)
        if "on" in sentence.words or "enabled" in sentence.words or "desactive" in sentence.words:
            match = _TOGGLED.search(sentence.text)
            if match:
                steps.keys.setdefault("toggle", (sentence.told, *match.span()))
                steps.firm += 1
    return steps


def _at(name: str, place: tuple[Told, int, int]) -> Sign:
    told, start, end = place
    words = told.line.plain_words(start, end)
    return Sign(name, told.source, told.number, words[0].start, words[-1].end)


def _step_signs(facts: Facts, sentences: Sequence[_Sentence]) -> Iterator[Sign]:
    cured = _first(sentences, _HELPED)
    if cured is not None:
        yield sign("steps-helped", *cured, plain=True)
    untried = _first(sentences, _NOTHING_YET)
    if untried is not None:
        yield sign("untried", *untried, plain=True)
    if cured is not None:
        return
    all_tried = _first(sentences, _ALL_TRIED)
    description = facts.report.description
    steps = _steps(sentences, boxes="[ ]" in description and "[x] reboot" not in description)
    counts = bool(steps.firm or steps.went_on or len(steps.keys) > 2)
    if all_tried is not None and untried is None:
        yield sign("steps-exhausted", *all_tried, plain=True)
    elif len(steps.keys) > 1 and counts and (untried is None or len(steps.keys) > 2):
        yield _at("steps-exhausted", next(iter(steps.keys.values())))
    elif (
        len(steps.keys) == 1 and counts and untried is None and (steps.sure or any(told.faulty for told in facts.told))
    ):
        yield _at("one-step", next(iter(steps.keys.values())))


def _is_grave(facts: Facts) -> bool:
    """Whether something is said to be dead now for everybody, for a place, or in an emergency."""
    return any(
        claim.state is State.EMERGENCY or claim.scope in (Scope.ALL, Scope.SEVERAL, Scope.MAIN, Scope.GROUP)
        for _, claim in facts.claims(State.DEAD, State.EMERGENCY)
    )


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield what the partner did, whose side the cause is on, and what helps meanwhile."""
    sentences = [_sentence(told) for told in facts.told]
    yield from _step_signs(facts, sentences)
    for reading in _SIDES:
        if (found := _first(sentences, reading)) is not None:
            yield sign(reading.name, *found, plain=True)
    single = list(_single(sentences))
    yield from single
    yield from _small(sentences, is_grave=not single and _is_grave(facts))


def _is_sole(sentences: Sequence[_Sentence]) -> bool:
    """Whether the one spoken of may be all there is, or one on whom lives depend."""
    return any(one.has("one") and _SOLE.search(one.text) for one in sentences)


def _small(sentences: Sequence[_Sentence], *, is_grave: bool) -> Iterator[Sign]:
    """Yield what makes a trouble small, unless it is told to be a large one."""
    told = {reading.name: found for reading in _SMALL if (found := _first(sentences, reading)) is not None}
    if not told or is_grave or _is_sole(sentences) or any(one.has("vital") for one in sentences):
        return
    if (leisure := told.pop(_LEISURE, None)) and leisure[0].source == "description" and not _fails(sentences):
        told.setdefault("minor", leisure)
    if "minor" in told and told["minor"][0].source == "subject":
        del told["minor"]
    many = any(_MASS.search(one.text) for one in sentences)
    for name, one in told.items():
        if not (many and name == "login-or-password"):
            yield sign(name, *one, plain=True)


def _fails(sentences: Sequence[_Sentence]) -> bool:
    """Whether a service is said to be dead now, whatever hurry its reporter is in."""
    return any(
        claim.is_now and claim.state in (State.DEAD, State.EMERGENCY, State.DEGRADED)
        for sentence in sentences
        for claim in sentence.told.claims
    )


def _single(sentences: Sequence[_Sentence]) -> Iterator[Sign]:
    if not any(sentence.has("one") for sentence in sentences):
        return
    among_others = any(
        sentence.has("others") or any(w.meaning == "N" and (w.value or 0) >= 3 for w in sentence.told.line.kept)
        for sentence in sentences
    )
    for sentence in sentences:
        if not sentence.has("one"):
            continue
        match, percent = _one(sentence, among_others=among_others)
        if match is None:
            continue
        if not _is_sole(sentences) and not sentence.has("vital"):
            yield sign("single-user", sentence.told, match, plain=True, percent=percent)
        return


def _one(sentence: _Sentence, *, among_others: bool) -> tuple[re.Match[str] | None, float | None]:
    """Return where one user or device is named, and which share of its total it is."""
    match = _ONE_OF.search(sentence.text)
    if match:
        words = sentence.told.line.plain_words(match.start(), match.end("total"))
        numbers = [word.value for word in words if word.value is not None and word.meaning == "N"]
        if numbers and numbers[-1] >= 3:
            before, behind = sentence.text[max(match.start() - 24, 0) : match.start()], sentence.text[match.end() :]
            if _NOT_ONE_BEFORE.search(before) or _NOT_ONE_BEHIND.match(behind[:60]):
                return None, None
            return match, 100.0 / numbers[-1]
    match = _ALONE.search(sentence.text)
    if match and match.group().startswith(_AMONG) and not among_others:
        return None, None
    if match and not _NOT_ALONE.search(sentence.text, max(match.start() - 24, 0), match.end() + 24):
        rest = _OTHERS_WELL.search(sentence.text)
        return match, 100.0 / (1 + int(rest["before"] or rest["behind"])) if rest else None
    return None, None
