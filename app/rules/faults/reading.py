"""
What fails, short of an outage: sound, calls lost at times, portal, features, faxes, one device, numbers, ports, bills.

Read over the plain words. Each sentence is first sorted by the subjects its words name, so that a pattern runs only
where its subject is spoken of (`subjects`); what is true of the whole report may take a fault back (`complaint`).
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from app.rules.faults import calls, devices, features, messages, numbers, portal, records, subjects
from app.rules.faults.complaint import Complaint, Said
from app.rules.reader import Facts
from app.rules.signs import Sign, sign

Reads = Callable[[Said, Complaint], re.Match[str] | None]
_READERS: tuple[tuple[int, str, Reads], ...] = (
    (subjects.SOUND, "quality", calls.quality),
    (subjects.CALL | subjects.CUTS, "drops", calls.drops),
    (subjects.CALL | subjects.RARE, "intermittent", calls.at_times),
    (subjects.HEAR, "one-way-audio", calls.one_way),
    (subjects.ADMIN, "admin-loss", portal.tool),
    (subjects.FEATURE, "feature-broken", features.feature),
    (subjects.VOICEMAIL, "voicemail-fault", messages.voicemail),
    (subjects.FAX, "fax-fault", messages.fax),
    (subjects.SMS, "sms-fault", messages.sms),
    (subjects.REGISTER, "registration-one", devices.one_registers_not),
    (subjects.DEVICE, "device-fault", devices.hardware),
    (subjects.NAME, "number-wrong", numbers.name),
    (subjects.NAME, "spam-label", numbers.label),
    (subjects.CALL | subjects.GOES, "misrouted", numbers.misrouted),
    (subjects.PORT, "port-trouble", numbers.port),
    (subjects.BILL, "invoice-trouble", records.bill),
    (subjects.LOST, "data-lost", records.data),
)


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Return what fails according to a report."""
    complaint = Complaint(facts)
    faulty = False
    for said in complaint.said:
        readers = _readers_of(said.subjects)
        if not readers or said.asks_how:
            continue
        for name, reads in readers:
            if (match := reads(said, complaint)) and not complaint.is_void:
                faulty = True
                yield sign(name, said.told, match, plain=True)
    if not faulty:
        yield from features.feature_question(complaint)


@lru_cache(maxsize=4096)
def _readers_of(spoken_of: int) -> tuple[tuple[str, Reads], ...]:
    """Return what reads a sentence that speaks of some subjects."""
    return tuple((name, reads) for needed, name, reads in _READERS if spoken_of & needed == needed)
