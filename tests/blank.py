"""
A new SQLite database for a test, migrated once in a test process and then copied.

Alembic takes a tenth of a second of a core for each new file, a copy takes a hundredth; PostgreSQL has its template for
the same reason (`tests/postgres.py`). Migrations have tests of their own, in `tests/store/test_upgrade.py`.
"""

import functools
import tempfile
from pathlib import Path

from app.store.database import Database


def lay(path: Path) -> None:
    """Put a migrated, empty database there, as an orderly stop leaves it; a file that is there already stays."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_blank())


@functools.cache
def _blank() -> bytes:
    with tempfile.TemporaryDirectory(prefix="tierline-blank-") as folder:
        path = Path(folder) / "tierline.db"
        Database.open(f"sqlite:///{path}").close()
        return path.read_bytes()
