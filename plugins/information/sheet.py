"""The sheets of the catalogue: reading what the regency tells, and saying what one thinks of its services."""

from __future__ import annotations

from core import Service
from core.language import gettext_lazy as _


def sheets(*, survey: bool) -> list[Service]:
    """The second one only where people are asked."""
    news = Service(
        "news", _("Announcements"), "information:list",
        summary=_("What the regency tells, for everybody or for where you live."),
        steps=(_("Choose your kecamatan, if you like."), _("Read, or follow the feed with a program.")),
        minutes=1, cost=_("Free of charge"), product=_("Announcements of the regency's agencies"),
        legal_basis=("UU 14/2008 tentang Keterbukaan Informasi Publik",), icon="newspaper",
        words=("kabar", "berita", "pengumuman", "jadwal"),
    )  # fmt: skip
    asked = Service(
        "survey", _("Survey of satisfaction"), "information:surveys",
        summary=_("Say what you think of a service. Nobody asks who you are."),
        steps=(_("Choose the service."), _("Answer nine questions.")),
        minutes=2, cost=_("Free of charge"), product=_("The satisfaction index, open to everybody"),
        legal_basis=("Permenpan RB 14/2017 tentang Pedoman Penyusunan Survei Kepuasan Masyarakat",), icon="star",
        words=("SKM", "IKM", "survei kepuasan", "nilai layanan"),
    )  # fmt: skip
    return [news, asked] if survey else [news]
