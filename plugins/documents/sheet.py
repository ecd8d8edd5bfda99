"""The sheet of the service, and how a number or a code that is typed into the search finds the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import Hit, Service
from core.language import gettext_lazy as _

from .issuing import normalise_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core import Request


def sheet() -> Service:
    """What checking a document asks, and what it tells."""
    return Service(
        "verify",
        _("Check a document"),
        "documents:start",
        summary=_("Scan the QR code, type the code, or hand in the PDF file."),
        requirements=(_("The document, or its PDF file"),),
        steps=(
            _("Scan the QR code on the document, or type its code."),
            _("Compare what the page says with the paper in your hand."),
            _("If you have the PDF file, let the page compare it, too."),
        ),
        minutes=1,
        time=_("At once"),
        cost=_("Free of charge"),
        product=_("Whether the document is genuine, valid, expired or revoked"),
        legal_basis=("UU 1/2024 tentang Perubahan Kedua atas UU ITE", "PP 71/2019 tentang Penyelenggaraan Sistem dan Transaksi Elektronik"),
        icon="shield-check",
        life_event="family",
        words=("verifikasi", "keaslian", "QR", "tanda tangan elektronik", "TTE", "surat palsu"),
    )


async def find(request: Request, words: str, limit: int) -> Sequence[Hit]:
    """One hit for anything that can be a code; whether it is one, its page says."""
    code = normalise_code(words)
    if not code:
        return []
    href = request.portal.url_for("documents:verify", code=code)
    return [Hit(request.gettext(_("Check a document")), href, request.gettext(_("By its code")))][:limit]
