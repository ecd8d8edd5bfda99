"""The list that everybody reads, by hand: one statement for a page, with each case's first photo in it.

It is the hottest list of a portal. Through the ORM a page of twenty costs five times as much: all columns of a case, an object
for each, and a second question for the photos.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from .lists import read_cursor, write_cursor
from .visibility import ANONYMOUS, PUBLIC

if TYPE_CHECKING:
    from uuid import UUID

    from core import Portal

FILTERS = ("state", "category", "district", "village")
"""The columns that everybody may narrow the list by; with `service` before and `opened` behind each has an index."""
COLUMNS = """c.id, c.ticket, c.title, c.state, c.category, c.agency, c.district, c.village, c.opened, c.due, c.closed,
    (SELECT f.id FROM cases_file AS f WHERE f."case" = c.id AND f.n = 1 AND f.public AND f.media_type LIKE 'image/%' ORDER BY f.id LIMIT 1)"""


@dataclass(frozen=True, slots=True)
class ListedCase:
    """What everybody may read of a case in a list. `cover` is the first photo that came with it, or an empty string."""

    id: str
    ticket: str
    title: str
    state: str
    category: str
    agency: str
    district: str
    village: str
    opened: datetime
    due: date | None
    closed: datetime | None
    cover: str


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page, and what the next one begins after; empty when this is the last."""

    cases: Sequence[ListedCase]
    next: str = ""


async def listed_cases(
    portal: Portal,
    service: str,
    *,
    filters: Mapping[str, str] | None = None,
    among: Sequence[UUID] | None = None,
    after: str = "",
    size: int = 20,
    open_only: bool = False,
) -> ListedPage:
    """The cases of `service` that everybody may see, the newest first; `among` keeps to some. A broken `after` is the beginning."""
    if among is not None and not among:
        return ListedPage(())
    sql, values = statement(service, filters or {}, among or (), after, size, open_only=open_only)
    found = [_read(row) for row in await portal.database.records(sql, *values)]
    return ListedPage(found[:size], write_cursor(found[size - 1].opened, found[size - 1].id) if len(found) > size else "")


def statement(service: str, filters: Mapping[str, str], among: Sequence[UUID], after: str, size: int, *, open_only: bool = False) -> tuple[str, list[Any]]:
    """The question and its values. Names in it are ours; whatever comes from a request is a value."""
    values: list[Any] = [service, PUBLIC, ANONYMOUS]

    def mark(value: Any) -> str:
        values.append(value)
        return f"${len(values)}"

    wanted = ["c.service = $1", "c.visibility IN ($2, $3)"]
    wanted += [f"c.{name} = {mark(value)}" for name, value in filters.items() if name in FILTERS and value]
    if open_only:
        wanted.append("c.closed IS NULL")
    if among:
        wanted.append(f"c.id IN ({', '.join(mark(str(one)) for one in among)})")
    if place := read_cursor(after):
        opened, case = mark(place[0]), mark(str(place[1]))
        # The first bound is what the index is entered by; the second only breaks ties.
        wanted.append(f"c.opened <= {opened} AND (c.opened < {opened} OR c.id < {case})")
    where, order = " AND ".join(wanted), "ORDER BY c.opened DESC, c.id DESC"
    return f"SELECT {COLUMNS} FROM cases_case AS c WHERE {where} {order} LIMIT {mark(size + 1)}", values  # noqa: S608 - see above


def _read(row: Sequence[Any]) -> ListedCase:
    """SQLite keeps days and moments as text, PostgreSQL as what they are."""
    case, ticket, title, state, category, agency, district, village, opened, due, closed, cover = row
    day, end = date.fromisoformat(due) if isinstance(due, str) else due, _moment(closed) if closed else None
    return ListedCase(str(case), ticket, title, state, category, agency, district, village, _moment(opened), day, end, str(cover) if cover else "")


def _moment(value: str | datetime) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
