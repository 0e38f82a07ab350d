"""
A sentence as a shape: one character for each word that matters to counting.

`#` stands for a number, `U` for a unit such as a phone or a person, `D` for dead, `W` for works, and so on, so that "31
of our 40 phones are dead" and "31 de 40 extensiones sin tono" become alike, and small patterns can read both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.rules.reader import Told
from app.rules.words import Word

LARGEST = 100_000
LONGEST = 300
"""Words read of one sentence: what is longer is a log, and nobody counts phones that late in it."""


def _set(words: str) -> frozenset[str]:
    """Return words written as a text."""
    return frozenset(words.split())


# --- characters of words ----------------------------------------------------------------------------------------------

_BY_MEANING = {
    "PERCENT": "%", "USER": "U", "PHONE": "U", "SITE": "S", "CUST": "S", "DID": "U", "ALL": "A", "BOTH": "w",
    "EXCEPT": "X", "BUT": "x", "ONE": "1", "ONLY": "L", "CANNOT": "C", "NOT": "n", "NO": "n", "NONE": "0",
    "DEAD": "D", "STOPPED": "D", "FAIL": "D", "BROKEN": "D", "WORK": "W", "FINE": "W", "RESTORED": "R", "BACK": "R",
    "CALL": "c", "IN": "c", "OUT": "c", "REGISTER": "c", "AUDIO": "c", "ASK": "q", "HOW": "q", "CHANGE": "T",
    "TRIED": "T", "BAD": "b", "SOMETIMES": "b", "PAST": "p", "WAS": "w", "FUTURE": "F", "IF": "F", "MANY": "m",
    "HALF": "h", "WE": "d", "IT": "d", "FAX": "v", "SMS": "v", "PORTAL": "v", "ADMIN": "v", "WHOLE": "w",
    "YES": "W", "?": "?", "time": "i", "phone": "i", "STILL": "s", "SINCE": "s", "NOW": "s",
}  # fmt: skip
"""One character a meaning; any other meaning is `w`, a word that does not matter to counting."""
_TABLES = {
    "f": "of de sur from d' among amongst des",
    "d": "the our their its a an about roughly some around approximately his her your los las les nos sus su la el"
    " le plus longer more have has these those them almost nearly circa maybe exactly this that is are sont son",
    "U": "room bed apartment unit classroom operator barrister chair booth till console device appareil poste"
    " posicion position puesto caja interno habitacion chambre cabin stall crew head nurse folk soul account"
    " clerk seat workstation bay negotiator attorney tailor headset app apps vendeur vendeurs avocat avocats nos"
    " no's hygienist adviser advisor guest barber surveyor picker foremen post postes telephones console"
    " consoles doctor doctors staff team-member positions login logins dids channel channels stores locuteur"
    " voip sets set lines endpoints",
    "O": "other others rest remaining remainder balance demas otro otros otra otras autres autre restantes resto"
    " reste",
    "t": "total totals altogether overall headcount totaling entirety",
    "c": "recibe reciben sacan entran salen get gets make makes place dial dials hear tone dialtone service signal"
    " connect connects through use sound tono appels llamadas incoming outgoing ringer rung dialled dialed"
    " phoned loggen take takes phoning tonalite communication talk talks speak registers inbound outbound"
    " tonalites",
    "w": "any anyone anybody whichever until",
    "D": "unobtainable nothing nada rien silent mute muted lifeless inert inertes bricks brick barred suspended nix"
    " nil zip zilch voiceless phoneless forbidden stuck unreachable orphaned bricked rejected cut blocked lost"
    " lose loses missing out down off without sans sin lack lacks deaf can't-hear unregistered dead reorder"
    " fehlen none disconnected",
    "W": "alive happy happily content merry good online operational live busy-selling unaffected working works andan"
    " trabajan jalan travaillent vont correcto talking chat chats succeed green up survive ok okay fine unharmed",
    "K": "can puede pueden peuvent",
    "R": "back restored returned recovered reappeared resolved solved reconnected rejoined",
    "n": "n'ont n'est n'a n'arrivent n'arrive n'entendent n'y n't haven't hasn't doesn't don't no non never neither"
    " nor ni not nowhere hardly nicht",
    "y": "in",
    "z": "minute min hour hr h s day week month year second sec ms time kbps mbps euro eur dollar usd gbp dia hora"
    " heure jour semaine minuto ano segundo pm am cents km meter metre o'clock minutes hours days weeks months"
    " years seconds times miles story storey floors floor digit digits step steps lamps lamp page pages",
    "a": "attempt attempts calls call caller callers try tries invite invites llamadas llamada appels appel offered",
    "g": "and und y et",
    "b": "break breaks breaking",
    "q": "shall want wants wanted would should please ask asks asking wish need needs quote ordering",
    "F": "if planned upcoming will",
    "v": "transfer transfers log login see open print save find edit view download park upload voicemail access"
    " forward record lamps lamp blf history names presence display recordings paging fax greeting menu headsets",
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


_of_word = _CODE_OF.get
_of_meaning = (_BY_MEANING | _CODE_OF).get
"""Where a word stands in no list of the lexicon its meaning is its stem, which may be a word of the table."""


def _code(word: Word) -> str:
    return _of_word(word.folded) or _of_meaning(word.meaning, "w")


# --- the shape --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Shape:
    """A sentence as one character a word, with the way back to the words."""

    told: Told
    text: str
    words: list[Word | None] = field(default_factory=list)
    """The word behind each character; None behind a comma."""
    ranges: dict[int, int] = field(default_factory=dict)
    """How many numbers a range such as 200-219 holds, by the place of its first."""

    def value(self, place: int) -> int:
        """Return how many the character at a place stands for."""
        word = self.words[place]
        if place in self.ranges:
            return self.ranges[place]
        if self.text[place] == "1":
            return 1
        if self.text[place] in "Bk":
            return 2
        return int(word.value) if word and word.value is not None else 0

    def folded(self, place: int) -> str:
        """Return the word behind the character at a place."""
        word = self.words[place]
        return word.folded if word else ","


_PAUSE = re.compile(r"[,:()|\u2014=>]| -")


def shape_of(told: Told, source: str) -> Shape:
    """Return the shape of a sentence; punctuation inside the sentence becomes a comma."""
    codes: list[str] = []
    words: list[Word | None] = []
    ranges: dict[int, int] = {}
    kept = told.line.kept[:LONGEST]
    end = kept[0].start if kept else 0
    for place, word in enumerate(kept):
        folded, meaning, start, stop, value = word
        # One character between two words is a blank; only a longer gap may pause.
        if start - end > 1 and _PAUSE.search(source, end, start):
            codes.append(",")
            words.append(None)
        if value is None or meaning == "PERCENT":
            code = _of_word(folded) or _of_meaning(meaning, "w")
            if code == "D" and folded in _FICKLE:
                code = _fickle_code(kept, place, codes)
        else:
            code = _compound_code(kept, place, source) or _ordinal_code(kept, place) or _number_code(kept, place)
            gap = source[end:start]
            size = _range(kept, place, gap)
            if size and _take_back(codes, words, kept[place - (1 if gap == "-" else 2)]):
                codes[-1], code = "#", "U"
                ranges[len(codes) - 1] = size
        codes.append(code)
        words.append(word)
        end = stop
    return Shape(told, "".join(codes), words, ranges)


# --- words that mean dead in some places ------------------------------------------------------------------------------

_FICKLE = _set("down out off without nothing missing cut lost stuck busy")
"""Words that mean dead in some places only: "the phones are out", but not "it turned out"."""
_LEADS = _set(
    "went gone go goes stay stays stayed remain remains been be fell dropped now all both completely totally get gets"
    " hear hears getting has have had lost hard stone does do than them how left knocked ones is are phones"
)
"""Words before `down` and its like that make them mean dead."""
_NO_SUBJECT = _set("for on is changed wrong broken to else has came can nor")
_AFTER_OUT = _set("air order action service")
_IF_BUSY = _set("on when if while")
"""Before "busy" they tell when to divert a call, where one is diverted."""
_DIVERTS = _set(
    "divert diverts diverted diverting forward forwards forwarding fwd transfer send sends route routes overflow"
    " redirect voicemail cfb renvoi renvoyer desvio desviar"
)
_AS_EVER = _set("ever usual always normal")
_WITHOUT = _set("function service line lines phone phones dial any a calls tone since telephone connection them sound")


def _fickle_code(kept: Sequence[Word], place: int, codes: Sequence[str]) -> str:
    """Return what one of these words is in its place; `codes` are those of the words before it."""
    if _means_dead(kept, place, codes):
        return "D"
    return "f" if _is_out_of(kept, place) else "w"


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
            and not _is_by_now(kept, place + 1)
        ):
            return False
        return not codes or codes[-1] in "US#1dOA,Bk" or kept[place - 1].folded in _LEADS
    if word == "busy":
        return not _is_busy_by_right(kept, place)
    if word == "without":
        return after is None or after.folded in _WITHOUT or _code(after) in "cUs"
    if word == "nothing":
        return after is None or after.folded not in _NO_SUBJECT
    return after is None or _code(after) in "cUdsAD" or after.folded in _WITHOUT


def _is_busy_by_right(kept: Sequence[Word], place: int) -> bool:
    """Whether "busy" tells when to divert a call, or that people have much to do."""
    if place + 2 < len(kept) and kept[place + 1].folded == "as" and kept[place + 2].folded in _AS_EVER:
        return True
    is_condition = place > 0 and kept[place - 1].folded in _IF_BUSY
    return is_condition and not _DIVERTS.isdisjoint([word.folded for word in kept])


def _is_by_now(kept: Sequence[Word], place: int) -> bool:
    return kept[place].folded == "by" and place + 1 < len(kept) and kept[place + 1].folded in ("now", "then")


def _is_out_of(kept: Sequence[Word], place: int) -> bool:
    return kept[place].folded == "out" and place + 1 < len(kept) and kept[place + 1].folded == "of"


# --- numbers ----------------------------------------------------------------------------------------------------------

_ERRORS = frozenset((
    401, 403, 404, 405, 406, 407, 408, 480, 481, 482, 484, 486, 487, 488, 500, 502, 503, 504, 603, 604,
))  # fmt: skip
"""Codes of SIP and HTTP that tickets cite."""
_PLURAL_UNIT = re.compile(r"s$|people|staff|folk|crew|nos|foremen|person")
_ARTICLES_OF_ONE = _set("el le")
"""Before a number they name one thing: counted things are "los 33" and "les 18"."""
_NUMBERED = _set("floor line level shift wing row bay")
_BEFORE_IDS = _set(
    "at since until till before after by to version vlan port level press key customer ticket id"
    " step option page rule line item sip error code ref case invoice order question v firmware model"
)
_THROUGH = _set("to thru through al a bis until till hasta -")
_UNITS = ("U", "S")


def _number_code(kept: Sequence[Word], place: int) -> str:
    """Tell a count from an error code, a time, or the number of a thing ("room 14", "ext 412")."""
    word = kept[place]
    value = word.value
    if value is None or value >= LARGEST:
        return "i"
    after = _code(kept[place + 1]) if place + 1 < len(kept) else ""
    if value in _ERRORS and after not in ("f", *_UNITS):
        return "E"
    if (
        after == "z"
        or (word.folded[0] == "0" and len(word.folded) > 1)
        or (value == 200 and after == "W")
        or (value >= 10_000 and "," not in word.folded)
    ):
        return "i"
    if place and after not in _UNITS and _is_name(kept, place, after):
        return "i"
    return "#" if value == int(value) else "i"


_OF_ONE = _set("is has hears rings says can't cannot gets does doesn't keeps shows drops est n'a es tiene no")


def _ordinal_code(kept: Sequence[Word], place: int) -> str:
    """Return the code of one thing for a number that tells which of some it is, "user 3 of 5"; empty for another."""
    word, before = kept[place], kept[place - 1]
    if not place or word.start - before.end != 1 or not word.folded.isdigit():
        return ""
    is_unit = _code(before) == "U" and not _PLURAL_UNIT.search(before.folded)
    is_of = is_unit and place + 1 < len(kept) and _code(kept[place + 1]) == "f"
    at = (
        next((at for at in range(place + 2, min(place + 4, len(kept))) if kept[at].value is not None), 0)
        if is_of
        else 0
    )
    if not at:
        return ""
    # "Handset 12 of 14 dead" may be a count, and "phone 18 of 18" the last of all; "phone 12 of 14 is dead" is one.
    is_singular = at + 1 < len(kept) and kept[at + 1].folded in _OF_ONE and kept[at].value != word.value
    return "1" if is_singular or 2 * (word.value or 0) < (kept[at].value or 0) else ""


def _is_name(kept: Sequence[Word], place: int, after: str) -> bool:
    """Whether a number is not a count but tells which one of the things before it is meant."""
    word, before = kept[place], kept[place - 1]
    if place > 1 and before.folded in ("las", "la") and kept[place - 2].folded == "a":
        return word.value is not None and word.value < 25  # "a las 5"
    if word.start - before.end != 1 or not (word.folded.isdigit() or before.folded in _NUMBERED):
        return False
    if after == "f" and _is_of_number(kept, place):
        return False
    if before.folded in _ARTICLES_OF_ONE or before.folded in _BEFORE_IDS:
        return True
    return _code(before) in ("z", *_UNITS) and not _PLURAL_UNIT.search(before.folded)


def _is_of_number(kept: Sequence[Word], place: int) -> bool:
    """Whether a number is one of another: "user 3 of 5", but not "poste 12 de la pharmacie"."""
    return any(word.value is not None for word in kept[place + 2 : place + 4])


_PART_BEFORE = re.compile(r"\d\.\d")
_PARTS_BEHIND = re.compile(r"\.\d+\.\d")


def _compound_code(kept: Sequence[Word], place: int, source: str) -> str:
    """
    Return what a number is that is part of something longer, empty where it is none.

    It may go on behind a hyphen, such as "30-odd" or "24-port", or stand in an address: "198.51.100.40".
    """
    word = kept[place]
    end = word.end
    counts = place + 1 < len(kept) and _code(kept[place + 1]) in ("f", *_UNITS)
    if not counts and (_PART_BEFORE.match(source, max(word.start - 2, 0)) or _PARTS_BEHIND.match(source, end)):
        return "i"
    if source[end : end + 1] != "-" or not source[end + 1 : end + 2].isalpha() or not word.folded.isdigit():
        return ""
    return "#" if source.startswith(("-odd", "-ish", "-some"), end) else "i"


def _range(kept: Sequence[Word], place: int, gap: str) -> int:
    """Return how many extensions stand between two numbers, 0 where they are no range."""
    if not place:
        return 0
    before = kept[place - 1]
    if gap != "-":
        if place < 2 or before.folded not in _THROUGH:
            return 0
        unit, before = (kept[place - 3] if place > 2 else before), kept[place - 2]
        if _code(unit) not in "US" and unit.folded not in ("nrs", "block", "range"):
            return 0
    first, last = before.value, kept[place].value
    if first is None or last is None or not before.folded.isdigit() or len(before.folded) != len(kept[place].folded):
        return 0 if first != 1 or not last or gap == "-" else int(last)
    return int(last - first) + 1 if 1 <= last - first < 1000 and (gap != "-" or first >= 100) else 0


def _take_back(codes: list[str], words: list[Word | None], first: Word) -> bool:
    """Take back what stands behind the first number of a range; return whether that is left."""
    while codes and codes[-1] in "wdfi#" and words[-1] is not first:
        codes.pop()
        words.pop()
    return bool(codes)
