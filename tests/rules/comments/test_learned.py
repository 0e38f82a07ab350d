"""The learned reader of comments: what patterns and model settle together, told by a small model made by hand."""

from dataclasses import replace

import pytest

from app.rules.comments.features import seen
from app.rules.comments.fresh import sentences
from app.rules.comments.learned import TRUST, Listener, Opinion, Saying
from app.rules.comments.reading import read
from app.rules.comments.remark import Author, Remark
from app.rules.ticket import Tier
from tests.rules.kit import policy

NAMES = tuple(saying.name.lower() for saying in Saying)
HEAD = "\t".join(("(columns)", *NAMES))


def a_bias(usual: int = -300, **other: int) -> str:
    return "\t".join(("(bias)", *(str(other.get(name, usual)) for name in NAMES)))


def a_model(word: str, says: str, bias: str = a_bias(), weight: str = "600") -> Listener:
    """A model that knows one word; every other word says nothing."""
    return Listener.from_lines((HEAD, bias, a_row(word, **{says: weight})))


def a_row(word: str, **weights: str) -> str:
    return "\t".join((f"w:{word}", "100", *(weights.get(name, "") for name in NAMES)))


def a_remark(words: str, **more: object) -> Remark:
    values: dict[str, object] = {
        "author": Author.PARTNER,
        "subject": "Phones",
        "description": "Choppy audio for 4 of 60 users.",
        "tier": Tier.TWO,
    }
    return Remark(words, **(values | more))  # type: ignore[arg-type]  # a builder


def test_what_patterns_do_not_know_is_heard_where_the_model_is_sure() -> None:
    words = "We would sleep better if zorro took it."

    assert not read(a_remark(words), policy(), a_model("gone", "gone")).escalation_request
    heard = read(a_remark(words), policy(), a_model("zorro", "escalation"))
    assert heard.escalation_request
    assert "zorro" in heard.because


def test_what_patterns_find_is_dropped_where_the_model_finds_it_unlikely() -> None:
    words = "Please escalate this ticket now."
    doubtful = a_model("zorro", "escalation", bias=a_bias(escalation=-900))

    willing = a_model("please", "escalation", bias=a_bias(escalation=0))
    assert read(a_remark(words), policy(), willing).escalation_request
    assert not read(a_remark(words), policy(), doubtful).escalation_request


def test_a_reader_that_is_switched_off_leaves_the_patterns_alone() -> None:
    alone = replace(policy(), learned=False)

    assert read(a_remark("Please escalate this ticket now."), alone).escalation_request
    assert not read(a_remark("I would sleep better if this were in stronger hands."), alone).escalation_request


@pytest.mark.parametrize("saying", [Saying.ESCALATION, Saying.GONE])
def test_a_part_that_another_sentence_takes_back_counts_less_than_by_itself(saying: Saying) -> None:
    name = saying.name.lower()
    model = a_model("zorro", name, bias=a_bias(-200))
    alone = Opinion(sentences("zorro."), model).chance(saying)
    beside = Opinion(sentences("zorro. one two three four five six seven eight nine ten."), model).chance(saying)

    assert 0 < beside <= alone < 1


def test_thanks_are_asked_of_the_whole_and_not_of_a_sentence() -> None:
    model = Listener.from_lines((HEAD, a_bias(), a_row("thank", thanks="600"), a_row("dead", thanks="-900")))

    assert read(a_remark("Thank zorro."), policy(), model).thanks_only
    assert Opinion(sentences("thank. dead."), model).chance(Saying.THANKS) < TRUST[Saying.THANKS].enough


def test_an_outage_that_is_told_stands_against_a_doubtful_it_is_gone() -> None:
    words = "All 60 users are down now, no calls in or out, zorro."
    likely = read(a_remark(words), policy(), a_model("zorro", "gone", weight="110"))
    certain = read(a_remark(words), policy(), a_model("zorro", "gone"))

    assert (likely.raises_to, likely.restored) == (Tier.THREE, False)
    assert (certain.raises_to, certain.restored) == (None, True)


def test_an_objection_that_is_expressly_denied_is_no_dispute_whatever_the_model_hears() -> None:
    hears_dispute = a_model("contesting", "dispute", bias=a_bias(dispute=200))
    refused = {"tier": Tier.ONE, "is_refused": True}

    assert read(a_remark("Zorro, is it a flat fee?", **refused), policy(), hears_dispute).dispute
    denied = a_remark("Is it a flat fee? I am not contesting it.", **refused)
    assert not read(denied, policy(), hears_dispute).dispute


@pytest.mark.parametrize(
    ("saying", "because"),
    [
        ("lost_way", "there is no work-around"),
        ("lost_access", "the partner has lost administrative or diagnostic access"),
        ("beyond_access", "it cannot be resolved with the partner's access"),
    ],
)
def test_what_the_model_hears_of_ways_and_access_lifts_tier_i_to_tier_ii(saying: str, because: str) -> None:
    asked = {"tier": Tier.ONE, "description": "Please change a name."}

    heard = read(a_remark("It is zorro since noon.", **asked), policy(), a_model("zorro", saying))
    assert heard.raises_to is Tier.TWO
    assert because in heard.because
    assert read(a_remark("It is zorro since noon."), policy(), a_model("zorro", saying)).raises_to is None


def test_a_carriers_outage_in_words_of_the_models_lifts_only_where_a_listed_carrier_is_named() -> None:
    hears_outage = a_model("zorro", "carrier_out")

    assert read(a_remark("Zayo lost a zorro in Reno."), policy(), hears_outage).raises_to is Tier.THREE
    assert read(a_remark("Our landlord lost a zorro in Reno."), policy(), hears_outage).raises_to is None


def test_what_is_told_of_another_ticket_is_not_read_as_news_of_this_one() -> None:
    words = "At another bank zorro all 80 phones are down, no calls in or out. Here it is still four."
    told = a_model("zorro", "elsewhere")

    assert read(a_remark(words), policy(), a_model("nothing", "elsewhere")).raises_to is Tier.THREE
    reading = read(a_remark(words), policy(), told)
    assert reading.raises_to is None
    assert "leaves out what tells of another ticket: 'At another bank zorro" in reading.because


def test_one_who_has_nothing_left_is_no_customer_cut_off() -> None:
    asked = {"tier": Tier.ONE, "description": "The app of one user does not ring, he takes the phone."}
    words = "The phone zorro, so he has nothing left to call with."

    assert read(a_remark(words, **asked), policy(), a_model("zorro", "lost_way")).raises_to is Tier.TWO


def test_a_portal_that_all_have_lost_is_no_outage_of_calls() -> None:
    asked = {"tier": Tier.ONE, "description": "The portal shows an error for one of our staff."}
    words = "All seven of us get a zorro since 8:40, nobody can change anything."

    assert read(a_remark(words, **asked), policy(), a_model("zorro", "lost_access")).raises_to is Tier.TWO


def test_a_way_that_might_be_lost_is_not() -> None:
    words = "If the second one broke too, there would be no work-around."
    asked = {"tier": Tier.ONE, "description": "Echo on one conference phone. The room has a second one."}

    assert read(a_remark(words, **asked), policy()).raises_to is None
    assert (
        read(a_remark(words.replace("If the", "The").replace("would be", "is"), **asked), policy()).raises_to
        is Tier.TWO
    )


def test_a_wish_that_is_put_off_is_none_whatever_the_model_hears() -> None:
    eager = a_model("zorro", "escalation")

    assert read(a_remark("Let zorro have it."), policy(), eager).escalation_request
    assert not read(
        a_remark("If it lasts until tonight, we would want zorro to have it."), policy(), eager
    ).escalation_request


def test_an_empty_comment_says_nothing_to_the_model_either() -> None:
    eager = a_model("zorro", "gone", bias=a_bias(300, elsewhere=-300))

    assert Opinion([], eager).settle(Saying.GONE, None) is None
    assert not read(a_remark("> quoted only"), policy(), eager).restored


@pytest.mark.parametrize("text", ["", "?", "9", "a" * 5000, "\u2603 \u2603", "1 2 3 4 5"])
def test_any_text_has_features_and_chances_between_nought_and_one(text: str) -> None:
    assert isinstance(seen(text), frozenset)
    assert all(0 <= one <= 1 for one in Listener.shipped().chances(text))


def test_numbers_are_seen_as_numbers_and_not_by_their_value() -> None:
    assert seen("ext 214 is dead") == seen("ext 57 is dead")
