"""Files that nothing is trained on, by which the shipped readers are judged."""

import json
from pathlib import Path

from learning import comments, corpus
from learning.accuracy import judge_unseen

LONG = 30
"""Characters from which two people do not write the same by chance."""


def texts(paths: list[Path], key: str) -> set[str]:
    found = {json.loads(line)[key] for path in paths for line in path.read_text("utf-8").splitlines()}
    return {text for text in found if len(text) >= LONG}


def test_nothing_is_trained_on_the_unseen_tickets() -> None:
    assert texts(corpus.UNSEEN, "description")
    assert not texts(corpus.UNSEEN, "description") & texts(corpus.FILES, "description")


def test_nothing_is_trained_on_the_unseen_comments() -> None:
    assert texts(comments.UNSEEN, "comment")
    assert not texts(comments.UNSEEN, "comment") & texts(comments.CASES, "comment")


def test_unseen_tickets_are_judged_by_the_shipped_weights_file_by_file_and_together() -> None:
    found = judge_unseen()

    *files, everything = found.values()
    assert sorted(path.stem for path in corpus.UNSEEN) == [*found][:-1]
    assert len(everything) == sum(map(len, files)) >= 300
    assert all(one.verdict.opinion is not None for one in everything)
