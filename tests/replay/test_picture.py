"""The pictures: every ticket in them, in proportion, and the smallest move to be seen."""

import re

from app.replay import picture
from app.replay.picture import HEIGHT, THINNEST
from app.rules.ticket import Tier


def heights(svg: str) -> list[float]:
    """Heights of the six bars, left and right of each tier."""
    return [float(height) for height in re.findall(r'class="bar t\d"[^>]* height="([\d.]+)"', svg)]


def test_bars_are_as_high_as_their_share() -> None:
    svg = picture.moves({(Tier.THREE, Tier.THREE): 50, (Tier.TWO, Tier.TWO): 30, (Tier.ONE, Tier.TWO): 20})

    assert heights(svg) == [HEIGHT / 2, HEIGHT / 2, HEIGHT * 0.3, HEIGHT / 2, HEIGHT * 0.2]


def test_one_move_in_ten_thousand_is_still_seen() -> None:
    svg = picture.moves({(Tier.TWO, Tier.TWO): 9999, (Tier.THREE, Tier.ONE): 1})

    assert min(heights(svg)) == THINNEST
    assert "<title>Tier III to Tier I: 1</title>" in svg
    assert svg.count('class="move ') == 1


def test_no_tickets_make_an_empty_picture() -> None:
    assert 'class="bar' not in picture.moves({})


def test_a_matrix_shows_each_count_and_its_share_of_the_label() -> None:
    svg = picture.confusion("current", {(Tier.THREE, Tier.THREE): 3, (Tier.THREE, Tier.ONE): 1})

    assert "label Tier III, verdict Tier I: 1 of 4" in svg
    assert "25.0 %" in svg
    assert svg.count('class="below"') == 3
