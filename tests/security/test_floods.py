"""Many at once, and too much at once: nobody's first report is lost, and what is too large is turned away before it costs anything."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from core.database.tables import Draft, Session, Submission
from core.portal import Portal
from core.security.csrf import FIELD
from core.testing.client import Client
from core.web.app import create_app
from plugins.cases.models import Case
from tests.core.storage import pictures
from tests.core.web.test_health import lock_database, lose_database, make_newer, ready
from tests.plugins.complaints.reporting import PROBLEM, add_photo, report, step, ticket_of, to_the_check
from tests.security.serving import complaints_site, served
from tests.security.whole import PATIENT, PLUGINS, whole_portal

pytestmark = pytest.mark.anyio

SOFT = PATIENT.replace("submissions_per_device = 1000", "submissions_per_device = 2").replace(
    "submissions_per_address = 100000", "submissions_per_address = 20"
)


@pytest.mark.parametrize("devices", [40, pytest.param(400, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
async def test_row_29_the_first_report_of_every_device_behind_one_address_is_taken(tmp_path: Path, devices: int) -> None:
    """Far past the soft limit of 20 for the address: first reports wait, second ones are refused with the form kept."""
    async with whole_portal(tmp_path / "site", toml=SOFT) as (portal, _client):
        app, answers, again = create_app(portal), Counter[int](), Counter[int]()

        async def device(number: int) -> None:
            async with Client(app, timeout=60) as client:
                answer = await client.fill(await to_the_check(client, description=f"Laporan pertama nomor {number}"), holding="_key")
                answers[answer.status_code] += 1
                if number % 10 == 0:
                    second = await client.fill(await to_the_check(client, description=f"Laporan kedua nomor {number}"), holding="_key")
                    again[second.status_code] += 1
                    if second.status_code == 429:
                        assert int(second.headers["retry-after"]) > 0
                        assert f"Laporan kedua nomor {number}" in second.text
                        assert await Draft.filter(submission__isnull=False).count() > 0

        for first in range(0, devices, 40):
            await asyncio.gather(*(device(first + n) for n in range(40)))

        assert answers == {303: devices}
        assert set(again) <= {303, 429}
        assert again[429] >= devices // 10 - 3
        assert await Case.all().count() == devices + again[303]


async def test_row_29_without_the_devices_cookie_nothing_is_taken_and_nothing_is_kept(tmp_path: Path) -> None:
    async with whole_portal(tmp_path / "site", toml=SOFT) as (portal, client):
        token = re.findall(rf'name="{FIELD}" value="([^"]+)"', (await client.get("/aduan/lapor")).text)[-1]
        headers = {"Sec-Fetch-Site": "same-origin"}
        for number in range(400):
            client.cookies.clear()
            answer = await client.post("/aduan/lapor/periksa", data={FIELD: token, "_key": "A" * 43, "_digest": "0" * 64}, headers=headers)
            assert answer.status_code in (303, 403), number
            await client.get("/aduan/lapor")

        assert await Case.all().count() == 0
        with portal.database.bind():
            assert [await table.all().count() for table in (Session, Draft, Submission)] == [0, 0, 0]


BREAKS: tuple[tuple[Callable[[Portal], Any], str], ...] = ((lose_database, "database"), (lock_database, "database"), (make_newer, "schema"))


@pytest.mark.parametrize(("break_it", "name"), BREAKS)
async def test_row_58_what_is_broken_is_said_within_a_second_and_a_half_and_being_alive_at_once(
    tmp_path: Path, break_it: Callable[[Portal], Any], name: str
) -> None:
    async with whole_portal(tmp_path / "site") as (portal, client):
        broken = break_it(portal)
        began = time.monotonic()
        asking = asyncio.create_task(ready(client, portal))
        alive = await client.get("/sehat")
        lively = time.monotonic() - began
        status, body = await asking
        took = time.monotonic() - began
        if broken is not None:
            broken.close()

    assert (alive.status_code, status, body["status"]) == (200, 503, "down")
    assert name in {check["name"] for check in body["checks"] if check["status"] == "down"}
    assert lively < 1
    assert took < 1.5 + 1, "a second for each of the two rounds of checks, and some for a busy machine"


def send(port: int, head: str, body: bytes = b"", *, piece: int = 1 << 20) -> str:
    """The first line of the answer, however early it comes."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as connection:
        try:
            connection.sendall(head.replace("\n", "\r\n").encode())
            for start in range(0, len(body), piece):
                connection.sendall(body[start : start + piece])
        except OSError:
            pass  # the other side has answered and closed
        try:
            return connection.recv(4096).decode(errors="replace").partition("\r\n")[0]
        except ConnectionResetError:
            return "HTTP/1.1 413 reset"


def resident(pid: int) -> int:
    """Kilobytes of memory that a process holds."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) if found else 0


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_row_13_what_is_too_large_is_refused_and_costs_no_memory(tmp_path: Path) -> None:
    folder = complaints_site(tmp_path / "site")
    with served(folder) as server:
        host = f"Host: 127.0.0.1:{server.port}\nSec-Fetch-Site: same-origin\nContent-Type: application/x-www-form-urlencoded\n"
        assert send(server.port, f"GET / HTTP/1.1\n{host}\n").startswith("HTTP/1.1 200")
        before = resident(server.process.pid)

        for _ in range(3):
            for path, size in (
                ("/lacak", 64 * 1024 + 1),
                ("/tampilan", 64 * 1024 + 1),
                ("/aduan/lapor/periksa", 64 * 1024 + 1),
                ("/aduan/lapor/problem", 34 * 2**20 + 1),
            ):
                line = send(server.port, f"POST {path} HTTP/1.1\n{host}Content-Length: {size}\n\n", b"a=" + b"b" * (size - 2))
                assert " 413 " in line, (path, line)
            fields = b"&".join(b"a%d=b" % n for n in range(201))
            assert " 400 " in send(server.port, f"POST /lacak HTTP/1.1\n{host}Content-Length: {len(fields)}\n\n", fields)
            assert " 414 " in send(server.port, f"GET /aduan?q={'x' * 8192} HTTP/1.1\n{host}\n")
            assert " 431 " in send(server.port, f"GET / HTTP/1.1\n{host}X-Long: {'x' * 33_000}\n\n")
            assert " 431 " in send(server.port, f"GET / HTTP/1.1\n{host}{''.join(f'X-{n}: a{chr(10)}' for n in range(101))}\n")
        grown = resident(server.process.pid) - before

        assert send(server.port, f"GET / HTTP/1.1\n{host}\n").startswith("HTTP/1.1 200")
        assert server.stop() == 0
    assert grown < 30 * 1024


async def test_row_34_a_picture_that_is_also_a_page_is_handed_out_as_a_picture_alone(tmp_path: Path) -> None:
    async with whole_portal(tmp_path / "site") as (_portal, client):
        polyglot = pictures.jpeg((320, 240)) + b"<html><script>alert('zqx')</script></html>"
        ticket = ticket_of(await report(client, [("a.jpg", polyglot, "image/jpeg")]))
        page = await client.get(f"/aduan/{ticket}")
        address = re.findall(rf"/aduan/{ticket}/foto/[0-9a-f-]+", page.text)[0]

        photo = await client.get(address)

        assert photo.status_code == 200
        assert photo.headers["content-type"] == "image/jpeg"
        assert photo.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in photo.headers["content-security-policy"]
        assert b"zqx" not in photo.content
        assert b"<html" not in photo.content


async def test_row_34_a_draft_photo_is_not_anybody_elses(tmp_path: Path) -> None:
    async with whole_portal(tmp_path / "site", plugins=PLUGINS) as (portal, client):
        page = await add_photo(client, await client.get("/aduan/lapor"), ("a.jpg", pictures.jpeg(), "image/jpeg"), **PROBLEM)
        await step(client, page, **PROBLEM)
        address = re.findall(r"/aduan/lapor/berkas/[0-9a-f-]+\?draf=\d+", page.text)[0]

        assert (await client.get(address)).status_code == 200
        async with Client(create_app(portal)) as other:
            assert (await other.get(address)).status_code == 404
            await report(other)
            assert (await other.get(address)).status_code == 404
