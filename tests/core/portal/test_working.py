"""Behind the pages of a portal: its events delivered, its tasks run, its health seen, its files scanned, its leftovers swept."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.database import tables
from core.outbox import emit
from core.outbox.health import report
from core.portal import Portal, build_portal
from core.portal.running import running, worker_of
from core.storage import UploadRefused
from core.testing import FrozenClock, make_site, serving

pytestmark = pytest.mark.anyio

SAMPLES = Path(__file__).parents[2] / "plugins" / "samples"


def pages_of(portal: Portal) -> Any:
    """The dummy plugin's own module of pages, with its memory emptied."""
    plugin = next(plugin for plugin in portal.plugins if plugin.slug == "dummy")
    pages = sys.modules[f"{plugin.modules['hooks'].__package__}.pages"]
    pages.heard.clear()
    pages.lives.clear()
    return pages


def opened_of(portal: Portal) -> Any:
    return portal.tables.events["dummy.opened"]


async def test_an_event_of_a_plugin_reaches_its_listener_through_the_portals_worker(tmp_path: Path) -> None:
    clock = FrozenClock()
    async with serving(make_site(tmp_path / "site"), plugins=["dummy"], folders=[SAMPLES], clock=clock) as (portal, _):
        pages = pages_of(portal)
        await emit(opened_of(portal)(clinic=7, subject="7"))
        assert pages.heard == []

        assert await worker_of(portal).drain() == 1

        assert [(event.clinic, event.at) for event in pages.heard] == [(7, clock.now())]


async def test_a_portal_that_is_asked_to_works_by_itself(tmp_path: Path) -> None:
    portal = build_portal(make_site(tmp_path / "site"), plugins=["dummy"], folders=[SAMPLES])
    pages = pages_of(portal)
    async with running(portal, migrate=True, worker=True) as opened:
        await emit(opened_of(opened)(clinic=8))
        async with asyncio.timeout(20):
            while not pages.heard:
                await asyncio.sleep(0.01)

    assert [event.clinic for event in pages.heard] == [8]


async def test_a_plugins_tasks_and_checks_run_with_the_portals_own(tmp_path: Path) -> None:
    clock = FrozenClock()
    async with serving(make_site(tmp_path / "site"), plugins=["dummy"], folders=[SAMPLES], clock=clock) as (portal, _):
        pages, worker = pages_of(portal), worker_of(portal)
        await worker.run_due_tasks()
        clock.move(timedelta(hours=1))

        assert set(await worker.run_due_tasks()) >= {"core.health", "core.outbox", "core.sweep", "dummy.sweep"}

        assert "swept" in pages.lives
        assert (await report(["dummy.registry"], clock.now())).checks["dummy.registry"].state == "ok"


async def test_row_35_a_plugins_scanner_is_asked_about_every_file(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path / "site"), plugins=["dummy"], folders=[SAMPLES]) as (portal, _):
        with pytest.raises(UploadRefused) as refused:
            await portal.files.stage(b"%PDF-1.4 EICAR", name="a.pdf", media_type="application/pdf", owner="dummy", field="letter", accept=("pdf",))

        assert refused.value.code == "upload.virus"


async def test_what_nobody_needs_any_more_is_swept_each_hour(tmp_path: Path) -> None:
    clock = FrozenClock()
    async with serving(make_site(tmp_path / "site"), plugins=["dummy"], folders=[SAMPLES], clock=clock) as (portal, _):
        worker = worker_of(portal)
        await worker.run_due_tasks()
        await portal.files.stage(b"%PDF-1.4", name="a.pdf", media_type="application/pdf", owner="dummy", field="letter", accept=("pdf",))
        kept = await portal.files.stage(b"%PDF-1.4", name="b.pdf", media_type="application/pdf", owner="dummy", field="letter", accept=("pdf",))
        await portal.files.keep([kept.id], owner="dummy", subject="7")
        clock.move(timedelta(days=8))

        await worker.run_due_tasks()

        assert [row.id for row in await tables.Upload.all()] == [kept.id]
