"""What came and went: when it was over is told, that all is well again, and that somebody is to say why."""

import pytest

from app.rules.passing import signs
from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.ticket import Report

POLICY = Policy.shipped()


def _found(text: str) -> list[str]:
    facts = Reader.by(POLICY.lexicon).read(Report("", text, "Acme"))
    return [text[one.start : one.end] for one in signs(facts, POLICY.large_group_percent)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Every phone fell off at 14:05 and was back by 14:09. Engineering please look.",
            "at 14:05 and was back by 14:09",
        ),
        ("40 seats dead 11:31 to 11:37, then fine. Logs please.", "11:31 to 11:37"),
        ("40 seats dead 1405 to 1409, fine since. Logs please.", "1405 to 1409"),
        ("Nobody could call for about ten minutes. Normal since. What was it?", "for about ten minutes"),
        ("The whole ward was out for an hour, fine since. Why?  Find out please.", "for an hour"),
        ("The third Tuesday running they lost registrations; all came back. Find out why.", "third Tuesday running"),
        ("Same as last Wednesday: off, then on again. What is it on your side?", "Same as last Wednesday"),
        (
            "yesterday 16:31:07 to 16:34:20 all phones dropped. All green ever since. What was it?",
            "16:31:07 to 16:34:20",
        ),
        ("Could not dial 01:12 till 01:40, all lost. It healed. What made it do that?", "01:12 till 01:40"),
        ("Dropped 16:31:07 to 16:34:20, all phones. All green ever since. What was it?", "16:31:07 to 16:34:20"),
        ("Lost 01:12 till 01:40, all lines. It healed. What made it do that?", "01:12 till 01:40"),
        ("Estuvo caído de 10:15 a 10:22 y volvió. Revisen los registros por favor.", "10:15 a 10:22"),
        ("Coupure 12:00 à 12:04, tout est revenu. Vos journaux ?", "12:00 à 12:04"),
    ],
)
def test_what_had_an_end_and_wants_a_reason_came_and_went(text: str, shown: str) -> None:
    assert _found(text) == [shown]


@pytest.mark.parametrize(
    "text",
    [
        "All phones were dead for ten minutes, fine since. Now still dead at the back. Cause?",
        "40 seats dead 11:31 to 11:37, then fine, and now dead again. Logs please.",
        "All phones are out again for ten minutes, same as last Tuesday. Look at your side please.",
        "All phones down for 30 minutes. They are not back. Look please.",
        "Whole site down for two hours. Our internet is back, but calls fail. Look on your side please.",
        "All lines out for 20 minutes. Toujours rien, le réseau est revenu. La cause ?",
        "Todas las líneas caídas 30 minutos, volvieron y siguen fallando. ¿Por qué?",
        "Nobody could call for ten minutes, then it worked for two minutes, then out since. Look please.",
        "All phones dead for ten minutes. Logs please.",
        "Dead for ten minutes, fine since. Thank you.",
        "Dead for ten minutes, fine since; the cause was our own breaker.",
        "Seats 2001 2040 are dead, all else is fine. Cause?",
        "Clinic dead for 2 hours. Lights on the phones are all green. Can you check the logs?",
        "Clinic dead for 20 minutes, came back, forty rooms dark since noon. Cause?",
        "Sin tono 40 minutos; la línea volvió y los teléfonos mudos. Revisen la causa.",
        "Open from 9:00 to 17:00, fine since. Please check the schedule.",
    ],
    ids=[
        "goes on",
        "dead again",
        "out again",
        "not back",
        "something else is back",
        "French: goes on",
        "Spanish: goes on",
        "out since",
        "never well",
        "no reason wanted",
        "their own",
        "numbers that are no hours",
        "green lamps",
        "dark since",
        "Spanish: mute",
        "nothing was wrong",
    ],
)
def test_what_goes_on_or_wants_nothing_did_not(text: str) -> None:
    assert _found(text) == []
