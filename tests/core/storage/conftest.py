"""A database with the core's tables, and files in a folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.database import Database
from core.storage.files import Files


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def pass_(self, **time: float) -> None:
        self.moment += timedelta(**time)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def database(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Database]:
    from tortoise.utils import generate_schema_for_client

    database = Database("sqlite://data/portal.db", folder=tmp_path)
    await database.open()
    try:
        with database.bind():
            await generate_schema_for_client(database.client, safe=True)
        yield database
    finally:
        await database.close()


@pytest.fixture
def files(tmp_path: Path, clock: HandClock) -> Files:
    return Files("", folder=tmp_path, clock=clock)
