"""Trains the learned reader on all labelled tickets and writes `app/rules/learned.tsv`: `make model`."""

from pathlib import Path

from app.rules.features import features
from app.rules.learned import SCALE
from app.rules.policy import Policy
from app.rules.reader import Reader
from learning.corpus import FILES, Labelled, load
from learning.fit import Fitted, fit

TARGET = Path(__file__).parent.parent / "app" / "rules" / "learned.tsv"
LIMIT = 16_000
"""Features that are kept: the file stays below a megabyte, and the figures do not suffer."""
HEAD = "# feature, inverse document frequency, weights for Tier I, II, III and a refusal, in thousandths; `make model`"


def seen_in(tickets: list[Labelled]) -> list[dict[str, object]]:
    """Return the features of each ticket, as the service reads them."""
    reader = Reader.by(Policy.shipped().lexicon)
    return [dict(features(reader.read(ticket.report))) for ticket in tickets]


def lines(model: Fitted) -> list[str]:
    """Return the model as the lines of a weights file."""
    bias = "\t".join(str(round(value * SCALE)) for value in (0.0, *model.bias))
    rows = (
        "\t".join((name, *(str(round(value * SCALE)) for value in (idf, *weights))))
        for name, idf, weights in zip(model.names, model.idf, model.weights, strict=True)
    )
    return [HEAD, f"(bias)\t{bias}", *rows]


def main() -> None:
    """Write the weights."""
    tickets = [ticket for path in FILES for ticket in load(path)]
    model = fit(tickets, seen_in(tickets), LIMIT)
    TARGET.write_text("\n".join(lines(model)) + "\n", encoding="utf-8")
    print(f"{len(tickets)} tickets, {len(model.names)} features -> {TARGET.name}")


if __name__ == "__main__":
    main()
