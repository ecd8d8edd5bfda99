"""The core's own pages: home, catalogue, search, how it looks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.testing import make_site, serving
from core.testing.client import HOST

pytestmark = pytest.mark.anyio
SAMPLES = Path(__file__).parents[2] / "plugins" / "samples"
SAME = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}


async def test_a_served_page_links_htmx_under_its_hashed_name_and_gets_it(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (portal, client):
        if not portal.has_htmx:
            pytest.skip("the browser's files were not fetched: python build_hooks.py")
        home = (await client.get("/")).text
        address = re.search(r'src="(/static/vendor/htmx\.min\.[0-9a-f]{10}\.js)"', home)
        assert address
        script = await client.get(address[1], headers={"Accept-Encoding": "br"})

        assert script.status_code == 200
        assert "immutable" in script.headers["cache-control"]
        assert script.headers["content-encoding"] == "br"
        assert script.headers["x-content-type-options"] == "nosniff"


async def test_all_that_a_page_links_is_there(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        home = (await client.get("/")).text
        linked = set(re.findall(r'(?:src|href)="(/(?:static|tema)/[^"#]+)', home))

        assert len(linked) >= 2
        for address in linked:
            assert (await client.get(address)).status_code == 200, address


@pytest.mark.parametrize("path", ["/static/../portal.toml", "/static/%2e%2e/x", "/static/x.js", "/tema/x.css", "/static/"])
async def test_only_what_is_known_is_served(path: str, tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        assert (await client.get(path)).status_code == 404


async def test_home_has_tiles_emergency_numbers_and_help(tmp_path: Path) -> None:
    files = {"emergency.csv": "number,name_id,name_en,icon\n112,Darurat,Emergency,siren\n"}
    site = make_site(tmp_path, toml='[help]\nphone = "(0296) 531028"\n', files=files)
    async with serving(site, plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        home = (await client.get("/")).text

        assert 'href="/klinik"' in home
        assert 'href="tel:112"' in home
        assert "531028" in home


async def test_the_catalogue_lists_services_and_each_has_its_sheet(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        listed = await client.get("/layanan", headers={"Accept-Language": "en"})
        sheet = await client.get("/layanan/dummy.queue", headers={"Accept-Language": "en"})
        unknown = await client.get("/layanan/dummy.nothing")

        assert "Queue number" in listed.text
        assert "Identity card" in sheet.text
        assert 'href="/klinik"' in sheet.text
        assert unknown.status_code == 404


@pytest.mark.parametrize("words", ["", " ", "'", '"', "*", "NEAR(", "%", "_", "a" * 10_000, "<script>", "\u202e", "antrean OR 1=1"])
async def test_search_takes_whatever_is_typed(words: str, tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy", "failing_start"], folders=[SAMPLES, SAMPLES / "broken"]) as (_portal, client):
        answer = await client.get("/cari", params={"q": words})

        assert answer.status_code == 200 if len(words) < 5000 else answer.status_code in (200, 414)
        assert "<script>" not in answer.text.replace("<script src", "")


async def test_language_and_colours_are_chosen_without_javascript_and_lead_back(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        answer = await client.post("/tampilan", data={"bahasa": "en", "tema": "gelap", "kembali": "/klinik"}, headers=SAME)
        page = await client.get(answer.headers["location"])

        assert answer.status_code == 303
        assert '<html lang="en" data-tema="gelap"' in page.text
        assert {cookie.name for cookie in client.cookies.jar} == {"bahasa", "tampilan"}


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil", "https:evil", "javascript:alert(1)", "/%0d%0aX: y/../", "https://evil.example", ""])
async def test_row_15_the_way_back_is_a_page_of_ours(target: str, tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        answer = await client.post("/tampilan", data={"bahasa": "en", "kembali": target}, headers=SAME)

        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/")
        assert not answer.headers["location"].startswith(("//", "/\\"))


async def test_unknown_values_are_not_kept(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        answer = await client.post("/tampilan", data={"bahasa": "xx", "tema": "ungu", "kembali": "/"}, headers=SAME)

        assert "set-cookie" not in answer.headers
