"""What is no case at all, and what a thanks or an advertisement does not hide."""

from app.rules.case import Case
from app.rules.reader import Reader
from app.rules.rulebook import findings
from app.rules.ticket import Report
from app.rules.verdict import Action
from tests.rules.tiers.kit import POLICY, spoken


def test_a_thanks_beside_what_came_and_went_leaves_no_ticket_alone() -> None:
    names = [name for name, _ in spoken("blip", "Phones dead 14:05 to 14:09, fine since. Logs please. Thanks a lot.")]

    assert names[0] == "came-and-went"


def test_who_sells_to_us_may_speak_of_outages() -> None:
    reader = Reader.by(POLICY.lexicon)
    text = "Six of our customers all in different towns had carriers down: we saw it before they did. Book a demo."
    ours, strangers = (
        next(findings(Case.of(reader.read(Report("Is your next outage here?", text, who)), POLICY)))
        for who in ("Acme", None)
    )

    assert ours[0] != "no-case"
    assert (strangers[0], strangers[1].action) == ("no-case", Action.LEAVE)
