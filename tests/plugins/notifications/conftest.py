"""A small site with accounts, cases, complaints and messages, and a mail server beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client

from .post_office import PostOffice, post_office
from .world import portal_on


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as opened:
        yield opened


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock, office: PostOffice) -> AsyncIterator[tuple[Portal, Client]]:
    async with portal_on(tmp_path / "site", office, clock=clock) as both:
        yield both
