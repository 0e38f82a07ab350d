"""Circuit IDs: the shapes of many carriers, exactly as typed, and nothing that only looks like one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.circuit import LONGEST_LIST, MOST, as_field, circuit_ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("circuit ID: 12/ABCD/345678//ZYX", ("12/ABCD/345678//ZYX",)),
        ("CKT 45.L1XX.123456", ("45.L1XX.123456",)),
        ("Cct-ID = KFGS-123456-ATI", ("KFGS-123456-ATI",)),
        ("it runs over 12/KFGS/123456//PT, please check", ("12/KFGS/123456//PT",)),
        ("Circuit: 36 HCGS 123456 PT is down", ("36 HCGS 123456 PT",)),
        ("Circuit IDs: 12/ABCD/345678, 12/ABCD/345679 and 33/KRGN/998877",
         ("12/ABCD/345678", "12/ABCD/345679", "33/KRGN/998877")),
        ("circuit id is BBHK12345.", ("BBHK12345",)),
        ("El ID de circuito es L3-449911-MX.", ("L3-449911-MX",)),
        ("identifiant du circuit : AB-12345-QC", ("AB-12345-QC",)),
        ("ckt ID# 50/TXNS/123456/PT", ("50/TXNS/123456/PT",)),
        ("Circuit ID (Lumen): 441122334", ("441122334",)),
        ("between the POPs: 101/T3/NYCMNYBW/LSANCARC", ("101/T3/NYCMNYBW/LSANCARC",)),
        ("DHEC.123456..ATI is down", ("DHEC.123456..ATI",)),
        ("Circuit ID:\n  12/abcd/345678", ("12/abcd/345678",)),
        ("77/HCXX/004411, in full circuit 77/HCXX/004411//ZZ", ("77/HCXX/004411//ZZ",)),
    ],
)  # fmt: skip
def test_a_circuit_id_is_read_as_it_was_typed(text: str, ids: tuple[str, ...]) -> None:
    assert circuit_ids(text) == ids


@pytest.mark.parametrize(
    "text",
    [
        "call me at 212-555-0100 about the circuit",
        "circuit id 212-555-0100",
        "circuit 2125550100",
        "circuit: +1.212.555.0100",
        "the circuit is down since 06:00",
        "circuit #4 is down",
        "the circuit is 100% down",
        "circuit 10.0.0.12",
        "circuit ticket 12345678",
        "circuit: INC0048821",
        "circuit down 2026-11-24",
        "circuit 11/24/2026",
        "circuit 100Mbps",
        "circuit id 4711077",
        "Circuit ID: N/A",
        "all circuits are busy",
        "order 12/24/2026 from 3125551212",
    ],
)
def test_phones_dates_addresses_and_ticket_numbers_are_no_circuits(text: str) -> None:
    assert circuit_ids(text, ticket_id=4711077) == ()


def test_a_bare_value_is_a_circuit_id_only_in_the_answer_to_the_question() -> None:
    assert circuit_ids("Sure:\nABC-99887-X\nthanks", is_answer=True) == ("ABC-99887-X",)
    assert circuit_ids("It's BBHK12345.", is_answer=True) == ("BBHK12345",)
    assert circuit_ids("Sure:\nABC-99887-X\nthanks") == ()
    assert circuit_ids("555-0100", is_answer=True) == ()


def test_a_field_takes_as_many_as_fit() -> None:
    many = tuple(f"{number}/ABCD/{'1' * 50}" for number in range(10, 30))

    assert as_field(()) is None
    assert as_field(("A-1234-B",)) == "A-1234-B"
    assert len(as_field(many) or "") <= LONGEST_LIST
    assert (as_field(many) or "").endswith("1")


@pytest.mark.parametrize("mark", ["*-", "- ", "> "])
def test_a_long_line_of_marks_is_read_in_a_moment(mark: str) -> None:
    began = time.process_time()
    assert circuit_ids(mark * 10_000, is_answer=True) == ()
    assert time.process_time() - began < 2.0, "a tenth of a second on a quiet machine, and no minute"


@given(st.text(max_size=400))
def test_whatever_is_written_ids_are_few_short_and_words_of_the_text(text: str) -> None:
    ids = circuit_ids(f"circuit id: {text}", is_answer=True)

    assert len(ids) <= MOST
    for one in ids:
        assert 5 <= len(one) <= 60
        assert one in " ".join(text.split()) or one in text
        assert all(mark.isalnum() or mark in "./_- " for mark in one)
