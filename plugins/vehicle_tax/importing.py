"""The table of vehicles that officers import. Of plate and chassis number only keyed indexes are written; nobody reads them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from core import permission
from core.fields import Choice, Date, Number, Option, Plate, Refusal, Rupiah, Text
from core.identifiers import parse_plate
from core.language import Text as Words
from core.language import gettext_lazy as _
from core.models import upsert
from core.tables import Column, TableImport

from .asking import Pair, parse_chassis
from .calculator import home_province, today
from .models import VehicleRow
from .rules import Rules

if TYPE_CHECKING:
    from core import Context, Portal

NAME = "vehicles"
FULL_NAME = f"vehicle_tax.{NAME}"


def vehicles(rules: Rules) -> TableImport:
    """What a file of vehicles holds. The owner is no column: whoever exports the table leaves names out."""
    kinds = tuple(Option(one.id, one.name) for one in {kind.id: kind for kind in rules.kinds}.values())
    provinces = tuple(Option(one.code, Words(one.name, {})) for one in rules.provinces)
    return TableImport(
        NAME,
        _("Vehicles"),
        (
            Column(Plate("plate", _("Plate number")), ("nopol", "no polisi", "nrkb"), "K 1234 EN"),
            Column(Text("chassis", _("Chassis number"), longest=25), ("nomor rangka", "no rangka", "norangka"), "MH1KF4117NK012345"),
            Column(Choice("kind", _("Kind of vehicle"), options=kinds), ("jenis",), "motorcycle"),
            Column(Text("description", _("Make and year"), longest=100, optional=True), ("merek", "tipe"), "Honda Vario 125, 2022"),
            Column(Number("ownership", _("Ownership"), least=1, most=99, optional=True), ("kepemilikan", "kepemilikan ke"), "1"),
            Column(Rupiah("njkb", _("Sale value (NJKB)"), least=1), ("nilai jual",), "18000000"),
            Column(Date("due", _("Due day")), ("tgl jatuh tempo", "jatuh tempo pkb"), "2026-12-18"),
            Column(Date("renewal", _("End of the five years"), optional=True), ("masa berlaku pelat", "masa stnk"), "2027-12-18"),
            Column(Choice("province", _("Province"), options=provinces, optional=True), ("kode provinsi",), "33"),
        ),
        "plate",
        access=permission("import"),
        write=write,
        known=known,
        check=check,
        help=_("One row a vehicle, without owners' names. Of plate and chassis number only a keyed index is kept."),
    )


def check(row: Mapping[str, Any]) -> None:
    """The end of the chassis number can be read."""
    try:
        parse_chassis(row["chassis"])
    except ValueError:
        raise Refusal(_("The chassis number needs at least its last five letters or digits")) from None


async def known(context: Context, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Which of these plates are there. No chassis number can be read back, so each counts as changed: it is written anew, as of the day of the file."""
    by_index = {context.portal.cipher.index(key, "vehicle_tax.plate"): key for key in keys}
    rows = await VehicleRow.filter(plate__in=list(by_index))
    return {by_index[row.plate]: {"chassis": ""} for row in rows}


async def write(context: Context, rows: Sequence[Mapping[str, Any]]) -> None:
    """New vehicles, and those that are there already in their place. What was made up for a trial goes with the first real ones."""
    await VehicleRow.filter(trial=True).delete()
    last = await context.portal.imports.last(FULL_NAME)
    this = last if last is not None and str(last.id) == context.key else None
    await write_rows(context, rows, as_of=this.as_of if this else today(context), source=this.source if this else "")


async def write_rows(context: Context, rows: Sequence[Mapping[str, Any]], *, as_of: date, source: str = "", trial: bool = False) -> None:
    """As `write`; `trial` marks what is made up."""
    home = home_province(context)
    await upsert(VehicleRow, "plate", [_row(context.portal, row, home, as_of=as_of, source=source, trial=trial) for row in rows])


def _row(portal: Portal, row: Mapping[str, Any], home: str, **more: Any) -> dict[str, Any]:
    pair = Pair(parse_plate(row["plate"]), parse_chassis(row["chassis"]))
    return {
        "plate": pair.plate_index(portal), "key": pair.index(portal), "kind": row["kind"], "description": row["description"] or "",
        "province": row["province"] or home, "ownership": row["ownership"] or 1, "njkb": row["njkb"], "due": row["due"], "renewal": row["renewal"], **more,
    }  # fmt: skip
