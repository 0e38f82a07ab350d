"""Who set the tier: a person or we ourselves."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.replay.people import People, mark_author, remembered
from app.rules.record import Record
from app.rules.ticket import Tier
from app.store import tickets
from app.store.sqlite import open_reader
from app.zendesk.records import Audit
from tests.replay.kit import FakeZendesk, an_audit
from tests.rules.kit import NOW, a_record, a_ticket
from tests.store.kit import opened

pytestmark = pytest.mark.anyio

FIELD = 360
MARKED = a_ticket(tags=frozenset({"tier_2"}), tier_field=Tier.TWO)
BY_FIELD: dict[str, Any] = {"field_name": str(FIELD), "previous_value": "tier_1", "value": "tier_2"}
BY_TAG: dict[str, Any] = {"field_name": "tags", "previous_value": ["x", "tier_1"], "value": ["x", "tier_2"]}
OTHER_TAGS: dict[str, Any] = {"field_name": "tags", "previous_value": ["tier_2"], "value": ["tier_2", "vip"]}


@pytest.mark.parametrize(
    ("audits", "author"),
    [
        ([an_audit(10, **BY_FIELD)], 10),
        ([an_audit(10, **BY_TAG)], 10),
        ([an_audit(10, **{**BY_TAG, "value": "x tier_2"})], 10),
        ([an_audit(10, **{**BY_FIELD, "value": "2"})], 10),
        ([an_audit(1, ours=True, **BY_FIELD)], None),
        ([an_audit(10, **BY_FIELD), an_audit(1, ours=True, **BY_FIELD)], None),
        ([an_audit(1, ours=True, **BY_FIELD), an_audit(10, **BY_FIELD)], 10),
        ([an_audit(1, ours=True, **BY_FIELD), an_audit(10, **OTHER_TAGS)], None),
        ([], None),
    ],
    ids=["field", "tag", "tags-as-text", "number", "ours", "ours-last", "person-last", "other-tags", "nobody"],
)
def test_the_last_one_to_set_the_tier_counts(audits: Sequence[Audit], author: int | None) -> None:
    assert mark_author(audits, Tier.TWO, FIELD) == author


async def look_up(people: People, zendesk: FakeZendesk) -> None:
    async def is_staff(user_id: int) -> bool:
        return user_id in zendesk.staff

    await people.look_up([MARKED], zendesk.audits, is_staff, 1, lambda _: None)


@pytest.mark.parametrize(
    ("author", "staff", "tier"), [(10, {10}, Tier.TWO), (500, set(), None), (1, {1}, None), (-1, set(), None)],
    ids=["agent", "end-user", "ourselves", "a-trigger"],
)  # fmt: skip
async def test_only_people_of_the_desk_make_a_label(
    tmp_path: Path, author: int, staff: set[int], tier: Tier | None
) -> None:
    zendesk = FakeZendesk()
    zendesk.history[42], zendesk.staff = [an_audit(author, **BY_FIELD)], staff
    people = People(tmp_path / "people.json", FIELD)
    await look_up(people, zendesk)

    assert people.tier(MARKED, None) is tier


async def test_what_was_looked_up_is_not_asked_again_until_the_ticket_changes(tmp_path: Path) -> None:
    zendesk = FakeZendesk()
    zendesk.history[42], zendesk.staff = [an_audit(10, **BY_FIELD)], {10}
    await look_up(People(tmp_path / "people.json", FIELD), zendesk)

    again = People(tmp_path / "people.json", FIELD)
    again.load()

    assert again.unknown([MARKED], {}) == []
    assert again.tier(MARKED, None) is Tier.TWO
    changed = a_ticket(tags=MARKED.tags, updated_at=NOW.replace(hour=10))
    assert again.unknown([changed], {}) == [changed]


async def test_tickets_without_a_tier_and_those_on_record_are_never_asked_for(tmp_path: Path) -> None:
    people = People(tmp_path / "people.json", FIELD)

    assert people.unknown([a_ticket()], {}) == []
    assert people.unknown([MARKED], {42: a_record()}) == []


async def test_what_was_learnt_is_saved_when_a_look_up_is_cut(tmp_path: Path) -> None:
    class Cut(FakeZendesk):
        async def audits(self, ticket_id: int) -> list[Audit]:
            if ticket_id == 43:
                raise KeyboardInterrupt
            return await super().audits(ticket_id)

    async def is_staff(_: int) -> bool:
        return True

    people = People(tmp_path / "people.json", FIELD)
    others = a_ticket(id=43, tags=MARKED.tags)
    with pytest.raises(KeyboardInterrupt):
        await people.look_up([MARKED, others], Cut().audits, is_staff, 1, lambda _: None)
    again = People(tmp_path / "people.json", FIELD)
    again.load()

    assert again.unknown([MARKED, others], {}) == [others]


async def test_our_own_records_answer_without_a_call(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        await database.write(lambda c: tickets.save(c, a_record(tier=Tier.ONE), 0))
        engine = open_reader(f"sqlite:///{tmp_path / 'tierline.db'}")
        assert engine is not None
        found = remembered(engine, [42, 43])
        engine.dispose()

    assert set(found) == {42}
    assert isinstance(found[42], Record)
    assert People(tmp_path / "people.json", FIELD).tier(MARKED, found[42]) is Tier.TWO


def test_a_database_that_is_none_of_ours_knows_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database" * 100)
    engine = open_reader(f"sqlite:///{tmp_path / 'x.db'}")
    assert engine is not None

    assert remembered(engine, [42]) == {}
    engine.dispose()
    assert open_reader(f"sqlite:///{tmp_path / 'absent.db'}") is None
