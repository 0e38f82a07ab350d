"""Trains the learned reader on all labelled tickets and writes its two files of weights: `make model`."""

from collections.abc import Iterable
from pathlib import Path

from app.rules.features import Features, features
from app.rules.learned import BIAS, SCALE
from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.reading import signs_of
from learning.corpus import FILES, Labelled, load
from learning.fit import Fitted
from learning.weigh import Corpus, Weighed, together

TARGET = Path(__file__).parent.parent / "app" / "rules" / "learned.tsv"
WEIGHED = TARGET.with_name("weighed.tsv")
HEAD = (
    "# feature, rarity, weights in the whole report for Tier I, II, III and against a refusal, the same four in a "
    "sentence; thousandths; `make model`"
)
WEIGHED_HEAD = "# what was read, weights for Tier I, II, III and against a refusal; thousandths; `make model`"


def seen_in(tickets: list[Labelled]) -> list[Features]:
    """Return the features of each ticket, as the service reads them."""
    policy = Policy.shipped()
    reader = Reader.by(policy.lexicon)
    read = (reader.read(ticket.report) for ticket in tickets)
    return [features(facts, tuple(signs_of(facts, policy.large_group_percent))) for facts in read]


def lines(model: Fitted) -> list[str]:
    """Return the first look as the lines of its file."""
    rows = (
        _line(name, (idf, *whole, *sentence))
        for name, idf, whole, sentence in zip(model.names, model.idf, model.whole, model.sentence, strict=True)
    )
    return [HEAD, _line(BIAS, model.bias), *rows]


def weighed_lines(model: Weighed) -> list[str]:
    """Return the second look as the lines of its file."""
    rows = (_line(name, weights) for name, weights in zip(model.names, model.weights, strict=True))
    return [WEIGHED_HEAD, _line(BIAS, model.bias), *rows]


def _line(name: str, values: Iterable[float]) -> str:
    return "\t".join((name, *(str(round(value * SCALE)) for value in values)))


def corpus_of(files: Iterable[Path]) -> Corpus:
    """Return the tickets of some files with what is seen of each."""
    told = {path: load(path) for path in files}
    return {path: (tickets, seen_in(tickets)) for path, tickets in told.items()}


def main() -> None:
    """Write the weights of both looks."""
    corpus = corpus_of(FILES)
    first, second = together(corpus)
    TARGET.write_text("\n".join(lines(first)) + "\n", encoding="utf-8")
    WEIGHED.write_text("\n".join(weighed_lines(second)) + "\n", encoding="utf-8")
    count = sum(len(tickets) for tickets, _ in corpus.values())
    print(f"{count} tickets; {len(first.names)} features -> {TARGET.name}, {len(second.names)} -> {WEIGHED.name}")


if __name__ == "__main__":
    main()
