"""The details that a comment provides."""

import pytest

from app.rules.comments.remark import Detail
from tests.rules.comments.kit import said


@pytest.mark.parametrize(
    ("words", "provided"),
    [
        ("Circuit ID is 84/HCGS/019923/TQW.", {Detail.CIRCUIT_ID}),
        ("ID de circuito: MX-4402-QRO-11", {Detail.CIRCUIT_ID}),
        ("I'll send the circuit ID tomorrow.", set()),
        ("404-555-0190 to 212-555-0145 at 10:02, fast busy", {Detail.CALL_EXAMPLES}),
        ("My direct number is 555-0131, Antonia.", {Detail.CUSTOMER_INFORMATION}),
        ("The account is HM-204, 9 Pier Rd, Gloucester.", {Detail.CUSTOMER_INFORMATION}),
        ("The customer is nervous.", set()),
        ("Correction: it's 9 of 100.", {Detail.AFFECTED_USERS}),
        ("It is still the same eight people.", set()),
        ("The carrier reports a fiber cut since 09:33.", {Detail.OUTAGE_DETAILS}),
        ("Could you tell us the account and the circuit?", set()),
        ("Will test at 10:00 on 03/11.", set()),
    ],
)
def test_details_are_new_facts_and_no_promises(words: str, provided: set[Detail]) -> None:
    reading = said(words)

    assert set(reading.provides) == provided, reading.because
