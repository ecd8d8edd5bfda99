"""Asking for a job-seeker card as a person without JavaScript does, and looking at it as an officer does."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from core.portal import Portal
from core.portal.running import worker_of
from core.testing import make_site, serving
from core.testing.client import Client
from core.testing.forms import forms_in
from core.testing.portals import REGIONS
from core.web.app import create_app
from plugins.cases.api import Case, keys_of

from .conftest import AGENCIES

PLUGINS = ("cases", "documents", "jobs", "sample_identity")
TOML = """\
[plugins]
enabled = ["cases", "documents", "jobs", "sample_identity"]

[plugins.jobs]
agency = "disnaker"
signatory_name = "Rahmat Hidayat"
signatory_id = "197901012005011001"

[plugins.documents]
trial = true

[limits]
submissions_per_device = 1000
submissions_per_address = 100000
"""
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
STEPS: tuple[dict[str, str], ...] = (
    {
        "name": "Siti Rahmawati", "nik": "3316084504020003", "birth_place": "Blora", "birth_date": "2002-04-05", "sex": "female", "status": "single",
        "religion": "",
    },
    {"address": "Jl. Pemuda 12, RT 1 RW 2", "home_district": "33.16.08", "home_village": "33.16.08.1001", "phone": "0812-3456-7890", "email": "siti@contoh.id"},
    {"education": "sma", "study": "Tata busana", "school": "SMK Contoh Jepon", "graduated": "2020", "skills": "Menjahit", "experience": ""},
    {"wish": "Penjahit", "where": "here", "wage": ""},
)  # fmt: skip
PAPERS = ("ktp", "kk", "diploma")


def portal_on(folder: Path, *, toml: str = TOML, url: str = "", plugins: tuple[str, ...] = PLUGINS, **more: Any) -> AbstractAsyncContextManager[Any]:
    environ = {"PENDOPO_DATABASE__URL": url} if url.startswith("postgres") else {}
    site = make_site(folder, toml=toml, files={"regions.csv": REGIONS, "agencies.csv": AGENCIES}, environ=environ)
    return serving(site, plugins=plugins, **more)


async def asked(client: Client, page: httpx2.Response | None = None, **changed: str) -> httpx2.Response:
    """The answer to the sent form. `page` is its first step where it begins with what is known."""
    known = page is not None
    page = page or await client.get("/lowongan/kartu")
    for step in STEPS:
        values = {name: value for name, value in changed.items() if name in step} if known else {**step, **{n: v for n, v in changed.items() if n in step}}
        answer = await client.fill(page, holding="_draf", **values)
        assert answer.status_code == 303, words_of(answer)
        page = await client.follow(answer)
    assert page.url.path.endswith("/papers"), page.text
    for name in PAPERS:
        file = (name, (f"{name}.pdf", PDF, "application/pdf"))
        page = await client.follow(await client.fill(page, holding="_draf", button=("_do", f"upload:{name}"), files=[file]))
    page = await client.follow(await client.fill(page, holding="_draf", true="yes"))
    return await client.fill(page, holding="_key")


async def case_of(portal: Portal) -> tuple[Case, str]:
    """The newest application for a card, and its link."""
    case = await Case.filter(service="jobs.card").order_by("-opened", "-id").first()
    assert case is not None
    return case, portal.url_for("cases:follow", secret=keys_of(portal, case).secret)


@asynccontextmanager
async def officer(portal: Portal, who: str = "ani", agency: str = "disnaker") -> AsyncIterator[Client]:
    async with Client(create_app(portal)) as client:
        await client.sign_in(who, kind="officer", permissions=["cases.view", "cases.verify", "jobs.cards"], agencies=[agency], name=who.title())
        yield client


async def decide(portal: Portal, transition: str, **values: str) -> None:
    """An officer's step in the newest application, and what the outbox delivers of it."""
    case, _link = await case_of(portal)
    async with officer(portal) as client:
        page = await client.get(f"/petugas/kasus/{case.ticket}")
        answer = await post_to(client, page, f"/langkah/{transition}", **values)
        assert answer.status_code == 303, answer.text
    await worker_of(portal).drain()


async def post_to(client: Client, page: httpx2.Response, ending: str, button: tuple[str, str] | None = None, **values: str) -> httpx2.Response:
    """Send the form of the page whose address ends like this."""
    form = next(form for form in forms_in(page.text) if form.action.endswith(ending))
    return await client.send_form(page, form, [*form.filled(**values), *([button] if button else [])])


def words_of(page: httpx2.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
