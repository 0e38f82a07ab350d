"""
Text that every database takes and every HTTP body can carry.

JSON may hold a NUL character, at which PostgreSQL refuses a text, and halves of surrogate pairs, at which UTF-8 does.
They are replaced where text enters, so that no ticket can become one that cannot be stored.
"""

import re
from typing import Final

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return `text` with a replacement character for everything that cannot be stored."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)
