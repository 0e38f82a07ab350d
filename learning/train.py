"""Trains the learned reader on all labelled tickets and writes `app/rules/learned.tsv`: `make model`."""

from pathlib import Path

from app.rules.features import Features, features
from app.rules.learned import BIAS, SCALE
from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.reading import signs_of
from learning.corpus import FILES, Labelled, load
from learning.fit import Fitted, fit

TARGET = Path(__file__).parent.parent / "app" / "rules" / "learned.tsv"
LIMIT = 20_000
"""Features that are kept: the file stays about a megabyte, and the figures do not suffer."""
HEAD = (
    "# feature, rarity, weights in the whole report for Tier I, II, III and against a refusal, the same four in a "
    "sentence; thousandths; `make model`"
)


def seen_in(tickets: list[Labelled]) -> list[Features]:
    """Return the features of each ticket, as the service reads them."""
    policy = Policy.shipped()
    reader = Reader.by(policy.lexicon)
    read = (reader.read(ticket.report) for ticket in tickets)
    return [features(facts, tuple(signs_of(facts, policy.large_group_percent))) for facts in read]


def lines(model: Fitted) -> list[str]:
    """Return the model as the lines of a weights file."""
    rows = (
        "\t".join((name, *(str(round(value * SCALE)) for value in (idf, *whole, *sentence))))
        for name, idf, whole, sentence in zip(model.names, model.idf, model.whole, model.sentence, strict=True)
    )
    return [HEAD, "\t".join((BIAS, *(str(round(value * SCALE)) for value in model.bias))), *rows]


def main() -> None:
    """Write the weights."""
    tickets = [ticket for path in FILES for ticket in load(path)]
    model = fit(tickets, seen_in(tickets), LIMIT)
    TARGET.write_text("\n".join(lines(model)) + "\n", encoding="utf-8")
    print(f"{len(tickets)} tickets, {len(model.names)} features -> {TARGET.name}")


if __name__ == "__main__":
    main()
