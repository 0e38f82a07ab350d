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
from app.rules.cut_off import BY_FIRST_WORD, EACH_CALL, EACH_PHONE, SOME_CALLS, STOP, UNHEARD, UNHEARD_CUES, pattern
from app.rules.reader import Facts, Told
from app.rules.signs import Sign
from app.rules.words import NUMBER_WORDS

# --- what takes it back --------------------------------------------------------------------------------------------
_UNREAL = pattern(
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
_TURNS = pattern("because|since|but|although|yet|though|truth is|as of|until|whereas|actually|presently")
"""Words after which a sentence begins anew: what was wished before them is not wished behind them."""
_IS_PAST = pattern(r"was|were|had|estaban|estuvo|etait|etaient")
_IS_NOW = pattern(
    r"since|still|now|today|has|have|hasn't|haven't|is|are|this morning|since then|depuis|desde|can't|cannot|"
    r"anymore|any more|says|gives|again|gets|get"
)
_IS_STILL = pattern(
    "since|still|now|yet|depuis|desde|any more|anymore|suspended|deleted|disabled|deactivated|vanished|cut off "
    "today|moved"
)
_ASKS_ABOUT_IT = pattern(
    "why|did you|do you|are you|is there|anybody|anyone|can you (?:check|look|see|fix|help|please)|could you|is "
    "that|are they|shall|porque|pouvez"
)
_OF_SOMETHING_ELSE = pattern(
    "portal|dashboard|report|reports|history|caller id|mute button|fax|faxes|sms|texts|texting|call recording|"
    "recordings|recorded|snmp|voicemails?|display|clock|api|cdrs?|webhook|"
    "intercom|paging|blf|lamps|presence|hold music|moh|transfers?|conference|directory|playback|certificate expires"
)
"""A sentence about these is no word on calls, unless what was found names calls or phones in so many words."""
_OF_CALLS = pattern(
    "calls?|phones?|dial|dials|ring|rings|tone|lines?|llamadas|appels|telefonos|inbound|outbound|incoming|"
    "outgoing|number|callers?|handsets?|sets|extensions|called|reach|busy"
)
_SOFTENED = re.compile(r"\b(?:SOMETIMES|HALF|EXCEPT|FEW)\b")
_CARRIERS = re.compile(r"\b(?:CARRIER|LISTED)\b")
_BY_CARRIER = pattern(
    "(?:from|on|of|with|behind|via|through|to|by) [^ ¶]+|[^ ¶]+ (?:callers|customers|subscribers|users|phones|"
    "mobiles|lines|numbers)"
)
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
_NUMBERS = tuple(word for word, value in NUMBER_WORDS.items() if 1 < value < 20)
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
_OF_MANY = re.compile(
    rf" ({'|'.join(_NUMBERS)}|[0-9]+)(?: [^ ¶]+){{0,5}} (?:of|out of|from|de|sur)(?: [^ ¶]+){{0,2}}? "
    rf"([0-9][0-9,]+)(?= (?!pm|am|h ))"
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


_ONE_SUBJECT = pattern(
    "he|she|his|her|hers|him|mine|ext|extension|user|poste|interno|one|single|x[0-9]+|someone|somebody|my|"
    "employee|elle|ella|un|une|una|usuario|"
    "[a-z]+'s (?:phone|extension|line|desk|handset|softphone|number|own)|(?:the|their|our|a) (?:receptionist|"
    "manager|boss|owner|nurse|doctor|secretary|director|ceo|lady|guy|user|phone|handset|trainee)|"
    "(?:phone|line|desk|room|station|user|number|seat|caja|sala) [0-9]{1,4}"
)
_MANY_SUBJECTS = pattern(
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


_BILLING = pattern("cdrs?|billing|invoices?|rated|rating|usage|charges?|records|911|112|999|fraud|emergency|e911")
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

    __slots__ = ("asked", "of_one", "places", "subject", "text", "told")

    def __init__(self, facts: Facts) -> None:
        self.told = facts.told
        self.places: list[int] = []
        self.asked = 0
        self.of_one: dict[str, re.Match[str]] = {}
        """What is told of one user only; it counts where that user is the customer."""
        self.subject = 0
        """Where the description begins."""
        parts: list[str] = []
        size = 0
        for told in facts.told:
            self.places.append(size)
            part = f" {told.line.plain}{STOP}"
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
        begins, numbers = BY_FIRST_WORD.get, BY_FIRST_WORD["#"]
        place = 1
        for word in text.split(" ")[1:]:
            tried = begins(word) or (numbers if word.isdigit() else None)
            if tried:
                into = found if place >= self.subject else headed
                for name, way in tried:
                    if (match := way.match(text, place)) and name not in into and self._is_real(name, match):
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

    def _size(self) -> int:
        """Return the largest number of phones or people a report counts."""
        counted = (count.value for told in self.told for count in told.counts if count.unit in _HEADS)
        return max((*counted, *(one for told in self.told for one in told.others)), default=0)

    def _is_part(self, match: re.Match[str]) -> bool:
        """Whether a match counts phones or people, and a report counts more of them elsewhere."""
        number = _number(match.group().split(" ", 1)[0])
        return number is not None and 0 < number < WHOLE * self._size()

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
    if not any(cue in text for cue in UNHEARD_CUES):
        return None
    if not (EACH_CALL.search(text) and EACH_PHONE.search(text)) or SOME_CALLS.search(text):
        return None
    return next((match for match in UNHEARD.finditer(text) if report.is_told(match)), None)


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
    named = [told for told in facts.told if not _EVERYONE.isdisjoint(told.line.meanings)]
    if not named or any(told.faulty or _HARM.search(told.line.text) for told in facts.told):
        return
    for told in named:
        if _UNREAL.search(f" {told.line.plain} ") and (every := _EVERY.search(told.line.text)):
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
