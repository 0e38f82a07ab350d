"""The schema while versions change: an older one goes on working beside a newer one, and after it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from app.errors import SettingsError
from app.rules.ticket import Status
from app.store import decisions, effects, gate, inbox, outbox, tickets
from app.store.database import Database
from app.store.effects import State
from app.store.schema import metadata
from app.store.upgrade import NEWEST, OLDEST
from tests.rules.kit import a_record
from tests.store.kit import NOW, a_delivery, an_effect, opened

pytestmark = pytest.mark.anyio


def run(url: str, *statements: str) -> None:
    """Run statements as another version of the program would."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def migrate(url: str, revision: str) -> None:
    """Bring a new database to a revision, as the version that ended with it did."""
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", "app.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, database_url: str) -> str:
    """A database without any table."""
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite:///")).unlink()
    else:
        names = ", ".join((*metadata.tables, "alembic_version"))
        run(database_url, f"DROP TABLE {names}")
    return database_url


OLD_INSERTS = (
    """
    INSERT INTO effect
        (key, ticket_id, epoch, kind, level, state, change, because, reasons, urgency, due_at, planned_at, not_before)
    VALUES
        ('7:1:triage:0', 7, 1, 'triage', 0, 'planned', '{}', 'old', '{}', 100, '2026-11-24 09:00:00.000000',
         '2026-11-24 09:00:00.000000', '2026-11-24 09:00:00.000000')
    """,
    """
    INSERT INTO decision (ticket_id, decided_at, cause, summary, effects)
    VALUES (7, '2026-11-24 09:00:00.000000', 'old', 'said by an older version', '[]')
    """,
)
"""What the first version writes: it knows neither an effect's job nor a decision's rule."""

OLD_TICKET = """
    INSERT INTO ticket
        (id, status, tier_by_person, epoch, epoch_started_at, paused_seconds, level, tags, hold, disputed, in_review,
         read_comment_id)
    VALUES
        (7, 'new', false, 1, '2026-11-24 09:00:00.000000', 0, 0, '[]', false, false, false, 0)
    """


async def test_an_older_version_works_on_beside_a_newer_one(database_url: str) -> None:
    with opened(database_url) as database:
        await database.write(lambda c: tickets.save(c, a_record(ticket_id=7), 0))
        await database.write(lambda c: [c.execute(text(statement)) for statement in OLD_INSERTS])
        ((claimed,),) = await database.write(lambda c: outbox.claim(c, NOW, 10))
        rows = await database.read(lambda c: decisions.of_ticket(c, 7))

    assert claimed.key == "7:1:triage:0"
    assert [(row.rule, row.withheld) for row in rows] == [("", [])]


async def test_rows_of_an_older_version_survive_the_upgrade(empty_url: str) -> None:
    migrate(empty_url, "0001")
    run(empty_url, *OLD_INSERTS)
    with opened(empty_url) as database:
        (effect,) = await database.read(lambda c: effects.history(c, 7))
        (decision,) = await database.read(lambda c: decisions.of_ticket(c, 7))

    assert (effect.because, effect.job_id) == ("old", None)
    assert (decision.summary, decision.withheld) == ("said by an older version", [])


async def test_of_a_ticket_from_before_nobody_knows_how_many_comments_were_heard(empty_url: str) -> None:
    """Nor of one that a version before writes to: the number stands as it was, and comments only become more."""
    migrate(empty_url, "0004")
    run(empty_url, OLD_TICKET)
    with opened(empty_url) as database:
        before = await database.read(lambda c: tickets.load(c, 7))
        assert before is not None
        assert before.record.heard is None
        assert await database.write(lambda c: tickets.save(c, replace(before.record, heard=2), before.version))
        await database.write(lambda c: c.execute(text("UPDATE ticket SET status = 'open', version = 3 WHERE id = 7")))
        after = await database.read(lambda c: tickets.load(c, 7))

    assert after is not None
    assert (after.record.heard, after.record.status) == (2, Status.OPEN)


async def test_a_version_that_meets_a_newer_schema_starts_and_works(database_url: str) -> None:
    """A replica of the last version restarts during a rolling deployment, or a deployment is taken back."""
    Database.open(database_url).close()
    run(
        database_url,
        "ALTER TABLE effect ADD COLUMN colour VARCHAR(20) DEFAULT 'blue' NOT NULL",
        "ALTER TABLE ticket ADD COLUMN mood INTEGER",
        "CREATE TABLE tomorrow (id INTEGER PRIMARY KEY)",
        "UPDATE alembic_version SET version_num = '0099'",
    )
    with opened(database_url) as database:
        assert await database.write(lambda c: inbox.add(c, inbox.row_values(a_delivery(1), NOW)))
        assert await database.write(lambda c: tickets.save(c, a_record(), 0))
        assert await database.write(lambda c: effects.plan(c, an_effect(), NOW, NOW))
        assert await database.write(lambda c: gate.reserve(c, gate.UPDATES, 1, 10, NOW)) == 1
        ((claimed,),) = await database.write(lambda c: outbox.claim(c, NOW, 10))
        later = NOW + timedelta(seconds=1)
        assert await database.write(lambda c: outbox.end(c, [claimed], State.DONE, "sent", later))
        version = await database.read(lambda c: c.execute(text("SELECT version_num FROM alembic_version")).scalar())

    assert version == "0099", "an older version takes nothing back"


@pytest.mark.parametrize("revision", ["ae1027a6acf", "0000", "later"])
def test_a_database_of_another_program_is_refused(database_url: str, revision: str) -> None:
    Database.open(database_url).close()
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    engine.dispose()

    with pytest.raises(SettingsError, match="unknown revision"):
        Database.open(database_url)


def test_the_migrations_are_numbered_from_the_oldest_to_the_newest() -> None:
    """A start asks Alembic only where the schema has another revision."""
    config = Config()
    config.set_main_option("script_location", "app.store:migrations")

    numbers = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]

    assert numbers == [f"{number:04}" for number in range(int(NEWEST), int(OLDEST) - 1, -1)]
