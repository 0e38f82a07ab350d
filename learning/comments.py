"""
Trains the learned reader of comments, and shows how well comments are read with each file of cases left out.

    python -m learning.comments [--train | --unseen] [--mistakes]

Sentences (`sentences-*.tsv`) say what they say. Cases (`comments*.jsonl`) say it of a whole comment: where a comment
says a thing, its loudest sentence is taken to say it and the others count as unknown; where it does not, none does.
Which one is loudest a first model tells, trained on what is certain.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from app.rules.comments import gravity
from app.rules.comments.features import seen
from app.rules.comments.fresh import fresh, sentences
from app.rules.comments.gravity import Gravity
from app.rules.comments.learned import TABLE, Hears, Listener, Saying
from app.rules.comments.reading import read, weighed
from app.rules.comments.remark import Author, Reading, Remark, remark_from_json
from app.rules.policy import Policy
from app.rules.ticket import Tier
from app.rules.weights import BIAS, COLUMNS, HUNDREDTHS
from learning.corpus import FOLDER
from learning.fit import Array, rarities

CASES = sorted(FOLDER.glob("comments*.jsonl"))
"""Whole comments, each file in other voices; these are left out in turn."""
UNSEEN = sorted(FOLDER.glob("unseen-comments-*.jsonl"))
"""Cases that no weights are ever trained on."""
SENTENCES = sorted(FOLDER.glob("sentences-*.tsv"))
"""Sentences written for breadth of wording; these only train."""
IN_SIGHT = frozenset({"comments", "comments_written"})
"""The patterns were made in sight of these: what patterns and model say of them together flatters."""
TARGET = Path(__file__).parent.parent / "app" / "rules" / "comments"
NAMES = {
    Saying.ESCALATION: "escalation",
    Saying.DISPUTE: "dispute",
    Saying.STEPS: "steps",
    Saying.GONE: "gone",
    Saying.THANKS: "thanks",
    Saying.LOST_WAY: "lost-way",
    Saying.LOST_ACCESS: "lost-admin",
    Saying.BEYOND_ACCESS: "barred",
    Saying.CARRIER_OUT: "carrier-out",
    Saying.ELSEWHERE: "elsewhere",
    Saying.SEVERE: "severe",
}
"""What the sentences' files call each saying."""
FLAGS = {
    Saying.ESCALATION: "escalation_request",
    Saying.DISPUTE: "dispute",
    Saying.STEPS: "exhausted_steps",
    Saying.GONE: "restored",
    Saying.THANKS: "thanks_only",
}
"""What the cases call it."""
PENALTY = 2e-5
FEWEST = 4
"""Sentences a feature must stand in."""
STEPS = 150
UNKNOWN = float("nan")
FOLDS = 3
"""Parts in which files are left out to learn how far severity is to be believed."""
GRAVITY_PENALTY = 1.0
"""Half the weight of the squares of its weights, beside the sum of the losses."""
GRAVITY_HEAD = "# fact, its weight in the odds that a comment lifts its ticket to Tier III; `make model`"
HEAD = "# feature, rarity, weights for the sayings below; hundredths, nothing for none; `make model`"


@dataclass(frozen=True, slots=True)
class Case:
    """A comment with its labels."""

    id: str
    remark: Remark
    labels: dict[str, Any]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """One sentence with what it says: 1, 0 or unknown for each saying."""

    seen: frozenset[str]
    says: tuple[float, ...]


def cases_of(path: Path) -> list[Case]:
    """Return the cases of one file."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        document = json.loads(line)
        remark = remark_from_json(document)
        words = tuple(one.text for one in fresh(remark.words).sentences)
        found.append(Case(document["id"], remark, document["labels"], words))
    return found


def sentences_of(path: Path) -> list[Heard]:
    """Return the sentences of one file: what they say, a tab, the words; what no line names is unknown to it."""
    lines = [line.partition("\t") for line in path.read_text("utf-8").splitlines()]
    told = {name.removeprefix("not-") for says, _, _ in lines for name in says.split(",")}
    found = []
    for says, _, text in lines:
        names = says.split(",")
        words = " ".join(one.text for one in sentences(text))
        values = (float(name in names) if name in told else UNKNOWN for name in NAMES.values())
        found.append(Heard(seen(words), tuple(values)))
    return found


def train(cases: Sequence[Case], told: Sequence[Heard], sayings: Sequence[Saying] = tuple(Saying)) -> list[str]:
    """Return the model of some sayings as the lines of its file."""
    first = Listener.from_lines(_fit([*told, *_heard(cases, None)], sayings))
    return _fit([*told, *_heard(cases, _Partial(first, sayings))], sayings)


class _Partial:
    """A model of some sayings, asked as if it knew all; `beside` tells the others."""

    def __init__(self, some: Listener, sayings: Sequence[Saying], beside: Hears | None = None) -> None:
        self._some, self._beside = some, beside
        self._places = {saying: place for place, saying in enumerate(sayings)}

    def chances(self, text: str) -> tuple[float, ...]:
        """Return how likely a folded sentence says each thing; 0 for what nobody tells."""
        known = self._some.chances(text)
        others = self._beside.chances(text) if self._beside else (0.0,) * len(Saying)
        return tuple(known[self._places[one]] if one in self._places else others[one] for one in Saying)


def _heard(cases: Sequence[Case], listener: Hears | None) -> Iterator[Heard]:
    for case in cases:
        if case.remark.author is Author.SYSTEM:
            continue
        if len(case.sentences) > 1:
            yield Heard(seen(" ".join(case.sentences)), tuple(_says_whole(case, saying) for saying in Saying))
        chances = [listener.chances(text) for text in case.sentences] if listener else []
        for at, text in enumerate(case.sentences):
            yield Heard(seen(text), tuple(_says(case, saying, at, chances) for saying in Saying))


def _says(case: Case, saying: Saying, at: int, chances: Sequence[Sequence[float]]) -> float:
    """Return whether the sentence `at` says it, as far as the label of the whole comment tells."""
    label = _label(case, saying)
    if label is None:
        return _says_of_tier(case, saying)
    is_alone = len(case.sentences) == 1
    if label:
        if is_alone or saying is Saying.THANKS:
            return 1.0
        loudest = max(range(len(chances)), key=lambda one: chances[one][saying], default=None)
        return 1.0 if at == loudest else UNKNOWN
    if saying is Saying.DISPUTE and not case.remark.is_refused:
        return UNKNOWN  # the label speaks of refused tickets only
    if saying in (Saying.STEPS, Saying.THANKS) and not is_alone:
        return UNKNOWN  # one step is none, and thanks beside something else is thanks all the same
    return 0.0


def _says_whole(case: Case, saying: Saying) -> float:
    """Return whether a whole comment says it."""
    label = _label(case, saying)
    if label is None:
        return _says_of_tier(case, saying)
    is_known = saying is not Saying.DISPUTE or case.remark.is_refused
    return float(label) if is_known else UNKNOWN


def _label(case: Case, saying: Saying) -> bool | None:
    """Return what the labels of a case tell of a saying; None where they do not speak of it."""
    if saying is Saying.SEVERE:
        return case.labels["raises_to"] == Tier.THREE if _is_below(case, Tier.THREE) else None
    return bool(case.labels[FLAGS[saying]]) if saying in FLAGS else None


def _is_below(case: Case, tier: Tier) -> bool:
    return (case.remark.tier or Tier.ONE) < tier


def _says_of_tier(case: Case, saying: Saying) -> float:
    """Return 0 for what would have raised the tier, where that did not rise; what raised it is not told apart."""
    reached = Tier.THREE if saying in (Saying.CARRIER_OUT, Saying.SEVERE) else Tier.TWO
    is_telling = saying is not Saying.ELSEWHERE and _is_below(case, reached)
    return 0.0 if is_telling and (case.labels["raises_to"] or 0) < reached else UNKNOWN


def _fit(told: Sequence[Heard], sayings: Sequence[Saying]) -> list[str]:
    """Fit a logistic regression for each saying over TF-IDF features; the same data give the same weights."""
    told = [one for one in told if any(one.says[saying] == one.says[saying] for saying in sayings)]
    names, idf, rows = rarities([one.seen for one in told], FEWEST)
    turned = rows.T.tocsr()
    says = np.array([one.says for one in told])[:, list(sayings)]
    known = ~np.isnan(says)
    wanted = np.nan_to_num(says)
    size, many = (len(names), len(sayings)), len(told)

    def loss(found: Array) -> tuple[float, Array]:
        weights, bias = found[: -size[1]].reshape(size), found[-size[1] :]
        scores = rows @ weights + bias
        missed = (known * (np.logaddexp(0, scores) - wanted * scores)).sum() / many
        off = known * (1 / (1 + np.exp(-scores)) - wanted) / many
        gradient = turned @ off + 2 * PENALTY * weights
        return missed + PENALTY * (weights**2).sum(), np.concatenate([gradient.ravel(), off.sum(axis=0)])

    start = np.zeros((size[0] + 1) * size[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    of_names = zip(names, idf, found[: -size[1]].reshape(size), strict=True)
    return [
        HEAD,
        "\t".join((COLUMNS, *(NAMES[saying] for saying in sayings))),
        _line(BIAS, found[-size[1] :]),
        *(_line(name, (rarity, *weights)) for name, rarity, weights in of_names),
    ]


# --- the last look at the tier ---------------------------------------------------------------------------------------


def train_gravity(files: Sequence[Sequence[Case]], told: Sequence[Heard], listener: Hears) -> list[str]:
    """
    Return the weights of the last look at whether a comment lifts to Tier III, as the lines of their file.

    A model knows the voices it was trained on; so what it says of severity is taken here from one that has not met the
    file. What the other sayings tell is taken from `listener`.
    """
    policy = Policy.shipped()
    rows: list[dict[str, float]] = []
    wanted: list[bool] = []
    for fold in range(FOLDS):
        others = [case for place, cases in enumerate(files) if place % FOLDS != fold for case in cases]
        lines = train(others, told, (Saying.SEVERE,))
        hears = _Partial(Listener.from_lines(lines), (Saying.SEVERE,), listener)
        for case in (case for cases in files[fold::FOLDS] for case in cases):
            facts = weighed(case.remark, policy, hears)
            if facts is not None:
                rows.append(facts)
                wanted.append(case.labels["raises_to"] == Tier.THREE)
    return _weighed(rows, wanted)


def _weighed(rows: Sequence[dict[str, float]], wanted: Sequence[bool]) -> list[str]:
    """Fit a logistic regression over the facts."""
    names = sorted({name for row in rows for name in row})
    matrix = np.array([[row.get(name, 0.0) for name in names] + [1.0] for row in rows])
    lifts = np.array(wanted, float)

    def loss(found: Array) -> tuple[float, Array]:
        scores = matrix @ found
        off = 1 / (1 + np.exp(-scores)) - lifts
        shrunk = np.append(found[:-1], 0.0)
        missed = (np.logaddexp(0, scores) - lifts * scores).sum() + GRAVITY_PENALTY * (shrunk**2).sum()
        return missed, matrix.T @ off + 2 * GRAVITY_PENALTY * shrunk

    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B").x
    of_names = zip((*names, gravity.BIAS), found, strict=True)
    return [GRAVITY_HEAD, *(f"{name}\t{weight:.3f}" for name, weight in of_names)]


def _line(name: str, values: Sequence[float] | Array) -> str:
    return "\t".join((name, *(str(round(value * HUNDREDTHS) or "") for value in values)))


# --- how well comments are read ---------------------------------------------------------------------------------------


def judge_without(left_out: Path) -> list[tuple[Case, Reading, Reading]]:
    """Return the cases of one file with their readings by patterns alone and together with a model of all others."""
    told = [one for path in SENTENCES for one in sentences_of(path)]
    files = [cases_of(path) for path in CASES if path != left_out]
    listener, policy = Listener.from_lines(train([case for cases in files for case in cases], told)), Policy.shipped()
    last = Gravity.from_lines(train_gravity(files, told, listener))
    alone = replace(policy, learned=False)
    return [(case, read(case.remark, alone), read(case.remark, policy, listener, last)) for case in cases_of(left_out)]


def judge_unseen(path: Path) -> list[tuple[Case, Reading, Reading]]:
    """Return the cases of a file with their readings by patterns alone and together with the shipped weights."""
    policy = Policy.shipped()
    alone = replace(policy, learned=False)
    return [(case, read(case.remark, alone), read(case.remark, policy)) for case in cases_of(path)]


def _f1(wanted: Sequence[bool], found: Sequence[bool]) -> float:
    right = sum(one and other for one, other in zip(wanted, found, strict=True))
    return 2 * right / max(1, sum(wanted) + sum(found))


def figures(judged: Sequence[tuple[Case, Reading, Reading]]) -> dict[str, str]:
    """Return the figures of cases judged: F1 of each saying by patterns alone and together, then what tiers rise."""
    shown = {}
    for flag in FLAGS.values():
        wanted = [bool(case.labels[flag]) for case, _, _ in judged]
        alone = _f1(wanted, [getattr(reading, flag) for _, reading, _ in judged])
        both = _f1(wanted, [getattr(reading, flag) for _, _, reading in judged])
        shown[flag] = f"{alone:.3f} > {both:.3f}"
    rises = [(case.labels["raises_to"], reading.raises_to) for case, _, reading in judged]
    shown["tier right"] = f"{sum(wanted == found for wanted, found in rises) / len(rises):.1%}"
    shown["III missed"] = str(sum(wanted == 3 and found != 3 for wanted, found in rises))
    shown["III for nothing"] = str(sum(wanted != 3 and found == 3 for wanted, found in rises))
    right = sum(set(case.labels["provides"]) == set(reading.provides) for case, _, reading in judged)
    shown["provides"] = f"{right / len(judged):.1%}"
    return shown


def _mistakes(judged: Sequence[tuple[Case, Reading, Reading]]) -> Iterator[str]:
    for case, _, reading in judged:
        document = reading.as_json()
        for flag in (*FLAGS.values(), "raises_to"):
            if (case.labels[flag] or None) != (document[flag] or None):
                text = " ".join(case.remark.words.split())[:400]
                yield f"{case.id} {flag}: {document[flag]} instead of {case.labels[flag]}; {reading.because[:160]}"
                yield f"    {text}"


def main() -> None:
    """Train, or print the table."""
    parser = argparse.ArgumentParser(description="How well comments are read, each file of cases left out in turn.")
    parser.add_argument("--train", action="store_true", help="write the weights instead")
    parser.add_argument("--mistakes", action="store_true", help="list every mistake with its reason")
    parser.add_argument("--unseen", action="store_true", help="only the cases that nothing is trained on")
    parser.add_argument("--jobs", type=int, default=2, help="processes to train in")
    parser.add_argument(
        "--only", nargs="*", default=[], metavar="FILE", help="leave only these files out, without their endings"
    )
    arguments = parser.parse_args()
    if arguments.train:
        write()
        return
    judge, paths = (judge_unseen, UNSEEN) if arguments.unseen else (judge_without, CASES)
    with ProcessPoolExecutor(arguments.jobs, get_context("fork")) as pool:
        wanted = [path for path in paths if not arguments.only or path.stem in arguments.only]
        found = dict(zip(wanted, pool.map(judge, wanted), strict=True))
    for path, judged in found.items():
        note = " (the patterns were made in sight of it)" if path.stem in IN_SIGHT else ""
        print(f"{path.stem}, {len(judged)} cases{note}; F1 by patterns alone > together with the learned reader")
        print("".join(f"    {name:<20}{value}\n" for name, value in figures(judged).items()))
    if arguments.mistakes:
        for judged in found.values():
            print("\n".join(_mistakes(judged)))


def write() -> None:
    """Train on everything and write the weights."""
    told = [one for path in SENTENCES for one in sentences_of(path)]
    files = [cases_of(path) for path in CASES]
    lines = train([case for cases in files for case in cases], told)
    last = train_gravity(files, told, Listener.from_lines(lines))
    for name, of_table in ((TABLE, lines), (gravity.TABLE, last)):
        TARGET.joinpath(name).write_text("\n".join(of_table) + "\n", encoding="utf-8")
        print(f"{len(of_table)} lines -> {name}")


if __name__ == "__main__":
    main()
