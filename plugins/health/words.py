"""Values of columns and what people read for them."""

from __future__ import annotations

from core.language import Text
from core.language import gettext_lazy as _


def _both(indonesian: str, english: str) -> Text:
    """Words that stand in tables too, so whoever reads one knows them without a catalogue."""
    return Text(indonesian, {"id": indonesian, "en": english})


HOSPITAL, PUSKESMAS, SUB, CLINIC = "hospital", "puskesmas", "pustu", "clinic"
KINDS = {
    HOSPITAL: _both("Rumah sakit", "Hospital"), PUSKESMAS: _both("Puskesmas", "Puskesmas"), SUB: _both("Puskesmas pembantu", "Sub-puskesmas"),
    CLINIC: _both("Klinik", "Clinic"),
}  # fmt: skip
SIGNS = {HOSPITAL: "building-2", PUSKESMAS: "heart-pulse", SUB: "house", CLINIC: "store"}

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
