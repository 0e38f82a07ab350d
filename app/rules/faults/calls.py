"""
Faults of calls that do connect: how they sound, whether they hold, whether each gets through, and who hears whom.

Bad sound has words of its own ("choppy"), or ordinary words that only count where a call or a voice is spoken of
("faint"). Calls that always fail are an outage, and for other modules to read.
"""

import re

from app.rules.faults.complaint import Complaint, Said, stands
from app.rules.faults.subjects import SPEECH
from app.rules.plain import WORD

_N = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half an?|few|couple of"
    r"|some|several)"
)
_MIN = r"(?:s|sec|secs|seconds?|min|mins|minutes?|segundos?|minutos?|secondes?|breath|moment|heartbeat)"

# --- how calls sound --------------------------------------------------------------------------------------------------

_SOUND_BAD = re.compile(
    WORD + r"(?:choppy|choppiness|garbled|crackl\w+|metallic|tinny|muffled|stutter\w*|underwater|under water|distort\w+"
    r"|jittery|scratchy|grainy|hiss\w*|robotic|robot voices?|robot-like|(?:like|as) (?:a )?robots?|echo(?:es|ing"
    r"|s)?(?! (?:cancel|number|test))|eco|watery|metalic[ao]|metallique|gresill\w+|entrecortad\w+|hachee?|hachent"
    r"|friture|saccade\w*|packet loss|perte de paquets|perdida de paquetes|tin can|bathtub|fuzzy|scratching|popping"
    r"|warbl\w+|squeal\w*|hollow (?:sound|voice)|echoey|half[- ]duplex|robotiza\w+|robotisee?s?|parasites"
    r"|interferencias?|syllables?|stammer\w*|(?:audio|voice|sound) (?:quality|issues?|problems?|glitch\w*"
    r"|drop-?outs?)|dropouts|bad line|mushy|clipped|clipping(?= (?:of|the|on|words))|breaks? up|breaking up|chopped"
    r"|static(?! (?:ip|peer|route|address))|se oyen? (?:mal|bajito|lejos)|voix metallique|(?:like|in) (?:a"
    r"|an)? ?(?:tin|tin can|robots?|gramophone|bathtub|fish tank|tunnel|bucket))\b"
)
_SOUND_SOFT = re.compile(
    WORD
    + r"(?:faint|fad(?:es?|ing)|pauses?|awkward silence|cutting out|skips|freezes?|low volume|volume (?:drops|is low"
    r"|too low)|too soft|barely hear|hard to hear|hardly hear|muddy|slow to (?:connect|ring)|slow (?:call )?set-?up"
    r"|lointain|sourd|bruits?|grillons|se (?:escucha|oye) (?:mal|lejos|con|bajo|robot\w*)|con ruido|cortes|distant"
    r"|sluggish|very quiet|quiet to|too quiet|far away|delay(?:s|ed)?|lag(?:s|gy)?|gaps?|hums?|buzz(?:es|ing)?"
    r"|whistle|(?:background|strange|loud|awful) noise|noise (?:on|in|during)|(?:a|hears?) clicks?|clicks remain"
    r"|beep every|latency|latencia|retardo|decalage|retard|ruido|interrupt each other|over each other|talk over"
    r"|missing words|third word|half of each|hears? (?:\S+ ){0,4}twice|(?:calls?|how calls) sounds?|goes quiet"
    r"|goes silent|slow like|bad quality|poor quality|bad audio|poor audio|(?:call|voice|audio|sound) quality"
    r"|not clear|(?:sound|audio|voice) (?:\S+ )?(?:drops|cuts|comes and goes|goes away|is (?:bad|terrible|poor"
    r"|awful))|dips|(?:cuts?|drops?|dips) (?:in and )?out|rings? (?:\S+ ){0,4}late|unclear|hear (?:themselves|himself"
    r"|herself)|hears? (?:\S+ ){0,2}(?:themselves|himself|herself)|sounds? (?:like|as if|as|bad|awful|far|funny"
    r"|weird)|se (?:coupe|corta))\b"
)
_VOICED = re.compile(
    r"\b(?:audio|sounds?|voices?|hears?|heard|speech|talk\w*|conversations?|calls?|callers?|speak\w*|son|voix|voz"
    r"|llamadas?|appels?|oyen?|escuchan?|entend\w*|words?|people|lines?|media|rtp|guests|patients|phones?|both"
    r"|everybody|everyone|parents|ring\w*)\b"
)
_SETUP = re.compile(
    WORD + r"(?:(?:takes?|took|need|needs|wait(?:s|ing)?|up to|after|about"
    rf"|ring) (?:\S+ ){{0,6}}{_N} (?:\S+ )?{_MIN} (?:\S+ ){{0,4}}(?:to|until|before|till|for|late)"
    r" (?:\S+ ){0,5}(?:ring\w*|connect\w*|hear\w*|start\w*|answer\w*|ringback)"
    rf"|{_N} (?:\S+ ){{0,2}}{_MIN}(?: of| de)? (?:silence|delay|gap|lag|pause|nothing|latency|silencio|retardo|late"
    r"|before (?:audio|ring|sound))"
    rf"|(?:delay|lag|gap|pause|silence|retardo|decalage|retard|offset) (?:of|de) (?:\S+ ){{0,3}}{_N}? ?(?:\S+ )?{_MIN}"
    r"|post[- ]dial delay(?= (?:last value n|of|is|at|\d))|pdd(?! sensor no)|mos (?:\S+ ){0,7}(?:[12]|dips?|falls?"
    r"|drop\w*|down|below|under|breached|alert)|ring tone only after|dial tone only after|mos = ?[12]|rtp loss"
    r"|loss \d+|packet loss|jitter(?! buffer)(?: \S+){0,3} \d+|jitter \d+ ms|transcoding delay|first (?:ring|word"
    r"|words) (?:\S+ ){0,2}(?:cut|eaten|missing|comes? late|lost)|first \d+ s)\b"
)
_SOUND_NOT = re.compile(
    WORD + r"(?:hold music|music on hold|moh|greeting|greetings|paging|loudspeaker|wav|ring ?tone|ringer volume"
    r"|standard robot|jitter buffer|echo (?:cancel\w*|test)|acceptable|sms|fax|voicemail|robots? on|ai receptionist"
    r"|robocalls?|robot on|phone book|shout|ring volume|nothing is|no data|then hang\w*|feedback|bees? supply"
    r"|is buzzing)\b"
)
_GOOD_AFTER = re.compile(
    r"^(?:'s| is| are| has| have)? ?(?:gone|cleared|ok|fine|solved|fixed|cancel\w*|buffer|was us|test|improved|mejoro"
    r"|better|\S+ (?:gone|fixed|solved))\b"
)


def quality(said: Said, _: Complaint) -> re.Match[str] | None:
    """Return where calls are said to sound bad or to come late."""
    plain = said.plain
    match = _SOUND_BAD.search(plain)
    if match is None and said.subjects & SPEECH:
        match = _SETUP.search(plain) or (_VOICED.search(plain) and _SOUND_SOFT.search(plain)) or None
    if match is None or _SOUND_NOT.search(plain) or _GOOD_AFTER.match(plain[match.end() :]):
        return None
    return stands(plain, match)


# --- whether they hold ------------------------------------------------------------------------------------------------

_CUT_WHO = (
    r"(?:calls?|conversations?|lines?|connections?|llamadas?|appels?|communications?|everybody|they|he|she|it|which"
    r"|callers?|anyone|people|transfers?|calls?'s|brother's calls)"
)
_CUT = re.compile(
    rf"\b{_CUT_WHO} (?:(?!not\b|no\b|never\b|don't\b|doesn't\b|didn't\b|won't\b|aren't\b|nobody\b|without\b"
    r"|if\b)\S+ ){0,6}?(?:drops?(?! in\b| to\b)|dropping|dropped|disconnects|(?:gets?|getting|got|being|is"
    r"|are) (?:\S+ )?(?:disconnected|cut(?! from))|cuts|cut (?:off|out|at|after)|(?<!may be )(?<!and )cut(?= after"
    r"| at| in)|hung up|hangs? up|fall out|(?:end|ends|die|dies) after (?:\S+ )?\d|tombent|tombe|coupent|coupes?"
    r"|se caen?|se cortan?)\b|\b(?:drops?|loses?|losing|dropping|cuts?|disconnects?) (?:the |their |his |her |its "
    r"|all |my |\S+'s )?(?:calls?|callers?|conversations?)\b|\b(?:calls?|call) (?:drops?|dropping|cuts?)\b"
    r"|\bappels? coupes?\b|\bse (?:caen?|cortan?) (?:\S+ ){0,6}llamadas?\b|\bse le caen?\b|\b(?:coupe|corta|drops|cut"
    r"|dropped|disconnected|gets? cut|cuts) (?:off |out |itself )?(?:at|after|a|al|apres|a los|en|exactly"
    r"|on) (?:\S+ )?\d+"
)
_CUT_TIMES = re.compile(
    r"\b(?:after|at (?:exactly|minute|answer|about|the|\d+|around|\S+ (?:sec|min)\w*)|within|mid|middle|exactly"
    r"|randomly?|sometimes|every|one|times?|on hold|a day|now and (?:then|again)|some|occasional\w*|when|whenever"
    r"|apres|minutes?|min|seconds?|secs?|s|in|of|veces|cada|several|intermittent\w*|half|third|then|again|off"
    r"|during)\b"
)
_CUT_DEAD = re.compile(
    r"\b(?:told it's|do you cut|may be cut|911|112|999|elevator|lift|alarm panel|at once|immediately|instantly"
    r"|right away|beep and dies|every single|all calls|each call|every call)\b"
)


def drops(said: Said, complaint: Complaint) -> re.Match[str] | None:
    """Return where calls are said to be cut off, at times or after a while."""
    match = stands(said.plain, _CUT.search(said.plain))
    if match is None or _CUT_DEAD.search(said.plain) or not _CUT_TIMES.search(said.plain):
        return None
    return None if complaint.is_outage else match


# --- whether each gets through ----------------------------------------------------------------------------------------

_ATTEMPT = (
    r"(?:calls?|callers?|attempts?|conversations?|signals?|dials?|tries|times|invites|rings?|incoming|communications?"
    r"|appels?|llamadas?)"
)
_TIMES = re.compile(
    WORD
    + r"(?:intermittent\w*|sporadic\w*|randomly|at random|sometimes|hit (?:and|or) miss|now and (?:then|again|when)"
    r"|at times|once in a while|from time to time|every so often|(?<!it )(?<!turned )(?<!recording )off and on(?!"
    r" for)|(?<!it )(?<!turned )on and off|(?:goes|going|drops|cuts|fades|was|are|is|calls) in and out"
    r"|comes? and goes?|occasional(?:ly)?|flap(?:s|ping|ped)?|parfois|a veces|de vez en cuando|par moments|"
    rf"(?:one|1|\d+|few) {_ATTEMPT} (?:in|out of|of) (?:every )?\S+|(?:one|1|two|three|\d+) (?:in"
    rf"|out of) (?:every )?\S+ (?:of )?(?:the |our |their |all )?{_ATTEMPT}|about (?:one|1|\d+) in \d+|"
    r"every (?:other|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|\d+(?:st|nd|rd"
    rf"|th)?) (?:or so )?(?:\S+ )?{_ATTEMPT}|every (?:few|couple of|\d+) (?:minutes|seconds|hours|min|s)"
    r"|every (?:\d+ |few |couple of )?(?:hours?|minutes?) or|every (?:\d+|few|ten|five|thirty|fifteen"
    r"|twenty) (?:minutes|seconds|hours)|some (?:of (?:the|our|their) )?(?:\S+ )?calls (?:fail|drop|don't|never|get"
    r"|go|come|won't|are (?:rejected|dropped|silent))|first (?:attempt|try|call|dial) (?:\S+ ){0,2}(?:fails?|gets?"
    r"|gives?|drops?|is)|(?:loses?|losing|drops?) (?:its |their |the |his |her )?registration|not (?:always"
    r"|every (?:call|time))|now and again|unpredictabl\w*|most of the time|(?:third|quarter|half|fifth"
    r"|tenth) of (?:all |the |our |her |his |its )?(?:\S+ )?calls|(?:un|una|uno) de cada|une? fois sur|un appel sur"
    r"|\d+ times (?:a|per|today)|several times a|couple of times a|(?!100)\d+ ?(?:%|percent|per cent"
    r"|por ciento) (?:of|de) (?:the |all |our |their |what |las )?(?:\S+ )?(?:calls?|attempts?|signals?|invites?"
    r"|conversations|llamadas|we send)|(?:on|at|in|by|try|needs? a|need a|after a|a|the) (?:second|2nd|third"
    r"|3rd) (?:try|attempt|go|dial)|(?:takes?|take|needs?|need|took) (?:\S+ ){0,3}(?:tries|attempts|goes)|(?:two"
    r"|three|2|3|several)(?: or (?:three|four|3|4))? (?:tries|attempts|goes|times) (?:\S+ ){0,3}(?:before|until"
    r"|to get)|needs? (?:a |to )?(?:retry|redial)|re-?dials? (?:and|works|is)|on try|dial twice|call twice|try twice"
    r"|(?:two|twice) or three times before|re-?registers? (?:every|in waves))\b"
)
_TIMES_FAULT = re.compile(
    r"\b(?:fail\w*|busy|drop\w*|cut\w*|no audio|mute|dead|silen\w*|unregister\w*|re-?regist\w*|registrations?"
    r"|regist\w+|reject\w*|lost|loses?|doesn't|don't|won't|can't|cannot|never|offline|errors?|503|486|timeouts?"
    r"|drop out|flap\w*|choppy|redial|re-dial|retry|attempt|try|tries|times|one way|engaged|no service|no ring"
    r"|not ring|no connect\w*|doesn't connect|no answer|ring-no-answer|weird|problem|garbled|noise|crackl\w*"
    r"|breaks up|falla|fallan|ocupado|caen?|se corta\w*|occupe|echouent|coup\w+|not (?:go|get|come|work|reach|ring"
    r"|connect)\w*|log(?:s|ged) out|fall off|hang up|404|dead air|without)\b"
)


def at_times(said: Said, complaint: Complaint) -> re.Match[str] | None:
    """Return where something is said to fail only at times."""
    match = stands(said.plain, _TIMES.search(said.plain))
    return match if match and _TIMES_FAULT.search(said.plain) and not complaint.is_outage else None


# --- who hears whom ---------------------------------------------------------------------------------------------------

_ONE_WAY = re.compile(
    WORD
    + r"(?:one[- ]way (?:audio|sound|voice|speech)|audio (?:is )?(?:only )?one[- ]way|one way audio|(?:can't|cannot"
    r"|can not|couldn't|doesn't|don't|unable to|not|barely) (?:be )?hear (?:callers?|the (?:caller|other|customer"
    r"|person)|anybody|anyone|them|him|her|us|me|people|clients?|customers?|others?|what|anything)|(?:can't|cannot"
    r"|can not|isn't|aren't|not) (?:be )?heard\b|(?:they|callers?|others?|people|customers?|nobody|he|she"
    r"|the other side) (?:hear|hears|can hear) (?:us |them |him |her |me |callers? |others? |everything )?(?:fine "
    r"|well |ok |quite well )?but\b|(?:hears?|heard) (?:nothing|nobody|zilch|no one|silence)|no (?:audio|sound|voice"
    r"|speech)\b|without (?:audio|sound)|(?:audio|sound) (?:missing|lost|disappears)|mute (?:in|to) |(?:calls?"
    r"|line \S+) (?:\S+ ){0,3}mute\b|no (?:se )?(?:oyen?|escuchan?)|n'entend(?:ent)? (?:pas|personne|rien|plus)"
    r"|(?:nobody|no one|people|callers) (?:can't |don't |cannot )?hears? (?:him|her|them|us|me|you)|(?:say"
    r"|says) (?:\S+ ){0,4}can't hear (?:him|her|them|us|me)|se pierde el audio|pas de son|sin audio)\b"
)
_NOT_ONE_WAY = re.compile(
    r"\b(?:would like to|i reported|dongles?|plug|911|112|999|ringer|bandsaw|ring volume|hear the ring\w*|paging|page"
    r"|operator|recording|greeting|music|wants?|nobody hears|key tone|hasn't heard|have heard|heard of|heard from"
    r"|not heard back|heard back)\b"
)


def one_way(said: Said, complaint: Complaint) -> re.Match[str] | None:
    """Return where somebody is said not to hear or not to be heard."""
    match = _ONE_WAY.search(said.plain)
    return match if match and not _NOT_ONE_WAY.search(said.plain) and not complaint.is_outage else None
