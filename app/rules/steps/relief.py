"""
What makes a trouble bearable: a way round it, no hurry, a blemish, a password that was forgotten; or that nothing does.

Told of something that is dead for many, or of a line on which lives may depend, none of it counts.
"""

import re
from collections.abc import Iterator, Sequence

from app.rules.claims import State
from app.rules.signs import Sign, sign
from app.rules.steps.alone import VITAL, is_sole
from app.rules.steps.hints import Reading, Sentence, any_of, cue, first

# --- ways round it ----------------------------------------------------------------------------------------------------

_WAY = any_of(
    r"meanwhile|mean time|for the time being|temporarily(?! (?:un|out|not|off))|mientras tanto|por mientras"
    r"|en attendant|entre-temps",
    r"in the meantime(?! stable)|for now(?= |$)",
    r"(?:dial|dials|transfer|open|opens|type|types|press|presses|enter|key|keys|do it|done|doing it)(?: \S+){0,5} by"
    r" hand",
    r"work-? ?arounds? (?:is|found|exists?|in place|yes|available|works|for|via|they|in use)|(?:found|have|has|got"
    r"|there's|is|with) (?:a|the|one) work-? ?around",
    r"(?:use|uses|using|takes?|taking|answers?|answering|calls?|borrow\w*)(?: \S+){0,3} (?:other|another|neighbou?r's"
    r"|next|colleague's|spare|cell|mobile|softphone|blind)(?: \S+){0,2} (?:instead|meanwhile|for now)",
    r"(?:next|other) \S+ is used instead|they (?:redial|cope|manage|use it)|(?:can|could|will) live with"
    r"|we can manage|(?:they're|he's|she's) (?:coping|managing)",
    r"they (?:carry on|use (?:the|their|his|a)) \S+|(?:we've|we|i've|i|have) (?:\S+ )?(?:put|sent|diverted|forwarded"
    r"|moved)(?: \S+){0,4} (?:on|to) (?:her|his|the|their|a) (?:cell|cells|mobile|mobiles)|redial works",
    r"sur leurs? cellulaires?",
)
_NOT_WAY = any_of(
    r"no work-? ?around|how|can i|can we|would like|voudrais|quiero|could i|could they|what|not|isn't|tell me|stop"
    r"|close|until then i'd|in the meantime stable|work-around is"
)
_OF_WAY = cue(
    "meanwhile time temporarily mientras attendant entre-temps meantime then now hand workaround work-around around"
    " instead cope coping manage managing redial live cell cells mobile mobiles behalf workarounds use used"
    " cellulaire cellulaires blind fine carry"
)  # fmt: skip
_NO_WAY = any_of(
    r"(?:no|without|sin|sans|aucun)(?: (?:a|any|other|possible|reasonable|real|known|usable))* (?:work-? ?arounds?"
    r"|way a?round|way out|alternatives?|fallback|fall-back|plan b|second (?:line|number|phone|trunk|circuit|path)"
    r"|backup (?:line|phone|path|circuit)|contournement|alternativa|other (?:way|line|phones?|numbers?|means|route"
    r"|path))",
    r"(?:has|have|with|is|there is) no other (?:phones?|lines?|means|way)|work-? ?around\?? (?:none|no|n / a"
    r"|not (?:possible|available))",
    r"(?:doesn't|does not|don't|do not) own a (?:cell|mobile)|no (?:cell|mobile) (?:coverage|reception|signal|phones?)",
    r"only this phone|(?:can't|cannot) (?:be )?work(?:ed)? around|no hay otr[ao]|pas d'autre (?:ligne|moyen)"
    r"|aucun autre (?:numero|moyen|telephone)",
)
_NOT_NO_WAY = any_of(r"no work-? ?around needed|if there is|numbers? (?:affected|impacted)|other numbers? (?:is|are)")
_OF_NO_WAY = cue(
    "workaround work-around work-arounds workarounds around alternative alternatives fallback fall-back second backup"
    " other own coverage reception signal only otra otro autre alternativa contournement plan phones phone"
)  # fmt: skip
NO_WORKAROUND = Reading("no-workaround", (_OF_NO_WAY,), _NO_WAY, _NOT_NO_WAY)

# --- small things and no hurry ----------------------------------------------------------------------------------------

_MINOR = any_of(
    r"(?<!category )(?<!severity )(?<!priority )cosmetic(?! /)|label only|harmless|niggle|(?:little|tiny) (?:light"
    r"|wish)",
    r"(?:just|only|bit|merely|mildly|rather|slightly|is|it's|more) (?:a )?(?:bit )?(?:annoying|nuisance|annoyance"
    r"|trivial)",
    r"(?:wrong|silly) (?:time|melody|tune|ring ?tone)|an hour (?:behind|off|ahead)|just curious|out of curiosity",
    r"rien de grave",
)
_NOT_MINOR = any_of(
    r"(?:not|isn't|no longer|far from|hardly|than|this time|last time|was|minor) (?:\S+ )?(?:cosmetic|trivial"
    r"|annoying|harmless|wait)"
)
_NO_HURRY = any_of(
    r"no (?:rush|hurry|urgency|drama|big deal)|not (?:urgent|a big deal)|nothing (?:urgent|dramatic|serious)|can wait",
    r"whenever you (?:have|get|can|'ve)|when(?:ever)? you(?:'ve| have| get) (?:a |some )?(?:time|minute|moment|sec)",
    r"low prio\w*|(?:small|little) thing|sin prisa|no corre prisa|no es urgente|pas (?:urgent|presse)|rien d'urgent",
)
_NO_MATTER = any_of(r"how many|not (?:can|wait)|cannot|can't|nobody")
_OF_LITTLE = cue(
    "cosmetic annoying nuisance annoyance niggle label rush hurry urgency drama deal urgent dramatic serious wait"
    " whenever when low harmless trivial small little prisa urgente presse grave curious curiosity tiny wrong hour"
    " tone d'urgent"
)  # fmt: skip

# --- passwords and registrations --------------------------------------------------------------------------------------

_CODES = (
    r"(?:password|passwords|passcode|pins?|pw|pwd|login|credentials|creds|mot de passe|contrasena|clave|nip|mdp"
    r"|sip pass|sip password|voicemail pin)"
)
_LOGIN = any_of(
    r"(?:forgot|forgotten|forget|lost|mistyped|unlock|expired|remember|mislaid|recover|oublie|olvido|olvide|perdio"
    r"|typed|resend|temporary|reset|wrong|fiddled with|copied|see|read|find)(?: (?!tried\b|rebooted\b)\S+){0,4}?"
    rf" {_CODES}",
    rf"(?:what|where|which|need|needs|send|show|asks for|wants) (?:\S+ ){{0,4}}?{_CODES}|{_CODES} (?:reset|for"
    rf"|is wrong|was wrong|wrong|expired|forgotten|oublie)|won't take my {_CODES}",
    r"locked out|locked (?:herself|himself|myself)|account (?:is )?locked|lock-?out|it's (?:now )?locked"
    r"|unlock (?:user|her|him|it|my|where)|who unlocks",
    r"(?:can't|cannot|can not|couldn't|unable to) (?:log|sign) ?-?(?:in|on|into)",
    r"(?:not|won't|lost|fails to|isn't|doesn't|pas|plus|no)(?: (?:seem to|been))? (?:register|registered|registering"
    r"|registration|enregistre|registra|registrado)",
    r"unregistered|registration (?:failed|failing|lost|error)|auth(?:entication)? failed|provisioning failed"
    r"|says? no service|sin registrar|registro fallido",
)
_NOT_LOGIN = any_of(
    r"trunk|sbc|all|none|every\w*|nobody|both|most|half|agents|users|phones|handsets|sets|customers|tenants|port\w*"
    r"|admins|engineers|techs|us|911|charged|fraud|they ring|when someone's|tried|same|still|already|swapped|twice"
    r"|cable|any|sftp|three of|unregistered 911"
)
_OF_LOGIN = cue(
    "password passwords passcode pin pins pw pwd login credentials creds contrasena clave nip mdp pass locked lockout"
    " lock-out unlock unlocks log sign register registered registering registration enregistre registra registrado"
    " unregistered auth authentication provisioning service registrar registro passe"
)  # fmt: skip
_MASS = re.compile(
    r"\b(?:[2-9]|\d\d+|two|three|four|five|six|seven|eight|nine|ten|several) (?:\S+ )?(?:phones|users|handsets|sets"
    r"|agents|lines|people)\b"
)

_LEISURE = "no hurry"
_SMALL = (
    Reading("workaround", (_OF_WAY,), _WAY, _NOT_WAY, 60),
    Reading("minor", (_OF_LITTLE,), _MINOR, _NOT_MINOR),
    Reading(_LEISURE, (_OF_LITTLE,), _NO_HURRY, _NO_MATTER),
    Reading("login-or-password", (_OF_LOGIN,), _LOGIN, _NOT_LOGIN),
)


def small(sentences: Sequence[Sentence], *, is_grave: bool) -> Iterator[Sign]:
    """Yield what makes a trouble small, unless it is told to be a large one."""
    told = {reading.name: found for reading in _SMALL if (found := first(sentences, reading)) is not None}
    if not told or is_grave or is_sole(sentences) or any(one.has(VITAL) for one in sentences):
        return
    if (leisure := told.pop(_LEISURE, None)) and leisure[0].source == "description" and not _fails(sentences):
        told.setdefault("minor", leisure)
    if "minor" in told and told["minor"][0].source == "subject":
        del told["minor"]
    if "login-or-password" in told and any(_MASS.search(one.text) for one in sentences):
        del told["login-or-password"]
    for name, one in told.items():
        yield sign(name, *one, plain=True)


def _fails(sentences: Sequence[Sentence]) -> bool:
    """Whether a service is said to be dead now, whatever hurry its reporter is in."""
    return any(
        claim.is_now and claim.state in (State.DEAD, State.EMERGENCY, State.DEGRADED)
        for sentence in sentences
        for claim in sentence.told.claims
    )
