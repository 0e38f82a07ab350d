"""
In which language a report is written, by its small words.

English, Spanish and French are read; a report that shows its German, Dutch, Italian or Portuguese is for a person. What
shows neither (a line of two words, a language not listed) counts as English, as most reports are.
"""

from app.rules.reader import Facts

FEWEST = 3
"""So many small words of a language tell it."""
READ = ("spanish", "french")
"""The languages other than English that the reader knows."""
_SMALL_WORDS = {
    "english": frozenset((
        "the", "is", "are", "and", "to", "of", "for", "please", "we", "our", "how", "it", "at", "with", "they", "that",
        "can", "has", "was", "from", "this", "on", "in", "be", "their",
    )),
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
        "kann", "bei",
    )),
    "dutch": frozenset((
        "het", "een", "van", "niet", "wij", "ik", "voor", "met", "op", "kun", "ons", "jullie", "naar", "graag", "bij",
        "nog", "dat", "zijn", "heeft", "wordt", "aan", "geen", "ook", "moet", "alstublieft",
    )),
    "italian": frozenset((
        "che", "di", "non", "sono", "della", "dei", "gli", "grazie", "questo", "anche", "dal", "nel", "alla", "abbiamo",
        "per", "dalle", "ancora", "possiamo", "nostro", "come", "si", "una", "la", "un",
    )),
    "portuguese": frozenset((
        "nao", "uma", "com", "voces", "obrigado", "tem", "sao", "foi", "pela", "pelo", "ao", "das", "mais", "temos",
        "nosso", "nossa", "isso", "bom", "por", "favor", "para", "que", "do", "da", "em", "um", "ramal", "senha", "os",
    )),
}  # fmt: skip
_FOREIGN = frozenset[str]().union(*(small for name, small in _SMALL_WORDS.items() if name != "english"))


def language_of(facts: Facts) -> str | None:
    """Return the language other than English that a report is written in; None for English or when in doubt."""
    words = frozenset[str]().union(*[told.line.plain_set for told in facts.told])
    if len(words & _FOREIGN) < FEWEST:
        return None
    shown = {name: len(words & small) for name, small in _SMALL_WORDS.items()}
    likeliest = max(shown, key=shown.__getitem__)
    is_clear = likeliest != "english" and list(shown.values()).count(shown[likeliest]) == 1
    return likeliest if is_clear and shown[likeliest] >= FEWEST else None
