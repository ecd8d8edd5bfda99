"""The bundled counters' pages cost the same beside 4 and beside 200 further plugins: held by counting calls, which does not flake as timings do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.cases import secret_of
from benchmarks.makers import make_plugins
from benchmarks.sites import portal_of
from core.portal.running import running
from core.testing.client import Client
from core.web.app import create_app

pytestmark = pytest.mark.anyio
PATHS = ("/", "/aduan", "/aduan?state=closed", f"/lacak/{secret_of(31)}", "/aduan/lapor", "/layanan", "/lacak")


async def calls(client: Client, path: str) -> int:
    """How many Python functions are entered to answer `path`, after it was asked twice."""
    for _ in range(2):
        assert (await client.get(path)).status_code == 200
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(profile)
    try:
        await client.get(path)
    finally:
        sys.setprofile(None)
    return count


async def cost(site: Path, plugins: Path, count: int) -> list[int]:
    slugs = make_plugins(plugins, count)
    async with running(portal_of(site, more=slugs, folders=[plugins])) as portal, Client(create_app(portal)) as client:
        portal.pages.most = 0
        return [await calls(client, path) for path in PATHS]


async def test_no_page_asks_every_plugin(measured: Path, tmp_path: Path) -> None:
    few = await cost(measured, tmp_path / "few", 4)
    many = await cost(measured, tmp_path / "many", 200)

    for path, before, after in zip(PATHS, few, many, strict=True):
        assert after <= before * 1.03, f"{path}: {before} calls with 4 plugins, {after} with 200"
