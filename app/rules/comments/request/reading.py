"""
Whether a comment asks now for a manager, the next level or the next tier.

A wish is a target (escalation, a person above, a level or tier) beside words that ask. What only looks like one is
told apart by the words around: refused or put off, a threat for later, a question on the path, what others said or
did, a manager of the partner's or the customer's. A wish for a higher priority has no target.
"""

import re
from collections.abc import Sequence

from app.rules.comments.fresh import Sentence
from app.rules.comments.remark import Shown
from app.rules.comments.request.asking import JOINED, POLITE_IF, TODAY
from app.rules.comments.request.person import OWN, PERSON
from app.rules.comments.request.targets import TARGETS, Target
from app.rules.comments.request.unmeant import is_no_request, is_taken_back

# --- refused, put off, or of others -----------------------------------------------------------------------------------

_DENIED = re.compile(
    r"(?:\b(?:not|never|nor|neither|without|needn't|needless|haven't|hasn't|hold off(?: on)?"
    r"|instead of|rather than|no (?:need|reason|point|wish"
    r"|intention|plans?|use|call)|stop|cancel|withdraw|avoid|spare|sin|inutile|pas|n'|no (?:hace falta|es necesario"
    r"|queremos|quiero|hay que|necesit\w+|vamos a|lo|la))|n't)\b(?:(?!\b(?:please|pls|kindly"
    r"|but|so|then)\b)[^,;:.(]){0,34}$"
    r"|\b(?:no|any|zero|ni|aucun|aucune|sin) (?:further |more |need for (?:an? )?)?$|\bn'$"
)
_DENIED_BEHIND = re.compile(
    r"^(?:[^,;.]{0,20})?\b(?:(?:is |was |are )?(?:not|isn't|no longer|wasn't) (?:needed|necessary|required|wanted)"
    r"|unnecessary|can wait|not yet|no (?:es|hace) (?:necesari\w|falta)|pas necessaire)\b"
)
_LATER = re.compile(
    r"\b(?:(?:i|we|you|he|she|they)(?:'d| would| might| may| could|'m going to| am going to"
    r"|'re going to| are going to| plan to| intend to| have no choice but| can still| can always"
    r"|'ll have| will have)\b"
    r"(?! (?:like|love|appreciate|welcome|rather you|want|ask|request|prefer|need|be \w+(?: \w+)? if"
    r"|feel)\b)[^,;]{0,50}"
    r"|(?:i|we|you|he|she|they)(?:'ll| will| shall)\b(?! (?:need|require|have to insist|insist)\b)[^,;]{0,50}"
    r"|next time\b[^;]{0,60}|going to[^,;]{0,30}"
    r"|or (?:else )?(?:i|we)\b[^,;]{0,40}|before (?:i|we)\b[^,;]{0,30}|(?:vamos a|tendremos que|tendre que|voy a"
    r"|podriamos|habra que|escalaremos|allons|devrons|devrai|vais)[^,;]{0,30})$"
)
"""A threat or a plan."""
_IF = re.compile(
    r"\b(?:if|unless|otherwise|or else|in case|should (?:this|it|that|there|nothing) (?:not|be|happen)|should nothing"
    r"|only when|once|until|till|as soon as|failing that|after that|next time|tomorrow|si|a menos que"
    r"|sinon|de lo contrario|"
    r"manana|demain|by (?:noon|tonight|\d{1,2}(?::\d\d)? ?(?:am|pm|h)?|then|end of (?:the )?day|eod|monday|friday))\b"
)
"""A condition, or a time that is not now."""
_SOMEBODY = (
    r"(?:customers?|clients?|he|she|they|users?|partner|owner|someone|somebody|agent|engineer|carrier|provider|tenant"
    r"|doctor|principal|hotel|bank|cliente|el|ella|client)"
)
_REPORTED = re.compile(
    rf"\b{_SOMEBODY}(?:'s| is| has| have| keeps?| kept| just| also| already| would| will| may){{0,2}}"
    r" (?:asked|asks|asking|wants?|wanted|demands?|demanding|demanded|wondered|suggested|said"
    r"|says|told|threatens?|threatened"
    r"|threatening|insists?|insisted|mentioned|likes?|pide|quiere|dice|pregunta|demande|veut)\b"
    r"|\b(?:i|we) (?:was|were|'ve been|have been) (?:told|promised)\b|\bpromised (?:me|us)\b"
)
"""What others want or said."""

# --- a question on the path, and what takes it up ---------------------------------------------------------------------

_PATH = re.compile(
    r"^\W*(?:(?:and|so|hi|hello|also|sorry|just|but|ok|one question|question|honest question|out of curiosity"
    r"|by the way|btw|no,?)\W+){0,3}"
    r"(?:what|when|who|whose|whom|which|how|where|why|has|have|is(?! there (?:some|any)(?:one"
    r"|body)| it (?:possible|ok))|was|were|did|does|do (?!you mind)"
    r"|are|will (?!you\b)"
    r"|at (?:what|which)|would (?:this|it|that|we|i)\b(?! be possible)|que|quien|cual|cuando"
    r"|como|donde|ya|qui|quel|quelle|quand|comment|ou"
    r"|est-ce)\b"
)
"""The beginning of a question on who comes when."""
_WONDERS = re.compile(
    r"\b(?:(?:want|like|need|curious|wonder\w*|love|nice|good) (?:to )?(?:know|understand|learn|hear)|wondering"
    r"|(?:tell|explain|let me know|know|remind me|clarify)(?: \w+){0,3} (?:how|who|what|when|which|whether|if|where)"
    r"|may i know|is there an? (?!(?:\w+ ){1,3}(?:i|we) (?:can|could|may) (?:speak|talk))|how (?:does"
    r"|do|is|are|it|the|your)|just (?:a |an )?(?:\w+ )?question|simple question"
    r"|pregunta|quisiera saber|me gustaria saber|simple question|j'aimerais savoir)\b"
)
_CLAIMS = re.compile(
    r"\b(?:i|we)(?: \w+)? (?:request|demand|insist on|ask for|claim|expect) (?:it|this|that|exactly that|the same)\b"
    r"|\b(?:pass|hand|move|push|take) (?:it|this) (?:on|up|over|higher)\b|\bmake (?:it|that|this) happen"
    r"|\bplease (?:do so|do it|do that|proceed|go ahead|arrange|see to it)\b"
)
"""Takes up what the sentence before it stated."""
_TAKES_UP = re.compile(
    r"^\W*(?:do|make|move|get) (?:it|so|that|this)\b|\b(?:(?:need|want|get|put|bring|wake|have"
    r"|call|send|fetch|(?:talk|speak) (?:to|with)) (?:him|her|them|that person)\b"
    r"|(?:please|pls|then|seriously|so|if not)\b.{0,20}\b(?:do|move|make|get|raise|take|change"
    r"|correct) (?:it|so|that|this)\b)"
)
"""Takes up what the sentence before it asked."""


def request(sentences: Sequence[Sentence]) -> Shown | None:
    """Return the words that ask for an escalation now, or None."""
    if is_taken_back(sentences):
        return None
    for sentence in sentences:
        is_none = is_no_request(sentence)
        if is_none and not sentence.asks:
            continue
        for target in TARGETS:
            for match in target.pattern.finditer(sentence.text):
                if not is_none and _is_asked(sentence, match, target):
                    return sentence.whole()
                if _is_taken_up(sentences, sentence, match):
                    return sentences[sentence.number + 1].whole()
    return None


def _is_asked(sentence: Sentence, match: re.Match[str], target: Target) -> bool:
    before, behind = sentence.text[: match.start()], sentence.text[match.end() :]
    if _DENIED.search(before) or _DENIED_BEHIND.match(behind):
        return False
    if not target.is_wished(match):
        return False
    if _is_put_off(sentence, before) or _is_about_the_path(sentence):
        return False
    return not (_REPORTED.search(before) and not JOINED.search(sentence.text))


def _is_taken_up(sentences: Sequence[Sentence], asked: Sentence, match: re.Match[str]) -> bool:
    """Whether the sentence behind a question on the path takes it up: "Who is on duty? I need him here."."""
    if asked.number + 1 >= len(sentences):
        return False
    before = asked.text[: match.start()]
    if match.re is PERSON and OWN.search(before):
        return False
    after = sentences[asked.number + 1 : asked.number + 3]
    following = next((one.text for one in after if not one.asks), "")
    if not asked.asks:
        return _CLAIMS.search(following) is not None and not _DENIED.search(before)
    return _TAKES_UP.search(following) is not None and not _DENIED.search(following[:60] + " ")


def _is_put_off(sentence: Sentence, before: str) -> bool:
    """Whether it is for later: a threat, or bound to something that has not happened."""
    text = POLITE_IF.sub("", sentence.text)
    if _LATER.search(before):
        return True
    return _IF.search(text) is not None and TODAY.search(text) is None and not POLITE_IF.search(before)


def _is_about_the_path(sentence: Sentence) -> bool:
    if _WONDERS.search(sentence.text):
        return True
    return sentence.asks and _PATH.match(sentence.text) is not None
