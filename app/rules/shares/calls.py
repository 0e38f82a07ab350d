"""Whether calls are counted and not users: "two out of three calls", "31 failed calls"."""

from app.rules.shares.shape import Shape

_CALL_WORDS = frozenset((
    "call", "calls", "caller", "callers", "attempt", "attempts", "try", "tries", "invite", "invites", "llamadas",
    "llamada", "appels", "appel", "times",
))  # fmt: skip
_BEHIND_CALL = frozenset((
    "taker", "takers", "handler", "handlers", "agent", "agents", "desk", "desks", "center", "centre", "centers",
    "centres", "operators", "operator", "box", "boxes", "point", "points", "queue", "queues", "group", "groups",
    "park", "waiting", "position", "positions", "station", "stations",
))  # fmt: skip
"""With "call" before them they are people and places: "three call takers of forty"."""
_BEFORE_CALLS = frozenset((
    "of", "the", "all", "de", "our", "inbound", "outbound", "incoming", "outgoing", "their",
))  # fmt: skip
_OF_CALLS = frozenset(("failed", "dropped", "missed", "rejected", "failing"))


def are_calls(shape: Shape, start: int, end: int) -> bool:
    """Whether calls are counted, not users: "two out of three calls", "3 of 10 attempts"."""
    for place in range(end, min(end + 3, len(shape.words))):
        if _is_call(shape, place):
            return True
        if shape.folded(place) not in _BEFORE_CALLS:
            break
    return any(_is_call(shape, place) for place in range(start, end))


def counts_calls(shape: Shape, place: int) -> bool:
    """Whether a number counts calls by the words beside it: "31 failed calls", "40 calls, 12 cut off"."""
    after = shape.folded(place + 1) if place + 1 < len(shape.words) else ""
    behind = place + (2 if after in _OF_CALLS else 1)
    if behind < len(shape.words) and _is_call(shape, behind):
        return True
    is_unit = shape.text[place + 1 : place + 2] in ("U", "S")
    return place > 2 and not is_unit and shape.text[place - 3 : place] == "#c," and _is_call(shape, place - 2)


def _is_call(shape: Shape, place: int) -> bool:
    after = shape.folded(place + 1) if place + 1 < len(shape.words) else ""
    return shape.folded(place) in _CALL_WORDS and after not in _BEHIND_CALL
