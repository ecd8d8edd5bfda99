"""What `pendopo demo` writes: made-up facilities in the site's own kecamatan, with services, beds, posyandu and a queue of today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from core import transaction
from core.models import upsert

from .finding import index, today
from .models import WAITING, Bed, Booking, Facility, HealthService, Posyandu
from .queue import Person, is_on, open_session, take
from .settings import Settings

if TYPE_CHECKING:
    from tortoise.models import Model

    from core import Context

MARK = "CONTOH"
OPEN_HOURS = {"weekdays": "07.30-14.00", "friday": "07.30-11.00", "saturday": "07.30-12.30", "sunday": ""}
DAY_AND_NIGHT = {"weekdays": "24 jam", "friday": "24 jam", "saturday": "24 jam", "sunday": "24 jam"}
SERVICES = (("UMUM", "Poli Umum", "Setiap hari", "07.30-20.00", 40, "A"), ("GIGI", "Poli Gigi", "Senin-Kamis", "08.00-11.00", 15, "B"),
            ("KIA", "KIA dan KB", "Selasa, Kamis", "08.00-11.00", 20, "C"))  # fmt: skip
ROOMS = (("MELATI", "Melati", "Kelas 1", 12, 3), ("MAWAR", "Mawar", "Kelas 2", 20, 6), ("ANGGREK", "Anggrek", "Kelas 3", 36, 11), ("ICU", "ICU", "ICU", 6, 1))
SCHEDULES = ("tanggal 5", "Rabu ke-2", "Sabtu terakhir", "tanggal 18", "Kamis ke-3", "Selasa pertama")
NAMES = ("Bu Contoh", "Pak Contoh", "", "Mbah Contoh", "", "Mas Contoh")
PUSKESMAS = 6


async def fill(context: Context, count: int, advance: Callable[[int], None]) -> None:
    """Write them once. `count` is of cases and does not matter here; a second call brings nothing new."""
    if not await Facility.exists(code__startswith=MARK):
        async with transaction():
            await _write(context)
    advance(count)


async def _write(context: Context) -> None:
    portal = context.portal
    districts = portal.site.regions.districts
    some = [districts[n * 3 % len(districts)] for n in range(PUSKESMAS)] if districts else []
    facilities: list[dict[str, Any]] = [
        {**_place(f"{MARK}-PKM-{n}", f"Puskesmas Contoh {n}", "puskesmas", some[n - 1].code if some else ""), **OPEN_HOURS, "bpjs": True}
        for n in range(1, PUSKESMAS + 1)
    ]  # fmt: skip
    facilities += [
        {**_place(f"{MARK}-RS-{n}", f"Rumah Sakit Contoh {n}", "hospital", some[-n].code if some else ""), **DAY_AND_NIGHT, "emergency": True, "bpjs": True}
        for n in (1, 2)
    ]  # fmt: skip
    facilities.append({**_place(f"{MARK}-KLINIK", "Klinik Contoh Sehat", "clinic", some[0].code if some else ""), **OPEN_HOURS, "bpjs": None})
    await _put(context, Facility, [{"emergency": None, **row} for row in facilities])
    services = [
        {"code": f"{row['code']}-{code}", "facility": row["code"], "name": name, "days": days, "hours": hours, "quota": quota, "letter": letter, "note": ""}
        for row in facilities[:PUSKESMAS]
        for code, name, days, hours, quota, letter in SERVICES
    ]
    await _put(context, HealthService, services)
    now = portal.clock.now()
    beds = [
        {"code": f"{row['code']}-{code}", "facility": row["code"], "ward": ward, "kind": kind, "total": total, "free": free,
         "told": now - (timedelta(minutes=50) if n == 0 else timedelta(hours=30)), "source": "Contoh"}
        for n, row in enumerate(facilities[PUSKESMAS : PUSKESMAS + 2])
        for code, ward, kind, total, free in ROOMS
    ]  # fmt: skip
    await upsert(Bed, "code", beds)
    posts = [
        {"code": f"{MARK}-POS-{n}", "name": f"Posyandu Contoh {n + 1}", "district": some[n % len(some)].code if some else "", "village": "",
         "place": "Balai Contoh",
         "schedule": schedule, "hours": "08.00-11.00", "targets": "Balita, ibu hamil, lansia", "facility": f"{MARK}-PKM-1"}
        for n, schedule in enumerate(SCHEDULES)
    ]  # fmt: skip
    await _put(context, Posyandu, posts)
    await _queue(context)


async def _queue(context: Context) -> None:
    """Some who wait today, where the hour still allows it."""
    portal, day = context.portal, today(context.portal)
    service, place = await HealthService.get(pk=f"{MARK}-PKM-1-UMUM"), await Facility.get(pk=f"{MARK}-PKM-1")
    if not is_on(portal, service, day):
        return
    session = await open_session(portal, service, place, day, place.agency or context.settings(Settings).agency)
    if not await Booking.exists(session=session.id, state=WAITING):
        for name in NAMES:
            await take(portal, session, Person(name))


def _place(code: str, name: str, kind: str, district: str) -> dict[str, Any]:
    return {"code": code, "name": name, "kind": kind, "district": district, "address": "Jl. Contoh", "phone": "", "link": "", "agency": ""}


async def _put(context: Context, model: type[Model], rows: list[Mapping[str, Any]] | list[dict[str, Any]]) -> None:
    await upsert(model, "code", rows)
    await index(context.portal, model, [row["code"] for row in rows])
