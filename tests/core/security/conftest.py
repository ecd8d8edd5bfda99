"""A database with the core's tables, a clock that stands still, and requests without a server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.requests import Request

from core.database import Database
from core.security.sessions import Sessions


class StandingClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


def make_request(*, cookie: str = "", agent: str = "", method: str = "GET", path: str = "/aduan/lapor") -> Request:
    headers = [(b"host", b"127.0.0.1:8000")]
    if cookie:
        headers.append((b"cookie", cookie.encode()))
    if agent:
        headers.append((b"user-agent", agent.encode()))
    return Request({"type": "http", "method": method, "path": path, "headers": headers, "query_string": b""})


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def sessions(clock: StandingClock) -> Sessions:
    return Sessions(csrf_key=b"k" * 32, clock=clock, secure=True)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database("sqlite://portal.db", folder=tmp_path)
    await database.open()
    try:
        with database.bind():
            await database.context.generate_schemas()
            yield database
    finally:
        await database.close()
