"""Local officials: who heads a neighbourhood (RT, RW), a village or a kecamatan, claimed with a decree and good until its last day.

A claim gives nothing before an officer has compared the decree. In force, it gives what plugins and the site give to the role
`local_official`, in its area alone and to nobody who acts for somebody else just then. It ends by itself: whether it is in force
is asked of the day, each time, and the nightly task only writes down what is over already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from core import Post, emit, transaction
from core.identifiers import make_ticket
from core.language import Text
from core.language import gettext_lazy as _
from core.models import Page, page

from .events import OfficeClaimed, OfficeDecided, OfficeEnded
from .models import Account, Office
from .roles import local_officials

if TYPE_CHECKING:
    from core import Portal

TABLE = "accounts_office"
RT, RW, VILLAGE, DISTRICT = "rt", "rw", "village", "district"
CLAIMED, IN_FORCE, REFUSED, ENDED = "claimed", "in_force", "refused", "ended"
OPEN = (CLAIMED, IN_FORCE)
MOST = 3
"""Offices that somebody may hold or claim at a time."""
KINDS: dict[str, Text] = {
    RT: _("Head of an RT"),
    RW: _("Head of an RW"),
    VILLAGE: _("Lurah or village head"),
    DISTRICT: _("Camat"),
}


@dataclass(frozen=True, slots=True)
class NewOffice:
    """What is claimed: the office, where, and the decree with its file. `area` is the village's or the kecamatan's code."""

    kind: str
    area: str
    decree: str
    decided_on: date
    until: date
    file: UUID
    rt: int = 0
    rw: int = 0


async def claim(portal: Portal, account: UUID, new: NewOffice) -> Office:
    """Write the claim down and keep its file; inside the caller's transaction."""
    row = Office(id=uuid4(), account=account, kind=new.kind, area=new.area, rt=new.rt, rw=new.rw, file=new.file, until=new.until)
    row.number, row.decided_on, row.state, row.created = make_ticket("JAB"), new.decided_on, CLAIMED, portal.clock.now()
    row.decree = portal.cipher.seal(TABLE, "decree", str(row.id), new.decree)
    async with transaction():
        await row.save(force_create=True)
        await portal.files.keep([new.file], owner="accounts", subject=str(row.id))
        await emit(OfficeClaimed(subject=str(row.id)))
    return row


async def of(account: UUID) -> list[Office]:
    """All of somebody's, the newest first."""
    return list(await Office.filter(account=account).order_by("-created").limit(50))


async def full(account: UUID) -> bool:
    """Whether they hold or claim as many as one may."""
    return await Office.filter(account=account, state__in=OPEN).count() >= MOST


async def waiting() -> list[Office]:
    """What nobody checked yet, the oldest first."""
    return list(await Office.filter(state=CLAIMED).order_by("created").limit(100))


async def held(after: str = "", size: int = 50) -> Page[Office]:
    """All that are in force, the newest first, page by page."""
    return await page(Office.filter(state=IN_FORCE), "created", after=after, size=size)


async def decide(portal: Portal, row: Office, *, yes: bool, by: str, reason: str) -> bool:
    """Yes or no to a claim; whether it still waited. A yes counts from now on, the person need not sign in anew."""
    async with transaction():
        state = IN_FORCE if yes else REFUSED
        done = await Office.filter(id=row.id, state=CLAIMED).update(state=state, decided=portal.clock.now(), decided_by=by, reason=reason)
        if done:
            if yes:
                await Account.filter(id=row.account).update(official=True)
            await emit(OfficeDecided(subject=str(row.id)))
    return bool(done)


async def end(portal: Portal, row: Office, *, by: str, reason: str = "") -> bool:
    """Give it up, or take it away with a reason; whether it was still open. The person is told of what others did."""
    async with transaction():
        done = await Office.filter(id=row.id, state__in=OPEN).update(state=ENDED, decided=portal.clock.now(), decided_by=by, reason=reason)
        if done and by != str(row.account):
            await emit(OfficeEnded(subject=str(row.id)))
    return bool(done)


def counts(portal: Portal, row: Office) -> bool:
    """Whether it is in force today; its last day counts."""
    return row.state == IN_FORCE and today(portal) <= row.until


def today(portal: Portal) -> date:
    return portal.clock.now().astimezone(portal.site.zone).date()


async def in_force(portal: Portal, account: Account) -> list[Office]:
    """What somebody holds today. Asks nothing of the database for who never held any."""
    if not account.official:
        return []
    return list(await Office.filter(account=account.id, state=IN_FORCE, until__gte=today(portal)).order_by("created"))


def posts_of(portal: Portal, rows: Sequence[Office]) -> tuple[Post, ...]:
    """What these offices give: the rights of a local official in their areas, and in no agency."""
    rights = local_officials(portal)
    return (Post("", rights, frozenset(row.area for row in rows)),) if rows and rights else ()


def covering(rows: Sequence[Office], area: str) -> Office | None:
    """The nearest of these offices in whose area something lies."""
    found = [row for row in rows if area == row.area or area.startswith(f"{row.area}.")]
    return max(found, key=lambda row: len(row.area), default=None)


def title(portal: Portal, row: Office, language: str) -> str:
    """`Ketua RT 03 RW 01, Kelurahan Jepon`, `Kepala Desa Turirejo`, `Camat Jepon`."""
    village, district = portal.site.regions.village(row.area), portal.site.regions.district(row.area)
    place = village.name if village else district.name if district else row.area
    urban = village is not None and village.kind == "kelurahan"
    if row.kind in (RT, RW):
        words = _("Head of RT {rt} RW {rw}, {place}") if row.kind == RT else _("Head of RW {rw}, {place}")
        place = f"{village.kind.capitalize()} {place}" if village else place
    elif row.kind == VILLAGE:
        words = _("Lurah of {place}") if urban else _("Village head of {place}")
    else:
        words = _("Camat of {place}")
    return portal.say(words, language, "accounts").format(rt=f"{row.rt:02d}", rw=f"{row.rw:02d}", place=place)


def decree_of(portal: Portal, row: Office) -> str:
    """The number of the decree."""
    return portal.cipher.open(TABLE, "decree", str(row.id), row.decree)


async def forget(portal: Portal, account: UUID) -> None:
    """Delete somebody's offices with their decrees; inside the caller's transaction."""
    rows = await Office.filter(account=account)
    await portal.files.discard([row.file for row in rows], owner="accounts")
    await Office.filter(account=account).delete()


async def expire(portal: Portal, moment: datetime, *, dry: bool) -> int:
    """Delete what was refused or ended before `moment`, with its decree; how many."""
    old = Office.filter(state__in=[REFUSED, ENDED], decided__lt=moment)
    if dry:
        return await old.count()
    rows = await old.limit(1_000)
    async with transaction():
        await portal.files.discard([row.file for row in rows], owner="accounts")
        await Office.filter(id__in=[row.id for row in rows]).delete()
    return len(rows)


async def sweep(portal: Portal) -> int:
    """Write down what is over since its last day, and tell who held it."""
    over = await Office.filter(state=IN_FORCE, until__lt=today(portal)).limit(1_000)
    for row in over:
        async with transaction():
            if await Office.filter(id=row.id, state=IN_FORCE).update(state=ENDED, decided=portal.clock.now()):
                await emit(OfficeEnded(subject=str(row.id)))
    return len(over)
