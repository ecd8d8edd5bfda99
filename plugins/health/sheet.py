"""The sheets of the services ("standar pelayanan")."""

from __future__ import annotations

from core import Service
from core.language import gettext_lazy as _

from .settings import Settings


def sheets(settings: Settings) -> list[Service]:
    """Taking a number, free beds, and the dates of immunisation."""
    free = _("Free of charge")
    return [
        Service(
            "queue", _("Queue number at a puskesmas"), "health:list",
            summary=_("Take a number from home and come when it is nearly your turn. No account and no NIK is needed."),
            steps=(_("Choose the puskesmas, the service and the day."), _("Keep the page with your number."), _("Come before your number is called.")),
            minutes=2, cost=free, product=_("A queue number for one service on one day"), agency=settings.agency, icon="ticket", life_event="health",
            words=("antrean", "antrian", "berobat", "puskesmas", "dokter", "poli", "nomor antre", "klinik"),
        ),
        Service(
            "beds", _("Free hospital beds"), "health:free_beds",
            summary=_("How many beds each hospital said are free, and when it said so."),
            steps=(_("Look at the hospitals and the age of the figures."), _("Call the hospital before you set out.")),
            minutes=1, cost=free, product=_("Free beds by hospital and class"), agency=settings.agency, icon="building-2", life_event="health",
            words=("tempat tidur", "kamar rumah sakit", "rawat inap", "rumah sakit", "rs penuh"),
        ),
        Service(
            "vaccination", _("Immunisation dates"), "health:vaccination",
            summary=_("From a date of birth: which vaccine is due when. Nothing is stored."),
            steps=(_("Write the date of birth."), _("Read the dates, or take them into your calendar.")),
            minutes=1, cost=free, product=_("A table of dates, and a calendar file"), agency=settings.agency, icon="baby", life_event="birth",
            words=("imunisasi", "vaksin", "bayi", "balita", "campak", "polio", "bcg", "suntik"),
        ),
        Service(
            "posyandu", _("Posyandu calendar"), "health:posts",
            summary=_("Where and when small children are weighed, with a calendar to follow."),
            steps=(_("Choose the kecamatan."), _("Read the next day, or follow the calendar.")),
            minutes=1, cost=free, product=_("Place and day of each posyandu"), agency=settings.agency, icon="calendar", life_event="birth",
            words=("posyandu", "timbang bayi", "ibu hamil", "lansia", "stunting", "kader"),
        ),
    ]  # fmt: skip
