"""One request: found, let in, answered; and every way in which that may fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.testing import form_in, make_site, serving
from core.testing.client import HOST

pytestmark = pytest.mark.anyio
SAMPLES = Path(__file__).parents[2] / "plugins" / "samples"
SAME = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}

FAILING = '''"""An identity that fails while serving."""
from core import Identity, hookimpl
async def find(request, mark):
    raise RuntimeError("directory is down")
@hookimpl
def register_identity():
    return [Identity(find)]
'''


CALLED = '''"""Two pages that are posted to: one by people, one by another program."""
from starlette.responses import PlainTextResponse
from core import PUBLIC, Route, hookimpl
async def take(request):
    return PlainTextResponse("taken " + request.posted.one("number"))
async def hear(request):
    return PlainTextResponse("heard " + (await request.body()).decode())
@hookimpl
def register_routes():
    return [
        Route("/orang", take, name="people", access=PUBLIC, methods=("POST",)),
        Route("/program", take, name="program", access=PUBLIC, methods=("POST",), token=False),
        Route("/mentah", hear, name="raw", access=PUBLIC, methods=("POST",), token=False, raw=True, body=20),
    ]
'''


async def test_what_is_not_there_is_a_page_with_search_and_a_reference(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        answer = await client.get("/nirgendwo")

        assert answer.status_code == 404
        assert 'name="q"' in answer.text
        assert answer.text.count("<h1") == 1
        assert re.search(r"[0-9a-f]{12}", answer.text)


async def test_another_method_is_refused_with_what_is_allowed(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        answers = {method: await client.request(method, "/klinik", headers=SAME) for method in ("PUT", "DELETE", "TRACE", "FOO", "HEAD")}

        assert {method: answer.status_code for method, answer in answers.items()} == {"PUT": 405, "DELETE": 405, "TRACE": 405, "FOO": 405, "HEAD": 200}
        assert answers["PUT"].headers["allow"] == "GET, HEAD"
        assert answers["HEAD"].content == b""


async def test_a_slash_too_many_leads_to_the_page(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        answer = await client.get("/klinik/")

        assert answer.status_code == 308
        assert answer.headers["location"] == "/klinik"


async def test_row_5_a_post_without_its_token_is_shown_again_with_what_was_typed(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy", "sample_identity"], folders=[SAMPLES]) as (portal, client):
        await client.sign_in("budi", kind="officer", permissions=["dummy.handle"])
        refused = await client.post("/klinik/buka", data={"name": "Jepon <b>", "csrf": "wrong"}, headers=SAME)
        clinic = portal.plugin("dummy").modules["models"].Clinic  # type: ignore[union-attr]
        kept = await clinic.all().count()
        again = await client.send_form(refused, form_in(refused.text, "name"), form_in(refused.text, "name").fields)

        assert refused.status_code == 403
        assert kept == 0
        assert "Jepon &lt;b&gt;" in refused.text
        assert again.status_code == 200
        assert await clinic.filter(name="Jepon <b>").count() == 1


async def test_row_5_only_a_route_that_says_so_is_posted_to_without_a_token_and_never_from_another_site(tmp_path: Path) -> None:
    home = tmp_path / "plugins" / "called"
    home.mkdir(parents=True)
    (home / "plugin.toml").write_text('slug = "called"\nversion = "1.0.0"\nplugin_api = 1\ntitle = "T"\nsegments = ["panggil"]\n', encoding="utf-8")
    (home / "__init__.py").write_text("", encoding="utf-8")
    (home / "hooks.py").write_text(CALLED, encoding="utf-8")
    async with serving(make_site(tmp_path / "a"), plugins=["called"], folders=[tmp_path / "plugins"]) as (_portal, client):
        taken = await client.post("/panggil/program", data={"number": "7"})

        assert (taken.status_code, taken.text) == (200, "taken 7")
        assert (await client.post("/panggil/orang", data={"number": "7"})).status_code == 403
        elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        assert (await client.post("/panggil/program", data={"number": "7"}, headers=elsewhere)).status_code == 403

        json = {"Content-Type": "application/json"}
        heard = await client.post("/panggil/mentah", content=b'{"number": 7}', headers=json)
        assert (heard.status_code, heard.text) == (200, 'heard {"number": 7}')
        assert (await client.post("/panggil/mentah", content=b'{"number": 12345678}', headers=json)).status_code == 200
        assert (await client.post("/panggil/mentah", content=b'{"number": 123456789}', headers=json)).status_code == 413
        assert (await client.post("/panggil/mentah", content=b"{}", headers={**json, **elsewhere})).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "whatever"])
async def test_row_5_a_post_from_elsewhere_is_refused(site: str, tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy", "sample_identity"], folders=[SAMPLES]) as (_portal, client):
        answer = await client.post("/tampilan", data={"tema": "gelap"}, headers={"Sec-Fetch-Site": site, "Origin": HOST})

        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(("kind", "status"), [("application/json", 415), ("text/plain", 415), ("multipart/form-data", 400)])
async def test_a_body_that_is_no_form_is_refused(kind: str, status: int, tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        answer = await client.post("/tampilan", content=b'{"tema": "gelap"}', headers={"Content-Type": kind, **SAME})

        assert answer.status_code == status


async def test_when_the_identity_fails_public_pages_go_on_and_others_wait(tmp_path: Path) -> None:
    home = tmp_path / "plugins" / "failing_identity"
    home.mkdir(parents=True)
    (home / "plugin.toml").write_text('slug = "failing_identity"\nversion = "1.0.0"\nplugin_api = 1\ntitle = "T"\n', encoding="utf-8")
    (home / "__init__.py").write_text("", encoding="utf-8")
    (home / "hooks.py").write_text(FAILING, encoding="utf-8")
    async with serving(make_site(tmp_path / "a"), plugins=["dummy", "sample_identity"], folders=[SAMPLES]) as (_portal, signing):
        await signing.sign_in("siti")
        cookie = signing.cookies

        site = make_site(tmp_path / "a")
        async with serving(site, plugins=["dummy", "failing_identity"], folders=[SAMPLES, tmp_path / "plugins"]) as (_other, client):
            client.cookies = cookie
            public, closed = await client.get("/cari?q=a"), await client.get("/klinik/saya")

    assert public.status_code == 200
    assert closed.status_code == 503
    assert closed.headers["retry-after"]


async def test_every_page_has_the_same_landmarks(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy", "sample_identity"], folders=[SAMPLES]) as (_portal, client):
        for path in ("/", "/layanan", "/cari", "/klinik", "/klinik/nomor", "/nirgendwo", "/masuk", "/layanan/dummy.queue"):
            text = (await client.get(path)).text

            assert text.count("<h1") == 1, path
            assert re.search(r'<main[^>]*id="isi"', text), path
            assert re.search(r'<html lang="id"', text), path
            assert re.search(r'id="pesan"[^>]*role="status"', text), path
