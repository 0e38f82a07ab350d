"""Which tier the new facts of a comment reach."""

import pytest

from app.rules.comments.reading import read
from app.rules.comments.remark import Author, Remark
from app.rules.ticket import Tier
from tests.rules.comments.kit import said
from tests.rules.kit import policy

COUNTED = "Three of 400 phones have one-way audio since yesterday. We swapped handsets and cables, no change."
BAKERY = "Bakery chain, 12 stores and 48 phones, 4 phones have no outbound."
CASES = (
    (2, False, BAKERY, "The four dial out again, or so I thought: three do, the one in the back doesn't.", None),
    (2, False, BAKERY, "The four are dead and so are all the others now.", 3),
    (2, False, "Calls fail for 6 of 80 users.", "None of the six can call.", None),
    (2, False, "CDR upload late.", "The feed is empty, so billing has come to a halt here.", 3),
    (2, False, "CDR upload late.", "None of our customers can be invoiced.", 3),
    (2, False, "CDR upload late.", "Billing is still fine, only late.", None),
    (1, True, "A pack is missing.", "The list of packs isn't editable for us partners.", 2),
    (1, True, "A role is missing.", "The roles are assigned by you alone, so that is a circle.", 2),
    (1, True, "Wrong sender.", "There's no field for it in anything I can log in to.", 2),
    (1, True, "Setting of a pack.", "That setting lives on your core platform, not on ours.", 2),
    (1, True, "A phone fails.", "Your provisioning server hands out an old file, so how would a partner cure it?", 2),
    (1, True, "A pack is missing.", "How can I change the pack? I didn't find the button.", None),
    (1, True, "A pack is missing.", "The pack was assigned by your team in March.", None),
    (1, True, "Desk 5 drops calls.", "The rest are swamped, so nobody can take over their calls any more.", 2),
    (2, False, COUNTED, "It is back: three phones are silent again.", None),
    (2, False, COUNTED, "It is back: 60 phones are silent now.", 3),
    (2, False, "One phone is silent.", "Eight phones are silent now.", 3),
    (2, False, COUNTED, "It went as high as 60 of the 400 earlier, now it is the three again.", None),
    (2, False, "Calls fail for 6 of 80 users.", "Affected: 37, all of them on the second floor.", 3),
    (2, False, "Calls fail for 6 of 80 users.", "Impact (updated): 44 of 80 users.", 3),
    (2, False, "Calls fail for 6 of 80 users.", "Hypothesis: if it spread, 60 of the 80 would be down.", None),
    (1, False, "The portal is slow.", "None of our six admins can get past the login page.", 2),
    (2, False, "Phones drop off, 5 of 90 so far.", "The lab went at 9:40 too, 20 more.", 3),
    (2, False, "Phones drop off, 5 so far. The museum has 90 phones.", "Two more since noon.", None),
    (2, False, "Extension 17 of a shop drops calls.", "Now exts 17, 19 and 24 out of the shop's 21 are dead.", 3),
    (2, False, "Calls fail for 6 of 80 users.", "Timers of 60/120/300 are all tried, same.", None),
    (2, False, "Calls fail for 6 of 80 users.", "Six people, 80 desks, the same as this morning.", None),
    (2, False, "Calls fail for 6 of 80 users.", "Partly: four of the six connect again, two do not.", None),
    (
        2,
        False,
        COUNTED,
        "Other ticket, other customer: at the bank all 80 phones are down. Here it is still three.",
        None,
    ),
    (
        1,
        False,
        "One phone is dead, he uses the one next to it.",
        "The app quit as well, he has nothing left to call with.",
        2,
    ),
    (1, False, "One phone is dead, they use the app.", "The app quit too and now nobody in the office can call.", 3),
    (1, False, "The report button is grey for one of us.", "Now traces and logs are gone for all six admins.", 2),
    (1, False, "Please raise the limit.", "That field is locked to partners, only your side can set it.", 2),
    (2, False, COUNTED, "Zayo confirmed that a switch of theirs in Reno failed at 6, and our trunk is on it.", 3),
    (1, False, "The portal is slow.", "One of our techs forgot his password.", None),
    (
        2,
        False,
        "Choppy audio for 4 of 60 users.",
        "Spoke to the site: nobody hears anything any more, whole floor of 60 affected, calls fail since 11:40.",
        3,
    ),
    (
        2,
        False,
        "Choppy audio for 4 of 60 users.",
        "It went from four to forty of the sixty within the hour, and these cannot call at all.",
        3,
    ),
    (2, False, "Choppy audio for 4 of 60 users.", "A second user of the four has the same symptom as the first.", None),
    (2, False, "Choppy audio for 4 of 60 users.", "Now five of 60.", None),
    (
        2,
        False,
        "Choppy audio for 4 of 60 users.",
        "Customer lost all service at 7:15, every phone shows no registration.",
        3,
    ),
    (2, False, "Choppy audio for 4 of 60 users.", "911 calls from the lobby phone ring forever and drop.", 3),
    (2, False, "Choppy audio for 4 of 60 users.", "911 still works, we tested.", None),
    (2, False, "Choppy audio for 4 of 60 users.", "Zayo told us their backbone is down in Denver.", 3),
    (2, False, "Choppy audio for 4 of 60 users.", "Zayo looked and sees nothing wrong.", None),
    (
        2,
        False,
        "Choppy audio for 4 of 60 users.",
        "Comcast has an outage in the area, four of our users hang on it.",
        None,
    ),
    (
        2,
        False,
        "Choppy audio for 4 of 60 users.",
        "We cannot bill anybody since your CDR export stopped this morning.",
        3,
    ),
    (2, False, "Choppy audio for 4 of 60 users.", "Please credit us for yesterday's outage.", None),
    (2, False, "Choppy audio for 4 of 60 users.", "Imagine all 60 users were down, would that be Tier III?", None),
    (
        2,
        False,
        "Choppy audio for 4 of 60 users.",
        "Last week all phones were down for an hour, this time it's just audio.",
        None,
    ),
    (
        2,
        False,
        "Choppy audio for 4 of 60 users.",
        "The hospital's emergency department can't receive calls, no other lines there.",
        3,
    ),
    (2, False, "Choppy audio for 4 of 60 users.", "The customer is really upset and losing money.", None),
    (2, False, "Choppy audio for 4 of 60 users.", "This is mission critical for them!!!", None),
    (2, False, "Choppy audio for 4 of 60 users.", "We moved the four to mobiles for now.", None),
    (2, False, "Choppy audio for 4 of 60 users.", "Toda la sucursal quedó sin servicio, 60 extensiones.", 3),
    (2, False, "Choppy audio for 4 of 60 users.", "Plus aucun poste ne fonctionne, les 60 sont touchés.", 3),
    (2, False, "Choppy audio for 4 of 60 users.", "Not just choppy any longer. Dead. For all of them.", 3),
    (
        1,
        True,
        "One phone does not ring. The user has a mobile app.",
        "It's not one phone. Every phone on the second floor, 14 of 200, can't dial out.",
        2,
    ),
    (
        1,
        True,
        "One phone does not ring. The user has a mobile app.",
        "The mobile app is dead too, so she has no way to take calls.",
        2,
    ),
    (
        1,
        True,
        "One phone does not ring. The user has a mobile app.",
        "The other 30 users report the same since lunch, the place is cut off.",
        3,
    ),
    (
        1,
        True,
        "One phone does not ring. The user has a mobile app.",
        "We swapped the set, the cable and the port. Nothing. Reopen please.",
        2,
    ),
    (
        1,
        True,
        "One phone does not ring. The user has a mobile app.",
        "It's on your side: the SIP trace shows a 404 from your SBC.",
        None,
    ),
    (1, True, "One phone does not ring. The user has a mobile app.", "Ok, we'll swap it.", None),
    (
        1,
        True,
        "One phone does not ring. The user has a mobile app.",
        "Oh, and could you tell me where the ring settings are?",
        None,
    ),
    (
        1,
        True,
        "One phone does not ring. The user has a mobile app.",
        "She's the CEO's assistant, this needs attention.",
        None,
    ),
    (1, True, "One phone does not ring. The user has a mobile app.", "Still nothing.", None),
    (
        1,
        True,
        "One phone does not ring. The user has a mobile app.",
        "Could somebody senior have a quick look before we roll a truck?",
        None,
    ),
    (
        1,
        True,
        "One phone does not ring. The user has a mobile app.",
        "So the only answer is a form letter? I'd expected better from you.",
        None,
    ),
    (
        1,
        True,
        "One phone does not ring. The user has a mobile app.",
        "Factory reset did it. Sorry for the noise.",
        None,
    ),
    (1, True, "One phone does not ring. The user has a mobile app.", "Turned out to be DND. All good.", None),
    (1, True, "One phone does not ring. The user has a mobile app.", "If the reset doesn't help I'll be back.", None),
    (
        1,
        True,
        "One phone does not ring. The user has a mobile app.",
        "Please reopen under a new ticket if you want, but phones at both their sites are dead now, 48 sets.",
        3,
    ),
    (1, True, "One phone does not ring. The user has a mobile app.", "I'd pay for PS. How do I order it?", None),
    (
        1,
        True,
        "One phone does not ring. The user has a mobile app.",
        "We have no admin access to that feature, the toggle isn't in our portal.",
        2,
    ),
    (
        1,
        False,
        "One phone does not ring. The user has a mobile app.",
        "I swapped the phone, changed its port and even rebuilt the user; it's mute as before.",
        2,
    ),
    (
        1,
        False,
        "One phone does not ring. The user has a mobile app.",
        "Took it home, works there. So must be the switch at the office.",
        None,
    ),
    (
        1,
        False,
        "One phone does not ring. The user has a mobile app.",
        "Update: user says he can hear it ring sometimes.",
        None,
    ),
    (1, False, "One phone does not ring. The user has a mobile app.", "Please ignore my last mail.", None),
    (
        1,
        False,
        "One phone does not ring. The user has a mobile app.",
        "The whole call center, all 85 seats, got kicked out at 13:05 and can't log back in. Callers get dead air.",
        3,
    ),
    (3, False, "All phones down at a clinic, 40 sets.", "Any chance of an update? It's been two hours.", None),
    (3, False, "All phones down at a clinic, 40 sets.", "Up. Thanks.", None),
    (
        3,
        False,
        "All phones down at a clinic, 40 sets.",
        "Phones re-registered about 5 minutes ago and the front desk is taking calls. I'd still like an RFO.",
        None,
    ),
    (
        3,
        False,
        "All phones down at a clinic, 40 sets.",
        "Looks like we are getting dial tone again in building A. B is dark.",
        None,
    ),
    (
        3,
        False,
        "All phones down at a clinic, 40 sets.",
        "At the four hour mark now. First level please, as per your table.",
        None,
    ),
    (
        3,
        False,
        "All phones down at a clinic, 40 sets.",
        "We'd prefer you to keep the current engineer rather than escalate.",
        None,
    ),
    (
        3,
        False,
        "All phones down at a clinic, 40 sets.",
        "Who's the manager on duty tonight? I need him on the bridge.",
        None,
    ),
    (
        3,
        False,
        "All phones down at a clinic, 40 sets.",
        "Can your manager please explain to ours why this happened twice?",
        None,
    ),
    (
        3,
        False,
        "All phones down at a clinic, 40 sets.",
        "no one is responding to this ticket. who is in charge? get them in here",
        None,
    ),
    (3, False, "All phones down at a clinic, 40 sets.", "You may leave it at level 1, we trust Joe.", None),
    (2, False, "Choppy audio for 4 of 60 users.", "Thanks Kim. Appreciate the callback, we'll wait to hear.", None),
    (2, False, "Choppy audio for 4 of 60 users.", "Received, thanks", None),
    (2, False, "Choppy audio for 4 of 60 users.", "Customer accepted the fix window tonight. Thanks.", None),
    (2, False, "Choppy audio for 4 of 60 users.", "Thanks for the call, and yes, go to the next tier with it.", None),
    (
        2,
        False,
        "Choppy audio for 4 of 60 users.",
        "It's the same four users. We'd be fine with 2nd level in the morning, not before.",
        None,
    ),
    (
        2,
        False,
        "Choppy audio for 4 of 60 users.",
        "We changed the codec and lowered jitter buffers; audio is unchanged. L2?",
        None,
    ),
    (2, False, "Choppy audio for 4 of 60 users.", "Should we swap handsets, or is that pointless?", None),
    (
        2,
        False,
        "Choppy audio for 4 of 60 users.",
        "We rebooted the switch, then replaced it. No effect. I'd say the fault is upstream.",
        None,
    ),
    (2, False, "Choppy audio for 4 of 60 users.", "Closing from our side, users report clear audio all day.", None),
    (
        2,
        False,
        "Choppy audio for 4 of 60 users.",
        "The users haven't complained today. I'd wait another day before closing.",
        None,
    ),
    (1, True, "One lift phone is offline.", "The other lift's line failed as well, so neither car can reach 911.", 3),
    (1, True, "One lift phone is offline.", "If the other one failed too, no lift could reach 911.", None),
    (1, True, "La caja 3 no da tono.", "Ya no es la caja 3: se quedaron sin tono en toda la tienda desde las once.", 3),
    (2, False, "The rating export came late.", "No rated records since Monday for any customer of ours.", 3),
    (2, False, "The rating export came late.", "Accounting has stopped the invoice run until then.", 3),
    (2, False, "9 of 120 agents are muted.", "Recount after lunch: 14 agents.", 3),
    (2, False, "4 of 90 numbers do not ring.", "Two of the four ring now, 0151 and 0153. The others do not.", None),
    (2, False, "4 of 90 numbers do not ring.", "Now it is 40 of the 90 numbers that do not ring.", 3),
    (
        2,
        False,
        "A toll-free number fails from Oregon.",
        "Quest has it on their board: outage of the Portland tandem.",
        3,
    ),
    (2, False, "A toll-free number fails from Oregon.", "The owner of Quest Diagnostics asks about the outage.", None),
    (2, False, "9 of 120 agents are muted.", "Recount after lunch: 9 agents.", None),
    (2, False, "8 of 85 agents are logged out every hour.", "Moved from 8 to 9 agents, Iris reports it too.", 3),
    (2, False, "8 of 85 agents are logged out every hour.", "They work from 9 to 17.", None),
    (2, False, "Se caen las llamadas a 6 de los 74 agentes.", "Ya son 20 los agentes a los que se les corta.", 3),
    (1, False, "Two of our eight admins cannot log in to the portal.", "Now all eight of us are locked out of it.", 2),
    (1, False, "A phone rings once an hour.", "This is more than a partner can do from outside.", 2),
    (2, False, "Texts to one admin fail.", "Nobody can administer a thing until the console lets us in.", None),
)
"""Tier before, refused or not, what the ticket said, what the comment says, and the tier it reaches."""


@pytest.mark.parametrize(("tier", "refused", "description", "words", "reached"), CASES)
def test_only_new_facts_lift_a_tier(
    tier: int, refused: bool, description: str, words: str, reached: int | None
) -> None:
    remark = Remark(words, Author.PARTNER, "Phones", description, Tier(tier), refused)

    reading = read(remark, policy())

    assert reading.raises_to == reached, reading.because


def test_a_count_is_measured_by_the_base_that_the_ticket_tells() -> None:
    small = said("Now 5 users can't call.", description="3 of 200 users can't call.")
    large = said("Now 50 users can't call.", description="3 of 200 users can't call.")

    assert (small.raises_to, large.raises_to) == (None, Tier.THREE)


def test_nothing_rises_above_tier_three() -> None:
    assert said("All 40 phones are dead and 911 fails.", tier=Tier.THREE).raises_to is None
