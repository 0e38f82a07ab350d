"""
A fault that is told: how plainly a sentence says that a thing does not do its deed, and with which words.

A fault shows in what does not work now. One that is wished, asked, past or comforting is none; tickets tell such ones
between questions and orders, hence each sentence is asked, whatever the ticket is about.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from app.rules.cues import phrase_pattern, word_set
from app.rules.plain import WORD
from app.rules.reader import Told
from app.rules.signs import is_advice, is_for_later
from app.rules.words import Word

SURE = 2
"""Points from which a fault counts as told: one plain statement, or two hints."""
NEAR = 40
"""Letters within which a wish before a fault makes it a wished one."""

_THING = (
    r"(?:CALL|IN|OUT|PHONE|TRUNK|REGISTER|MAIN|DID|AUDIO|ALL|SITE|CUST|USER|LISTED|CARRIER|FAX|SMS|EMERG|LIFE|BOTH"
    r"|N|ONE|IT|PORTAL|are|HALF|MANY|FEW|es|est)"
)
_DEED = (
    r"(?:CALL|IN|OUT|REGISTER|AUDIO|WORK|FAX|SMS|PHONE|ADMIN|PORTAL|EMERG|make|mak|plac|place|get|take|tak"
    r"|connect|complet|complete|go|come|com|pass|log|load|open|arriv|arrive|appear|play|deliver|land|through|respond"
    r"|reply|recover|save|stick|sync|boot|light|export|record)"
)
_GAP = r"(?:(?!in|the|a|yet|HOW|about)\S+ )"
_STRONG = re.compile(
    rf"{WORD}(?:CANNOT {_GAP}{{0,3}}?{_DEED}\b|CANNOT$|(?:N|IT|BOTH|ALL) CANNOT\b(?! (?:find|see))"
    rf"|NOT {_GAP}{{0,2}}?{_DEED}\b"
    r"|(?:NO|NONE)(?: \S+)? (?:CALL|IN|OUT|AUDIO|PHONE|tone|REGISTER|signal|service|reply|invite"
    r"|ringback|response|data|connection)\b"
    r"|NONE(?: (?!about|should|shall|must|may|to|will)\S+){0,8}? "
    r"(?:CALL|IN|OUT|REGISTER|WORK|AUDIO|connect|through|get|go|come|arrive)\b"
    rf"|{_THING}(?: \S+){{0,3}}? (?:DEAD|STOPPED|FAIL|BAD)\b"
    r"|(?:DEAD|STOPPED|FAIL|BAD)(?: \S+){0,2}? (?:CALL|PHONE|SINCE|IN|OUT|REGISTER|AUDIO|WORK|TRUNK|after|NOW)\b"
    r"|REGISTER N? ?NO\b|NO (?:conecta|conectan|llegan?|dan?|responden?|reciben?|se oye)\b)"
)
"""A thing that cannot do its deed, over meanings."""
_STRONG_WORDS = word_set("CANNOT NOT NO NONE DEAD STOPPED FAIL BAD")
_WEAK_WORDS = word_set("DEAD FAIL BAD STOPPED BROKEN CANNOT SOMETIMES")
_SYMPTOMS = word_set(
    "cut unknown disponible disponibles interrompu introuvable introuvables n'ont n'arrivent n'arrive n'entendent",
    "ocupada ocupado muere robot unassigned unplayable sinking whistle buzz click clicks hiss re-register",
    "themselves underwater swarm garbage drops dropped dropping cuts freezes frozen froze stuck hangs hung blank",
    "vanishes vanished disappears disappeared garbled choppy robotic crackles crackling echoes stutters empty spins",
    "spinning unreachable unregistered engaged invalid denied forbidden ignores ignored lags lag lagging late",
    "delayed tone tones beep beeps silence stranger stranger's truncated missing nil doubled shifted bye refuses",
    "refused rejects rejected failed flickers 400 401 403 404 405 407 408 410 415 480 481 482 483 484 486 487 488",
    "500 501 502 503 504 600 603 duplicated mangled suspended expired disabled barred gone mute lost off bricks",
    "brick quiet restricted exceeded deaf nowhere locked crashes crashed restarts loops stopped loses misrouted",
    "scrambled garble stale zeros zero corrupt corrupted wrong nothing rien nada inesistente suspendu corta cortan",
    "tombent tombe coupe coupent coupee coupees vacia vacio vacias vide figes fige tonalite muda mudo mudas mudos",
)
"""Plain words that a fault shows itself by."""
_HINTS = word_set(
    "mobiles mobile cells cell whatsapp plays says hears hear gets tape still only instead since doesn't isn't",
    "wasn't never neither nor without haven't hasn't aren't anymore 0 old another different county second complain",
    "complains every puzzled furious no sans sin desde depuis pas ya sonne sonnent",
)
"""Words that go with faults, of little weight."""
_DENYING = frozenset(("no", "without", "sans", "sin"))
_NO_TROUBLE = phrase_pattern(
    r"(?:no|without|sans|sin) (?:any |aucune? |ningun[ao]? )?(?:failures?|faults?|errors?|issues?|problems?|trouble"
    r"|fallas?|fallos?|errore?s?|problemas?|novedad|pannes?|erreurs?|problemes?)",
)
"""What is denied there is no hint."""
_EMERGENCY = frozenset(("EMERG",))
_EMERG_BAD = word_set(
    "wrong old another different instead stranger private unknown garble nobody silence recording voicemail",
    "switchboard refused hung alors lieu otra otro vieja antigua tenant couldn't atendieron donnent busy cafeteria",
    "city headquarters",
)
_EMERG_WELL = phrase_pattern(
    r"passed|arranged|right addresses|correctly|correct callback|all right|successful|new address|where|how|which",
    r"what|should|must|need|do i|update|wants?|can|if|before|fee|training",
)
_WISHED = phrase_pattern(
    r"should|shall|wants?|wanted|would|'d like|i'd|they'd|he'd|she'd|must|ought|wish(?:es)?|prefers?|needs? to",
    r"so that|to be|(?:is|are) to|how|can (?:i|we)|may i|is there|do (?:i|we)|where|which|what|will|whether|if",
    r"in case|unless|quieren?|queremos|necesito|como|comment|veut|veulent|doit|doivent|voudrait|faut|aimerait",
    r"possible|during|planned|\w+'ll|could|until|before|never again|almost|tomorrow|scheduled|next (?:week|month)",
    r"read about|as on|called|allowed|by design|when using|en cas|en caso|au cas",
)
"""What makes the words after it no fault: a wish, a condition, a time to come."""
_MUST = phrase_pattern(r"should|shall|wants?|must|to be|ought|would like|will|not to")
"""The same between the thing and its deed: six phones should be silent."""
_BUT = phrase_pattern(r"but|though|yet|however|pero|mais|now|since")
_QUESTION = re.compile(
    r"(?:\S+ )?(?:how|where|which|what|can|could|do|does|is|are|may|should|will|would|who|did|como|comment|puis-je"
    r"|est-ce)\b"
)
_OVER = phrase_pattern(r"was|were|had|couldn't|estaba|etait|fue|used to")
_LEFT = re.compile(r" (?:\S+ )?(?:needed|required|necessary|lost|expected|till|until|for months|of you)\b")
"""Behind "no" and what it denies, it is a comfort: no calls are lost, no reply needed."""
_NOW = phrase_pattern(r"STILL|NOW|SINCE|EMERG|are|is")
_NOW_WORDS = word_set("STILL NOW SINCE EMERG are is")
_MOVES = word_set(
    "come comes go goes going move moved moving doors taking take took turn turned twice write sit sat put pass",
    "shut find found count cut four five walk lie lay 2 3 up and in hour run running ran cancelled letter drop",
    "speak spoke",
)
"""Before "down" and "out" they make a way, not an outage."""
_OUT_OF = re.compile(r" (?:of (?!order|service)|today|that|for|why|what|to)\b|$")
"""Behind "out": nine out of ten, find out what."""
_NO_FAULT = word_set("block blocks blocked note notes calm")


def plainness(told: Told) -> tuple[int, Sequence[Word]]:
    """Return how plainly a sentence tells a fault, in points, and the words that do."""
    line = told.line
    meanings, plain = line.meanings, line.plain_set
    if (
        "EMERG" in meanings
        and told.source != "subject"
        and not plain.isdisjoint(_EMERG_BAD)
        and not _EMERG_WELL.search(line.plain)
    ):
        at = place_of(told, _EMERGENCY)
        return 2, line.kept[at : at + 1]
    if not meanings.isdisjoint(_STRONG_WORDS) and (match := _STRONG.search(line.text)):
        first, last = line.text.count(" ", 0, match.start()), line.text.count(" ", 0, match.end())
        points = 2
    elif found := meanings & _WEAK_WORDS or plain & _SYMPTOMS:
        first = last = place_of(told, found)
        points = 1
    else:
        return 0, ()
    return (0, ()) if _is_void(told, first, last) else (points, line.kept[first : last + 1])


def hints(told: Told) -> bool:
    """Whether words go with faults there, and not only in "no failures" or in what to do should there be some."""
    plain = told.line.plain_set
    if "PERCENT" in told.line.meanings:
        return True
    if plain.isdisjoint(_HINTS) or is_advice(told.line.plain):
        return False
    return not (plain & _HINTS <= _DENYING and _NO_TROUBLE.search(told.line.plain))


def place_of(told: Told, found: AbstractSet[str]) -> int:
    """Return the place of the first word that is one of some meanings or plain words, alone or in a phrase."""
    for place, word in enumerate(told.line.kept):
        if word.meaning in found or word.folded in found:
            return place
    return next((n for n, word in enumerate(told.line.kept) if not found.isdisjoint(word.folded.split())), 0)


def _is_void(told: Told, first: int, last: int) -> bool:
    """Whether the fault that some words tell is wished, asked, past, comforting, or no fault at all."""
    line = told.line
    start = first + sum([len(word.folded) for word in line.kept[:first]])
    end = start + last - first + sum([len(word.folded) for word in line.kept[first : last + 1]])
    if _is_harmless(told, first, last) or _LEFT.match(line.plain, end) or _MUST.search(line.plain, start, end):
        return True
    if is_for_later(line.plain, start, end) or is_advice(line.plain):
        return True
    if line.kept[last].folded == "out" and _OUT_OF.match(line.plain, end):
        return True
    wishes = _WISHED.findall(line.plain, max(start - NEAR, 0), start)
    if wishes and not _BUT.search(line.plain, line.plain.rfind(wishes[-1], 0, start), start):
        return True
    if told.asks and _QUESTION.match(line.plain):
        return True
    return line.meanings.isdisjoint(_NOW_WORDS) and (
        _OVER.search(line.plain) is not None and _NOW.search(line.text) is None
    )


def _is_harmless(told: Told, first: int, last: int) -> bool:
    """Whether the words themselves mean another thing: come down, a block of numbers, no outage, we cannot say."""
    kept = told.line.kept
    word, before = kept[last], kept[last - 1] if last else None
    if before is not None and last > 1 and before.folded in ("is", "are", "was", "has", "seems"):
        before = kept[last - 2]
    if word.folded in _NO_FAULT or kept[first].folded in ("no longer", "no problem"):
        return True
    return before is not None and (
        (word.folded in ("down", "out", "off") and before.folded in _MOVES)
        or (word.meaning in _WEAK_WORDS and before.meaning in ("NO", "NONE", "NOT"))
        or (first == last and word.meaning == "CANNOT" and before.folded in ("i", "we", "you"))
    )
