"""What `pendopo demo` writes: a few announcements and a page, and made-up answers to the survey. Nothing of it is news of the regency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from core import transaction
from core.models import upsert

from .articles import today
from .models import NEWS, PAGE, Article, Response
from .skm import ELEMENTS
from .survey import FIGURES, OWN
from .writing import Written, publish_as

if TYPE_CHECKING:
    from core import Context

SEED, DAYS, MOST = 331609, 80, 40
NOTICE = "\n\n_Ini contoh, bukan pengumuman pemerintah kabupaten._"
NEWS_OF_THE_DEMO: tuple[tuple[str, str, str, int, bool, bool], ...] = (
    (
        "Air bersih dikirim ke desa yang kekeringan", "Penanggulangan Bencana",
        "Tangki datang setiap **Selasa dan Jumat**.\n\n- Siapkan wadah di balai desa\n- Dahulukan lansia dan keluarga dengan bayi",
        1, True, False,
    ),
    (
        "Jadwal imunisasi di posyandu bulan ini", "Kesehatan",
        "Bawa buku KIA dan datang sesuai jadwal posyandu Anda. Imunisasi tidak dipungut biaya.",
        3, False, False,
    ),
    ("Jalan desa ditutup untuk perbaikan jembatan", "Pekerjaan Umum", "Kendaraan dialihkan lewat jalan lingkar selama dua pekan.", 4, False, True),
    (
        "Pendaftaran pelatihan kerja dibuka", "Tenaga Kerja",
        "## Syarat\n\n1. Usia 18 tahun ke atas\n2. KTP kabupaten ini\n\nDaftar di [daftar layanan](/layanan) atau datang ke dinas.",
        6, False, False,
    ),
    ("Pemadaman listrik bergilir selesai", "Sekretariat Daerah", "Terima kasih atas kesabaran Anda.", 9, False, False),
)  # fmt: skip
"""Title, a word of the agency that tells it, text, days ago, whether it is pinned, whether it is for the first kecamatan alone."""
PAGE_OF_THE_DEMO = (
    "Cara menyampaikan keberatan informasi",
    (
        "## Kapan\n\nBila permintaan informasi Anda ditolak atau tidak dijawab.\n\n"
        "## Langkah\n\n1. Tulis keberatan kepada atasan PPID\n2. Tunggu jawaban paling lama 30 hari kerja"
    ),
)


async def fill(context: Context, count: int, advance: Callable[[int], None]) -> None:
    """Publish what is not there yet, whatever the `count` of cases; answers to the survey only where there are none at all."""
    portal = context.portal
    places, agencies, day = portal.site.regions.districts, portal.site.agencies, today(portal)
    for title, word, text, ago, pinned, local in NEWS_OF_THE_DEMO:
        if not await Article.exists(title=title):
            teller = next((one for one, agency in agencies.items() if word in agency.name), next(iter(agencies), ""))
            written = Written(
                title, text + NOTICE, teller, places[0].code if local and places else "",
                f"{day - timedelta(days=ago)}T08:00", "", str(day + timedelta(days=6)) if pinned else "",
            )  # fmt: skip
            await publish_as(context, NEWS, written)
    title, text = PAGE_OF_THE_DEMO
    if not await Article.exists(title=title):
        await publish_as(context, PAGE, Written(title, text + NOTICE))
    if not await Response.exists():
        await _answers(context)
    advance(count)


async def _answers(context: Context) -> None:
    """Of every service some, and of the last one too few to tell."""
    portal, random = context.portal, Random(SEED)
    services, day = [name for name in portal.tables.services if not name.startswith(OWN)], today(portal)
    rows = [
        {"id": UUID(int=random.getrandbits(128), version=4), "service": service, "day": day - timedelta(days=random.randrange(DAYS))}
        | {name: random.choices((1, 2, 3, 4), (2, 9, 55, 34))[0] for name in ELEMENTS}
        for service in services
        for _n in range(3 if len(services) > 1 and service == services[-1] else random.randrange(8, MOST))
    ]  # fmt: skip
    if rows:
        async with transaction():
            await upsert(Response, "id", rows)
            await portal.changed(FIGURES)
