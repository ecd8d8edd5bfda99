"""One migration at a time, whichever process asks.

SQLite: a lock on a file beside the database. PostgreSQL: an advisory lock on a connection of its own, so that the
migration's own transactions come and go beneath it. Both end by themselves when their process does.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from core.database.address import Address
from core.errors import DatabaseError

WAIT_SECONDS = 60.0
ADVISORY_KEY = int.from_bytes(b"pendopo", "big")

_POLL_SECONDS = 0.1


@asynccontextmanager
async def migration_lock(address: Address, wait: float = WAIT_SECONDS) -> AsyncIterator[None]:
    """Hold the lock. Whoever waits longer than `wait` seconds is told so."""
    if address.path is not None:
        async with _file_lock(address.path.with_name(f"{address.path.name}-migrate.lock"), wait):
            yield
    else:
        async with _advisory_lock(address, wait):
            yield


@asynccontextmanager
async def _file_lock(path: Path, wait: float) -> AsyncIterator[None]:
    import fcntl

    deadline = monotonic() + wait
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await _pause(deadline, str(path))
        yield
    finally:
        os.close(descriptor)  # which gives the lock back; the file stays, for another may already wait on it


@asynccontextmanager
async def _advisory_lock(address: Address, wait: float) -> AsyncIterator[None]:
    import asyncpg

    known = {name: address.credentials[name] for name in ("user", "password", "host", "port", "database", "ssl") if name in address.credentials}
    deadline = monotonic() + wait
    connection: Any = await asyncpg.connect(**known)
    try:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", ADVISORY_KEY):
            await _pause(deadline, address.shown)
        yield
    finally:
        await connection.close()


async def _pause(deadline: float, where: str) -> None:
    if monotonic() > deadline:
        raise DatabaseError(
            "Another process is migrating this database and does not finish",
            where=where,
            hint="Wait for it, or end it; its lock ends with it.",
            code="database.locked",
        )
    await asyncio.sleep(_POLL_SECONDS)
