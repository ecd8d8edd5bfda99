"""A page costs the same with 200 plugins as with 4: held by counting calls, which does not flake as timings do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.makers import make_plugins
from core.testing import make_site, serving
from core.testing.client import Client

pytestmark = pytest.mark.anyio


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


async def cost(folder: Path, count: int, paths: Sequence[str]) -> list[int]:
    slugs = make_plugins(folder / "plugins", count)
    async with serving(make_site(folder), plugins=slugs) as (portal, client):
        portal.pages.most = 0
        return [await calls(client, path) for path in paths]


async def test_home_and_a_plugins_page_cost_the_same_with_4_and_with_200_plugins(tmp_path: Path) -> None:
    paths = ("/", "/small002", "/small002/7", "/layanan", "/nowhere")

    few = await cost(tmp_path / "few", 4, paths[:4])
    many = await cost(tmp_path / "many", 200, paths[:4])

    for path, before, after in zip(paths, few, many, strict=False):
        assert after <= before * 1.05, f"{path}: {before} calls with 4 plugins, {after} with 200"
