"""
Fits the learned reader: TF-IDF over what is seen of a report and of each of its sentences, then a linear model.

The score of a tier is the report's own, plus the soft maximum over its sentences; a fourth score speaks against a
refusal. Found by L-BFGS over the exact gradient; the same data give the same weights.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from app.rules.features import Features
from app.rules.learned import LENGTH
from learning.corpus import Labelled

FEWEST = 5
"""Tickets a feature must stand in; more features make the file larger and the figures no better."""
PENALTY = 2e-5
"""Weight of the squares of all weights; chosen on left-out files."""
SIGNS = "D:"
"""Signs are left to the second look: half of the tickets here were in sight when the signs were made."""
ALSO_ACCEPTABLE = 0.3
"""Weight of a ticket for a tier that is not its label but that a second reader could choose."""
REFUSAL = 0.5
"""Weight of the refusal beside the tier."""
STEPS = 70
"""Of L-BFGS; going on to the end fits the training tickets, not the unseen ones."""
COLUMNS = 4

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Numbers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Names = Mapping[str, object]


@dataclass(frozen=True)
class Fitted:
    """Names with their rarity and weights: in the whole report and in a sentence, each for four scores."""

    names: Sequence[str]
    idf: Array
    whole: Array
    sentence: Array
    bias: Array


@dataclass(frozen=True)
class _Data:
    """The labelled tickets as matrices."""

    whole: csr_matrix
    sentences: csr_matrix
    starts: Numbers
    ticket_of: Numbers
    tiers: Array
    against: Array
    heed: Array
    turned: tuple[csr_matrix, csr_matrix] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "turned", (self.whole.T.tocsr(), self.sentences.T.tocsr()))


def fit(tickets: Sequence[Labelled], seen: Sequence[Features]) -> Fitted:
    """Return the model of some tickets."""
    counts = Counter(name for one in seen for name in one.whole)
    names = sorted(name for name, count in counts.items() if count >= FEWEST and not name.startswith(SIGNS))
    idf = np.array([np.log((1 + len(seen)) / (1 + counts[name])) + 1 for name in names])
    columns = {name: i for i, name in enumerate(names)}
    sizes = [len(one.sentences) for one in seen]
    data = _Data(
        whole=_tfidf([one.whole for one in seen], columns, idf),
        sentences=_tfidf([sentence for one in seen for sentence in one.sentences], columns, idf),
        starts=np.cumsum([0, *sizes[:-1]]),
        ticket_of=np.repeat(np.arange(len(seen)), sizes),
        tiers=np.array([wanted(ticket) for ticket in tickets]),
        against=np.array([0.0 if ticket.refusable else 1.0 for ticket in tickets]),
        heed=np.array([ticket.weight for ticket in tickets]),
    )
    start = np.random.default_rng(0).normal(0, 0.001, 2 * COLUMNS * len(names) + COLUMNS)
    found = minimize(_loss, start, (data,), jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 8}).x
    whole, sentence, bias = _parts(found, len(names))
    return Fitted(names, idf, whole, sentence, bias)


def scores(model: Fitted, seen: Sequence[Features]) -> Array:
    """Return a row of four scores a ticket, as the service computes them."""
    columns = {name: i for i, name in enumerate(model.names)}
    sizes = [len(one.sentences) for one in seen]
    starts, ticket_of = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(seen)), sizes)
    by_sentence = _tfidf([s for one in seen for s in one.sentences], columns, model.idf) @ model.sentence
    pooled, _ = _soft_maximum(by_sentence, starts, ticket_of)
    return np.asarray(_tfidf([one.whole for one in seen], columns, model.idf) @ model.whole + pooled + model.bias)


def wanted(ticket: Labelled) -> list[float]:
    """Return how much each tier is wanted of a ticket; the parts sum to 1."""
    if len(ticket.acceptable) == 1:
        return [float(tier == ticket.tier) for tier in (1, 2, 3)]
    weights = [
        (1 - ALSO_ACCEPTABLE if tier == ticket.tier else ALSO_ACCEPTABLE) if tier in ticket.acceptable else 0.0
        for tier in (1, 2, 3)
    ]
    return [weight / sum(weights) for weight in weights]


def _parts(found: Array, size: int) -> tuple[Array, Array, Array]:
    cut = COLUMNS * size
    return found[:cut].reshape(size, COLUMNS), found[cut : 2 * cut].reshape(size, COLUMNS), found[2 * cut :]


def _loss(found: Array, data: _Data) -> tuple[float, Array]:
    """Return the loss a ticket, and its gradient."""
    size, many = data.whole.shape[1], len(data.tiers)
    whole, sentence, bias = _parts(found, size)
    pooled, shares = _soft_maximum(data.sentences @ sentence, data.starts, data.ticket_of)
    found_scores = data.whole @ whole + pooled + bias
    chances = logs(found_scores[:, :3])
    refusal = found_scores[:, 3]
    loss = -(data.heed[:, None] * data.tiers * chances).sum()
    loss += REFUSAL * (data.heed * (np.logaddexp(0, refusal) - data.against * refusal)).sum()
    off = np.empty((many, COLUMNS))
    off[:, :3] = np.exp(chances) - data.tiers
    off[:, 3] = REFUSAL * (1 / (1 + np.exp(-refusal)) - data.against)
    off *= data.heed[:, None]
    by_whole, by_sentence = data.turned
    gradient = np.concatenate([
        (by_whole @ off / many + 2 * PENALTY * whole).ravel(),
        (by_sentence @ (shares * off[data.ticket_of]) / many + 2 * PENALTY * sentence).ravel(),
        off.sum(axis=0) / many,
    ])  # fmt: skip
    return loss / many + PENALTY * ((whole**2).sum() + (sentence**2).sum()), gradient


def logs(of_tiers: Array) -> Array:
    """Return the logarithms of the probabilities that scores of the three tiers stand for."""
    top = of_tiers.max(axis=1, keepdims=True)
    return np.asarray(of_tiers - top - np.log(np.exp(of_tiers - top).sum(axis=1, keepdims=True)))


def _soft_maximum(scores: Array, starts: Numbers, ticket_of: Numbers) -> tuple[Array, Array]:
    """Return each ticket's soft maximum over its sentences, and each sentence's part in it."""
    top = np.maximum.reduceat(scores, starts, axis=0)
    parts = np.exp(scores - top[ticket_of])
    sums = np.add.reduceat(parts, starts, axis=0)
    return top + np.log(sums), parts / sums[ticket_of]


def _tfidf(seen: Sequence[Names], columns: Mapping[str, int], idf: Array) -> csr_matrix:
    indices: list[int] = []
    ends = [0]
    for one in seen:
        indices += sorted(columns[name] for name in one if name in columns)
        ends.append(len(indices))
    matrix = csr_matrix((idf[indices], indices, ends), shape=(len(seen), len(columns)))
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    norms[norms == 0] = 1.0
    return csr_matrix(matrix.multiply(LENGTH / norms[:, None]))
