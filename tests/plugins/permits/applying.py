"""Applying for a permit as a person without JavaScript does, and working on it as officers do."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from core import Context
from core.portal import Portal
from core.testing.client import Client
from core.testing.forms import forms_in
from core.web.app import create_app

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
APPLICANT = {
    "name": "Siti Rahmawati", "nik": "3316084504920003", "birth_place": "Blora", "birth_date": "1992-04-05", "address": "Jl. Pemuda 12, Jepon",
    "phone": "0812-3456-7890", "email": "siti@contoh.id", "true": "yes",
}  # fmt: skip
PLACE = {"location_district": "33.16.08", "location_village": "33.16.08.1001", "location_landmark": "Di utara pasar"}
RESEARCH: Sequence[dict[str, str]] = (
    {"topic": "Air bersih di Jepon", "institution": "Universitas Contoh", "location": "Kecamatan Jepon", "starts": "2026-12-01", "ends": "2027-02-28"},
)
BUILDING: Sequence[dict[str, str]] = (
    {**PLACE, "function": "dwelling", "area": "72", "floors": "1", "basement": ""},
    {"land_number": "SHM 123", "land_area": "150", "land_right": "owned"},
)
RESEARCH_PAPERS = ("letter", "proposal", "ktp", "photo", "obey", "genuine")
BUILDING_PAPERS = ("ktp", "land", "undisputed", "pbb", "krk", "environment", "drawings", "planner")


def context_of(portal: Portal) -> Context:
    return Context(portal, "permits", "id")


async def go_on(client: Client, page: httpx2.Response, **values: Any) -> httpx2.Response:
    """Fill in a step, press the main button, go where it leads."""
    return await client.follow(await client.fill(page, holding="_draf", **values))


async def add(client: Client, page: httpx2.Response, name: str, content: bytes = PDF) -> httpx2.Response:
    """Add one document on the step of the documents."""
    file = (f"doc_{name}", (f"{name}.pdf", content, "application/pdf"))
    return await client.follow(await client.fill(page, holding="_draf", button=("_do", f"upload:doc_{name}"), files=[file]))


async def to_the_check(client: Client, kind: str, steps: Sequence[dict[str, str]], papers: Sequence[str], **changed: str) -> httpx2.Response:
    page = await client.get(f"/perizinan/{kind}/ajukan")
    for answers in steps:
        page = await go_on(client, page, **answers)
    assert page.url.path.endswith("/documents"), page.text
    for name in papers:
        page = await add(client, page, name)
    page = await go_on(client, page)
    assert page.url.path.endswith("/applicant"), page.text
    return await go_on(client, page, **{**APPLICANT, **changed})


async def apply(client: Client, kind: str, steps: Sequence[dict[str, str]], papers: Sequence[str], **changed: str) -> httpx2.Response:
    """Apply, and answer the receipt."""
    page = await to_the_check(client, kind, steps, papers, **changed)
    assert page.url.path.endswith("/periksa"), page.text
    answer = await client.fill(page, holding="_key")
    assert answer.status_code == 303, answer.text
    return await client.get(answer.headers["location"])


async def apply_for_research(client: Client, **changed: str) -> httpx2.Response:
    return await apply(client, "penelitian", RESEARCH, RESEARCH_PAPERS, **changed)


async def apply_to_build(client: Client, **changed: str) -> httpx2.Response:
    return await apply(client, "pbg", BUILDING, BUILDING_PAPERS, **changed)


def ticket_of(receipt: httpx2.Response) -> str:
    found = re.search(r'class="ticket" value="([^"]+)"', receipt.text)
    assert found, receipt.text
    return found[1]


def link_of(receipt: httpx2.Response) -> str:
    """The address where only the applicant follows the application."""
    found = re.search(r'href="(/lacak/[A-Za-z0-9_-]{43})"', receipt.text)
    assert found, receipt.text
    return found[1]


@asynccontextmanager
async def officer(portal: Portal, who: str, agency: str, *functions: str) -> AsyncIterator[Client]:
    """An officer of one agency who fills these functions: verify, handle, supervise."""
    async with Client(create_app(portal)) as client:
        permissions = ["cases.view", "permits.desk", "permits.register", *(f"cases.{one}" for one in functions)]
        await client.sign_in(who, kind="officer", permissions=permissions, agencies=[agency], name=who.title())
        yield client


async def judge_all(client: Client, ticket: str, *rejected: str, button: str = "send") -> httpx2.Response:
    """Accept every document, but reject those whose heading is named."""
    page = await client.get(f"/perizinan/periksa/{ticket}")
    values: dict[str, str] = {}
    for title, paper in re.findall(r'<h2 id="dok-\d+">([^<]+)</h2>.*?name="verdict_([0-9a-f-]{36})"', page.text, re.DOTALL):
        values[f"verdict_{paper}"] = "rejected" if title in rejected else "accepted"
        values[f"reason_{paper}"] = "Tidak terbaca" if title in rejected else ""
    assert values, page.text
    answer = await client.fill(page, holding=next(iter(values)), button=("_do", button), **values)
    assert answer.status_code == 303, answer.text
    return answer


async def act(client: Client, ticket: str, transition: str, **values: str) -> httpx2.Response:
    """Make a transition from the case's page at the desk."""
    page = await client.get(f"/petugas/kasus/{ticket}")
    answer = await post_to(client, page, f"/langkah/{transition}", **values)
    assert answer.status_code == 303, answer.text
    return answer


async def post_to(client: Client, page: httpx2.Response, ending: str, **values: str) -> httpx2.Response:
    """Send the form of the page whose address ends like this."""
    form = next(form for form in forms_in(page.text) if form.action.endswith(ending))
    return await client.send_form(page, form, form.filled(**values))
