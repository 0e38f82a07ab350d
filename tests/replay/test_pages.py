"""What is kept on disk of an export: whole pages or none, private, in order."""

import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app import private_file
from app.errors import AppError
from app.replay.pages import Page, Pages, folder_of
from app.rules.ticket import Form, Priority, Tier
from app.zendesk.fields import FieldIds
from tests.rules.kit import NOW, a_ticket

START = NOW - timedelta(days=90)
FULL = replace(
    a_ticket(),
    description="Zeile 1\nline 2 💥 \ud83d \u2028",
    tags=frozenset({"b", "a"}),
    priority=Priority.HIGH,
    tier_field=Tier.TWO,
    form=Form(True, False, 3, 400, "C-1", "voice"),
)


def a_page(number: int, **more: object) -> Page:
    values: dict[str, object] = {"cursor": f"c{number}", "is_last": False, "tickets": (replace(FULL, id=number),)}
    return Page(since=START, read_at=NOW, **(values | more))  # type: ignore[arg-type]  # as Page has them


def loaded(folder: Path) -> Pages:
    pages = Pages(folder)
    pages.load()
    return pages


def test_pages_come_back_as_they_were(tmp_path: Path) -> None:
    pages = Pages(tmp_path)
    pages.append(a_page(1))
    pages.append(a_page(2, is_last=True, unusable=(9,)))

    again = loaded(tmp_path)

    assert again.kept == [a_page(1), a_page(2, is_last=True, unusable=(9,))]
    assert again.unusable == 1
    assert again.covers(START)
    assert again.covers(NOW)
    assert not again.covers(START - timedelta(seconds=1))


def test_pages_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    """They hold what partners wrote."""
    folder = tmp_path / "a" / "b"
    private_file.make_folder(folder)
    Pages(folder).append(a_page(1))

    (file,) = folder.glob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_newest_version_of_a_ticket_counts(tmp_path: Path) -> None:
    pages = Pages(tmp_path)
    pages.append(a_page(1))
    pages.append(a_page(2, tickets=(replace(FULL, id=1, subject="changed"),)))

    assert [ticket.subject for ticket in pages.tickets().values()] == ["changed"]


def test_a_half_written_page_leaves_no_trace(tmp_path: Path) -> None:
    """A cut while writing leaves a draft under another name, which nobody reads."""
    Pages(tmp_path).append(a_page(1))
    (tmp_path / ".page-000002.json.77").write_text('{"version": 1, "tick')

    assert loaded(tmp_path).kept == [a_page(1)]


def test_a_damaged_page_is_named(tmp_path: Path) -> None:
    (tmp_path / "page-000001.json").write_text("{}")

    with pytest.raises(AppError, match=r"page-000001\.json is damaged: delete the folder"):
        loaded(tmp_path)


def test_pages_of_another_format_are_fetched_again(tmp_path: Path) -> None:
    (tmp_path / "page-000001.json").write_text('{"version": 0}')

    assert loaded(tmp_path).kept == []
    assert list(tmp_path.glob("page-*")) == []


def test_another_account_or_other_form_fields_have_a_folder_of_their_own(tmp_path: Path) -> None:
    one = folder_of(tmp_path, "https://acme.zendesk.com", FieldIds())

    assert one.name.startswith("acme.zendesk.com-")
    assert one != folder_of(tmp_path, "https://other.zendesk.com", FieldIds())
    assert one != folder_of(tmp_path, "https://acme.zendesk.com", FieldIds(workaround=5))


def test_a_folder_is_for_one_replay_at_a_time(tmp_path: Path) -> None:
    with private_file.locked(tmp_path), pytest.raises(AppError, match="Another replay"), private_file.locked(tmp_path):
        pytest.fail("the folder was given to two replays at once")
