"""One-time codes: six digits, five minutes, five tries, good once and only in the session that asked. Only a keyed digest is kept.

A try is counted by the same statement that asks whether one is left, so that twenty at once are twenty. A new code leaves
the one before valid until its own end: on a slow network the older one comes first.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

from tortoise.expressions import F

from .models import Code

if TYPE_CHECKING:
    from core import Portal

    from .contacts import Contact

DIGITS = 6
GOOD_FOR = timedelta(minutes=5)
TRIES = 5

Verdict = Literal["right", "wrong", "over"]


async def make(portal: Portal, session: str, contact: Contact) -> str:
    """A new code for this contact in this session."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    await Code.create(id=uuid4(), session=session, digest=_digest(portal, session, contact, code), expires=portal.clock.now() + GOOD_FOR)
    return code


async def check(portal: Portal, session: str, contact: Contact, typed: str) -> Verdict:
    """Whether `typed` is a code of this session for this contact, which is then used up with all others; `over` when no code is left to try."""
    alive = Code.filter(session=session, expires__gt=portal.clock.now(), tries__lt=TRIES)
    if not await alive.update(tries=F("tries") + 1):
        return "over"
    code = "".join(sign for sign in typed if sign.isalnum())
    if len(code) == DIGITS and code.isascii() and code.isdigit():
        still = Code.filter(session=session, expires__gt=portal.clock.now(), tries__lte=TRIES, digest=_digest(portal, session, contact, code))
        if await still.delete():
            await forget(session)
            return "right"
    return "wrong" if await alive.exists() else "over"


async def forget(session: str) -> None:
    """No code of this session counts any more."""
    await Code.filter(session=session).delete()


async def sweep(now: datetime) -> int:
    return await Code.filter(expires__lte=now).delete()


def _digest(portal: Portal, session: str, contact: Contact, code: str) -> str:
    return portal.cipher.index(f"{session} {contact.kind} {contact.value.casefold()} {code}", "accounts.code")
