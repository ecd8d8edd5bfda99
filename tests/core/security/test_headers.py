"""Every answer carries the headers, whoever gives it."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from core.errors import DeclarationError
from core.security.headers import SANDBOX, HeaderPolicy, SecurityHeaders, checked_additions
from core.security.notes import hide_address, notes, show_blobs

ALWAYS = (
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "x-frame-options",
    "x-permitted-cross-domain-policies",
)


async def page(_request: Request) -> Response:
    return HTMLResponse("<h1>Beranda</h1>")


async def photo(request: Request) -> Response:
    show_blobs(request.scope)
    return HTMLResponse("foto")


async def secret(request: Request) -> Response:
    hide_address(request.scope)
    return HTMLResponse("rahasia")


async def private(request: Request) -> Response:
    notes(request.scope).private = True
    return HTMLResponse("akun", headers={"Cache-Control": "public, max-age=60"})


async def cookie(request: Request) -> Response:
    notes(request.scope).cookies.append(b"pendopo_sid=x; Path=/")
    return RedirectResponse("/", 303)


async def upload(_request: Request) -> Response:
    return Response(b"%PDF", media_type="application/pdf", headers={"Content-Security-Policy": SANDBOX.decode(), "Cache-Control": "private, no-store"})


async def varied(_request: Request) -> Response:
    return HTMLResponse("ragam", headers={"Vary": "Accept-Encoding, cookie"})


async def data(_request: Request) -> Response:
    return JSONResponse({})


async def too_large(_request: Request) -> Response:
    return PlainTextResponse("terlalu besar", 413)


async def broken(_request: Request) -> Response:
    raise RuntimeError("rusak")


def client(tmp_path: Any, policy: HeaderPolicy) -> TestClient:
    (tmp_path / "x.css").write_text("a{}")
    pages = {"/": page, "/foto": photo, "/rahasia": secret, "/akun": private, "/kuki": cookie, "/berkas": upload, "/ragam": varied, "/data": data,
             "/413": too_large, "/500": broken}  # fmt: skip
    routes: list[Any] = [Route(path, function) for path, function in pages.items()]
    app = Starlette(routes=[*routes, Mount("/static", StaticFiles(directory=tmp_path))])
    return TestClient(SecurityHeaders(app, policy), base_url="https://layanan.example.go.id", raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def secure(tmp_path: Any) -> TestClient:
    return client(tmp_path, HeaderPolicy(secure=True))


@pytest.fixture
def local(tmp_path: Any) -> TestClient:
    return client(tmp_path, HeaderPolicy(secure=False))


EVERYWHERE = ["/", "/foto", "/rahasia", "/akun", "/kuki", "/berkas", "/ragam", "/data", "/413", "/500", "/tidak-ada", "/static/x.css", "/static/none.css"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_row_03_and_04_every_answer_carries_all_headers(secure: TestClient, path: str) -> None:
    answer = secure.get(path)

    assert [name for name in ALWAYS if name not in answer.headers] == []
    assert answer.headers["strict-transport-security"] == "max-age=63072000"
    assert all(len(answer.headers.get_list(name)) == 1 for name in ALWAYS)


def test_row_03_the_policy_of_a_page_allows_nothing_written_into_it(secure: TestClient) -> None:
    policy = secure.get("/").headers["content-security-policy"]

    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; upgrade-insecure-requests"
    )


def test_row_03_only_a_page_with_a_photo_field_shows_blobs(secure: TestClient) -> None:
    assert "img-src 'self' blob:;" in secure.get("/foto").headers["content-security-policy"]
    assert "blob:" not in secure.get("/").headers["content-security-policy"]


def test_local_mode_promises_no_https(local: TestClient) -> None:
    answer = local.get("/")

    assert "strict-transport-security" not in answer.headers
    assert "upgrade-insecure-requests" not in answer.headers["content-security-policy"]


def test_a_page_with_a_secret_in_its_address_tells_it_to_nobody(secure: TestClient) -> None:
    assert secure.get("/rahasia").headers["referrer-policy"] == "no-referrer"
    assert secure.get("/").headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_an_upload_keeps_its_own_stricter_policy(secure: TestClient) -> None:
    answer = secure.get("/berkas")

    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/akun", "/kuki"])
def test_row_17_what_is_made_with_a_session_is_never_stored(secure: TestClient, path: str) -> None:
    answer = secure.get(path)

    assert answer.headers.get_list("cache-control") == ["no-store"]
    assert answer.headers["vary"] == "HX-Request-Type, Cookie, Accept-Language"


def test_row_17_a_page_varies_by_all_that_changes_it_and_keeps_what_it_says_itself(secure: TestClient) -> None:
    assert secure.get("/").headers["vary"] == "HX-Request-Type, Cookie, Accept-Language"
    assert secure.get("/ragam").headers["vary"] == "Accept-Encoding, cookie, HX-Request-Type, Accept-Language"
    assert "vary" not in secure.get("/data").headers


def test_a_cookie_that_was_noted_is_sent(secure: TestClient) -> None:
    assert secure.get("/kuki").headers["set-cookie"] == "pendopo_sid=x; Path=/"


def test_a_plugin_may_add_a_host_for_pictures_once_it_is_checked(tmp_path: Any) -> None:
    additions = checked_additions({"img-src": ["https://tile.example"]}, "plugin.toml")

    answer = client(tmp_path, HeaderPolicy(secure=True, additions=additions)).get("/")

    assert "img-src 'self' https://tile.example;" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("directive", "source"),
    [
        ("img-src", "*"),
        ("img-src", "http://tile.example"),
        ("img-src", "https:"),
        ("img-src", "https://*"),
        ("img-src", "'unsafe-inline'"),
        ("img-src", "data:"),
        ("img-src", "https://a.example; script-src *"),
        ("img-src", "https://a.example https://b.example"),
        ("script-src", "https://cdn.example"),
        ("style-src", "'unsafe-inline'"),
        ("default-src", "https://a.example"),
        ("image-src", "https://a.example"),
    ],
)
def test_a_plugin_may_not_loosen_the_policy(directive: str, source: str) -> None:
    with pytest.raises(DeclarationError, match="Content-Security-Policy"):
        checked_additions({directive: [source]}, "plugin.toml")
