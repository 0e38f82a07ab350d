"""Toll fraud that runs, that is past, and that is asked about."""

from tests.rules.reach_reports import reports, shown


@reports(
    (
        "calls_that_go_on_after_the_password_was_changed_are_running_fraud",
        "fraud?",
        "The closed museum is making calls to Somalia right now, 14 channels. I changed the password, still going.",
        "fraud-running",
    ),
    (
        "calls_that_french_and_spanish_tell_are_running_fraud",
        "Drôle de trafic",
        "Garage fermé depuis 18 h, à l'instant 23 communications vers la Somalie, une toutes les dix secondes.",
        "fraud-running",
    ),
    (
        "calls_that_a_limit_does_not_stop_are_running_fraud",
        "Pirateo",
        "Gimnasio cerrado hasta enero, 9 llamadas en curso a satélite +881. Puse contraseña nueva y no lo respetan.",
        "fraud-running",
    ),
    (
        "a_disputed_bill_is_past_fraud",
        "fraud",
        "The toll fraud to Latvia last month was blocked by you; they dispute the bill.",
        "fraud-past",
    ),
    (
        "a_question_about_blocks_is_no_running_fraud",
        "fraud limit",
        "How do I block premium rate numbers for one group? Nothing has happened.",
        "fraud-past",
    ),
)
def test_a_report_shows(subject: str, description: str, sign: str) -> None:
    assert sign in shown(subject, description)


@reports(
    (
        "a_wish_to_call_far_is_no_fraud",
        "Somalia",
        "Our customer wants to call Somalia every day, how do I open that country?",
        "fraud-running",
    ),
)
def test_a_report_does_not_show(subject: str, description: str, sign: str) -> None:
    assert sign not in shown(subject, description)
