"""What is counted of vacancies: kept for the list, and gathered for the page of figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.functions import Count, Sum

from plugins.cases.api import Case

from .finding import today
from .models import FILLED, OPEN, Vacancy

if TYPE_CHECKING:
    from core import Portal

APPLY = "jobs.apply"
"""The form for applications, and the service of its cases."""
COUNTER = "jobs.open"
KEPT = "jobs.list"
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Vacancies and places that are open, by kecamatan, education and sector (vacancies, places); filled, and applied for here, within a year."""

    vacancies: int
    places: int
    filled: int
    applications: int
    districts: Mapping[str, tuple[int, int]]
    educations: Mapping[str, tuple[int, int]]
    sectors: Mapping[str, tuple[int, int]]


async def recount(portal: Portal) -> None:
    """Keep how many are open, and make the kept pages stale; inside the transaction that changed vacancies."""
    await portal.counters.put(COUNTER, await Vacancy.filter(state=OPEN, until__gte=today(portal)).count())
    await portal.changed(KEPT)


async def read_statistics(portal: Portal) -> Statistics:
    """Five questions; the page that shows them is kept."""
    day = today(portal)
    opened = Vacancy.filter(state=OPEN, until__gte=day)
    by_district = await opened.annotate(n=Count("id"), places=Sum("openings")).group_by("district").values("district", "n", "places")
    by_education = await opened.annotate(n=Count("id"), places=Sum("openings")).group_by("education").values("education", "n", "places")
    by_sector = await opened.exclude(sector="").annotate(n=Count("id"), places=Sum("openings")).group_by("sector").values("sector", "n", "places")
    year = portal.clock.now() - YEAR
    applications = await Case.filter(service=APPLY, opened__gte=year).count()
    filled = await Vacancy.filter(state=FILLED, closed__gte=year).count()
    return Statistics(
        sum(row["n"] for row in by_district), sum(row["places"] for row in by_district), filled, applications,
        {row["district"]: (row["n"], row["places"]) for row in by_district}, {row["education"]: (row["n"], row["places"]) for row in by_education},
        {row["sector"]: (row["n"], row["places"]) for row in by_sector},
    )  # fmt: skip
