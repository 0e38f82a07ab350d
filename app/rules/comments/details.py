"""Which new details a comment provides, of those the policy asks for (clauses tier2.action.* and tier3.action.*)."""

import re
from collections.abc import Callable, Container, Iterator, Sequence

from app.rules.comments.attempts import steps_in
from app.rules.comments.fresh import Sentence, compact, sentences
from app.rules.comments.remark import Detail, Remark, Shown
from app.rules.words import fold

_LABEL = r"(?=[a-z0-9./_-]{5,40}\b)(?=[a-z./_-]*\d)[a-z0-9]+(?:[./_-][a-z0-9]+)+"
_CIRCUIT = re.compile(
    rf"\b(?:(?:circuits?|ckts?|circuitos?|cct|pri|loop|trunk(?: group)?|span|t1|ds1|evc)\b"
    rf"[^.;\n]{{0,30}}?[ :#=(-](?P<id>{_LABEL})"
    r"|\d{2}[./][a-z][a-z0-9]{3}[./]\d{5,6}|[a-z]{2,5}-\d{4,6}-[a-z]{2,4}\b)"
)
_PLAIN_CIRCUIT = re.compile(
    r"\b(?:circuit|ckt|circuito)(?: ?(?:id|no|number|ref|#))?s?(?: is| es| est)? ?[:#=]? ?"
    r"(?=[a-z0-9]*\d{3})[a-z0-9]{6,24}\b"
)
_PHONE = r"(?:\+?\d[\d() -]{0,6})?\d{3}-\d{4}|\b\d{3}-\d{3}-\d{4}"
_CLOCK = r"(?:\d{1,2}:\d{2}(?::\d{2})?|\d{1,2} ?[ap]\.?m|\d{1,2}h\d{0,2}|\b(?:noon|midnight)\b)"
_CALL = re.compile(
    rf"(?:{_PHONE})\)?(?: \w+)? ?(?:to|->|-->|>|=>|vers|hacia|a|towards?|called|calling|calls"
    rf"|dialed|llamo a|via) ?(?:ext\.? ?\d|{_PHONE}|\+?\d{{3,}}|911|112|999)"
    rf"|\b(?:from|de|desde|depuis) (?:ext\.? ?)?(?:{_PHONE})"
    rf"|(?:{_PHONE})\)?(?: \w+){{0,3}},? (?:at|on|@|a las|a) {_CLOCK}|{_CLOCK}(?: \w+)?[ ,:-]+(?:from )?(?:{_PHONE})"
    rf"|\b(?:ext\.? ?)?\d{{3,5}} (?:to|->|>|called|vers) (?:ext\.? ?)?\d{{3,11}}\b[^.\n]{{0,30}}{_CLOCK}"
)
_CALL_CONTACT = re.compile(
    r"\b(?:my (?:direct )?(?:number|line|cell|phone)|reach me|call me|hotline|contact|callback|escalations?)\b"
)
_CALL_TIMES = re.compile(
    rf"\b(?:examples?|samples?|test calls?|failed calls?|calls? (?:at|on)|appels?|llamadas?|ejemplos?"
    rf"|exemples?)\b[^\n]{{0,40}}{_CLOCK}(?:[^\n]{{0,40}}{_CLOCK})"
)
_ACCOUNT = re.compile(
    r"\b(?:accounts?|acct|acc|cuenta|compte|group id|group|enterprise id|tenant(?: id)?|customer (?:id"
    r"|no|number)|id de grupo|cliente id)\b ?(?: ?(?:no\.?|number|id|#|is|es|n°)){0,3} ?[:#=]? ?"
    r"(?=[a-z0-9./_-]*[\d_])[a-z0-9][a-z0-9./_-]{2,}"
)
_CUSTOMER = re.compile(
    r"\b(?:(?:end[- ])?customer(?: (?:name|record|info\w*|details))?(?: (?:for your \w+|you requested))? ?[:=] ?[a-z]"
    r"|cliente(?: final)? ?:|client ?:|nom du client|company ?:|site ?: ?\d|site (?:name|address)"
    r"|address(?: is| ?:)|direccion ?:|adresse ?:"
    r"|(?:on-?site |it |local |site )?contact(?: (?:is|for \w+ \w+|on site|person|name))? ?[:=] ?[a-z]"
    r"|contacto ?:|(?:my|direct|our) (?:direct )?(?:line|number|cell|extension) is|reach me (?:at"
    r"|on)|call(?: me)?(?: back)? (?:at|on) (?:\d|\+)|user ?: ?[a-z]+ [a-z])"
)
_NAMED = re.compile(
    r"\b(?:(?:end[- ])?customer|client|site|station|school|contact(?: \w+){0,2}|cliente(?: final)?"
    r"|contacto) (?:is|es|est) "
)
_NO_NAME = re.compile(r"(?:down|out|dead|asking|very|not|still|all|i|in|on|back|urgent|angry|waiting)\b")
_ADDRESS = re.compile(
    r"(?<![\d:.])\b\d{1,5} (?![ap]m\b)(?:[a-z][a-z'.-]* ){1,3}(?:st|street|rd|road|ave|avenue|ln|lane|dr|drive|blvd"
    r"|boulevard|row|plaza|way|court|ct|pier|pkwy|parkway|hwy|highway|sq|square|place|pl|terrace"
    r"|loop)\b(?! \d)|\b\d{1,5},? (?:rue|avenue|boulevard|calle|av\.?|avenida) [a-z]"
)
_UNIT = (
    r"(?:users?|phones?|sets?|handsets?|agents?|people|persons?|staff|desks?|seats?|extensions?|extensiones"
    r"|lines?|stations?|employees?|devices?|rooms?|stores?|sites?|customers?|tenants?|usuarios?|telefonos?"
    r"|personas?|agentes?|postes?|utilisateurs?|employes?|colleagues?|students?|nurses?|doctors?|numbers?|dids?"
    r"|locations?|clients?|trunks?|branches|admins?|technicians?|engineers?|callers?)"
)
_N = (
    r"(?:\d{1,3}(?:,\d{3})+|\d{1,5}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|eighteen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundred"
    r"|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|veinte|treinta|deux|trois|quatre|cinq"
    r"|sept|huit|neuf|dix|vingt|trente)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
)
_COUNT = re.compile(
    rf"\b(?P<n>{_N})(?: (?:phones?|users?|people|agents?|sets?|units)(?: now| already)?)?(?: of (?:the "
    rf"|our |their |its |a |about |roughly |around )?|/| out of (?:the |our |about |roughly |around )?"
    rf"| de (?:los "
    rf"|las |nuestros )?| sur (?:les |nos )?)(?P<m>{_N})\b(?! (?:calls?|attempts?|tests?|times?"
    rf"|tries))"
    rf"|\b(?P<all>all|every|each|none|any|entire|todos|todas|ninguno|ninguna|tous|toutes|aucun"
    rf"|the whole)(?: \w+){{0,4}} (?P<unit>{_UNIT})\b"
    rf"|\b(?P<bare>{_N})(?: (?!of\b)\w+){{0,2}} (?:affected |more |other )?(?P<what>{_UNIT})\b"
    r"|\b(?:users?|phones?|seats?|usuarios|postes) affected ?[:=]? ?\d|\b\d{1,3}(?:\.\d+)? ?(?:%"
    r"|percent|por ciento|pour cent)(?! (?:packet|loss|cpu|of the calls|of calls))"
    r"|\b(?:nobody|no one|everybody|everyone|nadie|personne|tout le monde|the whole (?:building"
    r"|office|site|clinic|place|company|floor|school|plant|store)|the entire (?:\w+ )?(?:building"
    r"|office|site|clinic|company|floor|school|center|centre|plant|staff)|toda la (?:oficina"
    r"|sucursal|empresa))\b"
    r"|\b(?:now |i )count (?:now )?\d+\b|\bcount (?:keeps|is|grew|went|now)\b|\b(?:affected (?:ones"
    r"|users|people) (?:are|is|:)|user ?: ?[a-z])"
)
_DATE = re.compile(r"0\d/\d+|\d+/0\d|24/7|\d{1,2}/(?:1\d|2\d|3[01])(?<!\d\d/\d\d)|1[0-2]/[1-3]?\d")
_NO_NEW = re.compile(
    r"\b(?:still (?:just |only )?(?:the same|those|these)|same (?:\w+ )?(?:team|people|users?"
    r"|\d+|eight|five|four|six|seven)|nobody (?:answers?|has touched|replied|called|did|is (?:looking"
    r"|working|helping)|touched|from)|no one (?:answers?|replied|called)|anybody there|on everyone)\b"
)
_FAULT = re.compile(
    r"\b(?:down|dead|out|fail\w*|silent|silence|outage|offline|no (?:dial ?tone|calls?|service"
    r"|audio|signal|way)|nothing works|can(?:'t|not)|cannot|nobody|none|lost|loss|broken|drop\w*"
    r"|cut|unreachable|fast busy|busy|not (?:reliable|register\w*|work\w*)|gets? (?:no|cut)|thrown out"
    r"|stopped|dark|unavailable|affected|remains?|grow\w*"
    r"|sin (?:servicio|tono|llamadas)|no (?:pueden?|salen|entran|hay|funciona\w*)|caid[oa]s?"
    r"|wrong|strangers?|misrout\w*|ends? up|all since|ninguno|nadie|muets?|en panne|hors service"
    r"|ni entrant|echou\w*|aucun|coupe\w*|depend|correct\w*"
    r"|it's \d)\b"
)
_STARTED = re.compile(
    rf"\b(?:since|from|started(?: at| around| about)?|start(?: time)? ?:|began(?: at)?|as of|desde"
    rf"|depuis|a partir de|went (?:down|dead|dark|out|silent)(?: at| around)?|at|first ones? went(?: at)?"
    rf"|due to|caused by|because)\b[^.\n]{{0,30}}?(?:{_CLOCK}|\b\d{{1,2}}\b(?! (?:of|users?|phones?"
    rf"|hours|minutes|%))|this morning|this afternoon|last night|yesterday|midnight|noon|lunch"
    rf"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|breakfast|esta manana|ayer|la manana|ce matin"
    rf"|hier|midi|mediodia|five|six|seven|eight|nine|ten)"
)
_CAUSE = re.compile(
    r"\b(?:fiber cut|fibre cut|cable cut|switch (?:failure|problem)|blade|power (?:outage|failure"
    r"|cut)|lightning|storm|firewall rule|root cause|backhoe|card failed|failed over|faulty \w+"
    r"|hardware failure|(?:confirmed|posted|confirms|reports?|declared) an? (?:\w+ )?(?:outage"
    r"|incident)|outage (?:on their|in|for|since|on|at)|splice|(?:fixed|corrected|replaced|restarted"
    r"|found) (?:an? |the |their )?(?:\w+ )?(?:routing|route|table|card|blade|server|database"
    r"|certificate)|errors on the span|crash(?:ed)?"
    r"|certificate expired|misconfig\w*|is down (?:in|across|nationwide)|after (?:we|your|the) (?:restart\w*"
    r"|maintenance|upgrade|migration)|ported away|moved (?:last|over))\b"
)
_FLAPS = re.compile(r"\b(?:went|came|is|was) (?:down|up)(?: again)? at\b")
_EMERGENCY = re.compile(
    r"\b(?:911|112|999|933|emergency calls?)\b[^.\n]{0,80}\b(?:fail\w*|cut|not|no|can't|cannot"
    r"|get|gets|busy|recording|dead|nothing|salen|echou\w*|aren't|unreliable|reach\w*)\b|\b(?:can't"
    r"|cannot|fail\w*|no)\b[^.\n]{0,40}\b(?:911|112|999)\b"
)


def details(
    remark: Remark,
    said: Sequence[Sentence],
    adopted: str,
    worse: Shown | None,
    *,
    is_restored: bool,
    wanted: Container[Detail] = frozenset(Detail),
) -> Iterator[tuple[Detail, Shown]]:
    """
    Yield each new detail that is wanted once, with the words that give it.

    `worse` are words that lift the ticket to Tier III: a failure for more than one user is told by them.
    """
    known = fold(compact(f"{remark.subject}\n{remark.description}"))
    every = sentences(adopted)
    looks: dict[Detail, Callable[[], Shown | None]] = {
        Detail.CIRCUIT_ID: lambda: _circuit(every, known),
        Detail.CALL_EXAMPLES: lambda: _calls(said),
        Detail.CUSTOMER_INFORMATION: lambda: _customer(every, adopted),
        Detail.AFFECTED_USERS: lambda: _users(every, known, is_restored=is_restored),
        Detail.OUTAGE_DETAILS: lambda: _outage(every, worse),
    }
    for detail, look in looks.items():
        if detail in wanted and (found := look()) is not None:
            yield detail, found


def _circuit(said: Sequence[Sentence], known: str) -> Shown | None:
    cued = any(re.search(r"\b(?:circuits?|ckts?|circuito|trunk|loop|pri|id)\b", one.text) for one in said)
    for sentence in said:
        match = _CIRCUIT.search(sentence.text) or _PLAIN_CIRCUIT.search(sentence.text)
        if match and match.group() not in known:
            return sentence.shown(match)
        if cued and (match := re.search(r"^[a-z]{2}\d ?[-:=] ?(?=[a-z0-9.]*\d{4})[a-z0-9.]{8,}", sentence.text)):
            return sentence.shown(match)
    return None


def _calls(said: Sequence[Sentence]) -> Shown | None:
    for sentence in said:
        match = _CALL.search(sentence.text) or _CALL_TIMES.search(sentence.text)
        if match and not _CALL_CONTACT.search(sentence.text):
            return sentence.shown(match)
    return None


def _customer(said: Sequence[Sentence], words: str) -> Shown | None:
    for sentence in said:
        match = _ACCOUNT.search(sentence.text) or _CUSTOMER.search(sentence.text) or _ADDRESS.search(sentence.text)
        named = _NAMED.search(sentence.text)
        if match is None and named and words[sentence.start + named.end() :][:1].isupper():
            match = None if _NO_NAME.match(sentence.text, named.end()) else named
        if match and not re.search(
            r"\b(?:which|what|send|provide|could you|can you|please give)\b", sentence.text[: match.start()]
        ):
            return sentence.shown(match)
    return None


def _users(said: Sequence[Sentence], known: str, *, is_restored: bool) -> Shown | None:
    for sentence in said:
        if sentence.asks or _NO_NEW.search(sentence.text) or steps_in(sentence) > 1:
            continue
        for match in _COUNT.finditer(sentence.text):
            if _is_new(match, sentence.text, known, is_restored=is_restored):
                return sentence.shown(match)
    return None


def _is_new(match: re.Match[str], text: str, known: str, *, is_restored: bool) -> bool:
    if is_restored:
        return re.search(r"\bnot \d", text) is not None
    number = match.group("bare") or match.group("n")
    if match.group("bare") and re.search(rf"\b{re.escape(number)}\b", known) and not match.group("m"):
        return False
    if match.group("m"):
        return match.group() not in known and _DATE.fullmatch(match.group()) is None
    return match.group().startswith("user") or _FAULT.search(text) is not None


def _outage(said: Sequence[Sentence], worse: Shown | None) -> Shown | None:
    for sentence in said:
        if sentence.asks or _CALL.search(sentence.text) or steps_in(sentence) > 1:
            continue
        match = _CAUSE.search(sentence.text) or _EMERGENCY.search(sentence.text)
        if match is None and _FLAPS.search(sentence.text) and len(_FLAPS.findall(sentence.text)) > 1:
            match = _FLAPS.search(sentence.text)
        if match is None and (started := _STARTED.search(sentence.text)) and (worse or _FAULT.search(sentence.text)):
            match = started
        if match:
            return sentence.shown(match)
    return worse
