"""How many are without service, as a comment counts them."""

import pytest

from app.rules.comments.fresh import sentences
from app.rules.comments.headcount import share_of, tells_few
from app.rules.comments.remark import Author, Remark
from app.rules.ticket import Tier


def percent(words: str, description: str = "Calls fail for 6 of 80 users.", tier: Tier = Tier.TWO) -> float | None:
    remark = Remark(words, Author.PARTNER, description=description, tier=tier)
    share = share_of(remark, sentences(words))
    return None if share is None else round(share.percent, 1)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Now nine of them.", 11.2),
        ("Seven out of seventy-four.", 9.5),
        ("4 in all out of the 80.", 5.0),
        ("Ten more since noon.", 20.0),
        ("6 of 80 was at nine. It is 20 of 80 now.", 25.0),
        ("Of the 80 sets, 12 are dead.", 15.0),
        ("Please hand it to your tier 3 people.", None),
        ("Timers of 60/120/300 all fail.", None),
        ("Four of the six connect again.", None),
        ("Two more: 7:14 am and 7:20 am, both failed.", None),
    ],
)
def test_the_share_is_that_of_those_without_service_now(words: str, shown: float | None) -> None:
    assert percent(words) == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Gone for good since the swap, 6 out of 6 lines crystal clear.", None),
        ("Site has 80 people, I said six were affected.", None),
        ("The 80 agents are logged in and the six are still without calls.", None),
        ("80 of 80 sets are up, none lost its line.", None),
        ("Everything was fine until ten, now 40 of 80 are dead.", 50.0),
        ("Site has 80 people, six were affected this morning, now it is all 80, dead.", 100.0),
        ("Six became nine: another three sets in the back.", 11.2),
    ],
)
def test_a_share_that_is_well_and_the_size_of_a_site_are_no_count_of_failures(words: str, shown: float | None) -> None:
    assert percent(words) == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Another four sets since 1 pm on top of the six.", 12.5),
        ("Plus 5 phones in the warehouse since 2 pm, same symptom.", 13.8),
        ("In addition to the six there are six more without calls now.", 15.0),
        ("Tested from another five phones, no change.", None),
        ("Another four hours gone and no news.", None),
        ("Five reps are skipped by the group, out of 71 people on site.", 7.0),
    ],
)
def test_users_who_came_to_those_of_the_ticket_are_added_to_them(words: str, shown: float | None) -> None:
    assert percent(words) == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Ahora son los 80 agentes, no entra ni una llamada.", 100.0),
        ("Ya son los 80, nadie recibe llamadas.", 100.0),
        ("C'est toute l'entreprise qui est touchée, les 80 postes.", 100.0),
        ("Maintenant ce sont les 80 postes, plus aucun appel ne passe.", 100.0),
        ("Los 80 agentes están conectados y los seis siguen sin llamadas.", None),
    ],
)
def test_all_of_them_are_understood_in_spanish_and_french(words: str, shown: float | None) -> None:
    assert percent(words) == shown


def test_a_whole_of_which_none_is_left_is_lost_and_the_known_few_are_no_whole() -> None:
    shop = "Main line does not ring. The yard has 20 phones."

    assert percent("None of my 20 phones rings.", shop, Tier.ONE) == 100.0
    assert percent("Dead outbound too. It's all 20.", shop, Tier.ONE) == 100.0
    assert percent("None of my 3 spare phones works.", shop, Tier.ONE) is None
    assert percent("None of the six phones rings.") is None


def test_a_count_of_what_was_never_a_fault_is_none() -> None:
    logo = "All 60 phones of a school show the old logo."

    assert percent("It is really 60 of 60.", logo, Tier.ONE) is None
    assert percent("It is really 60 of 60.", "All 60 phones of a school are dead.", Tier.ONE) == 100.0


def test_a_small_part_is_known_whatever_it_has() -> None:
    assert tells_few(sentences("That is 5 folks of the 90 there."), 10)
    assert not tells_few(sentences("That is 50 folks of the 90 there."), 10)
