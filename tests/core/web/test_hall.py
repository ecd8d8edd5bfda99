"""A second portal takes the first one's place."""

from __future__ import annotations

import asyncio
import gc
import weakref
from pathlib import Path

import pytest

from core.errors import SiteError
from core.portal import build_portal
from core.site import load_site
from core.testing import make_site
from core.testing.client import Client
from core.web.hall import Hall

pytestmark = pytest.mark.anyio
SAMPLES = Path(__file__).parents[2] / "plugins" / "samples"


def hall_of(folder: Path) -> Hall:
    return Hall(lambda: build_portal(load_site(folder, {}), folders=[SAMPLES]), migrate=True, worker=False)


async def test_a_changed_plugin_set_is_swapped_in_and_no_request_fails_meanwhile(tmp_path: Path) -> None:
    make_site(tmp_path, toml="[plugins]\nenabled = []\n")
    hall = hall_of(tmp_path)
    await hall.open()
    try:
        async with Client(hall) as client:
            seen: list[int] = []
            stop = asyncio.Event()

            async def ask() -> None:
                while not stop.is_set():
                    seen.append((await client.get("/")).status_code)
                    await asyncio.sleep(0)

            asking = [asyncio.create_task(ask()) for _ in range(4)]
            before = (await client.get("/klinik")).status_code
            make_site(tmp_path, toml='[plugins]\nenabled = ["dummy"]\n')
            await hall.rebuild()
            after = (await client.get("/klinik")).status_code
            stop.set()
            await asyncio.gather(*asking)
    finally:
        await hall.close()

    assert (before, after) == (404, 200)
    assert set(seen) == {200}
    assert len(seen) > 10


async def test_a_failing_rebuild_changes_nothing(tmp_path: Path) -> None:
    make_site(tmp_path, toml='[plugins]\nenabled = ["dummy"]\n')
    hall = hall_of(tmp_path)
    await hall.open()
    try:
        portal = hall.portal
        (tmp_path / "portal.toml").write_text("[portal]\nname = \n", encoding="utf-8")

        with pytest.raises(SiteError):
            await hall.rebuild()

        assert hall.portal is portal
        async with Client(hall) as client:
            assert (await client.get("/klinik")).status_code == 200
    finally:
        await hall.close()


async def test_another_process_follows_within_two_seconds(tmp_path: Path) -> None:
    make_site(tmp_path, toml="[plugins]\nenabled = []\n")
    one, other = hall_of(tmp_path), hall_of(tmp_path)
    await one.open()
    await other.open()
    try:
        make_site(tmp_path, toml='[plugins]\nenabled = ["dummy"]\n')
        await one.rebuild()

        async with asyncio.timeout(10):
            while other.portal.plugin("dummy") is None:
                await asyncio.sleep(0.05)
    finally:
        await one.close()
        await other.close()


async def test_a_portal_that_has_left_is_let_go_though_it_was_out_of_the_collectors_sight(tmp_path: Path) -> None:
    make_site(tmp_path, toml='[plugins]\nenabled = ["dummy"]\n')
    hall = hall_of(tmp_path)
    await hall.open()
    gc.freeze()  # as a server does when it begins to serve
    try:
        old = weakref.ref(hall.portal.templates)
        await hall.rebuild()
        await asyncio.gather(*hall._leaving)
        await asyncio.sleep(0.1)

        assert old() is None
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        await hall.close()
