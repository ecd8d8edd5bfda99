"""Following a case without an account: a secret link, or the ticket and its six-character code."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.identifiers import make_tracking_code, normalise_ticket, normalise_tracking_code

from .models import Case

if TYPE_CHECKING:
    from core import Portal

SECRET_LENGTH = 43


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens a case: the secret of its link and the code that goes with its ticket. They leave the portal once, on the receipt."""

    secret: str
    code: str

    @property
    def shown_code(self) -> str:
        return f"{self.code[:3]} {self.code[3:]}"


def new_keys() -> Keys:
    return Keys(secrets.token_urlsafe(32), make_tracking_code())


def columns(portal: Portal, case: str, keys: Keys) -> dict[str, str]:
    """What is kept of them: a digest to find the case by, and both sealed, for whoever comes with the other one."""
    sealed = portal.cipher.seal("cases_case", "link", case, f"{keys.secret} {keys.code}")
    return {"secret": digest_of(keys.secret), "link": sealed, "code": portal.cipher.index(keys.code, f"cases.code.{case}")}


def keys_of(portal: Portal, case: Case) -> Keys:
    """The keys again, for a person who may have them."""
    secret, _, code = portal.cipher.open("cases_case", "link", str(case.id), case.link).partition(" ")
    return Keys(secret, code)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


async def find_by_secret(secret: str) -> Case | None:
    """The case of a link."""
    return await Case.get_or_none(secret=digest_of(secret)) if len(secret) == SECRET_LENGTH else None


async def find_by_code(portal: Portal, ticket: str, code: str) -> Case | None:
    """The case of a ticket and its code; None for a wrong one of either, and nothing tells which. Throttle whoever asks."""
    try:
        wanted, given = normalise_ticket(ticket), normalise_tracking_code(code)
    except ValueError:
        return None
    case = await Case.get_or_none(ticket=wanted)
    # The same work for a ticket that does not exist, so that time tells nothing either.
    expected = case.code if case else "0" * 64
    fits = secrets.compare_digest(portal.cipher.index(given, f"cases.code.{case.id if case else ''}"), expected)
    return case if case and fits else None
