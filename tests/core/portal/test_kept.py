"""Kept pages: the same for everybody, stale at a word, never with a cookie in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.database import transaction
from core.portal.kept import OLDEST, PageCache
from core.testing import make_site, serving

pytestmark = pytest.mark.anyio
SAMPLES = Path(__file__).parents[2] / "plugins" / "samples"


async def test_a_kept_page_is_made_once_and_again_when_a_write_says_so(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (portal, client):
        clinic = portal.plugin("dummy").modules["models"].Clinic  # type: ignore[union-attr]
        first = await client.get("/klinik")
        await clinic.create(name="Jepon")
        unseen = await client.get("/klinik")
        async with transaction():
            await clinic.create(name="Cepu")
            await portal.changed("dummy.list")
        seen = await client.get("/klinik")

        assert "Jepon" not in first.text
        assert unseen.text == first.text
        assert "Jepon" in seen.text
        assert "Cepu" in seen.text


async def test_a_piece_on_a_kept_page_makes_it_stale_too(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (portal, client):
        clinic = portal.plugin("dummy").modules["models"].Clinic  # type: ignore[union-attr]
        before = (await client.get("/", headers={"Accept-Language": "en"})).text
        async with transaction():
            await clinic.create(name="Cepu")
            await portal.changed("dummy.list")
        after = (await client.get("/", headers={"Accept-Language": "en"})).text

        assert "0 clinics" in before
        assert "1 clinic" in after


async def test_a_write_that_is_undone_makes_nothing_stale(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (portal, client):
        await client.get("/klinik")
        before = portal.pages.versions()

        async def write() -> None:
            async with transaction():
                await portal.changed("dummy.list")
                raise RuntimeError("undone")

        with pytest.raises(RuntimeError):
            await write()

        assert portal.pages.versions() == before


async def test_a_kept_page_is_not_sent_again_to_who_has_it(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        first = await client.get("/klinik")
        again = await client.get("/klinik", headers={"If-None-Match": first.headers["etag"]})

        assert again.status_code == 304
        assert again.content == b""


async def test_languages_colours_and_parts_are_kept_apart(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (portal, client):
        pages = [
            (await client.get("/klinik", headers=headers)).text
            for headers in ({"Accept-Language": "id"}, {"Accept-Language": "en"}, {"Cookie": "tampilan=gelap"}, {"HX-Request-Type": "partial"})
        ]

        assert len(set(pages)) == 4
        assert len(portal.pages._pages) == 4
        assert 'data-tema="gelap"' in pages[2]


async def test_a_query_that_the_route_does_not_name_is_answered_and_not_kept(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (portal, client):
        assert (await client.get("/klinik?x=1")).status_code == 200
        assert (await client.get("/?" + "a" * 300)).status_code == 200

        assert len(portal.pages._pages) == 0


async def test_a_kept_page_reads_no_session_and_sets_no_cookie(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy", "sample_identity"], folders=[SAMPLES]) as (_portal, client):
        await client.sign_in("siti")

        answer = await client.get("/klinik")

        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-cache"


def test_the_pages_longest_unused_go_first_and_old_ones_go_by_themselves() -> None:
    now = 0.0
    pages = PageCache(lambda: now, most=2)
    for number in range(3):
        pages.keep((str(number), "", "id", "", False), ["a.list"], {}, b"x")

    assert pages.find(("0", "", "id", "", False)) is None
    assert pages.find(("2", "", "id", "", False)) is not None
    now += OLDEST + 1
    assert pages.find(("2", "", "id", "", False)) is None


async def test_a_write_while_a_page_is_made_makes_it_stale_at_once() -> None:
    pages = PageCache()
    versions = pages.versions()
    pages.touched("a.list")

    pages.keep(("/", "", "id", "", False), ["a.list"], versions, b"old")

    assert pages.find(("/", "", "id", "", False)) is None
