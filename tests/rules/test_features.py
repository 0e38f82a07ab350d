"""What the learned reader sees: features by name, each with the words it stands for."""

import pytest

from app.rules.features import Features, features, key_of
from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.signs import Sign
from app.rules.ticket import Form, Report

READER = Reader.by(Policy.shipped().lexicon)
TEXT = "All 22 phones are dead. Is the portal slow?"
FORM = Form(True, False, 3, 40, "C-1", "trunk")


def seen(
    text: str = TEXT, *signs: Sign, subject: str = "Ring count", form: Form | None = None, who: str | None = "Acme"
) -> Features:
    return features(READER.read(Report(subject, text, who, form=form or Form())), signs)


def named(found: Features, *kinds: str) -> set[str]:
    return {name for name in found.seen if name.partition(":")[0] in kinds}


def test_words_meanings_and_their_order_are_seen() -> None:
    found = set(seen().seen)

    assert {"w:ring", "m:CALL", "sw:ring", "b:CALL_count", "r:ring_count"} <= found
    assert {"w:all", "m:ALL", "m:PHONE", "b:PHONE_are", "r:are_dead", "t:PHONE_are_DEAD"} <= found
    assert {"q:PORTAL", "q:BAD", "w:?"} <= found
    assert not {"sw:phone", "q:PHONE"} & found


def test_meanings_near_each_other_are_a_pair_unless_they_are_neighbours_or_far_apart() -> None:
    near = named(seen("phones in the north wing dead", subject=""), "k")
    far = named(seen("phones in the old red north wing of it are dead", subject=""), "k")

    assert "k:PHONE_DEAD" in near
    assert "k:PHONE_DEAD" not in far
    assert "k:PHONE_DEAD" not in named(seen("phones dead", subject=""), "k")


def test_letters_are_groups_of_six_and_words_within_a_sentence() -> None:
    found = seen("Dead. Fone", subject="").letters

    assert found >= {" dead ", "dead", " fone ", "fone"}
    assert not [group for group in found if "d f" in group]


def test_a_number_is_seen_by_its_size_alone() -> None:
    found = seen("1 phone, 2 phones, 22 phones, 2200 phones, ext 204")

    assert {"m:N1", "m:N<10", "m:N<100", "m:N+", "w:<n>"} <= set(found.seen)
    assert not [name for name in found.seen if "22" in name or "204" in name]


def test_claims_shares_and_counts_are_seen() -> None:
    found = seen("6 phones are dead. The other 54 work.")

    assert {"C:dead", "C:dead/stated", "C:dead/few/stated", "C:fine"} <= named(found, "C")
    assert named(found, "CC", "CL") == {"CC:dead+fine", "CL:fine/stated"}
    assert named(found, "S", "N") == {"S:comp10", "N:aff<10", "N:others"}
    assert named(seen("Half of the users have echo"), "S") == {"S:bad<70", "S:max<70", "S:min<70"}
    assert named(seen("3 percent of calls have echo"), "S") == {"S:calls<10"}


@pytest.mark.parametrize(
    ("subject", "text", "where"),
    [
        ("Phones are dead", "Please call", "heading"),
        ("Shop", "Site: Mill Lane\nPhones: dead", "field"),
        ("Shop", "Site: Mill Lane\nThe phones are dead", "text"),
        ("Shop", "Site: Mill Lane\nNote: the phones at the shop in Mill Lane are dead since noon", "text"),
    ],
    ids=["subject", "form", "sentence", "sentence in a form"],
)
def test_where_it_is_said_that_something_fails_is_seen(subject: str, text: str, where: str) -> None:
    places = {name for name in seen(text, subject=subject).said if "@" in name}

    assert places == {f"C:dead@{where}"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Los teléfonos no suenan y el cliente dice que ya lo pidió por correo", "f:spanish"),
        ("Les postes du magasin ne sonnent pas et le client est fâché", "f:french"),
        ("The phones of the shop do not ring and the customer is angry", None),
        ("The phones in Los Angeles, Las Vegas and El Paso do not ring", None),
    ],
)
def test_another_language_than_english_is_seen(text: str, language: str | None) -> None:
    assert named(seen(text), "f") == ({language} if language else set())


def test_a_report_without_fault_or_partner_shows_that() -> None:
    assert {"C:nofault", "f:nobody"} <= set(seen("Please add a user", who=None).seen)
    assert not {"C:nofault", "f:nobody"} & set(seen().seen)


def test_the_form_is_seen() -> None:
    assert named(seen(form=FORM), "f", "fc") == {
        "f:affecting=True",
        "f:workaround=False",
        "f:affected<5",
        "f:share<10",
        "f:circuit",
        "fc:TRUNK",
    }
    assert named(seen(form=Form(False, None, 0, 0)), "f", "fc") == {"f:affecting=False", "f:affected0"}


def test_signs_are_seen_with_their_share_and_those_of_the_form_without_words() -> None:
    told = Sign("large-share", "description", 1, 0, 13, 100.0)
    ticked = Sign("form-outage", "form", -1, 0, 0)
    found = seen(TEXT, told, ticked)

    assert found.seen["D:large-share"] == ("description", 0, 13)
    assert found.seen["D:form-outage"] is None
    assert named(found, "D") == {"D:large-share", "D:large-share100", "D:form-outage"}


def test_places_point_at_the_words() -> None:
    found = seen()
    texts = {"subject": "Ring count", "description": TEXT}
    said = {name: texts[at[0]][at[1] : at[2]] for name, at in found.seen.items() if at is not None}

    assert said["w:ring"] == "Ring"
    assert said["m:N<100"] == "22"
    assert said["b:PHONE_are"] == "phones are"
    assert said["C:dead/all/stated"] == "phones are dead"
    assert said["S:bad100"] == "22"
    assert said["q:PORTAL"] == "portal"


def test_a_feature_stands_at_its_first_place() -> None:
    found = seen("The phone is dead. The phone is dead again.", subject="")

    assert found.seen["m:PHONE"] == ("description", 4, 9)


def test_an_empty_report_shows_next_to_nothing() -> None:
    found = seen("", subject="")

    assert set(found.seen) == {"C:nofault", "len:0"}
    assert found.letters == frozenset()


@pytest.mark.parametrize(
    "text",
    [TEXT, "Two of 40 phones are dead, why? 911 works.", "", "One\n\nfax fax fax phone fax fax fax fax fax fax?"],
)
def test_what_is_looked_up_is_what_is_named(text: str) -> None:
    """The keys are made without their names, for speed: a feature left out of one of both would never count."""
    found = seen(text, subject="Ring count?")

    assert found.keys == set(map(key_of, found.seen))
