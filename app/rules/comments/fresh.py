"""
The fresh part of a comment: what its author typed now, without quoted mails, headers, signatures and disclaimers.

Everything else is blanked, not cut, so that each word keeps its place and can be quoted from the comment as typed.
"""

import re
from dataclasses import dataclass
from itertools import takewhile

from app.rules.comments.remark import Shown
from app.rules.text import LONGEST
from app.rules.words import fold

MOST_SENTENCES = 400
LONGEST_SENTENCE = 700
"""Characters read of one sentence; what is longer is a log or a list of numbers."""
_LONGEST_LINE = 4000
_SIGNATURE_LINES = 10

_REPLY_HEAD = re.compile(r"^(?:on .{4,120} wrote ?:|el .{4,120} escribio ?:|le .{4,120} a ecrit ?:)$")
_MAIL_HEAD = re.compile(
    r"^(?:-{2,} ?(?:original message|forwarded message|message d'origine|mensaje original)|_{10,}"
    r"|begin forwarded message|(?:from|de|von|sent|enviado|envoye) ?: .{2,})"
)
_SIGNATURE = re.compile(
    r"^(?:-- ?|--? ?[a-z][a-z .]{1,30}|__+|sent from my .*|enviado desde mi .*|envoye de(?:puis)? mon .*"
    r"|get outlook for .*)$"
)
_CLOSING = re.compile(
    r"^(?:(?:with |my |our |many )?(?:kind|best|warm|warmest|kindest)?(?: regards| wishes)|best"
    r"|regards|cheers|br|rgds"
    r"|yours(?: \w+)?|sincerely(?: yours)?|(?:many )?thanks(?: (?:and|&) \w+(?: regards)?)?|thank you"
    r"|saludos(?: \w+)?"
    r"|atentamente|un saludo|gracias|cordialement|bien a vous|salutations|merci|cdlt)[,.!]?$"
)
_DISCLAIMER = re.compile(
    r"\b(?:confidentiality notice|this (?:e-?mail|message)[^.\n]{0,80}(?:confidential|privileged|intended)"
    r"|ce message[^.\n]{0,60}confidentiel|este (?:mensaje|correo)[^.\n]{0,60}confidencial)"
)
_CARD = re.compile(r"\|| / |\b(?:hotline|escalations?|tel|phone|mobile|fax|t|m|p) ?:? ?\+?[\d(]")
_NAME = re.compile(
    r"^\W{0,3}[^\W\d_a-z][\w.'\u2019-]*(?: (?:(?:van|von|de|del|da|di|der|den|la"
    r"|le) )*[^\W\d_a-z][\w.'\u2019-]*){1,3},?$"
)
_POST = re.compile(
    r"\b(?:managers?|director|coordinator|lead|head|chief|vp|owner|president|partner|engineer|technician|specialist"
    r"|analyst|administrator|supervisor|escalations?|operations|support|desk|noc|telecom\w*|telephon\w+|voice|voip"
    r"|phones?|networks?|communications?|services?|solutions|systems|technolog\w+|msp|inc|llc|ltd|gmbh|s\.?a\.?"
    r"|group)\b"
)
"""What follows a name in a signature: a post or a firm."""
_HEAD = re.compile(r"^(?:from|de|von|to|para|a|cc|subject|asunto|objet|re) ?: ")
"""Lines of a mail's head; one that tells when it was sent stands over a mail that is passed on."""
_ADOPTS = re.compile(
    r"\b(?:(?:i|we)(?:'ve| have)?(?: \w+){0,2} (?:confirmed?|verified|checked|reproduced) (?:it"
    r"|this|that|all|the|what"
    r"|every)"
    r"|(?:this|that|it|all of it|(?:the |my |our |his |her |their )?(?:\w+(?:'s)? )?(?:mail|message|text|quote"
    r"|report|part)(?: below)?|below) (?:is|are) (?:all )?(?:true|right|correct|accurate)"
    r"|(?:he|she|they)(?:'s| is|'re| are) right"
    r"|(?:take|treat|read|consider) (?:it|this|that|the \w+|what is)? ?(?:below )?as (?:ours?|my|mine)"
    r"|(?:saw|seen|checked|tested|tried) (?:it|that|this) (?:with my own eyes|myself|ourselves|in person)"
    r"|\+1|(?:i'm |i am |we're )?saying the same|(?:make|take|support) (?:his|her|their|the) (?:request|wish|demand)"
    r"|(?:it's|it is|this is|that's|here is|here's) what (?:we|i) (?:did|tried|found|have done)|(?:forwarded"
    r"|passed on|sent on|quoted),? and (?:believed|checked|confirmed|true)|(?:has|have) (?:my"
    r"|our) (?:full )?(?:agreement|support|backing)|co-?sign(?:ed)?"
    r"|consider it (?:mine|ours)|vouch for|(?:my|our|the) (?:customer|client|colleague|tech\w*|user) is right"
    r"|asking for the same|(?:i|we) (?:do )?share (?:his|her|their) (?:wish|request|demand|view)"
    r"|i (?:fully |can only )?(?:agree with|second|confirm)|we (?:fully )?(?:agree with|second|can confirm|confirm)"
    r"|(?:what )?(?:our|my) (?:\w+ ){0,2}(?:tech|technician|engineer|colleague|man|guy|team)(?: \w+){0,2} (?:did"
    r"|tried|found|says?|wrote|reports?|saw)"
    r"|(?:confirms?|confirmed|corroborates?|backs(?: up)?|endorses?|seconds?|vouches for|stands? (?:by|behind)"
    r"|agrees? with)"
    r" (?:(?:every word|all|everything|what) (?:of|in|from|that) )?(?:the|this|that|his|her|their|my|our|all|what|it"
    r"|every word)(?: [\w']+){0,3}? ?(?:mail|e-?mail|message|text|quote|report|note|words|below|wrote|writes"
    r"|says|said)\b"
    r"|(?:all of|every word of|everything in) (?:it|this|that|the|his|her|their)(?: [\w']+){0,3} (?:is|holds|checks out"
    r"|stands)(?: true| correct| right)?|(?:is|it's|that's) (?:sadly |indeed |all |quite )?(?:true|accurate|(?:right"
    r"|correct)(?= ?[.,;!]|$)|as (?:he"
    r"|she|they)"
    r" (?:says?|writes?|describes?))|(?:says|puts|sums) it (?:all|as it is|up|right|best)"
    r"|(?:he|she|they) (?:does|do) not exaggerate|(?:he|she|they) (?:doesn't|don't|isn't|aren't) exaggerat\w+"
    r"|(?:tiene|tienen) razon|(?:il|elle) a raison|(?:ils|elles) ont raison"
    r"|is exactly what (?:i|we) see|(?:lo|ya lo) (?:confirme|confirmamos|verificamos)|es correcto"
    r"|(?:je|nous) (?:le |l')?(?:confirm|ai verifi)\w*|c'est exact)\b"
)
_REJECTS = re.compile(
    r"\b(?:not (?:true|right|correct|confirmed|sure|verified|checked)|wrong|ignore|disregard|false|unconfirmed"
    r"|outdated|can't confirm|cannot confirm|haven't|no idea|don't know)\b"
)
_WONDERS = re.compile(
    r"\b(?:whether|if|doubt|to see|suppose|hardly|nobody|no one|will|would|could|can you|may|might)\b"
)
"""Words before which an adoption is none yet: "to see whether the mail is true"."""
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n(?: ?\n)+")
_MARKS = re.compile(r"([^\w\s])\1{3,}")
_STOP = re.compile(r"[.!?\u2026]+(?=[\s\"')\]]|$)|[;\n]|\?(?=\w)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a comment, folded; `start` is its place in the comment."""

    text: str
    start: int
    number: int
    asks: bool
    """Whether it ends with a question mark."""

    def shown(self, match: re.Match[str]) -> Shown:
        """Return the place of a match in the comment."""
        return Shown(self.start + match.start(), self.start + match.end(), self.number)

    def whole(self) -> Shown:
        """Return the place of the sentence in the comment."""
        return Shown(self.start, self.start + len(self.text), self.number)


@dataclass(frozen=True, slots=True)
class Fresh:
    """What counts of a comment."""

    comment: str
    """The part of the comment that is read, runs of blanks and of the same mark shortened."""
    words: str
    """As long as the part of the comment that is read, with all else blanked."""
    sentences: tuple[Sentence, ...]
    adopted: str
    """The same with a quoted mail left standing that the author takes for their own."""

    @property
    def is_empty(self) -> bool:
        """Whether the author wrote nothing of their own."""
        return not self.sentences


def fresh(comment: str) -> Fresh:
    """Return what counts of a comment; bounded, whatever its size: nobody says the main thing after a long log."""
    text = compact(comment)
    keeps, quotes = _kept(text)
    words = _blanked(text, keeps)
    adopted = _blanked(text, keeps, quotes)
    folded = fold(words)
    is_adopted = any(quotes) and _is_adopted(folded) and not _REJECTS.search(folded)
    return Fresh(text, words, tuple(sentences(words)), adopted if is_adopted else words)


def _is_adopted(folded: str) -> bool:
    """Whether a sentence adopts the quoted mail, and neither asks for that nor leaves it open."""
    for match in _ADOPTS.finditer(folded):
        begin = max(folded.rfind(mark, 0, match.start()) for mark in ".!?\n") + 1
        end = _STOP.search(folded, match.end())
        if not _WONDERS.search(folded, begin, match.start()) and not (end and end.group().startswith("?")):
            return True
    return False


def compact(comment: str) -> str:
    """Return the beginning of a text without long runs of blanks, line ends or one mark: they say nothing."""
    text = _BLANKS.sub(" ", comment[:LONGEST])
    return _MARKS.sub(r"\1\1\1", _LINES.sub("\n\n", text))


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text, with their places."""
    found: list[Sentence] = []
    folded = fold(text)
    start = 0
    for match in _STOP.finditer(folded):
        # A mail program broke the line: its rest goes on in small letters.
        if match.group() == "\n" and text[match.end() : match.end() + 1].islower():
            continue
        _keep(found, folded, start, match.end())
        start = match.end()
        if len(found) >= MOST_SENTENCES:
            return found
    _keep(found, folded, start, len(folded))
    return found


def _keep(found: list[Sentence], folded: str, start: int, end: int) -> None:
    piece = folded[start:end]
    bare = piece.strip()
    if not any(one.isalnum() for one in bare[:200]):
        return
    start += piece.index(bare[0])
    text = " ".join(bare[:LONGEST_SENTENCE].split("\n"))
    found.append(Sentence(text, start, len(found), asks=bare.endswith("?")))


def _blanked(text: str, keeps: list[bool], quotes: list[bool] | None = None) -> str:
    """Blank the lines that are not kept; of adopted `quotes` only the mark, which would have them taken for quotes."""
    lines = text.split("\n")
    adopted = quotes or [False] * len(lines)
    return "\n".join(
        " " + line.lstrip().removeprefix(">").rjust(len(line) - 1) if quote else line if keep else " " * len(line)
        for line, keep, quote in zip(lines, keeps, adopted, strict=True)
    )


def _kept(text: str) -> tuple[list[bool], list[bool]]:
    """Return which lines are the author's own, and which are the first quoted mail."""
    typed = text.split("\n")
    lines = [fold(line[:_LONGEST_LINE]).strip() for line in typed]
    _skip_own_head(lines)
    keeps, quotes = [False] * len(lines), [False] * len(lines)
    cut = False
    for number, line in enumerate(lines):
        if line.startswith(">"):
            quotes[number] = not line.startswith(">>")
        elif cut:
            continue
        elif _REPLY_HEAD.match(line):
            cut = not _is_quoted_next(lines, number)
        elif _MAIL_HEAD.match(line) or _DISCLAIMER.search(line):
            cut = True
        elif _ends_words(lines, number, keeps) or _is_signed(typed, lines, number, keeps):
            cut = not any(one.startswith(">") for one in lines[number : number + _SIGNATURE_LINES])
            keeps[number] = bool(_CLOSING.match(line)) and not any(keeps)
            if not cut:
                _skip_signature(lines, number)
        else:
            keeps[number] = bool(line)
    return keeps, quotes


def _skip_own_head(lines: list[str]) -> None:
    """Empty the head of the comment's own mail, which some gateways leave in: who writes it, to whom, about what."""
    first = next((at for at, line in enumerate(lines) if line), len(lines))
    last = next((at for at in range(first, len(lines)) if not _HEAD.match(lines[at])), len(lines))
    if last < len(lines) and not lines[last]:
        lines[first:last] = [""] * (last - first)


def _is_signed(typed: list[str], lines: list[str], number: int, keeps: list[bool]) -> bool:
    """Whether a line is the name under the words, with a post or a firm below it."""
    if not any(keeps) or number == 0 or lines[number - 1] or not _NAME.match(typed[number].strip()):
        return False
    block = _block(lines, number)
    rest = list(takewhile(_is_no_head, lines[number + len(block) :]))
    return not any(one and not one.startswith(">") for one in rest) and (
        all(map(_is_cardlike, block)) and any(map(_POST.search, block[1:]))
    )


def _is_no_head(line: str) -> bool:
    return not (_MAIL_HEAD.match(line) or _REPLY_HEAD.match(line))


def _skip_signature(lines: list[str], number: int) -> None:
    """Empty the lines of a signature that stands above a quoted mail, so that answers below it are read."""
    for at in range(number, min(number + _SIGNATURE_LINES, len(lines))):
        if lines[at].startswith(">"):
            return
        lines[at] = ""


def _is_quoted_next(lines: list[str], number: int) -> bool:
    following = next((line for line in lines[number + 1 :] if line), "")
    return following.startswith(">")


def _ends_words(lines: list[str], number: int, keeps: list[bool]) -> bool:
    """Whether a line begins a signature: a mark, a closing, or a visiting card after the last paragraph."""
    line = lines[number]
    if _SIGNATURE.match(line):
        return (
            not line.startswith("-")
            or line.startswith("--")
            or not any(lines[number + 1 : number + 1 + _SIGNATURE_LINES])
        )
    rest = [one for one in lines[number + 1 : number + 1 + _SIGNATURE_LINES * 2] if one and not one.startswith(">")]
    if _CLOSING.match(line):
        return all(len(one.split()) <= 12 for one in rest) and any(keeps)
    after_gap = number > 0 and not lines[number - 1] and any(keeps)
    if not after_gap or not line:
        return False
    block = _block(lines, number)
    if len(rest) + 1 > len(block) and any(not _is_cardlike(one) for one in rest):
        return False
    return bool(_CARD.search(" ".join(block))) and ":" not in line and all(_is_cardlike(one) for one in block)


def _block(lines: list[str], number: int) -> list[str]:
    block = []
    for line in lines[number : number + _SIGNATURE_LINES]:
        if not line or line.startswith(">"):
            break
        block.append(line)
    return block


def _is_cardlike(line: str) -> bool:
    return len(line.split()) <= 14 and not line.endswith((".", "!", "?"))
