"""Carriers that are out, and those that are only mentioned."""

from tests.rules.reach_reports import reports, shown


@reports(
    (
        "a_listed_carrier_that_refuses_all_calls_has_an_outage",
        "Lumen",
        "Since 09:10 every call we send via Lumen fails with 503, their NOC confirms an outage in Reno.",
        "carrier-outage",
    ),
    (
        "an_emergency_carrier_that_is_down_has_an_outage",
        "Intrado",
        "Intrado is down right now, none of our 911 test calls get through.",
        "carrier-outage",
    ),
    (
        "a_report_on_a_past_outage_is_a_mention",
        "Qwest",
        "Please send the reason for outage for the Qwest outage on the 4th. All is well since.",
        "carrier-mention",
    ),
    (
        "a_port_is_a_mention",
        "Megapath port",
        "Our port order from Megapath was rejected, please resubmit with the new LOA.",
        "carrier-mention",
    ),
    (
        "one_number_gone_astray_at_a_carrier_is_a_mention",
        "Level3",
        "One number, 555-0123, reaches a stranger when dialed from Level3. All other numbers are fine, no outage.",
        "carrier-mention",
    ),
)
def test_a_report_shows(subject: str, description: str, sign: str) -> None:
    assert sign in shown(subject, description)


@reports(
    (
        "a_storey_is_no_carrier",
        "lobby",
        "The lobby on level 3 of the tower has no dial tone on 4 phones.",
        "carrier-outage",
    ),
    ("a_plan_is_no_outage", "plan", "What do we do if Lumen had an outage? All calls work today.", "carrier-outage"),
)
def test_a_report_does_not_show(subject: str, description: str, sign: str) -> None:
    assert sign not in shown(subject, description)


def test_an_outage_is_no_mere_mention() -> None:
    assert "carrier-mention" not in shown("Lumen", "Since 09:10 all calls via Lumen fail, 0 of 40 tries.")
