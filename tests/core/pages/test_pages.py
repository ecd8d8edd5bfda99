"""The core's own pages: home, catalogue, search, how it looks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from core import Service, Text
from core.errors import DeclarationError
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


async def test_the_catalogue_stands_by_times_of_life_and_by_agency(tmp_path: Path) -> None:
    files = {"agencies.csv": "id,name\ndinkes,Dinas Kesehatan\ndlh,Dinas Lingkungan Hidup\n"}
    async with serving(make_site(tmp_path, files=files), plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        pages = {
            query: (await client.get(f"/layanan{query}")).text
            for query in ("", "?peristiwa=health", "?peristiwa=birth", "?instansi=dinkes", "?instansi=dlh", "?instansi=x")
        }

        assert [query for query, text in pages.items() if 'id="service-dummy.queue"' in text] == ["", "?peristiwa=health", "?instansi=dinkes", "?instansi=x"]
        assert "<h1" in pages["?instansi=dlh"]
        assert "Dinas Lingkungan Hidup" in pages["?instansi=dlh"]


async def test_a_sheet_tells_programs_what_it_is_and_nothing_in_it_can_end_the_script(tmp_path: Path) -> None:
    files = {"agencies.csv": "id,name\ndinkes,Dinas </script><script>alert(1)</script> & Kesehatan\n"}
    async with serving(make_site(tmp_path, files=files), plugins=["dummy"], folders=[SAMPLES]) as (portal, client):
        text = (await client.get("/layanan/dummy.queue", headers={"Accept-Language": "en"})).text

    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    sheet = json.loads(data)
    assert (sheet["@type"], sheet["name"]) == ("GovernmentService", "Queue number")
    assert sheet["provider"]["name"] == "Dinas </script><script>alert(1)</script> & Kesehatan"
    assert sheet["url"] == f"{portal.base_url}/layanan/dummy.queue"
    assert "alert" not in re.sub(r"<script type=.application/ld.json.>.*?</script>", "", text, flags=re.DOTALL).replace("&lt;script&gt;alert(1)", "")


def test_a_time_of_life_that_is_not_known_is_an_error() -> None:
    with pytest.raises(DeclarationError, match="'helth'") as raised:
        Service("queue", Text("x", {}), "dummy:queue", life_event="helth")
    assert raised.value.hint == "Did you mean 'health'?"


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
