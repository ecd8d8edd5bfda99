"""`pendopo demo` for payments: a charge of the trial in each state, so that payers and treasurers have something to look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from core.language import Text

from .asking import ask
from .charging import Contact, Item, NewCharge, create_charge
from .models import Charge
from .providers import ready_providers
from .reporting import take
from .states import AMOUNT, EXPIRED, LATE, PAID, POSTED, RECEIVED, WAITING
from .trial import NAME, played
from .writing import PROVIDER

if TYPE_CHECKING:
    from core import Context

STORIES: tuple[tuple[str, str, int, tuple[str, ...]], ...] = (
    (WAITING, "Retribusi persetujuan bangunan gedung", 382_200, ()),
    (PAID, "Retribusi pelayanan pasar, kios 14", 150_000, (PAID,)),
    (RECEIVED, "Retribusi pemakaian gedung serbaguna", 1_250_000, (PAID, RECEIVED)),
    (POSTED, "Retribusi pengujian laboratorium tanah", 475_000, (PAID, RECEIVED, POSTED)),
    (EXPIRED, "Retribusi pemakaian lapangan", 200_000, (EXPIRED,)),
    (LATE, "Retribusi pelayanan kebersihan", 60_000, (EXPIRED, PAID)),
    (AMOUNT, "Retribusi tempat khusus parkir", 90_000, (PAID,)),
)
"""What it shows, what is paid for, how much, and what the trial tells of it. They are made up."""


async def fill(context: Context, _count: int, advance: Callable[[int], None]) -> None:
    """Make those that are not there yet; nothing where the trial is off, for real money is nobody's to play with."""
    portal = context.portal
    if NAME not in ready_providers(portal):
        return
    for shows, title, amount, steps in STORIES:
        new = NewCharge(
            "payments", "demo", shows, Text(title, {}), [Item(Text(title, {}), amount)], portal.clock.now() + timedelta(days=3),
            contact=Contact("Warga Contoh"), provider=NAME,
        )  # fmt: skip
        if await Charge.exists(owner="payments", about=shows):
            continue
        charge = await create_charge(context, new)
        await ask(context, charge)
        for step in steps:
            await take(context, NAME, played(portal, str(charge.id), step, amount - 500 if shows == AMOUNT else amount), PROVIDER)
        advance(1)
