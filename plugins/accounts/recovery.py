"""Ten codes for when the authenticator is lost. Each is good once; only keyed digests of them are kept."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from core import transaction
from core.identifiers import CROCKFORD

from .models import RecoveryCode

if TYPE_CHECKING:
    from core import Portal

HOW_MANY = 10
LENGTH = 10
"""Characters of 5 bits each."""


async def renew(portal: Portal, account: UUID) -> tuple[str, ...]:
    """Ten new codes in place of the old ones, as they are written down: `7K3F9-Q2X4M`."""
    codes = ["".join(secrets.choice(CROCKFORD) for _ in range(LENGTH)) for _ in range(HOW_MANY)]
    async with transaction():
        await RecoveryCode.filter(account=account).delete()
        await RecoveryCode.bulk_create([RecoveryCode(id=uuid4(), account=account, code=_digest(portal, account, code)) for code in codes])
    return tuple(f"{code[:5]}-{code[5:]}" for code in codes)


async def use(portal: Portal, account: UUID, typed: str) -> bool:
    """Use a code up; whether it was one of this account's."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(str.maketrans("ILO", "110"))
    return len(code) == LENGTH and bool(await RecoveryCode.filter(account=account, code=_digest(portal, account, code)).delete())


async def left(account: UUID) -> int:
    return await RecoveryCode.filter(account=account).count()


def _digest(portal: Portal, account: UUID, code: str) -> str:
    return portal.cipher.index(f"{account} {code}", "accounts.recovery")
