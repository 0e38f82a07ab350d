"""
A case that is open already and is chased: whatever its words are like, it wants a person.

What was promised, asked thrice or mailed on the 2nd and the 9th is no longer the matter itself. Who answers it with a
refusal, unseen, answers the wrong letter.
"""

import re

from app.rules.text import LONGEST, may_hold

_NTH = r"(?:second|third|fourth|fifth|sixth|2nd|3rd|4th|5th|6th)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_ENGLISH = (
    r"please escalate|escalation (?:please|request)|escalate (?:this|my|our|it|the (?:case|ticket))"
    r"|(?:my|our|this|that|the|a) (?:case|ticket)\b[^.\n]{0,60}"
    r"\b(?:opened|unanswered|unassigned|ignored|nobody|no one|waiting|hours|days)"
    r"|no (?:reply|answer|response|update|word)s?"
    r" (?:yet|from you|so far|since|to (?:my|our|the)|in (?:\d|a |two|three))"
    r"|(?:not had|never (?:got|had|received))(?: so much as)? (?:an?|any) (?:answer|reply|response)|without an? reply"
    r"|(?:nobody|no one)(?: has)? (?:replied|answered (?:me|my|us|our)|called (?:me|us) back|written|responded)"
    r"|still (?:waiting|no) (?:for|on|reply|answer|response|word|update)"
    rf"|{_NTH} (?:(?:e-?mail|mail)(?![- ]?(?:address|box|server))|ticket|case|request|reminder|letter|chaser|nudge"
    r"|time (?:i |we )?ask|and (?:last|final) (?:mail|try|reminder|request))"
    rf"|{_NTH} (?:try|go|note|message)(?= ?(?:[.,:;)!\n]|$))"
    r"|(?:reminder|chaser|mail|attempt) (?:no\.? ?|number |#)?(?:[2-9]|two|three|four|five)(?= ?(?:[.,:;)!\n]|$))"
    r"|(?:kind|friendly|gentle|another|final|yet another) reminder|chas(?:ed|er|ers)|chasing (?:you|this|up|my|our)"
    r"|(?:asked|written|wrote|mailed|e-?mailed|called you|phoned you|requested|reported|resent)(?: \S+){0,4}?"
    r" (?:thrice|(?:two|three|four|five|several|many|\d) times)"
    r"|(?:i've|i have|we've|we have) asked (?:you )?(?:twice|before|already)"
    r"|(?:my|our) (?:messages|notes|mails|e-?mails|letters|note|message|mail|e-?mail|letter) of (?:the )?\d"
    rf"|(?:asked|mailed|e-?mailed|sent|wrote|chased)(?: it| this)?(?: last| on)?(?: the)? (?:{_DAY}|\d\S{{0,4}})"
    rf"(?: of \w+)?,? (?:and|&)(?: again| now| then)?(?: on| the)* (?:{_DAY}|\d)"
    r"|anyone (?:there|reading|home)|is any(?:one|body) (?:reading|there)|re-?sent|bump(?:ing)? this"
)
_SPANISH = (
    r"(?:segunda|tercera|cuarta|quinta) vez que (?:escrib|pid|ped|solicit)\w+"
    r"|(?:por )?(?:segunda|tercera|cuarta|quinta|en[eé]sima) vez(?= ?(?:[.,:;)!\n]|$))"
    r"|(?:segundo|tercer|cuarto|quinto) (?:correo|ticket|caso|aviso|mensaje|recordatorio)"
    r"|(?<!llamadas )(?<!desv[ií]o )(?<!por )sin (?:ninguna )?respuesta"
    r"|nadie (?:me |nos )?(?:ha |han )?(?:contest|respond)\w+|segu?imos (?:sin|esperando)|sigo (?:sin|esperando)"
    r"|reitero (?:mi|la|el)|(?:he|hemos) escrito (?:\w+ )?(?:dos|tres|cuatro|varias) veces"
)
_FRENCH = (
    r"(?:deuxi[eè]me|troisi[eè]me|quatri[eè]me|[2-5]e) (?:relance|message|courriel|mail|billet|rappel|demande)"
    r"|(?:toujours|encore) (?:pas de|aucune|sans) (?:r[eé]ponse|nouvelles?)|rest[eé]e?s? sans r[eé]ponse"
    r"|(?:je|nous) (?:vous )?relan[cç]\w+|toujours rien(?= ?(?:[.,:;)!\n]|$))|(?:mail|courriel|rappel) [2-5] le"
    r"|personne ne (?:me |nous |m'a |nous a )?(?:r[eé]pond|rappel)\w*"
    r"|(?:i wrote|escrib[ií]|j'ai [eé]crit) [^.\n]{0,20}\d[^.\n]{1,20}(?:i wrote|escrib[ií]|j'ai [eé]crit)"
)
_CHASE = re.compile(
    rf"\b(?:{_ENGLISH}|{_SPANISH}|{_FRENCH})(?!\w)|^\W*bump[ \t]*(?:[.!?:,(]|$)", re.IGNORECASE | re.MULTILINE
)
_CUES = (
    "escalat", " case", " ticket", "no repl", "no answer", "no response", "no update", "no word", "nobody ", "no one ",
    "still waiting", "still no", "i wrote", "escrib", "ecrit", "second", "third", "fourth", "fifth", "sixth", "2nd",
    "3rd", "4th", "5th", "6th", " vez", "veces", "tercer", "segund", "encore ", "cuarto", "quinto", "sin respuesta",
    "sin ninguna", "nadie ", "seguimos ", "sigo ", "reitero", "relan", "message", "courriel", "rappel", "demande",
    "mail", "billet", "reponse", "aucune", "toujours", "personne ne", "reminder", "chas", " answer", " reply",
    " response", "thrice", " times", "asked", "note", "letter", "sent ", "resent", "re-sent", "wrote", "anyone ",
    "anybody ", "bump", "attempt",
)  # fmt: skip
"""Without one of these nobody chases; a megabyte of text is not to be searched for the rest."""


def is_chased(text: str) -> bool:
    """Whether a text chases a case that is open already, in English, Spanish or French."""
    text = text[:LONGEST]
    return may_hold(text, _CUES) and _CHASE.search(text) is not None
