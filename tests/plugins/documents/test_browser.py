"""In Chromium, as wide as a cheap phone: a document is looked up by its code and its file is checked; axe on every page, nothing against the policy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.site.shipped import shipped
from plugins.documents.api import verification_path
from tests.journeys.test_complaint_browser import browsing, looked_at

from .world import TEMPLATE, issued, pdf_of

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.timeout(240)]


async def test_a_document_is_checked_on_a_phone_by_code_and_by_file(tmp_path: Path, chromium_path: str, axe_script: str) -> None:
    site = tmp_path / "blora"
    shutil.copytree(shipped("sites")["blora"], site, ignore=shutil.ignore_patterns("data"))
    (site / "letters" / "cases").mkdir(parents=True)
    (site / "letters" / "cases" / "izin.typ").write_bytes(TEMPLATE)
    async with browsing(site, chromium_path) as (portal, page, said):
        row = await issued(portal, agency="")
        file = tmp_path / "izin.pdf"
        file.write_bytes(await pdf_of(portal, row))
        await page.goto("/verifikasi")
        await looked_at(page, axe_script)
        await page.fill("#code", row.code.lower())
        await page.click("#cari-kode")

        await page.wait_for_url(f"**{verification_path(portal, row)}")
        await looked_at(page, axe_script)
        await page.set_input_files("#file", str(file))
        await page.click("#file-add")
        await page.wait_for_selector("#asli")
        await looked_at(page, axe_script)
        file.write_bytes(file.read_bytes() + b"\n")
        await page.set_input_files("#file", str(file))
        await page.click("#file-add")
        await page.wait_for_selector("#galat")
        await looked_at(page, axe_script)
    assert said == []
