"""What `pendopo demo` writes: a dozen made-up vacancies of made-up employers, in the site's own kecamatan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from core import transaction

from .entering import write
from .finding import today
from .models import Vacancy

if TYPE_CHECKING:
    from core import Context

SOURCE = "Contoh"
VACANCIES: tuple[tuple[str, str, str, str, str, int | None, int | None, int, bool], ...] = (
    ("Operator mesin ukir kayu", "Mebel Jati Contoh", "contract", "sma", "Mesin", 2_300_000, 2_900_000, 1, False),
    ("Perawat rawat inap", "Klinik Contoh Sehat", "permanent", "d3", "Keperawatan", 2_600_000, 3_400_000, 2, False),
    ("Kasir dan pramuniaga", "Toko Contoh Serba Ada", "contract", "sma", "", 2_300_000, None, 4, True),
    ("Teknisi pompa air", "Koperasi Contoh Mandiri", "daily", "sma", "Mesin", 150_000, None, 2, False),
    ("Pengajar PAUD", "PAUD Contoh Tunas", "part_time", "s1", "PAUD", 1_400_000, None, 1, False),
    ("Staf tata usaha", "Penggilingan Padi Contoh", "permanent", "sma", "", 2_400_000, None, 1, True),
    ("Juru masak", "Warung Contoh Bu Tini", "permanent", "smp", "", 2_200_000, 2_600_000, 1, False),
    ("Penjahit", "Konveksi Contoh Ayu", "contract", "any", "", None, None, 6, True),
    ("Sopir truk", "CV Contoh Lancar", "contract", "sma", "", 2_500_000, 3_000_000, 3, False),
    ("Magang desain", "Percetakan Contoh", "internship", "d3", "Desain", None, None, 2, False),
    ("Petani mitra", "Kelompok Tani Contoh", "daily", "any", "", 120_000, None, 10, False),
    ("Akuntan", "Koperasi Contoh Makmur", "permanent", "s1", "Akuntansi", 3_500_000, 4_500_000, 1, True),
)
"""Position, employer, kind, education, field, lowest and highest wage, openings, and whether it suits people with a disability."""


async def fill(context: Context, count: int, advance: Callable[[int], None]) -> None:
    """Publish them, each open for some weeks. `count` is of cases and does not matter here; a second call brings nothing new."""
    day, places = today(context.portal), context.portal.site.regions.districts
    rows: list[dict[str, Any]] = [
        {
            "number": f"CONTOH-{n:02}", "title": title, "employer": employer, "kind": kind, "education": education, "study": study, "wage_least": least,
            "wage_most": most, "wage_per": "day" if kind == "daily" else "month", "openings": openings, "disability": suits, "source": SOURCE,
            "district": places[n * 5 % len(places)].code if places else "", "until": day + timedelta(days=3 + 4 * n),
            "contact": "Datang langsung dengan surat lamaran. Ini lowongan contoh.",
        }
        for n, (title, employer, kind, education, study, least, most, openings, suits) in enumerate(VACANCIES)
    ]  # fmt: skip
    if not await Vacancy.exists(source=SOURCE):
        async with transaction():
            await write(context, rows)
    advance(count)
