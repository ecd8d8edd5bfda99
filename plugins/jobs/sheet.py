"""The sheets of the services ("standar pelayanan")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import Service
from core.language import gettext_lazy as _

from .cards.applying import is_enabled
from .settings import Settings

if TYPE_CHECKING:
    from core import Plugin


def sheets(plugin: Plugin) -> list[Service]:
    """What the site offers: a card only where documents are issued."""
    settings = plugin.settings(Settings)
    return [_vacancies(settings), *([_card(settings)] if is_enabled(plugin) else [])]


def _vacancies(settings: Settings) -> Service:
    """Of looking for work here; applying is the employer's."""
    return Service(
        "search", _("Vacancies"), "jobs:list",
        summary=_("Look for work nearby. Every vacancy was checked; applying costs nothing."),
        steps=(_("Search by work, kecamatan and education."), _("Read what is wanted and what is paid."), _("Apply in the way that the employer names.")),
        minutes=2, cost=_("Free of charge"), product=_("Vacancies with wage, place, requirements and last day"),
        legal_basis=("Perpres 57/2023 tentang Wajib Lapor Lowongan Pekerjaan",), agency=settings.agency, icon="briefcase", life_event="work",
        words=("loker", "lowongan pekerjaan", "cari kerja", "melamar"),
    )  # fmt: skip


def _card(settings: Settings) -> Service:
    return Service(
        "card", _("Job-seeker card (AK/I)"), "jobs:card",
        summary=_("Proof that you look for work, valid in all of Indonesia for two years."),
        requirements=(
            _("KTP of this regency; you are 18 or older"), _("Family card (KK)"), _("Last diploma"), _("Certificates of skills, where you have some"),
        ),
        steps=(
            _("Fill in the form and add photos of the documents."), _("An officer compares them."), _("Download the card, signed electronically."),
            _("Report every six months with one press of a button, until you have found work."),
        ),
        minutes=10, time=_("2 working days"), cost=_("Free of charge"), product=_("Job-seeker card (AK/I), valid for two years"), agency=settings.agency,
        icon="badge-check", life_event="work", words=("kartu kuning", "ak1", "ak-1", "kartu pencari kerja", "pencaker"),
    )  # fmt: skip
