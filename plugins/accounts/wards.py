"""For whom somebody may act: their child, a person with an account who agreed, an organisation that an officer checked.

A child is the parent's word, and ends on its eighteenth birthday. The choice for whom one acts just now belongs to one
session: another phone, or the next sign-in, begins as oneself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID, uuid4

from core import emit, transaction
from core.language import Text
from core.language import gettext_lazy as _

from .events import WardAsked
from .models import Account, Acting, Ward

if TYPE_CHECKING:
    from core import Portal, Request

TABLE = "accounts_ward"
CHILD, CONSENTED, ORGANISATION = "child", "consented", "organisation"
CLAIMED, IN_FORCE, REFUSED, ENDED = "claimed", "in_force", "refused", "ended"
OF_AGE = 18
ASKED_FOR = timedelta(days=30)
"""Within it the same person is not sent a second message by the same one."""
MOST = 20
"""For how many one may act at a time."""
KINDS: dict[str, Text] = {CHILD: _("Child"), CONSENTED: _("A person who agreed"), ORGANISATION: _("Organisation")}
_NIB = re.compile(r"\d{13}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewWard:
    """`person` is the account that has to agree, `born` a child's birthday, `nib` an organisation's number."""

    kind: Literal["child", "consented", "organisation"]
    name: str
    born: date | None = None
    nik: str = ""
    nib: str = ""
    person: UUID | None = None


def read_nib(text: str) -> str:
    """An organisation's NIB, 13 digits. ValueError when it is none."""
    digits = re.sub(r"[\s.-]", "", text)
    if not _NIB.fullmatch(digits):
        raise ValueError("A NIB has 13 digits.")
    return digits


def of_age(born: date) -> date:
    """The eighteenth birthday; of who was born on 29 February, the first of March."""
    try:
        return born.replace(year=born.year + OF_AGE)
    except ValueError:
        return date(born.year + OF_AGE, 3, 1)


async def add(portal: Portal, account: UUID, new: NewWard) -> Ward:
    """A child counts at once; the others when somebody else has said yes."""
    row = Ward(id=uuid4(), account=account, kind=new.kind, nib=new.nib, person=new.person, created=portal.clock.now())
    row.name = portal.cipher.seal(TABLE, "name", str(row.id), new.name)
    if new.nik:
        row.nik = portal.cipher.seal(TABLE, "nik", str(row.id), new.nik)
        row.nik_index = portal.cipher.index(new.nik, "accounts.ward.nik")
    row.until = of_age(new.born) if new.born else None
    row.state = IN_FORCE if new.kind == CHILD else CLAIMED
    async with transaction():
        asks = row.person is not None and not await Ward.exists(account=account, person=row.person, created__gt=row.created - ASKED_FOR)
        await row.save(force_create=True)
        await Account.filter(id=account).update(represents=True)
        if asks:
            await emit(WardAsked(subject=str(row.id)))
    return row


async def of(account: UUID) -> list[Ward]:
    """All that are or may come to be in force, the newest first."""
    return list(await Ward.filter(account=account, state__in=[CLAIMED, IN_FORCE]).order_by("-created"))


async def asking(account: UUID) -> list[Ward]:
    """Who wants to act for this account, or does."""
    return list(await Ward.filter(person=account, state__in=[CLAIMED, IN_FORCE]).order_by("-created"))


async def waiting_for_an_officer() -> list[Ward]:
    """Organisations that nobody checked yet, the oldest first."""
    return list(await Ward.filter(kind=ORGANISATION, state=CLAIMED).order_by("created").limit(100))


async def decide(portal: Portal, ward: Ward, state: str, *, by: str) -> bool:
    """Yes, no, or an end; whether it was still open to be decided."""
    open_states = [CLAIMED] if state in (IN_FORCE, REFUSED) else [CLAIMED, IN_FORCE]
    async with transaction():
        done = await Ward.filter(id=ward.id, state__in=open_states).update(state=state, decided=portal.clock.now(), decided_by=by)
        if done and state != IN_FORCE:
            await Acting.filter(ward=ward.id).delete()
    return bool(done)


def name_of(portal: Portal, ward: Ward) -> str:
    return portal.cipher.open(TABLE, "name", str(ward.id), ward.name)


def counts(portal: Portal, ward: Ward) -> bool:
    """Whether one may act for it today."""
    today = portal.clock.now().astimezone(portal.site.zone).date()
    return ward.state == IN_FORCE and (ward.until is None or today < ward.until)


# ------------------------------------------------------------ in this session


async def choose(request: Request, ward: Ward | None) -> None:
    """Act for `ward` in this session from now on, or for oneself."""
    session = request.portal.sessions.key(request)
    async with transaction():
        await Acting.filter(session=session).delete()
        if ward is not None:
            await Acting.create(id=uuid4(), session=session, ward=ward.id, since=request.portal.clock.now())


async def chosen(request: Request, account: Account) -> Ward | None:
    """For whom this session acts, while that is in force. Asks nothing of the database for who never acts for anybody."""
    if not account.represents:
        return None
    row = await Acting.get_or_none(session=request.portal.sessions.key(request))
    ward = await Ward.get_or_none(id=row.ward, account=account.id) if row else None
    return ward if ward is not None and counts(request.portal, ward) else None


async def confirm(request: Request) -> None:
    """Note that the person said again who they are. The session gets another key, and goes on acting for whom it did."""
    before = request.portal.sessions.key(request)
    await request.portal.sessions.confirm(request)
    await Acting.filter(session=before).update(session=request.portal.sessions.key(request))


async def sweep(portal: Portal) -> int:
    """Children who are of age end; choices of sessions that are long gone are forgotten."""
    today = portal.clock.now().astimezone(portal.site.zone).date()
    await Acting.filter(since__lt=portal.clock.now() - timedelta(days=31)).delete()
    return await Ward.filter(state=IN_FORCE, until__lte=today).update(state=ENDED)
