"""
Steps that were done, counted by what was touched: "swapped phone and cable" are two.

The policy asks whether a partner has exhausted its own. A sentence is walked word by word: a word of doing takes the
things named beside it, unless it is denied, wished, imagined or done by the provider.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.rules.reader import Told
from app.rules.steps.hints import Sentence, any_of, cue


def _table(entries: dict[str, str]) -> dict[str, str]:
    return {word: key for key, words in entries.items() for word in words.split()}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# --- words of doing ---------------------------------------------------------------------------------------------------

_DID = _table(
    {
        "reboot": "rebooted restarted power-cycled powercycled cycled replugged reiniciamos reinicie reiniciado"
        " reiniciados reiniciada reinicio redemarre redemarres",
        "default": "defaulted reflashed flashed wiped resetted resetee reseteamos restauro restauramos reinitialise"
        " reinitialisee reinitialises",
        "provision": "reprovisioned resynced repushed reprovisionne",
        "rebuild": "rebuilt recreated remade recreamos recreado recreada recree recrees recreee recrea",
        "re-add": "readded reassigned repointed reasigno reaffecte",
        "re-enter": "reentered retyped rekeyed resaved retape relogged",
        "upload": "reuploaded rerecorded rechargees",
        "install": "reinstalled reinstalamos reinstale reinstalle reinstallee",
        "toggle": "toggled unbarred",
        "reseat": "reseated",
        "roll back": "rolled",
    }
)  # fmt: skip
"""What was done, whatever it was done to; words such as `re-added` are told by their beginning."""
_DID_TO = _table(
    {
        "swap": "swapped replaced exchanged interchanged cambiamos cambie cambiado cambiada remplace remplaces"
        " remplacee echange echanges sustituimos permute permutes",
        "try": "tried tested probamos probado probe probados essaye essayes teste testes testee",
    }
)  # fmt: skip
"""What was done to something that is named beside it."""
_MAYBE_DID = _table(
    {
        "change": "changed switched varied renewed redone shortened extended lengthened raised cambio changes changee"
        " allongee put turned",
        "check": "checked verified confirmed compared measured reviewed verificamos revisamos comprobamos revise"
        " verifie verifies verifiee verifiees controle matched inspected comparamos compare medimos revisado ruled",
        "clear": "cleared removed deleted released borre borramos borrado supprime supprimes supprimee quite quitamos",
        "update": "updated upgraded downgraded actualizamos actualizado",
        "switch off": "disabled enabled bypassed opened desactive desactivee deactivated",
    }
)  # fmt: skip
"""What may be a step or just something that happened: it counts beside others, or where the trouble went on."""
_DO = _table(
    {
        "reboot": "reboot reboots rebooting restarting restart power-cycle powercycle replug redemarrage",
        "default": "reset resets defaults default factory",
        "provision": "reprovision re-provision reprovisioning re-provisioning",
        "rebuild": "rebuild recreate rebuilding",
        "re-add": "re-add readd re-adding",
        "register": "relogin re-login relog",
        "install": "reinstall",
        "swap": "swap replace swapping replacing replacements",
        "trace": "pcap pcaps trace traces capture captures wireshark mtr sngrep traza",
    }
)  # fmt: skip
"""Steps as they are jotted down in lists."""
_I_DO = _set("restart reboot reset change test check swap replace disable make try verify clear reinstall")
"""What a writer with little English did: "I restart, I change the cable"."""
_AGAIN = re.compile(r"re-\w+(?:ed|made|built|set|done)$")
_SURE = _set("reboot default provision rebuild install reseat swap ?swap")
"""Steps by their very word, and swaps: they need no fault told beside them."""

# --- things it is done to ---------------------------------------------------------------------------------------------

_THINGS = {
    "device": "phone handset telephone set instrument ata adapter adaptor headset hardware device unit model base"
    " deskphone softphone cordless apparatus receiver equipment battery aparato equipo terminal poste combine"
    " appareil diadema casque telefono gear t46 yealink poly grandstream zoiper speaker brand",
    "cable": "cable cord lead patch wire cat5 cat6 cabling patchcord cordon wiring",
    "port": "port jack socket outlet puerto prise",
    "net": "switch router modem firewall vlan network isp internet wifi lan hotspot lte 4g 5g vpn red reseau poe"
    " routeur injector dns mtu pare-feu",
    "user": "user account profile usuario cuenta compte licence license template queue schedule menu bridge"
    " utilisateur profil perfil mailbox list group wav file",
    "password": "password passcode pin credential credentials creds login secret token key contrasena mdp",
    "software": "browser pc computer laptop cache chrome edge firefox cookies navigateur navegador machine",
    "firmware": "firmware",
    "protocol": "alg stun codec tcp udp tls timer t38 t.38 ecm dtmf rfc2833 srtp qos g711 g729 g.722 keepalive",
    "number": "did ddi cli",
    "setting": "dnd forward forwarding setting rule plan permission renvoi desvio config configuration option spam",
    "power": "power supply",
}  # fmt: skip
_THING = {form: key for key, words in _THINGS.items() for word in words.split() for form in (word, f"{word}s")}
_OTHER = _set(
    "new other another different fresh second spare replacement third brand-new otro otra otros otras nuevo nueva"
    " nuevos nuevas distinto distinta autre autres nouveau nouvelle two three several neighbour's neighbor's plain"
)
_PLURAL_OTHERS = _set("phones users handsets sets extensions accounts devices stations postes groups queues networks")
_OFF_ON = _set("off on out up current disabled down")

# --- what surrounds them ----------------------------------------------------------------------------------------------

_FILL = _set("and & the a an were was has have been also both is its his her my their / et y le la el")
_NOT = _set(
    "not no haven't hasn't havent hasnt didn't didnt never nobody none without isn't don't dont won't cannot can't"
    " yet sin jamais ninguno pas untested hadn't wasn't weren't"
)
_WISHED = _set(
    "to can could should shall will would please pls if before how want wants need needs must may when whenever until"
    " unless let's i'll we'll he'll kindly might once por planned be like"
)
_CAUSE = _set("since because until till desde depuis after")
_YOU = _set("you your you've vous ustedes")
_WE = _set("we i i've we've ive he she they tech he's")
_WENT_ON = _set(
    "still same nothing nada igual identical alike unchanged pareil rien persists remains sigue siguen toujours"
    " siempre nope nor unresolved even stays"
)
_BREAKS = _set("still same but so because who which that however without nothing while whereas")
_LISTED = _set("did done tried steps fait hecho actions troubleshooting")
_ROLES = frozenset(("one",)).union(
    *(_DID, _DID_TO, _MAYBE_DID, _DO, _I_DO, _THING, _OTHER, _NOT, _WISHED, _CAUSE, _YOU, _WE, _BREAKS)
)
"""Words that mean something to the walk; all others but those that fill a list only end a run of things."""
_RESULT = any_of(
    r"no (?:change|difference|luck|joy|effect|better|improvement|help|avail|use)",
    r"(?:didn't|did not|doesn't|does not|hasn't|not|nothing) (?:help|helped|helps|cure|fix|solve|do it)",
    r"in vain|w / o success|without success|to no avail|sans (?:succes|effet)|sin exito",
)
_TOGGLED = re.compile(
    r"\b(?:took|turned|switched|service|feature|it|t\.38|t38|alg|dnd|mail|toggled)(?: \S+){0,4} (?:off (?:and "
    r"|/ )?(?:back )?on|on (?:and|/) off)\b|\bdisabled (?:/|and) (?:re-?)?enabled\b|\bdesactive / \S+"
)
_DOING = cue(*_DID, *_DID_TO, *_MAYBE_DID, *_DO, *_I_DO)
_NAMED = cue(*_THING)
_OTHER_THING = cue(*_OTHER) | _NAMED
_SWITCHED_THING = cue(*_OFF_ON) | _NAMED
_GOES_ON = cue(*_WENT_ON)
_OF_RESULT = cue(
    "change difference luck joy effect better improvement help helped helps avail use cure fix solve vain success"
    " succes effet exito do"
)  # fmt: skip

# --- walking a sentence -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Steps:
    """Steps named so far: what was touched, and where it is told."""

    keys: dict[str, tuple[Told, int, int]] = field(default_factory=dict)
    firm: int = 0
    sure: bool = False
    """Whether one of them is a step by its very word: rebooted, rebuilt."""
    went_on: bool = False


@dataclass(slots=True)
class _Walk:
    """One pass over the words of a sentence in search of steps."""

    found: list[tuple[str, int, int, bool]] = field(default_factory=list)
    """Steps told as done."""
    bare: list[tuple[str, int, int]] = field(default_factory=list)
    """Steps as jotted: "new cable", "reset"."""
    run: list[tuple[str, int, int]] = field(default_factory=list)
    """Things named just now, one after the other: "cable, port changed"."""
    denied: int = -1
    blocked: int = -1
    caused: int = -1
    by_you: int = -1
    opened: int = -1
    """Last word up to which a thing is the object of what was done."""
    other: int = -9
    i_do: int = -9

    def feel(self, n: int, word: str, words: list[str], *, asked: bool) -> None:
        """Note what denies or permits the words to come: "haven't", "please", "since", "your people"."""
        if word in _NOT:
            self.denied, self.opened = n + 4, -1
        elif word in _WISHED:
            self.blocked = max(self.blocked, n + 3)
        elif word in _CAUSE and not (word == "after" and not _WENT_ON.isdisjoint(words)):
            self.caused = n + 6
        elif word in _YOU:
            self.by_you = n + 3
            self.blocked = max(self.blocked, n + 4 if asked else 0)
        elif word in _WE:
            self.by_you = -1
            if not asked and not (n and (words[n - 1] in _NOT or words[n - 1] in _CAUSE)):
                self.blocked = self.denied = self.caused = -1
                self.i_do = n
        if word in _BREAKS:
            self.opened = -1

    def is_free(self, n: int) -> bool:
        """Whether nothing denies, wishes or imagines what stands here."""
        return n > self.denied and n > self.blocked and n > self.caused and n > self.by_you

    def step(self, n: int, word: str, start: int, end: int) -> None:
        """Take what was done; with a run of things before it ("port changed") the things are the steps."""
        key = _DID.get(word) or (word if _AGAIN.match(word) else None)
        if key is not None:
            self.found.append((key, start, end, True))
            return
        firm = word in _DID_TO
        verb = _DID_TO.get(word) or _MAYBE_DID.get(word) or "change"
        if self.run:
            self.found += [(key, s, e, firm) for key, s, e in self.run]
        else:
            self.found.append((f"?{verb}", start, end, firm))
        self.opened = n + 12

    def thing(self, n: int, word: str, words: list[str], start: int, end: int) -> None:
        """Take a thing as the object of what was done, or as jotted beside "new" or "off"."""
        key = _THING.get(word, "device")
        if n <= self.opened and not (n and words[n - 1] in ("on", "of", "at", "in", "for")):
            if self.found and self.found[-1][0].startswith("?"):
                self.found[-1] = (key, start, end, self.found[-1][3])
            else:
                self.found.append((key, start, end, False))
        elif (n - self.other <= 2 and word not in _PLURAL_OTHERS) or (
            key in ("protocol", "setting", "firmware", "net") and n + 1 < len(words) and words[n + 1] in _OFF_ON
        ):
            self.bare.append((key, start, end))
            self.other = -9
        self.run.append((key, start, end))


def _walk(sentence: Sentence) -> _Walk:
    walk, words = _Walk(), sentence.text.split(" ")
    asked, start = words[-1] == "?", 0
    for n, word in enumerate(words):
        end = start + len(word)
        if word in _ROLES or word[:3] == "re-":
            _take(walk, n, words, start, end, asked=asked)
        elif walk.run and word not in _FILL:
            walk.run = []
        start = end + 1
    return walk


def _take(walk: _Walk, n: int, words: list[str], start: int, end: int, *, asked: bool) -> None:
    """Take one word that means something to the walk."""
    word = words[n]
    walk.feel(n, word, words, asked=asked)
    done = word in _DID or word in _DID_TO or word in _MAYBE_DID or (word[:3] == "re-" and _AGAIN.match(word))
    if done or (word in _I_DO and n - walk.i_do == 1 and not asked):
        if walk.is_free(n) and _may_be_done(n, word, words):
            walk.step(n, word, start, end)
    elif word in _DO:
        if walk.is_free(n) and not asked and _may_be_done(n, word, words):
            walk.bare.append((_DO[word], start, end))
    elif word in _OTHER:
        walk.other = n if n > walk.blocked and not asked and not (n and words[n - 1] in _NOT) else -9
    if word in _THING or (word == "one" and n - walk.other == 1 and "put" in words):
        walk.thing(n, word, words, start, end)
    elif word not in _OTHER:
        walk.run = []


def _may_be_done(n: int, word: str, words: list[str]) -> bool:
    """Whether a word of several uses tells a step here: "put" and "turned" need a thing, "rolled" needs "back"."""
    following = words[n + 1 : n + 5]
    if n and words[n - 1] in ("that", "which", "any"):
        return False
    if word == "factory":
        return following[:1] in (["reset"], ["default"], ["defaults"])
    if word in ("default", "defaults"):
        return not (n and words[n - 1] in ("by", "the", "on", "system"))
    if word in ("put", "turned"):
        return any(one in _OTHER or one in ("off", "spare") for one in following)
    return word != "rolled" or "back" in following


def _keep(sentence: Sentence, walk: _Walk, steps: Steps) -> None:
    """Keep what counts: trying by itself is a call, not a step; jotted steps count in lists or beside others."""
    found = [one for one in walk.found if one[0] != "?try"]
    for key, start, end, firm in found:
        steps.keys.setdefault(key.lstrip("?"), (sentence.told, start, end))
        steps.firm += firm
        steps.sure = steps.sure or key in _SURE
    is_list = len({key for key, *_ in walk.bare}) > 1
    listed = is_list or sentence.has(_GOES_ON) or not _LISTED.isdisjoint(sentence.told.line.plain_set)
    if walk.bare and (listed or found or steps.keys):
        for key, start, end in walk.bare:
            steps.keys.setdefault(key, (sentence.told, start, end))
        steps.firm += listed


def steps_of(sentences: Sequence[Sentence], *, boxes: bool) -> Steps:
    """Return the steps that somebody of the partner or its customer took without being cured."""
    steps = Steps()
    for sentence in sentences:
        cues = sentence.cues
        if not steps.went_on and (cues & _GOES_ON or (cues & _OF_RESULT and _RESULT.search(sentence.text))):
            steps.went_on = True
        did = cues & _DOING or "re-" in sentence.text
        if not (did or cues & _OTHER_THING == _OTHER_THING or cues & _SWITCHED_THING == _SWITCHED_THING):
            continue
        words = sentence.told.line.plain_set
        if boxes and "checklist" in words:
            continue
        _keep(sentence, _walk(sentence), steps)
        if "on" in words or "enabled" in words or "desactive" in words:
            match = _TOGGLED.search(sentence.text)
            if match:
                steps.keys.setdefault("toggle", (sentence.told, *match.span()))
                steps.firm += 1
    return steps
