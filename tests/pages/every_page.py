"""Every page that a citizen can meet in a portal with complaints, as HTML."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import httpx2

from core import Context, Portal
from core.site import load_site
from core.testing import forms_in, serving
from core.testing.client import Client
from plugins.cases.api import By, find_case, move
from plugins.complaints.statistics import compute
from tests.core.storage.pictures import jpeg
from tests.grown.processes import copy_of_blora
from tests.plugins.complaints.reporting import add_photo, link_of, report, step, ticket_of

SAMPLES = Path(__file__).parents[1] / "plugins" / "samples"
PHOTO = ("jalan.jpg", jpeg(), "image/jpeg")
ROAD = {"place_district": "33.16.08", "place_village": "33.16.08.1013", "category": "jalan"}
STEPS: tuple[Mapping[str, str], ...] = (
    {"description": 'Jalan berlubang <di depan> pasar & "warung". Dua motor jatuh.'},
    {"place_district": "33.16.08"},
    {"place_village": "33.16.08.1013", "place_landmark": "Sisi utara pasar"},
    {"category": "jalan"},
    {"visibility": "public", "name": "Siti Rahmawati", "phone": "0812-3456-7890"},
)
"""A report as it is filled in without JavaScript, where the villages come after the kecamatan."""


@asynccontextmanager
async def blora(folder: Path, *, theme: str = "blora", language: str = "id") -> AsyncIterator[tuple[Portal, Client]]:
    """The bundled site in a look, read in a language; with a page for citizens, though nobody can sign in."""
    site = load_site(copy_of_blora(folder), {"PENDOPO_PORTAL__THEME": theme})
    async with serving(site, plugins=("cases", "complaints", "dummy"), folders=[SAMPLES]) as (portal, client):
        client.headers["Accept-Language"] = language
        yield portal, client


class Book:
    """The pages so far, by a name that says where one was met."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.pages: dict[str, str] = {}

    def add(self, name: str, page: httpx2.Response, status: int = 200) -> httpx2.Response:
        assert page.status_code == status, f"{name}: {page.status_code}\n{page.text}"
        assert name not in self.pages
        self.pages[name] = page.text
        return page

    async def get(self, name: str, path: str, status: int = 200) -> httpx2.Response:
        return self.add(name, await self.client.get(path), status)


async def every_page(portal: Portal, client: Client) -> Mapping[str, str]:
    """Walk through the portal and bring every page home."""
    book = Book(client)
    await _plain(portal, book)
    await _form(book)
    await _case(portal, book)
    return book.pages


async def _plain(portal: Portal, book: Book) -> None:
    await book.get("home", "/")
    catalogue = await book.get("catalogue", "/layanan")
    for number, path in enumerate(sorted(set(re.findall(r'href="(/layanan/[^"]+)"', catalogue.text)))):
        await book.get(f"sheet {number}", path)
    await book.get("catalogue of one time of life", "/layanan?peristiwa=neighbourhood")
    await book.get("catalogue of an agency without services", "/layanan?instansi=dinkominfo")
    await book.get("questions", "/jawaban")
    await book.get("answer", "/jawaban/sim")
    await book.get("search, an answer", "/cari?q=sim")
    await book.get("search, nothing asked", "/cari")
    await book.get("search, nothing found", "/cari?q=zzzz%22%3Cb%3E")
    await book.get("list, empty", "/aduan")
    await book.get("not found", "/tidak-ada", 404)
    await book.get("no such complaint", "/aduan/ADU-0000-0000", 404)
    await book.get("no such case", f"/lacak/{'x' * 43}", 404)
    await book.get("nobody can sign in", portal.url_for("dummy:mine"), 403)


async def _form(book: Book) -> None:
    client = book.client
    page = await book.get("step 1", "/aduan/lapor")
    for number, answers in enumerate(STEPS, 1):
        if number != 5:
            book.add(f"step {number}, errors", await client.fill(page, holding="_draf"), 422)
        if number == 1:
            page = book.add("step 1, a photo", await add_photo(client, page, PHOTO))
            wrong = ("virus.jpg", b"MZ no picture", "image/jpeg")
            book.add("step 1, no photo", await add_photo(client, page, wrong), 422)
        page = book.add(f"after step {number}", await step(client, page, **answers), 422 if "place_district" in answers else 200)
    assert page.url.path == "/aduan/lapor/periksa"
    await book.get("a draft is open", "/aduan/lapor")
    book.add("receipt", await client.follow(await client.fill(page, holding="_key")))


async def _case(portal: Portal, book: Book) -> None:
    client, context = book.client, Context(portal, "cases", "id")
    receipt = await report(client, [PHOTO], **ROAD)
    ticket, link = ticket_of(receipt), link_of(receipt)
    case = await find_case(ticket)

    track = await book.get("track", "/lacak")
    book.add("track, errors", await client.fill(track, holding="code", ticket="ADU", code=""), 422)
    book.add("track, wrong code", await client.fill(track, holding="code", ticket=ticket, code="AAA AAA"), 422)
    for transition, function, answers in (
        ("ask", "verifier", {"note": "Di sebelah mana <pasar>?"}),
        ("go_on", "verifier", {}),
        ("forward", "verifier", {"agency": "dpupr"}),
        ("start", "handler", {"note": "Sudah diukur."}),
        ("finish", "handler", {"note": "Sudah ditambal."}),
    ):
        await move(context, case.id, transition, By(function, "", "Sari"), answers)
        page = await book.get(f"followed after {transition}", link)
        if transition == "ask":
            form = next(form for form in forms_in(page.text) if form.action.endswith("/complete"))
            book.add("answered without words", await client.send_form(page, form, form.filled()), 422)
    await book.get("how this case is handled", f"{link}/cara")
    await book.get("list", "/aduan")
    await book.get("list, narrowed", "/aduan?q=market&state=confirm&category=jalan&district=33.16.08")
    await book.get("detail", f"/aduan/{ticket}")
    await book.get("search, found", "/cari?q=market")
    await _support(book)
    await _afterwards(portal, book, case.id, link)


async def _support(book: Book) -> None:
    """Finding one's problem among the reports that are open."""
    page = await book.client.get("/aduan/lapor")
    for answers in STEPS[:4]:
        page = await step(book.client, page, **answers)
    book.add("reported already?", page)
    book.add("reported already?, errors", await book.client.fill(page, holding="_draf"), 422)
    page = book.add("supporting", await step(book.client, page, similar=re.findall(r'name="similar" value="([^"]+)"', page.text)[0]))
    page = book.add("supporting, check", await step(book.client, page, told_email="tono@contoh.id"))
    book.add("supporting, receipt", await book.client.follow(await book.client.fill(page, holding="_key")))


async def _afterwards(portal: Portal, book: Book, case: UUID, link: str) -> None:
    """What follows the closing of a complaint, and what is counted of it."""
    await book.get("statistics, nothing counted", "/aduan/statistik")
    await move(Context(portal, "cases", "id"), case, "agree", By("reporter"))
    await book.get("followed after closing", link)
    page = await book.get("rating", f"/aduan/nilai/{link.rsplit('/', 1)[1]}?beres=yes")
    book.add("rated without an answer", await book.client.fill(page, holding="score"), 422)
    await book.client.fill(page, holding="score", solved="yes", score="4", note="Terima kasih <semua>.")
    await book.get("followed after rating", link)
    await compute(Context(portal, "complaints", "id"))
    await book.get("statistics", "/aduan/statistik")
