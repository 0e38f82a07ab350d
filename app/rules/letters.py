"""
Letters as they are written: each six in a row, across the gaps between words too, and each word.

They know a word by its parts: misspelled, inflected, or of another language. A report shows some seven hundred. What a
look-up costs is the memory it touches, so there is one length only; words stand beside it for those that are shorter.
"""

from collections.abc import Collection

IN_A_ROW = 6


def groups(texts: Collection[str]) -> set[str]:
    """Return all groups of letters in some texts, and their words."""
    found = {text[at : at + IN_A_ROW] for text in texts for at in range(len(text) - IN_A_ROW + 1)}
    for text in texts:
        found.update(text.split())
    return found
