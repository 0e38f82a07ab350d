"""What a text, its attachments and the form give of the details that were, or would be, asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.rules.circuit import as_field, circuit_ids
from app.rules.comments.fresh import fresh
from app.rules.comments.remark import Detail
from app.rules.missing import given_details

ATTACHABLE = frozenset({"call_examples", "outage_details"})
"""Details that an attachment gives (tier2.action.details: call examples, screen shots): nobody asks for them beside."""

_GIVEN_BY = {
    "call_examples": (Detail.CALL_EXAMPLES,),
    "customer_information": (Detail.CUSTOMER_INFORMATION, Detail.AFFECTED_USERS),
    "outage_details": (Detail.OUTAGE_DETAILS, Detail.AFFECTED_USERS),
}


@dataclass(frozen=True, slots=True)
class Provided:
    """What is still missing of what was asked for; `because` tells a support lead what came, empty when nothing did."""

    still_missing: tuple[str, ...]
    circuit_id: str | None = None
    """The Circuit ID as it was typed, several separated by commas; None when none came in words."""
    because: str = ""

    @property
    def is_something(self) -> bool:
        """Whether anything that was asked for has come."""
        return bool(self.because)


def provided(
    asked: tuple[str, ...],
    words: str | Sequence[str],
    attachments: int = 0,
    *,
    form_circuit: str | None = None,
    ticket_id: int = 0,
    is_answer: bool = True,
) -> Provided:
    """
    Return what these words, attachments and the form give of what was `asked`.

    Quoted mail and signatures in `words` count for nothing: an answer often quotes the question. With `is_answer` off
    the words are the ticket's own, and a bare value is no Circuit ID. Of several texts each has its own signature.
    """
    if not asked:
        return Provided(())
    own = "\n\n".join(fresh(one).words for one in ((words,) if isinstance(words, str) else words))
    ids = circuit_ids(own, ticket_id, is_answer=is_answer) if "circuit_id" in asked else ()
    details = given_details(own)
    came: dict[str, str] = {}
    for name in asked:
        if name == "circuit_id" and (ids or form_circuit):
            came[name] = f"the Circuit ID {', '.join(ids)}" if ids else "the Circuit ID, in the form"
        elif any(one in details for one in _GIVEN_BY.get(name, ())):
            came[name] = name.replace("_", " ")
        elif name in ATTACHABLE and attachments:
            came[name] = f"{name.replace('_', ' ')}, by {attachments} attachment{'s' if attachments > 1 else ''}"
    still = tuple(name for name in asked if name not in came)
    return Provided(still, as_field(ids), f"the partner sent {', '.join(came.values())}" if came else "")
