"""Single routes that fail, and other things that fail alone."""

from tests.rules.reach_reports import reports, shown


@reports(
    (
        "one_country_that_fails_alone_is_a_route",
        "Peru",
        "Calls to Peru fail with 404 from your side since Monday, every other country works.",
        "route-fault",
    ),
    (
        "one_network_whose_callers_fail_is_a_route",
        "T-Mobile",
        "T-Mobile callers can't reach the bakery, everyone else gets through.",
        "route-fault",
    ),
    (
        "one_called_number_that_fails_is_a_route",
        "depot",
        "The garage can't call the depot at 555-0144, every other number works.",
        "route-fault",
    ),
)
def test_a_report_shows(subject: str, description: str, sign: str) -> None:
    assert sign in shown(subject, description)


@reports(
    (
        "other_phones_that_work_are_no_route",
        "desk",
        "One phone of 40 has no dial tone, the other phones work.",
        "route-fault",
    ),
)
def test_a_report_does_not_show(subject: str, description: str, sign: str) -> None:
    assert sign not in shown(subject, description)
