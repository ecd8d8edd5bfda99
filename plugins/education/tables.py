"""The table of schools that a regency has and imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core import Text as Words
from core import permission
from core.fields import Choice, Number, Option, Refusal, Text
from core.language import gettext_lazy as _
from core.models import upsert
from core.tables import Column, TableImport

from .finding import INDEX, index
from .models import School
from .words import ACCREDITATIONS, LEVELS, STATUSES

if TYPE_CHECKING:
    from core import Context, Plugin

NAME = "education.schools"
NPSN = r"[0-9]{8}"
_DEGREES = r"-?[0-9]{1,3}\.[0-9]{3,7}"
_LAST_YEAR = 2100


def schools(plugin: Plugin) -> TableImport:
    """One row a school; the NPSN is what tells them apart."""
    known = tuple(Option(one.code, Words(one.name, {})) for one in sorted(plugin.site.regions.districts, key=lambda one: one.name))
    columns = (
        Column(Text("npsn", _("NPSN"), longest=8, pattern=NPSN, example="10000001"), ("npsn",), "10000001"),
        Column(Text("name", _("Name of the school"), shortest=3, longest=120), ("nama", "nama sekolah", "nama satuan pendidikan"), "SD Contoh 1"),
        Column(_choice("level", _("Level"), LEVELS), ("jenjang", "bentuk pendidikan"), "sd"),
        Column(_choice("status", _("Status"), STATUSES), ("status sekolah",), "state"),
        Column(Choice("district", _("Kecamatan"), options=known, optional=True, look="select"), (), ""),
        Column(Text("address", _("Address"), longest=200, optional=True), ("alamat",), "Jl. Contoh 1"),
        Column(Text("phone", _("Telephone"), longest=30, optional=True, pattern=r"[0-9+() -]{3,30}", example="(0296) 123456"), ("telepon", "telp"), ""),
        Column(_choice("accreditation", _("Accreditation"), ACCREDITATIONS, optional=True), ("akreditasi",), "a"),
        Column(Number("accredited", _("Year of accreditation"), least=1990, most=_LAST_YEAR, optional=True, grouped=False), ("tahun akreditasi",), "2025"),
        Column(Number("seats", _("Seats for new pupils"), most=5_000, optional=True), ("daya tampung", "kuota"), "56"),
        Column(Text("latitude", _("Latitude"), longest=12, optional=True, pattern=_DEGREES, example="-6.9678"), ("lintang",), ""),
        Column(Text("longitude", _("Longitude"), longest=12, optional=True, pattern=_DEGREES, example="111.4158"), ("bujur",), ""),
        Column(Text("link", _("Website"), longest=300, optional=True, pattern=r"https://\S+", example="https://contoh.id"), ("situs", "tautan"), ""),
    )  # fmt: skip
    names = tuple(column.name for column in columns)

    async def write(context: Context, rows: Sequence[Mapping[str, Any]]) -> None:
        await upsert(School, "npsn", [_whole(names, row) for row in rows])
        await index(context.portal, [str(row["npsn"]) for row in rows])

    async def there(_context: Context, keys: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        return {row.npsn: {name: getattr(row, name) for name in names} for row in await School.filter(npsn__in=[*keys])}

    async def keys(_context: Context) -> list[str]:
        return [str(npsn) for npsn in await School.all().values_list("npsn", flat=True)]

    async def remove(context: Context, gone: Sequence[str]) -> None:
        await School.filter(npsn__in=[*gone]).delete()
        for npsn in gone:
            await context.portal.fulltext.remove(INDEX, npsn)

    help_ = _("One row a school, with its NPSN of eight digits. Latitude and longitude go together, in degrees with a point.")
    return TableImport(
        "schools", _("Schools"), columns, "npsn", access=permission("import"), write=write, known=there, keys=keys, remove=remove, whole=True,
        check=_check, help=help_,
    )  # fmt: skip


def _choice(name: str, label: Words, known: Mapping[str, Words], *, optional: bool = False) -> Choice:
    return Choice(name, label, options=tuple(Option(value, title) for value, title in known.items()), look="select", optional=optional)


def _whole(names: Sequence[str], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with what stands for an empty cell."""
    found = {name: row.get(name) for name in names}
    return {name: School._meta.fields_map[name].default if value is None else value for name, value in found.items()}


def _check(row: Mapping[str, Any]) -> None:
    latitude, longitude = row.get("latitude") or "", row.get("longitude") or ""
    if bool(latitude) != bool(longitude):
        raise Refusal(_("Latitude and longitude go together; one of them is empty"))
    if latitude and (abs(Decimal(latitude)) > 90 or abs(Decimal(longitude)) > 180):
        raise Refusal(_("Latitude and longitude are no place on earth. Are they swapped?"))
    if row.get("accredited") and (row.get("accreditation") or "none") == "none":
        raise Refusal(_("There is a year of accreditation, and no accreditation"))
