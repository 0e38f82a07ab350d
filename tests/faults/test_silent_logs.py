"""I5: a whole story goes through the real process, mishaps included, and neither its words nor a secret is logged."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.zendesk.sandbox.world import CLIENT_SECRET, WEBHOOK_SECRET
from app.zendesk.signature import sign
from tests.town import HOWTO, OUTAGE, Town, town, utc_now

pytestmark = [pytest.mark.anyio, pytest.mark.fault]

WORDS = ("zqxvoicemail", "zqxportal", "zqxdental", "zqxmolar", "zqxreply", "zqxnote", "zqxstray")


async def live_through(place: Town) -> None:
    """A refusal and its dispute, an old outage that climbs, an agent's change, a Zendesk in trouble, a stranger."""
    question = place.open_ticket(
        {**HOWTO, "subject": f"{HOWTO['subject']} zqxvoicemail", "description": f"{HOWTO['description']} zqxportal"}
    )
    await place.until(lambda: place.see(question)["status"] == "solved", 60)
    place.reply(question, "We disagree, please have a person look at this: zqxreply.")
    await place.until(lambda: "tier_disputed" in place.see(question)["tags"], 60)
    outage = place.open_ticket(
        {**OUTAGE, "subject": f"{OUTAGE['subject']} zqxdental", "description": f"{OUTAGE['description']} zqxmolar"},
        age=timedelta(hours=9),
    )
    await place.until(lambda: place.level(outage) == 2, 60)
    for kind in ("cut_after", "conflict", "error"):
        place.fault(kind)
        place.reply(outage, f"It still does not work, zqxnote, after {kind}.")
        await place.quiet(60)
    place.advance(hours=2)
    await place.until(lambda: place.level(outage) == 3, 60)
    await strangers(place)


async def strangers(place: Town) -> None:
    """Webhooks that are refused, for the signature or for what they say; one asks for a ticket that is not there."""
    url = f"{place.service}/webhooks/ticket-created"
    for body in (b'{"ticket_id": "zqxstray"}', b'zqxstray {"', b'{"ticket_id": "999", "note": "zqxstray"}'):
        for secret in (WEBHOOK_SECRET, "a wrong one"):
            stamp = utc_now().strftime("%Y-%m-%dT%H:%M:%SZ")
            headers = {
                "X-Zendesk-Webhook-Invocation-Id": f"01JD{len(body)}",
                "X-Zendesk-Webhook-Signature": sign(secret, stamp, body),
                "X-Zendesk-Webhook-Signature-Timestamp": stamp,
                "Authorization": "Bearer zqxstray-token",
            }
            await place.http.post(url, content=body, headers=headers)
    await place.http.get(f"{place.service}/zqxstray?token=zqxstray")


@pytest.mark.parametrize("level", ["info", "debug"])
async def test_a_story_with_mishaps_leaves_no_word_of_a_ticket_and_no_secret_in_the_log(
    tmp_path: Path, level: str
) -> None:
    log = tmp_path / "log"
    async with town(tmp_path, process=True, log=log, LOG_LEVEL=level) as place:
        await live_through(place)
        _, health = await place.health()
        tokens = [token for token in place.parts.access.tokens if isinstance(token, str)]
        place.stop()
        lines = log.read_text("utf-8").splitlines()

    assert any('"ticket decided"' in line for line in lines)
    assert any('"webhook refused"' in line for line in lines)
    assert any('"zendesk call"' in line for line in lines)
    assert tokens
    for forbidden in (*WORDS, *tokens, WEBHOOK_SECRET, CLIENT_SECRET, "Bearer "):
        assert [line for line in lines if forbidden in line] == []
        assert forbidden not in str(health)
