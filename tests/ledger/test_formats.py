"""The ledger as CSV and JSON: the columns, the quoting, and no cell that a spreadsheet would run."""

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger.entry import Cited, Dispute, Entry, cited_in, line
from app.ledger.formats import COLUMNS, FORMULA, as_csv, as_json, document, guarded, unguarded
from app.ledger.month import Month
from app.rules.explanation import plain
from app.rules.ticket import Tier
from tests.ledger.kit import MIDDLE, NOVEMBER, VERDICT, an_entry

GOLDEN = Path(__file__).parent.parent / "data" / "ledger" / "november.csv"
DENVER = Month(2026, 11, ZoneInfo("America/Denver"))
LATER = MIDDLE + timedelta(days=1)
ENTRIES = (
    an_entry(),
    an_entry(
        ticket_id=43,
        key="43:0:refusal:0",
        partner='Blue "Sky", Voice',
        requester='=HYPERLINK("http://127.0.0.1/","click")',
        cited=(
            Cited("tier1.broadsoft-administration", "-2+3 call pickup group, please", "description"),
            Cited("tier1.no-impact", "service affecting: no", "form"),
        ),
        dispute=Dispute.OVERTURNED,
        disputed_at=MIDDLE + timedelta(hours=2),
        settled_at=LATER,
        settled_by=77,
        tier_now=Tier.TWO,
    ),
    an_entry(
        ticket_id=44,
        key="44:0:refusal:0",
        partner="Größe ☎",
        requester=None,
        requester_id=None,
        cited=(),
        dispute=Dispute.OPEN,
        disputed_at=LATER,
        tier_now=None,
        audit_id=None,
    ),
)


def text_of(entries: Sequence[Entry], month: Month = DENVER) -> str:
    return "".join(as_csv(entries, month))


def test_the_csv_is_what_spreadsheets_were_built_on() -> None:
    assert text_of(ENTRIES).encode() == GOLDEN.read_bytes()


def test_the_golden_file_holds_no_cell_that_begins_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(GOLDEN.read_bytes().decode(), newline=""), strict=True))

    assert rows[0] == list(COLUMNS)
    assert not [cell for row in rows for cell in row if cell[:1] in tuple(FORMULA)]


TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text("'=+-@\t\r\n\",;| a＝", max_size=6)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=4))
def test_a_reader_gets_back_every_text_to_the_letter(said: list[tuple[str, str, str]]) -> None:
    entries = [an_entry(partner=partner, requester=requester, because=because) for partner, requester, because in said]
    rows = list(csv.DictReader(io.StringIO(text_of(entries), newline=""), strict=True))

    assert [(unguarded(row["partner"]), unguarded(row["requester"]), unguarded(row["because"])) for row in rows] == said


@given(TEXTS)
def test_no_cell_begins_with_what_makes_a_formula(text: str) -> None:
    """Nor does what follows a semicolon, at which spreadsheets of many languages cut."""
    assert not any(part.startswith(tuple(FORMULA)) for part in guarded(text).split(";"))
    assert unguarded(guarded(text)) == text


@given(TEXTS)
def test_a_text_that_begins_no_formula_is_left_as_it_is(text: str) -> None:
    if not any(part.lstrip("'").startswith(tuple(FORMULA)) for part in text.split(";")):
        assert guarded(text) == text


def test_every_line_ends_as_rfc_4180_has_it() -> None:
    text = text_of([replace(ENTRIES[0], because="one\ntwo")])

    assert text.endswith("\r\n")
    assert text.count("\r\n") == 2


def test_an_empty_month_is_a_heading_only() -> None:
    assert text_of([]) == ",".join(COLUMNS) + "\r\n"


def test_the_columns_are_those_of_every_entry() -> None:
    assert tuple(document(ENTRIES[0], DENVER)) == COLUMNS


def read(entries: Sequence[Entry], partner: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads("".join(as_json(entries, DENVER, partner, is_over=True)))
    return found


def test_json_is_one_object_with_rows_and_totals() -> None:
    found = read(ENTRIES)

    assert [found[name] for name in ("month", "zone", "from", "until", "is_over", "partner")] == [
        "2026-11",
        "America/Denver",
        "2026-11-01T00:00:00-06:00",
        "2026-12-01T00:00:00-07:00",
        True,
        None,
    ]
    assert [row["ticket"] for row in found["rows"]] == [42, 43, 44]
    assert found["rows"][1]["evidence"][1] == {
        "clause": "tier1.no-impact",
        "words": "service affecting: no",
        "source": "form",
    }
    assert found["rows"][1]["requester"].startswith("=HYPERLINK"), "JSON is no spreadsheet"
    assert found["totals"]["all"] == {"refusals": 3, "billable": 1, "pending": 1, "not_billable": 1, "shadow": 0}
    assert found["totals"]["partners"]["Acme"]["billable"] == 1


def test_json_of_an_empty_month_is_read_too() -> None:
    assert read([], "Acme")["rows"] == []


def test_refusals_in_shadow_count_as_none() -> None:
    totals = read([an_entry(is_shadow=True)])["totals"]["all"]

    assert totals == {"refusals": 0, "billable": 0, "pending": 0, "not_billable": 0, "shadow": 1}


@pytest.mark.parametrize("reasons", [None, {}, [], {"evidence": None}, {"evidence": [1, {"clause": 2}, {}]}, "text"])
def test_reasons_of_another_form_cite_nothing(reasons: Any) -> None:
    assert cited_in(reasons) == ()


def test_words_of_a_ticket_stand_on_one_line_without_what_steers_a_terminal() -> None:
    evidence = VERDICT.as_json()["evidence"][0] | {"words": "one\r\n two\x1b[2J\u202e"}
    (cited,) = cited_in({"evidence": [evidence]})

    assert cited.words == "one two·[2J·"
    assert unguarded(guarded(cited.words)) == cited.words


def test_times_are_those_of_the_months_zone() -> None:
    assert document(ENTRIES[0], DENVER)["refused_at"] == "2026-11-12T03:00:00-07:00"
    assert document(ENTRIES[0], NOVEMBER)["refused_at"] == "2026-11-12T10:00:00+00:00"


NASTY = "".join((FORMULA, "';, a.\"·é\u00a0\u00ad\u0085\u200b\u202e\u2028\u3000\ufeff\x00\x07\x1b\x7f"))


@given(st.text(st.sampled_from(NASTY), max_size=8))
def test_a_text_that_needs_nothing_is_passed_on_only_where_nothing_would_be_done(text: str) -> None:
    """The quick way out is taken for most texts, and must never be taken for one that acts on a sheet or a terminal."""
    assert line(text) == " ".join(plain(text.replace("\r", " ")).split())
    assert guarded(text) == re.sub(f"(^|;)(?='*[{re.escape(FORMULA)}])", r"\1'", text)
