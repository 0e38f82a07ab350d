"""Builders for later comments; every part can be overridden by keyword."""

from typing import Any

from app.rules.comments.reading import read
from app.rules.comments.remark import Author, Reading, Remark
from app.rules.ticket import Tier
from tests.rules.kit import policy

SMALL_FAULT = "Choppy audio for 4 of 60 users."
ONE_PHONE = "One phone does not ring."


def said(words: str, **more: Any) -> Reading:
    """What a comment says: a partner's, on an open Tier II ticket."""
    values: dict[str, Any] = {
        "author": Author.PARTNER,
        "subject": "Phones",
        "description": SMALL_FAULT,
        "tier": Tier.TWO,
    }
    return read(Remark(words, **(values | more)), policy())


def answered(words: str, **more: Any) -> Reading:
    """What an answer to a refusal says: a partner's, on a Tier I ticket about one phone."""
    values: dict[str, Any] = {"description": ONE_PHONE, "tier": Tier.ONE, "is_refused": True}
    return said(words, **(values | more))
