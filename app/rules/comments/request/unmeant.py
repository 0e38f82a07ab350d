"""
What sounds like a request for an escalation and is none: taken back, declined, of others, or for a priority.

Whoever reads a comment asks here first, whatever the patterns of a request or the learned reader make of it.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from app.rules.comments.fresh import Sentence
from app.rules.comments.request.asking import JOINED, POLITE_IF, TODAY
from app.rules.comments.request.escalation import ESCALATION
from app.rules.comments.request.level import LEVEL
from app.rules.comments.request.targets import has_target

# --- taken back -------------------------------------------------------------------------------------------------------

_TAKEN_BACK = re.compile(
    r"\b(?:(?:i|we)(?:'ll| will) (?:leave|drop|skip|hold off on) (?:that|it)|no (?:lo )?(?:pido|pedimos)"
    r"|(?:i'm |we're |am |are )?not asking (?:for (?:it|that|one|more|anything)|you to)|(?:don't"
    r"|do not) (?:need|want) (?:it"
    r"|this) (?:to be )?"
    r"escalated|(?:please |pls )?(?:don't|do not) (?:escalate|send it up\w*"
    r"|(?:blow|move|lift|raise|push|bump|make|turn) (?:it|this|that)(?: up)?(?: to| into)?(?: a| the)? (?:tier"
    r"|level|[1-4]|next))|je ne (?:le )?demande pas"
    r"|(?:only|just|merely) asking (?:so|because|to|for|as|in case|out of)|solo (?:lo )?pregunto"
    r"|je (?:le )?demande (?:juste|seulement) pour|escalat\w+(?: it| this| that)?,? (?:please |pls )?(?:don't|do not)"
    r"|asking (?:you )?(?:only |just )?(?:so|because|in case|for (?:my|our) (?:\w+ )?(?:notes?|records?|wiki|boss"
    r"|files?|own|colleagues?|hand-?over))\b"
    r"|(?:putting|put|goes|going|want|need) (?:it |this |that )?(?:only |just )?(?:in|into|on|for) (?:my|our|the"
    r"|a) (?:\w+ )?"
    r"(?:wiki|notes?|hand-?over|binder|run ?book|sticky|records?|contact list|phone list)\b"
    r"|(?:do not|don't) need it for this (?:ticket|one|case)|(?:if|in case) (?:we|i)(?:'d)? ever\b"
    r"|es (?:nada mas|solo|solamente) para (?:avis|sab|inform|apunt)\w+)\b"
)
_NOT_YET = re.compile(
    r"^\W*(?:not (?:yet|now|today|necessary|needed)|no(?:,? thanks?)?\W"
    r"(?! ?(?:please|now|do|quiero|queremos|puedo|podemos|esper\w+|more|longer|way|time))|nope|todavia no|aun no"
    r"|pas encore)"
)
"""What answers one's own question: "Escalate? Not yet."."""

# --- declined, or put off ---------------------------------------------------------------------------------------------

_DECLINED = re.compile(
    r"\b(?:not (?:going to|gonna) (?:ask|escalate|push)|(?:don't|do not|won't) (?:\w+ ){0,2}(?:bother|disturb"
    r"|trouble|wake)|(?:i'd|we'd|i would|we would) (?:rather|sooner|prefer to) (?:let|leave|keep|wait"
    r"|stay|have (?:him"
    r"|her|them) (?:finish|go on))|(?:not|isn't|aren't) (?:looking|asking|calling|pushing|angling|fishing"
    r"|aiming|out) (?:for|to)\b|\b(?:keep|leave|let)(?: \w+){1,4} (?:in bed|asleep|sleep|alone|out of (?:it|this))\b"
    r"|(?:can|may|should|let it) (?:stay|remain|rest|sit) (?:where|as) (?:it|they)"
    r"|no need to"
    r" escalat\w+|(?:not|isn't|aren't) (?:yet )?pulling (?:any|the|that) (?:\w+ )?(?:trigger|cord|alarm|lever)"
    r"|\b(?:asks?|asked|asking|wonders?|wants? to know) (?:me |us )?(?:what (?:comes|happens|is)|who (?:is|comes)"
    r"|how the)\b"
    r"|(?:i|we)(?:'d| would)(?: \w+)? (?:escalate|push|call) (?:\w+ )?if\b"
    r"|would be (?:ridiculous|silly|overkill|too much|absurd|premature|unfair|a shame|exaggerated) to\b"
    r"|\bwere (?:he|she|it|they|there|we|i|this|that)\b[^.;]*\b(?:i'd|we'd|would)\b"
    r"|\b(?:or )?else (?:i|we)(?:'ll| might| may| could|'d)\b|how it works in general"
    r"|\bmail (?:me|us) (?:the|your)(?: \w+)? (?:sheet|list|names|contacts|path)\b|\blaugh with (?:me|us)\b"
    r"|\b(?:another|other) (?:partners?|resellers?|customers?)(?: of yours)? (?:had|got|has|have|gets?)\b"
    r"|\b(?:in case|if) (?:it|this|that|things)(?:'s| is| are)? (?:still )?(?:not|isn't|aren't) (?:\w+ )?by (?:then"
    r"|tomorrow)"
    r"|no (?:pido|pedimos|hace falta|es necesario) (?:que )?|(?:pas|aucun) besoin d|(?:je"
    r"|nous) ne demand\w+ pas)"
)
_IF_IT_LASTS = re.compile(
    r"(?:^|[,;] ?)(?:and |but |so )?(?:if|unless|once|should (?:we|i|it|this|that|they|the|nothing)|si"
    r"|a moins que|au cas ou)\b"
    r"[^;]{4,90}\b(?:would|will|'ll|gonna|going to|pedir\w+|demander\w+|escalar\w+|(?:i'd|we'd) (?:be|want|ask|come"
    r"|turn|knock"
    r"|need|have)|expect|shall|may"
    r"|might|assume|\w{3,}(?:erai|irai|drai|erons|irons|drons)|(?:escalar|pedir|subir|acudir|solicitar)(?:e|emos))\b"
)
_MERE_REOPENING = re.compile(
    r"^\W*(?:(?:please|pls|kindly|so|and|then) )*(?:re-?open|reconsider|re-?check|look again"
    r"|re-?abr\w+|rouvr\w+)(?: (?:this|it|one|ticket|the ticket|again|please|pls|now))*\W*$"
)

# --- of others --------------------------------------------------------------------------------------------------------

_SPOKEN = re.compile(
    r"(?:\b(?:says?|said|told|tells|asks?|asked|quote|wrote|writes|screamed|shouted)\b|:)[^\"']{0,25}"
    r"(?:\"[^\"]{12,}(?:\"|$)|'[^']{12,}')"
)
"""What somebody else said, between quotation marks."""
_SPEAKS = re.compile(
    r"^(?!.*\byour\b).*\b(?:manager|owner|boss|supervisor|director|principal)\b[^.;]{0,30}\b(?:says|asks"
    r"|asked) (?:hi|hello|for an? (?:eta"
    r"|update)|when|how|what|why|whether|if)\b"
)
"""A person of theirs who is spoken of, and wants to know something."""
_OTHERS_WISH = re.compile(
    r"\b(?:(?:customers?|clients?|managers?|management|boss|owner|he|she|they) (?:\w+ )?(?:wants?|wanted|asked"
    r"|asks|told|said)"
    r" (?:me|us|him|her|you)? ?(?:to )?[^.;]{0,30}\bescalat\w+[^.;]{0,60}\b(?:told|said|answered|explained|assured) "
    r"|escalated (?:this |it )?(?:internally )?to (?:me|us)\b|(?:i'm|i am|was|we're|been) told\b)"
)
_MOTTO = re.compile(r"^\W*[\"\u201c\u00ab][^\"\u201d\u00bb]{3,60}[\"\u201d\u00bb]\W*$")
"""A sentence that is nothing but a quotation stands under a name."""
_POST = re.compile(
    r"^\W*(?:head|director|vp|chief|manager) of (?!.*\b(?:please|pls|now|today|immediately|at once)\b)"
    r"[\w &,|'-]{3,60}\W*$"
)
"""So is one that is nothing but somebody's post."""

# --- for something else -----------------------------------------------------------------------------------------------

_CALL_BACK = re.compile(
    r"\b(?:have|get|ask|let|tell) (?:(?:the|an?|your|some) )?(?:engineer|tech\w*|someone|somebody|anyone"
    r"|agent)(?: \w+)? "
    r"(?:to )?(?:call|ring|phone|contact|update)\b"
)
"""Whoever it is, a call is wanted and nobody higher."""
_PRIORITY_WISH = re.compile(
    r"\b(?:high\w*|up|further up) (?:in|on|up) (?:the|your) (?:pile|queue|list|stack|line)\b"
    r"|\b(?:bump|raise|set|change|move|put|mark|make|flag|up)\b[^.;]{0,30}"
    r"\b(?:high|highest|urgent|p[1-4]|prio\w*|severity|sev ?[1-4])\b"
)
_ABOUT_CONTACTS = re.compile(
    r"\b(?:who(?:'s|'d| is| would| will) (?:be )?(?:the|your|our)|(?:simple|quick|just a) question"
    r"|(?:at|on) (?:what|which) level|(?:en|a) que nivel|(?:a )?quel niveau|(?:can|could) (?:you|someone|anyone"
    r"|anybody|somebody) tell me|(?:puede\w*|podri\w+) decir\w*|pouvez-vous (?:me |nous )?dire|faut-il"
    r"|est-ce qu\w+ (?:je|nous) (?:dois|devons)|a partir de que hora|a quien le (?:toca|tocaria|corresponde)"
    r"|who(?:'s| is| are)? (?:the |your |our )?(?:1st|2nd|3rd|4th"
    r"|first|second|third|fourth|level|tier)|(?:does|do|will|would) (?:the |your )?(?:1st|2nd|3rd|4th|first|second"
    r"|third|fourth|next|level|escalation)\b[^.;]{0,40}\b(?:start|begin|happen|kick in|run|come|need|require|go|apply"
    r"|mean)\w*)\b"
)
_HAVE_IT = re.compile(
    r"\b(?:level|lvl|tier|managers?|supervisor|lead|engineering|nivel|niveau)\b[^,.;?]{0,12}"
    r" (?:at \d[\d:]* ?\w* )?(?:(?:has|have)(?: already| now)? (?:had|got|taken|picked|called|been)|(?:is"
    r"|are) (?:already|now|on it"
    r"|working|handling|calling)|took (?:it|this|over)|(?:has|have) (?:it|this)(?: now| already)?(?= since|[,.;]|$))"
    r"|\b(?!i\b|we\b)\w+ (?:has |have |had |already |just )*escalated (?:this|it|the (?:ticket|case))\b"
    r"|\b(?:got through|spoke|talked|have spoken|have talked) (?:to|with) (?:your|the)\b"
)
"""Whoever it is has the ticket already: it is told, not wished for."""
_MORE = re.compile(
    r"\b(?:time (?:for|to)|next|now (?:the|your)|so (?:please|now)|please|still (?:no|nothing)|want|need)\b"
)
_CARRIER = re.compile(
    r"\blevel ?3\b(?:/gx)?(?:'s)? (?:noc|confirm\w*|says?|said|outage|circuits?|core|loop|tickets?|backbone|network"
    r"|fib(?:er|re)|has|have|reports?|tells?|techs?)\b"
)
"""The carrier of that name."""


def is_taken_back(sentences: Sequence[Sentence]) -> bool:
    """Return whether a comment says that what sounds like a wish is none, in whichever sentence."""
    if any(_TAKEN_BACK.search(one.text) for one in sentences):
        return True
    return any(
        one.asks and has_target(one.text) and _NOT_YET.match(following.text) is not None
        for one, following in pairwise(sentences)
    )


def is_no_request(sentence: Sentence) -> bool:
    """Return whether what sounds like a wish is none: put off, declined, reported, asked about, or for a priority."""
    text = POLITE_IF.sub("", sentence.text)
    if any(one.search(text) for one in (_MERE_REOPENING, _DECLINED, _SPEAKS)) or _is_others(text):
        return True
    if _PRIORITY_WISH.search(text) and not has_target(text):
        return True
    if (_CALL_BACK.search(text) and not has_target(text)) or _is_in_others_words(text):
        return True
    if _IF_IT_LASTS.search(text) and TODAY.search(text) is None:
        return True
    if _MOTTO.match(text) or _POST.match(text) or (_HAVE_IT.search(text) and not (sentence.asks or _MORE.search(text))):
        return True
    if _CARRIER.search(text) and not has_target(_CARRIER.sub(" ", text)):
        return True
    return sentence.asks and _ABOUT_CONTACTS.search(text) is not None


def _is_in_others_words(text: str) -> bool:
    """Whether the wish stands between quotation marks: "the manager says 'get me their boss'"."""
    own = _SPOKEN.sub(" ", text)
    is_their_own = ESCALATION.search(own) or LEVEL.search(own) or JOINED.search(own)
    return own != text and has_target(text) and not is_their_own


def _is_others(text: str) -> bool:
    return _OTHERS_WISH.search(text) is not None and JOINED.search(text) is None
