"""In Chromium, as wide as a cheap phone: a vacancy found, a search that goes on by itself, an application with a CV, and the employer's answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.cases.api import Case, keys_of
from plugins.jobs.models import Alert, Vacancy
from tests.plugins.accounts.persons import PASSWORD, another
from tests.plugins.jobs.test_applications import PDF, decided
from tests.plugins.jobs.test_employers import decide, posted, registered, represents

from .test_complaint_browser import browsing, looked_at

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.timeout(240)]


async def test_from_a_search_to_an_interview_on_a_phone(blora: Path, tmp_path: Path, chromium_path: str, axe_script: str) -> None:
    cv = tmp_path / "cv.pdf"
    cv.write_bytes(PDF)
    async with browsing(blora, chromium_path) as (portal, page, said):
        employer = another(portal)
        await represents(employer)
        await registered(employer)
        await decide(portal, "jobs.register", "accept")
        await posted(employer)
        await decide(portal, "jobs.post", "publish")
        code = (await Vacancy.get()).code

        await page.goto("/daftar")
        await page.fill("#name", "Budi Santoso")
        await page.fill("#who", "budi@contoh.id")
        await page.fill("#password", PASSWORD)
        await page.click("main #daftar")
        await page.wait_for_url("**/masuk/sandi?baru=1")
        await page.fill("#who", "budi@contoh.id")
        await page.fill("#password", PASSWORD)
        await page.click("#masuk")
        await page.wait_for_url("**/akun")

        await page.goto("/lowongan")
        await looked_at(page, axe_script)
        await page.fill("#q", "tukang")
        await page.click("#cari-lowongan")
        await page.wait_for_url("**/lowongan?*q=tukang*")
        await page.wait_for_selector(f"#lowongan-{code}")
        await page.click("#kabari")
        await page.wait_for_url("**/pemberitahuan/baru?*")
        await looked_at(page, axe_script)
        await page.click("main form button")
        await page.wait_for_url("**/lowongan/pemberitahuan")
        await looked_at(page, axe_script)
        assert await Alert.all().count() == 1
        assert "tukang" in await page.inner_text("main")

        await page.goto(f"/lowongan/{code}")
        await looked_at(page, axe_script)
        await page.click("#lamar-di-sini")
        await page.wait_for_url(f"**/lowongan/{code}/lamar")
        await looked_at(page, axe_script)
        await page.click("main a.button")
        await page.wait_for_selector("#lanjut")
        for name, value in (("name", "Budi Santoso"), ("phone", "081298765432"), ("email", "budi@contoh.id")):
            await page.fill(f"[name={name}]", value)
        await page.click("#lanjut")
        await page.wait_for_selector("[name=cv]", state="attached")
        await looked_at(page, axe_script)
        await page.set_input_files("[name=cv]", str(cv))
        await page.wait_for_selector("#field-cv .file")
        await page.click("#lanjut")
        await page.wait_for_selector("[name=words]")
        await page.click("#lanjut")
        await page.wait_for_selector("#galat")
        await looked_at(page, axe_script)
        await page.fill("[name=words]", "Saya tukang kayu sejak 2015.")
        await page.check("[name=share]")
        await page.click("#lanjut")
        await page.wait_for_url("**/periksa*")
        await looked_at(page, axe_script)
        await page.click("#kirim")
        await page.wait_for_url("**/selesai/*")
        await looked_at(page, axe_script)

        await decided(employer, "see")
        await decided(employer, "invite", note="Wawancara Senin pukul 09.00 di bengkel.")
        case = await Case.get(service="jobs.apply")
        await page.goto(portal.url_for("cases:follow", secret=keys_of(portal, case).secret))
        await looked_at(page, axe_script)
        assert "Wawancara Senin pukul 09.00 di bengkel." in await page.inner_text("main")
        await page.goto("/lowongan/statistik")
        await looked_at(page, axe_script)
    assert said == []
