"""Whether a comment says that the trouble is gone now: not in part, not asked, not hoped for, not back again."""

import re
from collections.abc import Sequence

from app.rules.comments.fresh import Sentence
from app.rules.comments.remark import Shown

_GONE = re.compile(
    r"^\W*(?:green|clear|quiet|good|fine|okay|correct|right|normal|active|stable) (?:now|again)\b[^.]*\b(?:after"
    r"|since|thanks)\b"
    r"|^\W*(?:all |now |we're |it's |they're |is )?(?:up|back|working|fixed|resolved|restored"
    r"|solved)(?: again| now)?[.! ,]*$"
    r"|\b(?:(?:is|are) (?:now )?(?:registered|registering|dial(?:l)?ing|ringing|online|working"
    r"|answering|connected) and|(?:is|are|all) (?:fine|ok|okay|good|normal|working|up|clear) (?:today"
    r"|since|again|now)|went (?:off|away|out) (?:overnight|by itself|on its own)|^found (?:it"
    r"|the (?:cause|problem|culprit))[^.]*worked|(?:, |and (?:it |that )?)(?:it )?worked(?=[.,!]"
    r"|$)|(?:reports? (?:clear|good|normal|no (?:more|further)))|confirmed (?:working|fixed|ok"
    r"|good|live|up)|(?:it|that|this|everything|all|phones?|calls?|numbers?|lines?|audio|fax(?:es)?"
    r"|app|transfers?|she|he|they|service)(?: all| both)? works?(?: like a charm| perfectly| great"
    r"| beautifully| fine)?(?: now| again)?[ ]?(?:$|[.!,])|works? (?:like a charm|perfectly|great"
    r"|beautifully)|(?:no|not a|not one|without a) (?:single )?(?:drops?|dropped|issues?|problems?"
    r"|errors?|failures?|failed|complaints?|echo|noise|alarms?)(?: \w+){0,2} since|(?:nobody|no one|none of them"
    r"|not one)(?:'s| has| have)? (?:had|lost|dropped|seen|reported|complained)"
    r"(?: \w+){0,5} since|(?:haven't"
    r"|hasn't|have not|has not) (?:had|seen|happened|occurred|dropped|recurred|failed)(?: \w+){0,4} since"
    r"|(?:audio|sound|line|lines|calls?|voice|dial tone)(?: \w+){0,2} (?:is|are|sounds?) (?:crystal )?(?:clear"
    r"|clean|good|fine|perfect|ok|normal|there)|(?:can|able to) (?:(?:\w+ ){1,5})(?:now|again)"
    r"|(?:all|everything|every one|each) (?:connected|completed|registered|passed|answered|arrived"
    r"|rang)|no longer (?:happen\w*|occur\w*|see\w*|gets?|there|an issue|a problem|present)|not happening"
    r"|(?:doesn't|does not) (?:happen|occur) (?:any ?more|now)|(?:have|has) done it\b|no (?:\w+ )?(?:calls? )?(?:failed"
    r"|dropped|lost) calls? (?:in|for|since)|(?:all|everyone|agents|users|staff)(?: \w+){0,3} (?:logged (?:back )?in"
    r"|taking calls|on the phones?)(?= |[.,!]|$)|took care of it|(?:your|the|that"
    r"|our) (?:\w+ )?(?:fix|change|patch|reset|reboot|update|tweak|correction|steps?) (?:has "
    r"|have )?(?:worked|helped|did it|took effect)|(?:complet\w+|connect\w*|working|work|ring"
    r"|rings|ringing|register\w*|load\w*|answer\w*|sync\w*) (?:normally|properly|correctly|as (?:it"
    r"|they) should|as expected|as before|fine)|(?:we|they|customer|site|office|store|all \w+)(?: is"
    r"| are|'re) (?:all )?(?:up|live|back)\b|up and running|(?:numbers?|dids?|phones?) rings? (?:in"
    r"|now|again)|(?:change|port|move|swap|service|number)s? (?:is|are|now) (?:live|active|complete"
    r"|in effect)|stable (?:for|since|again|now|all)|todo en orden|(?:marche|passent|sonnent"
    r"|entendent|entran|salen|suenan)(?: \w+){0,2} (?:maintenant|de nouveau|a nouveau|ahora|otra vez"
    r"|de nuevo)|(?:working|works?|worked out|registered|register|ringing|rings?|up|online|alive"
    r"|fine|ok|okay|good|normal|clear|stable|perfect|great|live|connected|running) (?:again|now"
    r"|since|once more|as (?:it should|expected|before))"
    r"|now (?:works?|working|fine|ok|okay|up|ring|rings|complete|register|good|perfect|resolved|fixed|back)"
    r"|(?:is|are|was|were|be|been|got|gets|all|everything|'s|has|have|service|issue|problem|consider (?:it"
    r"|this))(?: \w+){0,2} (?:restored|resolved|fixed|solved|sorted(?: out)?|cleared(?: up)?"
    r"|recovered|repaired|cured|gone(?! (?:on|down|dead|out|dark|silent|offline|up|bad|through"
    r"|home|to))|rstrd)"
    r"|back (?:to normal|up|online|in service|in business|on ?line|again|on air|now)|(?:came"
    r"|come|comes|are|is|'s|'re|went) (?:all )?back(?! (?:to (?:you|me|us|him|her|them)|with"
    r"|from|office))"
    r"|(?:all|both|everything|service|it|they|phones?|lines?|trunks?|calls?|desks?|sites?|sets?"
    r"|\d+)(?: \w+){0,3} (?:is|are|'s|'re|came|come|went|got|been)? ?(?:all )?(?:back|up)(?= "
    r"|[.,!;]|$)(?! (?:to (?:you|me|us)|the|for|against|in arms|a level|another))"
    r"|(?:restored|rstrd|resolved|recovered|cleared|fixed)(?: at| since| by| now| on| after| itself"
    r"|[ :,;.!-]+\d|[.!,]|$)|(?:get(?:s|ting)?|got|going|go|goes|coming|come|came) through(?: now"
    r"| again| fine)?(?=[ .,!;]|$)"
    r"|(?:test(?:s|ed)?|test calls?|calls?)(?: \w+){0,5} (?:ok|okay|fine|good|passed|pass|complete"
    r"|completed|perfect|successful|worked|work|went through|clean)\b"
    r"|(?:that|which|it|this|the \w+|change|swap|reboot|reset) (?:worked|did the trick|did it(?! (?:him"
    r"|her|them|our|my|your)sel)"
    r"|helped|fixed (?:it|this)|solved (?:it|this)|cured (?:it|this))|looks? (?:good|perfect"
    r"|fine|great|ok|clean)(?: \w+){0,2}(?=[.,!]|$| now| here)"
    r"|(?:she|he|user|they|it|phone)(?:'s| is|'re| are) (?:in|alive|ok|fine|happy|working|good"
    r"|registered)(?: now| again)?(?=[.,!;]|$| and)|(?:no (?:more|further) (?:issues?|problems?"
    r"|drops?|complaints?|errors?))"
    r"|all (?:good|clear|well|ok|fine|set)(?: on (?:our|my|their) (?:end|side))?(?: now| here"
    r"| again)?(?=[.,!;]|$)|problem (?:is )?(?:gone"
    r"|over)|went away|(?:dial ?tone|service|audio|calls?|registration) (?:has |have )?(?:returned"
    r"|recovered)|(?:they|we|users?|customers?|everyone|everybody|all) can (?:call|dial|hear"
    r"|work|log in|receive calls|make calls)(?: out| again| now| in)?(?=[.!,]|$)"
    r"|it's (?:all )?over|repare\w*|disappeared|cleared (?:itself|up)|(?:trunks?|sets?|phones?"
    r"|lines?) (?:re-?)?(?:reg'd"
    r"|registered|reged)|asr (?:is )?normal|behaves again|has service again|have (?:service|dial tone"
    r"|audio) (?:again|back)"
    r"|(?:ya|todo|todos|quedo|esta|estan|servicio)(?: \w+){0,3} (?:volvio|volvieron|funciona\w*"
    r"|quedo|resuelt\w+|restablecid\w+|normal\w*|solucionad\w+|operativ\w+|bien|arreglad\w+)"
    r"|se (?:resolvio|restablecio|soluciono|normalizo|arreglo)|(?:volvio|regreso|volvieron) (?:el"
    r"|la|los|las) \w+"
    r"|(?:tout|c'est|ca|tous|service|appels|postes|est|sont)(?: \w+){0,5} (?:fonctionn\w+|remarche\w*"
    r"|retabli\w*|regle\w*|resolu\w*|revenu\w*|rentre\w* dans l'ordre|normal\w*)|de (?:nouveau"
    r"|retour)|fonctionn\w+ (?:de nouveau|a nouveau|maintenant))"
)
_NOT_GONE = re.compile(
    r"\b(?:not|\w+n't|nothing|(?:good|glad|nice|happy) to hear|others?|rest|remaining|elsewhere"
    r"|\w+'ll|will|going to|soon|take"
    r"|get|bring|give|call|push|roll|send"
    r"|want|need|put|hand|never|no|isn't|aren't|nor|neither|none|nobody|without|hardly|until"
    r"|till|when|once|if|unless|whether|hope\w*|should be|would be|may be|might be|must be|supposed"
    r"|expect\w*|waiting (?:for|until)|pretend\w*|says?|said|claims?|tells?"
    r"|(?:n'est|n'a|n'ont|ne sont)|partly|partially|half|some|most|only|few|mostly|almost|nearly"
    r"|for (?:about )?(?:a|an|one|two|three|\d+) (?:hour|minute|min|second|day)s?|was|were|sin"
    r"|ni|cuando|hasta|si|algun\w*|solo|pas|ne|n'|quand|certains|seulement|jusqu|confirm (?:that"
    r"|when|once|if)|let me know|what about|please (?:get|bring|restore|fix))\b[^,;.]{0,45}$"
)
_WAS = re.compile(r"\b(?:was|were)\b[^,;.]{0,45}$")
_ENDURES = re.compile(
    r"\b(?:still|remains?|remaining|except|but (?:not|the|one|now|it|only|some|then)|however"
    r"|again (?:down|dead|out|gone)|down again"
    r"|back to (?:where (?:we|it|they|things) (?:was|were|are)|(?:the |our |just |only |those |these )+(?:\w+ )?"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)\b(?! (?:bars?|stars?)))|dead again"
    r"|(?:and|then|but)(?: \w+){0,3} (?:came"
    r"|is|was|it's|are|went) (?:all )?(?:back|down|dead)|it all came back"
    r"|(?:hear|have|get|with|is|are|sounds?) (?:\w+ )?(?:choppy|garbled|robotic|static|one[- ]way"
    r"|noisy)|back again|came right back|so no\b|not (?:resolved|fixed|solved|restored|gone|closed?"
    r"|over)|(?:don't"
    r"|do not|please don't) close|rest (?:is|are|of)|others? (?:are|is) (?:not|down|dead|out)"
    r"|one (?:of|in) (?:the |our )?\w+ (?:is|still|fails?)|better,? but|partial\w*|partly|half of"
    r"|intermittent\w*|(?:and|then|but)(?: \w+){0,2} (?:died|fail\w*|dropped|stopped|broke|crashed"
    r"|went)|for (?:about |only )?(?:a|an|one|two|ten|five|\d+) (?:hours?|minutes?|mins?)(?: or so)?,? (?:and"
    r"|then|but|only)|sigue\w*|todavia|aun|pero|toujours|encore|mais|sauf|excepto|went down at"
    r"|is down|are down|sounds? like|flapp\w+)\b"
)
_TROUBLE = re.compile(
    r"\b(?:it|this|that|issues?|problems?|troubles?|errors?|faults?|alarms?|symptoms?|echo|noise"
    r"|static|delay|lag|crackl\w+|hum|buzz"
    r"|jitter|drops?|message|busy signal|outage|all)\b[^.;]{0,30}$"
)
_BACK_BAD = re.compile(
    r"\b(?:it|this|that)(?:'s| is| came| has come) back (?:this|today|yesterday|since|after|worse"
    r"|with|every|same|again)\b"
    r"|\b(?:itself works|(?:it's|it is|that's) (?:only|just) the)\b"
)
_NOT_ALL = re.compile(
    r"(?: not|n't|cannot)[.! ]*$|\b(?:inbound|incoming|outbound|internal|external|mobile|softphone)\b[^.]*,[^.]*\b"
    r"(?:not|\w+n't|dead|down)\b"
)
_RETURNED = re.compile(
    r"^\W*(?:and )?it (?:all )?(?:came|has come|comes|keeps coming) back[.!]*$|keeps? coming back|"
    r"\b(?:same (?:user|issue|problem|thing|error|headset)|it'?s back|problem is back|issue is back"
    r"|is back again|back this morning|(?:echo|noise|static|error|issue|problem|fault|drops?"
    r"|trouble) (?:is|are|came|has come) back)\b"
)
_CLOSED_ONLY = re.compile(r"^(?:please |pls )?(?:consider|mark) (?:it|this) (?:as )?(?:resolved|solved|closed)[.!]*$")


def recovery(sentences: Sequence[Sentence], *, of_ticket_closed: bool = False) -> Shown | None:
    """Return the words that say the trouble is gone now, or None where it lives on in any way."""
    shown: Shown | None = None
    for sentence in sentences:
        text = sentence.text
        if (
            _RETURNED.search(text)
            or _BACK_BAD.search(text)
            or (not sentence.asks and _NOT_ALL.search(text))
            or (_ENDURES.search(text) and not _is_past_trouble(text))
        ):
            return None
        if sentence.asks or shown is not None:
            continue
        for match in _GONE.finditer(text):
            if match.group().endswith("gone") and not _TROUBLE.search(text[: match.end()]):
                continue
            if not _NOT_GONE.search(text[: match.start()]) and not _CLOSED_ONLY.match(text):
                shown = sentence.whole()
                break
    return shown


def _is_past_trouble(text: str) -> bool:
    """Whether "still" speaks of something other than the trouble: still open, still to be watched."""
    return (
        re.search(
            r"\b(?:still|toujours|todavia|aun) (?:open|monitor\w*|watch\w*|want|need|like|owe"
            r"|wait\w*|pending|curious|keep)",
            text,
        )
        is not None
    )
