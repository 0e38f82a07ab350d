"""What is refused, and what may need the provider after all."""

import pytest

from app.rules.verdict import Action
from tests.rules.tiers.kit import spoken


@pytest.mark.parametrize(
    "text",
    [
        "How do I upload a greeting? Also, the hunt group rings nobody.",
        "Please activate the SIP trunk with the carrier for us, we cannot.",
        "please look into it",
    ],
    ids=["a-fault-too", "the-wholesaler's", "vague"],
)
def test_what_may_need_the_provider_is_not_refused(text: str) -> None:
    assert all(finding.action is not Action.REFUSE for _, finding in spoken("Question", text)[:1])
