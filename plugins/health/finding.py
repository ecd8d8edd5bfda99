"""Finding facilities, services and posyandu: by words, by what the list is narrowed to, page by page in the order of the names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from tortoise.expressions import Q
from tortoise.models import Model

from core import Hit

from .models import Facility, HealthService, Posyandu

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

    from core import Portal, Request

INDEX = "health.all"
PREFIX: dict[type[Model], str] = {Facility: "facilities", HealthService: "services", Posyandu: "posyandu"}
MOST = 200
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty is no filter."""

    words: str = ""
    kind: str = ""
    district: str = ""


def today(portal: Portal) -> date:
    """The day in the regency."""
    return portal.clock.now().astimezone(portal.site.zone).date()


async def facilities(portal: Portal, wanted: Wanted, *, after: str = "", size: int = 12) -> tuple[list[Facility], str]:
    """A page of facilities by name, and the code after which the next one begins."""
    query = Facility.all()
    if wanted.words:
        # Whoever looks for "gigi" wants the places that have a dentist.
        keys = await portal.fulltext.find(INDEX, wanted.words, MOST)
        offering = [key.removeprefix("services:") for key in keys if key.startswith("services:")]
        codes = {key.removeprefix("facilities:") for key in keys if key.startswith("facilities:")}
        if offering:
            codes |= {str(code) for code in await HealthService.filter(code__in=offering).values_list("facility", flat=True)}
        query = query.filter(code__in=sorted(codes))
    if wanted.kind:
        query = query.filter(kind=wanted.kind)
    if wanted.district:
        query = query.filter(district=wanted.district)
    return await by_name(query, after, size)


async def by_name(query: QuerySet[Any], after: str, size: int) -> tuple[list[Any], str]:
    """A page in the order of names; `after` is the last code of the page before. One that is gone is the first page."""
    if after and (last := await query.model.get_or_none(code=after)) is not None:
        query = query.filter(name__gte=last.name).filter(Q(name__gt=last.name) | Q(code__gt=last.code))
    rows = await query.order_by("name", "code").limit(size + 1)
    return rows[:size], rows[size - 1].code if len(rows) > size else ""


async def index(portal: Portal, model: type[Model], codes: Sequence[str]) -> None:
    """Make rows findable by words; inside the transaction that wrote them."""
    if model not in PREFIX:
        return
    for row in await model.filter(code__in=[*codes]):
        title, text = _words(portal, row)
        await portal.fulltext.index(INDEX, f"{PREFIX[model]}:{row.pk}", title, text)


def _words(portal: Portal, row: Any) -> tuple[str, str]:
    district = portal.site.regions.district(getattr(row, "district", ""))
    place = district.name if district else ""
    if isinstance(row, Facility):
        kinds = {"hospital": "rumah sakit rs rawat inap", "puskesmas": "puskesmas", "pustu": "puskesmas pembantu pustu", "clinic": "klinik"}
        return row.name, " ".join((kinds[row.kind], row.address, place, "igd ugd gawat darurat" if row.emergency else ""))
    if isinstance(row, HealthService):
        return row.name, f"{row.note} antrean puskesmas"
    return row.name, f"{row.village} {place} {row.place} {row.targets} posyandu timbang imunisasi balita"


async def find(request: Request, words: str, limit: int) -> Sequence[Hit]:
    """For `/cari`: facilities, and posyandu."""
    portal = request.portal
    keys = await portal.fulltext.find(INDEX, words, 4 * limit)
    codes = {kind: [key.partition(":")[2] for key in keys if key.startswith(f"{kind}:")] for kind in PREFIX.values()}
    services = await HealthService.filter(code__in=codes["services"]) if codes["services"] else []
    wanted = [*codes["facilities"], *(one.facility for one in services)]
    places = {one.code: one for one in (await Facility.filter(code__in=wanted) if wanted else [])}
    offers = {one.facility: one.name for one in services}
    posts = await Posyandu.filter(code__in=codes["posyandu"]) if codes["posyandu"] else []
    found = [
        Hit(places[code].name, portal.url_for("health:facility", code=code), offers.get(code) or places[code].address, "facility")
        for code in dict.fromkeys(wanted)
        if code in places
    ]
    found += [Hit(one.name, portal.url_for("health:post", code=one.code), one.village or one.place, "posyandu") for one in posts]
    return found[:limit]
