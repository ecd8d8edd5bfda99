"""From entries back to where a case stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from .calendar import WorkingCalendar
from .clock import Moment, Standing, stand
from .entries import MOVING
from .models import Case, Entry
from .procedure import Procedure
from .procedures import procedure_for
from .reading import Told, facts_of, read_entries

if TYPE_CHECKING:
    from core import Portal


@dataclass(frozen=True, slots=True)
class Stand:
    """A case, its procedure, where it stands, and the settings that were frozen when it was opened."""

    case: Case
    procedure: Procedure
    standing: Standing
    settings: dict[str, int]
    marks: frozenset[str] = frozenset()


def moments_of(entries: Iterable[Entry | Told]) -> tuple[list[Moment], dict[str, int]]:
    """What the clock runs over, and the settings that the opening wrote down."""
    moments: list[Moment] = []
    settings: dict[str, int] = {}
    for entry in entries:
        if entry.kind in MOVING:
            data = facts_of(entry.data)
            moments.append(Moment(entry.at, data["state"], data.get("class", "")))
            settings = dict(data.get("settings") or settings)
    return moments, settings


def marks_of(entries: Iterable[Entry | Told]) -> frozenset[str]:
    """What the service has marked as done by now: each entry may set marks and take them away again."""
    found: set[str] = set()
    for entry in entries:
        if "marks" in entry.data:
            for name, done in dict(facts_of(entry.data).get("marks", {})).items():
                (found.add if done else found.discard)(name)
    return frozenset(found)


def offices_of(entries: Sequence[Entry | Told]) -> Mapping[str, str]:
    """The agencies of the case's offices, as the opening wrote them down."""
    found: Mapping[str, str] = facts_of(entries[0].data).get("offices", {}) if entries else {}
    return found


async def stand_of(portal: Portal, case: Case, calendar: WorkingCalendar, entries: Sequence[Entry | Told] | None = None) -> Stand:
    """Where `case` stands. `entries` are its own when they were read already, in their order."""
    if entries is None:
        entries = await read_entries(case.id)
    return _stand(portal, case, await procedure_for(portal, case.procedure, case.procedure_version), calendar, entries)


async def stands_of(portal: Portal, cases: Sequence[Case], calendar: WorkingCalendar, entries: Mapping[UUID, Sequence[Entry | Told]]) -> dict[UUID, Stand]:
    """Where each of several cases stands; `entries` are theirs. A version of a procedure is read once, however many cases run under it."""
    names = {case.procedure_version: case.procedure for case in cases}
    known = {version: await procedure_for(portal, name, version) for version, name in names.items()}
    return {case.id: _stand(portal, case, known[case.procedure_version], calendar, entries[case.id]) for case in cases}


def _stand(portal: Portal, case: Case, procedure: Procedure, calendar: WorkingCalendar, entries: Sequence[Entry | Told]) -> Stand:
    moments, settings = moments_of(entries)
    return Stand(case, procedure, stand(procedure, moments, calendar, portal.site.zone, settings), settings, marks_of(entries))


async def entries_of(cases: Sequence[UUID]) -> dict[UUID, list[Entry]]:
    """The moving entries of several cases, in one question."""
    found: dict[UUID, list[Entry]] = {case: [] for case in cases}
    for entry in await Entry.filter(case__in=list(cases), kind__in=list(MOVING)).order_by("n"):
        found[entry.case].append(entry)
    return found
