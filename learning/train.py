"""Trains the learned reader on all labelled tickets and writes its files of weights: `make model`."""

from collections.abc import Iterable
from pathlib import Path

from app.rules.case import Case
from app.rules.features import Features, features
from app.rules.learned import TABLES
from app.rules.policy import Policy
from app.rules.reader import Reader
from learning.corpus import FILES, Labelled, load
from learning.weigh import Corpus, together

TARGET = Path(__file__).parent.parent / "app" / "rules"


def seen_in(tickets: list[Labelled]) -> list[Features]:
    """Return the features of each ticket, as the service reads them."""
    policy = Policy.shipped()
    reader = Reader.by(policy.lexicon)
    read = (reader.read(ticket.report) for ticket in tickets)
    return [features(facts, Case.of(facts, policy).signs) for facts in read]


def corpus_of(files: Iterable[Path]) -> Corpus:
    """Return the tickets of some files with what is seen of each."""
    told = {path: load(path) for path in files}
    return {path: (tickets, seen_in(tickets)) for path, tickets in told.items()}


def main() -> None:
    """Write the weights of all looks."""
    corpus = corpus_of(FILES)
    for name, lines in zip(TABLES, together(corpus), strict=True):
        (TARGET / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(lines)} lines -> {name}")
    print(f"{sum(len(tickets) for tickets, _ in corpus.values())} tickets")


if __name__ == "__main__":
    main()
