"""What the list asks of the database is answered the same by PostgreSQL: words, pages, numbers, photos."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from core.portal.running import context_of
from core.testing import FrozenClock
from plugins.cases.api import By, find_case, move, recount_listed
from tests.core.storage import pictures

from .conftest import portal_on
from .reporting import report, ticket_of

pytestmark = pytest.mark.anyio


async def test_reporting_listing_finding_and_counting_on_postgresql(tmp_path: Path, postgres_url: str, clock: FrozenClock) -> None:
    toml = f'[plugins.complaints]\npage_size = 4\n\n[database]\nurl = "{postgres_url}"\n'
    async with portal_on(tmp_path / "site", toml=toml, clock=clock) as (portal, client):
        tickets = []
        for n in range(6):
            photos = [("a.jpg", pictures.jpeg((64, 64)), "image/jpeg")] if n == 5 else []
            tickets.append(ticket_of(await report(client, photos, description=f"Lubang nomor {n} di jalan depan pasar")))
            clock.move(timedelta(seconds=1))
        await report(client, visibility="confidential", description="Lubang yang rahasia")
        await move(context_of(portal, "complaints"), (await find_case(tickets[0])).id, "forward", By("verifier"), {"agency": "dpupr"})

        async def shown(address: str) -> list[str]:
            return re.findall(r'id="aduan-([A-Z0-9-]+)"', (await client.get(address)).text)

        first = await client.get("/aduan")
        following = re.search(r'id="pager-next"[^>]*href="([^"]+)"', first.text)
        assert following
        assert await shown("/aduan") == tickets[:1:-1]
        assert "/kecil" in first.text
        assert await shown(following[1]) == tickets[1::-1]
        assert await shown("/aduan?q=lubang+nomor+3") == [tickets[3]]
        assert await shown("/aduan?state=forwarded&category=roads&district=33.16.08") == [tickets[0]]
        assert 'Semua <span class="num">6</span>' in first.text
        await recount_listed(portal)
        await portal.changed("complaints.cases")
        assert 'Diteruskan <span class="num">1</span>' in (await client.get("/aduan")).text
        assert (await client.get(f"/aduan/{tickets[0]}")).status_code == 200
