"""What takes a severe finding back."""

import pytest

from app.rules.ticket import Tier
from tests.rules.tiers.kit import first


@pytest.mark.parametrize(
    "text",
    [
        "If all 40 phones went down tonight, whom would we call?",
        "All 40 phones will be down on Sunday for our own maintenance, nothing to do.",
        "All 40 phones were down on Monday. All is back, thanks, please close.",
    ],
    ids=["imagined", "planned", "over"],
)
def test_what_is_not_so_now_is_not_tier_three(text: str) -> None:
    assert first("Phones", text)[1].tier is not Tier.THREE


def test_a_large_group_that_is_over_by_a_later_sentence_is_none() -> None:
    told = "All 40 phones have no service after the swap. {}"

    assert first("Firewall", told.format("All is well since 6 am."))[0] != "large-group"
    assert first("Firewall", told.format("Some are well since 6 am."))[0] == "large-group"
    assert first("Firewall", told.format("All is well since 6 am. Now 12 of 40 are dead again."))[0] == "large-group"
