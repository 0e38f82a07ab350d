"""
Which sentences of a comment bear on the tier: those that tell what is so now, in this ticket, and what is new.

An outage that is over within the comment, one that might come, one that belongs to another ticket, emergency calls that
were verified, and what the ticket tells already lift nothing, however grave the words. What cannot be told from a
standing outage is left in: a missed Tier III is the worse mistake.
"""

import re
from collections.abc import Iterator, Sequence

from app.rules.comments.fresh import Sentence
from app.rules.comments.remark import Remark
from app.rules.words import NUMBER_WORDS, fold

REACH = 3
"""Sentences within which the end of an outage follows its beginning."""
SAME_WORDS = 0.6
"""Share of a sentence's words that its ticket has too, from which it repeats the ticket."""

_FAULT = (
    r"(?:down|dead|died|out|off|dark|silent|cut|lost|fail\w*|stopped|muted?|offline|unreachable|without|nobody|no one"
    r"|none|no (?:calls?|dial|service|phones?|audio|tone)|ca[iy]\w+|sin|mort\w*|coup\w+|panne|muets?|hors service)"
)
_PAST = re.compile(
    r"\b(?:was|were|went|lost|had|dropped|fell|died|stopped|couldn't|could not|didn't|did not|blacked out|got cut"
    r"|hit|took|saw|estuv\w+|quedaron|quedo|cayo|cayeron|fue|fueron|perdi\w+|etait|etaient|ete|avait|avaient|perdu)\b"
    r"|\b(?:between|from|de|entre) (?:about |around |las |roughly )?\d[\d:.h]*(?: ?[ap]m)? ?(?:and|to|till|until|-|y|a"
    r"|et) (?:las )?\d|\bfor (?:about |some |roughly |only |just )?(?:an?|one|two|three|four|five|six|seven|eight|nine"
    r"|ten|fifteen|twenty|thirty|\d+) (?:seconds?|min(?:ute)?s?|hours?)\b|\bpendant (?:\w+ )?\w+ (?:minutes?|heures?)\b"
)
"""Words that tell of what was, or of a time with an end."""
_STANDS = re.compile(
    rf"\b(?:still|remains?|remaining|stays?|toujours|todavia|sigue\w*|siguen|now|currently|right now"
    rf"|at the moment|ahora|maintenant)\b[^.;]*\b{_FAULT}"
    rf"|(?:\b(?:is|are)|'s|'re|\b(?:has|have) been)(?: \w+){{0,2}} {_FAULT}\b"
)
"""A failure that goes on."""
_OVER = re.compile(
    r"\b(?:(?:all|everything|everyone|everybody|it|that|they|these|those|this|service|phones?|calls?|lines?|sets?|both"
    r"|things|trunks?|desks?|handsets?|(?:the|whole|entire) (?:site|office|place|store|school|clinic|plant|building"
    r"|customer|floor|lot|outage))"
    r"(?: all| has| have| then| have all| had| had all)?"
    r" (?:(?:was|were|is|are|came|come|'s|'re)(?: all| now| then)? (?:back(?! from)|restored|up again|alive again"
    r"|over(?! (?:\d|the|to|a|all|and))|ended|(?:right|good|well|up|to life|on)(?: again)? (?:by|on|with|since|at))"
    r"|recovered|returned|revived)"
    r"|(?:it|that|they|these|those)(?:'s|'re) (?:all )?(?:over|back|up again)"
    r"|all (?:back|up|on|live)(?: again)? (?:by|since|at|now|again|after)|^\W*(?:all )?back (?:up )?(?:since|by"
    r"|at|again"
    r"|now|on)\b|,? (?:all )?back (?:up )?(?:since|by|again)\b"
    r"|(?:(?:we|it|they|things)(?:'re| are| is|'s)|now|and|so)(?: now)? back (?:to|at|with|down to) (?:normal|where"
    r"|just|only|our|the (?:old|usual|same|first|original|known|\w+ (?:phones?|users?|sets?|desks?|from|that|as|of)"
    r"|two|three|four|five|six|seven|eight|nine|ten|\d+))"
    r"|(?:came|come|comes|got) (?:right|good|up|back|well|alive)(?: again)? (?:by|on|of) (?:itself|themselves"
    r"|(?:its|their) own)|(?:cleared|resolved|healed|fixed|righted|sorted)(?: up)? (?:itself|themselves|by itself"
    r"|on its own)|(?:that|which|it)(?: part)? (?:is|was|has) (?:over|cleared|gone|resolved|fixed|ended)"
    r"|ya (?:volvio|volvieron|paso|esta (?:bien|todo|arreglad\w)|estan (?:bien|tod\w+))|(?:todo|todos|todas) volv\w+"
    r"|volvio (?:todo|sol[oa])|volvieron (?:tod[oa]s|sol[oa]s)"
    r"|se (?:recuper|restableci|resolv|solucion|normaliz|arregl)\w+"
    r"|(?:c'est|tout est|tout etait|c'etait|service|sont|ca s'est|tous) (?:re)?(?:venus?|tabli\w*|parti\w*|retabli\w*"
    r"|rentre dans l'ordre|termine|fini|regle))\b"
)
"""Words that tell the end of it, for all it had struck."""
_OTHER_SUBJECT = re.compile(
    r"\b(?:power|electricity|mains|current|internet|isp|dsl|fib(?:er|re)|network|wi-?fi|modem|router|server|switch"
    r"|portal|luz|corriente|courant|some|half|most|few|part|one|two|three|four|five|six|seven|eight|nine|ten|\d+"
    r"|(?:first|second|ground|upper|lower) (?:floor|half)|not|never|n't|once|when|if|until|till|unless|hope\w*|before"
    r"|i|we|you|he|she)\b[^.;,]{0,30}$"
)
"""Whose return ends no outage of all: the power's, a part's, a person's, and one that is still waited for."""
_BUT_NOT = re.compile(
    rf"\b(?:but|except|only|however|yet|though|and|then|pero|mais|sauf)\b[^.;]*\b(?:{_FAULT}|not|still|\w+n't)\b"
)
_RELAPSE = re.compile(
    rf"\b{_FAULT} (?:once )?again\b|\bagain(?: \w+)? {_FAULT}\b|\b(?:it|same|happened|happening|happens|started"
    rf"|starting"
    r"|begins|began) (?:all )?(?:over )?again\b|\b(?:second|third|fourth|fifth|sixth|\d(?:nd|rd|th)) time\b"
    r"|\bevery (?:hour"
    r"|day|few|morning|couple|\d+|ten|five|so often)\b|\bkeeps?\b|\brepeatedly\b|\bon and off\b|\bflap\w*|\bcomes and"
    r" goes\b|\b(?:twice|several times|three times|each time|otra vez|de nuevo|a nouveau|encore une fois)\b"
)
"""It came again, or comes and goes: that outage is not over."""

_WOULD = re.compile(
    r"\b(?:would|could|might)(?: (?:of course|then|all|also|well|surely|certainly|at once|really))*"
    r" (?:be (?!great|good|nice|kind|helpful|grateful|appreciated|better|lovely|glad|happy|me\b|us\b|able)|mean|lose"
    r"|go|leave|stop|have (?:no|none|nothing|nobody)|take (?:down|out)|count|make (?:it|this|that)|become|turn)\b"
    r"|\b(?:what|imagine|suppose|supposing|what happens) if\b|^\W*(?:y|et) si\b(?![:,.])"
    r"|\b(?:if|should|in case) (?:(?!you|anyone|someone)[\w']+ ){1,4}(?:fails?|dies?|goes?|spreads?|grows?|happens?"
    r"|breaks?|drops?|worsens?|falls?|gets? worse)\b[^.;]*\b(?:would|could|might|will|\w+'ll)\b"
    r"|\bsi\b[^.;]*\b\w+(?:[aei]rian?|erait|eraient|irait|iraient)\b|\b(?:seria|serian|serait|seraient)\b"
)
"""Words of what might come."""
_POLITE = re.compile(r"\b(?:that|this|it|which) would be\b")
_IS_SO = re.compile(
    rf"(?:\b(?:is|are)|'s|'re|\b(?:has|have) been|\bcan(?:'t|not))(?: (?!if\b|not\b)\w+){{0,2}}"
    rf" (?:{_FAULT}|call|dial|receive|reach|hear|answer)\b|\bnow\b"
    r"|\b(?:not one|none|nobody|no one)(?: of \w+)? (?:has|have|is|are|can)\b"
)
"""Words of what is so already, in the same sentence."""
_EXPRESSLY = re.compile(
    r"\b(?:what|imagine|suppose|supposing) if\b|\b(?:should|if) (?:it|this|that)\b|\bnothing like (?:that|it)\b"
    r"|\bno such\b|\bwould(?: of course)? be (?:an? )?(?:different|another|other)\b"
)
_MISPLACED = re.compile(
    r"\b(?:belong\w*|was meant|were meant|is meant|meant|intended|goes?|go|should (?:go|be|have gone)|was|were|is)"
    r" (?:to|for|in|into|under|on|about) (?:my|our|another|a different|the other|an other|some other|a separate)"
    r" (?:\w+ )?(?:ticket|case|customer|client|site|thread|account)\b"
    r"|\b(?:disregard|ignore|forget|scratch|strike)\b[^.;]*\b(?:mail|comment|message|note|update|post|last)\b"
)
_MISTAKEN = re.compile(r"\bwrong (?:tab|ticket|case|thread|window|customer|mail|one|number of ticket|reference)\b")

_ANOTHERS = re.compile(
    r"\b(?:another|a different|some other) (?:reseller|partner|provider|wholesaler)(?:'s)?\b"
    r"(?! (?:can|could|would|says?|told|confirm\w*|reports?|sees?))"
)
"""Whose outage it is, when it is not this customer's."""
_REMEMBERED = re.compile(
    r"\bremember\b[^.;]*\b(?:dark|down|dead|out|silent|failed|lost)\b"
    r"|\b(?:we|they|you|i) had\b[^.;]*\b(?:(?:back )?in (?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december|spring|summer|autumn|fall|winter)|last (?:year|month|spring|summer|autumn|fall"
    r"|winter))\b"
)
"""What happened months ago, by the way."""
_NONE_SINCE = re.compile(
    r"\b(?:nobody|no one|none of (?:them|us)|not one)(?:'s| has| have)? (?:had|lost|dropped|seen|reported|complained)\b"
    r"[^.;]*\bsince\b"
)
"""Nobody is hit any more."""
_EMERGENCY = re.compile(r"\b(?:911|112|999|933|e911|emergenc\w+|emergencias?|urgences?|psap)\b")
_VERIFIED = re.compile(
    r"\bno (?:emergency|911|112|999) (?:calls? )?(?:problems?|issues?|troubles?|impact|fault|failures?|calls? (?:failed"
    r"|affected))|\bverified (?:it |them |this |both |all )?(?:by|with|via|through|on) (?:933|911|112|999)\b"
    r"|\b(?:933|911|112|999|emergency calls?)\b[^.;,(]{0,40}\b(?:passed|passes|verified|works?(?! is| are)|working"
    r"|fine|okay|ok|good|clear"
    r"|correct|went through|goes through|go through|completes?|unaffected|funciona\w*|fonctionn\w*)\b"
    r"|\bpassed (?:the |a |its |their )?(?:933|911|112|999)\b|\b(?:nothing like that|no such (?:thing|call|case)"
    r"|hasn't happened|never happened|did not happen|didn't happen)\b"
)
_CONNECTED = re.compile(
    r"\bcheck(?:ed)? (?:911|112|999)\b[^.;]*\b(?:connects?|answers?|right (?:address|place|street|town))\b"
)
_FAILED_CALL = re.compile(
    r"\b(?:not|cannot|(?!didn't happen|hasn't happened)\w+n't|fail\w*|dead|die[sd]?|drop\w*|busy|silen\w*|cuts?|wrong"
    r"|unreach\w*|never(?! happened)|reorder|except|neither|until|rejected|time[sd]? out|lost|recording|sometimes|half"
    r"|while|but|whereas|although|comes? back with|error|404|50[0-9]|only (?:works?|from|when|if|one|two|half"
    r"|some)|(?:works?|passe[sd]) only|some|most|intermittent\w*|no (?:answer|audio|ring\w*|voice|sound|one)"
    r"|nobody|none|nothing|invalid|stripped|(?:read back|shows?|sees?|gives?|gets?|got|has|had) (?:the |an? )?"
    r"(?:old |former |previous )?address of|across town|no address)\b"
)

_AS_SAID = re.compile(
    r"\b(?:(?:like|as) (?:i|we)(?:'ve| have|'d| had)? (?:already )?(?:said|wrote|written|told|mentioned|explained"
    r"|reported|stated|described|noted)|as (?:already )?(?:stated|mentioned|described|reported|written|said|explained"
    r"|per (?:the|my|our) (?:ticket|first|report))|(?:i|we)(?:'ve| have)? already (?:said|told|wrote|reported|mentioned"
    r"|explained)|i(?:'ll)? repeat|to repeat|once more|to recap|to sum up|in short|it is what i wrote"
    r"|como (?:ya )?(?:dije|dijimos|indique|mencione|explique)|repito"
    r"|comme (?:je l'ai|deja|nous l'avons) (?:dit|ecrit|indique|signale|explique)\w*|je repete)\b|^\W*again[:,]"
)
_GRAVER = re.compile(
    r"\b(?:all|every\w*|nobody|no one|none|whole|entire|any(?:one|body)?|911|112|999|emergenc\w+|outage|carrier|billing"
    r"|invoic\w+|now|meanwhile|more|also|too|work-?around|tod[oa]s|nadie|tous|toute?s?|personne|plus)\b"
)
_NUMBERS = re.compile(rf"\b(?:\d+|{'|'.join(NUMBER_WORDS)})\b")
_WORDS = re.compile(r"[a-z][a-z']{2,}")
_SMALL_WORDS = frozenset(
    {
        "the",
        "and",
        "for",
        "that",
        "this",
        "with",
        "they",
        "them",
        "their",
        "have",
        "has",
        "had",
        "are",
        "was",
        "were",
        "been",
        "you",
        "our",
        "your",
        "its",
        "his",
        "her",
        "from",
        "not",
        "but",
        "like",
        "said",
        "already",
        "told",
        "wrote",
        "mentioned",
        "again",
    }
)


_ELSEWHERE = (_ANOTHERS, _REMEMBERED, _NONE_SINCE)


def bearing(remark: Remark, said: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences that bear on the tier, in their order; those left out keep their numbers free."""
    idle = {*_bygone(said), *_supposed(said), *_misplaced(said), *_elsewhere(said)}
    idle |= {one.number for one in said if _is_verified(one.text) or _repeats(one.text, remark)}
    return [one for one in said if one.number not in idle]


def without(words: str, left_out: Sequence[Sentence]) -> str:
    """Return a text with sentences blanked, so that each word keeps its place."""
    for one in left_out:
        end = one.start + len(one.text)
        words = f"{words[: one.start]}{' ' * (min(end, len(words)) - one.start)}{words[end:]}"
    return words


def _bygone(said: Sequence[Sentence]) -> Iterator[int]:
    """Return the sentences of an outage whose end the comment tells: it is over for all, and did not come again."""
    if any(_RELAPSE.search(one.text) for one in said):
        return
    for at, sentence in enumerate(said):
        is_past = _PAST.search(sentence.text) and not _STANDS.search(sentence.text)
        within = [one for one in said[at : at + REACH] if not one.asks]
        # An emergency call that failed is past by nature, and bears none the less.
        if sentence.asks or not is_past or any(_EMERGENCY.search(one.text) for one in within):
            continue
        end = next((place for place, one in enumerate(within) if _is_end(one.text)), None)
        if end is not None:
            yield from (one.number for one in within[: end + 1] if not _STANDS.search(one.text))


def _is_end(text: str) -> bool:
    return any(
        not _OTHER_SUBJECT.search(text[: match.start()]) and not _BUT_NOT.search(text, match.end())
        for match in _OVER.finditer(text)
    )


def _supposed(said: Sequence[Sentence]) -> Iterator[int]:
    """Return the sentences that tell what might come and nothing that is so."""
    for sentence in said:
        text = sentence.text
        is_said = _WOULD.search(text) and not _POLITE.search(text) and not _IS_SO.search(text)
        # "Whoever dials 911 would be lost" tells of a failure that is there.
        if is_said and (_EXPRESSLY.search(text) or not _EMERGENCY.search(text)):
            yield sentence.number


def _misplaced(said: Sequence[Sentence]) -> Iterator[int]:
    """Return the sentences that tell of what was written here by mistake."""
    is_mistaken = any(_MISTAKEN.search(one.text) for one in said)
    for sentence in said:
        if _MISPLACED.search(sentence.text) and (is_mistaken or "ticket" in sentence.text or "case" in sentence.text):
            yield sentence.number


def _elsewhere(said: Sequence[Sentence]) -> Iterator[int]:
    """Return the sentences that tell of another reseller's trouble, of one long ago, or that nobody is hit any more."""
    return (one.number for one in said if any(idle.search(one.text) for idle in _ELSEWHERE))


def _is_verified(text: str) -> bool:
    """Return whether a sentence tells that emergency calls work, or that none has failed."""
    return (
        _EMERGENCY.search(text) is not None
        and (_VERIFIED.search(text) or _CONNECTED.search(text)) is not None
        and _FAILED_CALL.search(text) is None
    )


def _repeats(text: str, remark: Remark) -> bool:
    """Return whether a sentence says again what the ticket tells, with nothing graver in it."""
    if not _AS_SAID.search(text):
        return False
    ticket = fold(f"{remark.subject} {remark.description}")
    fresh = [one for one in _WORDS.findall(_AS_SAID.sub(" ", text)) if one not in _SMALL_WORDS]
    known = [one for one in fresh if one.removesuffix("s") in ticket]
    is_graver = any(one not in ticket for one in _GRAVER.findall(text))
    is_counted = set(_NUMBERS.findall(text)) <= set(_NUMBERS.findall(ticket))
    return is_counted and not is_graver and len(known) >= SAME_WORDS * len(fresh)
