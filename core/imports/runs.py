"""A file on its way into a table, as it is kept: its state, what was counted, and its rows, sealed, until they are written.

waiting ──▶ ready ──▶ confirmed ──▶ done
   │          └──▶ dropped   └──▶ failed      nothing was written
   └──▶ refused               the file cannot be taken
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core.access import Actor
from core.database.context import current_database
from core.database.tables import Import, ImportPart
from core.plugins.declarations import Owned
from core.requests import Context
from core.rows import insert, new_row
from core.tables import TableImport

if TYPE_CHECKING:
    from core.portal import Portal

WAITING, READY, CONFIRMED, DONE, REFUSED, FAILED, DROPPED = "waiting", "ready", "confirmed", "done", "refused", "failed", "dropped"
ROWS, FAULTS = "rows", "faults"
TASK = "imports"
"""The scheduled task that reads and writes."""
_LAST = "SELECT * FROM core_import WHERE name = $1 AND state = 'done' ORDER BY finished DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class LastImport:
    """What a table holds since: when it was written, by whom, from which file; `as_of` is the day that the data are of, `source` who has them."""

    id: UUID
    at: datetime
    as_of: date
    source: str
    file: str
    by: str
    rows: int


async def last_import(name: str) -> LastImport | None:
    """The newest import that was written. One short question along an index, for a citizen's page."""
    rows = await current_database().records(_LAST, name)
    if not rows:
        return None
    row = Import._init_from_db(**dict(rows[0]))
    assert row.finished is not None
    return LastImport(row.id, row.finished, row.as_of, row.source, row.file, row.by, row.total - row.bad)


def context_of(portal: Portal, run: Import, owned: Owned[TableImport]) -> Context:
    """Who a plugin's functions work for: whoever sent the file. `key` is the import's id."""
    kind: Any = run.kind or "anonymous"
    return Context(portal, owned.owner, run.language, Actor(run.actor, kind, name=run.by), str(run.id))


def facts_of(run: Import) -> dict[str, Any]:
    """How the file was read, or why it was not: `error`, `cause`, `encoding`, `sheet`, `others` …"""
    return {"error": "", "cause": "", "encoding": "", "sheet": "", "sheets": 0, "others": [], **json.loads(run.facts)}


async def put_part(portal: Portal, run: UUID, kind: str, n: int, content: Any) -> None:
    """Keep some rows or faults, inside a transaction."""
    sealed = portal.cipher.seal("core_import_part", "content", f"{run}:{kind}:{n}", json.dumps(content, ensure_ascii=False, separators=(",", ":")))
    await insert(new_row(ImportPart, run=run, kind=kind, n=n, content=sealed))


async def parts(portal: Portal, run: UUID, kind: str) -> AsyncIterator[Any]:
    """What was kept, one part after another."""
    n = 0
    while row := await ImportPart.get_or_none(run=run, kind=kind, n=n):
        yield json.loads(portal.cipher.open("core_import_part", "content", f"{run}:{kind}:{n}", row.content))
        n += 1


async def first_part(portal: Portal, run: UUID, kind: str) -> Any:
    async for part in parts(portal, run, kind):
        return part
    return None


async def faults_of(portal: Portal, run: UUID) -> AsyncIterator[Sequence[Any]]:
    """Every fault that was kept: row, column, cell, value, message."""
    async for part in parts(portal, run, FAULTS):
        for fault in part:
            yield fault
