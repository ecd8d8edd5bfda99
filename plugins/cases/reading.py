"""The hottest question of cases, in plain SQL: one case's timeline with its words. Through the ORM it costs three times as much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from .models import Entry

_SQL = (
    "SELECT e.n, e.at, e.kind, e.public, e.data, t.text, t.name FROM cases_entry AS e"
    ' LEFT JOIN cases_entry_text AS t ON t."case" = e."case" AND t.n = e.n WHERE e."case" = {} ORDER BY e.n'
)


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


async def read_entries(case: UUID) -> list[Told]:
    """The timeline of one case, the first entry first."""
    client = Entry._meta.db
    sqlite = client.capabilities.dialect == "sqlite"
    rows = await client.execute_query_dict(_SQL.format("?" if sqlite else "$1"), [str(case) if sqlite else case])
    return [_told(row) for row in rows]


def _told(row: Mapping[str, Any]) -> Told:
    at = row["at"]
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return Told(
        row["n"], moment if moment.tzinfo else moment.replace(tzinfo=UTC), row["kind"], bool(row["public"]), row["data"], row["text"] or "", row["name"] or ""
    )
