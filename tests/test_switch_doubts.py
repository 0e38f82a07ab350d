"""Switches that work against each other are explained."""

import pytest

from app.setting_values import ShadowAction
from app.switch_doubts import switch_doubts
from tests.test_config import load

LIVE = {"PARTNER_ORGANIZATION_TAG": "partner"}


@pytest.mark.parametrize(
    ("env", "says"),
    [
        (
            {"SHADOW_ACTIONS": "refuse", "TRIAGE_ACTION_REFUSE": "off"},
            "SHADOW_ACTIONS names refuse, which TRIAGE_ACTION_REFUSE=off leaves undone",
        ),
        ({"MODE": "shadow", "TRIAGE_ACTION_DISPUTE": "shadow"}, "TRIAGE_ACTION_DISPUTE=shadow has no effect"),
        (
            {"SHADOW_ACTIONS": "dispute,refuse", "TRIAGE_ACTION_DISPUTE": "shadow"},
            "SHADOW_ACTIONS names dispute, and TRIAGE_ACTION_DISPUTE is shadow too",
        ),
        ({"TRIAGE_ACTION_REFUSE": "off", "REFUSAL_GROUP": "Desk"}, "REFUSAL_GROUP has no effect while"),
        ({"TRIAGE_ACTION_REFUSE": "off", "REFUSAL_ASSIGNEE": "5"}, "REFUSAL_ASSIGNEE has no effect while"),
        ({"TRIAGE_ACTION_ESCALATE": "off", "ESCALATION_HOURS": "1,2"}, "ESCALATION_HOURS has no effect while"),
        (
            {"TRIAGE_ACTION_ESCALATE": "off", "ESCALATION_LEVEL_2": '{"name": "Lee"}'},
            "ESCALATION_LEVEL_2 has no effect while TRIAGE_ACTION_ESCALATE is off",
        ),
        ({"ACKNOWLEDGE": "false", "TRIAGE_ACTION_ACKNOWLEDGE": "shadow"}, "ACKNOWLEDGE=false leaves nothing to shadow"),
        (
            {"TRIAGE_ACTION_TRIAGE": "off", "TRIAGE_ACTION_DISPUTE": "off", "REVIEW_GROUP": "Desk"},
            "REVIEW_GROUP has no effect",
        ),
        (
            {
                "TRIAGE_ACTION_TRIAGE": "off",
                "TRIAGE_ACTION_REFUSE": "off",
                "TRIAGE_PRIORITIES": "1=low,2=low,3=high",
            },
            "TRIAGE_PRIORITIES reaches disputes only",
        ),
        ({"TRIAGE_ACTION_REFUSE": "off", "TRIAGE_ACTION_TRIAGE": "shadow"}, "triage is shadow: nobody is told"),
        ({"TRIAGE_ACTION_DISPUTE": "off"}, "a partner who answers a refusal is not brought before a person"),
        ({"SHADOW_ACTIONS": "escalate"}, "promise partners the levels of the ladder"),
        ({"SHADOW_ACTIONS": "escalate"}, "requests are left to people"),
        ({"TRIAGE_ACTION_TRIAGE": "off", "REFUSAL_GRACE_MINUTES": "20"}, "nobody is told that they could be stopped"),
    ],
)
def test_a_switch_that_does_not_do_what_it_says_is_explained(env: dict[str, str], says: str) -> None:
    assert says in "\n".join(switch_doubts(load(**env)))
    assert says in "\n".join(load(**env).warnings())


def test_everything_off_is_explained() -> None:
    off = {f"TRIAGE_ACTION_{name}": "off" for name in [one.upper() for one in ShadowAction]}

    assert "reads tickets and does nothing" in "\n".join(switch_doubts(load(**off)))


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"MODE": "shadow"},
        {"TRIAGE_ACTION_REFUSE": "off"},
        {"TRIAGE_ACTION_ESCALATE": "off"},
        {"TRIAGE_ACTION_ACKNOWLEDGE": "shadow"},
        {"SHADOW_ACTIONS": "refuse,dispute"},
    ],
)
def test_sensible_positions_are_not_complained_of(env: dict[str, str]) -> None:
    assert list(switch_doubts(load(**env))) == []


def test_what_is_off_is_not_warned_of() -> None:
    warnings = "\n".join(load(TRIAGE_ACTION_REFUSE="off", TRIAGE_ACTION_ESCALATE="off").warnings())

    assert "may be refused" not in warnings
    assert "names nobody" not in warnings
