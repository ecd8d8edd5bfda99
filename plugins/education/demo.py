"""What `pendopo demo` writes: made-up schools in the site's own kecamatan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core import transaction
from core.models import upsert

from .finding import index
from .models import School

if TYPE_CHECKING:
    from core import Context

FIRST = 10_000_001
"""NPSN of real schools begin with 1 too, but with other digits: these are plainly made up."""
LEVELS = (("paud", "TK Contoh", 6, 30), ("sd", "SD Contoh", 12, 28), ("smp", "SMP Contoh", 6, 96), ("sma", "SMA Contoh", 2, 180), ("smk", "SMK Contoh", 2, 144))


async def fill(context: Context, count: int, advance: Callable[[int], None]) -> None:
    """Write them once. `count` is of cases and does not matter here; a second call brings nothing new."""
    if not await School.exists(npsn=str(FIRST)):
        rows = _rows(context)
        async with transaction():
            await upsert(School, "npsn", rows)
            await index(context.portal, [str(row["npsn"]) for row in rows])
    advance(count)


def _rows(context: Context) -> list[dict[str, Any]]:
    places = context.portal.site.regions.districts
    named = [(level, f"{name} {n}", seats, n) for level, name, many, seats in LEVELS for n in range(1, many + 1)]
    return [
        {
            "npsn": str(FIRST + number), "name": name, "level": level, "status": "private" if n % 4 == 0 else "state",
            "district": places[number * 3 % len(places)].code if places else "", "address": f"Jl. Contoh {number + 1}", "phone": "",
            "accreditation": "abac"[n % 4], "accredited": 2020 + n % 6, "seats": seats, "latitude": "", "longitude": "", "link": "",
        }
        for number, (level, name, seats, n) in enumerate(named)
    ]  # fmt: skip
