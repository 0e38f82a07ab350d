"""How far beyond one customer a fault reaches, told by short reports and by the traps beside them."""

import pytest

from app.rules.policy import Policy
from app.rules.reach import signs
from app.rules.reader import Reader
from app.rules.report import report_from_json

READER = Reader.by(Policy.shipped().lexicon)
LIMIT = 10.0


def told(subject: str, description: str) -> set[str]:
    facts = READER.read(report_from_json({"subject": subject, "description": description}))
    return {sign.name for sign in signs(facts, LIMIT)}


@pytest.mark.parametrize(
    ("subject", "description", "expected"),
    [
        pytest.param(
            "Lumen",
            "Since 09:10 every call we send via Lumen fails with 503, their NOC confirms an outage in Reno.",
            "carrier-outage",
            id="a_listed_carrier_that_refuses_all_calls_has_an_outage",
        ),
        pytest.param(
            "Intrado",
            "Intrado is down right now, none of our 911 test calls get through.",
            "carrier-outage",
            id="an_emergency_carrier_that_is_down_has_an_outage",
        ),
        pytest.param(
            "Qwest",
            "Please send the reason for outage for the Qwest outage on the 4th. All is well since.",
            "carrier-mention",
            id="a_report_on_a_past_outage_is_a_mention",
        ),
        pytest.param(
            "Megapath port",
            "Our port order from Megapath was rejected, please resubmit with the new LOA.",
            "carrier-mention",
            id="a_port_is_a_mention",
        ),
        pytest.param(
            "Level3",
            "One number, 555-0123, reaches a stranger when dialed from Level3. All other numbers are fine, no outage.",
            "carrier-mention",
            id="one_number_gone_astray_at_a_carrier_is_a_mention",
        ),
        pytest.param(
            "Peru",
            "Calls to Peru fail with 404 from your side since Monday, every other country works.",
            "route-fault",
            id="one_country_that_fails_alone_is_a_route",
        ),
        pytest.param(
            "T-Mobile",
            "T-Mobile callers can't reach the bakery, everyone else gets through.",
            "route-fault",
            id="one_network_whose_callers_fail_is_a_route",
        ),
        pytest.param(
            "depot",
            "The garage can't call the depot at 555-0144, every other number works.",
            "route-fault",
            id="one_called_number_that_fails_is_a_route",
        ),
        pytest.param(
            "help",
            "Six of our customers, all in different towns, can't call or be called since 9.",
            "many-customers",
            id="six_customers_without_calls_are_many",
        ),
        pytest.param(
            "odd",
            "The barber, the florist and the vet all say their phones are dead. Different ISPs.",
            "many-customers",
            id="three_businesses_named_are_many",
        ),
        pytest.param(
            "ASR",
            "ASR / NER, hourly:\n06 61.8 / 97.0\n07 62.2 / 97.3\n08 63.0 / 96.9\n09 40.1 / 58.2\n10 9.4 / 12.7",
            "calls-collapse",
            id="a_rate_that_fell_by_the_hour_collapsed",
        ),
        *(
            pytest.param("help", text, "calls-collapse", id=f"few_calls_get_through_{number}")
            for number, text in enumerate(
                (
                    "You try and try and about 1 in 10 goes thru.",
                    "One call in six gets through at the feed merchant's.",
                    "Only every tenth call connects today.",
                    "Solo una de cada diez llamadas entra.",
                    "Un appel sur huit aboutit.",
                    "The 40 phones are off about 60 % of the time, back, then off.",
                )
            )
        ),
        pytest.param(
            "Alert",
            "concurrent calls went from 340 to 0 at 16:20 and stay there",
            "statistics-collapse",
            id="calls_that_fell_to_none_collapsed",
        ),
        pytest.param(
            "Alert",
            "registered=3 expected=412 since 10:02",
            "statistics-collapse",
            id="far_fewer_than_expected_collapsed",
        ),
        pytest.param(
            "Alert",
            "registered=3 expected=412, recovered at 10:09, no action needed",
            "statistics-dip",
            id="figures_that_recovered_dipped",
        ),
        pytest.param(
            "ASR", "ASR went from 58 to 55 this week, is it usual?", "statistics-dip", id="a_small_fall_is_a_dip"
        ),
        pytest.param(
            "CDR",
            "Since midnight there is not a single CDR for any of our customers, calls run fine.",
            "billing-stopped",
            id="no_records_for_any_customer_is_billing_stopped",
        ),
        pytest.param(
            "fraud?",
            "The closed museum is making calls to Somalia right now, 14 channels. I changed the password, still going.",
            "fraud-running",
            id="calls_that_go_on_after_the_password_was_changed_are_running_fraud",
        ),
        pytest.param(
            "fraud",
            "The toll fraud to Latvia last month was blocked by you; they dispute the bill.",
            "fraud-past",
            id="a_disputed_bill_is_past_fraud",
        ),
        pytest.param(
            "fraud limit",
            "How do I block premium rate numbers for one group? Nothing has happened.",
            "fraud-past",
            id="a_question_about_blocks_is_no_running_fraud",
        ),
    ],
)
def test_a_report_shows(subject: str, description: str, expected: str) -> None:
    assert expected in told(subject, description)


@pytest.mark.parametrize(
    ("subject", "description", "unexpected"),
    [
        pytest.param(
            "lobby",
            "The lobby on level 3 of the tower has no dial tone on 4 phones.",
            "carrier-outage",
            id="a_storey_is_no_carrier",
        ),
        pytest.param(
            "plan",
            "What do we do if Lumen had an outage? All calls work today.",
            "carrier-outage",
            id="a_plan_is_no_outage",
        ),
        pytest.param(
            "graphs",
            "The export of all our customers fails in the portal, their calls are fine.",
            "many-customers",
            id="a_portal_that_fails_for_all_leaves_their_calls_alone",
        ),
        pytest.param(
            "desk",
            "One phone of 40 has no dial tone, the other phones work.",
            "route-fault",
            id="other_phones_that_work_are_no_route",
        ),
        pytest.param(
            "desk", "3 of 210 phones can't register.", "statistics-collapse", id="so_many_of_so_many_is_no_figure"
        ),
        pytest.param(
            "ASR",
            "ASR by the hour:\n06 61.8\n07 9.2\n08 63.0\n09 60.1",
            "calls-collapse",
            id="a_rate_that_has_come_back_is_no_collapse",
        ),
        pytest.param(
            "Calls",
            "Active calls by the hour:\n18 92\n19 80\n20 40\n21 10",
            "calls-collapse",
            id="calls_grow_few_in_the_evening",
        ),
        pytest.param(
            "Phones",
            "Please have these phones registered again:\n1. Ext 2101\n2. Ext 2102\n3. Ext 2103\n4. Ext 110",
            "calls-collapse",
            id="a_numbered_list_tells_no_hours",
        ),
        *(
            pytest.param("desk", text, "calls-collapse", id=f"so_few_are_no_collapse_{number}")
            for number, text in enumerate(
                (
                    "What if only one in ten goes through?",
                    "One in ten calls gets an echo.",
                    "Vers Cuba un appel sur six aboutit. Autres destinations OK.",
                    "One call in six gets through in the drill, just an exercise.",
                )
            )
        ),
        pytest.param(
            "CDR",
            "The CDR export of one customer is empty, other customers get theirs.",
            "billing-stopped",
            id="the_records_of_one_customer_are_not_all",
        ),
        pytest.param(
            "Somalia",
            "Our customer wants to call Somalia every day, how do I open that country?",
            "fraud-running",
            id="a_wish_to_call_far_is_no_fraud",
        ),
    ],
)
def test_a_report_does_not_show(subject: str, description: str, unexpected: str) -> None:
    assert unexpected not in told(subject, description)


@pytest.mark.parametrize(
    "description",
    [
        "The primary flaps, the back-up took over and the customer noticed nothing.",
        "El enlace primario se cae, las extensiones trabajan en respaldo.",
        "Le lien primaire tombe, le client est sur le lien de secours.",
    ],
)
def test_a_back_up_that_carries_the_calls_is_told(description: str) -> None:
    assert "on-backup" in told("Primary circuit", description)


@pytest.mark.parametrize(
    "description",
    ["The primary is down and they have no back-up.", "We are on the back-up, and the back-up is down too."],
)
def test_a_back_up_that_is_not_there_or_fails_carries_nothing(description: str) -> None:
    assert "on-backup" not in told("Primary circuit", description)


def test_an_outage_is_no_mere_mention() -> None:
    assert "carrier-mention" not in told("Lumen", "Since 09:10 all calls via Lumen fail, 0 of 40 tries.")


def test_a_sign_stands_at_its_words() -> None:
    text = "Hello. Since midnight every call via Lumen fails with 503."
    facts = READER.read(report_from_json({"subject": "calls", "description": text}))
    sign = next(sign for sign in signs(facts, LIMIT) if sign.name == "carrier-outage")
    assert sign.source == "description"
    assert "Lumen" in text[sign.start : sign.end] or "call" in text[sign.start : sign.end]


def test_an_empty_report_shows_nothing() -> None:
    assert told("", "") == set()
