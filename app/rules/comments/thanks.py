"""Whether a comment is mere thanks, acceptance or closing: nothing that anybody must read again."""

import re
from collections.abc import Sequence

from app.rules.comments.fresh import Sentence
from app.rules.comments.remark import Shown

LONGEST = 60
"""Words of a comment beyond which something more is said."""
FIRST = 45
"""Characters of a sentence within which its thanks or its nod begin."""
_POLITE = re.compile(
    r"\b(?:thanks?|thanx|thx|ty|tks|cheers|appreciat\w+|grateful|much obliged|great|perfect|excellent"
    r"|awesome|lovely|wonderful|very helpful|helpful|noted|understood|got it|makes sense|fair enough"
    r"|ok(?:ay)?|k|alright|all right|right|sure|fine(?= with| by|[.,!]|$)|closing (?:from|on) our"
    r"|agreed|agree|(?:i|we) accept(?: (?:it|that|this|the \w+|your \w+))?|accepted|accept (?:the"
    r"|your) \w+|acknowledg\w*|received|roger|copy(?: that)?|will do|sounds good|good (?:to know"
    r"|call|work|job|idea)|no (?:worries|problem|hard feelings|objections?)|you (?:can|may|could) (?:now )?close"
    r"|please close|close (?:it|this|the ticket|the case)|can be closed|ok to close|feel free to close"
    r"|(?:keep|leave) (?:it|this) closed|(?:cancel|withdraw|drop) (?:this|the|my|our|it|that)(?: \w+)?"
    r"|(?:disregard|ignore|forget) (?:my|our|this (?:request|ticket|one))|forget (?:it|about it)"
    r"|never ?mind|no longer (?:needed|required|wanted|relevant)|not needed(?: any ?more)?"
    r"|we'?ll (?:handle|take care of|do|sort|fix|look after|take|deal with|manage|arrange) (?:it"
    r"|this|that|care)?|(?:handle|do|sort|fix|take care of) (?:it|this|that) (?:ourselves|on our (?:side"
    r"|end)|in-?house)|on our (?:side|end)"
    r"|will (?:let|inform|tell|forward|wait|pass|relay|update|do|read|keep|share|advise|close)\b"
    r"|have a (?:nice|good|great|lovely|pleasant)|nice (?:evening|day|weekend)|signed off|customer (?:is )?(?:happy"
    r"|satisfied|signed off|accepts)|take care|best of luck"
    r"|no (?:further|more) (?:action|questions?|help)|nothing (?:else|more|further)(?: from| for)?"
    r"|can live with (?:it|that)|^close[.! ]*$|fair point|withdrawn|you(?:'re| are| guys| folks)? (?:are )?(?:the best"
    r"|rock|great|a star)"
    r"|(?:i'll|we'll|i will|we will) (?:let|inform|tell|forward|pass|relay|update|share|advise"
    r"|close|take)\b|please cancel|another way|duplicate|you(?:'re| are) (?:very |most )?welcome"
    r"|my pleasure|any ?time|closing this(?: out)?|talk (?:tomorrow|soon|later)|gracias|entendid[oa]"
    r"|enterad[oa]|recibid[oa]"
    r"|de acuerdo|perfecto|vale|pueden cerrar\w*|puede cerrar\w*|cierren|quedamos (?:enterados"
    r"|atentos)|excelente|agradec\w+|saludos"
    r"|merci|bien recu|compris|d'accord|parfait|entendu|on s'en occupe|c'est note|vous pouvez (?:fermer"
    r"|clore)|bonne (?:journee|soiree)|tres bien)\b"
)
_GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|buenos dias|buenas tardes"
    r"|hola|estimad\w+|bonjour|bonsoir|team|all|folks|sir|madam)\b)(?:\W+[a-z]+){0,3}\W*$"
)
_MORE = re.compile(
    r"\b(?:not (?:ok|okay|fine|good|acceptable|happy|agreed|right)|but (?!ok|okay|fine|understood"
    r"|accepted|fair)|however|although|still|except|only (?:one"
    r"|that)|please (?!close|cancel|disregard"
    r"|keep|leave|ignore)|can you|could (?:you|someone|somebody)|would you|need|problem|issue"
    r"|fail\w*|down|broken|dead|error|since|when|why|how|what|where|who|which|(?<!talk )tomorrow|go ahead"
    r"|approv\w*|quote|invoice|po\b|charge|escalat\w*|manager|supervisor"
    r"|reopen|do you|if|customer (?:is|says|reports)|\d+ (?:phones?|users?|of)|circuit|account"
    r"|steps?|tried|reboot\w*|swap\w*|waiting on|(?:2nd|next|second|first|third) level|tonight"
    r"|window|in advance|attached|just noting|hours?|reset|cable|pero|falla\w*|sigue\w*|mais"
    r"|toujours|keep me posted|keep us posted)\b"
)
_REASON = re.compile(
    r"\b(?:cancel\w*|closed?|anyway|leaving|second thought|found|withdraw|twice|no longer|wait|likes?)\b"
)
_NEGATION = re.compile(r"\b(?:not|\w+n't|no|never|worse|bad)\b")
_NOT_MERE = re.compile(
    r"\b(?:how (?:helpful|wonderful|lovely) (?:of|that)|another (?!way)|oh (?:great|wonderful"
    r"|perfect)|thanks? for nothing)\b"
)


def thanks(sentences: Sequence[Sentence]) -> Shown | None:
    """Return the words of thanks, acceptance or closing where a comment holds nothing else, or None."""
    if not sentences:
        return None
    said = [one for one in sentences if not _GREETING.match(one.text)]
    if not said or sum(len(one.text.split()) for one in said) > LONGEST or any(one.asks for one in said):
        return None
    polite = [one for one in said if _POLITE.search(one.text)]
    if not polite or any(_NOT_MERE.search(one.text) for one in said):
        return None
    rest = [one for one in said if one not in polite]
    if any(_MORE.search(one.text) and not _is_closing(one.text) for one in said):
        return None
    if any(_POLITE.search(one.text, 0, FIRST) is None and not _is_closing(one.text) for one in polite):
        return None
    if any(_NEGATION.search(one.text) for one in rest):
        return None
    if any(len(one.text.split()) > 8 and not _REASON.search(one.text) for one in rest):
        return None
    return polite[0].whole()


def _is_closing(text: str) -> bool:
    return re.search(r"\b(?:clos|cancel|never ?mind|withdraw)\w*", text) is not None and not re.search(
        r"\b(?:but|still|please (?!close|cancel|keep|leave)|can you|could|why|how|if|tomorrow|escalat\w*|for now)\b",
        text,
    )
