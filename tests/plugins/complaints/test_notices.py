"""A supporter who left an address is told by mail that the report goes on; where nothing is sent, complaints work all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.portal.running import context_of
from core.testing import FrozenClock
from plugins.cases.api import By, find_case, move
from tests.plugins.notifications.post_office import post_office, text_of
from tests.plugins.notifications.world import deliver, portal_on

from .reporting import report, ticket_of
from .test_similar import another, support

pytestmark = pytest.mark.anyio


async def test_supporters_hear_of_the_steps_that_the_reporter_hears_of(tmp_path: Path, clock: FrozenClock) -> None:
    async with post_office() as office, portal_on(tmp_path / "site", office, clock=clock) as (portal, client):
        ticket = ticket_of(await report(client, email=None))
        async with await another(portal) as neighbour:
            await support(neighbour, ticket, told_email="tono@contoh.id")
        async with await another(portal) as silent:
            await support(silent, ticket)
        await deliver(portal)
        office.box.clear()
        office.to.clear()
        context, case = context_of(portal, "complaints"), await find_case(ticket)
        await move(context, case.id, "forward", By("verifier"), {"agency": "dpupr"})

        await deliver(portal)

        assert office.to == ["tono@contoh.id"]
        assert office.subjects == [f"{ticket}, aduan yang Anda dukung: Diteruskan"]
        words = text_of(office.box[0])
        assert f"/aduan/{ticket}" in words
        assert "Instansi: DPUPR." in words
        assert "/lacak/" not in words
