"""What a foreign application is shown, and what is taken from it."""

import json

import pytest
from pendopo_datasette.foreign import LARGEST, Foreign

from core import Request
from core.errors import RequestError

pytestmark = pytest.mark.anyio


def asked(path, *headers):
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"a=1", "headers": list(headers)}
    return Request(scope | {"pendopo.actor": "somebody"})


async def mirror(scope, receive, send):
    """Answers what it was shown."""
    said = {key: str(value) for key, value in scope.items()}
    headers = [(b"content-type", b"application/json"), (b"set-cookie", b"a=1"), (b"content-security-policy", b"default-src *")]
    await send({"type": "http.response.start", "status": 203, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(said).encode(), "more_body": True})
    await send({"type": "http.response.body"})


async def test_it_sees_neither_cookies_nor_who_asks():
    request = asked("/data/x", (b"cookie", b"sesi=secret"), (b"authorization", b"Bearer secret"), (b"accept", b"text/html"))

    response = await Foreign("/data", lambda: mirror).page(request)

    said = bytes(response.body).decode()
    assert "secret" not in said
    assert "somebody" not in said
    assert "text/html" in said


async def test_its_cookies_and_policies_are_left_out():
    response = await Foreign("/data", lambda: mirror).page(asked("/data"))

    assert response.status_code == 203
    assert set(response.headers) == {"content-type", "content-length"}
    assert json.loads(bytes(response.body))["path"] == "/data/"


async def test_an_answer_without_end_is_refused():
    async def endless(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while True:
            await send({"type": "http.response.body", "body": b" " * (LARGEST // 4), "more_body": True})

    with pytest.raises(RequestError):
        await Foreign("/data", lambda: endless).page(asked("/data"))
