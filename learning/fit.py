"""Fits the learned reader: TF-IDF over the features of a report, then two linear models, for the tier and the refusal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from learning.corpus import Labelled

FEWEST = 3
"""Tickets a feature must stand in."""
STRENGTH = 40.0
"""Inverse of the regularisation; chosen on left-out files."""
ALSO_ACCEPTABLE = 0.3
"""Weight of a ticket for a tier that is not its label but that a second reader could choose."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Names with their inverse document frequencies and weights: one column a tier, then the refusal."""

    names: Sequence[str]
    idf: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    def scores(self, seen: Sequence[Mapping[str, object]]) -> np.ndarray:
        """Return one row of scores a ticket: three tiers (softmax), the refusal (logistic)."""
        return np.asarray(_tfidf(seen, {n: i for i, n in enumerate(self.names)}, self.idf) @ self.weights + self.bias)


def fit(tickets: Sequence[Labelled], seen: Sequence[Mapping[str, object]], limit: int | None = None) -> Fitted:
    """Return the model; `limit` keeps only that many of the weightiest features."""
    counts = Counter(name for one in seen for name in one)
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    fitted = _fit(tickets, seen, names, counts)
    if limit is None or len(names) <= limit:
        return fitted
    spread = np.ptp(fitted.weights[:, :3], axis=1) + np.abs(fitted.weights[:, 3])
    weight = spread * fitted.idf * np.sqrt([counts[name] for name in names])
    best = sorted(names[i] for i in np.argsort(-weight)[:limit])
    return _fit(tickets, seen, best, counts)


def _fit(
    tickets: Sequence[Labelled], seen: Sequence[Mapping[str, object]], names: list[str], counts: Counter[str]
) -> Fitted:
    idf = np.array([np.log((1 + len(seen)) / (1 + counts[name])) + 1 for name in names])
    matrix = _tfidf(seen, {name: i for i, name in enumerate(names)}, idf)
    rows, tiers, weights = [], [], []
    for row, ticket in enumerate(tickets):
        for tier in ticket.acceptable:
            rows.append(row)
            tiers.append(tier)
            both = len(ticket.acceptable) > 1
            weights.append((1 - ALSO_ACCEPTABLE if tier == ticket.tier else ALSO_ACCEPTABLE) if both else 1.0)
    by_tier = LogisticRegression(C=STRENGTH, max_iter=250)
    by_tier.fit(matrix[rows], tiers, sample_weight=weights)
    refusal = LogisticRegression(C=STRENGTH, max_iter=250)
    refusal.fit(matrix, [ticket.refusable for ticket in tickets])
    return Fitted(
        names,
        idf,
        np.hstack([by_tier.coef_.T, refusal.coef_.T]),
        np.concatenate([by_tier.intercept_, refusal.intercept_]),
    )


def _tfidf(seen: Sequence[Mapping[str, object]], columns: Mapping[str, int], idf: np.ndarray) -> csr_matrix:
    indices: list[int] = []
    ends = [0]
    for one in seen:
        indices += sorted(columns[name] for name in one if name in columns)
        ends.append(len(indices))
    matrix = csr_matrix((idf[indices], indices, ends), shape=(len(seen), len(columns)))
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    norms[norms == 0] = 1.0
    return csr_matrix(matrix.multiply(1 / norms[:, None]))
