"""
Fits all looks of the learned reader, the last one on what the others say of tickets they have not seen.

A look knows the tickets it was trained on almost by heart. Its trustworthiness shows only on others; so the last look
is trained on what the looks say of files that were left out of their training.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from app.rules.features import Features, key_of
from app.rules.learned import PLAIN, THOUSANDTHS, Look
from app.rules.weights import BIAS, COLUMNS, HUNDREDTHS, Weights
from learning.corpus import IN_SIGHT, Labelled
from learning.fit import Array, Fitted, fit, kinds_of

FOLDS = 3
FEWEST = 15
"""Tickets a fact must stand in."""
FEWEST_WORDS = 10
FEWEST_LETTERS = 20
"""Tickets a feature must stand in; more features make the files larger and the figures no better."""
SIGNS = "D:"
"""Signs are left to the last look: some of the tickets here were in sight when the signs were made."""
FACTS = ("D:", "C:", "CL:", "S:", "N:", "f:", "len:")
PENALTY = 1.6
"""Half the weight of the squares of all weights, beside the sum of the losses; chosen on left-out files."""
ALSO_ACCEPTABLE = 0.3
"""Weight of a ticket for a tier that is not its label but that a second reader could choose."""
HEAD = "# feature, rarity, weights for the kinds below; hundredths, nothing for none; `make model`"
LAST_HEAD = "# what was read, weights for Tier I, II, III and against a refusal; thousandths; `make model`"

Corpus = Mapping[Path, tuple[Sequence[Labelled], Sequence[Features]]]
Lines = list[str]


@dataclass(frozen=True)
class Looks:
    """The two looks at words and at letters, as the lines of their files."""

    words: Lines
    letters: Lines


def together(corpus: Corpus) -> tuple[Lines, Lines, Lines]:
    """Return all looks, trained on all of a corpus, as the lines of their files: words, letters, last."""
    looks = _looks(corpus)
    return looks.words, looks.letters, _last(corpus)


def _looks(corpus: Corpus) -> Looks:
    tickets = [ticket for of_file, _ in corpus.values() for ticket in of_file]
    seen = [one for _, of_file in corpus.values() for one in of_file]
    words = [[name for name in one.seen if not name.startswith(SIGNS)] for one in seen]
    return Looks(
        words=look_lines(fit(tickets, words, kinds_of(tickets), FEWEST_WORDS)),
        letters=look_lines(fit(tickets, [one.letters for one in seen], PLAIN, FEWEST_LETTERS)),
    )


def look_lines(model: Fitted) -> Lines:
    """Return a look as the lines of its file."""
    rows = zip(model.names, model.idf, model.weights, strict=True)
    return [
        HEAD,
        "\t".join((COLUMNS, *map(str, model.kinds))),
        _line(BIAS, model.bias),
        *(_line(name, (idf, *weights)) for name, idf, weights in rows),
    ]


def _line(name: str, values: Iterable[float], scale: float = HUNDREDTHS) -> str:
    return "\t".join((name, *(str(round(value * scale) or "") for value in values)))


def _last(corpus: Corpus) -> Lines:
    tickets: list[Labelled] = []
    rows: list[dict[str, float]] = []
    for left_out in _folds(corpus):
        looks = _looks({path: told for path, told in corpus.items() if path not in left_out})
        words, letters = (
            Look("words", Weights(looks.words, key_of)),
            Look("letters", Weights(looks.letters)),
        )
        for path in left_out:
            if path.stem not in IN_SIGHT:
                tickets += corpus[path][0]
                rows += [_told(one, words, letters) for one in corpus[path][1]]
    return _weighed(tickets, rows)


def _told(seen: Features, words: Look, letters: Look) -> dict[str, float]:
    """Return all that the last look is told of a ticket."""
    facts = {name: 1.0 for name in seen.seen if name.startswith(FACTS)}
    of_words, _ = words.chances(seen.keys)
    of_letters, _ = letters.chances(seen.letters)
    return {**facts, **words.told(of_words), **letters.told(of_letters)}


def _folds(corpus: Corpus) -> list[list[Path]]:
    """Return the files in groups of about the same number of tickets."""
    folds: list[list[Path]] = [[] for _ in range(FOLDS)]
    sizes = [0] * FOLDS
    for path in sorted(corpus, key=lambda one: (-len(corpus[one][0]), one.name)):
        smallest = sizes.index(min(sizes))
        folds[smallest].append(path)
        sizes[smallest] += len(corpus[path][0])
    return folds


def _weighed(tickets: Sequence[Labelled], rows: Sequence[Mapping[str, float]]) -> Lines:
    counts = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    columns = {name: i for i, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)))
    for at, row in enumerate(rows):
        for name, value in row.items():
            if name in columns:
                matrix[at, columns[name]] = value
    tiers = np.array([_wanted(ticket) for ticket in tickets])
    against = np.array([0.0 if ticket.refusable else 1.0 for ticket in tickets])
    heed = np.array([ticket.weight for ticket in tickets])
    size = (len(names), 4)

    def loss(found: Array) -> tuple[float, Array]:
        weights, bias = found[:-4].reshape(size), found[-4:]
        reached = matrix @ weights + bias
        chances, refusal = _logs(reached[:, :3]), reached[:, 3]
        missed = -(heed[:, None] * tiers * chances).sum()
        missed += (heed * (np.logaddexp(0, refusal) - against * refusal)).sum()
        off = np.hstack([np.exp(chances) - tiers, (1 / (1 + np.exp(-refusal)) - against)[:, None]]) * heed[:, None]
        gradient = np.concatenate([(matrix.T @ off + 2 * PENALTY * weights).ravel(), off.sum(axis=0)])
        return missed + PENALTY * (weights**2).sum(), gradient

    found = minimize(loss, np.zeros((len(names) + 1) * 4), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    of_names = zip(names, found[:-4].reshape(size), strict=True)
    return [
        LAST_HEAD,
        _line(BIAS, found[-4:], THOUSANDTHS),
        *(_line(name, weights, THOUSANDTHS) for name, weights in of_names),
    ]


def _wanted(ticket: Labelled) -> list[float]:
    """Return how much each tier is wanted of a ticket; the parts sum to 1."""
    if len(ticket.acceptable) == 1:
        return [float(tier == ticket.tier) for tier in (1, 2, 3)]
    weights = [
        (1 - ALSO_ACCEPTABLE if tier == ticket.tier else ALSO_ACCEPTABLE) if tier in ticket.acceptable else 0.0
        for tier in (1, 2, 3)
    ]
    return [weight / sum(weights) for weight in weights]


def _logs(of_tiers: Array) -> Array:
    """Return the logarithms of the probabilities that scores of the three tiers stand for."""
    top = of_tiers.max(axis=1, keepdims=True)
    return np.asarray(of_tiers - top - np.log(np.exp(of_tiers - top).sum(axis=1, keepdims=True)))
