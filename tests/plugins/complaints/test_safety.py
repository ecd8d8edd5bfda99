"""The form under attack: markup in every field, floods, files that are no photos."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest

from core.portal import Portal
from core.portal.running import context_of
from core.testing import form_in
from core.testing.client import HOST, Client
from core.web.app import create_app
from plugins.cases.api import By, Case, find_case, move
from tests.core.storage import pictures

from .reporting import CATEGORY, CONTACT, PLACE, PROBLEM, add_photo, link_of, report, step, ticket_of, to_the_check

pytestmark = pytest.mark.anyio

PAYLOADS = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "javascript:alert(1)", "<svg/onload=alert(1)>", "{{ 7*7 }}",
    "{% raw %}", "${7*7}", "</textarea><script>alert(1)</script>", "</title><script>alert(1)</script>", "<iframe src=//evil.example>",
    '<a href="javascript:alert(1)">x</a>', "<div hx-get=/x hx-trigger=load>", "&lt;script&gt;alert(1)&lt;/script&gt;", "]]>",
    "<style>*{display:none}</style>", "<base href=//evil.example>", "<form action=//evil.example>", "\u202etxt.exe", "%3Cscript%3E",
    "<math><mi xlink:href=javascript:alert(1)>", "<input autofocus onfocus=alert(1)>", "<button formaction=//evil.example>",
    "<meta http-equiv=refresh content=0>", "`alert(1)`", "<object data=x>", "<details open ontoggle=alert(1)>", "<x onclick=alert(1)>",
    "{{ portal.cipher }}", "<!--",
]  # fmt: skip
SHORTEST_FIELD = 95
"""What the name, the shortest of the fields, holds with some room."""


def bundles() -> list[str]:
    """The payloads, some at a time: every one of them goes into every field."""
    found = [""]
    for payload in PAYLOADS:
        if len(found[-1]) + len(payload) >= SHORTEST_FIELD:
            found.append("")
        found[-1] = f"{found[-1]} {payload}".strip()
    return found


class Elements(HTMLParser):
    """What a browser would make of a page: its elements and their attributes, without what changes from page to page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.risky: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.names.add(name)
            if name in ("href", "src", "action", "formaction") and (value or "").lower().startswith(("javascript:", "//")):
                self.risky.append(f"{tag} {name}={value}")


async def pages_of(client: Client, portal: Portal, words: str) -> list[str]:
    """Every page on which what a reporter and an officer wrote is seen."""
    page = await client.get("/aduan/lapor")
    seen = []
    for answers in ({"description": f"{words} seen today"}, PLACE | {"place_landmark": words}, CATEGORY, CONTACT | {"name": words, "show_name": "yes"}):
        page = await step(client, page, **answers)
        seen.append(page.text)
        if page.url.path.endswith("/similar"):
            page = await step(client, page, similar="new")
    receipt = await client.follow(await client.fill(page, holding="_key"))
    case = await find_case(ticket_of(receipt))
    await move(context_of(portal, "complaints"), case.id, "ask", By("verifier", "v", words), {"note": words})
    seen.append(receipt.text)
    for address in (link_of(receipt), f"/aduan/{case.ticket}", "/aduan", "/aduan?q=alert", "/cari?q=alert", "/"):
        seen.append((await client.get(address)).text)
    return seen


async def test_row_1_markup_in_any_field_stays_text_on_every_page(portal: Portal) -> None:
    app = create_app(portal)
    async with Client(app) as client:
        await report(client)
        harmless = [Elements(page) for page in await pages_of(client, portal, "harmless alert")]
    for payloads in bundles():
        async with Client(app) as client:
            attacked = [Elements(page) for page in await pages_of(client, portal, payloads)]

        for before, after in zip(harmless, attacked, strict=True):
            assert after.tags <= before.tags, payloads
            assert after.names <= before.names, payloads
            assert after.risky == [], payloads


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
@pytest.mark.parametrize("name", ["q", "state", "category", "district", "after"])
async def test_row_1_markup_in_the_address_stays_text(client: Client, name: str, payload: str) -> None:
    page = await client.get("/aduan", params={name: payload})

    assert page.status_code == 200
    assert payload not in page.text


async def test_row_29_a_device_sends_ten_reports_an_hour_and_then_keeps_its_answers(client: Client) -> None:
    for _n in range(10):
        await report(client)
    check = await to_the_check(client, description="The eleventh report of this hour")

    answer = await client.fill(check, holding="_key")

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "The eleventh report of this hour" in answer.text
    assert await Case.all().count() == 10


async def test_row_29_many_devices_of_one_address_may_each_send_their_first_report(portal: Portal) -> None:
    """Many people share one mobile address: the address's limit lets a device wait, and never refuses its first report."""
    app = create_app(portal)
    limit = portal.site.config.limits.submissions_per_address
    for _n in range(limit + 5):
        await portal.limits.hit("submit.address", "127.0.0.1", f"{limit}/hour")

    waits = []
    for _device in range(2):
        async with Client(app) as device:
            check = await to_the_check(device)
            began = time.monotonic()
            answer = await device.fill(check, holding="_key")
            waits.append(time.monotonic() - began)
            assert answer.status_code == 303
            second = await device.fill(await to_the_check(device), holding="_key")
            assert second.status_code == 429

    assert min(waits) > 0.4


async def test_row_29_a_machine_that_fills_in_the_hidden_field_is_sent_back(client: Client) -> None:
    check = await to_the_check(client)

    answer = await client.fill(check, holding="_key", _website="https://spam.example")

    assert answer.status_code == 422
    assert await Case.all().count() == 0


async def test_row_29_looking_at_the_form_is_never_limited(client: Client) -> None:
    for _n in range(30):
        assert (await client.get("/aduan/lapor")).status_code == 200


NO_PHOTOS = [
    ("a.jpg", pictures.HTML, "image/jpeg"), ("a.svg", pictures.SVG, "image/svg+xml"), ("a.jpg", pictures.SVG, "image/jpeg"),
    ("a.php", pictures.PHP, "image/jpeg"), ("a.gif", pictures.GIF, "image/gif"), ("a.tiff", pictures.TIFF, "image/tiff"),
    ("a.heic", pictures.HEIC, "image/heic"), ("a.eps", pictures.EPS, "image/eps"), ("a.zip", pictures.zipped(), "application/zip"),
    ("a.pdf", pictures.PDF, "application/pdf"), ("a.png", pictures.jpeg(), "image/png"), ("a.jpg", b"", "image/jpeg"),
    ("a.jpg", pictures.jpeg()[:200], "image/jpeg"), ("a.psd", pictures.PSD, "image/jpeg"), ("a.exe", b"MZ" + b"\0" * 99, "image/jpeg"),
]  # fmt: skip


async def test_row_30_what_is_no_photo_is_refused_with_its_cause_and_the_words_stay(client: Client) -> None:
    page = await client.get("/aduan/lapor")

    for file in NO_PHOTOS:
        answer = await client.fill(page, holding="_draf", button=("_do", "upload:photos"), files=[("photos", file)], **PROBLEM)

        assert answer.status_code == 422, file
        assert 'href="#photos"' in answer.text
        assert PROBLEM["description"] in answer.text
        assert "/berkas/" not in answer.text


async def test_row_31_a_picture_of_177_million_pixels_is_refused(client: Client) -> None:
    page = await client.get("/aduan/lapor")
    bomb = ("photos", ("bomb.png", pictures.bomb_png(), "image/png"))

    answer = await client.fill(page, holding="_draf", button=("_do", "upload:photos"), files=[bomb], **PROBLEM)

    assert answer.status_code == 422
    assert PROBLEM["description"] in answer.text


async def test_row_31_a_phones_photo_of_50_megapixels_is_taken_and_made_small(client: Client, portal: Portal) -> None:
    page = await add_photo(client, await client.get("/aduan/lapor"), ("big.jpg", pictures.jpeg((8160, 6120)), "image/jpeg"), **PROBLEM)
    assert page.status_code == 200, page.text
    for answers in (PROBLEM, PLACE, CATEGORY, CONTACT):
        page = await step(client, page, **answers)
    receipt = await client.follow(await client.fill(page, holding="_key"))

    (file,) = await portal.files.of("complaints", str((await find_case(ticket_of(receipt))).id))
    assert max(file.width, file.height) <= 2048


async def test_row_33_a_name_with_a_path_is_only_a_name(client: Client) -> None:
    page = await add_photo(client, await client.get("/aduan/lapor"), ("../../etc/passwd.jpg", pictures.jpeg(), "image/jpeg"), **PROBLEM)

    assert page.status_code == 200
    assert "passwd.jpg" in page.text
    assert "../" not in page.text


async def test_a_good_photo_is_kept_when_the_next_one_fails(client: Client) -> None:
    page = await add_photo(client, await client.get("/aduan/lapor"), ("good.jpg", pictures.jpeg(), "image/jpeg"), **PROBLEM)

    answer = await client.fill(page, holding="_draf", button=("_do", "upload:photos"), files=[("photos", ("bad.jpg", pictures.HTML, "image/jpeg"))])

    assert answer.status_code == 422
    assert "good.jpg" in answer.text


async def test_five_photos_are_enough(client: Client, portal: Portal) -> None:
    receipt = await report(client, [(f"{n}.jpg", pictures.jpeg((64, 64)), "image/jpeg") for n in range(5)])

    assert len(await portal.files.of("complaints", str((await find_case(ticket_of(receipt))).id))) == 5


async def test_a_sixth_photo_is_refused(client: Client) -> None:
    page = await client.get("/aduan/lapor")
    for n in range(5):
        page = await add_photo(client, page, (f"{n}.jpg", pictures.jpeg((64, 64)), "image/jpeg"), **PROBLEM)
    form = form_in(page.text, "_draf")
    sixth = ("photos", ("6.jpg", pictures.jpeg((64, 64)), "image/jpeg"))

    answer = await client.post(str(page.url), data=dict([*form.filled(), ("_do", "upload:photos")]), files=[sixth], headers={"Origin": HOST})

    assert answer.status_code == 422
    assert "6.jpg" not in answer.text


async def test_another_session_cannot_take_a_photo_that_waits_in_a_draft(client: Client, portal: Portal) -> None:
    page = await add_photo(client, await client.get("/aduan/lapor"), ("mine.jpg", pictures.jpeg(), "image/jpeg"), **PROBLEM)
    address = re.search(r'src="(/aduan/lapor/berkas/[^"]+)"', page.text)
    assert address

    async with Client(create_app(portal)) as other:
        assert (await other.get(address[1].replace("&amp;", "&"))).status_code == 404
    assert (await client.get(address[1].replace("&amp;", "&"))).status_code == 200
