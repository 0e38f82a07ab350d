"""How a night reads: times, facts, texts and sums, for people and for programs."""

import json
from datetime import UTC, datetime

from app.rehearsal.script import documents, script
from app.rehearsal.traces import Figures, Line, Text, Traces, Waking

START = datetime(2026, 9, 14, 22, tzinfo=UTC)
FIGURES = Figures(
    tickets=2,
    by_tier={0: 1, 3: 1},
    by_kind={"triage": 1, "escalation 1": 1},
    recorded={"refusal": 1},
    ended_otherwise={"failed": 1},
    parked=1,
)
OPENED = Line(
    START, 1, "Harbor desk", "opened", ("subject 'Down'", "of Harbor"), texts=(Text(True, "All down.\n\nHelp"),)
)
NOTE = Line(
    datetime(2026, 9, 15, 2, 0, 0, 89_500, tzinfo=UTC),
    1,
    "Tierline",
    "wrote",
    ("assignee Ana", "group NOC"),
    "level 1",
    ("escalation 1",),
    (Text(False, "Four hours."),),
)
IGNORED = Line(START, 1, "Tierline", "ignored", ("the event updated", "own write"), is_detail=True)
NIGHT = Traces(START, (OPENED, IGNORED, NOTE), FIGURES, (Waking(NOTE.at, 1, "Ana", "level 1"),))


def test_a_script_tells_every_text_in_full_under_its_time_and_day() -> None:
    text = "\n".join(script(NIGHT))

    assert text.startswith(
        "== Monday 14 September 2026, UTC ==\n\n"
        "22:00:00  #1    Harbor desk opens a ticket\n"
        "                subject 'Down'; of Harbor\n"
        "                description:\n"
        "                | All down.\n"
        "                |\n"
        "                | Help\n"
        "\n"
        "== Tuesday 15 September 2026, UTC ==\n\n"
        "02:00:00  #1    Tierline writes (escalation 1)\n"
        "                assignee Ana; group NOC\n"
        "                because: level 1\n"
        "                private comment:\n"
        "                | Four hours.\n"
    )


def test_the_sums_tell_tiers_effects_failures_and_who_is_called_upon_when() -> None:
    sums = "\n".join(script(NIGHT)).partition("== In figures ==")[2]

    for row in (
        "tickets                               2",
        "  not judged                          1",
        "  Tier III                            1",
        "  escalation 1                        1",
        "  refusal                             1",
        "  failed                              1",
        "events given up                       1",
        "  Ana: 1 time\n    02:00:00 +1 d  #1 level 1",
    ):
        assert row in sums


def test_words_of_a_ticket_cannot_act_on_the_terminal() -> None:
    evil = Line(
        START, 1, "A\x1b[2Jdesk", "opened", ("subject 'x\u202ey'",), texts=(Text(True, "a\x9b31mb\x1b]0;t\x07"),)
    )
    text = "\n".join(script(Traces(START, (evil,), FIGURES, ())))

    assert "subject 'x·y'" in text
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(text)


def test_brief_leaves_texts_and_reasons_out_and_names_that_there_is_a_comment() -> None:
    lines = list(script(NIGHT, brief=True))

    assert "22:00:00  #1    Harbor desk opens a ticket: subject 'Down'; of Harbor" in lines
    assert "02:00:00  #1    Tierline writes (escalation 1): assignee Ana; group NOC; private comment" in lines
    assert not any("Four hours" in line for line in lines)


def test_details_are_told_on_demand_only() -> None:
    assert not any("ignored" in line for line in script(NIGHT))
    assert any("ignored" in line for line in script(NIGHT, verbose=True))


def test_programs_get_an_object_a_line_and_the_sums_last() -> None:
    found = [json.loads(line) for line in documents(NIGHT)]

    assert found[1] == {
        "at": "2026-09-15T02:00:00Z",
        "ticket": 1,
        "who": "Tierline",
        "what": "wrote",
        "effects": ["escalation 1"],
        "facts": ["assignee Ana", "group NOC"],
        "because": "level 1",
        "texts": [{"public": False, "body": "Four hours."}],
    }
    assert found[-1]["figures"]["by_tier"] == {"0": 1, "3": 1}
    assert found[-1]["figures"]["called_upon"] == [
        {"at": "2026-09-15T02:00:00Z", "ticket": 1, "who": "Ana", "how": "level 1"}
    ]
    assert len(found) == 3
