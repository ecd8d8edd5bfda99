"""A citizen of Blora reports a broken road without JavaScript and follows it; officers move it along; everybody sees until when."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest

from core.clock import SystemClock
from core.portal.running import context_of
from core.site import load_site
from core.testing import FrozenClock, form_in, serving
from core.testing.client import Client
from plugins.cases.api import By, find_case, move, sweep, verify_chains
from tests.core.storage import pictures

pytestmark = pytest.mark.anyio

SARI, BUDI = By("verifier", "officer-1", "Sari"), By("handler", "officer-2", "Budi")
DESCRIPTION = "Lubang besar di jalan depan Pasar Jepon, lebar sekitar satu meter. Sejak hujan Sabtu lalu sudah dua motor jatuh."


def due_on(page: httpx2.Response) -> str:
    """The day in the promise of a page."""
    found = re.search(r'class="promise">.*?<time datetime="([0-9-]{10})"', page.text, re.DOTALL)
    return found[1] if found else ""


async def on(client: Client, page: httpx2.Response, **values: str) -> httpx2.Response:
    answer = await client.fill(page, holding="_draf", **values)
    assert answer.status_code == 303, answer.text
    return await client.follow(answer)


async def reported(client: Client) -> httpx2.Response:
    """From the home page to the receipt, by links and buttons alone."""
    home = await client.get("/")
    start = re.search(r'href="([^"]+)"><span class="glyph is-accent">', home.text)
    assert start, home.text
    page = await client.get(start[1])
    assert "Langkah 1 dari 6" in page.text
    page = await client.follow(
        await client.fill(
            page,
            holding="_draf",
            button=("_do", "upload:photos"),
            description=DESCRIPTION,
            files=[("photos", ("jalan.jpg", pictures.telltale_jpeg(), "image/jpeg"))],
        )
    )
    assert "jalan.jpg" in page.text
    page = await on(client, page)
    page = await client.follow(await client.fill(page, holding="_draf", button=("_do", "show:place"), place_district="33.16.08"))
    villages = form_in(page.text, "_draf").choices["place_village"]
    assert len(villages) == 26, "25 villages, and nothing chosen yet"
    page = await on(client, page, place_village="33.16.08.1013", place_landmark="Depan Pasar Jepon, sisi utara jalan")
    page = await on(client, page, category="jalan")
    page = await on(client, page, visibility="public", name="Siti Rahmawati", phone="0812-0000-4821")
    assert "Langkah 5 dari 5" in page.text
    for words in (DESCRIPTION, "Kelurahan Jepon, Kecamatan Jepon", "Jalan dan jembatan", "Semua orang", "jalan.jpg"):
        assert words in page.text, words
    answer = await client.fill(page, holding="_key")
    assert answer.status_code == 303
    return await client.follow(answer)


async def test_from_a_broken_road_to_a_mended_one(blora: Path, clock: FrozenClock) -> None:
    async with serving(load_site(blora, {}), plugins=["cases", "complaints"], clock=clock) as (portal, citizen):
        context = context_of(portal, "complaints")

        # The citizen reports, and takes a ticket along.
        receipt = await reported(citizen)
        ticket, link = re.search(r'value="(ADU-[0-9A-Z]{4}-[0-9A-Z]{4})"', receipt.text), re.search(r'href="(/lacak/[A-Za-z0-9_-]{43})"', receipt.text)
        assert ticket
        assert link
        for words in ("Jumat, 27 November 2026", "<svg"):
            assert words in receipt.text
        following = await citizen.get(link[1])
        assert due_on(following) == "2026-11-27"
        assert "Diterima" in following.text

        # Everybody sees it, without a name or a number.
        public = f"/aduan/{ticket[1]}"
        async with Client(citizen._transport.app) as neighbour:  # type: ignore[attr-defined]
            assert ticket[1] in (await neighbour.get("/aduan?district=33.16.08&category=jalan&q=lubang")).text
            page = await neighbour.get(public)
            assert due_on(page) == "2026-11-27"
            assert "Siti" not in page.text
            assert "4821" not in page.text
            photo = re.search(r'href="(/aduan/[^"]+/foto/[^"]+)"', page.text)
            assert photo
            assert pictures.GPS_MARK not in (await neighbour.get(photo[1])).content

        # An officer checks it and forwards it to the agency in charge; the promise to the citizen stays the same.
        case = await find_case(ticket[1])
        assert case.agency == "dpupr"
        clock.stand(datetime(2026, 11, 25, 3, 0, tzinfo=UTC))
        await move(context, case.id, "forward", SARI, {"agency": "dpupr", "class": "ordinary"})
        following = await citizen.get(link[1])
        assert "Diteruskan ke DPUPR" in following.text
        assert due_on(following) == "2026-11-27"

        # The agency answers and starts: fourteen working days.
        clock.stand(datetime(2026, 11, 26, 3, 5, tzinfo=UTC))
        await move(context, case.id, "start", BUDI, {"note": "Tim kami sudah mengukur lubangnya."})
        following = await citizen.get(link[1])
        assert "Tim kami sudah mengukur lubangnya." in following.text
        assert due_on(following) == "2026-12-16"

        # It is mended, with a photo; the citizen has ten working days to say whether it is.
        clock.stand(datetime(2026, 12, 3, 8, 40, tzinfo=UTC))
        proof = await portal.files.stage(pictures.jpeg(), name="sesudah.jpg", media_type="image/jpeg", owner="complaints", field="photos")
        await move(context, case.id, "finish", BUDI, {"note": "Sudah ditambal."}, files=[proof.id])
        following = await citizen.get(link[1])
        assert due_on(following) == "2026-12-17"
        assert len(re.findall(r'<figure><a href="/lacak/', following.text)) == 2

        # It is not: the citizen says so and it is taken up again.
        answer = await citizen.fill(following, holding="note", note="Retak lagi di sisi kiri.")
        assert answer.status_code == 303
        following = await citizen.follow(answer)
        assert "Dibuka kembali oleh pelapor" in following.text
        assert "Retak lagi di sisi kiri." in following.text
        assert "Retak lagi" not in (await citizen.get(public)).text, "what a reporter writes later is not public"
        clock.stand(datetime(2026, 12, 7, 3, 0, tzinfo=UTC))
        await move(context, case.id, "finish", BUDI, {"note": "Dipadatkan dan ditambal ulang."})

        # Nobody replies, and after ten working days it closes by itself; nothing was altered on the way.
        clock.stand(datetime(2026, 12, 22, 3, 0, tzinfo=UTC))
        await sweep(context)
        page = await citizen.get(public)
        assert "Selesai" in page.text
        assert 'Selesai <span class="num">1</span>' in (await citizen.get("/aduan")).text
        assert (await verify_chains(portal)).ok


async def test_a_whistleblower_reaches_the_inspectorate_and_nobody_else(blora: Path, clock: FrozenClock) -> None:
    async with serving(load_site(blora, {}), plugins=["cases", "complaints", "sample_identity"], clock=clock) as (portal, citizen):
        page = await citizen.get("/aduan/lapor")
        page = await on(citizen, page, description="Petugas meminta uang untuk mengurus KTP di kantor itu.")
        page = await on(citizen, page, place_district="33.16.09", place_village=portal.site.regions.villages("33.16.09")[0].code, place_landmark="Loket dua")
        page = await on(citizen, page, category="integritas")
        assert "Aduan ini rahasia" in page.text
        page = await on(citizen, page)
        receipt = await citizen.follow(await citizen.fill(page, holding="_key"))

        case = await find_case(re.findall(r'value="(ADU-[0-9A-Z-]{9})"', receipt.text)[0])
        assert (case.agency, case.visibility) == ("inspektorat", "confidential")
        async with Client(citizen._transport.app) as officer:  # type: ignore[attr-defined]
            await officer.sign_in("budi", kind="officer", permissions=["cases.view", "cases.view_all", "cases.handle"], agencies=["dindukcapil"])
            for address in ("/", "/aduan", "/aduan?q=uang", f"/aduan?q={case.ticket}", "/cari?q=uang", "/aduan?state=received"):
                assert "meminta uang" not in (await officer.get(address)).text
            assert (await officer.get(f"/aduan/{case.ticket}")).status_code == 404
        followed = await citizen.get(re.findall(r'href="(/lacak/[A-Za-z0-9_-]{43})"', receipt.text)[0])
        assert "Petugas meminta uang" in followed.text


async def test_an_officer_needs_no_browser(blora: Path) -> None:
    """The desk is not open yet: an officer works with the command, on the site's own database."""
    site = load_site(blora, {})
    async with serving(site, plugins=["cases", "complaints"], clock=SystemClock()) as (_portal, citizen):
        receipt = await reported(citizen)
    ticket = re.findall(r'value="(ADU-[0-9A-Z-]{9})"', receipt.text)[0]

    async def pendopo(*words: str) -> dict[str, Any]:
        done = await anyio.run_process([sys.executable, "-m", "core.commands.main", "--site", str(blora), "cases", *words, "--json"], check=False)
        assert done.returncode == 0, done.stderr.decode()
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    shown = await pendopo("show", ticket)
    assert (shown["state"], shown["service"], shown["transitions"][0]) == ("received", "complaints.report", "forward")
    moved = await pendopo("move", ticket, "forward", "--agency", "dpupr", "--as", "Sari")
    assert (moved["state"], moved["agency"]) == ("forwarded", "dpupr")
    moved = await pendopo("move", ticket, "start", "--note", "Kami ukur besok.", "--as", "Budi")
    assert moved["state"] == "in_progress"
    assert (await pendopo("verify"))["ok"]

    async with serving(site, plugins=["cases", "complaints"], clock=SystemClock()) as (_portal, citizen):
        page = await citizen.get(f"/aduan/{ticket}")
        assert "Kami ukur besok." in page.text
        assert "Budi" not in page.text
