"""A person's data in accounts: all of it goes when they ask, for nothing of an account must stay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import Q

from core import Context, Erasure, Subject, transaction
from core.language import gettext_lazy as _

from . import consents, offices, waiting, wards
from .models import CITIZEN, Account, Acting, Binding, Consent, Invitation, Login, RecoveryCode, Ward
from .people import find_id, opened
from .rights import written

if TYPE_CHECKING:
    from core import Portal

ACCOUNT, DECREE = "accounts_account.name", "accounts_office.decree"
AT_ONCE = 1_000

KEPT = _("The account of an officer: whoever administers the portal disables it. What was done with it must stay attributable (UU 43/2009).")
GONE = _("Account: name, contact, region, NIK, password, consents, local offices with their decrees")


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    """What the account holds. Only the account itself counts, never a mere address or number."""
    row = await find_id(subject.actor_id)
    if row is None:
        return {}
    sealed = {column: opened(context.portal, row, column) for column in ("name", "email", "phone", "nik", "birth_date")}
    bound = await Binding.filter(account=row.id)
    return {
        "account": {name: value for name, value in sealed.items() if value}
        | {"kind": row.kind, "district": row.district, "village": row.village, "created": row.created.isoformat()}
        | ({"roles": written(bound)} if bound else {}),
        "acts_for": [
            {"name": wards.name_of(context.portal, one), "kind": one.kind, "nib": one.nib, "state": one.state, "created": one.created.isoformat()}
            for one in await Ward.filter(account=row.id).order_by("created")
        ],
        "offices": [
            {
                "office": offices.title(context.portal, one, context.language),
                "decree": offices.decree_of(context.portal, one),
                "decided_on": one.decided_on.isoformat(),
                "until": one.until.isoformat(),
                "state": one.state,
                "reason": one.reason,
                "created": one.created.isoformat(),
            }
            for one in await offices.of(row.id)
        ],
        "consents": [
            {"text": one.text, "given": one.given.isoformat(), "withdrawn": one.withdrawn.isoformat() if one.withdrawn else ""}
            for one in await consents.of(row.id)
        ]
        + [
            {"text": one.text, "given": one.at.isoformat(), "withdrawn": "", "form": one.form, "language": one.language, "ticket": one.ticket}
            for one in await context.portal.consents.of_actor(str(row.id))
        ],
    }


async def erase(context: Context, subject: Subject) -> Erasure:
    """A citizen's account goes whole, and its sessions end; an officer's stays until an administrator disables it."""
    row = await find_id(subject.actor_id)
    if row is None:
        return Erasure()
    if row.kind != CITIZEN:
        return Erasure((), ((context.gettext(_("Account")), context.gettext(KEPT)),))
    await _delete(context.portal, row.id)
    return Erasure((context.gettext(GONE),), ())


async def expire(context: Context, before: Mapping[str, datetime], dry: bool) -> Mapping[str, int]:
    """Citizens' accounts that nobody has signed in to since, and local offices long over; how many.

    What plugins hold beside an account follows their own passports."""
    gone = {"accounts": await _unused(context, before[ACCOUNT], dry), "offices": await offices.expire(context.portal, before[DECREE], dry=dry)}
    return {name: number for name, number in gone.items() if number or name == "accounts"}


async def _unused(context: Context, moment: datetime, dry: bool) -> int:
    day = moment.astimezone(context.portal.site.zone).date()
    old = Account.filter(Q(seen__lt=day) | Q(seen__isnull=True, created__lt=moment), kind=CITIZEN)
    if dry:
        return await old.count()
    rows = await old.limit(AT_ONCE)
    for row in rows:
        await _delete(context.portal, row.id)
    return len(rows)


async def _delete(portal: Portal, account: UUID) -> None:
    async with transaction():
        await Invitation.filter(account=account).delete()
        await RecoveryCode.filter(account=account).delete()
        await Consent.filter(account=account).delete()
        await Login.filter(account=account).delete()
        await offices.forget(portal, account)
        await portal.consents.release(str(account))
        ended: Any = await Ward.filter(Q(account=account) | Q(person=account)).values_list("id", flat=True)
        await Acting.filter(ward__in=list(ended)).delete()
        await Ward.filter(id__in=list(ended)).delete()
        await waiting.drop_all(portal, account)
        await Account.filter(id=account).delete()
        await portal.sessions.end_all(str(account))
