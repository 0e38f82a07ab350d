"""
Fits the second look: how much the first look (words) and each sign and fact count for a tier and against a refusal.

The first look knows the tickets it was trained on almost by heart. Its trustworthiness shows only on tickets it has not
seen; so the second look is trained on what first looks say of files that were left out of their training.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from app.rules.features import Features
from app.rules.learned import FIRST, LOWEST
from learning.corpus import IN_SIGHT, Labelled
from learning.fit import COLUMNS, Array, Fitted, fit, logs, scores, wanted

FOLDS = 3
FEWEST = 15
"""Tickets a fact must stand in."""
KINDS = ("D:", "C:", "CL:", "S:", "N:", "f:", "len:")
PENALTY = 1.6
"""Half the weight of the squares of all weights, beside the sum of the losses; chosen on left-out files."""

Corpus = Mapping[Path, tuple[Sequence[Labelled], Sequence[Features]]]


@dataclass(frozen=True)
class Weighed:
    """Names of facts (and of the first look's own numbers) with a weight for each of the four scores."""

    names: Sequence[str]
    weights: Array
    bias: Array


def together(corpus: Corpus) -> tuple[Fitted, Weighed]:
    """Return both looks, trained on all of a corpus."""
    return _first(corpus), _second(corpus)


def _first(corpus: Corpus) -> Fitted:
    return fit(
        [ticket for tickets, _ in corpus.values() for ticket in tickets],
        [one for _, seen in corpus.values() for one in seen],
    )


def _second(corpus: Corpus) -> Weighed:
    tickets: list[Labelled] = []
    seen: list[Features] = []
    rows: list[Array] = []
    for left_out in _folds(corpus):
        first = _first({path: told for path, told in corpus.items() if path not in left_out})
        for path in left_out:
            if path.stem in IN_SIGHT:
                continue
            of_file, seen_there = corpus[path]
            tickets += of_file
            seen += seen_there
            rows.append(first_look(scores(first, seen_there)))
    return _weigh(tickets, seen, np.vstack(rows))


def _folds(corpus: Corpus) -> list[list[Path]]:
    """Return the files in groups of about the same number of tickets."""
    folds: list[list[Path]] = [[] for _ in range(FOLDS)]
    sizes = [0] * FOLDS
    for path in sorted(corpus, key=lambda one: (-len(corpus[one][0]), one.name)):
        smallest = sizes.index(min(sizes))
        folds[smallest].append(path)
        sizes[smallest] += len(corpus[path][0])
    return folds


def first_look(found: Array) -> Array:
    """Return what the second look is told of the first: logarithms of the probabilities, and the refusal's."""
    refusal = 1 / (1 + np.exp(np.clip(found[:, 3:], -60, 60)))
    return np.hstack([np.maximum(logs(found[:, :3]), LOWEST), refusal])


def _weigh(tickets: Sequence[Labelled], seen: Sequence[Features], rows: Array) -> Weighed:
    counts = Counter(name for one in seen for name in one.whole if name.startswith(KINDS))
    facts = sorted(name for name, count in counts.items() if count >= FEWEST)
    columns = {name: i for i, name in enumerate(facts)}
    matrix = np.zeros((len(seen), len(facts)))
    for row, one in enumerate(seen):
        matrix[row, [columns[name] for name in one.whole if name in columns]] = 1.0
    matrix = np.hstack([rows, matrix])
    tiers = np.array([wanted(ticket) for ticket in tickets])
    against = np.array([0.0 if ticket.refusable else 1.0 for ticket in tickets])
    heed = np.array([ticket.weight for ticket in tickets])
    size = matrix.shape[1]

    def loss(found: Array) -> tuple[float, Array]:
        weights, bias = found[: size * COLUMNS].reshape(size, COLUMNS), found[size * COLUMNS :]
        reached = matrix @ weights + bias
        chances, refusal = logs(reached[:, :3]), reached[:, 3]
        missed = -(heed[:, None] * tiers * chances).sum()
        missed += (heed * (np.logaddexp(0, refusal) - against * refusal)).sum()
        off = np.hstack([np.exp(chances) - tiers, (1 / (1 + np.exp(-refusal)) - against)[:, None]]) * heed[:, None]
        gradient = np.concatenate([(matrix.T @ off + 2 * PENALTY * weights).ravel(), off.sum(axis=0)])
        return missed + PENALTY * (weights**2).sum(), gradient

    found = minimize(loss, np.zeros((size + 1) * COLUMNS), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    return Weighed([*FIRST, *facts], found[: size * COLUMNS].reshape(size, COLUMNS), found[size * COLUMNS :])
