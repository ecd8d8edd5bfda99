"""Accounts: made, found by what somebody signs in with, read in the clear, disabled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from core import transaction

from . import waiting
from .contacts import Contact
from .models import CITIZEN, OFFICER, Account, Binding, Invitation, RecoveryCode

if TYPE_CHECKING:
    from core import Portal, Request

TABLE = "accounts_account"
SEALED = ("name", "email", "phone", "nik", "birth_date", "totp")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """`kind` is citizen or officer; `password` a digest, empty when a link will set it."""

    kind: str
    name: str
    contact: Contact
    password: str = ""
    administrator: bool = False
    proved: bool = False
    """Whether a code that went to the contact came back."""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A role in an agency; with `area`, only in this kecamatan or village."""

    role: str
    agency: str
    area: str = ""


class Taken(Exception):
    """Somebody has this address or number already."""


async def create(portal: Portal, new: NewAccount) -> Account:
    """The account, not yet bound to any role. `Taken` when its contact is another one's."""
    from tortoise.exceptions import IntegrityError

    row = Account(id=uuid4(), kind=new.kind, name="", password=new.password, administrator=new.administrator, created=portal.clock.now(), language=new.language)
    row.name = seal(portal, row, "name", new.name)
    setattr(row, new.contact.kind, seal(portal, row, new.contact.kind, new.contact.value))
    setattr(row, f"{new.contact.kind}_index", new.contact.index(portal))
    if new.proved:
        setattr(row, f"{new.contact.kind}_proved", portal.clock.now())
    try:
        await row.save(force_create=True)
    except IntegrityError:
        raise Taken from None
    return row


async def find(portal: Portal, contact: Contact) -> Account | None:
    """Whoever signs in with `contact`, active or not."""
    index = contact.index(portal)
    return await (Account.get_or_none(email_index=index) if contact.kind == "email" else Account.get_or_none(phone_index=index))


async def prove(portal: Portal, row: Account, kind: str) -> None:
    """A code that went to the contact came back from somebody who is not signed in.

    When nobody had proved it before, whoever made the account may be somebody else who merely knew the address: their
    password and sessions end, so that the account is its owner's from now on."""
    if getattr(row, f"{kind}_proved"):
        return
    async with transaction():
        first = await Account.filter(id=row.id, email_proved__isnull=True, phone_proved__isnull=True).update(password="")
        await Account.filter(id=row.id).update(**{f"{kind}_proved": portal.clock.now()})
        if first:
            await Invitation.filter(account=row.id).delete()
            await waiting.drop_all(portal, row.id)
            await portal.sessions.end_all(str(row.id))


async def add_contact(portal: Portal, row: Account, contact: Contact) -> None:
    """Put a proved contact into an account, in place of what stood there. `Taken` when it is another one's."""
    from tortoise.exceptions import IntegrityError

    values = {
        contact.kind: seal(portal, row, contact.kind, contact.value),
        f"{contact.kind}_index": contact.index(portal),
        f"{contact.kind}_proved": portal.clock.now(),
    }
    try:
        await Account.filter(id=row.id).update(**values)
    except IntegrityError:
        raise Taken from None


async def seen(request: Request, row: Account) -> None:
    """The person has just signed in: they were here today (whoever is not for years is forgotten), and what they began elsewhere is theirs again."""
    portal = request.portal
    day = portal.clock.now().astimezone(portal.site.zone).date()
    if row.seen != day:
        await Account.filter(id=row.id).update(seen=day)
    await portal.take_up_unsent(request, str(row.id))


async def find_id(text: str, kind: str = "") -> Account | None:
    """The account of an actor's id."""
    try:
        found = await Account.get_or_none(id=UUID(text))
    except ValueError:
        return None
    return found if found is not None and kind in ("", found.kind) else None


def seal(portal: Portal, row: Account, column: str, text: str) -> str | None:
    return portal.cipher.seal(TABLE, column, str(row.id), text) if text else None


def opened(portal: Portal, row: Account, column: str) -> str:
    """A sealed column in the clear, or an empty string."""
    sealed = getattr(row, column)
    return portal.cipher.open(TABLE, column, str(row.id), sealed) if sealed else ""


def contact_of(portal: Portal, row: Account) -> Contact:
    """What the person signs in with."""
    email = opened(portal, row, "email")
    return Contact("email", email) if email else Contact("phone", opened(portal, row, "phone"))


def session_kind(row: Account) -> str:
    """How long this person's sessions live: as a citizen's, an officer's, or an operator's."""
    return "citizen" if row.kind == CITIZEN else "operator" if row.administrator else "officer"


async def officers() -> Sequence[Account]:
    return await Account.filter(kind=OFFICER).order_by("created")


async def bindings_of(accounts: Sequence[UUID]) -> dict[UUID, list[Binding]]:
    found: dict[UUID, list[Binding]] = {}
    for row in await Binding.filter(account__in=list(accounts)).order_by("agency", "area", "role") if accounts else []:
        found.setdefault(row.account, []).append(row)
    return found


async def bind(portal: Portal, account: UUID, given: Iterable[Given]) -> None:
    """Give these roles besides what is held; the person signs in anew, with the rights they have now."""
    rows = [Binding(id=uuid4(), account=account, role=one.role, agency=one.agency, area=one.area) for one in given]
    async with transaction():
        await Binding.bulk_create(rows, ignore_conflicts=True)
        await portal.sessions.end_all(str(account))


async def unbind(portal: Portal, account: UUID, agency: str, area: str) -> bool:
    """Take away all roles in an agency, or in an area of it; the person signs in anew. Whether there were any."""
    async with transaction():
        gone = await Binding.filter(account=account, agency=agency, area=area).delete()
        if gone:
            await portal.sessions.end_all(str(account))
    return bool(gone)


async def make_administrator(portal: Portal, account: UUID, *, administrator: bool) -> None:
    """Give or take the administration; the person signs in anew."""
    async with transaction():
        await Account.filter(id=account).update(administrator=administrator)
        await portal.sessions.end_all(str(account))


async def activate(account: UUID, *, active: bool, portal: Portal) -> None:
    """Let somebody in again, or out at once: all sessions end, and no link or half sign-in of theirs is good any more."""
    async with transaction():
        await Account.filter(id=account).update(active=active)
        await Invitation.filter(account=account).delete()
        await waiting.drop_all(portal, account)
        await portal.sessions.end_all(str(account))


async def forget_second_factor(portal: Portal, account: UUID) -> None:
    """The authenticator is lost and so are the codes: the next sign-in begins with a new one."""
    async with transaction():
        await Account.filter(id=account).update(totp=None, totp_last=0)
        await RecoveryCode.filter(account=account).delete()
        await waiting.drop_all(portal, account)
        await portal.sessions.end_all(str(account))
