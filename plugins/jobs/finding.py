"""Finding open vacancies: by words, by what the list is narrowed to, page by page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Hit
from core.models import page

from .models import OPEN, Vacancy
from .words import EDUCATION, KINDS

if TYPE_CHECKING:
    from core import Portal, Request

INDEX = "jobs.open"
FILTERS = ("q", "kecamatan", "pendidikan", "jenis", "difabel")
LONGEST = 100
"""Characters of what is searched for."""
MOST = 200
"""Of what fits some words, the newest."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty is no filter."""

    words: str = ""
    district: str = ""
    education: str = ""
    kind: str = ""
    disability: bool = False


def asked_of(portal: Portal, given: Mapping[str, str]) -> dict[str, str]:
    """The filters of an address, all FILTERS; a value that is not known is no filter."""
    known: Mapping[str, Collection[str]] = {
        "kecamatan": {one.code for one in portal.site.regions.districts}, "pendidikan": EDUCATION, "jenis": KINDS, "difabel": ("ya",),
    }  # fmt: skip
    asked = {name: value if (value := given.get(name, "")) in values else "" for name, values in known.items()}
    return {"q": " ".join(given.get("q", "").split())[:LONGEST], **asked}


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """What `asked_of` has read."""
    return Wanted(asked["q"], asked["kecamatan"], asked["pendidikan"], asked["jenis"], bool(asked["difabel"]))


def today(portal: Portal) -> date:
    """The day in the regency."""
    return portal.clock.now().astimezone(portal.site.zone).date()


async def open_vacancies(portal: Portal, wanted: Wanted, *, after: str = "", size: int = 12) -> Any:
    """A page of the vacancies that are open today, the newest first."""
    query = Vacancy.filter(state=OPEN, until__gte=today(portal))
    if wanted.words:
        query = query.filter(id__in=[UUID(key) for key in await portal.fulltext.find(INDEX, wanted.words, MOST)])
    if wanted.district:
        query = query.filter(district=wanted.district)
    if wanted.education:
        query = query.filter(education=wanted.education)
    if wanted.kind:
        query = query.filter(kind=wanted.kind)
    if wanted.disability:
        query = query.filter(disability=True)
    return await page(query, "published", after=after, size=size)


async def index(portal: Portal, one: Vacancy) -> None:
    """Make an open vacancy findable and a closed one not; inside the transaction that writes it."""
    if one.state != OPEN:
        await portal.fulltext.remove(INDEX, str(one.id))
        return
    district = portal.site.regions.district(one.district)
    text = (one.employer, one.sector, one.study, one.skills, one.description, one.place, district.name if district else "", "lowongan kerja")
    await portal.fulltext.index(INDEX, str(one.id), one.title, " ".join(text))


async def find(request: Request, words: str, limit: int) -> Sequence[Hit]:
    """For `/cari`."""
    found = await open_vacancies(request.portal, Wanted(words), size=limit)
    return [Hit(one.title, request.portal.url_for("jobs:vacancy", code=one.code), one.employer, "vacancy") for one in found.rows]
