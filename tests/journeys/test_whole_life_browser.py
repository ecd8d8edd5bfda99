"""A complaint from the first tap to the second mending, in Chromium: what the citizen and the officers see, and every letter that is sent.

All is done by what a person reads: labels, links and buttons. Letters are read from the mail server that they went to.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from PIL import Image

from core.portal import Portal
from core.portal.running import worker_of
from core.site import load_site
from core.testing import FrozenClock, serving
from core.testing.client import Client
from core.web.app import create_app
from plugins.accounts.commands import _add
from plugins.cases.api import find_case, verify_chains
from tests.journeys.test_complaint_browser import looked_at
from tests.plugins.accounts.persons import PASSWORD, Officer
from tests.plugins.notifications.post_office import PostOffice, html_of, post_office, text_of

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.timeout(300)]

SITI, PHONE = "siti.rahmawati@contoh.id", "0812 0000 4821"
WORDS = "Lubang besar di jalan depan Pasar Jepon. Sudah dua motor jatuh."


@dataclass(slots=True)
class House:
    """The portal of Blora as it is served, its mail, and the browser in which everybody meets it."""

    portal: Portal
    clock: FrozenClock
    office: PostOffice
    browser: Browser
    base: str
    axe: str
    width: int
    read: int = 0
    said: list[str] = field(default_factory=list)

    async def somebody(self) -> Page:
        """A browser of one's own, on a telephone or at a desk."""
        context = await self.browser.new_context(viewport={"width": self.width, "height": 800}, locale="id-ID", base_url=self.base)
        context.set_default_timeout(15_000)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" and "status of 422" not in message.text else None)
        return page

    async def look(self, page: Page) -> None:
        await looked_at(page, self.axe)

    async def letters(self, to: str = SITI) -> list[EmailMessage]:
        """What has come for somebody since the last time."""
        await worker_of(self.portal).drain()
        new, self.read = self.office.box[self.read :], len(self.office.box)
        return [one for one in new if to in str(one["To"])]


@asynccontextmanager
async def house(folder: Path, clock: FrozenClock, chromium: str, axe: str, width: int) -> AsyncIterator[House]:
    from playwright.async_api import async_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with post_office() as office:
        mail = (
            f'\n[mail]\nhost = "127.0.0.1"\nport = {office.port}\nfrom = "Blora Melayani <portal@contoh.id>"\nencryption = "none"\n\n[server]\nport = {port}\n'
        )
        with (folder / "portal.toml").open("a", encoding="utf-8") as file:
            file.write(mail)
        plugins = ["accounts", "cases", "notifications", "complaints"]
        async with serving(load_site(folder, {}), plugins=plugins, clock=clock) as (portal, _client):
            server = uvicorn.Server(uvicorn.Config(create_app(portal), port=port, log_level="warning", lifespan="off", ws="none"))
            at_work = asyncio.create_task(server.serve())
            while not server.started:
                await asyncio.sleep(0.01)
            try:
                async with async_playwright() as playwright:
                    browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                    yield House(portal, clock, office, browser, f"http://127.0.0.1:{port}", axe, width)
                    await browser.close()
            finally:
                server.should_exit = True
                await at_work


# ---------------------------------------------------------------- what people do


async def press(page: Page, name: str) -> None:
    await page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


async def report(house: House, page: Page, photo: Path) -> str:
    """From the home page to the receipt; the ticket on it."""
    await page.goto("/")
    await page.get_by_role("link", name="Lapor masalah").first.click()
    await page.get_by_label("Ceritakan yang Anda lihat").fill(WORDS)
    await page.get_by_label("Foto").set_input_files(str(photo))
    await page.locator(".file img").wait_for()
    await press(page, "Lanjut")
    await page.get_by_label("Kecamatan").select_option(label="Jepon")
    await (
        page.get_by_role("option", name="Jepon (kelurahan)").or_(page.locator("#place_village option[value='33.16.08.1013']")).first.wait_for(state="attached")
    )
    await page.get_by_label("Desa atau kelurahan").select_option("33.16.08.1013")
    await page.get_by_label("Patokan").fill("Depan Pasar Jepon")
    await press(page, "Lanjut")
    await page.get_by_label("Jalan dan jembatan").check()
    await press(page, "Lanjut")
    await page.get_by_role("radio", name=re.compile("^Semua orang(?!, tanpa)")).check()
    await page.get_by_role("textbox", name=re.compile("^Nama")).fill("Siti Rahmawati")
    await page.get_by_label("Nomor HP").fill(PHONE)
    await page.get_by_label("Surel").fill(SITI)
    await house.look(page)
    await press(page, "Lanjut")
    assert WORDS in await page.inner_text("main")
    await page.get_by_role("button", name="Kirim").click()
    await page.wait_for_url("**/selesai/*")
    await house.look(page)
    return str(await page.get_attribute("data.ticket", "value"))


async def invited(house: House, email: str, role: str, name: str) -> Officer:
    """An officer of DPUPR who has set a password and an authenticator."""
    made = await _add(house.portal, name, email, (role,), ("dpupr",), administrator=False)
    one = Officer(house.portal, house.clock, email, name)
    one.client = Client(create_app(house.portal), address=house.base)
    await one.accept(made["link"])
    await one.enrol()
    await one.keep_codes()
    await one.client.aclose()
    return one


async def sign_in(page: Page, who: Officer) -> None:
    """With the password and the code of the authenticator."""
    await page.goto("/masuk/sandi")
    await page.get_by_label("Surel", exact=False).fill(who.email)
    await page.get_by_label("Kata sandi").first.fill(PASSWORD)
    await press(page, "Masuk")
    await page.wait_for_url("**/masuk/kode")
    await page.get_by_label("Kode", exact=False).first.fill(who.code())
    await press(page, "Masuk")
    await page.wait_for_url("**/akun")


async def open_case(page: Page, ticket: str, title: str) -> None:
    """From the account to the queue, and in it to the case."""
    await page.goto("/petugas")
    await page.get_by_role("link", name=title, exact=False).first.click()
    await page.wait_for_url(f"**/petugas/kasus/{ticket}")


def links_of(letter: EmailMessage, base: str) -> list[str]:
    found = re.findall(rf"{re.escape(base)}/\S+", text_of(letter))
    assert found, text_of(letter)
    return [one.rstrip(".,)>") for one in found]


async def take(page: Page, step: str, note: str, photo: Path | None = None) -> None:
    """Make the step that leads, with what the citizen will read, and see that it is there."""
    here = page.get_by_role("region", name=step)
    await here.get_by_role("textbox").first.fill(note)
    if photo is not None:
        await here.get_by_label("Foto").set_input_files(str(photo))
        await here.locator(".file img").wait_for()
    await here.get_by_role("button", name=step, exact=True).click()
    await page.get_by_role("main").get_by_text(note).first.wait_for()
    await page.get_by_role("region", name=step).wait_for(state="detached")


def tells(letters: list[EmailMessage], ticket: str, *words: str) -> EmailMessage:
    """There is one letter about the case, it says this, and tells nothing that is not the reader's."""
    found = [one for one in letters if all(word in str(one["Subject"]) + text_of(one) for word in (ticket, *words))]
    assert len(found) == 1, [(str(one["Subject"]), text_of(one)) for one in letters]
    for secret in ("Dewi Kartika", "Budi Hartono", "verif@contoh.id", "kerja@contoh.id", PHONE, "4821", "Retak lagi"):
        assert secret not in text_of(found[0]) + html_of(found[0]), secret
    return found[0]


@pytest.mark.node
@pytest.mark.parametrize("width", [360, 1280])
async def test_a_complaint_is_reported_worked_on_reopened_and_mended(
    blora: Path, tmp_path: Path, clock: FrozenClock, chromium_path: str, axe_script: str, width: int
) -> None:
    before, after = tmp_path / "sebelum.jpg", tmp_path / "sesudah.jpg"
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(before, quality=90)
    Image.linear_gradient("L").resize((1600, 1200)).convert("RGB").save(after, quality=90)

    async with house(blora, clock, chromium_path, axe_script, width) as here:
        verifier = await invited(here, "verif@contoh.id", "verifier", "Dewi Kartika")
        handler = await invited(here, "kerja@contoh.id", "handler", "Budi Hartono")

        # She reports, and the first letter says by when she hears.
        siti = await here.somebody()
        ticket = await report(here, siti, before)
        case = await find_case(ticket)
        first = tells(await here.letters(), ticket, "Lubang besar")
        links = links_of(first, here.base)
        for link in links:
            assert (await siti.context.request.get(link)).status == 200, link
        await siti.goto(links[0])
        assert ticket in await siti.inner_text("main")
        await here.look(siti)

        # An officer signs in, reads it and passes it on.
        dewi = await here.somebody()
        await sign_in(dewi, verifier)
        await open_case(dewi, ticket, case.title)
        await here.look(dewi)
        await press(dewi, "Teruskan ke instansi")
        await dewi.get_by_text("Diteruskan ke DPUPR").first.wait_for()
        tells(await here.letters(), ticket, "sekarang: Diteruskan")

        # The agency answers and starts.
        clock.move(timedelta(days=1))
        budi = await here.somebody()
        await sign_in(budi, handler)
        await open_case(budi, ticket, case.title)
        await take(budi, "Jawab dan kerjakan", "Tim kami mengukur lubangnya besok.")
        await here.look(budi)
        tells(await here.letters(), ticket, "sekarang: Dikerjakan")

        # It is mended, with a photo that shows it; she is asked whether it is.
        clock.move(timedelta(days=3))
        await sign_in(budi, handler)
        await open_case(budi, ticket, case.title)
        await take(budi, "Sudah ditangani", "Sudah ditambal dengan aspal panas.", photo=after)
        letter = tells(await here.letters(), ticket, "sekarang: Menunggu tanggapan")
        await siti.goto(links_of(letter, here.base)[0])
        for words in ("Tim kami mengukur lubangnya besok.", "Sudah ditambal dengan aspal panas."):
            assert words in await siti.inner_text("main")
        await here.look(siti)
        assert await siti.get_by_role("img").count() >= 2, "hers and the one of the work"

        # It is not: she says so, and the officers are told.
        await siti.get_by_text("Belum selesai").first.click()
        await siti.get_by_role("textbox").first.fill("Retak lagi di sisi kiri.")
        await here.look(siti)
        await press(siti, "Kirim: Belum selesai")
        await siti.get_by_text("Dibuka kembali oleh pelapor").first.wait_for()
        await here.letters()
        await budi.goto("/pesan")
        assert await budi.get_by_role("main").get_by_text(f"{ticket} menunggu Anda").count() == 2, "whoever works on it is told each time it is theirs"

        # Everybody reads that it was opened again, and not what she wrote.
        neighbour = await here.somebody()
        await neighbour.goto(f"/aduan/{ticket}")
        public = await neighbour.inner_text("body")
        for secret in ("Retak lagi", "Siti", SITI, "4821", "Budi Hartono", "Dewi Kartika"):
            assert secret not in public, secret

        # It is done again, and now it is.
        await budi.goto("/akun")
        await open_case(budi, ticket, case.title)
        assert "Retak lagi di sisi kiri." in await budi.inner_text("main")
        await take(budi, "Sudah ditangani", "Dipadatkan dan ditambal ulang.")
        letter = tells(await here.letters(), ticket, "sekarang: Menunggu tanggapan")
        await siti.goto(links_of(letter, here.base)[0])
        await press(siti, "Sudah beres")
        await siti.get_by_role("heading", name="Apakah masalahnya sudah beres?").wait_for()
        await siti.get_by_role("link", name="Ya, sudah beres").click()
        await siti.get_by_label("4 - baik").check()
        await here.look(siti)
        await press(siti, "Kirim jawaban")
        await siti.get_by_role("heading", name="Penilaian Anda").wait_for()
        tells(await here.letters(), ticket, "sekarang: Selesai")

        case = await find_case(ticket)
        assert case.state == "closed"
        assert (await verify_chains(here.portal)).ok
        assert here.said == []
