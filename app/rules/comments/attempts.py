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
    r"|tech|support|colleague|noc|side|staff|\w+ )|the carrier|carrier|support|ustedes|vous|votre equipe"
    r"|su equipo)(?: \w+){0,3} $"
)
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
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Attempts:
    """Steps taken in vain."""

    steps: tuple[str, ...]
    at: Shown


def attempts(sentences: Sequence[Sentence]) -> Attempts | None:
    """Return the steps the author's side took in vain where they name two or more, else None."""
    found: dict[str, Shown] = {}
    failed = False
    for sentence in sentences:
        success = _SUCCEEDED.search(sentence.text)
        if success and not _IN_VAIN.search(sentence.text[: success.start()]):
            return None
        failed = failed or (_FAILED.search(sentence.text) is not None and not sentence.asks)
        if not sentence.asks:
            for name, at in _done(sentence):
                found.setdefault(name, at)
    if len(found) < _LEAST or not failed:
        return None
    return Attempts(tuple(found), min(found.values(), key=lambda one: one.start))


def _changed(text: str) -> list[str]:
    """Return the things of a jotted list that were exchanged: "new bridge, new PIN, other handset: no audio"."""
    listed = _JOTTED.findall(text)
    return listed if len(listed) > 1 and not _UNDONE.search(text) else []


def steps_in(sentence: Sentence) -> int:
    """Return how many steps a sentence tells as done."""
    return len(_done(sentence))


def _done(sentence: Sentence) -> list[tuple[str, Shown]]:
    """Return the steps a sentence tells as done, each by its verb and what follows."""
    done = [(one, sentence.whole()) for one in _changed(sentence.text)]
    reach = 0
    for match in _STEP.finditer(sentence.text):
        before = sentence.text[max(reach, match.start() - 90) : match.start()]
        if _UNDONE.search(before) or _YOURS.search(before) or _NOUN.search(before):
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
