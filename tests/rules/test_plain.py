"""Sets of words with a bit each, and where a word begins."""

import re

from app.rules.plain import WORD, Marks


def test_a_sentence_has_the_bits_of_all_sets_that_its_words_belong_to() -> None:
    marks = Marks()
    sound, speech, fax = marks.add("echo audio"), marks.add("audio", "voice talk"), marks.add("fax")

    assert marks.of(("the", "audio", "is", "bad")) == sound | speech
    assert marks.of({"talk", "fax"}) == speech | fax
    assert marks.of(()) == 0


def test_a_word_begins_at_its_first_letter_only() -> None:
    assert [match.start() for match in re.finditer(WORD, "it's re-made")] == [0, 3, 5, 8]
