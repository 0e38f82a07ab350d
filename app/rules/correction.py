"""
What is denied, taken back or made larger: "ignore the subject", "it was our own switch", "not only her".

Where a claim is both taken back and made larger, what is told last counts.
"""

from app.rules.course import Course, Hit, place, say
from app.rules.signs import Sign

_THINGS = (
    r"(?:router|firewall|switch|cable|cabling|wiring|isp|internet|power|lan|dhcp|dns|pbx|plug|ups|"
    r"vpn|ont|modem|script|config|rule|entry|end|own \S+|fault|mistake|side)"
)
SAYINGS = (
    # --- denied -------------------------------------------------------------------------------------------------------
    say(
        "denied",
        "outage fault emergency incident defect failure impact downtime discrepancy errors error affected impacted"
        " lost concerned falla emergencia averia panne urgence impacto afectacion",
        r"\b(?:it's|is|was|this is|that's|it is) not (?:an? |any |really an? )(?:outage|fault|"
        r"emergency|incident|defect|failure)\b",
        r"\b(?:isn't|wasn't) (?:an?|any) (?:outage|fault|emergency)\b",
        r"(?:^|\b(?:with|had|found|there's|there is|there was|reported|have|fine) )no (?:outage|"
        r"fault|impact|downtime|failure|discrepancy|errors?)(?: found| at all| whatsoever| here|"
        r" involved| just \S+)?$",
        r"\bno (?:service |customer |user |real )?impact\b(?! (?:expected|listed|on the|shown))",
        r"\bno (?:users?|customers?|clients?|calls?) (?:are |is |was |were )?(?:affected|impacted|"
        r"lost|concerned)\b",
        r"\bfound no fault\b",
        r"\bno es una? (?:falla|emergencia|averia)\b|\bn'est pas (?:une )?(?:panne|urgence)\b",
        r"\baucun impact\b|\bsin (?:impacto|afectacion)\b",
    ),
    say(
        "denied",
        "nobody none nobody's noone one never",
        r"\b(?:nobody|noone|no one|none|nobody's|not one)(?: of \S+ \S+)?(?:'s| is| are| was|"
        r" were)? (?:\S+ ){0,2}?(?:down|affected|impacted|offline|concerned|touched|"
        r"dropped)\b(?! by)",
        r"\bnever (?:touched|dropped|noticed|affected|down)\b",
    ),
    say(
        "denied",
        "nothing nothing's nada rien",
        r"\b(?:nothing|nothing's|nothing is|nada esta|rien n'est) (?:is |was |has |actually |"
        r"really |else )*(?:broken|wrong|down|bad|failing|urgent|red|roto|casse|dead|affected|"
        r"happened)\b(?! (?:with|on|at) (?:our|my|his|their|the (?:network|lan|router|wiring)))",
        r"\bnothing going wrong\b",
    ),
    say(
        "denied",
        "works work working fine up well ok okay bien calls phones customers",
        r"\b(?:all|everything|it all|everyone|everybody|todo|tout)(?:'s| is|"
        r" are)? (?:\S+ )?(?:works?|working|fine|up|ok|okay|well|bien|calling|phone)(?: (?:here|"
        r"at present|now|today|as ever|up here))+$",
        r"\bwork(?:s|ing)? at present\b|\bhoy todo (?:esta )?bien\b|\btodo bien$|\btout va bien\b",
        r"\bcalls? (?:are|is|work) (?:all )?(?:fine|ok|okay|good|great|normal)$",
        r"\b(?:his|her|their|all|my) (?:phones|customers|lines)(?: \S+)? are (?:all )?fine$",
    ),
    # --- taken back ---------------------------------------------------------------------------------------------------
    say(
        "down",
        "ignore disregard forget excuse sorry pardon scrap scratch perdon desole disculpen disculpa strike",
        r"\b(?:ignore|disregard|forget|excuse|sorry for|sorry about|pardon) (?:the|my|that|his|her|"
        r"our|this) (?:\S+ )?(?:subject|title|header|p1|priority|category|form|alarm|drama|caps|"
        r"shouting|panic|noise|trailing mail)\b",
        r"\bsorry for (?:the )?shouting\b",
        r"\bscratch that\b|\bstrike that\b|\bscrap (?:the|that|my)\b",
        r"\b(?:perdon|pardon|desole|disculp\w*)(?: \S+){0,2} (?:asunto|titre|sujet|objet)\b|^forget it\b",
        r"\bhello forget it\b|^disregard\b|\bplease disregard\b",
    ),
    say(
        "down",
        "back corrected wrong mistake fault reading",
        r"\b(?:i )?take (?:that|everything|all that) back\b|\bi stand corrected\b|\bi was wrong\b",
        r"\b(?:my|our)(?: own)? (?:mistake|fault)\b|\bwrong (?:customer|plug|ticket|year|tenant|mail)\b",
    ),
    say(
        "down",
        "turns turned wait was fue era c'etait it's",
        r"\bturn(?:s|ed) out (?:\S+ ){0,6}?(?:our|his|her|my|just|unplugged|pulled|customer's|"
        r"client's|nothing|only)\b",
        r"\b(?<!thought )(?:it|this|that|cause|all|issue) was (?:\S+ )?(?:our|his|her|their|my|"
        rf"the customer's|the client's|at client|at customer) (?:own )?(?:\S+ ){{0,2}}?{_THINGS}\b",
        r"\bno wait (?:our|it's (?:our|his|only|just))\b|^era (?:el|la|un|nuestro)\b",
        r"\bc'etait (?:notre|le|la) \b|\bfue un \S+ nuestro\b|\bera \S+ del cliente\b",
        r"\b(?:it is|it's|was) (?:only|just) (?:him|her|his|hers|me)\b",
    ),
    say(
        "down",
        "alarm alerte alarma joking kidding after himself herself him her me only juste limping",
        r"\b(?:false alarm|fausse alerte|falsa alarma|just kidding|only joking)\b",
        r"\bit is none after all\b|\bit's only (?:himself|herself|him|her|me)\b",
        r"\bseems to be just me who\b|\b\w+'s phone only\b|\bc'est (?:juste|un seul)\b",
    ),
    say(
        "down",
        "update edit correction exact",
        r"^(?:update|edit|correction)\b(?: \S+)? (?:it's |its |is )?(?:only|just)\b",
    ),
    say(
        "down",
        "exaggerated overreacted panicked misread misunderstood mistaken positive bad actually",
        r"\bi (?:exaggerated|overreacted|panicked|misread|misunderstood|was mistaken)\b",
        r"\bfalse positive\b|\bmy bad\b",
        r"\bactually (?:it's |it is )?(?:only|just) (?:one|her|him|his|ext|me)\b",
    ),
    # --- made larger --------------------------------------------------------------------------------------------------
    say(
        "up",
        "actually fact now correction update edit meanwhile rather by",
        r"\b(?:actually|in fact|by now|correction|update|edit|make that|meanwhile) (?:it's |"
        r"they're |its |is |are |also |even )?(?:all|everyone|everybody|every|the whole|the entire|"
        r"both|nobody|none|no one|it's all)\b(?! (?:fine|ok|good|works?|working|well|back|clear))",
        r"\bnow (?:everybody|everyone|all of them|nobody|none of|the whole|the entire|"
        r"all \d+)\b(?! (?:ok|fine|good|works?|can|back|is happy|rings?|are back|are fine))",
    ),
    say(
        "up",
        "not isn't aren't",
        r"\b(?:not|isn't|aren't) (?:only|just) (?:her|him|his|hers|me|mine|she|he|this|that|them|"
        r"\w+'s|ext \S+|one)\b",
    ),
    say(
        "up",
        "turns turned so out",
        r"\b(?:turns|turned) out (?:so do|so are|it's all|they all|all the|the entire|the whole|"
        r"everyone|everybody|nobody|none of|every)\b",
        r"\bso do all\b|\band so (?:do|are|is|can't) (?:all|everybody|everyone|the rest)\b",
        r"\bit turned out the entire\b",
    ),
    say(
        "up",
        "worse spread spreading",
        r"^(?:\S+ )?worse$|\band worse$",
        r"\b(?:it's|its|it|got|getting|gets|gone|became|much|even|going) (?:got |gotten |gone |become )?worse\b",
        r"\bit (?:has )?spread\b|\bspread(?:ing)? to\b",
    ),
    say("up", "mind", r"\bnever ?mind (?:the|transfers?|that|my|his|her|about) ?\S*"),
    say("up", "still", r"\b\d+ of (?:the )?\d+ that still can\b"),
    say(
        "up",
        "thought looked seemed growing spreading also everyone everybody whole",
        r"\b(?:thought|looked like|seemed|looked)(?: \S+){0,3} (?:only|just) (?:one|her|him|his|the|"
        r"a|me|ext|my|their)\b",
        r"\b(?:keeps|still|number is|it's|list is) (?:growing|spreading)\b|\bnow also \S+",
        r"^(?:no |sorry |correction |actually )?(?:it's |it is )(?:everyone|everybody|the whole \S+)$",
    ),
    # --- counted anew -------------------------------------------------------------------------------------------------
    say("recount", "said wrote scrap reported", r"\b(?:i|we) (?:said|wrote|reported)\b|\bscrap (?:the|my|that)\b"),
)


def denial(course: Course) -> Hit | None:
    """Return the words that deny an outage, unless trouble is told after them."""
    found = course.first("denied")
    return None if found is None or course.goes_on(found) else found


def corrected(course: Course) -> Sign | None:
    """Return whether a claim is taken back or grows; where both are told, what is told last counts."""
    if recounted := _recounted(course):
        return recounted
    down, up = course.first("down"), course.first("up")
    if up and (down is None or place(up) > place(down)):
        return course.sign("corrected-up", up)
    return course.sign("corrected-down", down) if down else None


def _recounted(course: Course) -> Sign | None:
    """Return whether a number that the partner gave before is taken back for a smaller or a larger one."""
    said = course.first("recount")
    if said is None:
        return None
    counted: list[float] = []
    for told in course.told[said.number :]:
        numbers = [word.value for word in told.line.kept if word.meaning == "N" and word.value is not None]
        counted.extend(numbers[:1])
    if len(counted) < 2 or counted[0] == counted[-1]:
        return None
    return course.sign("corrected-down" if counted[-1] < counted[0] else "corrected-up", said)
