"""
Emergency calls that did what they should: a test that passed, or a fault of long ago that was corrected.

A missed fault is the worst mistake, so that one word of trouble anywhere in the report stands against it.
"""

import re
from collections.abc import Sequence

from app.rules.emergency.fault import fault
from app.rules.emergency.names import REPLY_REACH, Shown
from app.rules.emergency.places import RIGHT
from app.rules.emergency.tested import TESTED
from app.rules.reader import Told

# --- a test that passed -----------------------------------------------------------------------------------------------

_PASSED = re.compile(
    r"@+(?: \S+){0,14}? (?:passed|pass|went through|goes? through|succe\w+|ok|okay|fine|good|worked|works|right"
    r"|correct\w*|perfect\w*|complete[ds]?|as (?:it|they) should|as expected|matche[ds]|bien|salio|salieron|exitos\w+"
    r"|satisfactori\w+|reussi\w*|conformes?|concluant\w*|abouti\w*|passent?|funciona\w*|fonctionne\w*)\b"
)
"""A call to an emergency number that did what it should."""
_ALL_PASSED = re.compile(
    r"\b(?:all|each|every|[0-9]+ of [0-9]+|todas|todos|tous|toutes)\b(?: \S+){0,6}"
    r" (?:passed|succeeded|went through|fine|ok|good|right|correct|reussi\w*|conformes|pasaron|salieron|bien)\b"
)
"""The same, told a sentence or two after the test."""
_UNTROUBLED = re.compile(
    r"\b(?:no|zero|0|without|sin|ningun[ao]?|aucune?|sans|pas d[e'])(?: (?:any|a|single|other|further|more|known"
    r"|ningun[ao]?|aucune?))*"
    r" ?(?:failures?|failed|fails?|issues?|problems?|errors?|faults?|trouble|anomal\w+|incidents?|exceptions?"
    r"|deviations?|discrepanc\w+|complaints?|fallas?|fallos?|errore?s?|problemas?|novedad(?:es)?|incidencias?|echecs?"
    r"|erreurs?|problemes?|pannes?|soucis?)\b(?: (?:of any kind|at all|whatsoever|found|seen|reported|to report))?"
    r"|\b(?:none|nothing|ninguna|aucun) (?:failed|fallo|n'a echoue)\b"
    r"|\b(?:nothing (?:else )?|no action |no reply |no answer )(?:is |was )?"
    r"(?:to (?:do|fix|report|change)|needed|required|necessary|wanted|expected)\b|\b(?:nada|rien) (?:que|a|de) \S+"
    r"|\bbut (?:my|our|the|their|his|her) \S+ (?:wants?|asks?|needs?|requires?|insists?)\b"
)
"""Words of trouble that tell of none; they are not looked at any more."""
_TROUBLE = re.compile(
    r"n't\b|\b(?:not|no|nor|never|nobody|none|nothing|without|cannot|unable|except\w*|but|apart|besides|other than|only"
    r"|however|though|although|while|whereas|instead|still|until|unless|if|wrong\w*|incorrect\w*|old|former|previous"
    r"|another|other|different\w*|fail\w*|errors?|busy|dead|down|drop\w*|cut|silen\w*|mute|blank|missing|missed|lacks?"
    r"|empty|unknown|invalid|reject\w*|block\w*|refus\w*|time-?d?-?out|mis\w+|problems?|issues?|troubles?|broken|outages?"
    r"|slow\w*|delay\w*|late|intermittent\w*|sometimes|again|retr\w+|attempts?|tries|twice|recordings?|voicemail fault"
    r"|nowhere|crackl\w*|static|noise|noisy|echo|garbled|faint|hung|hangs?|lost|loses?|losing|stuck|astray|bounce[sd]?"
    r"|should(?! be\b)|supposed|urgent\w*|asap|affected|stopped|stops|impossible|concern\w*|worr\w+|odd\w*|strange\w*"
    r"|weird|unfortunately|alas|yet|almost|nearly|most|some|few|half|partly|partial\w*|miles|elsewhere"
    r"|(?:after|took|takes|taking|within)(?: \S+){0,3} (?:seconds|minutes|rings|tries)"
    r"|(?:is|are|was|were|went) out"
    r"|reorder|tones?|engaged|forbidden|denied|(?<!-)(?:40[0-9]|48[0-9]|50[0-4]|60[0-9])(?!-)|[0-9]+x|ended|opens|across|rest"
    r"|corriger|corregir|to (?:correct|fix|mend)|rappel|non|appelle plus"
    r"|nadie|ninguna?|nunca|pero|excepto|salvo|menos|falla\w*|fallo\w*|otr[ao]s?|viej[ao]|anterior\w*|equivocad[ao]s?"
    r"|incorrect[ao]s?|ocupado|caid[ao]s?|todavia|algun[ao]s?|solo|aunque|sino|personne|jamais|mais|sauf|hormis|echou\w*"
    r"|autres?|ancien\w*|mauvaise?|occupe|encore|certaine?s|quelques|pourtant|seul\w*|ne|n'\w+|pas|plus|aucune?|sans|sin"
    r"|panne|coupe\w*|coupure\w*|erron\w*|faux|fausse)\b"
)
"""Anything that may tell of trouble, in whatever sentence: one such word, and a test counts as passed no more."""
_READS_ELSE = re.compile(
    r"\b(?:portal|records?|system|website|sheet|database|ficha|fiche|portail) (?:shows?|says?|has|have|lists?|reads?"
    r"|displays?|dice|muestra|affiche|indique)\b"
)
_SAYS = re.compile(r"\b(?:shows?|showed|reads?|says?|said|displays?|sees?|saw|gets?|got|muestra|dijo|affiche)\b")
_COUNT = re.compile(r"\b([0-9]+) (?:of|out of|/|de|sur) (?:the |our |las |los |les )?([0-9]+)\b")

# --- a fault that was corrected long ago ------------------------------------------------------------------------------

_LONG_AGO = re.compile(
    r"\b(?:in (?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer"
    r"|autumn|fall|winter|20[0-9][0-9])|last (?:year|month|spring|summer|autumn|fall|winter|quarter|\S+ber|march|april"
    r"|june|july|august)|(?:weeks|months|years) ago|en (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre"
    r"|octubre|noviembre|diciembre)|el (?:ano|mes) pasado|en (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout"
    r"|septembre|octobre|novembre|decembre)|l'an dernier|le mois dernier)\b"
)
_CORRECTED = re.compile(
    r"\b(?:you|we|they|noc|engineers?|team|carrier) (?:have |had |then |promptly )?(?:corrected|fixed|repaired|resolved"
    r"|mended)\b|\b(?:was|were|been|got) (?:\S+ )?(?:corrected|fixed|repaired|resolved|mended)\b"
    r"|\b(?:lo|la) (?:corrigieron|corrigio|arreglaron)\b|\b(?:fue|quedo) (?:corregid[ao]|resuelt[ao])\b"
    r"|\b(?:a|avez|ont) (?:ete )?(?:corrige|regle)e?\b"
)
_TESTED_SINCE = re.compile(
    r"\b(?:tested|tests?|test calls?|verified|pruebas?|probamos|probado|teste\w*|essais?)\b(?: \S+){0,6}"
    r" (?:since|monthly|weekly|daily|each (?:week|month)|every (?:week|month)|desde entonces|cada mes|depuis"
    r"|chaque mois)\b"
    r"|\b(?:each time|every time|since then|ever since|desde entonces|cada vez|depuis|chaque fois)\b(?: \S+){0,8}"
    r" (?:lands?|landed|works?|worked|passed|reached|reaches|fine|right|correct|as it should|where it should|bien"
    r"|funciona\w*|fonctionne\w*)\b"
)
_ANEW = re.compile(
    r"\b(?:still|again|today|tonight|yesterday|this (?:morning|week|afternoon)|now|keeps?|until|but|however|except"
    r"|recur\w*|not|never|fails?|failing|back to|hoy|ayer|ahora|todavia|otra vez|pero|sigue\w*|aujourd'hui|hier|encore"
    r"|mais|toujours|de nouveau)\b|n't\b"
)
"""What may tell that a fault of long ago is there again."""


def passed(told: Sequence[Told], lines: Sequence[str]) -> Shown | None:
    """
    Return where a report tells of emergency calls that were tested and did what they should, and of no trouble at all.

    A missed fault is the worst mistake: one word of trouble anywhere, a count that is not full, a place that
    something else shows, and nothing is said to have passed.
    """
    found = _told_passed(lines)
    if found is None or told[found[0]].asks:
        return None
    bare = [_UNTROUBLED.sub(lambda match: re.sub(r"\S+", "-", match.group()), line) for line in lines]
    if any(_TROUBLE.search(line) or _READS_ELSE.search(line) for line in bare):
        return None
    if any(_SAYS.search(line) and not (RIGHT.search(line) or one.asks) for one, line in zip(told, bare, strict=True)):
        return None
    if any(part != whole for line in bare for part, whole in _COUNT.findall(line)):
        return None
    return found if fault(told, bare) is None else None


def _told_passed(lines: Sequence[str]) -> Shown | None:
    """Return where a test of emergency calls is said to have passed: in its own sentence or shortly after."""
    for place, line in enumerate(lines):
        if "@" not in line or not TESTED.search(line):
            continue
        if match := _PASSED.search(line):
            return place, match
        for after in range(place + 1, min(place + 1 + REPLY_REACH, len(lines))):
            if match := _ALL_PASSED.search(lines[after]):
                return after, match
    return None


def corrected(lines: Sequence[str]) -> Shown | None:
    """Return where a report tells of a fault of long ago that was corrected and has been tested well since."""
    if not any(map(_LONG_AGO.search, lines)) or any(map(_ANEW.search, lines)):
        return None
    found = next(((n, match) for n, line in enumerate(lines) if (match := _CORRECTED.search(line))), None)
    if found is None or not any(map(_TESTED_SINCE.search, lines[found[0] :])):
        return None
    return found
