"""A reading without a portal: English, a fixed day, and a small regency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from core.forms.reading import Reading


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Regions:
    districts: tuple[Region, ...] = (Region("33.16.01", "Jati"), Region("33.16.09", "Jepon"))

    def villages(self, district: str) -> tuple[Region, ...]:
        named = {"33.16.01": ("33.16.01.2001", "Bangkleyan", "desa"), "33.16.09": ("33.16.09.1001", "Jepon", "kelurahan")}
        return (Region(*named[district]),) if district in named else ()


@pytest.fixture
def reading() -> Reading:
    return Reading(lambda text, owner: str(text), date(2026, 11, 24), "en", Regions())
