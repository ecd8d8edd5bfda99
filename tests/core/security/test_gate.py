"""What does not belong here is turned away before any page sees it."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.testclient import TestClient

from core.errors import RequestError
from core.hosts import Hosts, trust
from core.security.gate import METHODS, Gate, GatePolicy, from_this_machine
from core.security.headers import HeaderPolicy, SecurityHeaders
from core.security.notes import PHOTO_BODY, allow_body

OWN = "https://layanan.example.go.id"


async def page(scope: Any, receive: Any, send: Any) -> None:
    """Reads the whole body and tells what it saw."""
    request = Request(scope, receive)
    if request.url.path == "/foto":
        allow_body(scope, PHOTO_BODY)
    try:
        size = len(await request.body())
    except RequestError as error:
        response: Response = PlainTextResponse(error.message, error.status)
    else:
        response = JSONResponse({"size": size, "client": scope["client"][0]})
    await response(scope, receive, send)


def client(*, public_url: str = OWN, base: str = OWN, proxies: tuple[str, ...] = (), peer: str = "203.0.113.9") -> TestClient:
    policy = GatePolicy(Hosts.of(public_url), trust(proxies), frozenset({"/sehat"}))
    return TestClient(SecurityHeaders(Gate(page, policy), HeaderPolicy(secure=True)), base_url=base, client=(peer, 5000))


HONEST = {"Origin": OWN, "Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "layanan.example.go.id.evil.example",
        "layanan.example.go.id:8443",
        "127.0.0.1",
        "x/?",
        "a@layanan.example.go.id",
        " ",
        "layanan.example.go.id:443:443",
    ],
)
def test_row_07_a_foreign_host_is_refused_and_never_repeated(host: str) -> None:
    answer = client().get("/", headers={"Host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("headers", [[], [(b"host", b"layanan.example.go.id"), (b"host", b"evil.example")]])
def test_row_07_no_host_and_two_hosts_are_refused(headers: list[tuple[bytes, bytes]]) -> None:
    assert status_of(headers=headers) == 400


def test_row_07_a_forwarded_address_is_believed_from_a_trusted_proxy_only() -> None:
    spoofed = {"X-Forwarded-For": "198.51.100.1"}

    assert client().get("/", headers=spoofed).json()["client"] == "203.0.113.9"
    assert client(peer="127.0.0.1").get("/", headers=spoofed).json()["client"] == "127.0.0.1"
    assert client(peer="10.0.0.2", proxies=("10.0.0.2",)).get("/", headers=spoofed).json()["client"] == "198.51.100.1"


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "FOO", "PROPFIND", "get"])
def test_bad_input_26_unknown_methods_are_told_the_known_ones(method: str) -> None:
    answer = client().request(method, "/") if method != "get" else None

    status, allow = (answer.status_code, answer.headers["allow"]) if answer else (status_of(method=method), ", ".join(METHODS))
    assert (status, allow) == (405, ", ".join(METHODS))


def test_bad_input_26_no_header_changes_the_method() -> None:
    answer = client().get("/", headers={"X-HTTP-Method-Override": "POST", "Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_row_05_another_sites_request_does_not_reach_the_page(method: str) -> None:
    assert client().request(method, "/", headers={"Origin": "https://evil.example"}).status_code == 403
    assert client().request(method, "/", headers={"Sec-Fetch-Site": "same-site", "Origin": OWN}).status_code == 403
    assert client().request(method, "/", headers=HONEST).status_code == 200


def test_row_05_local_mode_takes_its_own_origin_only() -> None:
    local = client(public_url="", base="http://127.0.0.1:8000")

    assert local.post("/", headers={"Origin": "http://127.0.0.1:8000"}).status_code == 200
    assert local.post("/", headers={"Origin": "http://127.0.0.1:8001"}).status_code == 403


def test_row_13_an_address_has_at_most_8_kilobytes() -> None:
    assert client().get("/" + "a" * 8000).status_code == 200
    assert client().get("/" + "a" * 9000).status_code == 414
    assert client().get("/?q=" + "a" * 9000).status_code == 414


@pytest.mark.parametrize("more", [[(b"cookie", b"a" * 33_000)], [(f"x-{n}".encode(), b"y") for n in range(100)]])
def test_row_13_headers_have_at_most_32_kilobytes_and_are_at_most_100(more: list[tuple[bytes, bytes]]) -> None:
    assert status_of(more=more) == 431


def test_row_13_a_body_has_64_kilobytes_where_its_route_says_nothing() -> None:
    assert client().post("/", content=b"a" * 65_536, headers=HONEST).json()["size"] == 65_536
    assert client().post("/", content=b"a" * 65_537, headers=HONEST).status_code == 413
    assert client().post("/foto", content=b"a" * 65_537, headers=HONEST).json()["size"] == 65_537


def test_row_13_a_chunked_body_is_counted_while_it_comes() -> None:
    def chunks() -> Any:
        yield from [b"a" * 1000] * 66

    assert client().post("/", content=chunks(), headers=HONEST).status_code == 413


def test_row_13_nothing_is_read_of_a_body_that_no_route_takes() -> None:
    assert status_of(method="POST", more=[(b"content-length", str(PHOTO_BODY + 1).encode())], body=None) == 413


@pytest.mark.parametrize(
    "more",
    [
        [(b"content-length", b"5"), (b"transfer-encoding", b"chunked")],
        [(b"content-length", b"-1")],
        [(b"content-length", b"0x10")],
        [(b"content-length", b"9" * 30)],
        [(b"content-length", b"")],
    ],
)
def test_row_16_a_body_of_two_lengths_or_none_is_refused(more: list[tuple[bytes, bytes]]) -> None:
    assert status_of(method="POST", more=more) == 400


@pytest.mark.parametrize("path", ["*", "", "http://[", "evil.example:443"])
def test_row_16_a_target_that_is_no_path_is_refused(path: str) -> None:
    assert status_of(path=path) == 400


def test_health_may_be_asked_for_by_address_from_this_machine_only() -> None:
    here = client(peer="127.0.0.1", base="http://127.0.0.1:8000")

    assert here.get("/sehat").status_code == 200
    assert here.get("/").status_code == 400
    assert here.get("/sehat", headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 400
    assert client(base="http://127.0.0.1:8000").get("/sehat").status_code == 400


@pytest.mark.parametrize("sign", ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
def test_what_came_through_a_proxy_is_not_from_this_machine(sign: str) -> None:
    scope = {"client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "headers": [(b"host", b"127.0.0.1:8000")]}

    assert from_this_machine(scope)
    assert not from_this_machine({**scope, "headers": [*scope["headers"], (sign.encode(), b"1")]})  # type: ignore[misc]


def status_of(
    *,
    method: str = "GET",
    path: str = "/",
    headers: list[tuple[bytes, bytes]] | None = None,
    more: list[tuple[bytes, bytes]] | None = None,
    body: bytes | None = b"",
) -> int:
    """Ask with exactly these headers; `body` None must never be read."""
    import anyio

    sent: list[Any] = []

    async def receive() -> Any:
        if body is None:
            raise AssertionError("the body was read")
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    own = [(b"host", b"layanan.example.go.id"), (b"origin", OWN.encode())] if headers is None else headers
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "headers": [*own, *(more or [])],
             "client": ("203.0.113.9", 1), "server": ("10.0.0.1", 8000), "scheme": "http", "root_path": ""}  # fmt: skip
    anyio.run(Gate(page, GatePolicy(Hosts.of(OWN))), scope, receive, send)
    status: int = sent[0]["status"]
    return status
