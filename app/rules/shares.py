"""
How many of how many are without calls now: shares told as ratios, counts beside a total, lists, or what still works.

Each sentence is written as a shape, one character for each word that matters to counting (`#` a number, `U` a unit such
as a phone or a person, `D` a word for dead, `W` a word for works, ...), so that "31 of our 40 phones are dead""
" and "31
de 40 extensiones sin tono" become alike, and small patterns can say which number is the part, which the whole, and
whether those counted work. What only several sentences tell (a part here, the total there) is put together at the end.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from app.rules.reader import Facts, Told
from app.rules.signs import Sign
from app.rules.words import Word

LARGEST = 100_000


def _set(words: str) -> frozenset[str]:
    """Return words written as a text."""
    return frozenset(words.split())


_BY_MEANING = {
    "USER": "U", "PHONE": "U", "SITE": "S", "CUST": "S", "DID": "U", "ALL": "A", "BOTH": "w", "EXCEPT": "X",
    "BUT": "x", "ONE": "1", "ONLY": "L", "CANNOT": "C", "NOT": "n", "NO": "n", "NONE": "0", "DEAD": "D",
    "STOPPED": "D",
    "FAIL": "D", "BROKEN": "D", "WORK": "W", "FINE": "W", "RESTORED": "R", "BACK": "R", "CALL": "c", "IN": "c",
    "OUT": "c", "REGISTER": "c", "AUDIO": "c", "ASK": "q", "HOW": "q", "CHANGE": "T", "TRIED": "T", "BAD": "b",
    "SOMETIMES": "b", "PAST": "p", "WAS": "w", "FUTURE": "F", "IF": "F", "MANY": "m", "HALF": "h", "WE": "d",
    "IT": "d",
    "FAX": "v", "SMS": "v", "PORTAL": "v", "ADMIN": "v", "WHOLE": "w", "YES": "W", "?": "?", "time": "i",
    "phone": "i",
    "STILL": "s", "SINCE": "s", "NOW": "s",
}  # fmt: skip
"""One character a meaning; any other meaning is `w`, a word that does not matter to counting."""
_TABLES = {
    "f": "of de sur from d' among amongst des",
    "d": "the our their its a an about roughly some around approximately his her your los las les nos sus su la el le"
    " plus longer more have has these those them almost nearly circa maybe exactly this that is are sont son",
    "U": "room bed apartment unit classroom operator barrister chair booth till console device appareil poste"
    " posicion"
    " position puesto caja interno habitacion chambre cabin stall crew head nurse folk soul account clerk seat"
    " workstation bay negotiator attorney tailor headset app apps vendeur vendeurs avocat avocats nos no's hygienist"
    " adviser advisor guest barber surveyor picker foremen post postes telephones console consoles doctor doctors"
    " staff team-member positions login logins dids channel channels stores locuteur voip sets set lines endpoints",
    "O": "other others rest remaining remainder balance demas otro otros otra otras autres autre restantes"
    " resto reste",
    "t": "total totals altogether overall headcount totaling entirety",
    "c": "recibe reciben sacan entran salen get gets make makes place dial dials hear tone dialtone service"
    " signal connect connects through use sound tono"
    " appels llamadas incoming outgoing ringer rung dialled dialed phoned loggen take takes phoning tonalite"
    " communication talk talks speak registers inbound outbound tonalites",
    "w": "any anyone anybody whichever until",
    "D": "unobtainable nothing nada rien silent mute muted lifeless inert inertes bricks brick barred suspended"
    " nix nil"
    " zip zilch voiceless phoneless forbidden stuck unreachable orphaned bricked rejected cut blocked lost lose loses"
    " missing out down off without sans sin lack lacks deaf can't-hear unregistered dead reorder fehlen none"
    " disconnected",
    "W": "alive happy happily content merry good online operational live busy-selling unaffected working works andan"
    " trabajan jalan travaillent vont correcto talking chat chats succeed green up survive ok okay fine unharmed",
    "K": "can puede pueden peuvent",
    "R": "back restored returned recovered reappeared resolved solved reconnected rejoined",
    "n": "n'ont n'est n'a n'arrivent n'arrive n'entendent n'y n't haven't hasn't doesn't don't no non never"
    " neither nor ni not nowhere hardly nicht",
    "y": "in",
    "z": "minute min hour hr h s day week month year second sec ms time kbps mbps euro eur dollar usd gbp dia"
    " hora heure"
    " jour semaine minuto ano segundo pm am cents km meter metre o'clock minutes hours days weeks months years"
    " seconds"
    " times miles story storey floors floor digit digits step steps lamps lamp page pages",
    "a": "attempt attempts calls call caller callers try tries invite invites llamadas llamada appels appel offered",
    "g": "and und y et",
    "b": "break breaks breaking",
    "q": "shall want wants wanted would should please ask asks asking wish need needs quote ordering",
    "F": "if planned upcoming will",
    "v": "transfer transfers log login see open print save find edit view download park upload voicemail access"
    " forward"
    " record lamps lamp blf history names presence display recordings paging fax greeting menu headsets",
    "j": "affected impacted hit afectados affectes concerned",
    "e": "complaint complaints complain impact issues problem problems trouble",
    "r": "/",
    "x": "but save",
    "h": "half third quarter fifth tercio tiers quart moitie mitad two-thirds three-quarters fifths thirds quarters",
    "k": "pair couple",
}  # fmt: skip
_CODE_OF = {word: code for code, words in _TABLES.items() for word in words.split()}
_CODE_OF |= dict.fromkeys(("can't hear", "cannot hear", "cant hear", "no audio", "cut off"), "D")
_CODE_OF |= dict.fromkeys(("all but", "everyone but", "everything but"), "Y")
_CODE_OF |= dict.fromkeys(("solo", "solamente", "seulement", "seuls"), "L")
_CODE_OF |= dict.fromkeys(("tiene", "tienen", "compte", "un"), "d")
_CODE_OF |= dict.fromkeys(("quedo", "comment", "comments", "both", "ambos", "single"), "w")
_CODE_OF |= dict.fromkeys(("one", "uno", "una", "une"), "1")
_CODE_OF |= {"out of": "f", "calls": "c", "call": "c", "not one": "0", "number": "U", "log in": "v"}
_ERRORS = frozenset(
    (401, 403, 404, 405, 406, 407, 408, 480, 481, 482, 484, 486, 487, 488, 500, 502, 503, 504, 603, 604)
)
_FRACTIONS = {
    "half": 50.0, "third": 33.3, "quarter": 25.0, "fifth": 20.0, "tercio": 33.3, "tiers": 33.3, "quart": 25.0,
    "moitie": 50.0, "mitad": 50.0, "two-thirds": 66.7, "three-quarters": 75.0, "fifths": 20.0, "thirds": 33.3,
    "quarters": 25.0,
}  # fmt: skip
_MAY_COUNT = re.compile(r"\bN\b|PERCENT|HALF|BOTH|EXCEPT|ONE|quarter|\bMANY\b")
_PLURAL_UNIT = re.compile(r"s$|people|staff|folk|crew|nos|foremen|person")


@lru_cache(maxsize=20_000)
def _code(folded: str, meaning: str) -> str:
    found = _CODE_OF.get(folded)
    if found is None:
        found = _CODE_OF.get(meaning) or _BY_MEANING.get(meaning, "w")
    return found


@dataclass(slots=True)
class _Shape:
    """A sentence as one character a word, with the way back to the words."""

    told: Told
    text: str
    words: list[Word | None] = field(default_factory=list)
    """The word behind each character; None behind a comma."""
    ranges: dict[int, int] = field(default_factory=dict)
    """How many numbers a range such as 200-219 holds, by the place of its first."""

    def value(self, place: int) -> int:
        word = self.words[place]
        if place in self.ranges:
            return self.ranges[place]
        if self.text[place] == "1":
            return 1
        if self.text[place] in "Bk":
            return 2
        return int(word.value) if word and word.value is not None else 0

    def folded(self, place: int) -> str:
        word = self.words[place]
        return word.folded if word else ","


def _shape(told: Told, source: str) -> _Shape:
    """Return the shape of a sentence; punctuation inside the sentence becomes a comma."""
    codes: list[str] = []
    words: list[Word | None] = []
    ranges: dict[int, int] = {}
    kept = told.line.kept[:_LONGEST]
    end = kept[0].start if kept else 0
    for place, word in enumerate(kept):
        start, value = word.start, word.value
        # One character between two words is a blank; only a longer gap may pause, and only a number may be a range.
        gap = " " if start - end == 1 and value is None else source[end:start]
        if len(gap) > 1 and _PAUSE.search(gap):
            codes.append(",")
            words.append(None)
        end = word.end
        if value is None or word.meaning == "PERCENT":
            code = "%" if word.meaning == "PERCENT" else _code(word.folded, word.meaning)
            if code == "D" and word.folded in _FICKLE and not _means_dead(kept, place, codes):
                code = "f" if _is_out_of(kept, place) else "w"
        else:
            code = _number_code(kept, place)
            if source[end : end + 1] == "-" and source[end + 1 : end + 2].isalpha() and word.folded.isdigit():
                code = "#" if source.startswith(("-odd", "-ish", "-some"), end) else "i"
            if size := _range(kept, place, gap):
                while codes and codes[-1] in "wdfi#" and words[-1] is not kept[place - (1 if gap == "-" else 2)]:
                    codes.pop(), words.pop()
                if codes:
                    codes[-1] = "#"
                    ranges[len(codes) - 1] = size
                    code = "U"
        codes.append(code)
        words.append(word)
    return _Shape(told, "".join(codes), words, ranges)


_FICKLE = _set("down out off without nothing missing cut lost stuck")
"""Words that mean dead in some places only: "the phones are out", but not "it turned out"."""
_LEADS = _set(
    "went gone go goes stay stays stayed remain remains been be fell dropped now all both completely"
    " totally get gets"
    " hear hears getting has have had lost hard stone does do than them how left knocked ones is are phones"
)
_NO_SUBJECT = _set("for on is changed wrong broken to else has came can nor")


def _means_dead(kept: Sequence[Word], place: int, codes: Sequence[str]) -> bool:
    word = kept[place].folded
    after = kept[place + 1] if place + 1 < len(kept) else None
    if word in ("off", "out") and place + 2 < len(kept) and kept[place + 2].folded in _AFTER_OUT:
        return True
    if _is_out_of(kept, place):
        return False
    if word in ("down", "off", "out", "stuck", "cut", "missing"):
        if (
            after is not None
            and (word, after.folded) != ("cut", "from")
            and after.folded in ("to", "from", "there", "by", "the", "for", "a")
        ):
            return False
        return not codes or codes[-1] in "US#1dOA,Bk" or kept[place - 1].folded in _LEADS
    if word == "without":
        return after is None or after.folded in _WITHOUT or _code(after.folded, after.meaning) in "cUs"
    if word == "nothing":
        return after is None or after.folded not in _NO_SUBJECT
    return after is None or _code(after.folded, after.meaning) in "cUdsAD" or after.folded in _WITHOUT


def _is_out_of(kept: Sequence[Word], place: int) -> bool:
    return kept[place].folded == "out" and place + 1 < len(kept) and kept[place + 1].folded == "of"


_AFTER_OUT = _set("air order action service")
_WITHOUT = _set("function service line lines phone phones dial any a calls tone since telephone connection them sound")
_LONGEST = 300
"""Words read of one sentence: what is longer is a log, and nobody counts phones that late in it."""
_PAUSE = re.compile(r"[,:()|\u2014=>]| -")
_THROUGH = _set("to thru through al a bis until till hasta -")


def _range(kept: Sequence[Word], place: int, gap: str) -> int:
    """Return how many extensions stand between two numbers, 0 where they are no range."""
    if not place:
        return 0
    before = kept[place - 1]
    if gap != "-":
        if place < 2 or before.folded not in _THROUGH:
            return 0
        unit, before = (kept[place - 3] if place > 2 else before), kept[place - 2]
        if _code(unit.folded, unit.meaning) not in "US" and unit.folded not in ("nrs", "block", "range"):
            return 0
    first, last = before.value, kept[place].value
    if first is None or last is None or not before.folded.isdigit() or len(before.folded) != len(kept[place].folded):
        return 0 if first != 1 or not last or gap == "-" else int(last)
    return int(last - first) + 1 if 1 <= last - first < 1000 and (gap != "-" or first >= 100) else 0


def _number_code(kept: Sequence[Word], place: int) -> str:
    """Tell a count from an error code, a time, or the number of a thing ("room 14", "ext 412")."""
    word = kept[place]
    value = word.value
    if value is None or value >= LARGEST:
        return "i"
    after = _code(kept[place + 1].folded, kept[place + 1].meaning) if place + 1 < len(kept) else ""
    if value in _ERRORS and after not in ("U", "f", "S"):
        return "E"
    if (
        after == "z"
        or (word.folded[0] == "0" and len(word.folded) > 1)
        or (value == 200 and after == "W")
        or (value >= 10_000 and "," not in word.folded)
    ):
        return "i"
    if (
        place
        and (word.folded.isdigit() or kept[place - 1].folded in _NUMBERED)
        and not (after == "f" and _is_of_number(kept, place))
        and word.start - kept[place - 1].end == 1
    ):
        before = kept[place - 1]
        if before.folded in _ARTICLES_OF_ONE and after not in ("U", "S"):
            return "i"
        code = _code(before.folded, before.meaning)
        if (code in ("U", "S", "z") and not _PLURAL_UNIT.search(before.folded) and after not in ("U", "S")) or (
            before.folded in _BEFORE_IDS and after not in ("U", "S")
        ):
            return "i"
    return "#" if value == int(value) else "i"


def _is_of_number(kept: Sequence[Word], place: int) -> bool:
    """Whether a number is one of another: "user 3 of 5", but not "poste 12 de la pharmacie"."""
    return any(word.value is not None for word in kept[place + 2 : place + 4])


_ARTICLES_OF_ONE = _set("el le")
"""Before a number they name one thing: counted things are "los 33" and "les 18"."""
_NUMBERED = _set("floor line level shift wing row bay")
_BEFORE_IDS = _set(
    "at since until till before after by to version vlan port level press key customer ticket id"
    " step option page rule"
    " line item sip error code ref case invoice order question v firmware model"
)

# What a stretch of a shape says of those counted in it.
_WELL = re.compile(r"n[wd]?e|n[wd]{0,2}j|0[^,]{0,3}[Dej]")
_DEAD = re.compile(
    r"[nC][^#,DOxgvq]{0,3}?[cWKa]|n[vrf]{0,2}d?[Us]|[Cn](?=[,g]|$)|C[^#,v]{0,2}(?=,|$)|0[^,#]{0,4}[cW]|[Dj]|E(?!f)"
)
_STRONG = re.compile(
    r"[nC][^#,DOxgvq]{0,3}?[cWKa]|n[vrf]{0,2}d?U|C(?=[,g]|$)|0[^,#]{0,4}[cW]|U[^#,v]{0,4}D"
    r"|^[#wUiS]{1,3},?n$|cD|Dc|dD|D$"
)
_BARE = frozenset("DjE")
_WORKS = re.compile(r"[WKR]|(?<=L)[dw]?c")
_NUMBER = re.compile(r"[#1BkO]")

_RATIO = re.compile(
    r"(?<!A)(?P<part>[#1Bk])[dUSwcgvDW]{0,3},?f+[dwALSUf]{0,5}?(?P<whole>#)|(?P<p2>#)r(?P<w2>#)|(?P<p3>[#1])y(?P<w3>#)"
)
_NONE_OF = re.compile(r"0f?[dwAU]{0,3}?(?P<whole>#)")
_ALL_OF = re.compile(r"A(?:1f)?[fdw]{0,4}?(?P<whole>#)")
_OF_FIRST = re.compile(r"(?:(?<![#1USdwkhm%])|^)f+[dAw]{0,2}(?P<whole>#)")
_ALL_BUT = re.compile(r"(?:Y|A[dUSf]{0,4}[xX])[dw]{0,2}(?P<part>[#1])(?:[dUSw]{0,3}f[dwSU]{0,4}?(?P<whole>#))?")
_OTHERS = re.compile(r"O[dfwU]{0,2}(?P<rest>#)|(?P<r2>#)U?O")
_TOTAL = re.compile(r"t[wdf,]{0,2}(?P<t1>#)|S[fdw]d?(?P<t4>#)|(?P<t2>#)[USwA]{0,2},?[yd]{0,2}t|(?P<t3>#)[US]?yA")
_COUNT = re.compile(r"(?P<n>[#1Bk])(?:[dwbgWO]{0,2}?(?P<unit>[US]))?")
_FRACTION = re.compile(r"(?:h|(?<!D)%)f[dwSA]{0,3}?#|h(?=f|d[^z])|(?<!D)%(?=f|d|.{0,2}[USDCn])|(?<=[US])h")
_SMALL = 8.0
"""Percent below which a share is small by any setting's measure, whichever way its sentence is read."""
_CLOCK = re.compile("[s,]?[i#]|z")
_CALL_WORDS = _set(
    "call calls caller callers attempt attempts try tries invite invites llamadas llamada appels appel times"
)
_ENDED = re.compile(
    r"\b(?:credit|refund|compensat\w*|rfo|rca|sla|explanation|reason for|reembolso|avoir|fault in writing|discount"
    r"|fixed|resolved|restored|sorted|false alarm|solved|cleared|all good|never mind|works? (?:again|now)"
    r"|ok now|fine now"
    r"|(?:are|is|came|all) back|back (?:up|since|by|again|to normal)|no longer (?:down|dead)|disregard"
    r"|forget it|ya estan? bien|close please|was sorted)\b"
)
_ON = re.compile(r"\b(?:still|again|since|not|can't|cannot|except|but|remain\w*|now)\b")
_OWN_SIDE = re.compile(
    r"\b(?:exercise|simulation|tabletop|drill|dummy|only a test|do not (?:act|handle|reply)|please bin|withdrawn"
    r"|wrong customer|test(?:ing)? alert|ignore this"
    # what befell the customer's own lines and devices
    r"|digger|dug|backhoe|lightning|flood\w*|drowned|burst|burn(?:ed|t)|chewed|transformer|power cut|rectified|tripped"
    r"|cleaner|janitor|electrician|(?:was|were|had|been|got|he|she|somebody) unplugged|unplugged by|pulled (?:the|out)"
    r"|(?:internet|isp|router|modem|power|fiber|fibre|switch|cable|comcast\S*|poe)(?: \S+){0,4}"
    r" (?:is|was|are|has|got|goes|went|being) (?:down|out|dead|off|cut|broken|failed|fried|gone|unplugged)"
    r"|no (?:power|internet)(?! (?:or|problem|issue))"
    # what the partner does or has to do itself
    r"|(?:my|our|own|their) (?:own )?(?:fault|mistake|doing|bad)|nothing (?:for you|on you)|no action|no need to"
    r"|found the cause|just so you know|unboxed|renovat\w*|new cabling|(?:i'm|we're) taking|(?:haven't|not) created)\b"
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A share or a count and whether those counted work."""

    state: str
    """`D` dead, `W` working, empty where the words beside it do not say."""
    percent: float | None
    value: int
    shape: _Shape
    start: int
    end: int
    calls: bool = False
    exact: bool = False
    """Whether part and whole were both told."""


@dataclass(slots=True)
class _Told:
    """What a report tells of shares, gathered sentence by sentence."""

    shares: list[_Part] = field(default_factory=list)
    counts: list[_Part] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    rest: list[_Part] = field(default_factory=list)
    but: list[_Part] = field(default_factory=list)
    """How many are excepted: "all but two"."""
    runs: list[_Part] = field(default_factory=list)
    """Lists of extensions, each with its state and how many it names."""
    items: list[_Part] = field(default_factory=list)
    """Lines of a list: a name and whether it works, such as "102 no"."""


_LONGEST_ITEM = 5
_COUNTABLE = re.compile("[#1%hk]")
_UNIT = re.compile("[US]")
_RUN = re.compile(r"(?P<run>[#E]g?[#E](?:,?g?[#E]){2,}|(?<=,)[#E]{3,})")
_ITEM = re.compile(
    r"(?:^|,)(?P<label>#|U?[i#]|[wUS][wUSi]{0,2})(?:,|(?=[DnWcC]))(?P<state>[DWnKc]|D\w|n[WcU]|C[cK]?)(?=,|$)"
)


def _items(shape: _Shape, used: set[int]) -> Iterator[_Part]:
    """Yield the items of a list that stand in a sentence: "Scale: silent", "101 ok, 102 no"."""
    for match in _ITEM.finditer(shape.text):
        label, state = match.span("label"), match.group("state")
        if label[0] in used:
            continue
        yield _Part("D" if state[0] in "DnC" else "W", None, 1, shape, *match.span("label"))


def _status(text: str) -> str:
    """Return `D` where a stretch tells of dead units, `W` of working ones, an empty text where of neither."""
    if _WELL.search(text):
        return "W"
    match = _DEAD.search(text)
    if match and not (match.group() in _BARE and "v" in text[: match.end()] and "c" not in text):
        return "D"
    return "W" if _WORKS.search(text) else "w" if "c" in text else ""


def _state(text: str, start: int, end: int) -> str:
    """Return what is said of the number at a place: behind it, else before it; `Q` where it is wished or done."""
    following = _NUMBER.search(text, end)
    behind = text[end : min(following.start() if following else len(text), end + _REACH)]
    before = text[max(start - _REACH, 0) : start]
    if _WISHED.search(before) or _WISHED_BEHIND.match(behind):
        return "Q"
    if found := _status(behind):
        return found
    return _status(_SAME_CLAUSE.sub("", before))


_SAME_CLAUSE = re.compile(r"^.*[#1O,]")


def _state_of_all(text: str, start: int, end: int) -> str:
    """Return what is said of all of some: more than of a part, it must stand in the same clause."""
    comma = text.find(",", end)
    clause = text[text.rfind(",", 0, start) + 1 : comma if comma >= 0 else len(text)]
    if "b" in clause or "v" in text or _WISHED.search(text[:start]):
        return "Q"
    return _state(clause, start - text.rfind(",", 0, start) - 1, end - text.rfind(",", 0, start) - 1)


_REACH = 14
_WISHED = re.compile(r"q.{0,6}$|T[^,]{0,2}$|F[^,]{0,3}$|p[dw]?D[^,]{0,3}$")
_WISHED_BEHIND = re.compile(r"[^,]{0,4}(?:[qF]|p[dw]{0,2}[Dn](?!.{0,6}s))|[^,s]{0,8}p[dw]{0,3}D[^s]*$")


_MAY_COUNT_MEANINGS = frozenset(("N", "PERCENT", "HALF", "BOTH", "EXCEPT", "ONE", "MANY"))


def _may_count(told: Told) -> bool:
    """Whether a sentence holds a number or what stands for one."""
    return not _MAY_COUNT_MEANINGS.isdisjoint(told.line.meanings) or _MAY_COUNT.search(told.line.text) is not None


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield the shares a report tells of; `limit` is the percent of users from which a group is large."""
    if len(facts.told) < 6 and not any(map(_may_count, facts.told)):
        return
    report = facts.report
    shapes = [_shape(one, report.subject if one.source == "subject" else report.description) for one in facts.told]
    told = _Told()
    for shape in shapes:
        _gather(shape, told)
    yield from _conclude(facts, shapes, told, limit)


_RETOLD = re.compile(r"\b(?:scrap|i (?:said|wrote|thought)|first i|not meant|promised)\b")
_CARRIES = re.compile(
    r"\b(?:calls? (?:(?:do|still|themselves|all) )?(?:go|get|come|goes|gets|comes|pass|survive|complete"
    r"|are handled)\w*"
    r" (?:through|thru|ok|fine|alright)|(?:calls|calling|voice|telephony|calls themselves) (?:is |are |were |all )?"
    r"(?:all )?(?:work|works|working|ok|okay|fine|normal\w*|good|alright|unharmed|stand)|can (?:all )?talk"
    r"|hear (?:each other|one another)|understand"
    r"|answer normally|they do sell|get by|talk over it|calls survive|reached and can call|people phoning)\b"
)
_ROUTE = re.compile(
    r"\b(?:(?:any|all|every) other (?:numbers?|callers?|countries|country|destinations?|networks?|operators?)"
    r"|other (?:countries|destinations|networks|operators|prefixes)|calls? to (?:mobiles?|cells?)"
    r"|(?:vodafone|three|ee|o2) (?:are|is) ok)\b"
)
"""Calls to or from some network or place only: a fault of a route, not of those who call."""
_CARRIES_SOME = re.compile(
    r"\b(?:other|others|rest|internal\w*|inside|remaining|if|can't|not|only|incoming|outgoing|inbound|outbound)\b"
)


def _gather(shape: _Shape, told: _Told) -> None:
    """Add the shares, counts and totals of a sentence."""
    text = shape.text
    if len(text) <= _LONGEST_ITEM:
        told.items.extend(_items(shape, set()))
    if not _COUNTABLE.search(text) or text.endswith("?") or _RETOLD.search(shape.told.line.plain):
        return
    used: set[int] = set()
    for match in _RUN.finditer(text):
        size = match.end("run") - match.start("run")
        used.update(range(*match.span("run")))
        state = _status(text[: match.start("run")]) or _status(text[match.end("run") :])
        told.runs.append(_Part(state, None, size, shape, match.start("run"), match.end("run")))
    if len(text) > _LONGEST_ITEM:
        told.items.extend(_items(shape, used))
    _gather_shares(shape, told, used)
    for match in _OTHERS.finditer(text):
        place = match.start("rest") if match.group("rest") else match.start("r2")
        if place not in used:
            used.add(place)
            state = "W" if _HAVE_NOTHING.search(shape.told.line.plain) else _state(text, place, match.end())
            told.rest.append(_Part(state, None, shape.value(place), shape, match.start(), match.end()))
    for pattern in (_OF_FIRST, _TOTAL):
        for match in pattern.finditer(text):
            place = match.start(match.lastgroup or 0)
            if place not in used and shape.value(place) > 1:
                used.add(place)
                told.totals.append(shape.value(place))
    for match in _COUNT.finditer(text):
        place = match.start()
        if place in used or shape.value(place) < 1:
            continue
        headed = text[match.end() : match.end() + 1] == ","  # "School, 38 handsets, the one in ..."
        state = _state(text[: match.end()] if headed else text, max(place, 0), match.end())
        if headed and (told_next := _HEADED.match(text, match.end())):
            state = "D" if told_next.group(1) else "W"
        elif headed and state == "D" and "," in text[:place]:
            state = _status(text[text.rindex(",", 0, place) : place])
        unit = match.group("unit") or ""
        if text[match.end() : match.end() + 1] in ("", ",") and (label := _LABEL.search(text[:place])):
            state = "D" if label.group(1) in "DnC" else "W"
        if "T" in text[max(place - 3, 0) : place]:
            state, unit = "T", ""  # "rebooted the two": a step, not those affected
        exact = bool(unit) or text[match.end() : match.end() + 2] == "fd" or _is_plural(shape, match.end())
        told.counts.append(_Part(state, None, shape.value(place), shape, place, match.end(), exact=exact))


_HAVE_NOTHING = re.compile(r"\b(?:n'ont|n'a|no tienen?) (?:rien|nada)\b")
"""Nothing is wrong with those spoken of."""
_HEADED = re.compile(r",A?(?:([DC]|n[cWU])|[WK])")
_LABEL = re.compile(r"(?:^|,|U)[wfqd]{0,3}(D|W|nW|nc|Cc)(?:,?n[cW])*,?$")


def _is_plural(shape: _Shape, place: int) -> bool:
    """Whether a number is followed by an unknown noun in the plural: "14 solicitors"."""
    word = shape.words[place] if place < len(shape.words) and shape.text[place] == "w" else None
    return word is not None and len(word.folded) > 4 and word.folded.endswith("s") and not word.folded.endswith("ss")


def _gather_shares(shape: _Shape, told: _Told, used: set[int]) -> None:
    text = shape.text
    for match in _ALL_BUT.finditer(text):
        part = shape.value(match.start("part"))
        state = _state(text, match.end(), match.end())
        used.add(match.start("part"))
        if match.group("whole"):
            used.add(match.start("whole"))
            whole = shape.value(match.start("whole"))
            if part < whole:
                told.shares.append(_part(state, whole - part, whole, shape, match))
        else:
            told.but.append(_Part(state, None, part, shape, match.start(), match.end()))
    for match in _RATIO.finditer(text):
        first, second = next(
            (match.start(a), match.start(b))
            for a, b in (("part", "whole"), ("p2", "w2"), ("p3", "w3"))
            if match.group(a)
        )
        part, whole = shape.value(first), shape.value(second)
        if used & {first, second} or not 0 <= part <= whole or whole < 2:
            continue
        if match.group("p2") and not _UNIT.search(text, max(first - 4, 0), second + 4):
            continue
        used |= {first, second}
        told.shares.append(_part(_state(text, first, match.end()), part, whole, shape, match))
    for pattern, is_none in ((_NONE_OF, True), (_ALL_OF, False)):
        for match in pattern.finditer(text):
            place = match.start("whole")
            whole = shape.value(place)
            if place in used or whole < 2:
                continue
            used.add(place)
            state = _state(text, place, match.end()) if is_none else _state_of_all(text, match.start(), match.end())
            if is_none:
                state = {"D": "W", "W": "D"}.get(state, "")
            told.shares.append(replace(_part(state, whole, whole, shape, match), exact=is_none))
    for match in _FRACTION.finditer(text):
        word = shape.words[match.start()]
        if match.group().endswith("#") and match.end() - match.start() > 1:
            used.add(match.end() - 1)
            told.totals.append(shape.value(match.end() - 1))
        percent = _fraction(shape, match.start())
        if word is None or percent is None:
            continue
        state = _state(text, match.start(), match.end())
        calls = _is_calls(shape, match.start(), match.end())
        told.shares.append(_Part(state, percent, 0, shape, match.start(), match.end(), calls))


def _fraction(shape: _Shape, place: int) -> float | None:
    word = shape.words[place]
    if word is None:
        return None
    if shape.text[place] == "%":
        return word.value if word.value is not None and word.value <= 100 else None
    percent = _FRACTIONS.get(word.folded)
    if percent and place and shape.text[place - 1] == "#" and 2 <= shape.value(place - 1) <= 4:
        percent = min(percent * shape.value(place - 1), 100.0)
    if percent and _CLOCK.match(shape.text, place + 1, place + 3):
        return None  # "half past", "half 9", "half an hour"
    return percent


def _part(state: str, part: int, whole: int, shape: _Shape, match: re.Match[str]) -> _Part:
    calls = _is_calls(shape, match.start(), match.end())
    return _Part(state, 100.0 * part / whole, part, shape, match.start(), match.end(), calls, exact=True)


def _is_calls(shape: _Shape, start: int, end: int) -> bool:
    """Whether calls are counted, not users: "two out of three calls", "3 of 10 attempts"."""
    near = [shape.folded(place) for place in range(start, min(end + 3, len(shape.words)))]
    for word in near[end - start :]:
        if word in _CALL_WORDS:
            return True
        if word not in ("of", "the", "all", "de", "our", "inbound", "outbound", "incoming", "outgoing", "their"):
            break
    return any(word in _CALL_WORDS for word in near[: end - start])


def _conclude(facts: Facts, shapes: Sequence[_Shape], told: _Told, limit: float) -> Iterator[Sign]:
    back = next((one for one in told.shares if "R" in one.shape.text[one.end :]), None)
    if back is not None:
        yield _sign("share-restored", back, None if back.percent is None else 100 - back.percent)
    if not (told.shares or told.counts or told.items or told.runs or told.but or facts.form.affected_users):
        return
    if not _is_dead_now(shapes, told):
        calm = not any(_is_dead(one) or "EMERG" in one.told.line.text for one in shapes)
        for one in told.shares:
            if calm and (one.state == "Q" or _HARMLESS.search(one.shape.text)):
                yield _sign("share-harmless", one, one.percent)
                return
        return
    found = _best(facts, told, shapes)
    if found is not None and found[0].shape.told.source == "subject" and not _is_borne_out(shapes):
        return  # subjects are templates, quotes and jokes as often as reports
    if found is None:
        form = list(_of_form(facts, limit, shapes))
        yield from form
        lone = next((one for one in told.counts if not form and one.state == "D" and one.exact and one.value > 1), None)
        if lone is not None:
            yield _sign("count-without-base", lone, None)
        return
    part, percent = found
    of_calls = "-of-calls" if part.calls else ""
    yield _sign(("large-share" if percent >= limit else "small-share") + of_calls, part, percent)


_HARMLESS = re.compile(r"[qbRW]")
"""Words of wishes, bad sound, recovery or health beside a share."""


def _is_borne_out(shapes: Sequence[_Shape]) -> bool:
    """Whether the description, too, tells of something dead."""
    return any(one.told.source != "subject" and _is_dead(one) for one in shapes)


def _is_dead_now(shapes: Sequence[_Shape], told: _Told) -> bool:
    """Whether calls fail somewhere now: not once, not planned, not asked about."""
    dead = [one for one in shapes if _is_dead(one) and not one.text.endswith("?") and not _ASKED.match(one.text)]
    left = any(_leaves_dead(one) for one in told.shares)
    if not dead and not left:
        return False
    if any(one.text.endswith("?") for one in shapes) and not any("s" in one.text for one in shapes):
        return False  # a question, and no word of since when or that it lasts
    if any(_is_excused(one.told.line.plain) for one in shapes):
        return False
    if not any(_has_ended(one) for one in shapes):
        return True
    return any(
        one.told.source != "subject" and _ON.search(one.told.line.plain) and not _ENDED.search(one.told.line.plain)
        for one in dead
    )


def _leaves_dead(one: _Part) -> bool:
    """Whether a share of those that work says by itself that the rest does not."""
    if one.state not in ("W", "w"):
        return False
    return _only_these(one) or (one.exact and _works_beside(one, one.state) and (one.percent or 0) < 50)


def _is_excused(plain: str) -> bool:
    """Whether a sentence tells of a cause on the other side, of one route only, or that calls are carried."""
    if _OWN_SIDE.search(plain) or _ROUTE.search(plain):
        return True
    return bool(_CARRIES.search(plain)) and not _CARRIES_SOME.search(plain)


def _has_ended(shape: _Shape) -> bool:
    plain = shape.told.line.plain
    if "R" not in shape.text and not _ENDED.search(plain):
        return False
    return not (_STRONG.search(shape.text) and _ON.search(plain))


def _works_beside(one: _Part, state: str) -> bool:
    """Whether those counted are plainly the ones that work, so that the rest does not."""
    if state not in ("W", "w"):
        return False
    return _only_these(one) or (state == "W" and bool(_WELL_BESIDE.match(one.shape.text[one.end :])))


_WELL_BESIDE = re.compile(r"[^,#nDC]{0,6}[WKR]")


def _only_these(one: _Part) -> bool:
    return (one.percent == 0 and "v" not in one.shape.text) or bool(_ONLY.search(one.shape.text[: one.start]))


_ASKED = re.compile(r"[wd,]{0,3}[qF][^,]{0,6}(?:$|[DnC])")
_ONLY = re.compile(r"L[dwcW]{0,2}$")


def _is_dead(shape: _Shape) -> bool:
    return bool(_STRONG.search(shape.text)) or (("D" in shape.text or "E" in shape.text) and "v" not in shape.text)


def _best(facts: Facts, told: _Told, shapes: Sequence[_Shape]) -> tuple[_Part, float] | None:
    """Return the largest share of those without calls, and the words that tell it."""
    found: list[tuple[float, int, _Part]] = []
    for one in told.shares:
        state = one.state or (_nearby(one.shape, shapes) if one.exact and len(one.shape.text) <= 8 else "")
        if state in ("", "w") and one.exact and _goes_on_dead(one.shape, shapes):
            state = "D"
        if not state and one.exact and not _DOUBT.search(one.shape.text) and _STRONG.search(one.shape.text):
            state = "D"
        if one.percent is None:
            continue
        if state == "D":
            # "0 of 124 online, the phones are silent": none of them works
            found.append((one.percent or 100.0, len(found), one))
        elif one.percent < 100 and one.exact and _works_beside(one, state):
            found.append((100 - one.percent, len(found), one))
    if not found:
        listed = [*_listed(told.items, 4), *_listed(told.runs, 2)]
        found = [(percent, n, one) for n, (one, percent) in enumerate(listed or _computed(facts, told))]
    if not found:
        found = [(one.percent or 0.0, 0, one) for one in told.shares if _is_small_trouble(one)]
    if not found:
        return None
    percent, _, part = max(found, key=lambda one: one[0])
    return part, percent


def _is_small_trouble(one: _Part) -> bool:
    """Whether few of many are named in a report of a fault, without a word of their being well: "1 of 88"."""
    return one.exact and one.percent is not None and 0 < one.percent < _SMALL and one.state in ("", "w")


def _listed(parts: Sequence[_Part], least: int) -> Iterator[tuple[_Part, float]]:
    """Return the share of a list's items that do not work."""
    dead = [one for one in parts if one.state == "D"]
    whole = sum(one.value for one in parts)
    if dead and len(parts) >= least - (len(dead) > 1) and len(dead) < len(parts):
        yield dead[0], 100.0 * sum(one.value for one in dead) / whole


def _computed(facts: Facts, told: _Told) -> Iterator[tuple[_Part, float]]:
    """Yield a share made of a part told in one place and the whole told in another."""
    neutral = [one.value for one in told.counts if one.state in ("", "W", "w") and one.exact]
    counted = max((one.value for one in told.counts if one.state == "D"), default=0)
    wholes = [*told.totals, *neutral, 0]
    if max(wholes) <= counted:
        wholes.append(_form_total(facts))  # the form is asked only where the text tells no whole
    found = (
        _beside_the_rest(told)
        or _excepted(told, max(wholes))
        or _of_the_dead(facts, told, wholes)
        or _of_the_working(told, neutral)
    )
    if found is not None:
        yield found


def _beside_the_rest(told: _Told) -> tuple[_Part, float] | None:
    """Return the share of those who are left where a whole and the rest that is well are told: "of 22 the other 21"."""
    wholes = [*told.totals, *(one.value for one in told.counts if one.state in ("", "W", "w") and one.exact)]
    for one in told.rest:
        left = min((whole - one.value for whole in wholes if whole > one.value), default=0)
        if one.state == "W" and 0 < left < one.value:
            return one, 100.0 * left / (left + one.value)
    return None


def _form_total(facts: Facts) -> int:
    return facts.form.total_users or 0


def _excepted(told: _Told, whole: int) -> tuple[_Part, float] | None:
    """Return the share of "all but two" where the whole is told elsewhere."""
    for one in told.but:
        if whole > one.value and (one.state in ("D", "W") or (one.state == "" and one.shape.told.source != "subject")):
            left = one.value if one.state == "W" else whole - one.value
            return one, 100.0 * left / whole
    return None


def _of_the_dead(facts: Facts, told: _Told, wholes: Sequence[int]) -> tuple[_Part, float] | None:
    """Return the share of the largest number of dead units told."""
    parts = [one for one in told.counts if one.state == "D" and (one.exact or _is_near(one))]
    rest = [one.value for one in told.rest]
    if not parts:
        parts, rest = [one for one in told.rest if one.state == "D" and one.value > 1], []
    if not parts:
        return None
    part = max(parts, key=lambda one: one.value)
    if part.value > 1 and _are_all_there_are(part, facts):
        return part, 100.0
    if part.value == 1 and max(wholes) == _form_total(facts):
        return None
    whole = max(*wholes, *(part.value + one for one in rest), 0)
    if not whole:
        whole = part.value + max((one.value for one in _working(told)), default=0)
    if whole > part.value or (part.value > 1 and _is_everybody(part, facts, told)):
        return part, 100.0 * part.value / max(whole, part.value)
    return None


_ALL_THERE_ARE = re.compile(
    r"\b(?:(?:that's|that is|those are|these are|they are|they're|which is|it's) (?:all|every (?:phone|line|set|one)"
    r"|the lot)"
    r"(?: of them)? (?:there (?:is|are)|(?:that )?(?:they|we|he|she|the \w+) (?:have|has|own|owns|got)"
    r"|in the (?:shop|house|place))"
    r"|son tod[oa]s l[oa]s que (?:hay|tienen|tenemos)|no hay (?:mas|otr[oa]s)\b(?=$|[,.;])"
    r"|(?:c'est tout|ce sont (?:tous|toutes)(?: \w+)?) ce qu'(?:il y a|ils ont)|il n'y en a pas d'autres?)"
)
"""Those who were counted are the whole customer."""


def _are_all_there_are(part: _Part, facts: Facts) -> bool:
    """Whether a later sentence says that those counted are the whole customer; a form may count another."""
    return any(_ALL_THERE_ARE.search(one.line.plain) for one in facts.told if one.number > part.shape.told.number)


def _is_everybody(part: _Part, facts: Facts, told: _Told) -> bool:
    """Whether another sentence says that those counted are all there are: "they have two phones"."""
    owned = [
        one.value
        for one in told.counts
        if one.exact and one.state == "" and one.shape is not part.shape and "d" in one.shape.text[: one.start]
    ]
    return part in told.counts and part.value in (*told.totals, *owned, _form_total(facts))


def _working(told: _Told) -> list[_Part]:
    """Return the numbers of those that are said to work."""
    return [
        one
        for one in told.counts
        if one.value > 1
        and (
            (one.state == "W" and (one.exact or _is_near(one)))
            or (one.state == "w" and _ONLY.search(one.shape.text[: one.start]))
        )
    ]


def _of_the_working(told: _Told, neutral: Sequence[int]) -> tuple[_Part, float] | None:
    """Return the share of those left where only the working ones are counted: "only six register"."""
    if any(one.state == "D" and (one.exact or _is_near(one)) for one in told.counts):
        return None
    good = max(_working(told), key=lambda one: one.value, default=None)
    whole = max([*told.totals, *neutral], default=0)
    return (good, 100.0 * (whole - good.value) / whole) if good is not None and whole > good.value else None


_TOLD_BEHIND = re.compile(r"(?:fd)?,?[dwLs]{0,2}[DCnWK]")
_TOLD_BEFORE = re.compile(r"[DWc],?[dw]?$")


def _is_near(one: _Part) -> bool:
    text = one.shape.text
    if one.value >= 100 or one.shape.folded(one.start - 1 if one.start else 0) in ("la", "el", "le"):
        return False
    if _TOLD_BEHIND.match(text, one.end):
        return True
    return text[one.end : one.end + 1] in ("", ",") and bool(
        _TOLD_BEFORE.search(text, max(one.start - 4, 0), one.start)
    )


def _nearby(shape: _Shape, shapes: Sequence[_Shape]) -> str:
    """Return `D` where a sentence near one that tells no state tells of dead units."""
    place = shape.told.number
    near = (*shapes[place + 1 : place + 3], *reversed(shapes[max(place - 2, 0) : place]))
    return next(("D" for one in near if _STRONG.search(one.text) and not one.text.endswith("?")), "")


def _goes_on_dead(shape: _Shape, shapes: Sequence[_Shape]) -> bool:
    """Whether the next sentence says that those just counted are dead: "they can't be rung"."""
    place = shape.told.number + 1
    return place < len(shapes) and shapes[place].text[:1] == "d" and bool(_STRONG.search(shapes[place].text))


_DOUBT = re.compile(r"[?vqFT]")
_FIGURES = re.compile(r"[?1#hL]")


def _of_form(facts: Facts, limit: float, shapes: Sequence[_Shape]) -> Iterator[Sign]:
    """Yield the share that the form tells, beside a text that tells of dead units without figures."""
    affected, total = facts.form.affected_users, facts.form.total_users
    if not affected or not total or not 1 < total > affected or any(_FIGURES.search(one.text) for one in shapes):
        return
    if not any(_STRONG.search(one.text) and "v" not in one.text for one in shapes):
        return
    percent = 100.0 * affected / total
    yield Sign("large-share" if percent >= limit else "small-share", "form", -1, 0, 0, percent)


def _sign(name: str, part: _Part, percent: float | None) -> Sign:
    words = [word for word in part.shape.words[part.start : part.end] if word is not None]
    told = part.shape.told
    return Sign(name, told.source, told.number, words[0].start, words[-1].end, percent)
