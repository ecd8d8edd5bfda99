"""Every page of payments is HTML as the standard wants it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from core.web.app import create_app
from plugins.payments.api import charge_path
from plugins.payments.asking import ask_due
from tests.pages.test_html import errors

from .bank import Bank, report
from .world import TREASURER, call, charged, context_of

pytestmark = [pytest.mark.java, pytest.mark.anyio, pytest.mark.timeout(300)]


async def every_page(portal: Portal, clock: FrozenClock, bank: Bank) -> dict[str, str]:
    """Each page in each of its states."""
    payer, treasurer = Client(create_app(portal)), Client(create_app(portal))
    waiting, odd, posted, over = [await charged(portal, about=f"izin-{n}") for n in range(4)]
    bank.status = 503
    created = await charged(portal, about="izin-9")
    bank.status = 200
    await call(portal, report(str(odd.id), "paid", 1, clock.now()))
    await call(portal, report(str(posted.id), "posted", 382_200, clock.now()))
    paths = {name: charge_path(portal, one) for name, one in {"created": created, "waiting": waiting, "odd": odd, "posted": posted}.items()}
    paths["receipt"] = f"{paths['posted']}/bukti"
    pages = {name: (await payer.get(path)).text for name, path in paths.items()}
    await payer.sign_in("warga-1")
    pages["mine"] = (await payer.get("/pembayaran")).text
    clock.move(timedelta(hours=25))
    await ask_due(context_of(portal))
    pages["over"] = (await payer.get(charge_path(portal, over))).text
    await treasurer.sign_in(**TREASURER)  # type: ignore[arg-type]
    pages["desk"] = (await treasurer.get("/pembayaran/rekonsiliasi")).text
    pages["nothing"] = (await treasurer.get("/pembayaran/rekonsiliasi?q=tidak-ada")).text
    shown = await treasurer.get(f"/pembayaran/rekonsiliasi/{odd.id}")
    pages["charge"] = shown.text
    pages["refused"] = (await treasurer.fill(shown, reference="", button=("_do", "settle"), holding="reference")).text
    return pages


async def test_every_page_is_valid_html_with_one_heading(portal: Portal, clock: FrozenClock, bank: Bank, tmp_path: Path, vnu_jar: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    pages = await every_page(portal, clock, bank)
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")

    assert len(pages) == 11
    assert errors(vnu_jar, folder) == []
    assert {name for name, html in pages.items() if len(re.findall(r"<h1[ >]", html)) != 1} == set()
