"""Many customers without calls, and what else is told of many."""

from tests.rules.reach_reports import reports, shown


@reports(
    (
        "six_customers_without_calls_are_many",
        "help",
        "Six of our customers, all in different towns, can't call or be called since 9.",
        "many-customers",
    ),
    (
        "three_businesses_named_are_many",
        "odd",
        "The barber, the florist and the vet all say their phones are dead. Different ISPs.",
        "many-customers",
    ),
)
def test_a_report_shows(subject: str, description: str, sign: str) -> None:
    assert sign in shown(subject, description)


@reports(
    (
        "a_portal_that_fails_for_all_leaves_their_calls_alone",
        "graphs",
        "The export of all our customers fails in the portal, their calls are fine.",
        "many-customers",
    ),
)
def test_a_report_does_not_show(subject: str, description: str, sign: str) -> None:
    assert sign not in shown(subject, description)
