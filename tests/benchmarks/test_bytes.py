"""What a first view sends over a weak signal: the budgets of a citizen's page, with brotli, through the whole application."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from benchmarks.cases import secret_of
from core.portal import build_portal
from core.portal.running import running
from core.site import load_site
from core.site.shipped import shipped
from core.testing.client import Client
from core.web.app import create_app
from tests.benchmarks.costs import opened

pytestmark = pytest.mark.anyio
KIB = 1024
FIRST_VIEW, REQUESTS = 30 * KIB, 6
PAGE, SHEET, HTMX = 8 * KIB, 8 * KIB, 12.5 * KIB
BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Accept-Language": "id"}

PAGES = ("/", "/layanan", "/layanan/complaints.report", "/aduan", "/aduan?state=closed", "/cari?q=lampu")
UNKEPT = ("/aduan/lapor", "/lacak", f"/lacak/{secret_of(31)}")
"""Pages that are somebody's own are not compressed beside their secrets (a token, a code): whoever guesses at them sees lengths."""


async def sent(client: Client, path: str) -> tuple[int, str]:
    """Bytes of the body as they are sent, and its text."""
    async with client.stream("GET", path, headers=BROWSER) as response:
        assert response.status_code == 200, path
        raw = b"".join([chunk async for chunk in response.aiter_raw()])
    text = (await client.get(path, headers={**BROWSER, "Accept-Encoding": "identity"})).text
    return len(raw), text


def linked(page: str) -> set[str]:
    """What a browser fetches at once: style sheets, scripts, icons of the page, the sprite, pictures that are not lazy."""
    found = set(re.findall(r'<(?:link rel="(?:stylesheet|icon)"|script)[^>]*?(?:href|src)="([^"]+)"', page))
    found |= {address.partition("#")[0] for address in re.findall(r'<use href="([^"]+)"', page)}
    found |= set(re.findall(r'<img src="([^"]+)"(?![^>]*loading="lazy")', page))
    return {address for address in found if address.startswith("/")}


@pytest.mark.parametrize("site", ["blora", "sumedang"])
async def test_the_first_view_of_the_home_page_keeps_to_its_budget(site: str, tmp_path: Path) -> None:
    folder = tmp_path / site
    shutil.copytree(shipped("sites")[site], folder, ignore=shutil.ignore_patterns("data"))
    async with running(build_portal(load_site(folder, {})), migrate=True) as portal, Client(create_app(portal)) as client:
        size, page = await sent(client, "/")
        parts = {address: (await sent(client, address))[0] for address in linked(page)}

        assert size + sum(parts.values()) <= FIRST_VIEW, {"/": size, **parts}
        assert 1 + len(parts) <= REQUESTS, parts
        assert not [address for address in parts if address.endswith((".woff2", ".woff", ".ttf", ".png", ".jpg", ".webp"))]


async def test_sheet_and_scripts_keep_to_their_budgets(measured: Path) -> None:
    async with opened(measured) as (_portal, client):
        _size, page = await sent(client, "/")
        sizes = {address: (await sent(client, address))[0] for address in linked(page)}

        assert sum(size for address, size in sizes.items() if address.endswith(".css")) <= SHEET, sizes
        assert sum(size for address, size in sizes.items() if address.endswith(".js")) <= HTMX, sizes


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_for_everybody_is_small(path: str, measured: Path) -> None:
    async with opened(measured) as (_portal, client):
        size, _page = await sent(client, path)

        assert size <= (PAGE if "cari" not in path else 3 * PAGE), size


@pytest.mark.parametrize("path", UNKEPT)
async def test_somebodys_own_page_is_not_compressed_and_still_small(path: str, measured: Path) -> None:
    async with opened(measured) as (_portal, client):
        size, page = await sent(client, path)

        assert abs(size - len(page.encode())) < 200
        assert size <= 2 * PAGE, size
