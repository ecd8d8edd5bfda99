"""A small site with cases and payments, and a bank beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client

from .bank import Bank, bank_at_work
from .world import bank_toml, portal_on


@pytest.fixture
async def bank() -> AsyncIterator[Bank]:
    async with bank_at_work() as there:
        yield there


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock, bank: Bank) -> AsyncIterator[tuple[Portal, Client]]:
    async with portal_on(tmp_path / "site", toml=bank_toml(bank), clock=clock) as both:
        yield both
