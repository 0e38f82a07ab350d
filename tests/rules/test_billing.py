"""Rating that stopped for all, and records of one customer."""

from tests.rules.reach_reports import reports, shown


@reports(
    (
        "no_records_for_any_customer_is_billing_stopped",
        "CDR",
        "Since midnight there is not a single CDR for any of our customers, calls run fine.",
        "billing-stopped",
    ),
)
def test_a_report_shows(subject: str, description: str, sign: str) -> None:
    assert sign in shown(subject, description)


@reports(
    (
        "the_records_of_one_customer_are_not_all",
        "CDR",
        "The CDR export of one customer is empty, other customers get theirs.",
        "billing-stopped",
    ),
)
def test_a_report_does_not_show(subject: str, description: str, sign: str) -> None:
    assert sign not in shown(subject, description)
