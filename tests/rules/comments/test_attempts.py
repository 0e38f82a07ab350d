"""Steps taken in vain."""

import pytest

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
