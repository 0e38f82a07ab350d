"""Looking up people and groups by the names that settings use."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
import respx

from app.clock import FakeClock
from app.zendesk.directory import MISSING_TTL_SECONDS, TTL_SECONDS, Directory
from app.zendesk.errors import Forbidden, Unauthorized
from tests.zendesk.client_kit import NOW, answer, zendesk

pytestmark = pytest.mark.anyio

MISSING = httpx.Response(404, json={"error": "RecordNotFound", "description": "Not found"})
PARTNER, SERVICE, SUPPORT, NETWORK = 9100000001, 9100000007, 9300000001, 9300000002


@asynccontextmanager
async def directory(clock: FakeClock | None = None) -> AsyncIterator[tuple[Directory, respx.MockRouter]]:
    clock = clock or FakeClock(NOW)
    async with zendesk(clock) as (client, router):
        router.get("/api/v2/users/me", name="me").mock(return_value=answer("me"))
        router.get(f"/api/v2/users/{PARTNER}", name="partner").mock(return_value=answer("user"))
        router.get(f"/api/v2/users/{SERVICE}", name="service").mock(return_value=answer("me"))
        router.get("/api/v2/users/search", name="search").mock(return_value=answer("users"))
        router.get("/api/v2/groups", name="groups").mock(return_value=answer("groups"))
        router.get("/api/v2/organizations/9200000001", name="organization").mock(return_value=answer("organization"))
        router.get(f"/api/v2/users/{SERVICE}/group_memberships", name="memberships").mock(
            return_value=answer("memberships")
        )
        yield Directory(client, clock), router


async def test_it_knows_who_we_are() -> None:
    async with directory() as (book, _):
        assert await book.self_id() == SERVICE


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (PARTNER, PARTNER),
        (str(PARTNER), PARTNER),
        (f" {PARTNER} ", PARTNER),
        ("robin@partner.example", PARTNER),
        ("ROBIN@partner.example", PARTNER),
        ("robin@elsewhere.example", None),
        (0, None),
        (-1, None),
        (2**64, None),
        ("9" * 30, None),
    ],
)
async def test_a_user_is_found_by_id_or_address(name: int | str, found: int | None) -> None:
    async with directory() as (book, _):
        assert await book.user_id(name) == found


async def test_an_id_that_does_not_exist_is_nobody() -> None:
    async with directory() as (book, router):
        router["partner"].mock(return_value=MISSING)

        assert await book.user_id(PARTNER) is None


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Support", SUPPORT),
        ("network operations", NETWORK),
        (" Network Operations ", NETWORK),
        (NETWORK, NETWORK),
        (str(NETWORK), NETWORK),
        ("Gone", None),
        (9300000003, None),
        ("Nobody", None),
    ],
)
async def test_a_group_is_found_by_id_or_name(name: int | str, found: int | None) -> None:
    async with directory() as (book, router):
        assert await book.group_id(name) == found
        assert router["groups"].call_count == 1


async def test_a_name_that_two_groups_bear_is_not_guessed() -> None:
    twins = [{"id": 1, "name": "Voice"}, {"id": 2, "name": "voice"}, {"id": 3, "name": "VOICE"}]
    async with directory() as (book, router):
        router["groups"].mock(return_value=httpx.Response(200, json={"groups": twins}))

        assert await book.group_id("vOICE") is None
        assert await book.group_id("voice") == 2


async def test_an_organization_has_its_tags_and_a_missing_one_is_none() -> None:
    async with directory() as (book, router):
        found = await book.organization(9200000001)
        router["organization"].mock(return_value=MISSING)
        book.forget()

        assert found is not None
        assert found.tags == {"partner"}
        assert await book.organization(9200000001) is None


async def test_the_default_group_is_that_of_the_memberships() -> None:
    async with directory() as (book, _):
        assert await book.default_group(SERVICE) == NETWORK


async def test_without_memberships_the_default_group_is_that_of_the_user() -> None:
    async with directory() as (book, router):
        router["memberships"].mock(return_value=httpx.Response(200, json={"group_memberships": []}))

        assert await book.default_group(SERVICE) == SUPPORT


async def test_it_knows_who_is_in_a_group() -> None:
    async with directory() as (book, _):
        assert await book.is_member(SERVICE, NETWORK)
        assert not await book.is_member(SERVICE, 9300000003)
        assert not await book.is_member(-1, NETWORK)


@pytest.mark.parametrize(("user_id", "is_staff"), [(SERVICE, True), (PARTNER, False), (-1, False), (0, False)])
async def test_staff_are_agents_and_admins(user_id: int, is_staff: bool) -> None:
    async with directory() as (book, _):
        assert await book.is_staff(user_id) is is_staff


async def test_what_was_found_is_remembered_for_ten_minutes() -> None:
    clock = FakeClock(NOW)
    async with directory(clock) as (book, router):
        await book.is_staff(PARTNER)
        clock.advance(timedelta(seconds=TTL_SECONDS - 1))
        await book.user_id(PARTNER)
        assert router["partner"].call_count == 1

        clock.advance(timedelta(seconds=1))
        await book.is_staff(PARTNER)
        assert router["partner"].call_count == 2


async def test_what_was_not_found_is_remembered_shortly() -> None:
    clock = FakeClock(NOW)
    async with directory(clock) as (book, router):
        router["partner"].mock(side_effect=[MISSING, answer("user")])

        assert await book.user_id(PARTNER) is None
        clock.advance(timedelta(seconds=MISSING_TTL_SECONDS - 1))
        assert await book.user_id(PARTNER) is None
        clock.advance(timedelta(seconds=1))
        assert await book.user_id(PARTNER) == PARTNER


async def test_a_failed_lookup_is_told_and_not_remembered() -> None:
    async with directory() as (book, router):
        router["partner"].mock(side_effect=[httpx.Response(403), answer("user")])

        with pytest.raises(Forbidden):
            await book.is_staff(PARTNER)
        assert await book.is_staff(PARTNER) is False


async def test_being_anonymous_is_told() -> None:
    async with directory() as (book, router):
        router["me"].mock(return_value=answer("me_anonymous"))

        with pytest.raises(Unauthorized):
            await book.self_id()


async def test_lookups_of_the_same_record_share_one_call() -> None:
    async def slowly(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return answer("user")

    async with directory() as (book, router):
        router["partner"].mock(side_effect=slowly)

        found = await asyncio.gather(*(book.user_id(PARTNER) for _ in range(20)))

        assert found == [PARTNER] * 20
        assert router["partner"].call_count == 1


async def test_lookups_of_the_same_record_share_its_failure() -> None:
    async def slowly(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return httpx.Response(403)

    async with directory() as (book, router):
        router["partner"].mock(side_effect=slowly)

        ends = await asyncio.gather(*(book.user_id(PARTNER) for _ in range(5)), return_exceptions=True)

        assert [type(end) for end in ends] == [Forbidden] * 5
        assert router["partner"].call_count == 1


async def test_one_who_gives_up_waiting_does_not_take_the_answer_from_the_others() -> None:
    asked = asyncio.Event()

    async def slowly(_: httpx.Request) -> httpx.Response:
        asked.set()
        await asyncio.sleep(0.02)
        return answer("user")

    async with directory() as (book, router):
        router["partner"].mock(side_effect=slowly)
        first = asyncio.create_task(book.user_id(PARTNER))
        second = asyncio.create_task(book.user_id(PARTNER))
        await asked.wait()
        first.cancel()

        assert await second == PARTNER
        assert router["partner"].call_count == 1


async def test_a_lookup_from_before_forgetting_is_not_remembered() -> None:
    asked, go = asyncio.Event(), asyncio.Event()

    async def when_told(_: httpx.Request) -> httpx.Response:
        asked.set()
        await go.wait()
        return answer("user")

    async with directory() as (book, router):
        router["partner"].mock(side_effect=when_told)
        early = asyncio.create_task(book.user_id(PARTNER))
        await asked.wait()
        book.forget()
        go.set()

        assert await early == PARTNER
        assert await book.user_id(PARTNER) == PARTNER
        assert router["partner"].call_count == 2
