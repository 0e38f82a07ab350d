"""What a proof hands back: a table, and whether it was kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults.judge import VERDICTS, Problem
from tests.faults.table import table


@dataclass(slots=True)
class Proof:
    """One run of one proof; `facts` say what was done, `problems` what was found."""

    name: str
    facts: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    """What is wrong beside the tickets: a damaged file, a slow answer."""

    @property
    def is_kept(self) -> bool:
        return not self.problems and not self.failures

    def row(self) -> list[object]:
        """One line of the summary."""
        return [self.name, *self.counts(), "kept" if self.is_kept else "BROKEN"]

    def counts(self) -> list[int]:
        """How many problems of each kind, in the order of `VERDICTS`."""
        found = Counter(problem.verdict for problem in self.problems)
        return [found[verdict] for verdict in VERDICTS]

    def text(self) -> str:
        """The table of this proof, and its problems below."""
        rows: list[Sequence[object]] = [*self.facts.items()]
        rows += [
            (f"tickets with a problem: {name}", count) for name, count in zip(VERDICTS, self.counts(), strict=True)
        ]
        lines = [table((self.name, "kept" if self.is_kept else "BROKEN"), rows)]
        lines += [f"  {problem}" for problem in self.problems[:20]]
        lines += [f"  {failure}" for failure in self.failures]
        return "\n".join(lines)


def summary(proofs: Sequence[Proof]) -> str:
    """All proofs in one table."""
    return table(("proof", *VERDICTS, "result"), [proof.row() for proof in proofs])
