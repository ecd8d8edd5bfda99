"""Making a charge, reading it, taking it back: what a service does, in its own transaction."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from core import Actor, emit, transaction
from core.errors import PendopoError
from core.identifiers import make_ticket
from core.language import Text
from core.models import insert, new_row

from .events import ChargeMade
from .models import Charge
from .providers import provider_for
from .states import CANCELLED, CREATED, OPEN
from .writing import PORTAL, Writing, change

if TYPE_CHECKING:
    from core import Context, Portal, Request

PREFIX = "BYR"
SECRET_LENGTH = 43
LARGEST = 10**12
"""Rupiah; a QRIS carries less, and a slip of the pen more."""
MOST_LINES = 40
TABLE = "payments_charge"
CONTACT = ("name", "phone", "email")


class ChargeDiffers(PendopoError):
    """There is a charge for the same thing with another amount. Cancel that one first, while nobody has paid it."""

    code = "payments.differs"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a charge: what for, and how much, in whole rupiah. A relief is negative."""

    label: Text
    amount: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Who may be written to about it, without an account; sealed. `phone` in E.164."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class NewCharge:
    """What is to be paid. `about` is the service's own key, such as a case's id; `purpose` a bare word for what of it.

    There is one charge for `owner`, `purpose` and `about` as long as it can be paid or was; what comes again needs a key of its
    own (`"H1234XY:2026"`). `amount` is the sum of `lines`."""

    owner: str
    purpose: str
    about: str
    title: Text
    lines: Sequence[Item]
    expires: datetime
    payer: Actor | None = None
    contact: Contact = field(default_factory=Contact)
    provider: str = ""

    @property
    def amount(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def living(self) -> str:
        return f"{self.owner}:{self.purpose}:{self.about}"


async def create_charge(context: Request | Context, new: NewCharge) -> Charge:
    """The charge, made now or before: call it as often as you like, in your own transaction. Its code comes a moment later.

    Raises NoProvider where nothing can be charged (`can_charge` says so before) and ChargeDiffers where another amount is asked already."""
    portal = context.portal
    _check(new, portal.clock.now())
    charge, secret = _row(portal, new, provider_for(portal, new.provider).value.name), secrets.token_urlsafe(32)
    charge.secret, charge.link = digest_of(secret), portal.cipher.seal(TABLE, "link", str(charge.id), secret)
    async with transaction():
        while await Charge.exists(number=charge.number):
            charge.number = make_ticket(PREFIX)
        if not await insert(charge, unless="living"):
            found = await Charge.get(living=new.living)
            if found.amount != new.amount:
                raise ChargeDiffers(
                    f"{new.living} is charged with {found.amount} already, not {new.amount}", hint="Cancel that charge first; it is not made anew by itself."
                )
            return found
        await emit(ChargeMade(**facts_of(charge)))
    return charge


async def cancel_charge(context: Request | Context, id: UUID) -> bool:
    """Take a charge back that nobody has paid; whether it was taken back. Whoever pays its code all the same is looked after by an officer."""
    async with transaction():
        charge = await Charge.select_for_update().get_or_none(id=id)
        if charge is None or charge.state not in OPEN:
            return False
        await change(context.portal, charge, CANCELLED, Writing(PORTAL, by=context.actor.id), passed=(CANCELLED,))
    return True


async def read_charge(id: UUID) -> Charge | None:
    """One charge: `state`, `amount`, `code`, `expires` and the rest of its columns."""
    return await Charge.get_or_none(id=id)


async def charges_about(owner: str, about: Sequence[str]) -> list[Charge]:
    """All charges that a service made for these keys of its own, the newest first."""
    return await Charge.filter(owner=owner, about__in=list(about)).order_by("-created") if about else []


def charge_path(portal: Portal, charge: Charge) -> str:
    """The path of its page, for whoever may see it: the page asks no more questions."""
    return portal.url_for("payments:charge", secret=secret_of(portal, charge))


def secret_of(portal: Portal, charge: Charge) -> str:
    return portal.cipher.open(TABLE, "link", str(charge.id), charge.link)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


async def find_by_secret(secret: str) -> Charge | None:
    """The charge of a link."""
    return await Charge.get_or_none(secret=digest_of(secret)) if len(secret) == SECRET_LENGTH else None


def facts_of(charge: Charge) -> dict[str, Any]:
    """What every event of a charge says."""
    return {
        "subject": str(charge.id), "number": charge.number, "owner": charge.owner, "purpose": charge.purpose, "about": charge.about, "amount": charge.amount,
    }  # fmt: skip


def title_of(charge: Charge, language: str) -> str:
    return said(charge.title, language)


def said(words: Mapping[str, str], language: str) -> str:
    """Words that were kept in every language of the site."""
    return words.get(language) or next(iter(words.values()), "")


def index_of(portal: Portal, column: str, value: str) -> str:
    """The keyed index of a contact, as it is compared: an e-mail address without regard to case."""
    return portal.cipher.index(value.casefold() if column == "email" else value, f"{TABLE}.{column}")


def contact_of(portal: Portal, charge: Charge) -> Contact:
    """Who may be written to, in the clear."""
    return Contact(
        **{name: portal.cipher.open(TABLE, name, str(charge.id), sealed) for name in ("name", "phone", "email") if (sealed := getattr(charge, name))}
    )


def _row(portal: Portal, new: NewCharge, provider: str) -> Charge:
    identity, now = uuid4(), portal.clock.now()
    given = {name: value for name in CONTACT if (value := getattr(new.contact, name).strip())}
    sealed: dict[str, Any] = {name: portal.cipher.seal(TABLE, name, str(identity), value) for name, value in given.items()}
    sealed |= {f"{name}_index": index_of(portal, name, given[name]) for name in ("phone", "email") if name in given}
    lines = [{"label": _everywhere(portal, line.label, new.owner), "amount": line.amount} for line in new.lines]
    return new_row(
        Charge, id=identity, number=make_ticket(PREFIX), owner=new.owner, purpose=new.purpose, about=new.about, living=new.living,
        title=_everywhere(portal, new.title, new.owner), lines=lines, amount=new.amount, provider=provider, state=CREATED,
        payer=new.payer.id if new.payer and new.payer.signed_in else "", created=now, expires=new.expires, ask_at=now + timedelta(minutes=1), **sealed,
    )  # fmt: skip


def _everywhere(portal: Portal, words: Text, owner: str) -> dict[str, str]:
    """The words in every language of the site: what was agreed to stays as it was said."""
    return {language: portal.say(words, language, owner) for language in portal.site.languages}


def _check(new: NewCharge, now: datetime) -> None:
    wrong = ""
    if any(type(line.amount) is not int for line in new.lines):
        wrong = "an amount is whole rupiah, an int"
    elif not 0 < new.amount <= LARGEST:
        wrong = f"its lines come to {new.amount}; 1 to {LARGEST} rupiah can be charged"
    elif not 0 < len(new.lines) <= MOST_LINES:
        wrong = f"it has {len(new.lines)} lines; 1 to {MOST_LINES} are fine"
    elif new.expires.tzinfo is None or new.expires <= now:
        wrong = f"it expires at {new.expires.isoformat()}, which is past or has no time zone"
    elif not new.about or len(new.about) > 100 or not new.purpose.isidentifier() or len(new.purpose) > 40:
        wrong = "`about` is a key of at most 100 characters, `purpose` a bare word"
    if wrong:
        raise PendopoError(f"{new.living} cannot be charged: {wrong}", hint="Make it as docs/payments.md shows.", code="payments.charge")
