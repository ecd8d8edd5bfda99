"""All pages of a portal, asked one after another: what holds for every answer, and that reading changes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from core.portal import Portal
from core.testing import make_site, serving
from core.testing.client import Client

pytestmark = pytest.mark.anyio
SAMPLES = Path(__file__).parents[2] / "plugins" / "samples"
ALWAYS = (
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "x-frame-options",
    "x-request-id",
)
ODD = [
    "/tidak-ada",
    "/static/tidak-ada.css",
    "/tema/x.css",
    "/berkas/tidak-ada",
    "/_potongan/tidak.ada",
    "/sehat",
    "/siap",
    "/metrics",
    "/%00",
    "/..%2f..%2fetc/passwd",
]


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[tuple[Portal, Client]]:
    async with serving(make_site(tmp_path), plugins=["sample_identity", "dummy"], folders=[SAMPLES]) as (portal, client):
        yield portal, client


def readable(portal: Portal) -> list[str]:
    """Every path that can be asked for without knowing anything, and some that lead nowhere."""
    return [endpoint.path for endpoint in portal.routing.endpoints if endpoint.pattern is None and "GET" in endpoint.methods] + [portal.stylesheet, *ODD]


def dump(portal: Portal) -> list[str]:
    """All that the database holds, without the probe of `/siap` and what the worker leaves."""
    path = portal.database.address.path
    assert path is not None
    with closing(sqlite3.connect(path)) as connection:
        return [line for line in connection.iterdump() if "probe.ready" not in line and "core.key_marks" not in line and "core_task" not in line]


async def test_row_03_and_04_every_answer_of_a_portal_carries_the_headers(served: tuple[Portal, Client]) -> None:
    portal, client = served

    for path in readable(portal):
        for method in ("GET", "HEAD", "POST", "TRACE"):
            answer = await client.request(method, path)
            assert [name for name in ALWAYS if name not in answer.headers] == [], (method, path)
            assert "server" not in answer.headers
            assert answer.status_code != 500, (method, path)


async def test_row_05_reading_changes_nothing_in_the_database(served: tuple[Portal, Client]) -> None:
    portal, client = served
    before = dump(portal)

    for path in readable(portal):
        await client.get(path)
        await client.get(path, headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    assert dump(portal) == before


async def test_row_17_nothing_that_a_person_sees_signed_in_is_stored(served: tuple[Portal, Client]) -> None:
    portal, client = served
    await client.sign_in("warga-1")
    kept = {endpoint.path for endpoint in portal.routing.endpoints if endpoint.keep}

    for path in readable(portal):
        answer = await client.get(path)
        if answer.headers.get("content-type", "").startswith("text/html") and path not in kept:
            allowed = ("no-store",) if answer.status_code == 200 else ("no-store", "no-cache")  # a page that is not there was made without looking who asks
            assert answer.headers["cache-control"] in allowed, path
            assert "Cookie" in answer.headers["vary"]
