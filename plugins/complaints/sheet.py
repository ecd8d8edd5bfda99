"""The sheet of the service, as the law wants it ("standar pelayanan"): what it asks, how it goes, until when."""

from __future__ import annotations

from core import Service, Text
from core.language import gettext_lazy as _

from .categories import Categories
from .settings import Settings

WITHIN = Text("", {"id": "Dijawab dalam {n} hari kerja", "en": "Answered within {n} working days"})


def sheet(settings: Settings, categories: Categories) -> Service:
    """The promise in it is the one that the site's settings make; it is found by what can be reported."""
    within = {language: said.format(n=settings.answer_within) for language, said in (WITHIN.by_language or {}).items()}
    return Service(
        "report",
        _("Report a problem"),
        "complaints:report",
        summary=Text(within["id"], {
            "id": f"Foto, lokasi, kirim. Dijawab paling lambat {settings.answer_within} hari kerja.",
            "en": f"Photo, place, send. Answered within {settings.answer_within} working days.",
        }),
        requirements=(
            _("What happened, in a few sentences"),
            _("The place: kecamatan, village and a landmark"),
            _("Up to five photos, if you have them"),
            *((_("A telephone number"),) if settings.contact == "required" else ()),
            *((_("Your NIK"),) if settings.nik == "required" else ()),
        ),
        steps=(
            _("Say what the problem is, and add photos."),
            _("Say where it is."),
            _("Choose what it is about. It decides which agency reads it first."),
            _("Choose who may read it and, if you like, how we reach you."),
            _("Check it and send it. You get a ticket and a link to follow it."),
        ),
        minutes=3,
        time=Text(within["id"], within),
        cost=_("Free of charge"),
        product=_("An answer from the agency in charge, and a public timeline of what was done"),
        legal_basis=(
            "UU 25/2009 tentang Pelayanan Publik",
            "Perpres 76/2013 tentang Pengelolaan Pengaduan Pelayanan Publik",
            "PermenPANRB 5/2025 tentang Penyelenggaraan SP4N",
        ),
        icon="megaphone",
        life_event="neighbourhood",
        words=("jalan rusak", "lampu jalan", "sampah", "banjir", *(category.title for category in categories.all)),
    )  # fmt: skip
