"""What is counted of vacancies: kept for the list, and gathered for the page of figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.functions import Count, Sum

from .finding import today
from .models import FILLED, OPEN, Vacancy

if TYPE_CHECKING:
    from core import Portal

COUNTER = "jobs.open"
KEPT = "jobs.list"
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Vacancies and places that are open, by kecamatan and by education (vacancies, places); filled within a year."""

    vacancies: int
    places: int
    filled: int
    districts: Mapping[str, tuple[int, int]]
    educations: Mapping[str, tuple[int, int]]


async def recount(portal: Portal) -> None:
    """Keep how many are open, and make the kept pages stale; inside the transaction that changed vacancies."""
    await portal.counters.put(COUNTER, await Vacancy.filter(state=OPEN, until__gte=today(portal)).count())
    await portal.changed(KEPT)


async def read_statistics(portal: Portal) -> Statistics:
    """Three questions over what is open; the page that shows them is kept."""
    day = today(portal)
    opened = Vacancy.filter(state=OPEN, until__gte=day)
    by_district = await opened.annotate(n=Count("id"), places=Sum("openings")).group_by("district").values("district", "n", "places")
    by_education = await opened.annotate(n=Count("id"), places=Sum("openings")).group_by("education").values("education", "n", "places")
    filled = await Vacancy.filter(state=FILLED, closed__gte=portal.clock.now() - YEAR).count()
    return Statistics(
        sum(row["n"] for row in by_district), sum(row["places"] for row in by_district), filled,
        {row["district"]: (row["n"], row["places"]) for row in by_district}, {row["education"]: (row["n"], row["places"]) for row in by_education},
    )  # fmt: skip
