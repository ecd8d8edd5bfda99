"""The sheet of the service ("standar pelayanan")."""

from __future__ import annotations

from core import Service
from core.language import gettext_lazy as _

from .settings import Settings


def sheet(settings: Settings) -> Service:
    """Of looking for work here; applying is the employer's."""
    return Service(
        "search", _("Vacancies"), "jobs:list",
        summary=_("Look for work nearby. Every vacancy was checked; applying costs nothing."),
        steps=(_("Search by work, kecamatan and education."), _("Read what is wanted and what is paid."), _("Apply in the way that the employer names.")),
        minutes=2, cost=_("Free of charge"), product=_("Vacancies with wage, place, requirements and last day"),
        legal_basis=("Perpres 57/2023 tentang Wajib Lapor Lowongan Pekerjaan",), agency=settings.agency, icon="briefcase", life_event="work",
        words=("loker", "lowongan pekerjaan", "cari kerja", "melamar"),
    )  # fmt: skip
