"""
A case that is open already and is chased: whatever its words are like, it wants a person.

What was promised, asked thrice or mailed on the 2nd and the 9th is no longer the matter itself. Who answers it with a
refusal, unseen, answers the wrong letter.
"""

from app.rules.text import LONGEST, may_hold
from app.rules.typed import Typed

_BEGIN = r"(?m:^)"
"""Where a line begins."""
_END = r"(?= ?(?:[.,;)!\n]|$))"
"""Here a sentence or its part ends: "second try." chases, "the second try to call" tells of calls."""
_NTH = r"(?:second|third|fourth|fifth|sixth|2nd|3rd|4th|5th|6th)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DATE = r"(?:\d{1,2}[/.]\d|\d{1,2}(?:st|nd|rd|th)\b|the \d)"
_IF = r"(?<!if )(?<!when )(?<!si )(?<!quand )(?<!cuando )"
"""What is to happen when nobody answers is a setting."""
_ENGLISH = (
    r"please escalate|escalation (?:please|request)|escalate (?:this|my|our|it|the (?:case|ticket))"
    r"|(?:my|our|this|that|the|a) (?:case|ticket)\b[^.\n]{0,60}"
    r"\b(?:opened|unanswered|unassigned|ignored|nobody|no one|waiting|hours ago|days)"
    r"|no (?:reply|answer|response|update|word)s?"
    r" (?:yet|from you|so far|since|to (?:my|our|the) (?:mail|e-?mail|message|ticket|case|question|request|letter)s?"
    r"|in (?:\d+|a|two|three) (?:hours?|days?|weeks?|months?))"
    r"|(?:not had|never (?:got|had|received))(?: so much as)? (?:an?|any) (?:answer|reply|response)|without an? reply"
    rf"|{_IF}(?:nobody|no one)(?: has)? (?:replied|answered (?:me|my (?:mail|ticket|case|question)|us)"
    r"|called (?:me|us) back|written|responded)"
    r"|still (?:waiting|no) (?:for|on|reply|answer|response|word|update)"
)
_AGAIN = (
    rf"{_NTH} (?:(?:e-?mail|mail)(?! destination| account)(?![- ]?(?:address|box|server))|ticket|case"
    r"|request(?! button)|reminder|letter(?! (?:of|is|in)\b)|chaser|nudge|time (?:i |we )?ask"
    r"|and (?:last|final) (?:mail|try|reminder|request))"
    rf"|{_NTH} (?:try|go|message){_END}|{_BEGIN}\W*(?:this is )?(?:my |our |the )?{_NTH} attempt{_END}"
    rf"|(?:reminder|chaser|mail|attempt) (?:no\.? ?|number |#)?(?:[2-9]|two|three|four|five){_END}"
    r"|(?:kind|friendly|gentle|another|final|yet another) reminder(?! (?:calls?|messages?|texts?|sms))"
    r"|chased|(?:a|another|second|third|my|our|this) chasers?|chasing (?:you|this|up|my|our)"
)
_TIMES = (
    r"(?:i|we|i've|we've|have) (?:asked|written|wrote|mailed|e-?mailed|called you|phoned you|reported)(?: \S+){0,4}?"
    r" (?:thrice|(?:two|three|four|five|several|many|\d) times)"
    rf"|(?:i've|i have|we've|we have) asked (?:you )?(?:twice|before|already){_END}"
    r"|(?:i've|i have|we've|we have) asked thrice"
    r"|(?:my|our) (?:messages|notes|mails|e-?mails|letters|note|message|mail|e-?mail|letter) of (?:the )?\d"
    rf"|(?:(?:i|we) (?:asked|mailed|e-?mailed|sent|wrote|chased)(?: (?:it|this|you))*|{_BEGIN} *\(?sent"
    rf"|{_BEGIN} *mailed|\bmailed you)"
    rf"(?: last| on)?(?: the)? (?:{_DAY}|{_DATE}\S*|\d\S{{0,4}} of \w+),? (?:and|&)(?: again| now| then)?(?: on| the)*"
    rf" (?:{_DAY}|{_DATE})"
    r"|(?:i|we) (?:put|raised|sent|posted|filed|opened|asked|wrote)"
    r"(?: (?:it|this|that|the (?:ticket|case|request|question))(?: in)?| you)* (?:on |of )?(?:the )?"
    rf"(?:{_DAY}|{_DATE})\S*,? and again (?:on )?(?:the |last )?(?:{_DAY}|{_DATE})"
    rf"|(?:{_BEGIN} *|\b(?:i|we)(?: have|'ve)? )(?:wrote|written|e-?mailed|mailed|asked)(?: you| it)*(?: on)?"
    r" the \d{1,2}(?:st|nd|rd|th),(?: the)? \d{1,2}(?:st|nd|rd|th)"
    r"|not (?:a|one|so much as a) (?:peep|word|squeak) (?:from|back|since|out of)"
    r" (?:you|any(?:one|body)|your|support)"
    rf"|{_BEGIN}re:[^\n]*[\[\(]no (?:reply|answer)(?=[\])])"
    rf"|is any(?:one|body) reading th\w+|re-?sent(?=\W*(?:$|\n|\)))|bump(?:ing)? this{_END}"
)
_SPANISH = (
    r"(?:segunda|tercera|cuarta|quinta) vez que (?:escrib|pid|ped|solicit)\w+"
    rf"|por (?:segunda|tercera|cuarta|quinta|en[eé]sima) vez{_END}"
    r"|(?:va|este es|mi|nuestro|es el) (?:el )?(?:segundo|tercer|cuarto|quinto)"
    r" (?:correo|ticket|caso|aviso|mensaje|recordatorio)"
    rf"|(?:segundo|tercer|cuarto|quinto) (?:aviso|recordatorio){_END}"
    rf"|(?<!llamadas )(?<!desv[ií]o )(?<!por )(?<!queda )(?<!quedan )sin (?:ninguna )?respuesta"
    r"|nadie (?:me|nos) (?:ha |han )?(?:contest|respond)\w+|segu?imos (?:sin|esperando)|sigo (?:sin|esperando)"
    r"|reitero (?:mi|la|el)|(?:he|hemos) escrito (?:\w+ )?(?:dos|tres|cuatro|varias) veces"
)
_FRENCH = (
    r"(?:deuxi[eè]me|troisi[eè]me|quatri[eè]me|[2-5]e) (?:relance|billet|rappel|demande)"
    rf"|(?:deuxi[eè]me|troisi[eè]me|quatri[eè]me|[2-5]e) (?:message|courriel|mail){_END}"
    r"|(?:toujours|encore) (?:pas de|aucune|sans) (?:r[eé]ponse|nouvelles?)"
    r"|(?:message|mail|courriel|billet|demande|question) (?:\S+ )?rest[eé]e?s? sans r[eé]ponse"
    rf"|(?:je|nous) (?:vous )?relan[cç]\w+|toujours rien{_END}|(?:mail|courriel|rappel) [2-5] le"
    r"|personne ne (?:me |nous |m'a |nous a )(?:r[eé]pond|rappel)\w*"
    r"|(?:i wrote|escrib[ií]|j'ai [eé]crit) [^.\n]{0,20}\d[^.\n]{1,20}(?:i wrote|escrib[ií]|j'ai [eé]crit)"
)
_BUMP = rf"{_BEGIN}\W*bump[ \t]*(?:[.!?:,\(]|(?m:$))"
_CHASE = Typed(*(rf"\b(?:{words})(?!\w)" for words in (_ENGLISH, _AGAIN, _TIMES, _SPANISH, _FRENCH)), _BUMP)
"""The words of a chase; what stands in a setting or an announcement is none."""
_CUES = (
    "escalat", " case", " ticket", "no repl", "no answer", "no response", "no update", "no word", "nobody ", "no one ",
    "still waiting", "still no", "i wrote", "escrib", "ecrit", "second", "third", "fourth", "fifth", "sixth", "2nd",
    "3rd", "4th", "5th", "6th", " vez", "veces", "tercer", "segund", "encore ", "cuarto", "quinto", "sin respuesta",
    "sin ninguna", "nadie ", "seguimos ", "sigo ", "reitero", "relan", "message", "courriel", "rappel", "demande",
    "mail", "billet", "reponse", "aucune", "toujours", "personne ne", "reminder", "chas", " answer", " reply",
    " response", "thrice", " times", "asked", "note", "letter", "sent ", "resent", "re-sent", "wrote", "anyone ",
    "anybody ", "bump", "attempt", "ticket ", "case ", "and again", "not a ", "not one", "not so ",
)  # fmt: skip
"""Without one of these nobody chases; a megabyte of text is not to be searched for the rest."""


def chasing_words(text: str) -> str:
    """Return the words that chase a case which is open already, in English, Spanish or French; empty for none."""
    text = text[:LONGEST]
    return _CHASE.words(text) if may_hold(text, _CUES) else ""
