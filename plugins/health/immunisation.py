"""When a child is vaccinated, reckoned from the day of birth. The figures are data with their source; nothing of a child is kept."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from core.errors import Problem, SiteError
from core.language import Text

if TYPE_CHECKING:
    from core import Plugin

FILE = "immunisation.csv"
LATER, NOW, PASSED = "later", "now", "passed"
OLDEST = 18
"""Years back that a day of birth may lie."""
_AGE = re.compile(r"(\d{1,3})([dm])", re.ASCII)
_GRADES = ("1", "2", "3", "4", "5", "6")


@dataclass(frozen=True, slots=True)
class Age:
    """So many days, or so many months."""

    number: int
    months: bool

    def on(self, birth: date) -> date:
        """The day on which one who was born then is so old. A 31st becomes the month's last day."""
        if not self.months:
            return birth + timedelta(days=self.number)
        year, month = divmod(birth.month - 1 + self.number, 12)
        year, month = birth.year + year, month + 1
        return date(year, month, min(birth.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Vaccine:
    """One line of the table. `grade` is of primary school, 0 for an age."""

    visit: int
    name: str
    begins: Age | None
    ends: Age | None
    grade: int
    only: Text
    checked: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Visit:
    """What is given together, and from when until when; None at school."""

    number: int
    vaccines: tuple[Vaccine, ...]
    begins: date | None
    ends: date | None

    def state(self, day: date) -> str:
        """The window's last day still counts."""
        if self.begins is None or self.ends is None or day < self.begins:
            return LATER
        return NOW if day <= self.ends else PASSED


def visits(vaccines: Sequence[Vaccine], birth: date) -> list[Visit]:
    """All visits of a child, in the order of the table."""
    return [_visit(number, tuple(same), birth) for number, same in groupby(vaccines, key=lambda one: one.visit)]


def _visit(number: int, vaccines: tuple[Vaccine, ...], birth: date) -> Visit:
    first = vaccines[0]
    return Visit(number, vaccines, first.begins.on(birth) if first.begins else None, first.ends.on(birth) if first.ends else None)


def read_vaccines(plugin: Plugin) -> tuple[Vaccine, ...]:
    """The site's table `health/immunisation.csv`, or the one that comes along. Raises SiteError with every mistake."""
    needed, optional = ("visit", "vaccine", "checked", "basis"), ("from", "until", "grade", "only_id", "only_en")
    table = plugin.site.table(f"health/{FILE}", needed, optional, otherwise=plugin.folder / "data")
    problems = list(table.problems)
    found: list[Vaccine] = []
    for row in table.rows:
        wrong = list(_problems(row, found[-1].visit if found else 0))
        problems += wrong
        if not wrong:
            begins, ends = _age(row["from"]), _age(row["until"])
            only = Text(row["only_id"], {"id": row["only_id"], "en": row["only_en"]})
            found.append(Vaccine(int(row["visit"]), row["vaccine"], begins, ends, int(row["grade"] or 0), only, row["checked"] == "yes", row["basis"]))
    if problems:
        raise SiteError.of(problems)
    return tuple(found)


def _age(text: str) -> Age | None:
    found = _AGE.fullmatch(text)
    return Age(int(found[1]), found[2] == "m") if found else None


def _problems(row: Any, last: int) -> Iterator[Problem]:
    def wrong(column: str, hint: str) -> Problem:
        return Problem("health.immunisation", f"{column} is {row[column]!r}", row.where, hint)

    if not re.fullmatch(r"\d{1,2}", row["visit"], re.ASCII) or int(row["visit"]) < last:
        yield wrong("visit", "A number that never falls from one row to the next; rows of one visit stand together.")
    if row["grade"]:
        if row["grade"] not in _GRADES:
            yield wrong("grade", "A grade of primary school, 1 to 6, or nothing where ages are given.")
    else:
        for column in ("from", "until"):
            if not _AGE.fullmatch(row[column]):
                yield wrong(column, "An age such as 1d (one day) or 2m (two months), or a grade instead.")
        begins, ends = _age(row["from"]), _age(row["until"])
        if begins and ends and begins.on(date(2000, 1, 1)) >= ends.on(date(2000, 1, 1)):
            yield wrong("until", "An age after that in `from`.")
    if row["checked"] not in ("yes", "no"):
        yield wrong("checked", "yes, or no where it was read in one source or partly.")
