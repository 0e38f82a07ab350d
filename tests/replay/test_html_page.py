"""The page: one file, no script, nothing of a ticket's taken for markup."""

import re
from html.parser import HTMLParser

from app.replay import html_page
from app.replay.html_page import LISTED
from tests.replay.kit import II, III, REFUSED, REVIEW, a_case, an_outcome, labelled

EVIL = '<script>alert("x")</script> & <img src=x onerror=1> {{ 7*7 }}'


class Elements(HTMLParser):
    """Collects every element with its attributes, and checks that they are closed in order."""

    VOID = ("meta", "img", "br", "link")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def a_page() -> str:
    cases = [
        a_case("lost", labelled(3), subject=EVIL, description=EVIL, organization=EVIL),
        a_case("refused", labelled(2)),
        a_case("same"),
    ]
    return html_page.page(an_outcome(cases, [III, REVIEW, II], [II, REFUSED, II]))


def test_what_a_ticket_says_is_escaped() -> None:
    text = a_page()
    names = {name for name, _ in Elements(text).found}

    assert "script" not in names
    assert "img" not in names
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in text
    assert "{{ 7*7 }}" in text


def test_it_holds_the_pictures_of_moves_and_of_both_matrices() -> None:
    pictures = [attributes["aria-label"] for name, attributes in Elements(a_page()).found if name == "svg"]

    assert pictures == [
        "How tickets move between the tiers",
        "Labels against verdicts, current",
        "Labels against verdicts, candidate",
    ]
    assert "<title>Tier III to Tier II: 1</title>" in a_page()
    assert "<title>label Tier III, verdict Tier II: 1 of 1</title>" in a_page()


def test_it_needs_nothing_from_elsewhere() -> None:
    text = a_page()

    assert not re.search(r"(src|href)=|url\(|@import|http", text.replace(EVIL, "").replace("src=x", ""))
    assert 'name="viewport"' in text
    assert "prefers-color-scheme: dark" in text


def test_the_gravest_moves_and_the_breaches_are_on_top() -> None:
    text = a_page()

    assert text.index("does not keep the limits") < text.index("Tier III lost") < text.index("In figures")
    assert "REPLAY_MIN_TIER_3_RECALL=95" in text
    assert "TRIAGE_LARGE_GROUP_PERCENT" in text


def test_without_a_candidate_and_labels_it_is_a_page_all_the_same() -> None:
    text = html_page.page(an_outcome([a_case("a")], [II]))

    assert "What moves" not in text
    assert "No ticket bears a tier as label" in text
    assert "The current settings keep the limits." in text
    Elements(text)


def test_long_lists_end_with_how_many_more_there_are() -> None:
    cases = [a_case(str(number)) for number in range(LISTED + 7)]
    text = html_page.page(an_outcome(cases, [REFUSED] * len(cases)))

    assert "… and 7 more" in text


def test_a_text_that_is_no_unicode_makes_a_page() -> None:
    text = html_page.page(an_outcome([a_case("a", subject="\ud800 broken \x1b[31m")], [REFUSED]))

    assert "broken" in text.encode("utf-8").decode()
    assert "\x1b" not in text
