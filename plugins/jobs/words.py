"""What a vacancy may say, in words: kinds of work, education, and for what a wage is paid. schema.org's names beside them."""

from __future__ import annotations

from collections.abc import Mapping

from core.language import Text
from core.language import gettext_lazy as _


def _both(indonesian: str, english: str) -> Text:
    """Words that stand in tables too, so whoever reads one knows them without a catalogue."""
    return Text(indonesian, {"id": indonesian, "en": english})


KINDS: Mapping[str, Text] = {
    "permanent": _both("Tetap", "Permanent"),
    "contract": _both("Kontrak", "Contract"),
    "daily": _both("Harian", "By the day"),
    "part_time": _both("Paruh waktu", "Part time"),
    "internship": _both("Magang", "Internship"),
}
EMPLOYMENT_TYPES = {"permanent": "FULL_TIME", "contract": "CONTRACTOR", "daily": "PER_DIEM", "part_time": "PART_TIME", "internship": "INTERN"}
EDUCATION: Mapping[str, Text] = {
    "any": _both("Semua pendidikan", "Any education"),
    "sd": Text("SD", {}),
    "smp": Text("SMP", {}),
    "sma": Text("SMA/SMK", {}),
    "d3": Text("D3", {}),
    "s1": Text("S1", {}),
    "s2": Text("S2", {}),
}
CREDENTIALS = {"sma": "high school", "d3": "associate degree", "s1": "bachelor degree", "s2": "postgraduate degree"}
SEXES: Mapping[str, Text] = {"male": _both("Laki-laki", "Men"), "female": _both("Perempuan", "Women")}
PER: Mapping[str, Text] = {"month": _both("per bulan", "a month"), "day": _both("per hari", "a day"), "hour": _both("per jam", "an hour")}
UNITS = {"month": "MONTH", "day": "DAY", "hour": "HOUR"}
CLOSED: Mapping[str, Text] = {
    "filled": _("This vacancy is filled."),
    "withdrawn": _("This vacancy was withdrawn."),
    "expired": _("This vacancy has ended."),
}
