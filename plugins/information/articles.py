"""What stands where and when: which articles everybody reads now, those of a place, and those that the home page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import Q

from core import Hit
from core.models import page

from .markdown import plain
from .models import NEWS, PAGE, Article

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

    from core import Portal, Request

KEPT = "information.articles"
INDEX = "information.articles"
MOST_FOUND = 200
LATEST = 60
"""Of the newest, so many are looked through for the home page."""
PINNED = 3
EXCERPT = 180
_LATEST = """SELECT code, title, agency, area, start FROM information_article
    WHERE kind = $1 AND start <= $2 AND (until IS NULL OR until > $2) ORDER BY start DESC, id DESC LIMIT $3"""
_PINNED = """SELECT code, title, agency, area, start, text FROM information_article
    WHERE id IN (SELECT id FROM information_article WHERE kind = $1 AND pinned >= $3)
        AND start <= $2 AND (until IS NULL OR until > $2) AND area = '' ORDER BY start DESC, id DESC LIMIT $4"""
"""By hand, for the home page: through the ORM the two cost as much as all the rest of the page. The pinned ones are looked up first,
by their own index: along the other one, SQLite looks through every announcement there ever was."""


@dataclass(frozen=True, slots=True)
class Card:
    """An announcement in a list."""

    title: str
    href: str
    day: datetime
    agency: str
    place: str
    excerpt: str
    code: str


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows, and whether there is anything for single places."""

    pinned: Sequence[Card]
    newest: Sequence[Card]
    regional: bool


def today(portal: Portal) -> date:
    """The day in the regency."""
    return portal.clock.now().astimezone(portal.site.zone).date()


def public(portal: Portal, kind: str) -> QuerySet[Article]:
    """What everybody may read now."""
    now = portal.clock.now()
    return Article.filter(Q(until__isnull=True) | Q(until__gt=now), kind=kind, start__lte=now)


def is_public(portal: Portal, one: Article) -> bool:
    now = portal.clock.now()
    return one.start is not None and one.start <= now and (one.until is None or one.until > now)


def areas_of(portal: Portal, code: str) -> list[str]:
    """The places whose announcements concern who lives at `code`: the village and its kecamatan, or a kecamatan and its villages. Empty for an unknown one."""
    regions = portal.site.regions
    if village := regions.village(code):
        return [village.code, village.district]
    return [code, *(one.code for one in regions.villages(code))] if regions.district(code) else []


async def listed(portal: Portal, *, words: str = "", area: str = "", after: str = "", size: int = 12) -> Any:
    """A page of announcements, the newest first; of a place, those for it and those for everybody."""
    query = public(portal, NEWS)
    if words:
        query = query.filter(id__in=[UUID(key) for key in await portal.fulltext.find(INDEX, words, MOST_FOUND)])
    if places := areas_of(portal, area):
        query = query.filter(area__in=["", *places])
    return await page(query, "start", after=after, size=size)


async def for_home(portal: Portal, most: int) -> Home:
    """Asked once for each home page that is made and kept: those pinned today, wherever they stand in time, then the newest for everybody."""
    now, ask = portal.clock.now(), portal.database.records
    pinned = [_home_card(portal, row, str(row[5])) for row in await ask(_PINNED, NEWS, now, today(portal), PINNED)]
    latest = await ask(_LATEST, NEWS, now, LATEST)
    above = {one.code for one in pinned}
    newest = [_home_card(portal, row) for row in latest if not row[3] and row[0] not in above]
    return Home(pinned, newest[:most], any(row[3] for row in latest))


def _home_card(portal: Portal, row: Sequence[Any], text: str = "") -> Card:
    """Of a row that `records` gave; SQLite keeps moments as text."""
    code, title, agency, area, start = row[:5]
    return _card(portal, code, title, agency, area, datetime.fromisoformat(start) if isinstance(start, str) else start, text)


def card_of(request: Request, one: Article, *, short: bool = False) -> Card:
    """`short` leaves the excerpt out."""
    return _card(request.portal, one.code, one.title, one.agency, one.area, one.start or one.changed, "" if short else one.text)


def _card(portal: Portal, code: str, title: str, agency: str, area: str, start: datetime, text: str) -> Card:
    known, address = portal.site.agencies.get(agency), portal.url_for("information:article", code=code)
    excerpt = plain(text, EXCERPT) if text else ""
    return Card(title, address, start.astimezone(portal.site.zone), known.short if known else "", place_of(portal, area), excerpt, code)


def place_of(portal: Portal, code: str) -> str:
    """A kecamatan or village by name; empty for the whole regency."""
    regions = portal.site.regions
    if village := regions.village(code):
        district = regions.district(village.district)
        return f"{village.kind.capitalize()} {village.name}, {district.name}" if district else village.name
    district = regions.district(code)
    return f"Kecamatan {district.name}" if district else ""


async def index(portal: Portal, one: Article) -> None:
    """Make it findable, or not; inside the transaction that writes it. What is not public yet is left out when it is looked for."""
    if one.start is None:
        await portal.fulltext.remove(INDEX, str(one.id))
        return
    agency = portal.site.agencies.get(one.agency)
    await portal.fulltext.index(INDEX, str(one.id), one.title, f"{plain(one.text)} {place_of(portal, one.area)} {agency.name if agency else ''}")


async def find(request: Request, words: str, limit: int) -> Sequence[Hit]:
    """For `/cari`: announcements and pages."""
    portal = request.portal
    keys = [UUID(key) for key in await portal.fulltext.find(INDEX, words, MOST_FOUND)]
    rows = {one.id: one for one in await Article.filter(id__in=keys)} if keys else {}
    found = [rows[key] for key in keys if key in rows and is_public(portal, rows[key])][:limit]
    return [Hit(one.title, address_of(portal, one), plain(one.text, EXCERPT), one.kind) for one in found]


def address_of(portal: Portal, one: Article) -> str:
    return portal.url_for("information:page" if one.kind == PAGE else "information:article", code=one.code)
