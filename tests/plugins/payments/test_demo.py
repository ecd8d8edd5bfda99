"""The demo shows a charge in every state, of the trial alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from plugins.payments.api import Charge
from plugins.payments.demo import STORIES, fill

from .world import TRIAL, context_of, deliver, portal_on

pytestmark = pytest.mark.anyio


async def test_every_state_is_there_once_however_often_it_is_filled(tmp_path: Path, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", toml=TRIAL, clock=clock) as (portal, _client):
        done: list[int] = []
        for _ in range(2):
            await fill(context_of(portal), 10, done.append)
            await deliver(portal)

        rows = {row.about: (row.state, row.attention) for row in await Charge.all()}

    assert rows == {
        "waiting": ("waiting", ""), "paid": ("paid", ""), "received": ("received", ""), "posted": ("posted", ""), "expired": ("expired", ""),
        "late": ("expired", "late"), "amount": ("waiting", "amount"),
    }  # fmt: skip
    assert sum(done) == len(STORIES)


async def test_where_money_is_real_nothing_is_made_up(portal: Portal) -> None:
    await fill(context_of(portal), 10, lambda _done: None)

    assert await Charge.all().count() == 0
