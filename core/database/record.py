"""Which migrations have been applied: the table `core_migration`, written in the migration's own transaction.

Tortoise writes its record after the transaction, so that a crash between the two applies a migration twice,
and takes any error while reading it for "nothing applied".
"""

from __future__ import annotations

from datetime import UTC, datetime

from core.database.context import Database

_THERE = {
    "sqlite": "SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name = 'core_migration'",
    "postgres": "SELECT count(*) AS n FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'core_migration'",
}
_CREATE = (
    "CREATE TABLE IF NOT EXISTS core_migration (app VARCHAR(64) NOT NULL, name VARCHAR(200) NOT NULL, applied VARCHAR(40) NOT NULL, PRIMARY KEY (app, name))"
)


async def read_record(database: Database) -> dict[str, set[str]]:
    """App → names of its applied migrations; empty on a fresh database. Errors are not swallowed."""
    if not (await database.rows(_THERE[database.kind]))[0]["n"]:
        return {}
    record: dict[str, set[str]] = {}
    for row in await database.rows("SELECT app, name FROM core_migration"):
        record.setdefault(row["app"], set()).add(row["name"])
    return record


async def make_record(database: Database) -> None:
    await database.rows(_CREATE)


async def write_record(database: Database, app: str, name: str) -> None:
    """Within the transaction of the migration."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    await database.rows("INSERT INTO core_migration (app, name, applied) VALUES ($1, $2, $3)", app, name, now)
