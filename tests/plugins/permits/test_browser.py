"""Both permits in Chromium, as wide as a cheap phone: the form, a replaced document, the officers' pages, paying; axe on every page."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from core.portal import Portal
from core.portal.running import worker_of
from core.testing import make_site
from core.testing.portals import PLUGINS as SAMPLES
from core.testing.portals import REGIONS
from tests.journeys.test_complaint_browser import browsing, looked_at

from .applying import APPLICANT, BUILDING, BUILDING_PAPERS, PDF, RESEARCH, RESEARCH_PAPERS
from .conftest import AGENCIES, OFFICES, PLUGINS

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.timeout(240)]

HEAD = '[portal]\nname = "Uji Melayani"\nregency = "Kabupaten Uji"\nregion = "33.16"\nlanguages = ["id", "en"]\n\n'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The small site as files alone, with the sample identity among its own plugins."""
    folder, enabled = tmp_path / "site", ", ".join(f'"{name}"' for name in PLUGINS)
    make_site(folder, toml=f"{HEAD}[plugins]\nenabled = [{enabled}]\n\n{OFFICES}", files={"regions.csv": REGIONS, "agencies.csv": AGENCIES})
    shutil.copytree(SAMPLES / "sample_identity", folder / "plugins" / "sample_identity", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


async def answer(page: Any, answers: dict[str, str]) -> None:
    """Fill in the fields of a step as they are: lists, radio buttons, lines."""
    for name, value in answers.items():
        field = page.locator(f"[name={name}]").first
        kind = await field.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind == "select":
            await field.select_option(value)
            await page.wait_for_load_state("networkidle")
        elif kind in ("radio", "checkbox"):
            await page.check(f"[name={name}][value={value}]")
        else:
            await field.fill(value)


async def apply(page: Any, kind: str, steps: Any, papers: Any, axe: str, file: Path) -> None:
    """From the list of permits to the page on which the application is followed."""
    await page.goto("/perizinan")
    await looked_at(page, axe)
    await page.click(f"#izin-{kind}")
    await page.wait_for_url(f"**/perizinan/{kind}")
    await looked_at(page, axe)
    await page.click("#mulai")
    for answers in steps:
        await page.wait_for_selector("#lanjut")
        await answer(page, answers)
        await page.click("#lanjut")
        await page.wait_for_load_state("networkidle")
    await page.wait_for_url("**/documents*")
    await page.click("#lanjut")
    await page.wait_for_selector("#galat")
    await looked_at(page, axe)
    assert await page.locator("#galat li").count() == len(papers), "each document that is missing is named"
    for name in papers:
        await page.set_input_files(f"[name=doc_{name}]", str(file))
        await page.wait_for_selector(f"#field-doc_{name} .file")
    await page.click("#lanjut")
    await page.wait_for_url("**/applicant*")
    await looked_at(page, axe)
    await answer(page, APPLICANT)
    await page.click("#lanjut")
    await page.wait_for_url("**/periksa*")
    await looked_at(page, axe)
    await page.click("#kirim")
    await page.wait_for_url("**/selesai/*")
    await looked_at(page, axe)


async def sign_in(page: Any, who: str, agency: str, *functions: str) -> None:
    await page.goto("/masuk")
    await answer(page, {"who": who, "kind": "officer", "agencies": agency, "permissions": ",".join(("cases.view", "permits.desk", *functions))})
    await page.click("form[action*='masuk'] button")
    await page.wait_for_load_state("networkidle")


async def judge(page: Any, ticket: str, axe: str, reject: str = "") -> None:
    """Accept every document, but the one of this heading."""
    await page.goto(f"/perizinan/periksa/{ticket}")
    await looked_at(page, axe)
    for section in await page.locator("form section.card").all():
        rejected = await section.locator("h2").inner_text() == reject
        await section.locator(f"input[type=radio][value={'rejected' if rejected else 'accepted'}]").check()
        if rejected:
            await section.locator("input[type=text]").fill("Tidak terbaca")
    await page.click("#kirim")
    await page.wait_for_url("**/petugas*")
    await page.wait_for_load_state("networkidle")  # a page left half-way complains of its pictures


async def step(page: Any, ticket: str, transition: str, axe: str, **values: str) -> None:
    await page.goto(f"/petugas/kasus/{ticket}")
    await looked_at(page, axe)
    form = page.locator(f"form[action$='/langkah/{transition}']")
    if not await form.is_visible():
        await page.click(f"#buka-{transition}")
    for name, value in values.items():
        await form.locator(f"[name={name}]").fill(value)
    await page.click(f"#kirim-{transition}")
    await page.wait_for_load_state("networkidle")


async def followed(page: Any) -> tuple[str, str]:
    """Ticket and link, from the receipt."""
    ticket = await page.locator(".ticket").first.get_attribute("value")
    link = await page.locator("a[href*='/lacak/']").first.get_attribute("href")
    return str(ticket), str(link)


async def test_research_with_a_replaced_document_on_a_phone(site: Path, tmp_path: Path, chromium_path: str, axe_script: str) -> None:
    file = tmp_path / "berkas.pdf"
    file.write_bytes(PDF)
    async with browsing(site, chromium_path) as (portal, page, said):
        await apply(page, "penelitian", RESEARCH, RESEARCH_PAPERS, axe_script, file)
        ticket, link = await followed(page)
        await sign_in(page, "ani", "dpmptsp", "cases.verify", "cases.handle")
        await judge(page, ticket, axe_script, reject="KTP atau KTM")
        await page.goto(link)
        await looked_at(page, axe_script)
        await page.click("#ganti-1")
        await page.wait_for_url("**/ganti/*")
        await looked_at(page, axe_script)
        await page.set_input_files("[name=file]", str(file))
        await page.click("#kirim")
        await page.wait_for_url("**/lacak/*")
        await looked_at(page, axe_script)
        await judge(page, ticket, axe_script)
        await sign_in(page, "budi", "kesbangpol", "cases.handle")
        await step(page, ticket, "recommend", axe_script, note="Dapat diberikan.")
        await sign_in(page, "citra", "dpmptsp", "cases.supervise")
        await step(page, ticket, "approve", axe_script)
        await delivered(portal)
        await page.goto(link)
        await looked_at(page, axe_script)
        assert "28 Februari 2027" in await page.inner_text("main")
    assert said == []


async def test_a_building_with_inspection_and_fee_on_a_phone(site: Path, tmp_path: Path, chromium_path: str, axe_script: str) -> None:
    file = tmp_path / "berkas.pdf"
    file.write_bytes(PDF)
    async with browsing(site, chromium_path) as (portal, page, said):
        await apply(page, "pbg", BUILDING, BUILDING_PAPERS, axe_script, file)
        ticket, link = await followed(page)
        await sign_in(page, "ani", "dpmptsp", "cases.verify", "cases.handle")
        await judge(page, ticket, axe_script)
        await sign_in(page, "budi", "dpupr", "cases.handle")
        await step(page, ticket, "inspect", axe_script, visit="Senin, 30 November, pukul 09.00")
        await inspect(page, ticket, axe_script)
        await step(page, ticket, "recommend", axe_script, note="Sesuai gambar.")
        await sign_in(page, "citra", "dpmptsp", "cases.supervise")
        await page.goto(f"/perizinan/periksa/{ticket}/retribusi")
        await looked_at(page, axe_script)
        await answer(page, {"amount": "1.250.000", "basis": "Perda: 72 m2 kali tarif"})
        await page.click("#simpan")
        await page.wait_for_url("**/petugas/kasus/*")
        await page.wait_for_load_state("networkidle")  # a page left half-way complains of its pictures
        await step(page, ticket, "approve", axe_script)
        await delivered(portal)
        await page.goto(link)
        await looked_at(page, axe_script)
        await page.click("#bayar-sekarang")
        await page.wait_for_url("**/pembayaran/*")
        await delivered(portal)
        await page.reload()
        await page.click("button[name=state][value=posted]")
        await page.wait_for_load_state("networkidle")
        await delivered(portal)
        await page.goto(link)
        await looked_at(page, axe_script)
        assert "/PBG/" in await page.inner_text("main")
    assert said == []


async def inspect(page: Any, ticket: str, axe: str) -> None:
    """Fill in the checklist; what was forgotten is named, and nothing is lost."""
    await page.goto(f"/perizinan/periksa/{ticket}/lapangan")
    await looked_at(page, axe)
    await page.check("[name=found_location][value=yes]")
    await page.click("#kirim")
    await page.wait_for_selector("#galat")
    await looked_at(page, axe)
    assert await page.is_checked("[name=found_location][value=yes]")
    for name in ("setback", "size", "structure", "drainage", "access"):
        await page.check(f"[name=found_{name}][value=yes]")
    await page.click("#kirim")
    await page.wait_for_url("**/petugas/kasus/*")
    await page.wait_for_load_state("networkidle")  # a page left half-way complains of its pictures


async def delivered(portal: Portal) -> None:
    for _ in range(3):
        await worker_of(portal).drain()
