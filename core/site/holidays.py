"""The site's own days off, from `holidays.csv`; the national ones come with the plugin that counts working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.errors import Problem, did_you_mean
from core.reading.tables import read_table

KINDS = ("libur_daerah", "libur_nasional", "cuti_bersama", "hari_kerja")
"""A local, a national and a joint day off; and a working day after all, which takes a national day off back."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day, what it is, and the decree that says so."""

    date: date
    kind: str
    name: str
    decree: str = ""


def read_holidays(folder: Path) -> tuple[tuple[Holiday, ...], list[Problem]]:
    """`holidays.csv`: date, type, name, decree; in the order of the days."""
    table = read_table(folder, "holidays.csv", ("date", "type", "name"), ("decree",))
    seen: dict[str, str] = {}
    found = []
    for row in table.rows:
        try:
            day = date.fromisoformat(row["date"]) if len(row["date"]) == 10 else None
        except ValueError:
            day = None
        if day is None:
            table.complain("holiday.date", f"date is {row['date']!r}", row.where, "Year, month and day: 2026-12-11.")
        elif row["type"] not in KINDS:
            table.complain("holiday.type", f"type is {row['type']!r}", row.where, did_you_mean(row["type"], KINDS))
        elif table.once(row, "date", seen):
            found.append(Holiday(day, row["type"], row["name"], row["decree"]))
    return tuple(sorted(found, key=lambda holiday: holiday.date)), table.problems
