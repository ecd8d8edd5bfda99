"""Numbers that are kept rather than counted: how many cases a list has, which version of a kept page is the newest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.database.context import current_database
from core.database.tables import Counter

_MORE = "ON CONFLICT (name) DO UPDATE SET value = core_counter.value + excluded.value"
_ADD = f"INSERT INTO core_counter (name, value) VALUES ($1, $2) {_MORE} RETURNING value"  # noqa: S608 - all of it is ours
_PUT = "INSERT INTO core_counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


async def bump(name: str, by: int = 1) -> int:
    """Add `by` in one statement, so that no count is lost between two processes; answers the new value."""
    return int((await current_database().write(_ADD, name, by))[0]["value"])


async def bump_all(changes: Mapping[str, int]) -> dict[str, int]:
    """Add to each name what stands there, all in one statement, in one order, so that two processes never wait for each other; the new values."""
    if not changes:
        return {}
    wanted = sorted(changes.items())
    marks = ", ".join(f"(${place}, ${place + 1})" for place in range(1, 2 * len(wanted) + 1, 2))
    sql = f"INSERT INTO core_counter (name, value) VALUES {marks} {_MORE} RETURNING name, value"  # noqa: S608 - only marks
    rows = await current_database().write(sql, *(value for change in wanted for value in change))
    return {row["name"]: int(row["value"]) for row in rows}


async def read_counters(names: Iterable[str]) -> dict[str, int]:
    """The values of `names`; one that was never bumped is 0."""
    wanted = tuple(names)
    if not wanted:
        return {}
    # By hand: every home page and every list asks, and through the ORM it costs six times as much.
    marks = ", ".join(f"${place}" for place in range(1, len(wanted) + 1))
    found = await current_database().records(f"SELECT name, value FROM core_counter WHERE name IN ({marks})", *wanted)  # noqa: S608 - only marks
    known = {row[0]: row[1] for row in found}
    return {name: int(known.get(name, 0)) for name in wanted}


async def read_all(prefix: str) -> dict[str, int]:
    """Every counter whose name begins with `prefix`, named without it."""
    rows = await Counter.filter(name__startswith=prefix).values_list("name", "value")
    return {str(name).removeprefix(prefix): int(value) for name, value in rows}


async def put(name: str, value: int) -> None:
    """Set `name` to what was counted anew."""
    await current_database().write(_PUT, name, value)


class Counters:
    """The same for plugins, as `portal.counters`. Names are full: `slug.name`."""

    add = staticmethod(bump)
    add_all = staticmethod(bump_all)
    put = staticmethod(put)
    read = staticmethod(read_counters)
    all = staticmethod(read_all)
