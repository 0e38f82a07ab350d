"""
Fits one look of the learned reader: TF-IDF over what is seen of a report, then a linear model over kinds of tickets.

The written tickets say which kind they are; the labelled voices say only their tier and whether they may be refused.
Such a ticket counts for all kinds of its tier together, each as far as the model believes it. Naming kinds teaches
more than naming tiers: a tier holds dead trunks and dead elevators, which share no words. Found by L-BFGS over the
exact gradient; the same data give the same weights.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from app.rules.learned import PLAIN, Kind
from app.rules.weights import LENGTH
from learning.corpus import Labelled

PENALTY = 2e-5
"""Weight of the squares of all weights; chosen on left-out files."""
COMMON = 25
"""Tickets of which a kind needs so many to be a kind of its own."""
STEPS = 60
"""Of L-BFGS; going on to the end fits the training tickets, not the unseen ones."""

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Names = Collection[str]


@dataclass(frozen=True)
class Fitted:
    """Names with their rarity and a weight for each kind."""

    names: Sequence[str]
    idf: Array
    kinds: Sequence[Kind]
    weights: Array
    bias: Array


def kinds_of(tickets: Sequence[Labelled]) -> list[Kind]:
    """Return the kinds that tickets name often enough, and one without a name for each tier."""
    counts = Counter(kind for ticket in tickets if (kind := ticket.named_kind))
    return [*sorted((kind for kind, count in counts.items() if count >= COMMON), key=str), *PLAIN]


def fit(tickets: Sequence[Labelled], seen: Sequence[Names], kinds: Sequence[Kind], fewest: int) -> Fitted:
    """Return the model of some tickets over features that at least `fewest` tickets show."""
    names, idf, rows = rarities(seen, fewest)
    turned = rows.T.tocsr()
    possible = np.array([_possible(ticket, kinds) for ticket in tickets])
    heed = np.array([ticket.weight for ticket in tickets])
    size, many = (len(names), len(kinds)), len(tickets)

    def loss(found: Array) -> tuple[float, Array]:
        """Return the loss a ticket, and its gradient."""
        weights, bias = found[: -size[1]].reshape(size), found[-size[1] :]
        scores = rows @ weights.astype(np.float32) + bias
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        right = np.maximum((chances * possible).sum(axis=1), 1e-30)
        off = (chances - chances * possible / right[:, None]) * heed[:, None]
        gradient = turned @ off.astype(np.float32) / many + 2 * PENALTY * weights
        missed = -(heed * np.log(right)).sum() / many
        return missed + PENALTY * (weights**2).sum(), np.concatenate([gradient.ravel(), off.sum(axis=0) / many])

    start = np.random.default_rng(0).normal(0, 0.001, (size[0] + 1) * size[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 6}).x
    return Fitted(names, idf, kinds, found[: -size[1]].reshape(size), found[-size[1] :])


def rarities(seen: Sequence[Names], fewest: int) -> tuple[list[str], Array, csr_matrix]:
    """Return the features that at least `fewest` texts show, how rare each is, and a row of them for each text."""
    counts = Counter(name for one in seen for name in one)
    names = sorted(name for name, count in counts.items() if count >= fewest)
    idf = np.array([np.log((1 + len(seen)) / (1 + counts[name])) + 1 for name in names])
    return names, idf, _tfidf(seen, names, idf)


def _possible(ticket: Labelled, kinds: Sequence[Kind]) -> list[float]:
    """Return 1 for each kind that a ticket can be of."""
    if ticket.named_kind in kinds:
        return [float(kind == ticket.named_kind) for kind in kinds]
    return [float(kind.tier == ticket.tier and kind.refusable == ticket.refusable) for kind in kinds]


def _tfidf(seen: Sequence[Names], names: Sequence[str], idf: Array) -> csr_matrix:
    columns = {name: i for i, name in enumerate(names)}
    indices: list[int] = []
    ends = [0]
    for one in seen:
        indices += sorted(columns[name] for name in one if name in columns)
        ends.append(len(indices))
    matrix = csr_matrix((idf[indices], indices, ends), shape=(len(seen), len(columns)))
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    norms[norms == 0] = 1.0
    return csr_matrix(matrix.multiply(LENGTH / norms[:, None]), dtype=np.float32)
