"""
In which language a report is written, by its small words.

English, Spanish and French are read. Of the others it is known that they are not: a person reads what the rules cannot.
"""

from app.rules.reader import Facts

FEWEST = 3
"""So many small words of a language tell it."""
READ = ("spanish", "french")
"""The languages other than English that the reader knows."""
_SMALL_WORDS = {
    "spanish": frozenset((
        "una", "por", "para", "del", "pero", "como", "esta", "que", "muy", "ya", "nos", "les", "sin", "y", "ni",
        "cuando", "lo", "ha", "hoy", "favor",
    )),
    "french": frozenset((
        "le", "les", "des", "du", "et", "est", "une", "pour", "dans", "pas", "nous", "vous", "avec", "sur", "qui", "au",
        "aux", "ne", "ce", "sans",
    )),
    "german": frozenset((
        "der", "die", "das", "und", "ist", "nicht", "wir", "ein", "eine", "einen", "fur", "mit", "auf", "bitte", "sie",
        "ich", "von", "vom", "den", "dem", "zum", "zur", "kein", "keine", "noch", "wie", "bis", "haben", "sind", "seit",
    )),
    "dutch": frozenset((
        "het", "een", "van", "niet", "wij", "ik", "voor", "met", "op", "kun", "ons", "jullie", "naar", "graag", "bij",
        "nog", "dat", "zijn", "heeft", "wordt", "we", "aan", "geen", "ook", "moet",
    )),
    "italian": frozenset((
        "il", "che", "di", "non", "sono", "della", "dei", "gli", "grazie", "questo", "anche", "dal", "nel", "alla",
        "abbiamo", "per", "dalle", "ancora", "possiamo", "nostro",
    )),
    "portuguese": frozenset((
        "nao", "uma", "com", "voces", "obrigado", "tem", "sao", "foi", "pela", "pelo", "ao", "os", "das", "mais",
        "temos", "nosso", "nossa", "isso", "bom", "desde",
    )),
}  # fmt: skip
"""Small words that are no part of English names of places, as "los" and "el" are."""


def language_of(facts: Facts) -> str | None:
    """Return the language other than English that a report is written in; None for English or when in doubt."""
    words = {word for told in facts.told for word in told.line.plain.split()}
    shown = {name: len(words & small) for name, small in _SMALL_WORDS.items()}
    likeliest = max(shown, key=shown.__getitem__)
    is_clear = list(shown.values()).count(shown[likeliest]) == 1
    return likeliest if is_clear and shown[likeliest] >= FEWEST else None
