"""
What takes it back: it is over, planned or past, has a cause of the customer's own, or is true of a part only.

Looked for in the whole report once a phrase was found that sounds like all of a customer. The customer's own power,
network or cabling is no fault of the provider's, and one destination or one carrier is no outage.
"""

import re
from collections.abc import Mapping

from app.rules.claims import State
from app.rules.customer.counts import tells_a_part
from app.rules.customer.patterns import pattern
from app.rules.customer.transcript import Transcript
from app.rules.reader import Facts

_OVER = pattern(
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
_NOT_OVER = pattern(
    r"still|never came back|not back|isn't back|not restored|haven't come back|hasn't come back|not come back|"
    r"down again|power's (?:been )?back|it isn't|didn't help|"
    r"(?:power|electricity|luz|internet|network|isp)(?: [^ ¶]+){0,3} (?:back|restored|up)|once more|sigue|siguen|"
    r"toujours|encore|at present"
)
_ONE_OF_MANY = re.compile(
    r" (?<! not )(?<! every )(?<! each )(?:"
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
_PLANNED = pattern(
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
_OWN_CAUSE = pattern(
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
_RULED_OUT = pattern(
    "not|isn't|wasn't|ruled out|excluded|rather than|tested|verified|fine|ok|checked|back|restored|even|blames?|"
    "says it's|say it's|n't|never|clean|works|healthy|been through|swapped|replaced|unplugged everything|i've|"
    "again"
)
_CAUSE_GONE = pattern(
    r"(?:power|luz|electricity|internet|fibre|fiber|network|power's)(?: [^ ¶]+){0,3}? (?:back|restored|fine|ok|"
    r"good|volvio|returned|works|up|been back)|volvio la luz|"
    r"(?:not|isn't|ruled out|nothing to do with)(?: [^ ¶]+){0,3}? (?:power|internet|isp)|just so you know we're"
)
_ONE_ROUTE = pattern(
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
_MILD = pattern(
    r"for (?:a|one|two|three|[0-9]+) (?:second|seconds|moment|breath)|per call|every (?:tenth|other|third|fifth|"
    r"hour|few)|now and (?:then|again)|sometimes|on and off|recovers|second go|"
    r"comes back|one second|two seconds|three seconds|seconds? (?:of|in|later|late)|about every|min per day|"
    r"intermittent|intermittently|occasionally|at times|an hour out|(?:hr|hrs|hour|hours|min|mins|minutes) "
    r"(?:off|behind|ahead|slow|fast)(?! (?:busy|of|the|and|again))|parfois|a veces|pressing [0-9]|press [0-9]|"
    r"minute [0-9]+|they get by|get through on"
)
_CALLS_WELL = pattern(
    r"(?<!no )(?<!of the )(?<!of our )calls (?:do |are |still )*(?:get|getting|being) (?:answered|picked up)"
    r"(?! by (?:a|an|another|some))|coming in and (?:are )?(?:being )?answered(?! by (?:a|an|another|some))|"
    r"(?<!internal )(?:calls|phoning|telephony|calling) (?:go through|complete|are fine|is fine|fine|ok|work|"
    r"themselves|are ok|as ever|normally|still go)|on the phone (?:non|like|all)|non stop|"
    r"they do sell|she can talk|they can talk|phones (?:are )?fine|phones are ok|desk phones (?:are )?(?:fine|"
    r"ok)|talk all the same|answer normally|keep working|calling normally|speaking with them|call happily|phones "
    r"(?:sell|work|behave|keep)|nobody is without|nobody's down|they do talk|desk phones work|si salen|(?:they|"
    r"staff|agents|everyone) can call|phoning is ok|they phone and|talk non-stop"
)
_CUSTOMERS_OWN = pattern(
    r"our (?:phone )?provider (?:is|was)|i am (?:a|an|the|owner|customer)(?: [^ ¶]+)? (?:customer|owner|of)|my "
    r"(?:son|daughter|home|house|landline|wife|appointment)|company who install|our it (?:guy|company|man)|"
    r"(?:tone|phone|line|internet) at home|we are an? [^ ¶]+ (?:in|from)|"
    r"found your (?:address|email|number|mail)|your logo|i'm the (?:secretary|receptionist|owner)|i (?:work|"
    r"stay) (?:at|in)|who do i call|i pay every month|your name is on|on (?:my|our) (?:bill|invoice|phone)"
)
_TAKES_BACK = (_PLANNED, _ONE_ROUTE, _MILD, _CALLS_WELL, _CUSTOMERS_OWN)


def is_taken_back(facts: Facts, transcript: Transcript, found: Mapping[str, re.Match[str]], *, is_sole: bool) -> bool:
    """Return whether a report says that it is not so now, or not for the customer as a whole."""
    text = transcript.text
    if any(one.search(text) for one in _TAKES_BACK):
        return True
    if not _NOT_OVER.search(text) and (_OVER.search(text) or _is_restored_since(facts, transcript, found)):
        return True
    return _has_own_cause(transcript) or _is_of_a_part(facts, text, is_sole=is_sole)


def _has_own_cause(transcript: Transcript) -> bool:
    """Whether a report names power, internet or cabling of the customer's as the cause and does not rule it out."""
    if _CAUSE_GONE.search(transcript.text):
        return False
    causes = map(transcript.statement, _OWN_CAUSE.finditer(transcript.text))
    return any(not _RULED_OUT.search(cause.sentence) for cause in causes)


def _is_restored_since(facts: Facts, transcript: Transcript, found: Mapping[str, re.Match[str]]) -> bool:
    """Whether service is said to be restored behind the last sentence that tells of a fault."""
    last = max(transcript.sentence(match).number for match in found.values())
    return any(told.number >= last and "closed" not in told.line.plain for told, _ in facts.claims(State.RESTORED))


def _is_of_a_part(facts: Facts, text: str, *, is_sole: bool) -> bool:
    """Whether it is so for a share of the users, for one of many, or for some of more."""
    if any(0 < share.percent < 100 for _, share in facts.user_shares):
        return True
    return bool(not is_sole and _ONE_OF_MANY.search(text)) or tells_a_part(text)
