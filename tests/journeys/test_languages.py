"""Partners are written to in their own language, and that costs no call that could be saved."""

from pathlib import Path

import pytest

from tests.journeys.kit import HOWTO, NO_FORM, NO_RECONCILE, OUTAGE, THANKS, Town, opened, service_comments, town_with

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

ENGLISH_ONLY = {"NOTICES_LANGUAGES": "en"}


def speaks(place: Town, organization: str, locale: str | None) -> int:
    """The people of this partner use Zendesk in this language; returns their desk's user id."""
    world = place.parts.sandbox.world
    person = world.person_of(world.organization_named(organization))
    world.users[person]["locale"] = locale
    return person


@pytest.mark.parametrize(
    ("locale", "refusal", "acknowledgement"),
    [
        ("es-419", "Gracias por su ticket", "prioridad urgente, las 24 horas"),
        ("fr-CA", "Nous vous remercions de votre demande", "en priorité urgente"),
        ("de", "thank you for your ticket", "marked urgent"),
        (None, "thank you for your ticket", "marked urgent"),
    ],
)
async def test_both_kinds_of_notice_come_in_the_requesters_language(
    tmp_path: Path, locale: str | None, refusal: str, acknowledgement: str
) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        speaks(place, HOWTO["organization"], locale)
        person = speaks(place, OUTAGE["organization"], locale)
        first, second = await opened(place, HOWTO), await opened(place, OUTAGE)

        (said,) = service_comments(place, first, public=True)
        assert refusal in said
        (said,) = service_comments(place, second, public=True)
        assert acknowledgement in said
        ((kept, number, name),) = place.rows("SELECT locale, requester_id, requester FROM ticket WHERE id = 2")
        assert (kept, number, name) == (locale, person, f"{OUTAGE['organization']} desk")


async def test_tickets_that_are_read_bring_their_people_along(tmp_path: Path) -> None:
    """By trigger a ticket is read anyway; who wrote, and for whom, stands beside it in the same answer."""
    async with town_with(tmp_path, NO_RECONCILE) as place:
        speaks(place, HOWTO["organization"], "es-MX")
        ticket = await opened(place, HOWTO)

        assert "Gracias" in service_comments(place, ticket, public=True)[0]
        assert place.asked("GET /api/v2/organizations") == 0
        assert place.asked("GET /api/v2/users/8") == 0
        assert place.asked("GET /api/v2/tickets/1") <= 2, "twice where it was read in the second of its creation"


async def test_of_a_native_event_partner_and_language_are_asked_together_and_once(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE, NO_FORM, events=True) as place:
        person = speaks(place, HOWTO["organization"], "fr-FR")
        tickets = [await opened(place, HOWTO) for _ in range(3)]

        assert all("Bonjour" in service_comments(place, one, public=True)[0] for one in tickets)
        # On a busy machine two events of one ticket may be claimed together: that one is read, its people beside it.
        read = [one for one in tickets if place.asked(f"GET /api/v2/tickets/{one}")]
        assert len(read) < len(tickets)
        assert place.asked(f"GET /api/v2/users/{person}") in ((0, 1) if read else (1,))
        assert place.asked("GET /api/v2/organizations") == 0 or read


async def test_where_only_english_is_offered_nobody_is_looked_up(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE, NO_FORM, ENGLISH_ONLY, events=True) as place:
        person = speaks(place, HOWTO["organization"], "fr-FR")
        ticket = await opened(place, HOWTO)

        assert "thank you" in service_comments(place, ticket, public=True)[0]
        assert place.asked(f"GET /api/v2/users/{person}") == 0


async def test_nobody_is_looked_up_where_nothing_is_said_in_public(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE, NO_FORM, events=True) as place:
        await opened(place, OUTAGE)  # the service learns of this organization from its first person
        world = place.parts.sandbox.world
        organization = world.organization_named(OUTAGE["organization"])
        other = 8447388099000
        world.add_user(other, "Second Person", organization_id=organization)
        place.parts.sandbox.create(subject=THANKS["subject"], description=THANKS["description"], requester_id=other)
        await place.until(lambda: "tier_1" in place.see(2)["tags"])
        await place.quiet()

        assert place.asked(f"GET /api/v2/users/{other}") == 0


async def test_a_right_to_see_users_that_is_missing_costs_no_partner_an_answer(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE, NO_FORM, events=True) as place:
        person = speaks(place, OUTAGE["organization"], "es")
        place.fault("error", times=50, status=403, match={"method": "GET", "path": f"/users/{person}"})
        ticket = await opened(place, OUTAGE)

        (said,) = service_comments(place, ticket, public=True)
        assert "Kestrel IT" in said


async def test_an_admins_own_spanish_reaches_spanish_partners_only(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "refusal.es.txt.j2").write_text("Nuestro texto, ticket {{ ticket_id }}: {{ because }}", "utf-8")
    async with town_with(tmp_path, NO_RECONCILE, {"NOTICES_DIR": str(texts)}) as place:
        speaks(place, HOWTO["organization"], "es")
        ticket = await opened(place, HOWTO)

        (said,) = service_comments(place, ticket, public=True)
        assert said.startswith("Nuestro texto, ticket 1: se trata de una tarea de administración")
