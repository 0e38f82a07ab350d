"""
One invented day of partner tickets: who writes what, at which minute, and what happens besides.

Everybody in it is made up; telephone numbers are from the range kept for fiction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Arrival:
    """A ticket that comes in `minute` minutes after the day began."""

    minute: int
    name: str
    organization: str | None
    subject: str
    description: str
    form: Mapping[str, Any] = field(default_factory=dict)
    solved_after: int | None = None
    """Minutes after which an agent solves it; None leaves it to climb."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A comment of the partner's on an earlier ticket."""

    minute: int
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Mishap:
    """Something that goes wrong around us; `what` is the line the timeline prints."""

    minute: int
    what: str
    fault: Mapping[str, Any]


ARRIVALS: tuple[Arrival, ...] = (
    Arrival(
        0,
        "hospital-911",
        "Harbor Voice Partners",
        "911 calls fail at the hospital",
        "St. Brendan hospital cannot reach 911 since 05:40. Four test calls from three phones, all fast busy. "
        "Other calls go through. Address in the portal is right.",
    ),
    Arrival(
        2,
        "password",
        "Maple & Main Technology",
        "Reset a portal password",
        "Our customer forgot the password for his user portal, extension 204. How do I reset it in the admin "
        "portal? Everything else works fine, no hurry.",
    ),
    Arrival(
        4,
        "customer-down",
        "Kestrel Managed IT",
        "Dental office completely down",
        "All 22 phones at Bright Molar Dental are down, no inbound or outbound calls since 06:00. Internet is up, "
        "router rebooted twice, other customers are fine.",
    ),
    Arrival(
        6,
        "three-of-400",
        "TelVantage Wholesale",
        "3 of 400 phones have one-way audio",
        "Three of 400 phones at the Lakeview campus have one-way audio on outbound calls since yesterday. Swapped "
        "handsets and cables, rebuilt the devices, no change. Examples: 6:02 from 2204 to 555-0142, 6:10 from "
        "2207 to 555-0143.",
        solved_after=95,
    ),
    Arrival(
        9,
        "howto",
        "Fifth Street IT",
        "How do I set up call forwarding?",
        "A user asks how to set call forwarding to her mobile while on holiday. Where in the portal is it?",
    ),
    Arrival(
        11,
        "lumen",
        "Prairie Hosted Telephony",
        "Lumen outage, all trunks dead",
        "Lumen confirms an outage in the Denver area. All inbound calls for 14 of our customers fail since 06:05, "
        "about 600 users cannot receive calls.",
    ),
    Arrival(
        13,
        "thanks",
        "Cordovan Hospitality Tech",
        "Thank you!",
        "Thanks a lot for the quick help yesterday, the port went through without a hitch. Have a great day!",
    ),
    Arrival(15, "vague", "Halyard Contact Group", "problem again", "same as last time, please look"),
    Arrival(
        17,
        "billing",
        "Continental Cloud Voice",
        "Double charge on the invoice",
        "Invoice INV-20931 bills 412 DIDs twice. Who can void and re-issue it? We cannot correct it ourselves.",
    ),
    Arrival(
        19,
        "ring-count",
        "Oxbow Computing",
        "Rings too short before voicemail",
        "Customer wants 6 rings instead of 3 before voicemail answers. Which setting is it, call control or the "
        "mailbox? Not urgent.",
    ),
    Arrival(
        22,
        "half-agents",
        "Bluestem Contact Solutions",
        "Half of the agents cannot take calls",
        "Half of the 90 agents at Sunward Travel cannot receive queue calls since 06:15. They are registered but "
        "calls drop at once. No work-around.",
    ),
    Arrival(
        24,
        "end-customer",
        None,
        "my voicemail password",
        "Hi, I am a teacher at Whitmore school and forgot my voicemail PIN. The office told me to write here.",
    ),
    Arrival(
        27,
        "not-an-outage",
        "Redwater BPO",
        "NOT an outage: wrong holiday schedule",
        "This is not an outage. Calls go to the night message because the holiday schedule was entered for two "
        "days. Which schedule do I edit? Nobody is affected today.",
    ),
    Arrival(
        30,
        "registration",
        "Sagebrush K12 Communications",
        "One phone will not register",
        "The library phone shows no service since it was moved to another jack. I have not been on site yet. "
        "Everybody else at the school is fine.",
    ),
    Arrival(
        33,
        "exhausted",
        "Sagebrush K12 Communications",
        "3 phones will not register, tried everything",
        "3 of 45 phones at Absaroka Academy will not register. Factory reset, rebuilt the devices with new "
        "passwords, swapped phones and switch ports: the fault follows the user. Trace attached.",
        {"service_affecting": True, "workaround": False, "affected_users": 3, "total_users": 45},
    ),
    Arrival(
        36,
        "fixed",
        "Northgate IT Services",
        "Phones down - please disregard",
        "Please disregard, the customer had unplugged the switch. All phones are back up since 06:20, sorry.",
    ),
    Arrival(
        39,
        "portal",
        "Quorum Agent Services",
        "Reporting portal does not load for anybody",
        "None of our supervisors can open reports since 06:30, 'unable to contact reporting server'. Calls are "
        "routed and answered normally.",
    ),
    Arrival(
        42,
        "spanish",
        "Voz del Valle Comunicaciones",
        "Centro de llamadas sin servicio",
        "Desde las 06:40 los 55 agentes de Seguros Aldama no pueden hacer ni recibir llamadas. Ya reiniciamos el "
        "router y el switch. El cliente está parado.",
    ),
    Arrival(
        45,
        "elevator",
        "InnLine Voice",
        "Elevator emergency phones dead",
        "The emergency phones in both elevators at the Harborview do not connect, the line clicks and goes dead. "
        "The inspector shuts the elevators tomorrow.",
    ),
    Arrival(
        48,
        "french-911",
        "Télécom Rive-Nord",
        "Appels 911 impossibles",
        "À l'Auberge du Fjord, les appels au 911 ne passent pas depuis hier soir : tonalité occupée à chaque "
        "essai. Les autres appels fonctionnent.",
    ),
    Arrival(
        52,
        "address-update",
        "Palmetto Guest Systems",
        "Update of the 911 address",
        "Please tell us where to update the registered 911 address for a suite that moved. 911 itself works, "
        "tested this week.",
    ),
    Arrival(
        56,
        "static",
        "InnLine Voice",
        "Static on two lines",
        "Two of 90 phones have loud static on calls to mobiles since Monday. We swapped the sets, static stayed. "
        "Examples: 6:20 to 207-555-0181, 6:42 to 207-555-0199.",
        solved_after=150,
    ),
    Arrival(
        60,
        "percent",
        "TelVantage Wholesale",
        "15 % of calls drop at one customer",
        "About 15 % of the 300 users at Fairlawn Benefits lose calls after ten seconds since this morning. No "
        "work-around.",
    ),
    Arrival(
        64,
        "moh",
        "Fifth Street IT",
        "Change music on hold",
        "How do I upload new music on hold for one group? The customer would like it by Friday.",
    ),
    Arrival(
        68,
        "fraud",
        "Prairie Hosted Telephony",
        "Toll fraud going on now",
        "A customer with 12 seats has 4,180 calls to +252 since 1 am and it is still going on, two new calls a "
        "second. We changed all passwords and blocked international, calls keep going. Please stop it.",
    ),
    Arrival(
        72,
        "port",
        "Lakeshore Learning Networks",
        "Port order stuck past its date",
        "The port of 45 numbers was due yesterday at 10. Numbers still ring on the old system, so nobody is "
        "down, but we need a new date from you.",
        solved_after=200,
    ),
    Arrival(
        76,
        "rfo",
        "Bluestem Contact Solutions",
        "Reason for outage report",
        "For last Tuesday's outage our customers need a written reason for outage. Everything has been stable since.",
    ),
    Arrival(
        80,
        "quoted",
        "Kestrel Managed IT",
        "Re: All phones down",
        "This is resolved, thank you, please close.\n\n> On Monday you wrote:\n> all 40 phones are down and 911 fails",
    ),
    Arrival(
        84,
        "fax",
        "Oxbow Computing",
        "Fax fails on long documents",
        "One customer's fax fails for documents over ten pages, shorter ones go through. We changed the ATA and "
        "the codec, no change. Examples 6:50 and 7:05 to 555-0117.",
    ),
    Arrival(
        88,
        "vip",
        "Kestrel Managed IT",
        "EMERGENCY!!! CEO phone goes to voicemail",
        "EMERGENCY!!! The CEO's phone goes straight to voicemail. There is a red do-not-disturb icon on the "
        "screen. All other phones work.",
    ),
    Arrival(
        92,
        "vm-email",
        "Northgate IT Services",
        "Voicemail to email for a new user",
        "Please advise where to switch on voicemail to email for extension 118. New employee starts Monday.",
    ),
    Arrival(
        96,
        "quality",
        "Continental Cloud Voice",
        "Long distance takes ten seconds to connect",
        "Long distance calls take eight to ten seconds before ringing for several customers since Wednesday. "
        "Calls do complete.",
    ),
    Arrival(
        100,
        "site-down",
        "Lakeshore Learning Networks",
        "Whole school cannot call out",
        "Nobody at Maplewood Middle can dial out since 07:20, 60 phones. Inbound works. No work-around.",
    ),
    Arrival(
        106,
        "auto-reply",
        "Halyard Contact Group",
        "Out of office: Re: ticket",
        "I am out of the office until Monday and will answer your message when I return.",
    ),
    Arrival(
        112,
        "sms",
        "Harbor Voice Partners",
        "SMS not delivered to one carrier",
        "Outbound SMS from two of our customer's numbers do not arrive at one mobile carrier since Sunday. Voice "
        "is fine. Campaign registration is approved.",
    ),
    Arrival(
        120,
        "speed-dial",
        "Maple & Main Technology",
        "Speed dial on a new phone",
        "How do I copy speed dials from one phone to another? Works on the old phone.",
    ),
    Arrival(
        140,
        "cnam",
        "Prairie Hosted Telephony",
        "Caller name wrong on 30 numbers",
        "30 numbers show the name of the previous holder. We set the name in the portal three weeks ago and the "
        "status is still submitted.",
    ),
    Arrival(
        165,
        "choppy",
        "Sagebrush K12 Communications",
        "8 of 600 phones garbled",
        "Eight of 600 phones have robot voice. Cables, switches and firmware changed, no difference. The trace "
        "shows the wrong codec negotiated.",
    ),
    Arrival(
        190,
        "recording",
        "Quorum Agent Services",
        "Recordings missing since midnight",
        "No call recordings are stored since midnight for our 9 client groups. Calls work normally.",
    ),
    Arrival(
        230,
        "late-outage",
        "Continental Cloud Voice",
        "Phoenix customers have no audio",
        "All Phoenix customers, about 1,900 of our 6,000 seats, have no audio in either direction since 09:40.",
    ),
)

REPLIES: tuple[Reply, ...] = (
    Reply(
        75,
        "ring-count",
        "We do not agree. The setting was only the first thing we tried. Now all 30 phones of this customer are down "
        "and nobody can call in or out.",
    ),
    Reply(130, "static", "It got worse: all 90 phones at the property are down now, nobody can call out."),
    Reply(300, "howto", "We disagree and would like a person to look at this."),
)

MISHAPS: tuple[Mishap, ...] = (
    Mishap(20, "Zendesk delivers the next webhook twice", {"kind": "repeat_webhook", "times": 1}),
    Mishap(
        58,
        "Zendesk answers 503 to the next three writes",
        {"kind": "unavailable", "times": 3, "retry_after": 1, "match": {"method": "PUT"}},
    ),
    Mishap(
        98,
        "the next write is applied, but its answer never arrives",
        {"kind": "cut_after", "times": 1, "match": {"method": "PUT"}},
    ),
    Mishap(138, "Zendesk drops the next webhook", {"kind": "drop_webhook", "times": 1}),
    Mishap(239, "Zendesk is away when level 1 is due", {"kind": "unavailable", "times": 2, "match": {"method": "PUT"}}),
)

LENGTH_MINUTES = 13 * 60 + 15
"""Long enough for the first tickets to reach the fourth level at twelve hours."""
