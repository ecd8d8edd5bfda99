"""A person's data in accounts: all of it goes when they ask, for nothing of an account must stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import Context, Erasure, Subject, transaction

from . import waiting
from .models import CITIZEN, Account, Binding, Invitation, RecoveryCode
from .people import find_id, opened

KEPT = "The account of an officer: whoever administers the portal disables it; what was done with it must stay attributable (UU 43/2009)."


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    """What the account holds. Contacts are not proved here, so only the account itself counts, never a mere address or number."""
    row = await find_id(subject.actor_id)
    if row is None:
        return {}
    sealed = {column: opened(context.portal, row, column) for column in ("name", "email", "phone", "nik", "birth_date")}
    bound = await Binding.filter(account=row.id)
    return {
        "account": {name: value for name, value in sealed.items() if value}
        | {"kind": row.kind, "district": row.district, "village": row.village, "created": row.created.isoformat()}
        | ({"roles": [f"{one.role} {one.agency}" for one in bound]} if bound else {})
    }


async def erase(context: Context, subject: Subject) -> Erasure:
    """A citizen's account goes whole, and its sessions end; an officer's stays until an administrator disables it."""
    row = await find_id(subject.actor_id)
    if row is None:
        return Erasure()
    if row.kind != CITIZEN:
        return Erasure((), (("account", KEPT),))
    async with transaction():
        await Invitation.filter(account=row.id).delete()
        await RecoveryCode.filter(account=row.id).delete()
        await waiting.drop_all(context.portal, row.id)
        await Account.filter(id=row.id).delete()
        await context.portal.sessions.end_all(str(row.id))
    return Erasure(("account: name, contact, region, NIK, password",), ())
