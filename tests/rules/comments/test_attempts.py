"""Steps taken in vain."""

import pytest

from app.rules.comments.attempts import attempts
from app.rules.comments.fresh import sentences
from app.rules.comments.remark import Author
from app.rules.ticket import Tier
from tests.rules.comments.kit import said

YES = (
    "Already did a factory default and re-keyed the credentials, no change.",
    "Cable swapped, port changed, phone replaced. Same result.",
    "I've been through a reboot, a firmware upgrade and a new user profile; none made a dent.",
    "We deleted the device, built it from scratch and moved it to another VLAN. It won't register.",
    "Tried two browsers, a private window and another PC, and the page stays blank.",
    "New handset: no. New cable: no. Different jack: no.",
    "- rebooted phone\n- changed codec to G.711\n- disabled SIP ALG\nnone helped",
    "Ran the KB steps: cleared the cache, re-saved the greeting as u-law, used a second machine. Still rejected.",
    "Our tech replaced the ATA and the wall cord and the fax still fails at page 2.",
    "Turning off ALG had no effect, neither had lowering the MTU.",
    "We have rebooted the router, reset the phone to factory settings, and even replaced the cord, to no avail.",
    "Ya reiniciamos el equipo y cambiamos el puerto del switch, sigue igual.",
    "Se cambió el cable y se reinstaló el cliente, sin éxito.",
    "On a réinitialisé le poste et changé le câble, sans succès.",
    "I unplug phone, I change cable, I reset password, always same error.",
    "Reprovisioned, re-registered, re-imaged. Nada.",
    "Two things tried here: toggled the service and recreated the hunt group. Callers still land in the wrong queue.",
    "He restarted the PC, reinstalled the app and cleared his profile, but the presence is still stuck.",
    "Checked the license assignment, removed and re-added the service, then logged out everybody. It's still missing.",
    "Did the usual: power cycle, resync, new config file. Error 408 persists.",
)
"""Each names two or more steps of the author's side that failed."""
NO = (
    "We rebooted it. Still dead.",
    "We'll reboot and swap the cable tomorrow.",
    "Rebooted and swapped the cable, now it works.",
    "You rebooted the server and changed the route, still bad.",
    "Should we reset the phone or replace the cable?",
    "Tried everything.",
    "Please reset the password and rebuild the profile.",
    "We haven't rebooted or swapped anything yet.",
    "The customer moved offices and changed ISPs, since then it's broken.",
    "Your engineer changed the codec and restarted the SBC, no change.",
    "Nothing tried so far.",
    "Reset fixed it.",
)
"""None does."""


@pytest.mark.parametrize("words", YES)
def test_two_named_steps_that_failed_are_exhausted_steps(words: str) -> None:
    reading = said(words)

    assert reading.exhausted_steps, reading.because


@pytest.mark.parametrize("words", NO)
def test_one_step_plans_success_and_the_steps_of_others_are_not(words: str) -> None:
    reading = said(words)

    assert not reading.exhausted_steps, reading.because


def test_the_steps_of_staff_are_not_the_partners() -> None:
    assert not said("Restarted the registrar and flushed DNS. No change.", author=Author.AGENT).exhausted_steps


def test_exhausted_steps_lift_tier_one_to_tier_two() -> None:
    assert said("We swapped the cable and rebuilt the user, no change.", tier=Tier.ONE).raises_to is Tier.TWO


@pytest.mark.parametrize(
    "words",
    [
        "Your man rebooted the gateway and re-pushed the config and moved us to another SBC. Still the same.",
        "The clerk tried 911 from her desk and tried 911 from the hall. Same busy tone.",
        "We just get bounced back to it. So we can't add, change or even look at anything. Still locked.",
    ],
)
def test_steps_of_staff_calls_that_were_tried_and_what_nobody_could_do_are_no_steps(words: str) -> None:
    assert attempts(sentences(words)) is None


def test_our_own_step_after_one_of_staff_is_ours_again() -> None:
    words = "Your man rebooted the gateway, then we replaced the phone and we swapped the cable. Still the same."

    found = attempts(sentences(words))

    assert found is not None
    assert len(found.steps) == 2


@pytest.mark.parametrize(
    "words",
    [
        (
            "You're asking for steps, fine: forward set by star code, forward set in the portal, sim ring in its place."
            " None connects."
        ),
        "Reset it, changed the server, pushed the zone again: 2019, 2019, 2019.",
        "Tried: forward by star code, forward in the app, forward from the portal. None works.",
        "I've swapped the phone and switched night mode off from the portal, which didn't change anything.",
        "I've moved cards around and reseated the amphenol without luck.",
        "Our technician Ruprecht is away. He tells me that he reset the PIN and rebuilt the mailbox, no change.",
        "The user says he rebooted. I reset the line and rebuilt the profile myself, still the same.",
    ],
)
def test_a_jotted_list_and_what_our_own_man_tells_are_steps(words: str) -> None:
    assert attempts(sentences(words)) is not None


@pytest.mark.parametrize(
    "words",
    [
        "User tells me that he rebooted, reinstalled the app, and got a new SIM. Still the same.",
        "The PBX vendor restarted the box and updated the firmware, no change, he tells me.",
        "According to the customer they reset it and replaced the cable, no change.",
        "They rebooted it and replaced the cable, no change. I haven't touched anything myself yet.",
        "L'utilisateur me dit qu'il a redémarré et remplacé le câble, toujours pareil.",
        "Suggested steps: forward set by code, forward set in the portal. None is done.",
        "Your Benedikt reset the push token and then moved him to another push server, and neither helped.",
    ],
)
def test_steps_that_the_author_only_heard_of_are_not_the_partners(words: str) -> None:
    assert attempts(sentences(words)) is None


def test_steps_told_without_doubt_need_no_second_opinion() -> None:
    plain = "You ask for steps, fine: forward set by star code, forward set in the portal, other number. None connects."

    assert said(plain, description="One doctor's forward fails.", tier=Tier.ONE).exhausted_steps
