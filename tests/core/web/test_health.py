"""`/sehat` says that the process lives, `/siap` that it can serve, and neither tells a stranger more."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from core.database.tables import Setting
from core.health import Health
from core.portal import Portal
from core.testing import make_site, serving
from core.testing.client import Client
from core.web.health import Watch, disk_has_room, report
from core.web.readiness import metrics_token

pytestmark = pytest.mark.anyio


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[tuple[Portal, Client]]:
    async with serving(make_site(tmp_path)) as (portal, client):
        yield portal, client


async def ready(client: Client, portal: Portal) -> tuple[int, dict[str, Any]]:
    """As a proxy's check elsewhere would ask, with the token."""
    answer = await client.get("/siap", headers={"X-Forwarded-For": "198.51.100.1", "Authorization": f"Bearer {metrics_token(portal.site)}"})
    return answer.status_code, answer.json()


async def test_row_58_a_healthy_portal_is_alive_and_ready(served: tuple[Portal, Client]) -> None:
    portal, client = served

    alive = await client.get("/sehat")
    status, body = await ready(client, portal)

    assert (alive.status_code, alive.json()) == (200, {"status": "ok", "checks": []})
    assert status == 200
    assert {check["name"] for check in body["checks"]} >= {"database", "schema", "keys", "disk", "worker"}
    assert all(check["status"] == "ok" for check in body["checks"] if check["name"] != "worker")


async def test_row_58_a_stranger_is_told_the_state_and_nothing_else(served: tuple[Portal, Client]) -> None:
    _, client = served
    strangers = {"X-Forwarded-For": "198.51.100.1"}

    answer = await client.get("/siap", headers=strangers)

    assert answer.json() == {"status": "degraded", "checks": []}
    assert (await client.get("/metrics", headers=strangers)).status_code == 404
    assert (await client.get("/metrics", headers=strangers | {"Authorization": "Bearer wrong"})).status_code == 404
    assert (await client.get("/metrics")).status_code == 200


def lose_database(portal: Portal) -> None:
    path = portal.database.address.path
    assert path is not None
    path.rename(path.with_name("moved.db"))


def make_newer(portal: Portal) -> None:
    path = portal.database.address.path
    assert path is not None
    with sqlite3.connect(path) as connection:
        [(table,)] = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE '%migration%' AND type = 'table'").fetchall()
        row = connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()
        columns = [description[1] for description in connection.execute(f"PRAGMA table_info({table})")]
        values = ["0099_future" if value == "0001_initial" else value for value in row]
        named = [(column, value) for column, value in zip(columns, values, strict=True) if column != "id"]
        connection.execute(f"INSERT INTO {table} ({', '.join(c for c, _ in named)}) VALUES ({', '.join('?' for _ in named)})", [v for _, v in named])
    connection.close()


def lock_database(portal: Portal) -> sqlite3.Connection:
    path = portal.database.address.path
    assert path is not None
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    return connection


@pytest.mark.parametrize(("break_it", "name"), [(lose_database, "database"), (make_newer, "schema"), (lock_database, "database")])
async def test_row_58_each_thing_that_breaks_is_named_and_the_process_stays_alive(
    served: tuple[Portal, Client], break_it: Callable[[Portal], Any], name: str
) -> None:
    portal, client = served

    broken = break_it(portal)
    status, body = await ready(client, portal)

    assert (status, body["status"]) == (503, "down")
    assert [check["name"] for check in body["checks"] if check["status"] == "down"] == [name]
    assert (await client.get("/sehat")).status_code == 200
    if broken is not None:
        broken.close()


async def test_row_58_other_keys_than_the_databases_are_named(served: tuple[Portal, Client]) -> None:
    portal, client = served
    with portal.database.bind():
        await Setting.create(key="core.key_marks", value=json.dumps({"index": "another"}), changed=portal.clock.now())

    status, body = await ready(client, portal)

    assert status == 503
    assert [check["name"] for check in body["checks"] if check["status"] == "down"] == ["keys"]


async def test_row_58_a_full_disk_is_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = os.statvfs(tmp_path)
    total = usage.f_blocks * usage.f_frsize
    monkeypatch.setattr("core.web.health.shutil.disk_usage", lambda _folder: type("Usage", (), {"total": total, "free": total * 0.04})())

    assert (await disk_has_room(tmp_path)).state == "down"


async def test_row_58_a_check_that_hangs_or_raises_is_down_within_two_seconds() -> None:
    import anyio

    async def hangs() -> Health:
        await anyio.sleep_forever()
        raise AssertionError

    async def raises() -> Health:
        raise SystemExit(1)

    with anyio.fail_after(2):
        found = await report(Watch({"database": hangs, "disk": raises}))

    assert found["status"] == "down"
    assert [check["status"] for check in found["checks"]] == ["down", "down"]


async def test_what_a_plugin_needs_elsewhere_only_degrades() -> None:
    async def fine() -> Health:
        return Health("ok")

    async def last() -> dict[str, Health]:
        return {"vehicle_tax.registry": Health("down", "no answer")}

    found = await report(Watch({"database": fine}, last=last))

    assert found["status"] == "degraded"


async def test_a_server_that_is_about_to_stop_is_not_ready() -> None:
    assert (await report(Watch({}), stopping=True))["status"] == "down"


async def test_the_three_addresses_are_only_read(served: tuple[Portal, Client]) -> None:
    _, client = served

    for path in ("/sehat", "/siap", "/metrics"):
        assert (await client.post(path)).status_code == 405
        assert (await client.head("/sehat")).status_code == 200
