"""What a ticket may share with others, and when several tickets are a storm."""

from datetime import timedelta

import pytest

from app.rules.policy import Policy
from app.rules.storm import Sighting, Watch, gathered, scope_of, scope_tag, scope_title, slug
from app.rules.ticket import Report, Tier
from app.rules.triage import triage
from app.rules.verdict import Action, Evidence, Verdict
from tests.rules.kit import NOW, policy

WATCH = Watch(regions=("Denver", "Dallas", "São Paulo"))


def verdict(*evidence: Evidence, tier: Tier = Tier.THREE) -> Verdict:
    return Verdict(tier, Action.ACCEPT, 0.9, "a-rule", "because", evidence)


def carrier_words(words: str) -> Evidence:
    return Evidence("tier3.carrier-outage", words, "description")


@pytest.mark.parametrize(
    ("subject", "description", "scope"),
    [
        ("Lumen outage", "All calls over Lumen fail since 06:00, none can call.", "carrier:lumen"),
        ("CenturyLink down", "CenturyLink is down, none of our customers can call since 08:10.", "carrier:lumen"),
        ("Level3", "Level 3 outage: no inbound calls for any DID since 7:45 am. All affected.", "carrier:lumen"),
        ("Outage Zayo", "Zayo fibre cut, all our trunks over Zayo are dead since 05:30, still down.", "carrier:zayo"),
        ("Intrado outage - 911 fails", "Intrado is down again, 911 calls fail since 09:00.", "carrier:intrado"),
        ("All phones down", "All 22 phones at Bright Molar are down since 06:00. Lumen circuit.", None),
        ("All phones down", "All 22 phones are down since 06:00. Is Lumen down?", None),
        ("All phones down", "All 22 phones are down since 06:00. It is not a Lumen outage.", None),
        ("All phones down", "All 22 phones down at Bright Molar since 06:00, Lumen circuit.", None),
        ("All phones down", "All 22 phones down, their Lumen circuit is down.", None),
        ("All phones down", "All phones down, customer is on Lumen. Nobody can call.", None),
        (
            "Toll-free",
            "Toll-free is dead coast to coast, Lumen has confirmed a fault. Nobody can call.",
            "carrier:lumen",
        ),
        ("All phones on level 3 are down", "All phones on level 3 are down since 9, nobody can call.", None),
        ("Ward down", "All 40 handsets are down since 9. Level 3 nurses cannot call. Level 3 is dead.", None),
        ("Help", "We need level 3 support now, level 3 is down and so are all phones.", None),
        ("Level 3", "Level 3 has an outage, all DIDs on Level 3 are dead, none can call.", "carrier:lumen"),
        ("Lumen", "Lumen está caído desde las 8, ningún cliente puede llamar.", "carrier:lumen"),
        ("Lumen", "Lumen est en panne depuis 8h, aucun client ne peut appeler.", "carrier:lumen"),
        ("Voicemail password", "How do we reset it? The Lumen outage last week is no topic here.", None),
    ],
)
def test_a_carrier_is_a_scope_where_a_tier_iii_ticket_says_it_is_out(
    subject: str, description: str, scope: str | None
) -> None:
    report = Report(subject, description, "Acme")

    found = scope_of(triage(report, policy()), policy(), WATCH, subject, description)

    assert found == scope


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("The Denver data center is down.", "region:denver"),
        ("Total outage at the Dallas POP since 06:10.", "region:dallas"),
        ("All customers in the greater Denver have no dial tone.", "region:denver"),
        ("12 sites across Dallas are down.", "region:dallas"),
        ("The Sao Paulo region is unreachable.", "region:sao-paulo"),
        ("All 22 phones in the Denver office are down.", None),
        ("All phones are down at 12 Main St, Denver, CO 80202.", None),
        ("The Denver data center was down yesterday.", None),
        ("Is the Denver area down?", None),
        ("The Denver area is down and so is the Dallas area.", None),
        ("The Boston area is down.", None),
    ],
)
def test_a_place_is_a_scope_where_the_area_is_said_to_be_hit(text: str, scope: str | None) -> None:
    assert scope_of(verdict(), policy(), WATCH, text) == scope


def test_places_are_looked_for_only_where_a_setting_names_them() -> None:
    assert scope_of(verdict(), policy(), Watch(), "The Denver data center is down.") is None


def test_a_name_that_holds_no_latin_letter_is_found_nowhere_instead_of_everywhere() -> None:
    tuned = Policy.shipped().tuned(carriers_add=("東京電信",))
    told = "The Boston area - all sites - is down. Outage of - we know not what."

    assert scope_of(verdict(), tuned, Watch(regions=("東京",)), told) is None


def test_a_carrier_goes_before_a_place() -> None:
    told = "Lumen is down. The Denver area is down."

    assert scope_of(verdict(carrier_words("Lumen is down")), policy(), WATCH, told) == "carrier:lumen"


def test_nothing_is_guessed_between_two_carriers() -> None:
    found = scope_of(verdict(carrier_words("Lumen and Zayo are down")), policy(), WATCH, "")

    assert found is None


@pytest.mark.parametrize("tier", [Tier.ONE, Tier.TWO])
def test_only_tier_iii_has_a_scope(tier: Tier) -> None:
    found = scope_of(verdict(carrier_words("Lumen is down"), tier=tier), policy(), WATCH, "Lumen is down")

    assert found is None


def test_without_a_watch_nothing_has_a_scope() -> None:
    assert scope_of(verdict(carrier_words("Lumen is down")), policy(), None, "") is None


def test_an_added_carrier_is_a_scope_of_its_own_and_a_removed_one_is_none() -> None:
    tuned = Policy.shipped().tuned(carriers_add=("Acme Fibre & Co",), carriers_remove=("zayo",))

    added = scope_of(verdict(), tuned, WATCH, "There is an outage at Acme Fibre & Co.")
    removed = scope_of(verdict(), tuned, WATCH, "Zayo is down.")

    assert (added, removed) == ("carrier:acme-fibre-co", None)


def test_a_scope_makes_a_tag_and_a_title() -> None:
    assert scope_tag("region:sao-paulo") == "tierline_storm_region_sao_paulo"
    assert scope_title("region:sao-paulo", WATCH.regions) == "region São Paulo"
    assert scope_title("carrier:lumen") == "carrier Lumen"
    families = Policy.shipped().tuned(carriers_add=("AT&T",)).families
    assert scope_title(f"carrier:{slug('AT&T')}", (), families.values()) == "carrier At&T"


@pytest.mark.parametrize("name", ["x" * 200, "東京", "---"])
def test_any_name_becomes_a_short_slug_and_different_names_different_ones(name: str) -> None:
    assert 0 < len(slug(name)) <= 40
    assert slug(name).isascii()
    assert slug(name) != slug(f"{name}y")


def at(*minutes: float) -> list[Sighting]:
    return [Sighting(n, 1, NOW + timedelta(minutes=minute)) for n, minute in enumerate(minutes, start=1)]


@pytest.mark.parametrize(
    ("minutes", "members"),
    [
        ((0, 10), ()),
        ((0, 10, 31), ()),
        ((0, 10, 30), (1, 2, 3)),
        ((0, 20, 40, 45), (2, 3, 4)),
        ((0, 1, 2, 300), (1, 2, 3, 4)),
        ((0, 90, 100, 110), (2, 3, 4)),
        ((30, 0, 10), (2, 3, 1)),
    ],
    ids=str,
)
def test_the_first_span_that_holds_enough_tickets_opens_a_storm(
    minutes: tuple[float, ...], members: tuple[int, ...]
) -> None:
    """What came before the span does not belong to it; what came later does."""
    assert tuple(one.ticket_id for one in gathered(at(*minutes), WATCH)) == members
