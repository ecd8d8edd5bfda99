"""People with accounts, however one signs in: made in the tables, and let in by the door."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import httpx2

from core.portal import Portal
from core.testing import forms_in
from core.testing.client import Client
from core.web.app import create_app
from plugins.accounts import people
from plugins.accounts.contacts import read_contact
from plugins.accounts.models import CITIZEN, OFFICER, Account, Binding


@dataclass(slots=True)
class Person:
    """Somebody who is signed in."""

    id: str
    client: Client


def another(portal: Portal) -> Client:
    """A browser of nobody."""
    return Client(create_app(portal))


async def citizen(portal: Portal, who: str = "warga@contoh.id", *, name: str = "Siti Rahmawati", proved: bool = True, language: str = "") -> Person:
    return await _enter(portal, await _made(portal, CITIZEN, name, who, proved, language), "citizen")


async def officer(
    portal: Portal, who: str, *, roles: tuple[str, ...] = (), agency: str = "dpupr", admin: bool = False, proved: bool = False, language: str = ""
) -> Person:
    made = await _made(portal, OFFICER, "Sari Dewi", who, proved, language)
    sealed = portal.cipher.seal("accounts_account", "totp", made, "JBSWY3DPEHPK3PXP")
    await Account.filter(id=made).update(totp=sealed, administrator=admin, password="x")
    for role in roles:
        await Binding.create(id=uuid4(), account=made, role=role, agency=agency)
    return await _enter(portal, made, "operator" if admin else "officer")


async def _made(portal: Portal, kind: str, name: str, who: str, proved: bool, language: str) -> str:
    contact = read_contact(who)
    row = await people.create(portal, people.NewAccount(kind, name, contact))
    await Account.filter(id=row.id).update(**{f"{contact.kind}_proved": portal.clock.now() if proved else None}, language=language)
    return str(row.id)


async def _enter(portal: Portal, id: str, kind: str) -> Person:
    client = another(portal)
    answer = await client.post("/pintu", data={"who": id, "kind": kind})
    assert answer.status_code == 200, answer.text
    return Person(id, client)


async def press(client: Client, page: httpx2.Response, action: str) -> httpx2.Response:
    """Press the button of the form that goes to `action`."""
    form = next(one for one in forms_in(page.text) if one.action == action)
    return await client.send_form(page, form, form.filled())
