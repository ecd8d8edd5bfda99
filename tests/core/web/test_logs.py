"""One line an event, a reference in each, and nobody's data."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from core.security.headers import HeaderPolicy, SecurityHeaders
from core.web.logs import OURS, AccessLog, RequestLog, masked, set_up_logs

NIK = "3316011201850001"

PAYLOADS = [
    "line\nbreak\r\n{\"event\": \"forged\"}",
    "\x1b[31mred\x1b[0m",
    "\u2028\u2029\x85\x0b\x0c",
    NIK,
    "3316-0112-0185-0001",
    "33.16.01.12.01.85.00.01",
    "3316 0112 0185 0001",
    "081234567890",
    "+62 812-3456-7890",
    "62 812 3456 7890",
    "warga@example.go.id",
    "a\x00b",
    "{{7*7}} %s %(x)s ${jndi:ldap://evil}",
]  # fmt: skip


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """A log of this process's own, taken down again."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    out = io.StringIO()
    set_up_logs(out)
    yield out
    root.handlers[:] = handlers
    root.setLevel(level)
    for ours in OURS:
        logging.getLogger(ours).setLevel(logging.NOTSET)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().split("\n")[:-1]]


def digits_of(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_row_18_whatever_is_logged_stays_one_line_without_anybodys_data(stream: io.StringIO, payload: str) -> None:
    log = logging.getLogger("pendopo.test")

    log.warning("event %s", payload, extra={"value": payload, "deep": {"list": [payload]}})
    try:
        raise ValueError(payload)
    except ValueError:
        log.exception("failed")

    found = lines(stream)
    assert [event["level"] for event in found] == ["warning", "error"]
    written = stream.getvalue()
    assert not any(number in digits_of(line) for number in (NIK, "81234567890") for line in written.split("\n"))
    assert "warga@example" not in written
    assert "\x1b" not in written
    assert "ValueError" in found[1]["exception"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"NIK {NIK}.", "NIK <nik>."),
        ("telepon 0812-3456-7890 ya", "telepon <phone> ya"),
        ("kirim ke a.b+c@mail.example.go.id", "kirim ke <mail>"),
        ("/lacak/WqJ8nTiUdB_IM3sCmf61s9R1Gc0w4ZbrBsUzdxWM8Es/cara", "/lacak/<secret>/cara"),
        (f"/berkas/{'a1' * 32}", f"/berkas/{'a1' * 32}"),
        ("ADU-7K3F-9Q2M", "ADU-7K3F-9Q2M"),
        ("2026-11-24T04:51:29.292+00:00", "2026-11-24T04:51:29.292+00:00"),
        ("took 1234567 ms", "took 1234567 ms"),
        ("33160112018500011", "33160112018500011"),
    ],
)
def test_row_18_what_looks_like_a_persons_number_is_masked_and_nothing_else(text: str, shown: str) -> None:
    assert masked(text) == shown


async def page(scope: Any, receive: Any, send: Any) -> None:
    if scope["path"] == "/rusak":
        raise RuntimeError("password=rahasia")
    if scope["path"] == "/keluar":
        raise SystemExit(3)
    await PlainTextResponse("ok")(scope, receive, send)


def client(answered: Any) -> TestClient:
    return TestClient(SecurityHeaders(RequestLog(page, answered), HeaderPolicy()))


def test_row_18_the_access_log_drops_the_query_and_masks_the_path() -> None:
    out = io.StringIO()

    answer = client(AccessLog(out)).get(f"/lacak/{NIK}?nik={NIK}&x=rahasia")

    [line] = lines(out)
    assert line["path"] == "/lacak/<nik>"
    assert "rahasia" not in out.getvalue()
    assert (line["status"], line["method"], line["request_id"]) == (200, "GET", answer.headers["x-request-id"])


def test_row_18_a_line_end_in_the_path_begins_no_line() -> None:
    out = io.StringIO()

    client(AccessLog(out)).get("/a%0d%0a%7b%22event%22:%22forged%22%7d%e2%80%a8x")

    assert len(lines(out)) == 1


@pytest.mark.parametrize("path", ["/rusak", "/keluar"])
def test_row_14_what_escapes_the_portal_becomes_a_page_with_a_reference_and_no_trace(stream: io.StringIO, path: str) -> None:
    answer = client(lambda _answered: None).get(path)

    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.text
    assert "rahasia" not in answer.text
    assert "Traceback" not in answer.text
    assert "content-security-policy" in answer.headers
    assert [event["request_id"] for event in lines(stream)] == [answer.headers["x-request-id"]]


def test_a_full_disk_costs_no_answer() -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(28, "No space left on device")

    assert client(AccessLog(Full())).get("/").status_code == 200
