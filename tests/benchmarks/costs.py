"""What a page costs in things that can be counted: statements and bytes. They never flake, as timings do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.sites import portal_of
from core.portal import Portal
from core.portal.running import running
from core.testing.client import Client
from core.web.app import create_app


@dataclass(slots=True)
class Asked:
    """What one request cost."""

    response: Any
    statements: list[str]


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[Portal, Client]]:
    """The portal of a measured site, and a client that is nobody."""
    async with running(portal_of(folder)) as portal, Client(create_app(portal)) as client:
        yield portal, client


async def asked(portal: Portal, client: Client, path: str, **options: Any) -> Asked:
    """Ask once to warm up, then once more and count the statements."""
    await client.get(path, **options)
    statements: list[str] = []
    usual: Any = portal.database.client._connection  # type: ignore[attr-defined]
    quick = portal.database.quick.connection if portal.database.quick else None
    await usual.set_trace_callback(statements.append)
    if quick:
        quick.set_trace_callback(statements.append)
    try:
        response = await client.get(path, **options)
    finally:
        await usual.set_trace_callback(None)
        if quick:
            quick.set_trace_callback(None)
    return Asked(response, [one for one in statements if not one.startswith("--")])  # the search asks its own tables
