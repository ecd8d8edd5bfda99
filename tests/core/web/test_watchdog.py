"""Code that blocks the loop is seen from outside it, and named."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from core.testing import make_site, serving
from core.web.watchdog import Watchdog

pytestmark = pytest.mark.anyio
BROKEN = Path(__file__).parents[2] / "plugins" / "samples" / "broken"


async def test_a_page_that_blocks_is_named_with_its_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with serving(make_site(tmp_path), plugins=["blocking_page"], folders=[BROKEN]) as (portal, client):
        folders = {plugin.slug: plugin.folder for plugin in portal.in_order}
        with caplog.at_level(logging.WARNING, "pendopo.watchdog"), Watchdog(folders, still=0.1).watching():
            await client.get("/blocking-page")

    said = next(record for record in caplog.records if record.name == "pendopo.watchdog")
    assert said.__dict__["plugin"] == "blocking_page"
    assert "hooks.py:" in said.__dict__["where"]
    assert "time.sleep" in said.__dict__["stack"]


async def test_a_loop_that_moves_is_left_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with serving(make_site(tmp_path), plugins=[]) as (_portal, client):
        with caplog.at_level(logging.WARNING, "pendopo.watchdog"), Watchdog({}, still=5.0).watching():
            for _ in range(20):
                await client.get("/")

    assert not [record for record in caplog.records if record.name == "pendopo.watchdog"]
