"""What makes a trouble small, and what does not."""

import pytest

from tests.rules.steps.kit import shown


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("One of 40 phones cannot dial, she uses the next desk meanwhile.", "workaround"),
        ("The key is broken, they dial by hand.", "workaround"),
        ("The ward has no other phone.", "no-workaround"),
        ("There is no work-around.", "no-workaround"),
        ("The clock is an hour off, purely cosmetic, no rush.", "minor"),
        ("One of 40 phones is silent.", "single-user"),
        ("Ext 118 hears nothing.", "single-user"),
        ("Phone number 3 hears nothing, the other 14 are ok.", "single-user"),
        ("He forgot his voicemail PIN.", "login-or-password"),
        ("One phone is not registered.", "login-or-password"),
    ],
)
def test_what_makes_a_trouble_small_or_not(text: str, name: str) -> None:
    assert name in shown(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("All phones are down, they use a cell meanwhile.", "workaround"),
        ("No rush, but none of the phones can call.", "minor"),
        ("The alarm line's one phone is dead, one of 40.", "single-user"),
        ("Low priority: all calls drop.", "minor"),
        ("It's a one-man shop and his one phone is dead.", "single-user"),
        ("The line of every one of our 31 customers is dead.", "single-user"),
        ("None of the 40 phones can register.", "login-or-password"),
        ("He got a new password and a new cable, same trouble.", "login-or-password"),
    ],
)
def test_what_is_large_is_not_told_small(text: str, name: str) -> None:
    assert name not in shown(text)
