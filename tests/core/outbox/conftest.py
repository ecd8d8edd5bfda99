"""An outbox on both databases, with listeners that remember."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

import pytest

from core.database import Database, Migrator
from core.events import Event, Listener
from core.health import HealthCheck
from core.outbox import Outbox, OutboxWorker
from core.plugins.boundary import Boundary
from core.plugins.declarations import Owned
from core.requests import Context
from core.tasks import Task
from core.testing.clock import FrozenClock

JAKARTA = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Event):
    name: ClassVar[str] = "moved"
    ticket: str
    due: datetime | None = None
    photos: tuple[int, ...] = ()


EVENTS: dict[str, type[Event]] = {"cases.moved": Moved}


def context_of(slug: str, key: str) -> Context:
    return Context(cast("Any", SimpleNamespace()), slug, key=key)


class Remembering:
    """A listener that writes down what it was told, and fails as long as it is told to."""

    __name__ = "remember"

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.fail: BaseException | None = None
        self.waiting: asyncio.Event | None = None

    async def __call__(self, context: Context, event: Moved) -> None:
        self.told.append((event.ticket, context.key))
        if self.waiting is not None:
            await self.waiting.wait()
        if self.fail is not None:
            raise self.fail

    @property
    def tickets(self) -> list[str]:
        return [ticket for ticket, _ in self.told]

    @property
    def keys(self) -> list[str]:
        return [key for _, key in self.told]


async def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Let others run until `true`; a deadline ends a wait that is in vain."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


@dataclass
class House:
    """One database with an outbox for some listeners, and workers for it."""

    database: Database
    clock: FrozenClock

    def outbox(self, **listeners: Callable[..., Any]) -> Outbox:
        """`slug=listener` for each plugin that listens to `cases.moved`."""
        return Outbox(self.database, EVENTS, [Owned(slug, Listener(Moved, handle)) for slug, handle in listeners.items()], self.clock)

    def worker(self, outbox: Outbox, tasks: Sequence[Owned[Task]] = (), checks: Sequence[Owned[HealthCheck]] = ()) -> OutboxWorker:
        return OutboxWorker(outbox, boundary=Boundary(), context=context_of, zone=JAKARTA, tasks=tasks, checks=checks)

    def later(self, **time: float) -> None:
        self.clock.move(timedelta(**time))


@pytest.fixture
async def house(database_url: str, tmp_path: Path, anyio_backend: str) -> AsyncIterator[House]:
    database = Database(database_url, folder=tmp_path)
    await database.open()
    try:
        with database.bind():
            await Migrator(database).migrate()
        yield House(database, FrozenClock(datetime(2026, 11, 24, 3, 0, tzinfo=UTC)))
    finally:
        await database.close()
