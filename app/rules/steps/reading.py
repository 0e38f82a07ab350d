"""
What the partner did about the trouble, on whose side its cause lies, and what helps meanwhile, as signs.

Steps are walked for word by word (`done`), since the policy counts them; the other signs are patterns over the plain
words (`hints`).
"""

from collections.abc import Iterator

from app.rules.claims import Scope, State
from app.rules.reader import Facts
from app.rules.signs import Sign, sign
from app.rules.steps.alone import single
from app.rules.steps.hints import first, sentences_of
from app.rules.steps.relief import NO_WORKAROUND, small
from app.rules.steps.sides import OWN_SIDE, YOUR_SIDE
from app.rules.steps.tried import step_signs


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield what the partner did, whose side the cause is on, and what helps meanwhile."""
    sentences = sentences_of(facts)
    yield from step_signs(facts, sentences)
    for reading in (OWN_SIDE, YOUR_SIDE, NO_WORKAROUND):
        if (found := first(sentences, reading)) is not None:
            yield sign(reading.name, *found, plain=True)
    alone = list(single(sentences))
    yield from alone
    yield from small(sentences, is_grave=not alone and _is_grave(facts))


def _is_grave(facts: Facts) -> bool:
    """Whether something is said to be dead now for everybody, for a place, or in an emergency."""
    return any(
        claim.state is State.EMERGENCY or claim.scope in (Scope.ALL, Scope.SEVERAL, Scope.MAIN, Scope.GROUP)
        for _, claim in facts.claims(State.DEAD, State.EMERGENCY)
    )
