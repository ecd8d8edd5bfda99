"""What somebody agreed to, in the words that they read, and since when; taken back at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from core import transaction

from .models import Consent

if TYPE_CHECKING:
    from core import Portal, Request


async def give(portal: Portal, account: UUID, what: str, text: str) -> None:
    """Note that the account agreed to `text`. `what` names it for the code: `accounts.nik`. The same once more changes nothing."""
    async with transaction():
        if await Consent.exists(account=account, what=what, text=text, withdrawn__isnull=True):
            return
        await Consent.filter(account=account, what=what, withdrawn__isnull=True).update(withdrawn=portal.clock.now())
        await Consent.create(id=uuid4(), account=account, what=what, text=text, given=portal.clock.now())


async def withdraw(portal: Portal, account: UUID, what: str) -> bool:
    """Take it back; whether there was one."""
    return bool(await Consent.filter(account=account, what=what, withdrawn__isnull=True).update(withdrawn=portal.clock.now()))


@dataclass(frozen=True, slots=True)
class Agreed:
    """Something agreed to, in the account or in a form; `form` is its title, `ticket` what was sent with it."""

    text: str
    given: datetime
    withdrawn: datetime | None = None
    form: str = ""
    ticket: str = ""


async def all_of(request: Request, account: UUID) -> list[Agreed]:
    """All that somebody agreed to, in their account and in forms, the newest first."""
    portal = request.portal
    found = [Agreed(one.text, one.given, one.withdrawn) for one in await of(account)]
    found += [Agreed(one.text, one.at, form=_title(request, one.form), ticket=one.ticket) for one in await portal.consents.of_actor(str(account))]
    return sorted(found, key=lambda one: one.given, reverse=True)


def _title(request: Request, form: str) -> str:
    """What the form is called; its id when it is gone."""
    known = request.portal.tables.forms.get(form)
    return request.portal.say(known.title, request.language, known.owner) if known else form


async def of(account: UUID) -> list[Consent]:
    """All of them, the newest first."""
    return list(await Consent.filter(account=account).order_by("-given"))
