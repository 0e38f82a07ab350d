"""
How many are without service, as a comment counts them: the share of a base that the comment or its ticket tells.

A count is believed where the sentence tells of a failure; what was known before, is over or was only supposed is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.rules.comments.fresh import Sentence
from app.rules.comments.growth import grown, size_of
from app.rules.comments.numbers import NUMBER, value_of
from app.rules.comments.remark import Remark, Shown
from app.rules.ticket import Tier
from app.rules.words import fold

_OF = re.compile(
    rf"(?<!/)\b(?P<n>{NUMBER})(?:[- ](?:people|persons|users?|phones?|agents?|sets?|folks|guys|employees|staff"
    rf"|lines|rooms|desks|stations|extensions|of them|of us|postes"
    rf"|lignes|utilisateurs|usuarios|usuarias|telefonos|agentes|puestos)(?: \w+){{0,4}}?)?,? ?\(?(?:"
    rf" ?of"
    rf"|/|(?: in all| in total| altogether)? ?out of| ?de| ?sur)"
    rf"(?: (?:the|our|their|its|a|los|las|les|nos|total|about|roughly|some|around|\w+'s))*"
    rf" ?(?P<m>{NUMBER})\b(?!/\d)(?! (?:calls?|attempts?|tests?|tries|times|trials?|runs?|steps?|points?"
    rf"|stars?|llamadas|appels|essais|pruebas))"
)
_SOME_OF = re.compile(
    rf"\b(?P<n>{NUMBER}) (?:[\w-]+ )?(?:out )?(?:of|de|sur) (?:(?:the|our|their|los|las|les"
    rf"|\w+'s) )?(?P<m>{NUMBER})\b"
)
_OF_WHOLE = re.compile(
    rf"\b(?:of|sur|de) (?:(?:all|the|our|their|les|nos|los|las|sus) )*(?P<m>{NUMBER})(?: [\w']+){{1,4}}"
    rf"(?:,|(?= \w+(?:-\w+)? (?:do|don't|are|can|can't|cannot|have|fail|drop|lost|lose|went|no|ne)\b))"
    rf" (?:(?:there are|hay|il y en a|now|already) )?(?P<n>{NUMBER})\b(?! ?(?:am|pm|h|minutes?|hours?|calls?)\b)"
)
"""The whole first: "of the 30 sets, 12 drop"."""
_OUT_OF = re.compile(
    rf"(?<![:/.\d])\b(?P<n>{NUMBER}) (?!(?:am|pm|h|minutes?|hours?|days?|calls?|times)\b)(?:[\w']+ ){{1,9}}?[\w']+,?"
    rf" out of (?:a total of |the |about |our |their |some )?(?P<m>{NUMBER}) (?:users?|phones?|agents?|people"
    rf"|persons|sets?"
    rf"|handsets?|extensions?|desks?|seats?|employees|staff|reps|lines)\b"
)
"""The part far from its whole: "five reps are skipped by the group, out of 71 people"."""
_NONE_OF = re.compile(
    rf"\b(?:none|not one|not a single one|no one) of (?P<whose>my|our|their|his|her|your|the|these|those)"
    rf" (?:(?!spare|test|new|other|affected|bad|problem|remaining|faulty)\w+ )?"
    rf"(?P<n>{NUMBER})\b(?: (?:(?!spare|test|new|other)\w+ )?(?:users?|phones?|agents?|people|sets?|handsets?"
    rf"|extensions?|desks?|lines|lads|girls|rooms|reps)\b|(?= (?:can|rings?|works?|gets?|connects?|dials?"
    rf"|answers?)\b))"
    rf"|\b(?:ningun[oa]) de (?P<de>mis|nuestros|sus|los|las) (?P<un>{NUMBER})\b"
    rf"|\baucun (?:de|des) (?P<des>mes|nos|leurs)? ?(?P<deux>{NUMBER})\b"
)
"""A whole of which none is left: "none of my 11 phones rings"."""
_ALL_OF = re.compile(
    rf"^\W*(?:(?:so|and|but|now|yes|no|by now),? )*(?:it's|it is|that's|that is|they are|we are at|make it|makes)"
    rf"(?: now| really| in fact)* all (?:of )?(?:the |our |their )?(?P<n>{NUMBER})(?: of (?:them|us)"
    rf"| \w+)?\b[,.! ]*$"
)
"""A sentence that is nothing but a count: "It's all 20."."""
_ALL_DEAD = re.compile(
    rf"\ball (?:of )?(?:the |our |their |my )?(?P<n>{NUMBER})(?: of (?:them|us)| \w+)?(?: are| is| went| have gone)?"
    rf"(?: now| all| stone| completely)? (?:dead|down|dark|silent|out|offline|off|cut off|without|unreachable)\b"
)
"""All of them, and what became of them."""
_ONCE = re.compile(r"\b(?:was|were|earlier|at first|initially|yesterday|eran|antes|etaient|etait)\b")
_SPREAD = re.compile(
    rf"\b(?:now|already|up to|is|are|it's|at|grown to|about|another|desde|ya son|son|maintenant"
    rf"|keeps growing,?)? ?(?<!tier )(?<!level )(?P<n>{NUMBER})(?: \w+){{0,2}} (?:users?|phones?|agents?"
    rf"|people|sets?"
    rf"|handsets?|extensions?|desks?|seats?|(?:los |las )?(?:usuarios|usuarias|telefonos|extensiones|agentes|puestos"
    rf"|personas"
    rf"|terminales)|postes|utilisateurs|agents|lignes)\b"
)
_GREW = re.compile(
    rf"\b(?:became|becomes?|grew to|grown to|went to|gone to|turned into|jumped to|rose to|risen to|climbed to"
    rf"|(?:is|are|it's|we're at) now|now(?: it is| it's| we are at| we count)?|making (?:it|them)|ya son|ahora son"
    rf"|maintenant|on en est a|ce sont|c'est|(?:ya |ahora )?son|(?:ya )?suman)(?: tod[oa]s| all)?(?: los| las"
    rf"| les| the| of)?"
    rf" (?P<n>{NUMBER})\b"
    r"(?! ?(?:minutes?|hours?|am|pm|%|percent|of (?!them|us)|seconds?|days?|calls?))"
)
_FROM_TO = re.compile(rf"\bfrom (?P<n>{NUMBER}) (?:up )?to (?P<m>{NUMBER})\b")
"""From as many as the ticket tells to more of them."""
_COUNTED = re.compile(
    rf"\b(?:users?|phones?|agents?|handsets?|lines?|stuck|affected|down|usuarios|postes)\b"
    rf"[^.;\d]{{0,40}}[:=] ?(?P<n>{NUMBER})\b"
)
"""A count as a report or a form writes it: "affected: 37"."""
_MORE = re.compile(
    rf"\b(?P<n>{NUMBER}) (?:more|others?|further|additional|extra|mas|de plus|(?:\w+ )?(?:en plus|adicionales"
    rf"|supplementaires))\b(?! (?:minutes?|hours?|days?|times?|calls?|steps?|thing)|:)"
    rf"|\b(?:another|a further|an additional|plus|otr[oa]s|encore) (?P<another>{NUMBER})(?: autres)?"
    rf"(?: [\w-]+)? (?:users?|phones?|agents?|people|sets?|handsets?|extensions?|desks?|seats?|usuarios|telefonos"
    rf"|extensiones|agentes|puestos|postes|utilisateurs|lignes|lines|rooms|stations|went|are|have|lost)\b"
    rf"|\b(?P<atop>{NUMBER})(?: [\w-]+){{1,6}} (?:on top of|in addition to|besides|on top)\b"
)
"""Users who came to those the ticket knows."""
_HANDLED = re.compile(
    r"\b(?:tr(?:y|ied|ying)|test(?:s|ed|ing)?|from|swapp?\w*|check\w*|sen[dt]\w*|with|replac\w*|re-?boot\w*|re-?set"
    r"|re-?start\w*|order\w*|bought|buy|ship\w*|add(?:ed|ing)?|mov(?:ed?|ing)|needs?|want\w*|probamos|essaye)"
    r"(?: \w+){0,2} $"
)
"""What stands before users or phones that somebody did something with."""
_SIZE = re.compile(
    rf"\b(?P<n>{NUMBER})(?: \w+)? (?:users?|phones?|agents?|people|handsets?|extensions?|desks?|seats?"
    rf"|employees|staff"
    rf"|usuarios|telefonos|extensiones|postes|utilisateurs)\b"
)
_SO_FAR = re.compile(rf"\b(?P<n>{NUMBER})(?: of them)? (?:so far|affected|hasta ahora|pour l'instant)\b")
_PART_TOLD = re.compile(
    rf"\b(?P<n>{NUMBER}) (?:of them )?(?:users?|phones?|agents?|people|handsets?|sets?|extensions?|desks?|seats?"
    rf"|employees|lines|usuarios|telefonos|postes|utilisateurs) (?:have no|has no|can't|cannot|can not|don't"
    rf"|do not|lose"
    rf"|lost|drop|are (?:dead|down|off|silent|out|without)|fail|hear nothing|no pueden|ne peuvent|sin)\b"
)
"""Those whom a ticket tells to be without service, beside the size of the site."""
_NAMED = re.compile(
    r"\b(?:exts?|extensions?|extensiones|postes|lines|rooms)\.?"
    r" ((?:\d{1,5}, )*\d{1,5},? (?:and|&|y|et|plus) \d{1,5})\b(?: out)?"
)
"""Users told by their numbers: "exts 17, 19 and 24"."""
_UNWELL = re.compile(r"\b(?:not|\w+n't|no longer|nor|cannot|never)\b")
_DEGRADED = re.compile(
    r"\b(?:choppy|robotic|garbled|echo\w*|static|crackl\w*|nois[ey]\w*|jitter\w*|slow\w*|delay\w*"
    r"|lag\w*|faint|quiet|distort\w*)\b"
)
_CUT_OFF = re.compile(
    r"\b(?:cannot|can't|can not|unable|dead|down|out|no (?:calls?|service|dial ?tone|audio)|fail\w*"
    r"|nothing|nobody|silent|lost)\b"
)
_WELL = re.compile(
    r"\b(?:fine|ok|okay|(?<!\bthe )(?<!\bout )back(?! from\b)"
    r"(?! (?:office|room|row|door|desk|counter|wing|building)s?\b)"
    r"|restored|recovered|registered|working again|(?:is|are) (?:up|good"
    r"|working)|can (?:now )?(?:be )?\w+(?: \w+){0,3} again|(?:work|ring|complete|connect|register|answer|load"
    r"|dial)(?:s|ed)? again)\b"
)
_WAS_WELL = re.compile(
    r"\b(?:was|were|worked|had been|running|seemed|looked)(?: \w+){0,2} (?:fine|ok|okay|good|working|up|restored|back"
    r"|registered)(?: \w+){0,3}? (?:until|till|before|earlier|up to|yesterday|this morning)\b"
)
"""What was well until it failed."""
_WELL_SHARE = re.compile(
    r"^ ?(?!\w+ (?:not|never)\b)(?:[\w'-]+ ){0,3}?(?:(?:all|now|again|are|is|were|sound|sounds|crystal|loud and) )*"
    r"(?:clear|clean|live|alive|up|ok|okay|good|fine|green|healthy|happy|passed|pass|perfect|normal|registered|online"
    r"|working|ringing|answering|connected|logged in|conectad[oa]s|back|restored|recovered|reachable|bien|ok"
    r"|funciona\w*|operativ\w+"
    r"|fonctionn\w+|marchent)\b(?! (?:against|to date|until|till|sign))"
)
"""What directly follows a share that is well: "5 out of 5 lines crystal clear"."""
_CLAUSE = re.compile(r",|\b(?:and|but|y|pero|et|mais)\b")
_TOLD_SIZE = re.compile(
    rf"\b(?:has|have|with|houses?|employs?|counts?|there (?:are|is)|total(?: of| is)?|in all|site of|office of"
    rf"|shop of"
    rf"|tiene|hay|a|ont|compte) (?:about |some |roughly |only )?(?P<n>{NUMBER})(?: \w+)? (?:users?|phones?"
    rf"|agents?|people"
    rf"|persons|sets?|handsets?|extensions?|desks?|seats?|employees|staff|designers|lines|usuarios|telefonos|puestos"
    rf"|agentes|postes|utilisateurs)\b(?! (?:\w+ )?(?:down|dead|out|off|offline|silent|without|that|who|which"
    rf"|affected"
    rf"|unable|with|sin|hors|cut))"
)
"""The size of a site: "Site has 42 people"; beside another count it is no count of those without service."""
_OTHER_COUNT = re.compile(
    rf"\b(?P<n>{NUMBER}) (?:of them |of those )?(?:\w+ )?(?:were|was|are|is|have|had|affected|concerned|impacted"
    rf"|estan|son|sont)\b"
)
_RETURNED = re.compile(
    r"\b(?:it|fault|problem|issue|trouble|outage|error|noise|echo|symptoms?)"
    r"(?:'s| is| are| has come| have come| came)? back\b"
)
"""What is back may be the fault; so it is where the same sentence tells of somebody cut off."""
_DOWN = re.compile(
    r"\b(?:down|dead|recount\w*|new count|head ?count|tally|fail\w*|can(?:'t|not)"
    r"|cannot|no (?:dial|calls?|service|audio|tone)|silent"
    r"|lost|out|offline|becomes?|turned into|jumped|rose|risen"
    r"|climbed|making|thrown out|unable|affected|nothing|stopped|without|grow\w*|concern\w*|impact\w*"
    r"|unintelligible|touches?|los(?:e|es|ing)|stuck|same|afectad\w*|cort\w+|caid[oa]s?|sin|no pueden?"
    r"|coup\w+|hors service"
    r"|muets?|panne|skipped|drop(?:s|ped|ping)?|touche\w*|ni un[ao]?|nadie|tampoco"
    r"|ne (?!puiss)(?:\w+ ){0,3}(?:plus|aucun\w*)"
    r"|plus (?:aucune?|un seul|une seule|rien|personne)|raccroch\w*|n'arrive\w*"
    r"|(?:plus|pas) (?:de |d')(?:tonalite|ligne|appels?|telephone|service)|ninguno|unreachable|(?:have|has"
    r"|got) (?:it|the same)|not|(?:do|does|did|wo)n't (?:ring|work"
    r"|register|dial|answer|connect|get"
    r"|receive|hear|log)|now|spread\w*|extendi\w+|etendu\w*|also|too|already|became|depend\w*|gone)\b"
)
_SERVES = re.compile(
    r"[^.;,]{0,25}?\b(?:rings?|works?|working|dials?|calls?|connects?|answers?|registers?|registered|can"
    r"|(?:gets?|has|have) (?:an? |any )?(?:service|dial ?tone|calls?|line|audio|tone|signal|registration|sound)"
    r"|receives?|reach\w*|hears?|up|alive|left|suena\w*|funciona\w*|puede\w*|recibe\w*|sonne\w*|marche\w*|passe\w*"
    r"|fonctionne\w*|peut|recoit)\b"
)
"""What phones do, and then none does."""
_OWN = frozenset({"my", "our", "their", "his", "her", "mis", "nuestros", "sus", "mes", "nos", "leurs"})
_BESIDE = re.compile(
    r"\b(?:all|every\w*|nobody|no one|none|whole|entire|rest|others?|more|also|too|as well|remaining|another"
    r"|both|spread\w*"
    r"|tod[oa]s|nadie|tous|toute?s?|personne|aussi|tambien)\b"
)
"""Words that tell of more than those whom the ticket knows."""
_THE_OTHERS = re.compile(rf"\bthe other (?P<n>{NUMBER})\b")
"""Those beside the one whom the ticket is about."""
_LEAST_BASE = 8
"""Users from which a number in the ticket is taken for the size of the customer."""
_SUPPOSED = re.compile(
    r"\b(?:(?:were|was) (?:out|down|dead|off) (?:from|between) \d"
    r"|went (?:as high|up) (?:as|to)|was as (?:high|many) as|at its worst|at the worst|peaked"
    r"|at one point|hypothe\w*|worst case|suppos(?:e|ing)|imagine|would (?:be(?! (?:great|good|nice|kind|helpful"
    r"|grateful|appreciated|glad|happy))|have|mean|then)|(?:if|should|once"
    r"|in case"
    r"|unless|si|en caso de que)\b[^;]{3,90}\b(?:would|could|might|will|'ll|seria\w*|serait|seraient))\b"
)
"""Words of a sentence that tells what has not happened, or is over."""


@dataclass(frozen=True, slots=True)
class Share:
    percent: float
    at: Shown


def share_of(remark: Remark, said: Sequence[Sentence]) -> Share | None:
    """Return the share of users the comment tells to be without service, its base told in either text."""
    said = [one for one in said if not one.asks and not _is_harmless(one.text) and not _SUPPOSED.search(one.text)]
    known = {value_of(one) for one in re.findall(rf"\b(?:{NUMBER})\b", fold(remark.description))}
    is_fault = (remark.tier or Tier.ONE) > Tier.ONE or _CUT_OFF.search(fold(remark.description)) is not None
    base, part = _base(remark.description), _part(remark.description)
    base = size_of(remark.description) if base is None else base
    few = part if part is not None and base is not None and part < base else None
    found = _told(said, known if is_fault else set(), few) or _counted(said, known, base, part)
    sizes = {value_of(one.group("n")) for one in _TOLD_SIZE.finditer(fold(remark.description))}
    sizes |= {value_of(one.group("n")) + 1 for one in _THE_OTHERS.finditer(fold(remark.description))}
    return found or _none_left(said, known, sizes | {base or 0}) or _all_of(said, sizes) or _jotted(said, base, part)


def _jotted(said: Sequence[Sentence], base: float | None, part: float | None) -> Share | None:
    """Return the share of those who have come to what the ticket tells, where no word of failure stands beside."""
    found = grown(said, base, part)
    return Share(100.0 * found[0] / found[1], found[2].whole()) if found else None


def _told(said: Sequence[Sentence], known: set[float], few: float | None = None) -> Share | None:
    """
    Return the share that a comment tells whole: "12 of 40"; of several the largest that is not told as past.

    "Two of the five" is none where the ticket tells of those `few` in a larger base.
    """
    found = [share for one in said for share in _shares(one, known, few)]
    today = {one.number for one in said if not _ONCE.search(one.text)}
    return max([one for one in found if one.at.sentence in today] or found, key=lambda one: one.percent, default=None)


def _shares(sentence: Sentence, known: set[float], few: float | None = None) -> Iterator[Share]:
    text = _NAMED.sub(_how_many, sentence.text)
    for match in (*_OF.finditer(text), *_OF_WHOLE.finditer(text), *_OUT_OF.finditer(text)):
        part, whole = value_of(match.group("n")), value_of(match.group("m"))
        is_of_few = match.re is _OF_WHOLE and whole < _LEAST_BASE
        behind = text[match.end() :].partition(",")[0]
        if is_of_few or whole == few or _is_harmless(behind) or _is_well(behind):
            continue
        # Of the number of users that the ticket tells, a part is told because it is without service.
        is_theirs = whole in known and whole >= _LEAST_BASE
        if (is_theirs or _DOWN.search(sentence.text)) and 0 < part <= whole and whole >= 2:
            yield Share(100.0 * part / whole, sentence.shown(match) if text == sentence.text else sentence.whole())


def _counted(said: Sequence[Sentence], known: set[float], base: float | None, part: float | None) -> Share | None:
    """Return the share that a count in the comment makes of the base, or that more users make with those known."""
    if base is None:
        return None
    for sentence in said:
        more = _MORE.search(sentence.text)
        if part is not None and more and not _HANDLED.search(sentence.text[: more.start()]):
            together = part + value_of(next(filter(None, more.groups())))
            return Share(100.0 * together / base, sentence.whole()) if together <= base else None
        grown = _FROM_TO.search(sentence.text)
        if grown and part == value_of(grown.group("n")) < value_of(grown.group("m")) <= base:
            return Share(100.0 * value_of(grown.group("m")) / base, sentence.shown(grown))
        if not _DOWN.search(sentence.text):
            continue
        counts = set(_counts(sentence.text))
        if {base, part} <= counts:
            continue  # "five people, 76 desks": as the ticket has it
        if _is_size(sentence.text, base):
            counts.discard(base)
        most = max((one for one in counts if one not in known or one == base), default=0)
        if 2 <= most <= base:
            return Share(100.0 * most / base, sentence.whole())
    return None


def _none_left(said: Sequence[Sentence], known: set[float], sizes: set[float]) -> Share | None:
    """Return the whole of which a comment says that none works; not of those few whom the ticket tells already."""
    for sentence in said:
        for match in _NONE_OF.finditer(sentence.text):
            whose = match.group("whose") or match.group("de") or match.group("des") or "the"
            count = value_of(match.group("n") or match.group("un") or match.group("deux"))
            is_whole = count in sizes or (count not in known and (count >= _LEAST_BASE or whose in _OWN))
            if is_whole and count >= max(sizes) and _SERVES.match(sentence.text, match.end()):
                return Share(100.0, sentence.shown(match))
    return None


def _all_of(said: Sequence[Sentence], sizes: set[float]) -> Share | None:
    """Return the whole where a comment counts all of those its ticket tells as the size of the site."""
    for sentence in said:
        match = _ALL_OF.match(sentence.text) or _ALL_DEAD.search(sentence.text)
        if match and value_of(match.group("n")) in sizes:
            return Share(100.0, sentence.whole())
    return None


def _counts(text: str) -> Iterator[float]:
    """Return the users a sentence counts, but for those it tells to be well."""
    for pattern in (_SPREAD, _GREW, _COUNTED):
        for match in pattern.finditer(text):
            if not _is_well(_CLAUSE.split(text[match.end() :])[0]):
                yield value_of(match.group("n"))


def _is_size(text: str, base: float) -> bool:
    """Whether a sentence tells the base as a size, beside another count: "Site has 42 people, I said 3 were hit"."""
    told = [one for one in re.findall(rf"\b(?:{NUMBER})\b", text) if value_of(one) == base]
    is_told = len(told) == 1 and any(value_of(one.group("n")) == base for one in _TOLD_SIZE.finditer(text))
    return is_told and any(0 < value_of(one.group("n")) < base for one in _OTHER_COUNT.finditer(text))


def _how_many(listed: re.Match[str]) -> str:
    return f"{len(re.findall(r'[0-9]+', listed.group()))} extensions{' out' if listed.group().endswith(' out') else ''}"


def _is_well(behind: str) -> bool:
    """Whether the words behind a share tell it to be well, and no failure beside it."""
    return _WELL_SHARE.search(behind) is not None and not _UNWELL.search(behind) and not _CUT_OFF.search(behind)


def _is_harmless(text: str) -> bool:
    """Whether a sentence tells of users who are well again, or of a service that is bad but carries their calls."""
    if _RETURNED.search(text) and _CUT_OFF.search(text):
        return False
    text = _WAS_WELL.sub(" ", text)
    if _WELL.search(text) and not _UNWELL.search(text):
        return True
    return _DEGRADED.search(text) is not None and _CUT_OFF.search(text) is None


def _base(description: str) -> float | None:
    """Return the size of the customer or site as the ticket tells it: of "n of m" the m, else the largest count."""
    text = fold(description)
    match = _OF.search(text)
    if match:
        return value_of(match.group("m"))
    sizes = [value_of(one.group("n")) for one in _SIZE.finditer(text)]
    few = _SO_FAR.search(text) or _PART_TOLD.search(text)
    if few:
        return max(sizes) if sizes and max(sizes) > value_of(few.group("n")) else None
    told = [value_of(one["n"]) for one in _TOLD_SIZE.finditer(text)]
    return max((one for one in told if one >= _LEAST_BASE), default=None)


def _part(description: str) -> float | None:
    """Return how many the ticket tells to be without service: of "n of m" the n."""
    text = fold(description)
    match = _OF.search(text) or _SO_FAR.search(text) or _PART_TOLD.search(text)
    return value_of(match.group("n")) if match else None


def is_over(sentence: Sentence) -> bool:
    """Return whether a sentence tells what has not happened, or how high it once was."""
    return _SUPPOSED.search(sentence.text) is not None


def tells_few(said: Sequence[Sentence], limit: float) -> bool:
    """Return whether a comment names a small part of a whole, whatever it is that they have."""
    found = [match for one in said for match in _SOME_OF.finditer(one.text)]
    return any(0 < 100.0 * value_of(one.group("n")) < limit * value_of(one.group("m")) for one in found)


def counts_few(remark: Remark, said: Sequence[Sentence], limit: float) -> bool:
    """Return whether the most users a comment counts are few beside the largest number that its ticket tells."""
    size = max((value_of(one["n"]) for one in _SIZE.finditer(fold(remark.description))), default=0.0)
    most = max((value_of(one["n"]) for sentence in said for one in _SPREAD.finditer(sentence.text)), default=0.0)
    return 0 < 100.0 * most < limit * size


def is_small_by_base(remark: Remark, said: Sequence[Sentence], limit: float) -> bool:
    """Return whether the users a comment counts are few beside the base that its ticket tells."""
    base = _base(remark.description)
    counts = [value_of(match.group("n")) for one in said for match in _SPREAD.finditer(one.text)]
    return base is not None and bool(counts) and 100.0 * max(counts) / base < limit


def is_no_more(remark: Remark, said: Sequence[Sentence], limit: float) -> bool:
    """Return whether a comment speaks of those few of a base whom the ticket tells, and of nobody beside them."""
    base, part = _base(remark.description), _part(remark.description)
    if base is None or part is None or 100.0 * part >= limit * base or any(_BESIDE.search(one.text) for one in said):
        return False
    numbers = {value_of(one) for sentence in said for one in re.findall(rf"\b(?:{NUMBER})\b", sentence.text)}
    return part in numbers and all(
        one in (part, base) or one < part for sentence in said for one in _counts(sentence.text)
    )


def is_of_known_few(remark: Remark, said: Sequence[Sentence], limit: float) -> bool:
    """Return whether "none of the three" speaks of the three that the ticket tells, few of its base."""
    base, part = _base(remark.description), _part(remark.description)
    if base is None or part is None or 100.0 * part >= limit * base:
        return False
    wholes = {value_of(one["m"]) for sentence in said for one in _SOME_OF.finditer(sentence.text)}
    if wholes == {part}:
        return True  # "two of the five are clean": of the five that the ticket tells
    nones = [one for sentence in said for one in _NONE_OF.finditer(sentence.text)]
    return any(value_of(one.group("n") or one.group("un") or one.group("deux")) == part for one in nones)
