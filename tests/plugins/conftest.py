"""What the tests of every plugin call alike: each folder says in `opened` which portal it is, and who asks it."""

from __future__ import annotations

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client


@pytest.fixture
def clock() -> FrozenClock:
    """Tuesday, 24 November 2026."""
    return FrozenClock()


@pytest.fixture
def client(opened: tuple[Portal, Client]) -> Client:
    return opened[1]


@pytest.fixture
def portal(opened: tuple[Portal, Client]) -> Portal:
    return opened[0]
