"""The hottest questions of cases, in plain SQL: one case's timeline with its words, and the case along with it.

Through the ORM they cost three times as much; and each question more is a way to the database's thread and back."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from .models import Case, Entry

if TYPE_CHECKING:
    from core import Portal

_ENTRY = "e.n AS entry_n, e.at AS entry_at, e.kind AS entry_kind, e.public AS entry_public, e.data AS entry_data, t.text AS entry_text, t.name AS entry_name"
_ENTRY += ", e.actor AS entry_actor"
_TEXT = 'LEFT JOIN cases_entry_text AS t ON t."case" = e."case" AND t.n = e.n'
_SQL = f'SELECT {_ENTRY} FROM cases_entry AS e {_TEXT} WHERE e."case" = {{}} ORDER BY e.n'  # noqa: S608 - all of it is ours
_MANY = f'SELECT e."case" AS entry_case, {_ENTRY} FROM cases_entry AS e {_TEXT} WHERE e."case" IN ({{}}) ORDER BY e."case", e.n'  # noqa: S608 - and marks
_WHOLE = f'SELECT c.*, {_ENTRY} FROM cases_case AS c JOIN cases_entry AS e ON e."case" = c.id {_TEXT} WHERE c.secret = $1 ORDER BY e.n'  # noqa: S608


@dataclass(frozen=True, slots=True)
class Told:
    """One entry with what it says; `text` and `name` are empty where nothing was said, or nothing is left."""

    n: int
    at: datetime
    kind: str
    public: bool
    data: str
    text: str = ""
    name: str = ""
    actor: str = ""


@functools.lru_cache(maxsize=256)
def facts_of(data: str) -> Mapping[str, Any]:
    """What an entry's `data` says: read by the clock and by the timeline, one after the other. Nobody changes it."""
    found: dict[str, Any] = json.loads(data)
    return found


async def read_entries(case: UUID) -> list[Told]:
    """The timeline of one case, the first entry first."""
    return [_told(row) for row in await _ask(_SQL, [case])]


async def read_timelines(cases: Sequence[UUID]) -> dict[UUID, list[Told]]:
    """The timelines of several cases, in one question."""
    found: dict[UUID, list[Told]] = {case: [] for case in cases}
    for row in await _ask(_MANY, list(found)) if found else ():
        found[UUID(str(row["entry_case"]))].append(_told(row))
    return found


async def read_case(portal: Portal, secret: str) -> tuple[Case, list[Told]] | None:
    """The case whose link has the digest `secret`, and its timeline, in one question."""
    rows = await portal.database.records(_WHOLE, secret)
    return (Case._init_from_db(**dict(rows[0])), [_told(row) for row in rows]) if rows else None


async def _ask(sql: str, cases: Sequence[UUID]) -> Sequence[Mapping[str, Any]]:
    client = Entry._meta.db
    sqlite = client.capabilities.dialect == "sqlite"
    marks = ", ".join("?" if sqlite else f"${n}" for n, _case in enumerate(cases, 1))
    _, rows = await client.execute_query(sql.format(marks), [str(case) if sqlite else case for case in cases])
    return rows


def _told(row: Mapping[str, Any]) -> Told:
    at = row["entry_at"]
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return Told(
        row["entry_n"],
        moment if moment.tzinfo else moment.replace(tzinfo=UTC),
        row["entry_kind"],
        bool(row["entry_public"]),
        row["entry_data"],
        row["entry_text"] or "",
        row["entry_name"] or "",
        row["entry_actor"] or "",
    )
