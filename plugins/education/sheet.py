"""The sheets of the services ("standar pelayanan")."""

from __future__ import annotations

from core import Service
from core.language import gettext_lazy as _

from .settings import Settings


def sheets(settings: Settings) -> list[Service]:
    """Looking for a school."""
    return [
        Service(
            "schools", _("Find a school"), "education:list",
            summary=_("All schools of the regency with level, place and accreditation."),
            steps=(_("Search by name, NPSN, kecamatan and level."), _("Read the accreditation and how many new pupils the school takes.")),
            minutes=1, cost=_("Free of charge"), product=_("Address, accreditation and seats of each school"), agency=settings.agency,
            icon="graduation-cap", life_event="school",
            words=("sekolah", "npsn", "sd", "smp", "sma", "smk", "paud", "tk", "madrasah", "akreditasi", "daya tampung"),
        ),
        Service(
            "admission", _("Admission of new pupils (SPMB)"), "education:admission",
            summary=_("Read by which rules seats in schools are given, and reckon again what came out."),
            steps=(_("Choose the level."), _("Read the path that fits your child, and what to bring.")),
            minutes=3, cost=_("Free of charge"), product=_("Paths, shares, order and days of this year's admission"), agency=settings.agency,
            legal_basis=("Permendikdasmen 3/2025 tentang Sistem Penerimaan Murid Baru",), icon="scale", life_event="school",
            words=("spmb", "ppdb", "zonasi", "domisili", "afirmasi", "prestasi", "mutasi", "daftar sekolah", "murid baru", "jalur"),
        ),
    ]  # fmt: skip
