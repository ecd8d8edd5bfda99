"""`pendopo demo` for permits: applications at every place of their way, each with its documents."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Answers, transaction
from core.fields import Attachment, PlaceAnswer
from plugins.cases.api import By, add_entry, find_case, move

from .applying import applying_for
from .issuing import Issuing
from .kinds import PermitType
from .models import ACCEPTED, REJECTED, Application, Paper
from .type_files import types_of

if TYPE_CHECKING:
    from core import Context, Portal

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
PEOPLE = (
    ("Siti Rahmawati", "+6281200000001"), ("Joko Susilo", "+6281200000002"), ("Maya Anggraini", "+6281200000003"), ("Rudi Hartono", "+6281200000004"),
    ("Dewi Kartika", "+6281200000005"),
)  # fmt: skip
CHECKS, WORKS, DECIDES = By("verifier", "", "Budi Santoso"), By("handler", "", "Dedi Prasetyo"), By("supervisor", "", "Galuh Pratiwi")
RECOMMENDED = ("recommend", WORKS, {"note": "Dapat disetujui."})
Step = tuple[str, By, Mapping[str, str]]
COMPLETE: Step = ("complete", CHECKS, {})
VISIT: Step = ("inspect", WORKS, {"visit": "Senin pukul 09.00, dua petugas DPUPR."})
WAYS: Sequence[tuple[str, Sequence[Step]]] = (
    ("penelitian", ()),
    ("pbg", ()),
    ("penelitian", (("ask", CHECKS, {"note": "KTP atau KTM: tidak terbaca."}),)),
    ("pbg", (COMPLETE,)),
    ("pbg", (COMPLETE, VISIT)),
    ("pbg", (COMPLETE, VISIT, RECOMMENDED)),
    ("pbg", (COMPLETE, VISIT, RECOMMENDED, ("approve", DECIDES, {}))),
    ("penelitian", (COMPLETE, RECOMMENDED, ("approve", DECIDES, {}))),
    ("penelitian", (COMPLETE, RECOMMENDED, ("refuse", DECIDES, {"reason": "requirement", "note": "Lokasi penelitian belum disetujui pemilik lahan."}))),
    ("pbg", (COMPLETE, ("withdraw", By("reporter"), {"note": "Rencana bangunan berubah."}))),
)
"""Types, and how far each application has come."""


async def fill(context: Context, count: int, advance: Callable[[int], None]) -> None:
    """Make the applications. A second call makes others."""
    portal = context.portal
    plugin = portal.plugin("permits")
    types = types_of(plugin) if plugin else None
    for n, (name, steps) in enumerate(WAYS if types else ()):
        kind = types.find(name) if types else None
        if types is None or kind is None or not portal.site.regions.districts:
            continue
        at = _at(context, portal.clock.now() - timedelta(days=n % 3, hours=2 + n))
        papers = await _papers(portal, kind)
        async with transaction():
            receipt = await applying_for(kind, types)(at, _answers(portal, kind, n, papers))  # type: ignore[arg-type]  # a form's request, of which nothing else is asked
            case = (await find_case(receipt.ticket)).id
            for step in steps:
                await _step(at, case, kind, *step)
        if steps and steps[-1][0] == "approve":
            await Issuing(types).issue(context, case)
    advance(count)


async def _step(context: Context, case: UUID, kind: PermitType, name: str, by: By, answers: Mapping[str, str]) -> None:
    """A transition, and before it what it waits for."""
    if name == "complete":
        await Paper.filter(case=case).update(state=ACCEPTED)
        await add_entry(context, case, by, "Semua dokumen diterima.", marks={"papers": True})
    if name == "ask":
        first = await Paper.filter(case=case, requirement="ktp").first()
        await Paper.filter(id=first.id if first else case).update(state=REJECTED, reason="Tidak terbaca")
        await add_entry(context, case, by, "Ditolak: KTP atau KTM (Tidak terbaca).", marks={"papers_rejected": True})
    if name == "recommend" and kind.checklist:
        await add_entry(context, case, by, "Pemeriksaan lapangan: semua sesuai.", public=True, marks={"inspected": True})
    if name == "approve" and kind.has_fee:
        await Application.filter(id=case).update(fee=1_250_000)
        await add_entry(context, case, by, "Retribusi dihitung: Rp1.250.000.", public=True, marks={"assessed": True})
    await move(context, case, name, by, answers)


async def _papers(portal: Portal, kind: PermitType) -> dict[str, tuple[Attachment, ...]]:
    """One page for every document that is asked for."""
    found: dict[str, tuple[Attachment, ...]] = {}
    for one in kind.requirements:
        if not one.optional and one.when is None:
            stored = await portal.files.stage(
                PDF, name=f"{one.id}.pdf", media_type="application/pdf", owner="permits", field=one.field, accept=("image", "pdf")
            )
            found[one.field] = (Attachment(str(stored.id), stored.name, stored.media_type, stored.size),)
    return found


def _answers(portal: Portal, kind: PermitType, n: int, papers: Mapping[str, Any]) -> Answers:
    name, phone = PEOPLE[n % len(PEOPLE)]
    today = portal.clock.now().astimezone(portal.site.zone).date()
    district = portal.site.regions.districts[n % len(portal.site.regions.districts)]
    village = portal.site.regions.villages(district.code)[0]
    own: dict[str, Any] = {
        "topic": f"Pengelolaan air bersih di {district.name}", "institution": "Universitas Contoh", "location": f"Kecamatan {district.name}",
        "starts": today, "ends": today + timedelta(days=120),
    } if kind.id == "penelitian" else {
        "location": PlaceAnswer(district.code, village.code, "Di sebelah balai desa", None, None), "function": "dwelling", "area": 60 + 6 * n, "floors": 1,
        "basement": None, "land_number": f"SHM {1000 + n}", "land_area": 150, "land_right": "owned",
    }  # fmt: skip
    birth = today.replace(year=today.year - 30 - n, day=1)
    who = {
        "name": name, "nik": f"{portal.site.config.portal.region.replace('.', '')}08{birth:%d%m%y}{n + 1:04d}", "birth_place": "Blora", "birth_date": birth,
        "address": f"Jl. Contoh {n + 1}, {village.name}", "phone": phone, "email": "", "true": True,
    }  # fmt: skip
    missing: dict[str, tuple[Attachment, ...]] = {one.field: () for one in kind.requirements if one.field not in papers}
    return Answers({**own, **who, **papers, **missing})


def _at(context: Context, moment: datetime) -> Context:
    """The same context at another moment: a case is opened when the portal's clock says."""
    portal = copy.copy(context.portal)
    portal.clock = _Stopped(moment)
    return replace(context, portal=portal)


class _Stopped:
    """A clock that stands at one moment of the past."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment
