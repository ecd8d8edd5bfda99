"""Every page of notifications, and a mail, is HTML as the standard wants it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.portal import Portal
from tests.pages.test_html import errors

from .pages import every_page
from .post_office import PostOffice

pytestmark = [pytest.mark.java, pytest.mark.anyio, pytest.mark.timeout(300)]


async def test_every_page_is_valid_html_with_one_heading(portal: Portal, office: PostOffice, tmp_path: Path, vnu_jar: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    pages = await every_page(portal, office)
    for name, html in pages.items():
        (folder / f"{name.replace(' ', '_')}.html").write_text(html, encoding="utf-8")

    assert len(pages) == 14
    assert errors(vnu_jar, folder) == []
    assert {name for name, html in pages.items() if len(re.findall(r"<h1[ >]", html)) != 1} == set()
