"""
How far the partner has got by itself: a step cured it, nothing was tried yet, one step, or all that it could do.

What is told in so many words ("tried everything", "haven't looked") is a pattern; the rest follows from the steps that
were done.
"""

from collections.abc import Iterator, Sequence

from app.rules.reader import Facts, Told
from app.rules.signs import Sign, sign
from app.rules.steps.done import steps_of
from app.rules.steps.hints import Reading, Sentence, any_of, cue, first

# --- a step cured it --------------------------------------------------------------------------------------------------

_STEP = (
    r"(?:reboot|restart|reset|power[- ]cycle|factory reset|swap|swapping|replacing|rebooting|restarting|resetting"
    r"|upgrade|toggling|new (?:phone|cable|password|headset|router|switch|battery|handset|cord)|replacement)"
)
_CURE = r"(?:fixed|cured|solved|sorted|resolved|repaired|did)"
_CURED = any_of(
    r"(?:turned|switched|disabled|plugged|rebooted|reseated|cleared|took)(?: \S+){0,8} (?:and|&) (?:it|all|they"
    r"|everything)(?:'s| is| are)? (?:now )?(?:ok|fine|good|works?|working|back)",
    r"(?:spare|replacement|new one|another one|old one|new phone|new cable|new headset)(?: \S+){0,4} (?:and|&) (?:it"
    r"|that|all|they)(?:'s| is| was)? (?:works?|fine|ok|good|working)",
    rf"(?:{_STEP}|that|which|it) (?:has |have )?{_CURE} (?:it|the trick|the job|that)",
    r"(?:fixed|cured|solved|sorted|resolved|works|fine|ok|okay|good|back)(?: again| now)* (?:after|by|with|once)"
    rf" (?:(?:a|the|we|i|he|she|my|our|another|quick|simple|new) )*(?:{_STEP}|rebooted|restarted|swapped|replaced"
    r"|reseated|changed|unplugging|cable|rebuilt|phone|handset|password|firmware|re-?provision\w*|disabling|deleting"
    r"|re-?adding)",
    r"(?:rebooted|restarted|reset|swapped|replaced|defaulted|changed|re-?provisioned)(?: \S+){0,4} and(?: now)?(?: it"
    r"| he| she| all| everything| they)?(?:'s| is| are)?(?: now)? (?:works?|working|fine|ok|good|fixed|back|rings)",
)
_NOT_CURED = any_of(r"not|didn't|no|nothing|if|until|unless|for (?:an?|a few|some|\d+) \S+|then|but|only|you|your")
_WELL = cue("fixed cured solved sorted resolved did works working fine ok okay good back rings")
_TOUCHED_SO = cue(
    "reboot rebooting rebooted restart restarting restarted reset resetting power swap swapping swapped replacing"
    " replaced replacement new upgrade toggling toggled that which it cable phone handset password firmware reseated"
    " changed unplugging rebuilt reprovisioning re-provisioning disabling deleting re-adding readding factory"
    " defaulted reprovisioned re-provisioned turned switched disabled plugged cleared took spare one"
)  # fmt: skip
_HELPED = Reading("steps-helped", (_WELL | _TOUCHED_SO,), _CURED, _NOT_CURED)

# --- nothing was tried yet --------------------------------------------------------------------------------------------

_TOUCH = (
    r"(?:look\w*|check\w*|tried|try|trying|touch\w*|reboot\w*|restart\w*|swapped|tested|investigat\w*|troubleshoot\w*"
    r"|visit\w*|reset|inspect\w*|verif\w*|opened|retried|retry|debugg\w*|examin\w*|pressed|through (?:the|my|our) \S+)"
)
_HAVE_NOT = (
    r"(?:haven't|havent|hasn't|hasnt|have not|has not|'?ve not|not|i've not|we've not|didn't|didnt|did not"
    r"|nobody(?:'s)?|no one|no human)"
)
_BETWEEN = (
    r"(?: (?:yet|even|really|actually|myself|been|had|got|gone|i|we|he|she|done|anything|any|a|the|chance|time|to"
    r"|round|around|have|has|human|it|so|far|here|able|over))*"
)
_UNTRIED = any_of(
    rf"{_HAVE_NOT}{_BETWEEN} {_TOUCH}(?! (?:good|right|well|out|in|like|positive|anything on|a thing on))",
    rf"{_HAVE_NOT}(?: (?:yet|even|really|myself|i|we))* (?:been (?:to|there|over|on ?site|down|near|in)|gone"
    r" (?:there|over|down|near)|on ?site|been on-?site|got (?:round|around|to it)|done (?:anything|any|a thing)"
    r"|had (?:time|a chance|a minute|a look)|do (?:anything|a thing)|get (?:to it|round|around|a chance))",
    r"(?:nobody|no one)(?: has|'s)? been (?:there|to|near|over)|i'm (?:not there|off site|not on site)|off site",
    r"(?:nothing|none|no steps?|no troubleshooting)(?: (?:has|have|been|was|is|yet))* (?:tried|done|attempted|taken"
    r"|so far)",
    r"(?:tried|steps|steps taken|troubleshooting|done|actions|checked|off and on a)(?: (?:so far|already))* (?:none"
    r"|no|n / a|nil)(?: yet| so far)?$",
    r"before (?:i|we) (?:try|touch|swap|reboot|restart|reset|drive|go|start|do|send|replace|open|change|waste|climb"
    r"|look|dig)",
    r"(?:figured|thought|thinking|rather|better) (?:i'd |we'd |i would |to |i )?(?:just )?ask(?:ing)?(?: you)?"
    r" (?:first|before)",
    r"ask(?:ing)? (?:you )?first|have yet to (?:look|check|try|go|reboot|visit|touch)|yet to be (?:checked|visited"
    r"|rebooted)",
    r"(?:no|not|lack of) time (?:to|for) (?:look|touch|go|check|try|anything|it|test|reboot)|to be checked by",
    r"(?:will|i'll|we'll|going to) (?:look|check|have a look|go|test|try|reboot|restart|swap|walk|drop by|be there"
    r"|send a \S+)(?: \S+){0,6}? (?:later|tomorrow|tonight|after|when|soon|first thing|monday|tuesday|wednesday"
    r"|thursday|friday|in the|with)",
    r"(?:driving|walking|heading) (?:over|there|down|out)|haven't (?:swapped|rebooted|restarted) anything|not visited",
    r"(?:todavia|aun) no (?:(?:lo|la|los|las|le|he|hemos|se|me|nos|ha) )*(?:reinici\w+|mir\w+|revis\w+|prob\w+|toc\w+"
    r"|ido|fui|fuimos|vamos|hice|cambi\w+|comprob\w+)|sin (?:revisar|mirar|tocar|probar)",
    r"no (?:lo |la |le |los |he |hemos |lo he |la he )?(?:ido|mirado|revisado|probado|tocado|reiniciado|hecho nada)",
    r"pas (?:encore )?(?:regarde|verifie|touche|redemarre|essaye|teste|alle|passe)|rien (?:touche|essaye|verifie"
    r"|teste)",
    r"pas (?:encore )?eu le temps|pas encore (?:ete|pu)",
)
_NOT_UNTRIED = any_of(
    r"changed|working|billing|your (?:side|end)|our (?:side|end)|everything|have you|done \S+ (?:wrong|different)"
    r"|tenants?|911|112|999|helped?|if not|they've not|reproducib\w*|reset (?:old|new)|on site has"
)
_DENIED = cue(
    "haven't havent hasn't hasnt not didn't didnt nobody nobody's nothing none no i've we've all nobodys pas rien sin"
    " haven have"
)  # fmt: skip
_TOUCHING = cue(
    "look looked looking check checked checking tried try trying touch touched reboot rebooted restart restarted"
    " swapped tested investigated troubleshoot troubleshooting troubleshot visited reset inspected verified verify"
    " opened retried retry examined pressed through been gone onsite on-site site got done had do get there attempted"
    " taken so debugged ido mirado revisado probado tocado reiniciado hecho revisar mirar tocar probar regarde"
    " verifie touche redemarre essaye teste alle passe eu encore time"
)  # fmt: skip
_ASKED_FIRST = cue("before ask asking yet driving walking heading todavia aun off visited i'm")
_LATER = cue("will i'll we'll going")
_NIL = cue("none no nil a")
_NOTHING_YET = Reading(
    "untried", (_DENIED | _TOUCHING, _ASKED_FIRST, _LATER | _TOUCHING, _NIL | _TOUCHING), _UNTRIED, _NOT_UNTRIED, 20
)

# --- everything was tried ---------------------------------------------------------------------------------------------

_TRIED_ALL = any_of(
    r"tried everything|everything (?:i|we) (?:can|could|know|have|had)|everything (?:on|in) (?:the"
    r"|your) (?:check)?list",
    r"(?:did|tried) (?:it )?all|(?:done|doing) everything",
    r"(?:through|followed|worked) (?:\S+ )?(?:your|the|our) (?:whole )?(?:check-?list|runbook|playbook|kb|guide)",
    r"as your (?:check)?list says|all the usual|the usual (?:steps|things|dance|suspects|drill|stuff)|reboot dance",
    r"whatever (?:i|we) (?:do|did|try|tried)|out of ideas|at (?:my|our) wits|exhausted (?:all|our|every|my)",
    r"all (?:standard|basic|usual|known|possible) (?:steps|checks|troubleshooting)",
    r"ya probamos (?:de )?todo|tout essaye|on a tout (?:essaye|fait)|reiniciamos todo|through everything",
)
_CHANGE_OF_MIND = any_of("not|haven't|before|if|will|can (?:i|we)|should|after you")
_ALL = cue(
    "everything all list checklist check-list runbook playbook guide usual whatever ideas wits exhausted todo tout"
    " dance kb"
)  # fmt: skip
_ALL_TRIED = Reading("steps-exhausted", (_ALL,), _TRIED_ALL, _CHANGE_OF_MIND, 16)


def _at(name: str, place: tuple[Told, int, int]) -> Sign:
    told, start, end = place
    words = told.line.plain_words(start, end)
    return Sign(name, told.source, told.number, words[0].start, words[-1].end)


def step_signs(facts: Facts, sentences: Sequence[Sentence]) -> Iterator[Sign]:
    """Yield whether a step helped, nothing was tried yet, or how much was."""
    cured = first(sentences, _HELPED)
    if cured is not None:
        yield sign("steps-helped", *cured, plain=True)
    untried = first(sentences, _NOTHING_YET)
    if untried is not None:
        yield sign("untried", *untried, plain=True)
    if cured is not None:
        return
    all_tried = first(sentences, _ALL_TRIED)
    description = facts.report.description
    steps = steps_of(sentences, boxes="[ ]" in description and "[x] reboot" not in description)
    counts = bool(steps.firm or steps.went_on or len(steps.keys) > 2)
    if all_tried is not None and untried is None:
        yield sign("steps-exhausted", *all_tried, plain=True)
    elif len(steps.keys) > 1 and counts and (untried is None or len(steps.keys) > 2):
        yield _at("steps-exhausted", next(iter(steps.keys.values())))
    elif (
        len(steps.keys) == 1 and counts and untried is None and (steps.sure or any(told.faulty for told in facts.told))
    ):
        yield _at("one-step", next(iter(steps.keys.values())))
