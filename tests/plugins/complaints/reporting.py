"""Reporting a problem as a person without JavaScript does, on a small site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import httpx2

from core.testing.client import Client

CATEGORIES = """\
[[category]]
id = "roads"
title = { id = "Jalan", en = "Roads" }
agency = "dpupr"
icon = "construction"

[[category]]
id = "waste"
title = { id = "Sampah", en = "Waste" }
agency = "dlh"

[[category]]
id = "conduct"
title = { id = "Perilaku petugas", en = "Conduct" }
agency = "inspektorat"
whistleblowing = true
"""
AGENCIES = """\
id,name,short
dinkominfo,Dinas Komunikasi,Dinkominfo
dpupr,Dinas Pekerjaan Umum,DPUPR
dlh,Dinas Lingkungan Hidup,DLH
inspektorat,Inspektorat Daerah,Inspektorat
"""

PROBLEM = {"description": "A deep hole in front of the market. Two motorcycles fell."}
PLACE = {"place_district": "33.16.08", "place_village": "33.16.08.1001", "place_landmark": "North side of the market"}
CATEGORY = {"category": "roads"}
CONTACT = {"visibility": "public", "name": "Siti Rahmawati", "phone": "0812-3456-7890", "email": "siti@contoh.id"}
STEPS = ((PROBLEM, ()), (PLACE, ("place_latitude", "place_longitude")), (CATEGORY, ()), (CONTACT, ("show_name", "nik")))
"""The answers of each step, and what else may be answered there."""

File = tuple[str, tuple[str, bytes, str]]


async def step(client: Client, page: httpx2.Response, **values: Any) -> httpx2.Response:
    """Fill in a step, press the main button, go where it leads."""
    return await client.follow(await client.fill(page, holding="_draf", **values))


async def add_photo(client: Client, page: httpx2.Response, file: tuple[str, bytes, str], **values: Any) -> httpx2.Response:
    """Press "Add photo" on the first step."""
    answer = await client.fill(page, holding="_draf", button=("_do", "upload:photos"), files=[("photos", file)], **values)
    return await client.follow(answer)


async def to_the_check(client: Client, photos: Sequence[tuple[str, bytes, str]] = (), *, start: str = "/aduan/lapor", **changed: Any) -> httpx2.Response:
    """The check page of a report; `changed` replaces answers, and None leaves one out."""
    page = await client.get(start)
    for photo in photos:
        page = await add_photo(client, page, photo)
    for answers, more in STEPS:
        given = answers | {name: value for name, value in changed.items() if name in answers or name in more}
        page = await step(client, page, **{name: value for name, value in given.items() if value is not None})
        if page.url.path.endswith("/similar"):
            page = await step(client, page, similar="new")
    assert page.url.path == f"{start}/periksa", page.text
    return page


async def report(client: Client, photos: Sequence[tuple[str, bytes, str]] = (), **changed: Any) -> httpx2.Response:
    """Report, and answer the receipt."""
    answer = await client.fill(await to_the_check(client, photos, **changed), holding="_key")
    assert answer.status_code == 303, answer.text
    return await client.get(answer.headers["location"])


def ticket_of(receipt: httpx2.Response) -> str:
    found = re.search(r'class="ticket" value="([^"]+)"', receipt.text)
    assert found, receipt.text
    return found[1]


def link_of(receipt: httpx2.Response) -> str:
    """The address where only the reporter follows the case."""
    found = re.search(r'href="(/lacak/[A-Za-z0-9_-]{43})"', receipt.text)
    assert found, receipt.text
    return found[1]
