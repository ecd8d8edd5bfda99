"""What people do with their accounts, in a browser without JavaScript."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx2

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from core.web.app import create_app
from plugins.accounts import people
from plugins.accounts.commands import _add
from plugins.accounts.totp import SECONDS, code_at

PASSWORD = "kuda berlari di pantai"
OTHER = "hujan turun sejak subuh"
SITI = "siti@contoh.id"


def another(portal: Portal, **headers: str) -> Client:
    """One more browser."""
    return Client(create_app(portal), headers=headers)


async def register(client: Client, who: str = SITI, *, name: str = "Siti Rahmawati", password: str = PASSWORD) -> httpx2.Response:
    return await client.fill(await client.get("/daftar"), name=name, who=who, password=password, holding="who")


async def enter(client: Client, who: str = SITI, password: str = PASSWORD, *, at: str = "/masuk") -> httpx2.Response:
    return await client.fill(await client.get(at), who=who, password=password, holding="who")


async def citizen(client: Client, who: str = SITI, **more: Any) -> Client:
    """Register and sign in."""
    answer = await register(client, who, **more)
    assert answer.status_code == 303, answer.text
    answer = await enter(client, who, more.get("password", PASSWORD))
    assert answer.headers["location"] == "/akun", answer.text
    return client


@dataclass(slots=True)
class Officer:
    """Somebody with an authenticator, which never shows a code twice."""

    portal: Portal
    clock: FrozenClock
    email: str
    name: str = "Sari Dewi"
    secret: str = ""
    codes: list[str] = field(default_factory=list)
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = another(self.portal)

    def code(self) -> str:
        self.clock.move(timedelta(seconds=SECONDS))
        return code_at(base64.b32decode(self.secret), int(self.clock.now().timestamp()) // SECONDS)

    async def accept(self, link: str, password: str = PASSWORD) -> httpx2.Response:
        """Set the password; where that leads."""
        page = await self.client.get(link)
        assert page.status_code == 200, page.text
        return await self.client.fill(page, password=password, holding="password")

    async def enrol(self) -> httpx2.Response:
        """Scan, write the code, keep the ten codes; the page that says they are kept."""
        page = await self.client.get("/masuk/autentikator")
        self.secret = re.sub(r"\s", "", re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page.text)[1])  # type: ignore[index]
        answer = await self.client.fill(page, code=self.code(), holding="code")
        shown = await self.client.follow(answer)
        self.codes = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", shown.text)
        return shown

    async def keep_codes(self) -> httpx2.Response:
        page = await self.client.get("/masuk/kode-cadangan")
        return await self.client.send_form(page, *_last(page))

    async def enter(self, password: str = PASSWORD) -> httpx2.Response:
        """Password, then code."""
        answer = await enter(self.client, self.email, password)
        assert answer.headers.get("location") == "/masuk/kode", answer.text
        return await self.client.fill(await self.client.get("/masuk/kode"), code=self.code(), holding="code")

    async def say_it_again(self, address: str, password: str = PASSWORD) -> httpx2.Response:
        """Open a page that asks for the password first."""
        page = await self.client.get(address)
        if page.status_code == 303 and page.headers["location"].startswith("/masuk/lagi"):
            page = await self.client.get(page.headers["location"])
            page = await self.client.follow(await self.client.fill(page, password=password, holding="password"))
        return page


def _last(page: httpx2.Response) -> tuple[Any, list[tuple[str, str]]]:
    from core.testing import form_in

    form = form_in(page.text)
    return form, form.filled()


async def press(client: Client, page: httpx2.Response, action: str) -> httpx2.Response:
    """Press the one button of the form that goes to `action`."""
    from core.testing import forms_in

    form = next(one for one in forms_in(page.text) if one.action == action)
    return await client.send_form(page, form, form.filled())


async def officer(
    portal: Portal, clock: FrozenClock, email: str = "sari@blorakab.go.id", *, roles: tuple[str, ...] = (), agencies: tuple[str, ...] = (), admin: bool = False,
    name: str = "Sari Dewi",
) -> Officer:  # fmt: skip
    """An officer who has come, set up everything, and is signed in."""
    if not (roles or admin):
        roles, agencies = ("handler",), ("dpupr",)
    made = await _add(portal, name, email, roles, agencies, administrator=admin)
    one = Officer(portal, clock, email, name)
    await one.accept(made["link"])
    await one.enrol()
    assert (await one.keep_codes()).status_code == 303
    return one


async def id_of(portal: Portal, who: str) -> str:
    from plugins.accounts.contacts import read_contact

    row = await people.find(portal, read_contact(who))
    assert row is not None
    return str(row.id)
