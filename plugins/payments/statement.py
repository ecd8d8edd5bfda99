"""The bank's statement, imported: each line posts the charge whose code and amount it has, once; what fits none waits for an officer.

A statement is one more voice that tells of money, and is judged by the same rule as a provider's report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from core import permission
from core.fields import Date, Rupiah, Text
from core.identifiers import normalise_ticket
from core.language import gettext_lazy as _
from core.models import insert, new_row
from core.tables import Column, TableImport

from .models import Charge, StatementLine
from .providers import Report
from .reporting import take_of
from .states import OPEN, PAID, RECEIVED
from .writing import STATEMENT

if TYPE_CHECKING:
    from core import Context, Portal

MATCHED, LOOKED, UNMATCHED, DIFFERS, SETTLED = "matched", "looked", "unmatched", "differs", "settled"
"""What became of a line: it posted its charge or was known; its charge is looked into; no charge has this code; told again with other figures; settled."""
WAITS = (UNMATCHED, DIFFERS)
EXPECTED = OPEN | {PAID, RECEIVED}


def statement() -> TableImport:
    """What a file of the statement holds. Who paid is no column: names are left out."""
    return TableImport(
        "statement",
        _("Bank statement"),
        (
            Column(Text("reference", _("Bank reference"), longest=100), ("no referensi", "referensi", "no bukti", "ntpd"), "RRN123456789012"),
            Column(Date("day", _("Day of the record")), ("tanggal", "tgl", "tanggal buku"), "2026-11-24"),
            Column(Text("code", _("Payment code or number"), longest=64), ("kode bayar", "kode", "va", "virtual account"), "8808000000000001"),
            Column(Rupiah("amount", _("Amount"), least=1), ("nominal", "kredit", "jumlah"), "382200"),
        ),
        "reference",
        access=permission("reconcile"),
        write=write,
        known=known,
        help=_("One row for each incoming payment, without names. A reference that was imported already is taken once only."),
    )


async def known(context: Context, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """The lines that are there: what is told again in the same words is no news."""
    rows = await StatementLine.filter(reference__in=list(keys))
    return {row.reference: {"day": row.day, "code": row.code, "amount": row.amount} for row in rows}


async def write(context: Context, rows: Sequence[Mapping[str, Any]]) -> None:
    """Take each line once. One that is there with other figures is not believed over the first: both are shown to an officer."""
    there = {line.reference: line for line in await StatementLine.filter(reference__in=[row["reference"] for row in rows])}
    for row in rows:
        if (line := there.get(row["reference"])) is not None:
            line.state, line.note = DIFFERS, f"{row['day']:%d-%m-%Y}, {row['code']}, {row['amount']}"[:100]
            await line.save(update_fields=["state", "note"])
            continue
        charge = await _charge_of(row["code"], row["amount"])
        state = await _take(context, charge, row) if charge else UNMATCHED
        await insert(new_row(
            StatementLine, id=uuid4(), **{name: row[name] for name in ("reference", "day", "code", "amount")}, state=state,
            charge=charge.id if charge else None, note="", at=context.portal.clock.now(),
        ))  # fmt: skip


async def _take(context: Context, charge: Charge, row: Mapping[str, Any]) -> str:
    report = Report(str(charge.id), f"statement:{row['reference']}", "posted", _noon(context.portal, row["day"]), row["amount"], reference=row["reference"])
    return LOOKED if await take_of(context, charge, report, STATEMENT) == "look" else MATCHED


async def _charge_of(code: str, amount: int) -> Charge | None:
    """The charge with this code or number. Banks use codes again: one of this amount that is still expected goes first, then the newest."""
    rows = await Charge.select_for_update().filter(code=code).order_by("-created").limit(20)
    if not rows:
        try:
            rows = await Charge.select_for_update().filter(number=normalise_ticket(code))
        except ValueError:
            return None
    return max(rows, key=lambda one: (one.amount == amount and one.state in EXPECTED, one.amount == amount, one.created), default=None)


def _noon(portal: Portal, day: Any) -> datetime:
    """A statement knows the day alone."""
    return datetime.combine(day, time(12), portal.site.zone)
