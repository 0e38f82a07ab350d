"""Past tickets from a file, with their labels."""

from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.replay.tickets_file import read_file, read_lines
from app.rules.replay import Label
from app.rules.ticket import Tier


def test_labels_are_read_where_there_are_any() -> None:
    lines = [
        '{"id": "A", "subject": "s", "tier": 2, "acceptable": [1, 2], "auto_reject_ok": false}',
        "",
        '{"id": 7, "subject": "s", "organization": "Acme"}',
        '{"subject": "s", "auto_reject_ok": true}',
        '{"subject": "s", "tier": 3}',
    ]

    first, second, third, fourth = read_lines(lines, "past.jsonl")

    assert first.label == Label(Tier.TWO, frozenset({Tier.ONE, Tier.TWO}), False)
    assert (second.id, second.label) == ("7", None)
    assert (third.id, third.label) == ("line 4", Label(refusable=True))
    assert fourth.label == Label(Tier.THREE, frozenset({Tier.THREE}))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{not json", "not JSON"),
        ("[1]", "one JSON object a line"),
        ('{"id": [1]}', "'id' must be text or a number"),
        ('{"tier": 4}', "'tier' must be 1, 2, 3 or null"),
        ('{"tier": true}', "'tier' must be 1, 2, 3 or null"),
        ('{"tier": 1, "acceptable": 2}', "'acceptable' must be a list of tiers"),
        ('{"acceptable": [2]}', "'acceptable' needs 'tier'"),
        ('{"auto_reject_ok": "yes"}', "'auto_reject_ok' must be true, false or null"),
        ('{"subject": {}}', "'subject' must be text or null"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_broken_line_is_named_with_file_and_number(line: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        list(read_lines(["{}", line], "past.jsonl"))

    assert str(caught.value).startswith("past.jsonl, line 2: ")
    assert sentence in str(caught.value)


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b'{"subject": "\xff"}')

    with pytest.raises(InvalidInput, match="No such file"):
        read_file(tmp_path / "absent.jsonl")
    with pytest.raises(InvalidInput, match="not UTF-8"):
        read_file(binary)
