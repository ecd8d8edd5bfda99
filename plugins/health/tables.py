"""The tables that a regency has and imports: facilities, services with their hours, beds, posyandu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core import Text as Words
from core import permission
from core.fields import Choice, Number, Option, Refusal, Text, YesNo
from core.language import gettext_lazy as _
from core.models import upsert
from core.tables import Column, TableImport

from .finding import INDEX, PREFIX, index, today
from .hours import HOURS_PATTERN, parse_days, parse_hours, parse_moment
from .models import Bed, Facility, HealthService, Posyandu, Session
from .schedule import parse_schedule
from .words import KINDS

if TYPE_CHECKING:
    from tortoise.models import Model

    from core import Context, Plugin

CODE = r"[A-Za-z0-9][A-Za-z0-9._-]*"


def tables(plugin: Plugin) -> list[TableImport]:
    """All four. A code of a facility in the other tables is that of the first; what names an unknown one is not shown, and a health check says so."""
    return [_facilities(plugin), _services(), _beds(plugin), _posyandu(plugin)]


def _code(name: str, label: Words, longest: int) -> Text:
    return Text(name, label, longest=longest, pattern=CODE, example="PKM-01")


def _hours(name: str, label: Words, *, optional: bool = False) -> Text:
    return Text(name, label, longest=12, pattern=HOURS_PATTERN, example="07.30-14.00", optional=optional)


def _district(plugin: Plugin) -> Choice:
    known = tuple(Option(one.code, Words(one.name, {})) for one in sorted(plugin.site.regions.districts, key=lambda one: one.name))
    return Choice("district", _("Kecamatan"), options=known, optional=True, look="select")


def _facilities(plugin: Plugin) -> TableImport:
    kinds = tuple(Option(name, title) for name, title in KINDS.items())
    agencies = tuple(Option(one.id, Words(one.name, {})) for one in plugin.site.agencies.values())
    columns = (
        Column(_code("code", _("Code"), 30), ("kode", "kode faskes"), "PKM-CONTOH"),
        Column(Text("name", _("Name"), shortest=3, longest=120), ("nama", "nama faskes"), "Puskesmas Contoh"),
        Column(Choice("kind", _("Kind of facility"), options=kinds, look="select"), ("jenis",), "puskesmas"),
        Column(_district(plugin), (), ""),
        Column(Text("address", _("Address"), longest=200, optional=True), ("alamat",), "Jl. Contoh 1"),
        Column(Text("phone", _("Telephone"), longest=30, optional=True, pattern=r"[0-9+() -]{3,30}", example="(0296) 123456"), ("telepon", "telp"), ""),
        Column(_hours("weekdays", _("Monday to Thursday"), optional=True), ("senin-kamis",), "07.30-14.00"),
        Column(_hours("friday", _("Friday"), optional=True), ("jumat",), "07.30-11.00"),
        Column(_hours("saturday", _("Saturday"), optional=True), ("sabtu",), "07.30-12.30"),
        Column(_hours("sunday", _("Sunday"), optional=True), ("minggu",), ""),
        Column(YesNo("emergency", _("Emergencies day and night"), optional=True), ("igd", "ugd", "igd 24 jam"), "ya"),
        Column(YesNo("bpjs", _("Takes BPJS"), optional=True), ("bpjs",), "ya"),
        Column(Text("link", _("Website"), longest=300, optional=True, pattern=r"https://\S+", example="https://contoh.id"), ("situs", "tautan"), ""),
        Column(Choice("agency", _("Agency"), options=agencies, optional=True, look="select"), ("dinas", "opd"), ""),
    )  # fmt: skip
    help_ = _("One row a facility. Hours like 07.30-14.00 or 24 jam; an empty cell is a day on which it is closed.")
    return _table("facilities", _("Health facilities"), columns, Facility, help_, check=_check_hours("weekdays", "friday", "saturday", "sunday"))


def _services() -> TableImport:
    columns = (
        Column(_code("code", _("Code"), 40), ("kode", "kode layanan"), "PKM-CONTOH-UMUM"),
        Column(_code("facility", _("Code of the facility"), 30), ("kode faskes", "faskes"), "PKM-CONTOH"),
        Column(Text("name", _("Service"), longest=80), ("layanan", "poli", "nama"), "Poli Umum"),
        Column(Text("days", _("Days"), longest=60), ("hari",), "Senin-Sabtu"),
        Column(_hours("hours", _("Hours")), ("jam",), "08.00-11.00"),
        Column(Number("quota", _("Queue numbers a day"), most=500, optional=True), ("kuota",), "40"),
        Column(Text("letter", _("Letter of the queue"), longest=2, optional=True, pattern=r"[A-Z]{1,2}", example="A"), ("huruf",), "A"),
        Column(Text("note", _("Note"), longest=200, optional=True), ("catatan", "keterangan"), ""),
    )
    help_ = _("One row a service. With a number of queue numbers, citizens take one on the portal; empty or 0 is without.")
    return _table("services", _("Services of health facilities"), columns, HealthService, help_, check=_check_service)


def _beds(plugin: Plugin) -> TableImport:
    columns = (
        Column(_code("code", _("Code of the room"), 60), ("kode ruang", "koderuang", "kode"), "RS-CONTOH-MELATI"),
        Column(_code("facility", _("Code of the facility"), 30), ("kode faskes", "kode rs"), "RS-CONTOH"),
        Column(Text("ward", _("Room"), longest=80), ("ruang", "nama ruang", "namaruang"), "Melati"),
        Column(Text("kind", _("Class"), longest=40), ("kelas", "kodekelas"), "Kelas 1"),
        Column(Number("total", _("Beds"), most=5_000), ("kapasitas", "jumlah"), "10"),
        Column(Number("free", _("Free beds"), most=5_000), ("tersedia", "kosong"), "3"),
        Column(Text("told", _("Time of the figures"), longest=20), ("waktu data", "diperbarui", "waktu"), "2026-11-24 08.30"),
        Column(Text("source", _("Source"), longest=80, optional=True), ("sumber",), "Aplicares"),
    )

    def check(row: Mapping[str, Any]) -> None:
        if row["free"] > row["total"]:
            raise Refusal(_("There are more free beds than beds"))
        try:
            parse_moment(row["told"], plugin.site.zone)
        except ValueError:
            raise Refusal(_("Write the time of the figures as 2026-11-24 08.30")) from None

    help_ = _("One row a room and class. The time of the figures is shown beside each; old ones carry a warning.")
    return _table("beds", _("Free beds"), columns, Bed, help_, check=check)


def _posyandu(plugin: Plugin) -> TableImport:
    columns = (
        Column(_code("code", _("Code"), 40), ("kode",), "POS-CONTOH-1"),
        Column(Text("name", _("Name"), longest=80), ("nama", "posyandu"), "Posyandu Contoh"),
        Column(_district(plugin), (), ""),
        Column(Text("village", _("Village"), longest=80, optional=True), ("desa", "kelurahan"), ""),
        Column(Text("place", _("Place"), longest=200, optional=True), ("tempat", "alamat"), "Balai Desa"),
        Column(Text("schedule", _("Day of the month"), longest=40), ("jadwal", "hari"), "tanggal 5"),
        Column(_hours("hours", _("Hours")), ("jam",), "08.00-11.00"),
        Column(Text("targets", _("For whom"), longest=120, optional=True), ("sasaran",), "Balita, ibu hamil"),
        Column(Text("facility", _("Code of the facility"), longest=30, optional=True, pattern=CODE, example="PKM-01"), ("kode faskes", "puskesmas"), ""),
    )
    help_ = _("One row a posyandu. The day is written as “tanggal 5” or “Rabu ke-2”.")
    return _table("posyandu", _("Posyandu"), columns, Posyandu, help_, check=_check_posyandu)


def _table(name: str, title: Words, columns: Sequence[Column], model: type[Model], help_: Words, *, check: Any) -> TableImport:
    names = tuple(column.name for column in columns)

    async def written(context: Context, rows: Sequence[Mapping[str, Any]]) -> None:
        await _write(model, names, context, rows)

    async def there(context: Context, keys: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        return await _known(model, names, context, keys)

    async def keys(_context: Context) -> list[str]:
        return [str(key) for key in await model.all().values_list("code", flat=True)]

    async def remove(context: Context, gone: Sequence[str]) -> None:
        await model.filter(code__in=[*gone]).delete()
        for code in gone:
            await context.portal.fulltext.remove(INDEX, f"{PREFIX[model]}:{code}")

    # Each hospital sends its own beds, so a file of them is never the whole table; a room that nobody tells of any more is shown no more.
    whole = model is not Bed
    return TableImport(
        name, title, columns, "code", access=permission("import"), write=written, known=there, keys=keys if whole else None,
        remove=remove if whole else None, whole=whole, check=check, help=help_,
    )  # fmt: skip


async def _known(model: type[Model], names: Sequence[str], context: Context, keys: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
    rows = await model.filter(code__in=[*keys])
    return {row.pk: {name: _as_written(getattr(row, name), context) for name in names} for row in rows}


def _as_written(value: Any, context: Context) -> Any:
    return value.astimezone(context.portal.site.zone).strftime("%Y-%m-%d %H.%M") if isinstance(value, datetime) else value


async def _write(model: type[Model], names: Sequence[str], context: Context, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put the rows into the table; what people look for by words becomes findable, and sessions to come have the new quota."""
    await upsert(model, "code", [values_of(model, names, row, context) for row in rows])
    await index(context.portal, model, [row["code"] for row in rows])
    if model is HealthService:
        for row in rows:
            await Session.filter(service=row["code"], day__gte=today(context.portal)).update(quota=row.get("quota") or 0)


def values_of(model: type[Model], names: Sequence[str], row: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """A row with what stands for an empty cell, of the columns' own types."""
    found = {name: row.get(name) for name in names}
    if model is Bed:
        found["told"] = parse_moment(str(found["told"]), context.portal.site.zone)
    return {name: model._meta.fields_map[name].default if value is None else value for name, value in found.items()}


def _check_hours(*names: str) -> Any:
    def check(row: Mapping[str, Any]) -> None:
        for name in names:
            try:
                parse_hours(row.get(name) or "")
            except ValueError:
                raise Refusal(_("The hours {hours} end before they begin"), hours=row[name]) from None

    return check


def _check_service(row: Mapping[str, Any]) -> None:
    _check_hours("hours")(row)
    try:
        parse_days(row["days"])
    except ValueError:
        raise Refusal(_("Write the days as “Senin-Kamis, Sabtu” or “setiap hari”, not {days}"), days=row["days"]) from None


def _check_posyandu(row: Mapping[str, Any]) -> None:
    _check_hours("hours")(row)
    try:
        parse_schedule(row["schedule"])
    except ValueError:
        raise Refusal(_("Write the day as “tanggal 5” or “Rabu ke-2”, not {schedule}"), schedule=row["schedule"]) from None
