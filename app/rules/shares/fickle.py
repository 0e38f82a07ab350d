"""Words that mean dead in some places only: "the phones are out", but not "it turned out"."""

from collections.abc import Sequence

from app.rules.cues import word_set
from app.rules.shares.codes import code_of
from app.rules.words import Word

FICKLE = word_set("down out off without nothing missing cut lost stuck busy")
"""The words in question."""
_LEADS = word_set(
    "went gone go goes stay stays stayed remain remains been be fell dropped now all both completely totally get gets"
    " hear hears getting has have had lost hard stone does do than them how left knocked ones is are phones"
)
"""Words before `down` and its like that make them mean dead."""
_NO_SUBJECT = word_set("for on is changed wrong broken to else has came can nor")
_AFTER_OUT = word_set("air order action service")
_IF_BUSY = word_set("on when if while")
"""Before "busy" they tell when to divert a call, where one is diverted."""
_DIVERTS = word_set(
    "divert diverts diverted diverting forward forwards forwarding fwd transfer send sends route routes overflow"
    " redirect voicemail cfb renvoi renvoyer desvio desviar"
)
_AS_EVER = word_set("ever usual always normal")
_WITHOUT = word_set(
    "function service line lines phone phones dial any a calls tone since telephone connection them sound"
)


def fickle_code(kept: Sequence[Word], place: int, codes: Sequence[str]) -> str:
    """Return what one of these words is in its place; `codes` are those of the words before it."""
    if _means_dead(kept, place, codes):
        return "D"
    return "f" if _is_out_of(kept, place) else "w"


def _means_dead(kept: Sequence[Word], place: int, codes: Sequence[str]) -> bool:
    word = kept[place].folded
    after = kept[place + 1] if place + 1 < len(kept) else None
    if word in ("off", "out") and place + 2 < len(kept) and kept[place + 2].folded in _AFTER_OUT:
        return True
    if _is_out_of(kept, place):
        return False
    if word in ("down", "off", "out", "stuck", "cut", "missing"):
        if (
            after is not None
            and (word, after.folded) != ("cut", "from")
            and after.folded in ("to", "from", "there", "by", "the", "for", "a")
            and not _is_by_now(kept, place + 1)
        ):
            return False
        return not codes or codes[-1] in "US#1dOA,Bk" or kept[place - 1].folded in _LEADS
    if word == "busy":
        return not _is_busy_by_right(kept, place)
    if word == "without":
        return after is None or after.folded in _WITHOUT or code_of(after) in "cUs"
    if word == "nothing":
        return after is None or after.folded not in _NO_SUBJECT
    return after is None or code_of(after) in "cUdsAD" or after.folded in _WITHOUT


def _is_busy_by_right(kept: Sequence[Word], place: int) -> bool:
    """Whether "busy" tells when to divert a call, or that people have much to do."""
    if place + 2 < len(kept) and kept[place + 1].folded == "as" and kept[place + 2].folded in _AS_EVER:
        return True
    is_condition = place > 0 and kept[place - 1].folded in _IF_BUSY
    return is_condition and not _DIVERTS.isdisjoint([word.folded for word in kept])


def _is_by_now(kept: Sequence[Word], place: int) -> bool:
    return kept[place].folded == "by" and place + 1 < len(kept) and kept[place + 1].folded in ("now", "then")


def _is_out_of(kept: Sequence[Word], place: int) -> bool:
    return kept[place].folded == "out" and place + 1 < len(kept) and kept[place + 1].folded == "of"
