"""Finding schools: by words, by level, status and kecamatan, page by page in the order of their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from core import Hit

from .models import School
from .words import LEVELS, STATUSES

if TYPE_CHECKING:
    from core import Portal, Request

INDEX = "education.schools"
MOST = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty is no filter."""

    words: str = ""
    level: str = ""
    status: str = ""
    district: str = ""


async def schools(portal: Portal, wanted: Wanted, *, after: str = "", size: int = 12) -> tuple[list[School], str]:
    """A page of schools by name, and the NPSN after which the next one begins. An `after` that is gone is the first page."""
    query = School.all()
    if wanted.words:
        query = query.filter(npsn__in=await portal.fulltext.find(INDEX, wanted.words, MOST))
    if wanted.level:
        query = query.filter(level=wanted.level)
    if wanted.status:
        query = query.filter(status=wanted.status)
    if wanted.district:
        query = query.filter(district=wanted.district)
    if after and (last := await School.get_or_none(npsn=after)) is not None:
        query = query.filter(name__gte=last.name).filter(Q(name__gt=last.name) | Q(npsn__gt=last.npsn))
    rows = await query.order_by("name", "npsn").limit(size + 1)
    return rows[:size], rows[size - 1].npsn if len(rows) > size else ""


async def index(portal: Portal, codes: Sequence[str]) -> None:
    """Make schools findable by words; inside the transaction that wrote them."""
    for row in await School.filter(npsn__in=[*codes]):
        district = portal.site.regions.district(row.district)
        words = (row.npsn, LEVELS[row.level].id, STATUSES[row.status].id, row.address, district.name if district else "", "sekolah")
        await portal.fulltext.index(INDEX, row.npsn, row.name, " ".join(words))


async def find(request: Request, words: str, limit: int) -> Sequence[Hit]:
    """For `/cari`."""
    portal = request.portal
    codes = await portal.fulltext.find(INDEX, words, limit)
    rows = {row.npsn: row for row in (await School.filter(npsn__in=codes) if codes else [])}
    return [Hit(rows[code].name, portal.url_for("education:school", npsn=code), rows[code].address, "school") for code in codes if code in rows]
