"""Short reports of faults beyond one customer, and the signs of reach they show."""

import pytest

from app.rules.policy import Policy
from app.rules.reach import signs
from app.rules.reader import Reader
from app.rules.report import report_from_json
from app.rules.signs import Sign

READER = Reader.by(Policy.shipped().lexicon)
LIMIT = 10.0


def found(subject: str, description: str) -> list[Sign]:
    return list(signs(READER.read(report_from_json({"subject": subject, "description": description})), LIMIT))


def shown(subject: str, description: str) -> set[str]:
    return {sign.name for sign in found(subject, description)}


def reports(*rows: tuple[str, str, str, str]) -> pytest.MarkDecorator:
    """Give a test reports, each with what it is an example of, and the sign that is looked for."""
    return pytest.mark.parametrize(
        ("subject", "description", "sign"), [pytest.param(*row, id=name) for name, *row in rows]
    )
