"""The same on PostgreSQL: from the application to one permit, however often its payment is told at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from core.portal.running import worker_of
from core.testing import FrozenClock
from plugins.permits.models import Permit

from .applying import context_of
from .conftest import OFFICES, portal_on
from .test_fees import fees_of, told
from .working import id_of, state_of, to_be_paid

pytestmark = pytest.mark.anyio


async def test_twenty_deliveries_at_once_issue_one_permit_on_postgresql(tmp_path: Path, postgres_url: str, clock: FrozenClock) -> None:
    toml = f'{OFFICES}\n[database]\nurl = "{postgres_url}"\n'
    async with portal_on(tmp_path / "site", toml=toml, clock=clock) as (portal, client):
        ticket, _link = await to_be_paid(client, portal)
        case, fees = await id_of(ticket), fees_of(portal)

        outcomes = await asyncio.gather(*(fees.posted(context_of(portal), told(str(case))) for _ in range(20)), return_exceptions=True)
        await worker_of(portal).drain()

        assert [one for one in outcomes if one is not None] == []
        assert await state_of(ticket) == "issued"
        assert await Permit.filter(id=case).count() == 1
