"""Whether what a report tells is so now: over, half over, past, planned, imagined, a test, denied or corrected."""

import pytest

from app.rules.moment import signs
from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.ticket import Report

READER = Reader.by(Policy.shipped().lexicon)


def shown(description: str, subject: str = "phones") -> set[str]:
    """Names of the signs that a report shows."""
    return {sign.name for sign in signs(READER.read(Report(subject, description, "Acme")), 10.0)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("All 18 phones were dead this morning. They're back since ten, you can close it.", "restored"),
        ("Everything works again, thanks.", "restored"),
        ("Calls failed for all 30 users yesterday. They have been good ever since.", "restored"),
        ("The hotel couldn't dial out on Tuesday. It came good by itself.", "restored"),
        ("All 15 phones were off for twenty minutes, then it healed and has held up since.", "restored"),
        ("Hier aucun appel pendant une demi-heure, revenu tout seul.", "restored"),
        ("Samedi tous avaient occupé. Rien ne nous est signalé depuis.", "restored"),
        ("El sábado la línea estuvo muda. Hoy todo en orden.", "restored"),
        ("La línea estuvo muda ayer. Gracias, se pueden dar por cerrados este ticket y el anterior.", "restored"),
        ("False alarm, a cable had come loose.", "restored"),
        ("Las ocho extensiones ya funcionan, pueden cerrar.", "restored"),
        ("Lines came back at noon but went dead again at one.", "partly-restored"),
        ("Half of them are back, the others still have no tone.", "partly-restored"),
        ("Tuesday's outage at the mill is over; the owner wants a root cause in writing.", "past-outage"),
        ("The hotel was without calls for two hours yesterday. Fine since. Please credit the day.", "past-outage"),
        ("We will unplug all 30 phones on Saturday for new cabling.", "planned"),
        ("Planned maintenance of our core switch tonight, the ferry desk will be offline.", "planned"),
        ("What happens to their number if the building burned down?", "hypothetical"),
        ("For our continuity plan: how are calls routed when all phones are down?", "hypothetical"),
        ("Integration test from our ticket system, please ignore.", "test"),
        ("EXERCISE EXERCISE all phones of the town hall pretend to be dead.", "test"),
        ("It is not an outage, I only want a new greeting.", "denied-outage"),
        ("Nothing is broken, they just ask for a quote.", "denied-outage"),
        ("Ignore the subject, one handset shows the wrong name.", "corrected-down"),
        ("Scratch that, ext 12 had its cable out.", "corrected-down"),
        ("I said 40 phones. I counted again and 2 can't dial.", "corrected-down"),
        ("It's not only her, the others on the floor can't call either.", "corrected-up"),
        ("Her phone has no tone. Turns out so do all the others, 30 of 50.", "corrected-up"),
        ("No calls in or out since nine.", "now"),
    ],
)
def test_what_is_told_of_the_moment_is_shown(text: str, expected: str) -> None:
    assert expected in shown(text)


@pytest.mark.parametrize(
    ("text", "unexpected"),
    [
        ("The phones are not back, nobody can call.", "restored"),
        ("Please call me when it is fixed.", "restored"),
        ("The phones have not been good since Monday.", "restored"),
        ("Les postes sont muets depuis hier, rien à faire.", "restored"),
        ("You can call me back at 555-0160.", "restored"),
        ("We cleared the cache and restored yesterday's config, all 12 phones are still dead.", "restored"),
        ("It was fixed at ten. Since eleven all phones are dead again.", "restored"),
        ("Since your planned maintenance last night none of the 18 phones registers.", "planned"),
        ("All 22 phones are down now, we want an RFO later.", "past-outage"),
        ("It works again, no RFO needed.", "past-outage"),
        ("If this goes on they leave us: all 40 phones are dead since six.", "hypothetical"),
        ("The test call to 911 reached the wrong county.", "test"),
        ("Your status page shows no outage on any node, but all our phones are dead.", "denied-outage"),
        ("It's his only number and it is dead.", "corrected-down"),
    ],
)
def test_the_same_words_in_another_sense_are_not_taken_for_it(text: str, unexpected: str) -> None:
    assert unexpected not in shown(text)


def test_an_alarming_subject_alone_is_no_fault_of_now() -> None:
    assert "restored" in shown("...was down, it's back, whatever you did.", subject="Portal is down")


def test_an_empty_report_shows_nothing() -> None:
    assert shown("", subject="") == set()
