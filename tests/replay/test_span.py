"""How far back `--since` reaches."""

from datetime import UTC, datetime, timedelta

import pytest

from app.errors import InvalidInput
from app.replay.span import since
from tests.rules.kit import NOW


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("90d", NOW - timedelta(days=90)),
        ("12h", NOW - timedelta(hours=12)),
        ("4w", NOW - timedelta(weeks=4)),
        (" 4W ", NOW - timedelta(weeks=4)),
        ("2026-08-01", datetime(2026, 8, 1, tzinfo=UTC)),
        ("2026-08-01T10:00:00+02:00", datetime(2026, 8, 1, 8, tzinfo=UTC)),
    ],
)
def test_spans_and_dates_are_understood(text: str, moment: datetime) -> None:
    assert since(text, NOW) == moment


@pytest.mark.parametrize(
    "text", ["", "90", "d", "-3d", "90 days", "yesterday", "0d", "99999w", "2027-01-01", "1999-01-01"]
)
def test_what_cannot_be_meant_is_a_sentence(text: str) -> None:
    with pytest.raises(InvalidInput, match="--since"):
        since(text, NOW)
