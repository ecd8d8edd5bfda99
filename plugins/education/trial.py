"""A trial of one level's admission: applicants from a file, seats from the table of schools, the order from the rules. Nothing is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Problem, SiteError, UsageError, did_you_mean

from .models import School
from .ranking import Candidate, Criterion, Result, Value, allot, missing, seats_of_paths
from .rules import Level, Rules, rules_of

if TYPE_CHECKING:
    from core import Portal

NEEDED = ("number", "path", "choices")
OPTIONAL = ("distance", "born", "score", "applied")
_MOST_VALUE = 10**9


@dataclass(frozen=True, slots=True)
class Trial:
    """What came out: `seats` by (NPSN, path), `unknown` values that are missing, `without` schools whose seats nobody has written.

    `digest` is of the file, the rules and the seats together: whoever has the same three has the same digest and the same result."""

    candidates: tuple[Candidate, ...]
    seats: Mapping[tuple[str, str], int]
    names: Mapping[str, str]
    result: Result
    unknown: tuple[tuple[str, str, str], ...]
    without: tuple[str, ...]
    digest: str


async def run_trial(portal: Portal, level: str, file: Path) -> Trial:
    """Raises UsageError where there are no rules for the level, SiteError with every bad row of the file."""
    (plugin,) = (one for one in portal.plugins if one.slug == "education")
    rules = rules_of(plugin)
    one = rules.level(level) if rules else None
    if rules is None or one is None:
        known = [each.level for each in rules.levels] if rules else []
        raise UsageError(
            f"there are no rules for the level {level!r}", code="education.level", hint=did_you_mean(level, known) if known else "Write spmb.toml."
        )
    schools = {row.npsn: row for row in await School.filter(level=level).order_by("npsn")}
    candidates = _read(portal, file, rules, one, schools)
    seats = {
        (npsn, path): many
        for npsn, row in schools.items()
        for path, many in seats_of_paths(row.seats or 0, one.shares, one.rest).items()
    }  # fmt: skip
    criteria: dict[str, Sequence[Criterion]] = {path.name: path.criteria for path in one.paths}
    wanted = {school for candidate in candidates for school in candidate.choices}
    return Trial(
        candidates, seats, {npsn: row.name for npsn, row in schools.items()}, allot(candidates, seats, criteria), tuple(missing(candidates, criteria)),
        tuple(npsn for npsn in sorted(wanted) if schools[npsn].seats is None), _digest(file, rules, seats),
    )  # fmt: skip


def _digest(file: Path, rules: Rules, seats: Mapping[tuple[str, str], int]) -> str:
    told = [file.read_bytes(), rules.model_dump_json(exclude={"basis"}, fallback=str).encode(), repr(sorted(seats.items())).encode()]
    return hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in told)).hexdigest()


def _read(portal: Portal, file: Path, rules: Rules, level: Level, schools: Mapping[str, School]) -> tuple[Candidate, ...]:
    table = portal.site.table(str(file.resolve()), NEEDED, OPTIONAL)
    if not table.exists:
        raise UsageError(f"there is no file {file}", code="education.file", hint="Name the CSV file with the applicants.")
    problems, found, seen = list(table.problems), list[Candidate](), dict[str, str]()
    for row in table.rows:
        try:
            number = row["number"]
            if number in seen:
                raise ValueError(f"the application {number} stands there twice, first in {seen[number]}", "Keep one of the two rows.")
            seen[number] = row.where
            found.append(_candidate({name: row[name] for name in (*NEEDED, *OPTIONAL)}, rules, level, schools))
        except ValueError as error:
            message, hint = error.args
            problems.append(Problem("education.applicant", message, row.where, hint))
    if problems:
        raise SiteError.of(problems)
    return tuple(found)


def _candidate(row: Mapping[str, str], rules: Rules, level: Level, schools: Mapping[str, School]) -> Candidate:
    """Raises ValueError(what, how to mend it)."""
    path, choices, distances = row["path"], row["choices"].split(), row["distance"].split()
    if path not in level.shares:
        raise ValueError(f"path is {path!r}", did_you_mean(path, level.shares))
    for npsn in choices:
        if npsn not in schools:
            raise ValueError(f"there is no school {npsn!r} of this level", "Import the school first, or mend its NPSN.")
    if not 0 < len(choices) <= level.choices or len(set(choices)) < len(choices):
        raise ValueError(f"choices are {row['choices']!r}", f"Write 1 to {level.choices} different NPSN with a space between.")
    if distances and len(distances) != len(choices):
        raise ValueError(f"there are {len(distances)} distances and {len(choices)} choices", "Write the metres to each school in the same order.")
    at = {npsn: {"distance": _number("distance", metres)} for npsn, metres in zip(choices, distances, strict=False)}
    return Candidate(row["number"], path, tuple(choices), _values(row, rules), at)


def _values(row: Mapping[str, str], rules: Rules) -> dict[str, Value]:
    """What was written; an empty cell is no value."""
    found: dict[str, Value] = {}
    if row["score"]:
        found["score"] = _number("score", row["score"])
    try:
        if row["born"]:
            found["age"] = (rules.opens - date.fromisoformat(row["born"])).days
        if row["applied"]:
            found["applied"] = int(datetime.fromisoformat(row["applied"]).strftime("%Y%m%d%H%M%S"))
    except ValueError:
        raise ValueError(f"born is {row['born']!r} and applied {row['applied']!r}", "Write 2020-03-17, and 2027-06-14 08:30.") from None
    if found.get("age", 1) <= 0:
        raise ValueError(f"born is {row['born']!r}", "That is after applications open.")
    return found


def _number(name: str, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value < _MOST_VALUE:
        raise ValueError(f"{name} is {text!r}", "Write a number with a point, such as 1250 or 87.25.")
    return value


def lines_of(trial: Trial) -> Sequence[tuple[str, ...]]:
    """One line a school and path that somebody wants or has seats: name, path, seats, taken, applicants who named it."""
    named: dict[tuple[str, str], int] = {}
    for one in trial.candidates:
        for school in one.choices:
            named[school, one.path] = named.get((school, one.path), 0) + 1
    return [
        (school, trial.names[school], path, str(many), str(len(trial.result.lists.get((school, path), ()))), str(named.get((school, path), 0)))
        for (school, path), many in sorted(trial.seats.items())
        if many or (school, path) in named
    ]  # fmt: skip
