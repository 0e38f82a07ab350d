"""Whether the answer to a refusal disagrees with it, in words alone; steps and impact are read elsewhere."""

import re
from collections.abc import Sequence

from app.rules.comments.fresh import Sentence
from app.rules.comments.remark import Shown

_DISAGREES = re.compile(
    r"\b(?:(?:do not|don't|can't|cannot|can not|couldn't|won't|will not|not|never|unable to|refuse to)"
    r"(?: \w+){0,2} (?:agree|accept|concur|sign off on|live with|pay)|disagree\w*|beg to differ"
    r"|(?:sorry|have|must|need) to insist|(?:i|we|must) insist\b"
    r"|can(?:not|'t) be serious|(?:how|since when|why)(?: \w+){0,6} (?:tier|level|nivel|niveau) ?(?:1"
    r"|i|one)\b|(?:is|belongs?(?: \w+)?|clearly|as|be|qualif\w+(?: \w+)?|least|make it|considered"
    r"|it's)(?: a| an| definitely| clearly| in| under| at least)* tier (?:2|ii|3|iii|two|three)\b"
    r"|(?:classif\w+|decision|refusal|closure|verdict|assessment|tier)(?: as tier \w+)? (?:is"
    r"|was|seems|looks)(?: \w+)? (?:off|wrong|incorrect|mistaken|a mistake|odd|questionable|unjust\w*)"
    r"|(?:review|revisit|revise|revoke|reverse|overturn|withdraw|lift|undo|reverse) (?:your|the"
    r"|this|that) (?:\w+ )?(?:decision|refusal|classification|closure|closing|verdict|notice"
    r"|assessment)|(?:refuse|reject|decline) (?:the|your|this|any|that|to)|(?:did|has) (?:any(?:body"
    r"|one)|someone|you|somebody)(?: \w+){0,2} read|without (?:even )?(?:reading|looking|asking"
    r"|checking)|(?:isn't|not|nothing) (?:something|anything|a thing)?(?: that)? ?(?:a partner"
    r"|partners|the partner|we|i) (?:can|could|should|are able)|we (?:do )?expect (?:you|this"
    r"|that|it|support|a|better)|form letter|(?:did not|didn't|never) ask(?:ed)? for|closed? without"
    r"|without (?:solving|a solution|fixing"
    r"|resolving|any help)|what (?:are|do|exactly are) we pay\w*|(?:don't|do not|can't|cannot"
    r"|fail to) (?:understand|see) (?:why|how)|(?:ne comprend\w*|comprend\w*) pas pourquoi|pas a nous de"
    r"|no entiend\w+ por que|no nos (?:corresponde|toca)|you (?:need|have|ought) to (?:fix|look"
    r"|check|correct|change|take|do|handle)|you must (?:fix|look|check|correct|take|handle)|your (?:job"
    r"|task|responsibility)|(?:keep|leave|stay|remain|be|needs? to be) open(?! question)|(?:don't"
    r"|do not) close|second opinion|contrary to|against (?:the|your) (?:own )?policy|this is (?:clearly )?(?:a"
    r"|your) (?:bug|defect|platform)|(?:must be|are you|you're|you are) (?:kidding|joking)"
    r"|we pay you|(?:put|set)(?: \w+){1,4} (?:back )?to open|why (?:would|should|must|do) (?:we"
    r"|i) (?:be (?:charged|billed)|pay)|not justified|(?:don't|do not|cannot|can't) (?:consider"
    r"|regard|see|call) (?:this|it|that|the \w+) (?:as )?(?:solved|resolved|closed|done|finished)"
    r"|misjudg\w*|misclassif\w*|mistook|miss(?:ed|es) the point|(?:got|have|had) (?:it|this|that) (?:all )?wrong"
    r"|(?:someone|somebody|anyone) else (?:to )?(?:look|check|review|read)|not accepted|not (?:\w+ )?(?:ok"
    r"|okay|fine|acceptable|right) (?:with"
    r"|by|to|for)|fail to see|once more|refusing (?:a|our|my|this)"
    r"|(?:policy|notice|document|rules?|path)\b[^.;]{0,40}\b(?:says?|states?|reads?|mentions?"
    r"|covers?)"
    r"|dissatisf\w+|unhappy|not (?:\w+ )?(?:satisfied|happy|impressed|amused|convinced|helpful"
    r"|funny|true|the case|fair|an answer|a solution|how-to|a training)"
    r"|no (?:estamos|estoy|quedamos|quedo) (?:\w+ )?(?:satisfech\w+|content\w+)|sin (?:resolver"
    r"|solucion)|wow|done,? done|(?:already|have) (?:did|done|tried) (?:all|that|those|these"
    r"|it all|your)"
    r"|(?:doesn't|does not|didn't|did not|won't) (?:\w+ )?(?:help|solve|answer|address|apply"
    r"|fit|match|make sense)|makes no sense|beyond me|ignor(?:ed|ing) (?:my|our|the|us|me|what)"
    r"|nothing to do with|(?:we|i) (?:still )?(?:maintain|contend|believe|think|feel|say|hold)\b[^.;]{0,60}\b(?:your"
    r"|bug|tier|platform|wholesale\w*)\b|complain\w*"
    r"|how (?:on earth|the hell|come|dare)|what kind of|pathetic|poor service|terrible|horrible"
    r"|awful|lousy|worst|not what (?:i|we) (?:asked|wrote|meant|reported)|as (?:silent|dead|broken"
    r"|mute|bad) as (?:ever|before)|(?:never|didn't|did not|to not|not) (?:even )?read"
    r"|expect(?:ed)? better|deserve better|disappoint\w*"
    r"|not (?:the|what) (?:kind of )?(?:support|service)?(?: ?that)? ?we pay|sent away|(?:send"
    r"|turn)(?:ing)? (?:us|me) away|^\W*(?:(?!after|since|when|because)\w+\W+){0,3}you(?: \w+)? closed"
    r"|(?:bug|fault|problem|issue|error|defect)(?: \w+)? (?:of|on|in|with|at) your\w*|your (?:own )?(?:platform"
    r"|system|server|software|sbc|bug|fault|equipment)\b(?!\?)|platform (?:fault|failing|bug"
    r"|issue|problem|error)|no (?:fue|quedo|esta|se ha|ha sido) (?:resuelto|solucionado)|volver a abrir"
    r"|n'est (?:pas|toujours pas) (?:un |une )?(?:probleme de |question de )?(?:niveau|resolu"
    r"|regle)|object(?:ing|ion)?\b(?! storage)|contest\w*"
    r"|disput(?:e|ing)|challeng(?:e|ing) (?:this|the|your)|appeal\w*|protest\w*"
    r"|re-?open\w*|(?:take|took) (?:this|it|that|the ticket|our \w+) back|open (?:this|it|the ticket"
    r"|my ticket) (?:again|back up)"
    r"|(?:look|have a look|review|read|think)(?: \w+){0,3} (?:again|over|once more|twice)(?= |[.,!?;]|$)"
    r"|(?:reconsider|re-?review|re-?evaluate|re-?assess|reclassif|re-?think)\w*|second look|another look"
    r"|(?:not|isn't|hardly|no|never|cannot be|can't be|far from|nothing like|than)(?: \w+){0,2} (?:a )?(?:tier (?:1"
    r"|i|one)\b"
    r"|password reset|simple \w+|config(?:uration)? (?:issue|question)|minor|admin(?:istration"
    r"|istrative)? (?:task|issue|matter))"
    r"|(?:wrong(?:ly)?|incorrect(?:ly)?|unfair(?:ly)?|unjustified|mistaken(?:ly)?|improper(?:ly)?|premature(?:ly)?"
    r"|(?:by|in|a|your) (?:mistake|error))"
    r"|should(?:n't| not)(?: \w+)? (?:have been |be |have )?(?:clos|refus|reject|solv|deni|turn)\w*"
    r"|(?:why|who)(?: \w+){0,6} (?:close[ds]?|clos(?:e|ing)|solved?|rejected?|refused?|deni(?:ed"
    r"|es)|turned (?:away|down))\b"
    r"|(?:is|was) not (?:solved|resolved|done|closed)|(?:nothing|not) (?:has been |was |is )?(?:solved"
    r"|resolved) (?:here|for us|at all)"
    r"|not (?:our|a partner|the partner's|something (?:we|i)) (?:job|task|responsibility|problem|side|fault|can)"
    r"|(?:can't|cannot|notice|refusal|answer) (?:\w+ )?be right|isn't right|not right|wrong ticket"
    r"|misread|misunderst\w+"
    r"|(?:don't|do not|didn't|cannot|can't) (?:simply |just )?(?:close|dismiss|brush|send us away|turn us)\w*"
    r"|ridiculous|unbelievable|outrageous|absurd|nonsense|a joke|unacceptable|not acceptable|inacceptable|inaceptable"
    r"|disgrace\w*|shame\w*|fed up|appalling|laughable|brush(?:ed|ing)? (?:us|me) off|not good enough"
    r"|insult\w*|bull\w*|cop-?out|thank(?:s| you) for nothing"
    r"|closed (?:\w+ )?on (?:us|me)|closed (?:our|my) (?:ticket|request|case)!+|copy[- ]?paste"
    r"|canned (?:answer|reply|response)"
    r"|not going to pay|be charged for your|no (?:estamos conformes|estoy conforme|acepto|aceptamos"
    r"|esta resuelto|estoy de acuerdo|estamos de acuerdo|procede|es correcto|compete)"
    r"|desacuerdo|inconform\w+|rechaz(?:o|amos)|reabr\w+|revis\w+ (?:de nuevo|otra vez|nuevamente)"
    r"|no es (?:un )?(?:tema de )?(?:nivel|tier) (?:1|i|uno)"
    r"|(?:error|equivocad\w+|injust\w+) (?:de su parte|cerrar|el cierre)|no (?:debieron|debio"
    r"|deberia\w*) (?:\w+ )?cerra\w+"
    r"|pas d'accord|n'acceptons pas|n'accepte pas|je conteste|nous contestons|rouvr\w+|re-?ouvr\w+"
    r"|refus(?:e|ons) (?:cette|la|votre|ce)"
    r"|reexamin\w+|par erreur|a tort|pas (?:un )?(?:niveau|tier) (?:1|i)\b|n'aurai\w* pas du)"
)
_NO_ACCESS = re.compile(
    r"\b(?:(?:no|not|don't|do not|doesn't|does not|without|lack|haven't|hasn't|never|isn't|aren't"
    r"|nor)(?: \w+){0,4} (?:rights|permissions?|access|privileges?"
    r"|allowed|permitted|authori[sz]ed|able to (?:do|change|set|edit) (?:this|that|it)|visible (?:to"
    r"|for) us|available (?:to|for) us)"
    r"|(?:can't|cannot|can not|unable to)(?: \w+){0,3} (?:do|change|fix|edit|set|access|reach"
    r"|see)\w* (?:this |that |it )?(?:ourselves|by us|with our|from our|on our|with (?:the|that) access)"
    r"|cannot be done by us|partners? (?:can't|cannot|can not|are not|aren't|have no)|(?:don't"
    r"|do not|doesn't) (?:even )?(?:have|see|get|show) (?:that|this|the|any such|such a|an?) (?:\w+ )?(?:option"
    r"|menu|feature|button|setting|toggle|tab|page|screen|field)"
    r"|(?:can't|cannot|can not|cant) (?:\w+ )?(?:edit|change|see|touch|reach|access) (?:the |your )?"
    r"(?:system|server|platform|global|core|softswitch|sbc)\b"
    r"|nothing (?:that )?(?:we|i|a partner) can (?:edit|change|touch|fix|set|influence)|(?:can't"
    r"|cannot|can not|unable to)(?: \w+){1,5} (?:with|from) (?:our|the given|this) (?:\w+ )?(?:access"
    r"|rights|login|permissions|admin\w*|portal)|maintained (?:at"
    r"|by|on) (?:system|your)|(?:something|things|what|which|that) (?:we|i) (?:can't|cannot|can not) (?:open"
    r"|see|edit|reach|touch|access|change)|(?:locked|hidden|greyed out|grayed out|blocked|read-only) for (?:us"
    r"|our|both|all)|stays? gr[ea]yed"
    r"|beyond (?:our|the partner|partner)(?: \w+)?|(?:only|nobody but) (?:you|your (?:side|team"
    r"|engineers?))(?: guys| people)? (?:can|have|has)"
    r"|nothing (?:left |more |else )?(?:that )?(?:we|i) can (?:do|try)|no (?:tenemos|contamos con) (?:\w+ )?(?:acceso"
    r"|permiso\w*)"
    r"|(?:pas|plus) (?:les? |d')?(?:acces|droits?|autoris\w+))\b"
)
_TRIED_ALL = re.compile(
    r"\b(?:(?:tried|done|did|exhausted|been through|gone through|checked)(?: \w+){0,2} (?:homework|everything"
    r"|all|every|whole)\b|nothing (?:left|else|more)(?: \w+){0,3} (?:to )?(?:try|do|we|i)\b"
    r"|(?:no|out of) (?:more )?(?:ideas|options|knobs|steps)|exhausted|everything (?:we|i|you"
    r"|on)(?: \w+){0,4} (?:tried|done|did|list|can|could)"
    r"|(?:probamos|intentamos|hicimos|hemos (?:probado|intentado|hecho)) (?:de )?todo|agotamos"
    r"|tout (?:essaye|fait|tente)|epuise)\b"
)
_ASKING = re.compile(r"^\W*(?:do|does|is|are|can|could|may|how|what|why|who|where|which|would|will)\b")
_AGREES = re.compile(
    r"\b(?:(?:not|no|\w+n't|nothing to|without|never|rather than|instead of|no need to|no reason to)(?: \w+){0,3} "
    r"(?:disput\w+|object\w*|contest\w*|re-?open\w*"
    r"|appeal\w*|protest\w*|challeng\w*|unfair|wrong|complain\w*|argu\w+)|(?:we|i) (?:do )?agree"
    r"|fair enough|agreed|makes sense|our (?:own )?(?:mistake|error|bad|fault)"
    r"|my (?:own )?(?:mistake|bad|error|fault)|we were wrong|i was wrong|wrong (?:cable|port"
    r"|password|extension|number|button|key|name|time|tune|line|phone|setting|vlan|order|music)"
    r"|(?:opened|sent|submitted|filed|posted|asked|raised|created|logged)(?: \w+){0,3} (?:by mistake"
    r"|in error|wrongly)"
    r"|(?:leave|keep) (?:it|this|the ticket) (?:closed|solved)|you(?:'re| are| were) right|no (?:hace falta"
    r"|es necesario) reabrir|inutile de rouvrir)\b"
)
_ACCEPTS = re.compile(
    r"\b(?:(?:the |your )?(?:refusal|closure|notice|decision) (?:stands|is (?:fine|ok|okay|fair|right|accepted))"
    r"|(?:good|fine|ok|okay|content|at peace) with (?:the|your|this|that) (?:refusal|answer|notice|closure"
    r"|closing|decision)"
    r"|consider (?:it|this|the matter|the ticket) (?:settled|closed|done|solved)|(?:charge|bill|invoice) (?:it"
    r"|this|that)"
    r" (?:to|on)\b|(?:do|make|book|treat) (?:it|this|that) (?:as|under) (?:a )?(?:ps|p\.s\.|professional|paid"
    r"|billable)"
    r"|(?:i|we) (?:do )?(?:see|take|get) (?:the|your) point|point taken"
    r"|withdraw (?:my|our|the|that|this)\b|(?:not|never) going to (?:fight|argue|contest|complain)|(?:but|so"
    r"|then|please|just) close (?:it|this"
    r"|the ticket)\b"
    r"|(?:see|get|understand)(?: now)? why (?:this|it|that) is (?:ours|on us|our \w+)|problema resuelto"
    r"|asunto resuelto"
    r"|(?:ya )?quedo (?:resuelto|solucionado)|c'est regle|probleme regle)\b"
)
"""Words of who lives with the refusal, or pays: whatever else sounds like an objection is none."""
_NOT = re.compile(
    r"(?:\b(?:not|never|no|hardly|nor|far from|without|if)|n't)"
    r"(?: \w+| (?:think|believe|feel|agree|find|say|see)(?: \w+){0,4})? $"
)
_TURNED = re.compile(r"(?:our|my|agreed|fair|makes)\b")
"""What a "not" before it turns round; with the other words it stands within them."""
_SUPPLIES = re.compile(
    r"^\W*(?:here (?:are|is|come)|(?:these|this) (?:are|is)|the (?:details?|data|numbers?|examples?"
    r"|facts) (?:that )?(?:your|the|you)"
    r"|as (?:asked|requested|your notice))\b"
)
"""What the notice asks for is supplied, which objects to nothing."""
_PLAN = re.compile(
    r"^\W*(?:if|unless|should|once|when)\b[^.;]*\b(?:i'd|we'd|i'll|we'll|i will|we will|i would|we would)\b"
)
"""What the partner will do next, should it still be so."""
_PRICE = re.compile(
    r"\b(?:how much|what (?:would|will|do|does|is) (?:you|it|this|that|the|your)(?: \w+){0,3} (?:bill|charge"
    r"|cost|price|rate"
    r"|fee)\w*|(?:hourly|daily) rates?|per hour|(?:bill|charge|invoice)\w* (?:it )?(?:by|per) the|(?:whole|full"
    r"|half) hour|price list|combien|tarif|de l'heure|cuanto (?:cuesta|cobran"
    r"|vale|seria"
    r"|sale)|por hora|precio)\b"
)
_UNDECIDED = re.compile(
    r"\b(?:in the future|next time|going forward|for the future|(?:will|to|shall) (?:decide|discuss|think|consider)"
    r"|got your (?:notice|answer|mail|reply)|received your)\b"
)
LONGEST_OBJECTION = 110
"""Characters of such a sentence; in a longer one the words may speak of different things."""
_BEARING = re.compile(
    r"\b(?:you|your|yours|ours|on us|notice|refus\w+|closure|closing|closed?|solved|resolved"
    r"|answer(?:ed)?|reply|response|charged?|fee"
    r"|pay|tier|policy|classification|decision|issue (?:i|we) (?:reported|opened)|our (?:job"
    r"|fault|side|responsibility|problem)|correct)\b"
)
"""Words that speak of the refusal, of its author, or of whose task it is."""
_AGAINST = re.compile(
    r"\b(?:not|\w+n't|never|nothing|no way|useless|wrong|incorrect|question (?:this|the|your)"
    r"|challenge|undo|kidding|need you to)\b"
)
"""Words that stand against it."""
_BUSINESS = re.compile(
    r"\b(?:will|'ll|going to|tomorrow|later|yet|thanks?|thank you|please (?:note|wait|keep|leave)"
    r"|don't (?:worry|need|mind|have to)|no longer|bother\w*|test\w*"
    r"|need to|see your|know (?:what|where|how|if)|sure|find|understood|sorry|customer (?:hasn't|has not|isn't))\b"
)
"""Words of a sentence that goes on with the work instead."""
_IF = re.compile(
    r"\b(?:if|unless|in case|should (?:it|this|that)|otherwise|might|may (?:have to )?re-?open"
    r"|will (?:re-?open|be back)|before we|whether)\b"
)


def protest(sentences: Sequence[Sentence]) -> Shown | None:
    """Return the words that disagree with the refusal, or None; what is accepted in the end is no disagreement."""
    accepted = max((one.number for one in sentences if _accepts(one.text)), default=-1)
    left = [one for one in sentences if one.number > accepted]
    for sentence in left:
        match = _DISAGREES.search(sentence.text)
        if match is not None and sentence.asks and match.group().startswith("your "):
            continue
        if match is None or _agrees(sentence.text) or _SUPPLIES.match(sentence.text):
            continue
        if _IF.search(sentence.text[: match.start()]) or (_IF.search(sentence.text) and "reopen" in match.group()):
            continue
        return sentence.whole()
    return next((one.whole() for one in left if _objects(one)), None)


def _objects(sentence: Sentence) -> bool:
    """Whether a sentence sets itself against the refusal in words of its own."""
    text = sentence.text
    if sentence.asks or len(text) > LONGEST_OBJECTION or _agrees(text) or _IF.search(text) or _BUSINESS.search(text):
        return False
    return _BEARING.search(text) is not None and _AGAINST.search(text) is not None


def agrees(sentences: Sequence[Sentence]) -> bool:
    """Return whether the refusal is expressly accepted, or an objection to it expressly denied."""
    return any(_agrees(one.text) or _accepts(one.text) for one in sentences)


def _agrees(text: str) -> bool:
    """Whether a sentence agrees or takes the blame; "not our fault" takes none."""
    found = _AGREES.finditer(text)
    return any(not (_TURNED.match(one.group()) and _NOT.search(text[: one.start()])) for one in found)


def _accepts(text: str) -> bool:
    return any(_NOT.search(text[: match.start()]) is None for match in _ACCEPTS.finditer(text))


def is_no_protest(sentence: Sentence) -> bool:
    """Return whether what sounds like an objection is none: a question on the price or for later, a mere receipt."""
    if sentence.asks and _PRICE.search(sentence.text):
        return True
    if _PLAN.match(sentence.text):
        return True
    return _UNDECIDED.search(sentence.text) is not None and _DISAGREES.search(sentence.text) is None


def claimed_exhaustion(sentences: Sequence[Sentence]) -> Shown | None:
    """Return the words that claim, without naming a step, that the partner has none left, or None."""
    return next((one.whole() for one in sentences if not one.asks and _TRIED_ALL.search(one.text)), None)


def lacking_access(sentences: Sequence[Sentence]) -> Shown | None:
    """Return the words that tell the partner's access does not reach that far, or None."""
    return next(
        (
            one.whole()
            for one in sentences
            if _NO_ACCESS.search(one.text) and not (one.asks and _ASKING.match(one.text))
        ),
        None,
    )
