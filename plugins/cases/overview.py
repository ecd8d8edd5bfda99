"""How the agencies stand, for whoever answers for all of them and opens no case: what is open, what is late, how fast and how often in time.

Counted at night over the cases that everybody may see, so a confidential one is in no number, and kept as counters: the page
reads them in one statement. Few cases of one agency or month are hidden (`tally.hidden_of`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from tortoise.expressions import Q
from tortoise.functions import Count

from core import transaction

from .figures import read_figures
from .models import Case
from .tally import FEW, Tally, first_month, hidden_of, share_of
from .visibility import is_listed
from .workdays import today

if TYPE_CHECKING:
    from core import Context, Portal

KEPT = "cases.overview."
TOTAL, AGENCY, MONTH = "total", "agency", "month"
NONE = "-"
"""The key of what no agency has yet, and of the total."""
UNKNOWN = -1
"""A counter cannot be empty: nobody has answered yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The numbers of one agency, of one month, or of all. None is too few to be said, or not known yet; `hidden` says that all of it is."""

    key: str
    cases: int | None
    open: int | None = None
    late: int | None = None
    hours: int | None = None
    in_time: int | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """What was counted last. `at` is None before the first night."""

    at: datetime | None
    total: Standing
    agencies: Sequence[Standing] = ()
    months: Sequence[Standing] = ()


async def count_overview(context: Context) -> None:
    """Count anew, in place of what was kept."""
    portal = context.portal
    since = datetime.combine(first_month(today(portal)), time(), portal.site.zone)
    tallies: dict[tuple[str, str], Tally] = {(TOTAL, NONE): Tally()}
    for service in await _services():
        async for figure in read_figures(portal, service, since):
            month = figure.opened.astimezone(portal.site.zone).strftime("%Y-%m")
            for place in ((TOTAL, NONE), (AGENCY, figure.agency or NONE), (MONTH, month)):
                tallies.setdefault(place, Tally()).add(figure)
    counted: dict[str, int] = {"at": int(portal.clock.now().timestamp())}
    for (scope, key), one in tallies.items():
        counts = {"cases": one.cases, "answered": len(one.took), "hours": UNKNOWN if one.hours is None else one.hours}
        counts |= {"judged": one.judged, "in_time": one.in_time}
        counted |= {f"{scope}.{key}.{name}": number for name, number in counts.items()}
    late = Q(due__lt=today(portal), paused_since__isnull=True)
    for name, numbers in (("open", await _open(is_listed())), ("late", await _open(is_listed() & late))):
        for agency, number in numbers.items():
            counted[f"{AGENCY}.{agency}.{name}"] = number
            counted[f"{TOTAL}.{NONE}.{name}"] = counted.get(f"{TOTAL}.{NONE}.{name}", 0) + number
    async with transaction():
        gone = dict.fromkeys(await portal.counters.all(KEPT), 0)
        for name, number in sorted((gone | counted).items()):
            await portal.counters.put(f"{KEPT}{name}", number)


async def read_overview(portal: Portal) -> Overview:
    """The kept numbers, with what must be hidden hidden. One statement."""
    kept = await portal.counters.all(KEPT)
    found: dict[str, dict[str, dict[str, int]]] = {TOTAL: {}, AGENCY: {}, MONTH: {}}
    for name, number in kept.items():
        scope, _dot, rest = name.partition(".")
        key, _dot, what = rest.rpartition(".")
        if key:
            found[scope].setdefault(key, {})[what] = number
    agencies = _standings({key: one for key, one in found[AGENCY].items() if one.get("cases") or one.get("open")})
    months = _standings({key: one for key, one in found[MONTH].items() if one.get("cases")})
    at = datetime.fromtimestamp(kept["at"], UTC) if kept.get("at") else None
    return Overview(
        at, _standing(NONE, found[TOTAL].get(NONE, {})), sorted(agencies, key=lambda one: (one.hidden, -(one.late or 0), -(one.open or 0), one.key)),
        sorted(months, key=lambda one: one.key),
    )  # fmt: skip


def _standings(numbers: Mapping[str, Mapping[str, int]]) -> list[Standing]:
    hidden = hidden_of({key: one.get("cases", 0) for key, one in numbers.items()})
    return [Standing(key, None, hidden=True) if key in hidden else _standing(key, one) for key, one in numbers.items()]


def _standing(key: str, one: Mapping[str, int]) -> Standing:
    if 0 < one.get("cases", 0) < FEW:
        return Standing(key, None, hidden=True)
    hours = one.get("hours", UNKNOWN)
    return Standing(
        key, one.get("cases", 0), one.get("open", 0), one.get("late", 0), hours if hours != UNKNOWN and one.get("answered", 0) >= FEW else None,
        share_of(one.get("in_time", 0), one.get("judged", 0)),
    )  # fmt: skip


async def _services() -> list[str]:
    rows = await Case.filter(is_listed()).annotate(n=Count("id")).group_by("service").values("service", "n")
    return sorted(str(row["service"]) for row in rows)


async def _open(rule: Q) -> dict[str, int]:
    """How many open cases under `rule` each agency has."""
    rows = await Case.filter(rule, closed__isnull=True).annotate(n=Count("id")).group_by("agency").values("agency", "n")
    return {str(row["agency"]) or NONE: int(row["n"]) for row in rows}
