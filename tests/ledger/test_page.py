"""The page of a partner's month: one file, nothing from elsewhere, nothing of a ticket's taken for markup."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from app.ledger.entry import Cited, Dispute, Entry
from app.ledger.evidence import Evidence, Gathering
from app.ledger.page import LISTED, file_name, page, span
from app.ledger.story import Act, Seen
from app.rules.effect import Kind
from app.rules.ticket import Tier
from tests.ledger.kit import MIDDLE, NOVEMBER, an_entry, minutes
from tests.ledger.test_evidence import a_ticket, an_act
from tests.replay.test_html_page import EVIL, Elements

EVIL_NAME = f"{EVIL}</title></style><svg onload=alert(1)>'\"\u202e\x1b[2J"
CLAUSES = {"tier1.action.examples": "This includes but is not limited to: password changes & more."}


def a_report(
    partner: str = "Acme",
    tickets: Sequence[Seen] = (),
    acts: Sequence[Act] = (),
    refusals: Sequence[Entry] = (),
    now: Any = NOVEMBER.end,
) -> Evidence:
    found = Gathering(partner, NOVEMBER, minutes(60), now)
    found.add(tickets, acts)
    return found.report(refusals)


def a_month(partner: str = "Acme", requester: str = "Kim Lee", words: str = "a password") -> Evidence:
    """A month with something of everything."""
    tickets = [
        a_ticket(1, responded_at=MIDDLE + minutes(20), requester=requester),
        a_ticket(2, tier=Tier.THREE, responded_at=MIDDLE + minutes(75)),
        a_ticket(3, tier=Tier.ONE, requester=requester),
        a_ticket(4, tier=None),
    ]
    acts = [an_act(2, late=timedelta(seconds=4)), an_act(3, Kind.REFUSAL), an_act(1, Kind.ACKNOWLEDGEMENT)]
    cited = (Cited("tier1.action.examples", words, "subject"), Cited(words, words, words))
    refusals = [
        an_entry(ticket_id=3, requester=requester, cited=cited, because=words),
        an_entry(ticket_id=9, dispute=Dispute.OVERTURNED, settled_at=MIDDLE, cited=()),
    ]
    return a_report(partner, tickets, acts, refusals)


def shown(evidence: Evidence, provider: str = "Partner Support") -> str:
    return page(evidence, provider, CLAUSES)


def words_of(text: str) -> str:
    """What a reader sees, on one line."""
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL).split())


def test_a_hostile_partner_cannot_break_the_page() -> None:
    """Names of partners, requesters and words come from outside; they stay text, in the pictures too."""
    text = page(a_month(EVIL_NAME, EVIL_NAME, EVIL_NAME), EVIL_NAME, CLAUSES)
    elements = Elements(text).found
    names = [name for name, _ in elements]

    assert "script" not in names
    assert "img" not in names
    assert names.count("svg") == 4
    assert not [attribute for _, attributes in elements for attribute in attributes if attribute.startswith("on")]
    assert "&lt;script&gt;alert(" in text
    assert "{{ 7*7 }}" in text, "no template is made of a name"
    assert "\u202e" not in text
    assert "\x1b" not in text


def test_it_needs_nothing_from_elsewhere() -> None:
    text = shown(a_month())
    elements = Elements(text).found

    assert not {name for name, _ in elements} & {"script", "link", "img", "iframe", "object", "use", "image", "a"}
    assert not re.search(r"url\(|@import|https?:", text)
    assert not [name for _, attributes in elements for name in attributes if name in ("src", "href", "srcset", "data")]
    (policy,) = [attributes["content"] for _, attributes in elements if "http-equiv" in attributes]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_every_picture_says_in_words_what_it_shows() -> None:
    text = shown(a_month())
    pictures = re.findall(r'<svg [^>]*role="img" aria-labelledby="(\S+) (\S+)">', text)

    assert [re.search(rf'<title id="{title}">(.*?)</title>', text)[1] for title, _ in pictures] == [  # type: ignore[index]
        "Tickets by tier",
        "Tickets by week and tier, days of the month",
        "First responses by the time they took",
        "Escalations by level, with the longest lateness",
    ]
    said = [re.search(rf'<desc id="{name}">(.*?)</desc>', text)[1] for _, name in pictures]  # type: ignore[index]
    assert said[0] == "Tier III: 1; Tier II: 1; Tier I: 1; not judged: 1"
    assert "9–15: 4 (Tier III 1, Tier II 1, Tier I 1, not judged 1); 16–22: 0;" in said[1]
    assert said[2].startswith("up to 15 min: 0; up to 30 min: 1; up to 45 min: 0;")
    assert said[3] == "Level 1: 1, latest 4 s"


def test_the_figures_stand_at_the_top() -> None:
    words = words_of(shown(a_month()))

    assert "4 tickets opened 1 of them Tier III 1 of 2 first responses within 1 h 1 escalations" in words
    assert "2 refused as Tier I 1 of them overturned" in words


def test_a_refusal_stands_with_its_clause_words_and_outcome() -> None:
    words = words_of(shown(a_month(words="reset a password")))

    assert "3 2026-11-12 10:00 Kim Lee reset a password reset a password tier1.action.examples" in words
    assert "not disputed may be billed" in words
    assert "disputed, overturned, 2026-11-12 10:00 not billed" in words
    assert "This includes but is not limited to: password changes &amp; more." in words


def test_an_empty_month_is_a_page_as_well() -> None:
    text = shown(a_report())

    assert "None was opened in this month." in text
    assert "<svg" not in text


def test_a_month_that_runs_says_so() -> None:
    assert "before the month was over" in shown(a_report(now=MIDDLE))
    assert "before the month was over" not in shown(a_report())


def test_long_lists_end_and_say_so() -> None:
    count = LISTED + 7
    text = shown(a_report(tickets=[a_ticket(number) for number in range(1, count + 1)]))

    assert text.count('<th scope="row">') == LISTED
    assert "… and 7 more." in text


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_words_are_dark_enough_on_their_ground(scheme: str) -> None:
    """WCAG 2 asks for 4.5 to 1."""
    style = shown(a_report())
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#\w{6})", blocks[("light", "dark", "print").index(scheme)]))

    for ink in ("ink", "soft", "t0", "t1", "t2", "t3", "level", "good", "bad"):
        for ground in ("card", "paper"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (scheme, ink, ground)


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_partners_whose_names_have_no_latin_letters_get_files_of_their_own() -> None:
    assert file_name(a_report("東京")) != file_name(a_report("大阪"))


@pytest.mark.parametrize(
    ("partner", "name"),
    [
        ("Acme West, Inc.", "evidence-acme-west-inc-2026-11.html"),
        ("Größe Télécom", "evidence-groe-telecom-2026-11.html"),
        ("../../etc/passwd", "evidence-etc-passwd-2026-11.html"),
        ("☎\0", "evidence-partner-66e766a5-2026-11.html"),
        ("株式会社ABC", "evidence-abc-2026-11.html"),
        ("-rf " + "a" * 300, f"evidence-rf-{'a' * 57}-2026-11.html"),
    ],
)
def test_the_file_is_named_after_the_partner_with_harmless_letters(partner: str, name: str) -> None:
    assert file_name(a_report(partner)) == name


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (3900, "1 h 05 min"), (90_000, "25 h")],
)
def test_spans_are_told_as_people_do(seconds: int, words: str) -> None:
    assert span(timedelta(seconds=seconds)) == words
