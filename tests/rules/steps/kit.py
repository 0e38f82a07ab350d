"""What a description shows of steps, sides and relief."""

from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.report import report_from_json
from app.rules.steps.reading import signs

LIMIT = 10.0


def shown(text: str) -> set[str]:
    """The names of the signs that a description shows."""
    facts = Reader.by(Policy.shipped().lexicon).read(report_from_json({"subject": "", "description": text}))
    return {one.name for one in signs(facts, LIMIT)}
