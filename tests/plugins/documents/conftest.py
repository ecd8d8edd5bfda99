"""A small site that issues documents with the trial certificate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client

from .world import portal_on


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[tuple[Portal, Client]]:
    async with portal_on(tmp_path / "site", clock=clock) as both:
        yield both
