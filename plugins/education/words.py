"""Values of columns and what people read for them."""

from __future__ import annotations

from core.language import Text


def _both(indonesian: str, english: str) -> Text:
    """Words that stand in tables too, so whoever reads one knows them without a catalogue."""
    return Text(indonesian, {"id": indonesian, "en": english})


LEVELS = {
    "paud": _both("PAUD/TK", "Early years"), "sd": _both("SD/MI", "Primary (SD/MI)"), "smp": _both("SMP/MTs", "Lower secondary (SMP/MTs)"),
    "sma": _both("SMA/MA", "Upper secondary (SMA/MA)"), "smk": _both("SMK", "Vocational (SMK)"), "slb": _both("SLB", "Special school (SLB)"),
}  # fmt: skip
STATUSES = {"state": _both("Negeri", "State"), "private": _both("Swasta", "Private")}
ACCREDITATIONS = {"a": _both("A", "A"), "b": _both("B", "B"), "c": _both("C", "C"), "none": _both("Belum terakreditasi", "Not accredited")}
