"""
The character that stands for a word in a shape: `U` for a unit such as a phone or a person, `D` for dead, and so on.

What a number is, and what "out" or "busy" are, depends on their neighbours: `numerals` and `fickle` know.
"""

from app.rules.words import Word

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


of_word = _CODE_OF.get
of_meaning = (_BY_MEANING | _CODE_OF).get
"""Where a word stands in no list of the lexicon its meaning is its stem, which may be a word of the table."""


def words_of(codes: str) -> frozenset[str]:
    """Return the words and meanings that may stand for one of some characters, each word of a phrase by itself."""
    return frozenset(" ".join([word for word, code in (_BY_MEANING | _CODE_OF).items() if code in codes]).split())


def code_of(word: Word) -> str:
    """Return the character of a word by itself; `w` for one that does not matter to counting."""
    return of_word(word.folded) or of_meaning(word.meaning, "w")
