"""A complaint from the first tap to the last answer in the grown setup, by processes as an operator starts them."""

from __future__ import annotations

import asyncio
import json
import re
import time
import urllib.request
from collections import Counter
from typing import Any

import httpx2
import pytest

from core.testing import forms_in
from core.testing.client import Client
from tests.core.storage.pictures import GPS_MARK, telltale_jpeg
from tests.plugins.complaints.reporting import link_of, report, ticket_of

from .processes import Connection, Grown, Portal, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.anyio, pytest.mark.timeout(300)]

ROAD = {"place_district": "33.16.08", "place_village": "33.16.08.1013", "category": "jalan"}
"""Answers with which a report in one of Blora's real villages is complete."""
PHOTO = ("IMG_20261124.jpg", telltale_jpeg(), "image/jpeg")
STEPS = (
    ("forward", ("--agency", "dpupr"), "Diteruskan ke DPUPR"),
    ("start", ("--note", "Tim sudah mengukur lubangnya."), "Tim sudah mengukur lubangnya."),
    ("finish", ("--note", "Sudah ditambal."), "Sudah ditambal."),
)
"""What the officer does, and what the citizen then reads."""


def ready(address: str) -> dict[str, str]:
    """What `/siap` says of the portal and of each check; without the table of days off, which ends one day."""
    with urllib.request.urlopen(f"{address}/siap", timeout=5) as answer:
        found = json.load(answer)
    return {check["name"]: check["status"] for check in found["checks"] if check["name"] != "cases.holidays"}


def promised(page: httpx2.Response) -> str:
    """The day that the page promises, or nothing."""
    _, _, rest = page.text.partition('class="promise')
    found = re.match(r'(?:(?!</p>).)*?datetime="(\d{4}-\d\d-\d\d)"', rest, re.DOTALL)
    return found[1] if found else ""


async def test_a_complaint_goes_its_whole_way_and_every_process_ends_with_0(grown: Grown) -> None:
    assert "migrations applied" in grown.pendopo("migrate")
    with grown.open() as portal:
        async with Client(address=portal.address) as citizen:
            receipt = await report(citizen, [PHOTO], **ROAD)
            ticket, link = ticket_of(receipt), link_of(receipt)
            page = await citizen.get(link)
            opened = grown.told("cases", "show", ticket)

            assert "Kelurahan Jepon, Kec. Jepon" in page.text
            assert opened["state"] == "received"
            assert promised(page) == opened["due"] != ""
            await the_photo_lies_in_the_bucket(citizen, page, grown)

            for transition, words, told in STEPS:
                grown.pendopo("cases", "move", ticket, transition, *words, "--as", "Sari")
                page, moved = await citizen.get(link), grown.told("cases", "show", ticket)
                assert told in page.text
                assert promised(page) == moved["due"] != ""
                assert "Sari" not in page.text

            await press(citizen, page, "agree")
            closed = grown.told("cases", "show", ticket)
            assert (closed["state"], closed["due"]) == ("closed", None)
            assert [entry["name"] for entry in closed["timeline"]] == ["", "Sari", "Sari", "Sari", ""]

        wait_for(lambda: set(ready(portal.address).values()) == {"ok"}, 60, every=0.5)
        assert {"database", "schema", "keys", "worker"} <= set(ready(portal.address))
        assert grown.told("cases", "verify")["ok"]
        assert (portal.serve.stop(), portal.worker.stop()) == (0, 0)
        for running in (portal.serve, portal.worker):
            assert "Traceback" not in running.said()
    assert [file.name for file in (grown.folder / "data").rglob("*") if file.is_file() and file.name != "secrets.toml"] == []


async def press(client: Client, page: httpx2.Response, transition: str) -> None:
    """The button of a transition on the tracking page."""
    form = next(form for form in forms_in(page.text) if form.action.endswith(f"/{transition}"))
    answer = await client.send_form(page, form, form.filled())
    assert answer.status_code == 303, answer.text


async def the_photo_lies_in_the_bucket(citizen: Client, page: httpx2.Response, grown: Grown) -> None:
    """The citizen gets it back, made anew, with the headers that keep it from being taken for a page; no stranger gets it."""
    address = re.search(r'href="(/lacak/[^"]+/berkas/[^"]+)"', page.text)
    assert address, page.text
    photo, small = await citizen.get(address[1]), await citizen.get(f"{address[1]}/kecil")

    assert photo.headers["content-type"] == "image/jpeg"
    assert photo.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert photo.headers["x-content-type-options"] == "nosniff"
    assert photo.headers["content-disposition"].startswith('inline; filename="IMG_20261124.jpg"')
    assert "no-store" in photo.headers["cache-control"]
    assert photo.content.startswith(b"\xff\xd8")
    assert GPS_MARK not in photo.content
    assert len(photo.content) == int(photo.headers["content-length"])
    assert 0 < len(small.content) < len(photo.content)
    async with Client(address=citizen.address) as stranger:
        assert (await stranger.get(address[1].replace(address[1].split("/")[2], "x" * 43))).status_code == 404
    assert not (grown.folder / "data" / "files").exists()


async def test_a_kept_page_is_at_most_two_seconds_old_in_every_process(grown: Grown) -> None:
    grown.pendopo("migrate")
    with grown.open() as portal, portal.connections() as connections:
        for connection in connections.values():
            connection.get("/aduan"), connection.get("/")
        homes = {connection.get("/") for connection in connections.values()}
        assert len(homes) == 1, "both say the same of themselves"

        async with Client(address=portal.address) as citizen:
            ticket = ticket_of(await report(citizen, **ROAD))
        ages = seen_after(connections, "/aduan", lambda page: ticket in page)
        ages |= {(pid, "home"): age for pid, age in seen_after(connections, "/", lambda page: page not in homes).items()}

        assert max(ages.values()) < 3.0, ages  # two seconds, and what a busy machine adds


def seen_after(connections: dict[int, Connection], path: str, seen: Any) -> dict[Any, float]:
    """After how many seconds each process shows it."""
    began, ages = time.monotonic(), {}
    while len(ages) < len(connections):
        for pid, connection in connections.items():
            if pid not in ages and seen(connection.get(path)):
                ages[pid] = time.monotonic() - began
        assert time.monotonic() - began < 20, f"{path} stays as it was in {set(connections) - set(ages)}"
        time.sleep(0.05)
    return ages


async def test_without_redis_the_portal_goes_on_and_each_process_counts_for_itself(grown: Grown, redis_server: Any) -> None:
    grown.pendopo("migrate")
    with grown.open() as portal:
        async with Client(address=portal.address) as guesser:
            together = [await guess(guesser, portal) for _ in range(11)]
            assert together == [422] * 10 + [429], "all processes count as one"

            redis_server.shutdown()
            began = time.monotonic()
            apart = [await guess(guesser, portal) for _ in range(21)]
            assert time.monotonic() - began < 30
            assert apart[:10] == [422] * 10, "nobody is locked out by the loss of redis"
            assert 429 in apart, "and nobody may try without end"
            assert ticket_of(await report(guesser, **ROAD))
        assert portal.serve.stop() == 0


async def guess(client: Client, portal: Portal) -> int:
    """Try a wrong tracking code over a connection of its own, which either process may take."""
    async with Client(address=portal.address) as fresh:
        page = await fresh.get("/lacak")
        answer = await fresh.fill(page, holding="code", ticket="ADU-4AS0-SCB6", code="AAA AAA")
    return answer.status_code


WITNESS = '''"""Writes down what it is told, at least once."""

from core import Listener, hookimpl


async def heard(context, event):
    with (context.portal.site.folder / "data" / "heard").open("a", encoding="utf-8") as book:
        book.write(f"{event.ticket}\\n")


@hookimpl
def register_listeners():
    return [Listener("cases.opened", heard)]
'''


def with_a_witness(grown: Grown) -> None:
    """A plugin of the site that hears of every case."""
    plugin = grown.folder / "plugins" / "witness"
    plugin.mkdir(parents=True)
    (plugin / "__init__.py").write_text("")
    (plugin / "plugin.toml").write_text('slug = "witness"\nversion = "1.0.0"\nplugin_api = 1\nrequires = ["cases"]\ntitle = "Saksi"\n')
    (plugin / "hooks.py").write_text(WITNESS)
    grown.pendopo("plugins", "enable", "witness")


class Patient(Client):
    """Somebody whose connection breaks, and who presses the button again."""

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        for _ in range(100):
            try:
                return await super().send(request, **options)
            except httpx2.TransportError:
                await asyncio.sleep(0.2)
        raise AssertionError(f"nobody answers {request.url}")


async def test_a_process_killed_under_load_loses_nothing_and_doubles_nothing(grown: Grown) -> None:
    with_a_witness(grown)
    grown.pendopo("migrate")
    with grown.open() as portal:
        time.sleep(5.5)  # a process that dies younger is taken for one that cannot start
        reporting = [asyncio.create_task(several(portal, person)) for person in range(6)]
        killed = []
        while not all(task.done() for task in reporting):
            await asyncio.sleep(1.0)
            victim = next((one for one in portal.processes() if time.time() - one.create_time() > 6), None)
            if victim and len(killed) < 3:
                victim.kill()
                killed.append(victim.pid)
        acknowledged = Counter([ticket for tickets in await asyncio.gather(*reporting) for ticket in tickets])

        kept = Counter(case["ticket"] for case in grown.told("cases", "list", "--limit", "1000"))
        assert killed
        assert kept == acknowledged
        assert set(kept.values()) == {1}
        assert len(kept) == 18
        assert grown.told("cases", "verify")["ok"]
        wait_for(lambda: heard(grown) >= set(kept), 90)
        wait_for(portal.is_complete, 60)
        assert portal.serve.process.poll() is None
        assert (portal.serve.stop(), portal.worker.stop()) == (0, 0)


async def several(portal: Portal, person: int) -> list[str]:
    """The tickets of three reports by one person."""
    async with Patient(address=portal.address) as client:
        return [ticket_of(await report(client, description=f"Lubang nomor {person}-{number} di jalan desa.", **ROAD)) for number in range(3)]


def heard(grown: Grown) -> set[str]:
    book = grown.folder / "data" / "heard"
    return set(book.read_text().split()) if book.exists() else set()
