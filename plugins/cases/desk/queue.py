"""The queue: one statement for a page, whoever asks and whatever is asked for.

What somebody may see falls apart into branches (an agency, the rest of the regency, what no agency has yet). Each branch is
read along an index in the order of the list, no further than a page, and the few rows are put in order together. So the
queue costs the same with a hundred cases and with a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ..lists import read_cursor, write_cursor
from ..visibility import CONFIDENTIAL, VERIFY, VIEW, VIEW_ALL
from .attention import Seconds, branches_for_second, first_hand, is_escalated, seconds_of

if TYPE_CHECKING:
    from core import Actor, Portal

LATE, SOON, PAUSED, CLOSED, EVERY = "terlambat", "segera", "jeda", "tutup", "semua"
ESCALATED, SECOND = "eskalasi", "kedua"
CONDITIONS = (LATE, SOON, PAUSED, CLOSED, EVERY, ESCALATED, SECOND)
MINE, NOBODYS = "saya", "belum"
MOST_COUNTED = 99
"""No number of the queue is counted any further."""
FAR = datetime(9000, 1, 1, tzinfo=UTC)
_COLUMNS = """c.id, c.ticket, c.service, c.procedure, c.state, c.agency, c.district, c.village, c.category, c.visibility, c.title,
    c.opened, c.due, c.paused_since, c.closed, c.supporters, c.assignee, c.late_since, o.name AS assignee_name"""
_FROM = "FROM cases_case AS c LEFT JOIN cases_assignee AS o ON o.id = c.assignee"
_FILTERS = {"service": "c.service", "district": "c.district", "state": "c.state", "agency": "c.agency", "category": "c.category"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. All of it may be empty: then it is everything that is open, the most urgent first."""

    condition: str = ""
    assignee: str = ""
    service: str = ""
    district: str = ""
    state: str = ""
    agency: str = ""
    category: str = ""
    words: str = ""
    after: str = ""

    @property
    def by_urgency(self) -> bool:
        """Whether the most urgent comes first; what is closed or searched for is listed newest first."""
        return self.condition not in (CLOSED, EVERY) and not self.words


@dataclass(frozen=True, slots=True)
class Days:
    """What late and soon mean today: before `today`, and up to `soon`, the next working day."""

    today: date
    soon: date


@dataclass(frozen=True, slots=True)
class Queued:
    """One case in the queue."""

    id: str
    ticket: str
    service: str
    procedure: str
    state: str
    agency: str
    district: str
    village: str
    category: str
    visibility: str
    title: str
    opened: datetime
    due: date | None
    paused: bool
    closed: bool
    supporters: int
    assignee: str
    escalated: bool
    assignee_name: str
    first_hand: str = ""
    """Where another officer has to agree: who did the work."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page, and what the next one begins after; empty when this is the last."""

    rows: Sequence[Queued]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Tallies:
    """Bounded: `MOST_COUNTED + 1` means more than that."""

    late: int
    soon: int
    mine: int


class Statement:
    """SQL that grows together with its values; names in it are ours, whatever was asked is a value."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def mark(self, value: Any) -> str:
        self.values.append(value)
        return f"${len(self.values)}"

    def marks(self, values: Sequence[Any]) -> str:
        return ", ".join(self.mark(value) for value in values)


def branches(actor: Actor, statement: Statement) -> list[list[str]]:
    """The rule of `visible_to` as conditions of branches of which no two hold the same case; for an officer, not for who reported."""
    found: list[list[str]] = []
    rest: list[str] = []
    if actor.may(VIEW_ALL):
        found.append([f"c.visibility <> '{CONFIDENTIAL}'"])
        rest = [f"c.visibility = '{CONFIDENTIAL}'"]
    areas: dict[str, set[str] | None] = {}
    for post in actor.posts_with(VIEW):
        known = areas.get(post.agency, set())
        areas[post.agency] = None if not post.areas or known is None else known | post.areas
    for agency, within in areas.items():
        branch = [f"c.agency = {statement.mark(agency)}", *rest]
        if within is not None:
            inside = sorted(within)
            branch.append(f"(c.district IN ({statement.marks(inside)}) OR c.village IN ({statement.marks(inside)}))")
        found.append(branch)
    if actor.may(VERIFY):
        found.append(["c.agency = ''", *rest])
    return found


async def queue_page(portal: Portal, actor: Actor, asked: Asked, days: Days, *, among: Sequence[UUID] | None = None, size: int = 20) -> QueuePage:
    """A page of what the officer may see of what was asked; `among` keeps to some cases. A broken `after` is the beginning."""
    if among is not None and not among:
        return QueuePage(())
    sql, values = page_statement(actor, asked, days, among, size, seconds_of(portal))
    if not sql:
        return QueuePage(())
    found = [_read(row) for row in await portal.database.records(sql, *values)]
    more = len(found) > size
    last = found[size - 1] if more else None
    return QueuePage(found[:size], "" if last is None else _write_urgency(last) if asked.by_urgency else write_cursor(last.opened, last.id))


def page_statement(actor: Actor, asked: Asked, days: Days, among: Sequence[UUID] | None, size: int, seconds: Seconds = ()) -> tuple[str, list[Any]]:
    """The one question of a page and its values; empty for who may see nothing."""
    statement = Statement()
    every = branches(actor, statement)
    if not every:
        return "", []
    if asked.assignee == MINE or among is not None:
        # One branch that is entered by the officer or by the cases, and looks at the rule row by row.
        every = [["(" + " OR ".join(f"({' AND '.join(branch)})" for branch in every) + ")"]]
    if asked.condition == SECOND:
        every = branches_for_second(statement, actor, every, seconds)
        if not every:
            return "", []
    wanted = _wanted(statement, actor, asked, days, among)
    order = _by_urgency if asked.by_urgency else _by_age
    parts = [part for branch in every for part in order(statement, [*branch, *wanted], asked, size + 1)]
    outer = "ORDER BY due IS NULL, due, id" if asked.by_urgency else "ORDER BY opened DESC, id DESC"
    whole = " UNION ALL ".join(f"SELECT * FROM ({part}) AS b{n}" for n, part in enumerate(parts))  # noqa: S608 - see Statement
    columns = f"found.*, {first_hand(statement, seconds)} AS first_hand"
    return f"SELECT {columns} FROM ({whole}) AS found {outer} LIMIT {statement.mark(size + 1)}", statement.values  # noqa: S608 - see Statement


def _wanted(statement: Statement, actor: Actor, asked: Asked, days: Days, among: Sequence[UUID] | None) -> list[str]:
    """What every row must be, besides what the officer may see."""
    found = []
    for name, column in _FILTERS.items():
        if value := getattr(asked, name):
            # In the order of urgency no other index may lead the database away from it: it would have to sort what it finds.
            bare = column if name in ("agency", "state") or not asked.by_urgency else f"{column} || ''"
            found.append(f"{bare} = {statement.mark(value)}")
    if among is not None:
        found.append(f"c.id IN ({statement.marks([str(one) for one in among])})")
    else:
        found.append("c.main IS NULL")  # a duplicate is found by its words, and stands in no queue
    if asked.assignee == MINE:
        found.append(f"c.assignee = {statement.mark(actor.id)} AND c.assignee <> ''")
    elif asked.assignee == NOBODYS:
        found.append("c.assignee = ''")
    if asked.condition == LATE:
        found.append(f"c.due < {statement.mark(days.today)}")
    elif asked.condition == SOON:
        found.append(f"c.due >= {statement.mark(days.today)} AND c.due <= {statement.mark(days.soon)}")
    elif asked.condition == PAUSED:
        found.append("c.paused_since IS NOT NULL")
    elif asked.condition == CLOSED:
        found.append("c.closed IS NOT NULL")
    elif asked.condition == ESCALATED:
        found.append(is_escalated(statement, actor, days))
    return found


def _by_urgency(statement: Statement, where: list[str], asked: Asked, size: int) -> list[str]:
    """What has a due day, then what has none; both are ranges of one index."""
    place = _read_urgency(asked.after)
    parts = []
    base = [*where, "c.closed IS NULL"]
    if place is None or place[0] is not None:
        dated = [*base, "c.due IS NOT NULL"]
        if place is not None:
            day, case = statement.mark(place[0]), statement.mark(str(place[1]))
            # The first bound is what the index is entered by; the second only breaks ties.
            dated.append(f"c.due >= {day} AND (c.due > {day} OR c.id > {case})")
        parts.append(f"SELECT {_COLUMNS} {_FROM} WHERE {' AND '.join(dated)} ORDER BY c.due, c.id LIMIT {statement.mark(size)}")
    if asked.condition not in (LATE, SOON, ESCALATED):
        undated = [*base, "c.due IS NULL"]
        if place is not None and place[0] is None:
            undated.append(f"c.id > {statement.mark(str(place[1]))}")
        parts.append(f"SELECT {_COLUMNS} {_FROM} WHERE {' AND '.join(undated)} ORDER BY c.due, c.id LIMIT {statement.mark(size)}")
    return parts


def _by_age(statement: Statement, where: list[str], asked: Asked, size: int) -> list[str]:
    """The newest first."""
    wanted = [*where, f"c.opened <= {statement.mark(FAR)}"]  # so that the index is entered, not read from its beginning
    if place := read_cursor(asked.after):
        opened, case = statement.mark(place[0]), statement.mark(str(place[1]))
        wanted.append(f"c.opened <= {opened} AND (c.opened < {opened} OR c.id < {case})")
    return [f"SELECT {_COLUMNS} {_FROM} WHERE {' AND '.join(wanted)} ORDER BY c.opened DESC, c.id DESC LIMIT {statement.mark(size)}"]


async def tallies(portal: Portal, actor: Actor, days: Days) -> Tallies:
    """How many are late, soon due, and the officer's own; none of them counted beyond `MOST_COUNTED`."""
    sql, values = tally_statement(actor, days)
    if not sql:
        return Tallies(0, 0, 0)
    row = (await portal.database.records(sql, *values))[0]
    return Tallies(*(min(int(row[n]), MOST_COUNTED + 1) for n in range(3)))


def tally_statement(actor: Actor, days: Days) -> tuple[str, list[Any]]:
    """The three numbers in one question."""
    statement = Statement()
    every = branches(actor, statement)
    if not every:
        return "", []
    today, soon, most = statement.mark(days.today), statement.mark(days.soon), statement.mark(MOST_COUNTED + 1)

    def counted(conditions: list[str], name: str) -> str:
        rows = f"SELECT 1 FROM cases_case AS c WHERE {' AND '.join(conditions)} LIMIT {most}"  # noqa: S608
        return f"(SELECT count(*) FROM ({rows}) AS {name})"  # noqa: S608

    open_one = ["c.closed IS NULL", "c.main IS NULL"]
    late = [counted([*branch, *open_one, f"c.due < {today}"], f"l{n}") for n, branch in enumerate(every)]
    near = [counted([*branch, *open_one, f"c.due >= {today}", f"c.due <= {soon}"], f"s{n}") for n, branch in enumerate(every)]
    seen = "(" + " OR ".join(f"({' AND '.join(branch)})" for branch in every) + ")"
    mine = counted([f"c.assignee = {statement.mark(actor.id)}", "c.assignee <> ''", *open_one, seen], "m")
    return f"SELECT {' + '.join(late)}, {' + '.join(near)}, {mine}", statement.values


def _write_urgency(row: Queued) -> str:
    return f"{row.due.isoformat() if row.due else ''}.{UUID(row.id).hex}"


def _read_urgency(text: str) -> tuple[date | None, UUID] | None:
    day, dot, case = text.partition(".")
    if not dot or len(text) > 43:
        return None
    try:
        return (date.fromisoformat(day) if day else None), UUID(hex=case)
    except ValueError:
        return None


def _read(row: Any) -> Queued:
    """SQLite keeps days and moments as text, PostgreSQL as what they are."""
    due, opened = row["due"], row["opened"]
    return Queued(
        id=str(row["id"]),
        opened=datetime.fromisoformat(opened) if isinstance(opened, str) else opened,
        due=date.fromisoformat(due) if isinstance(due, str) else due,
        paused=row["paused_since"] is not None,
        closed=row["closed"] is not None,
        escalated=row["late_since"] is not None and row["late_since"] == due and row["closed"] is None,
        assignee_name=row["assignee_name"] or "",
        first_hand=row["first_hand"],
        **{name: row[name] for name in ("ticket", "service", "procedure", "state", "agency", "district", "village")},
        **{name: row[name] for name in ("category", "visibility", "title", "supporters", "assignee")},
    )
