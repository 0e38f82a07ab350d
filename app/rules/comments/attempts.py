"""Which steps the author's side took in vain: two or more that are named, done and failed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.rules.comments.fresh import Sentence
from app.rules.comments.remark import Shown

_STEP = re.compile(
    r"\b(?:re-?boot(?:ed|ing|s)?|re-?start(?:ed|ing|s)?|power[- ]?cycl(?:ed|ing|es?)|re-?set(?:ting"
    r"|s)?|default(?:ed|ing)|factory(?: |-)?(?:reset|default)(?:s|ed|ting)?"
    r"|swapp?(?:ed|ing|s)?|replac(?:ed|ing|ements?)|exchang(?:ed|ing)|re-?buil(?:t|ding|d)|re-?creat(?:ed"
    r"|ing)|re-?ma(?:de|king)|re-?provision(?:ed|ing)?|re-?sync(?:ed|hed|ing)?"
    r"|re-?add(?:ed|ing)|re-?assign(?:ed|ing)|re-?point(?:ed|ing)|re-?enter(?:ed|ing)|re-?typed"
    r"|re-?install(?:ed|ing)|re-?flash(?:ed|ing)|re-?seat(?:ed|ing)|re-?mark(?:ed|ing)"
    r"|re-?register(?:ed|ing)|re-?patch(?:ed|ing)|re-?crimp(?:ed)?|re-?terminat(?:ed|ing)|re-?licen[sc]ed"
    r"|re-?plugg?(?:ed|ing)|re-?upload(?:ed|ing)|re-?record(?:ed|ing)"
    r"|hard-?coded|point(?:ed|ing) (?:\w+ ){1,4}(?:at|to)\b|fail(?:ed|ing) over|took (?:\w+ ){1,4}out"
    r"|lift(?:ed|ing)|drop(?:ped|ping) to|tried(?: it)? (?:\w+,|from|on|in)|re-[a-z]{3,12}(?:ed"
    r"|ing|built|made|set)|re-?key(?:ed|ing)|(?:re)?built (?:\w+ ){0,3}from scratch"
    r"|(?:new|different|another|spare|other) (?:phone|handset|cable|cord|port|jack|browser|pc"
    r"|router|switch|headset|password|laptop|account|profile|user profile|adapter|network)s?"
    r"|(?:a|the|one|full|clean|third) (?:reboot|power cycle|firmware (?:upgrade|update)|re-?sync"
    r"|fresh profile)|lower(?:ed|ing)|turning (?:\w+ ){0,3}(?:on|off)|turning (?:on|off)|se cambio"
    r"|se cambiaron|roll(?:ed|ing) back|rollback|down-?grad(?:ed|ing|es?)|up-?grad(?:ed|ing|es?)"
    r"|updat(?:ed|ing)|flash(?:ed|ing)|toggl(?:ed|ing)|turned (?:\w+ ){0,3}(?:on|off)|switched (?:\w+ ){0,3}(?:on"
    r"|off|to)"
    r"|disabl(?:ed|ing)|enabl(?:ed|ing)|bypass(?:ed|ing)|clear(?:ed|ing)|flush(?:ed|ing)|delet(?:ed"
    r"|ing)|remov(?:ed|ing)|uninstall(?:ed|ing)|install(?:ed|ing)"
    r"|chang(?:ed|ing)|mov(?:ed|ing)|rais(?:ed|ing)|lower(?:ed|ing)|increas(?:ed|ing)|adjust(?:ed"
    r"|ing)|pull(?:ed|ing)|unplugg(?:ed|ing)|bounc(?:ed|ing)|cycl(?:ed|ing)"
    r"|plugg(?:ed|ing)|connected (?:\w+ ){0,3}direct\w*|put (?:\w+ ){1,4}(?:on|in|behind|onto"
    r"|to)\b|forc(?:ed|ing)|test(?:ed|ing) (?:\w+ ){0,3}(?:from|with|on|another|different|new"
    r"|two|three|other)"
    r"|logg(?:ed|ing) (?:\w+ ){0,2}(?:out|in|off)|signed (?:\w+ ){0,2}(?:out|in)|went in as|tried(?: \w+)? (?:as"
    r"|with|another|a|an|the|two|three|different|other|older|new|from|every|all|both|several"
    r"|changing|re\w+|on)"
    r"|tried ?:|(?:another|a different|a new|a spare|a second|an older|a known good|an other) (?:phone"
    r"|handset|cable|port|browser|network|pc|firmware|router|switch|headset|password|laptop|account)"
    r"|shorten(?:ed|ing)|extend(?:ed|ing)|whitelist(?:ed|ing)|open(?:ed|ing) (?:the |all |up )?ports?"
    r"|captur(?:ed|ing)|strip(?:ped|ping)|renam(?:ed|ing)|convert(?:ed|ing)"
    r"|reinici\w+|restableci\w+|cambi(?:amos|e|ado|aron)|reemplaz\w+|sustitui\w+|desactiv\w+"
    r"|activamos|desinstal\w+|reinstal\w+|recre(?:amos|e|ado)|borramos|borre|eliminamos|actualiz(?:amos"
    r"|e)"
    r"|prob(?:amos|e|ado) (?:con|en|desde|otro|otra)|reconfigur\w+|quitamos|movimos|configuramos"
    r"|reset(?:eamos|ee|eado)|desconect\w+|volvimos a \w+"
    r"|redemarr\w+|reinitialis\w+|remplac\w+|chang(?:e|ee|es)\b|recre\w+|desactiv\w+|reinstall\w+"
    r"|mis a jour|essay\w+|test(?:e|es) (?:avec|sur|depuis)|supprim\w+|reconfigur\w+|rebranch\w+"
    r"|debranch\w+|deplac\w+)"
)
_VERB_ONLY = re.compile(
    r"^(?:chang|mov|rais|lower|increas|pull|put|remov|delet|test|open|enabl|updat|install|clear"
    r"|connected|forc|extend)"
)
_FAILED = re.compile(
    r"\b(?:still|same|no (?:joy|change|luck|difference|effect|better|improvement|help|avail|use"
    r"|dice|go|success|result|cigar|cure)|nothing|in vain|to no avail|for nothing|not? (?:work"
    r"|help|fix|solv|cur|better)\w*"
    r"|(?:did|does|do|has|have|could|would|was|were)(?:n't| not)|persist\w*|remains?|remained"
    r"|without (?:any )?(?:effect|success|luck|change|result)|none|neither|won't|wouldn't|stays?"
    r"|blank|rejected|stuck|missing|: no\b|no audio|not a single|no registration|no dial ?tone"
    r"|w/o|zero effect|nope|as before|mute|dead as"
    r"|makes? no|made no|unchanged|every time|each time|keeps?|gr[ea]yed|fail(?:s|ed|ing)?|unresolved"
    r"|identical|out of (?:ideas|knobs|options)|nff|error|(?:back|again) after|not(?: \w+)? (?:bring"
    r"|brought|register)\w*"
    r"|sigue\w*|mismo|igual|sin (?:exito|cambio\w*|resultado\w*|efecto|mejora)|nada|no (?:funcion\w+"
    r"|resolvi\w+|cambi\w+|hubo|ayud\w+)|persiste\w*|continua"
    r"|toujours|aucun\w*|rien|sans (?:succes|effet|resultat)|idem|pareil|(?:n'|ne )(?:\w+ ){1,3}pas|n'y)\b"
)
_THRICE = re.compile(r"\b(?P<result>\w+)(?:[,./] ?(?P=result)\b){2,}")
"""The same result after each step: "reset, other server, other zone: 2019, 2019, 2019"."""
_SUCCEEDED = re.compile(
    r"\b(?:(?:that|this|which|it|the \w+)(?: \w+)? (?:worked|fixed|did (?:it|the trick)|helped"
    r"|solved|cured|sorted)(?! for| until)|(?:she|he|it|they|phone|all)(?:'s| is|'re| are) (?:in"
    r"|up|alive|back|fine|ok|good|working)(?: now| again)?[.!,]?$"
    r"|works? (?:now|again|fine)|and (?:now )?(?:it|all)(?: \w+)? works)\b"
)
_UNDONE = re.compile(
    r"\b(?:cannot do|can't do|hardly|will|'ll|going to|gonna|plan(?:ned|s|ning)?|tomorrow|tonight"
    r"|later|next week|intend|about to|would|should (?:we|i)|shall|could (?:you|we)|can (?:you"
    r"|we)|please|pls|before (?:we|i)|not yet|haven't|hasn't|have not|has not|didn't|did not"
    r"|if|unless|to be (?:done|tried)|scheduled|want(?:s)? (?:us|me) to|ask(?:ed|s) (?:us|me) to"
    r"|need(?:s)? to|have to|has to|do you|did you|have you|vamos a|manana|voy a|demain|allons"
    r"|vais|veuillez|favor de|"
    r"todavia no|aun no|pas encore)\b"
)
_YOURS = re.compile(
    r"\b(?:you(?:'ve| have| had| guys| people)?|your (?:\w+ ){0,2}(?:team|engineer|engineers"
    r"|tech|support|colleague|noc|side|staff|(?:young )?man|guys?|fell(?:a|ow)s?|lady|people"
    r"|\w+ )|the carrier|carrier|support|contractors?"
    r"|electricians?|predecessors?|landlord|isp|power company|phone company|alarm (?:people|company)"
    r"|(?:customer|client|store|school)(?:'s)?(?: own)? (?:it|tech|technician|guy|man)|ustedes|vous|votre equipe"
    r"|su equipo)(?: \w+){0,3} $|\byour \w+ (?:has |had |then |also |already )?$"
)
_PLANNED = re.compile(
    r"\b(?:plan(?:ned|s)?|scheduled|tonite|tonight|tomorrow|next week|will (?:try|do|swap|replace|reset|test|post)"
    r"|to do|pending|pendiente|manana|demain|ce soir)\b"
)
_OTHERS = re.compile(
    r"\b(?:your (?:\w+ )?(?:man|guys?|people|team|engineers?|tech\w*|colleagues?|support|side"
    r"|noc) (?:\w+ )?\w+(?:ed|t)\b|your \w+ (?:then |also |has |had |even |already )?(?:reset|moved|tried"
    r"|changed|rebooted"
    r"|swapped|checked|replaced|cleared|restarted|rebuilt|re-?\w+ed)\b|(?:contractors?|electricians?"
    r"|predecessors?|landlord|power company"
    r"|phone company|alarm people|carrier) (?:\w+ ){0,3}"
    r"(?:sent|replaced|swapped|moved|had|did|came|re-?\w+ed|tightened)\b)"
)
_PERSON = (
    r"(?:(?:the |our |their |this |his |her )?(?:end[- ]?)?(?:user|customer|client|caller|vendor|owner|manager"
    r"|receptionist|contact|site|office|secretary|pbx vendor|reseller|shop)|he|she|they)"
)
_HEARSAY = re.compile(
    rf"\b{_PERSON}(?: has| have|'s)? (?:tells?|told|says?|said|claims?|claimed|reports?|reported|writes?|wrote"
    rf"|assures?"
    r"|assured|mentions?|mentioned|swears?|insists?)(?: (?:me|us))?(?: that|,|:)? (?:he|she|they|his|her|their"
    r"|to have"
    r"|having)\b|\baccording to (?:the |our |their |his |her )?\w+\b|\b(?:supposedly|allegedly)\b"
    r"|\b(?:segun|dice|afirma) (?:que )?(?:el|la|su) (?:usuari\w|cliente)\b|\b(?:el|la) (?:usuari\w|cliente) (?:dice"
    r"|afirma|cuenta|asegura) que\b|\b(?:l'utilisat\w+|le client|la cliente|il|elle) (?:me |nous )?(?:dit|affirme"
    r"|assure|raconte)\b|\b(?:selon|d'apres) (?:l'|le |la )\w+"
)
"""What follows was done by somebody else, and is only told."""
_TOLD = re.compile(
    rf",? (?:so |or so |as )?{_PERSON} (?:tells?|told|says?|said|claims?|assures?|writes?)(?: me| us)?\W*$"
)
_OUR_MAN = re.compile(
    r"\b(?:our|my) (?:\w+ ){0,2}(?:tech\w*|engineers?|colleagues?|man|guys?|installers?|team|staff|junior|apprentice"
    r"|field \w+|partner|boss|dispatcher|noc)\b|\b(?:nuestro|notre|mi|mon) (?:tecnico|technicien|colega|collegue)\b"
)
"""One of the author's own people: what he tells was done by the partner."""
_PLAINLY = re.compile(
    r"\b(?:without (?:any )?(?:luck|success|effect|result|change)|in vain|to no avail|for nothing|no luck|no joy"
    r"|nothing (?:helped|changed)|neither helped|none (?:of \w+ )?helped|sin exito|sans succes|sans effet|en vain)\b"
)
_NOT_MYSELF = re.compile(
    r"\b(?:(?:i|we)(?: \w+)? (?:haven't|have not|hadn't|didn't|did not)|i've not|we've not)(?: even| yet| really)*"
    r" (?:done|touch(?:ed)?|tried|try|do|chang(?:ed|e)|start(?:ed)?|looked at) (?:anything|a thing"
    r"|any of (?:it|that|this|those)|any step|one of them)\b"
    r"|\bnothing (?:of (?:it|that) )?(?:was |has been )?(?:done|tried) by (?:me|us)\b"
    r"|\b(?:i|we) (?:myself |ourselves )?(?:have )?(?:done|did|tried) nothing\b"
)
"""The author says that they have done none of it."""
_OURS = re.compile(r"\b(?:we|i|our (?:tech|side|team|engineer)\w*|nous|nosotros)\b")
_UNABLE = re.compile(r"\b(?:can't|cannot|can not|unable to|couldn't)(?: \w+,?){0,3} $")
_CALLED = re.compile(r"tried(?: \w+){0,2} (?:911|112|999|933)\b")
"""A call that was tried is a test of the fault, and no step against it."""
_LISTED = re.compile(r"^ ?(?:as|with|without|from|on|via|using|another|an?|the|other|different|new) ")
_JOTTED = re.compile(
    r"(?:^|[,:;] ?|\band )((?:new|other|another|different|fresh|second) (?:[a-z-]+ )?[a-z-]+)(?=[,:;.]| and\b)"
)
_IN_VAIN = re.compile(r"\b(?:none|nothing|neither|not|never|no|hardly|nor)(?: \w+)? $")
_CHANGED = re.compile(r"^(?:swap|replac|chang|exchang|reset|re-?boot|re-?start|cambi|remplac|reinici|se cambi)")
_AND_MORE = re.compile(
    r"(?: \w+){1,4}(?:,| and| y| et| plus)+(?: even| also| both)?(?: the| his| her| its| a| el"
    r"| la| le)?(?: \w+)? (?P<thing>phone|handset|cable|cord|port|puerto|switch"
    r"|router|ata|adapter|headset|battery|firewall|codec|modem|power supply|injector|card|pc"
    r"|equipo|poste|base|lead|gateway|jack)s?\b"
)
_NOUN = re.compile(r"\b(?:an?|for|about|of|your) (?:password|pin) $")
_LED = re.compile(
    r"\b(?:steps?|tried|tests?|did|done|attempts?|homework|so far|pasos|probamos|probado|essais|essaye|etapes)\b"
    r"(?P<lead>[^.:;]{0,30}): ?(?P<list>[^;]+)"
)
"""A list of steps under its heading: "you ask for steps, fine: forward set by code, forward set in the portal"."""
_NOT_OURS = re.compile(
    r"\b(?:your|suggest\w*|recommend\w*|next|plan\w*|to do|could|should|will|would|asked|list|open|left|remaining)\b"
)
_ITEMS = re.compile(r",|\b(?:and|y|et|plus|then)\b")
_MADE = re.compile(
    r"\b(?:set|put|made|re-?\w{3,}(?:ed|t)|\w{3,}ed|new|other|another|different|fresh|sim ring|to an?|from an?"
    r"|with an?"
    r"|as an?|without|by|via|through|(?:from|in|on|with) the)\b"
)
"""What an item of such a list has in it."""
_LEAST = 2
LONGEST_ITEM = 9
"""Words of one step in such a list."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """Steps taken in vain."""

    steps: tuple[str, ...]
    at: Shown
    is_plain: bool = False
    """Whether the words leave no doubt: the author calls them steps, or says in one sentence that they were in vain."""


def attempts(sentences: Sequence[Sentence]) -> Attempts | None:
    """Return the steps the author's side took in vain where they name two or more, else None."""
    if any(_NOT_MYSELF.search(one.text) for one in sentences):
        return None
    is_ours = any(_OUR_MAN.search(one.text) for one in sentences)
    found: dict[str, Shown] = {}
    failed = any(_THRICE.search(one.text) for one in sentences)
    for sentence in sentences:
        success = _SUCCEEDED.search(sentence.text)
        if success and not _IN_VAIN.search(sentence.text[: success.start()]):
            return None
        failed = failed or (_FAILED.search(sentence.text) is not None and not sentence.asks)
        if not sentence.asks:
            for name, at in _done(sentence, is_ours=is_ours):
                found.setdefault(name, at)
    if len(found) < _LEAST or not failed:
        return None
    is_plain = any(_is_plain(one) for one in sentences if not one.asks)
    return Attempts(tuple(found), min(found.values(), key=lambda one: one.start), is_plain)


def _is_plain(sentence: Sentence) -> bool:
    """Return whether a sentence by itself tells two steps and either calls them so or says that they were in vain."""
    if len(_led(sentence.text)) > _LEAST:
        return True
    vain = _PLAINLY.search(sentence.text)
    first = _OURS.search(sentence.text)
    if vain is None or first is None or len({name for name, _ in _done(sentence)}) < _LEAST:
        return False
    return len(list(_STEP.finditer(sentence.text, first.start(), vain.start()))) >= _LEAST


def _changed(text: str) -> list[str]:
    """Return the things of a jotted list that were exchanged: "new bridge, new PIN, other handset: no audio"."""
    listed = _JOTTED.findall(text)
    return listed if len(listed) > 1 and not _UNDONE.search(text) else []


_SHOULD_IT = re.compile(
    r"^\W*(?:if|unless|should|once|when)\b[^.;]*\b(?:i'd|we'd|i'll|we'll|i will|we will|i would|we would|i can"
    r"|we can)\b"
)
"""Steps that will be taken if it is still so then."""


def are_no_attempts(text: str) -> bool:
    """Return whether the steps a sentence tells are planned, or were taken by somebody else."""
    others = (_PLANNED, _SHOULD_IT, _OTHERS, _TOLD, _NOT_MYSELF)
    return any(one.search(text) for one in others) or _is_hearsay(text, len(text))


def steps_in(sentence: Sentence) -> int:
    """Return how many steps a sentence tells as done."""
    return len(_done(sentence))


def _is_hearsay(text: str, at: int) -> bool:
    """Return whether what is told at a place was done by somebody of whom the author only heard it."""
    heard = list(_HEARSAY.finditer(text, 0, at))
    if heard:
        return _OURS.search(text, heard[-1].end(), at) is None
    return _TOLD.search(text) is not None and _OURS.search(text) is None


def _led(text: str) -> list[str]:
    """Return the items of a list of steps that stands under a heading."""
    match = _LED.search(text)
    if match is None or _NOT_OURS.search(text, 0, match.start("list")) or _UNDONE.search(text):
        return []
    listed = [one.strip(" .!") for one in _ITEMS.split(match.group("list"))]
    made = [one for one in listed if _MADE.search(one) and len(one.split()) <= LONGEST_ITEM]
    return made if len(made) >= _LEAST and not _YOURS.search(match.group("list")) else []


def _done(sentence: Sentence, *, is_ours: bool = False) -> list[tuple[str, Shown]]:
    """Return the steps a sentence tells as done, each by its verb and what follows."""
    done = [(one, sentence.whole()) for one in (*_changed(sentence.text), *_led(sentence.text))]
    reach = 0
    are_yours, ended = False, 0
    for match in _STEP.finditer(sentence.text):
        before = sentence.text[max(reach, match.start() - 90) : match.start()]
        # "Your man rebooted the gateway and moved us": whose the first step was, his is the next.
        are_yours = _YOURS.search(before) is not None or (
            are_yours and _OURS.search(sentence.text, ended, match.start()) is None
        )
        ended = match.end()
        if _UNDONE.search(before) or are_yours or _NOUN.search(before) or _UNABLE.search(before):
            continue
        if _CALLED.match(sentence.text, match.start()):
            continue
        if not is_ours and _is_hearsay(sentence.text, match.start()):
            continue
        object_ = " ".join(re.findall(r"[a-z0-9]+", sentence.text[match.end() : match.end() + 40])[:3])
        if _VERB_ONLY.match(match.group()) and not object_:
            continue
        if match.group().startswith("tried"):
            listed = re.split(r",|\band\b", sentence.text[match.start() :])
            done += [(one.strip(), sentence.whole()) for one in listed[1:] if _LISTED.match(one)]
        if _CHANGED.match(match.group()) and (more := _AND_MORE.match(sentence.text, match.end())):
            done.append((f"{match.group()} {more.group('thing')}", sentence.whole()))
        done.append((f"{match.group()} {object_}".strip(), sentence.whole()))
    return done
