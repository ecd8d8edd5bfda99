"""What people write is shown as they wrote it, and is never a part of the page: thirty payloads in every text field of every form."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from urllib.parse import quote

import httpx2
import pytest

from core.portal import Portal
from core.security.csrf import FIELD
from core.testing import forms_in
from core.testing.client import Client
from plugins.cases.api import find_case, move
from tests.plugins.complaints.reporting import CATEGORY, CONTACT, PLACE, PROBLEM, link_of, step, ticket_of
from tests.security.html import read_html
from tests.security.whole import HANDLER, PATIENT, VERIFIER, context_of, whole_portal

pytestmark = pytest.mark.anyio

MARK = "zqx"
"""Stands in every payload: wherever it turns up outside of text, something broke out."""
PAYLOADS = (
    f"<script>{MARK}(1)</script>",
    f'"><img src=x onerror={MARK}(1)>',
    f"'><svg onload={MARK}(1)>",
    f"<{MARK}>",
    f"</textarea><{MARK} a=b>",
    f"</title><script>{MARK}</script>",
    f"--><script>{MARK}</script><!--",
    f"<!-- {MARK}",
    f"]]><{MARK}>",
    f"<style>@import '{MARK}'</style>",
    f"<iframe srcdoc='{MARK}'></iframe>",
    f"<a href=javascript:{MARK}>x</a>",
    f"javascript:{MARK}(1)//",
    f"java\tscript:{MARK}(1)",
    f"data:text/html,<{MARK}>",
    f"//{MARK}.example/x",
    f'" onmouseover={MARK}(1) x="',
    f"' onfocus={MARK}(1) autofocus x='",
    f"` onclick={MARK}(1) x=`",
    f" onclick={MARK}(1) ",
    f"<div hx-get='/{MARK}' hx-trigger='load'>a</div>",
    f"<div data-hx-get='/{MARK}' hx-on:click='{MARK}()'>a</div>",
    f'" hx-get="/{MARK}" hx-trigger="load" x="',
    f"{{{{7*7}}}}{MARK}",
    f"{{% set a = 1 %}}{MARK}{{# b #}}",
    f"${{7*7}}{MARK} #{{7*7}}",
    f"{{name}} {{0.__class__}} %(a)s %s {MARK}",
    f"&lt;{MARK}&gt; &#60;b&#62; &amp;quot;",
    f"\u202e>tpircs<{MARK}>\u202c<b\u200b>",
    f"<svg><desc><![CDATA[</desc><script>{MARK}</script>]]></svg>",
)
SETTINGS = PATIENT.replace("[plugins.complaints]\n", '[plugins.complaints]\nnik = "optional"\n')
PLAIN = f"{MARK} plain words"


@pytest.fixture(scope="module")
async def whole(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Portal, Client]]:
    async with whole_portal(tmp_path_factory.mktemp("whole") / "site", toml=SETTINGS) as both:
        yield both


class Walk:
    """One person's way through the portal, writing `text` wherever words can be written, and every page met on the way."""

    def __init__(self, portal: Portal, client: Client, text: str) -> None:
        self.portal, self.client, self.text = portal, client, text
        self.pages: list[tuple[str, str]] = []

    def met(self, page: httpx2.Response) -> httpx2.Response:
        assert page.status_code < 500, f"{page.request.method} {page.url} answered {page.status_code}"
        if page.headers.get("content-type", "").startswith("text/html"):
            self.pages.append((f"{page.request.method} {page.url.path}", page.text))
        return page

    async def refused(self, page: httpx2.Response, holding: str) -> None:
        """Write into every text field of the form, those too that will not take it."""
        sent = next(form for form in forms_in(page.text) if holding in form.names())
        texts = {name: self.text for name, _ in sent.fields if not name.startswith("_") and name not in sent.choices}
        self.met(await self.client.follow(await self.client.fill(page, holding=holding, **texts)))
        for name in texts:
            address = f"{page.url.path}?{page.url.query.decode()}&periksa={name}"
            await self._ask(address, sent.filled(**texts))

    async def _ask(self, address: str, sent: list[tuple[str, str]]) -> None:
        """What htmx asks for one field."""
        data: dict[str, list[str]] = {}
        for name, value in sent:
            data.setdefault(name, []).append(value)
        headers = {"HX-Request": "true", "HX-Request-Type": "partial", "Sec-Fetch-Site": "same-origin"}
        self.met(await self.client.post(address, data=data, headers=headers))

    async def report(self) -> str:
        """A whole report; the ticket."""
        client, text = self.client, self.text
        page = self.met(await client.get("/aduan/lapor"))
        answers = (
            {**PROBLEM, "description": f"{text} sejak kemarin"},
            {**PLACE, "place_landmark": text},
            CATEGORY,
            {**CONTACT, "name": text, "show_name": "on"},
        )
        for given in answers:
            if not any(name in given for name in CATEGORY):
                await self.refused(page, "_draf")
                page = self.met(await client.get(str(page.url)))
            given = {name: (self._ticked(page, name) if name == "show_name" else value) for name, value in given.items()}
            page = self.met(await step(client, page, **given))
            if page.url.path.endswith("/similar"):
                page = self.met(await step(client, page, similar="new"))
        assert page.url.path == "/aduan/lapor/periksa", page.text
        receipt = self.met(await client.follow(await client.fill(page, holding="_key")))
        self.link = link_of(receipt)
        return ticket_of(receipt)

    def _ticked(self, page: httpx2.Response, name: str) -> str:
        form = next(one for one in forms_in(page.text) if name in one.names())
        return form.choices[name][-1]

    async def follow(self, ticket: str) -> None:
        """What an officer and the reporter write, and the pages that show it."""
        client, text = self.client, self.text
        case = await find_case(ticket)
        await move(context_of(self.portal), case.id, "forward", VERIFIER, {"note": text})
        await move(context_of(self.portal), case.id, "start", HANDLER, {"note": text})
        await move(context_of(self.portal), case.id, "inquire", HANDLER, {"note": text})
        page = self.met(await client.get(self.link))
        self.met(await client.follow(await client.fill(page, holding="note", note=text)))
        for path in (self.link, f"{self.link}/cara", f"/aduan/{ticket}", "/aduan", "/", f"/aduan/{quote(text, safe='')}"):
            self.met(await client.get(path))

    async def ask(self) -> None:
        """Every query parameter of every page that has one, and headers that are sometimes reflected."""
        text = self.text
        for path, names in {
            "/aduan": ("q", "state", "category", "district", "after", "unknown"),
            "/cari": ("q", "sumber", "unknown"),
            "/layanan": ("q", "unknown"),
            "/lacak": ("tiket", "unknown"),
            "/aduan/lapor": ("draf", "hilang", "simpan", "ubah"),
            "/aduan/lapor/problem": ("draf", "periksa", "ubah"),
            "/masuk": ("next", "who"),
            "/klinik": ("q", "sort"),
        }.items():
            for name in names:
                self.met(await self.client.get(path, params={name: text}))
                if path in ("/aduan", "/cari"):
                    self.met(await self.client.get(path, params={name: text}, headers={"HX-Request": "true", "HX-Request-Type": "partial"}))
        spoken = re.sub(r"[^\x20-\x7e]", "", text)
        for header in ("HX-Target", "HX-Current-URL", "HX-Trigger", "Referer", "Accept-Language", "User-Agent"):
            self.met(await self.client.get("/aduan", headers={header: spoken}))

    async def post(self) -> None:
        """The other forms: follow by code, the sample form of the dummy plugin, its officers' form, the sample identity."""
        page = await self.client.get("/lacak")
        await self.refused(page, "code")
        page = await self.client.get("/klinik/nomor")
        await self.refused(page, "_draf")
        await self.client.sign_in(self.text[:60], kind="officer", permissions=["dummy.handle"])
        for path in ("/", "/klinik", "/klinik/saya", "/konsol/dummy", "/masuk"):
            self.met(await self.client.get(path))
        token = dict(next(form for form in forms_in((await self.client.get("/masuk")).text) if "who" in form.names()).fields)[FIELD]
        self.met(await self.client.post("/klinik/buka", data={FIELD: token, "name": self.text[:100]}, headers={"Sec-Fetch-Site": "same-origin"}))
        self.met(await self.client.get("/klinik"))

    async def all(self) -> str:
        ticket = await self.report()
        await self.follow(ticket)
        await self.ask()
        await self.post()
        return ticket


async def walked(whole: tuple[Portal, Client], text: str) -> tuple[Walk, str]:
    portal, client = whole
    client.cookies.clear()
    walk = Walk(portal, client, text)
    return walk, await walk.all()


@pytest.fixture(scope="module")
async def usual(whole: tuple[Portal, Client]) -> set[tuple[str, str]]:
    """The elements and attributes of all those pages when somebody writes plain words; the second one is asked about the report of the first."""
    walks = [(await walked(whole, PLAIN))[0] for _time in range(2)]
    return {pair for walk in walks for _, html in walk.pages for pair in read_html(html, MARK).pairs}


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_row_01_what_is_written_becomes_no_part_of_the_page(whole: tuple[Portal, Client], usual: set[tuple[str, str]], payload: str) -> None:
    walk, ticket = await walked(whole, payload)

    for where, html in walk.pages:
        read = read_html(html, MARK)
        assert read.wrong == [], where
        assert read.pairs - usual == set(), where
        assert read.unguarded == [], where
    detail = read_html(next(html for where, html in walk.pages if where == f"GET /aduan/{ticket}"), MARK).text
    wanted = " ".join(payload.split())
    assert " ".join(detail.split()).count(wanted) >= 3, "the report, its landmark and the officer's note are shown as they were written"


def test_row_01_there_are_thirty_payloads_and_each_carries_the_mark() -> None:
    assert len(set(PAYLOADS)) == 30
    assert all(MARK in payload for payload in PAYLOADS)
    assert read_html(f"<p onclick={MARK}>", MARK).wrong
    assert read_html(f"<{MARK}>", MARK).wrong
    assert read_html(f"<a href='javascript:{MARK}'>", MARK).wrong
    assert read_html(f"<p hx-get='/{MARK}'>", MARK).wrong
    assert read_html(f"<p>{MARK}</p>", MARK).unguarded
    assert not read_html(f"<p hx-ignore><b>{MARK}</b></p><textarea>{MARK}</textarea>", MARK).unguarded
