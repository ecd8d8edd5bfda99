"""Which migrations have been applied: the table `core_migration`, written in the migration's own transaction.

Tortoise writes its record after the transaction, so that a crash between the two applies a migration twice,
and takes any error while reading it for "nothing applied".
"""

from __future__ import annotations

from datetime import UTC, datetime

from tortoise.backends.base.client import BaseDBAsyncClient

_THERE = {
    "sqlite": "SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name = 'core_migration'",
    "postgres": "SELECT count(*) AS n FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'core_migration'",
}
_CREATE = (
    "CREATE TABLE IF NOT EXISTS core_migration (app VARCHAR(64) NOT NULL, name VARCHAR(200) NOT NULL, applied VARCHAR(40) NOT NULL, PRIMARY KEY (app, name))"
)
_INSERT = {
    "sqlite": "INSERT INTO core_migration (app, name, applied) VALUES (?, ?, ?)",
    "postgres": "INSERT INTO core_migration (app, name, applied) VALUES ($1, $2, $3)",
}


async def read_record(client: BaseDBAsyncClient) -> dict[str, set[str]]:
    """App → names of its applied migrations; empty on a fresh database. Errors are not swallowed."""
    if not (await client.execute_query_dict(_THERE[client.capabilities.dialect]))[0]["n"]:
        return {}
    record: dict[str, set[str]] = {}
    for row in await client.execute_query_dict("SELECT app, name FROM core_migration"):
        record.setdefault(row["app"], set()).add(row["name"])
    return record


async def make_record(client: BaseDBAsyncClient) -> None:
    await client.execute_query(_CREATE)


async def write_record(client: BaseDBAsyncClient, app: str, name: str) -> None:
    """Within the transaction of the migration."""
    await client.execute_query(_INSERT[client.capabilities.dialect], [app, name, datetime.now(UTC).isoformat(timespec="seconds")])
