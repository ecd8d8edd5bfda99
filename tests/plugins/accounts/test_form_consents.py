"""What somebody agrees to in a form is kept: the words, the language, the time, the form; with their account, or with the case."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from core import Context, Subject
from core.database import Database
from core.database.tables import Consent
from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts import personal
from plugins.cases import personal as cases_personal
from plugins.cases.api import Case
from tests.plugins.complaints.reporting import CATEGORY, CONTACT, PLACE, PROBLEM, report, ticket_of, to_the_check

from .conftest import portal_on
from .persons import SITI, another, citizen, id_of, officer

pytestmark = pytest.mark.anyio


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock, database_url: str) -> AsyncIterator[tuple[Portal, Client]]:
    async with portal_on(tmp_path / "site", clock=clock, toml=f'[database]\nurl = "{database_url}"\n') as both:
        yield both


async def test_an_account_holder_reads_what_they_agreed_to_with_its_form_and_ticket(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)

    ticket = ticket_of(await report(client, show_name="yes"))

    row = await Consent.get()
    assert (row.form, row.ticket, row.actor, row.language, row.given) == ("complaints.report", ticket, await id_of(portal, SITI), "id", clock.now())
    (given,) = await portal.consents.of_actor(row.actor)
    assert given.field == "show_name"
    page = await client.get("/akun/data/persetujuan")
    assert given.text in page.text
    assert ticket in page.text
    held = (await personal.export(Context(portal, "accounts", "id"), Subject(row.actor)))["consents"]
    assert [(one["text"], one["ticket"]) for one in held] == [(given.text, ticket)]


async def test_it_is_kept_in_the_words_of_the_language_in_which_it_was_read(client: Client) -> None:
    client.cookies.set("bahasa", "en")

    await report(client, show_name="yes")

    row = await Consent.get()
    assert (row.language, row.actor) == ("en", "")
    assert "Show my name" in row.said


async def test_without_an_account_it_stays_with_the_case_and_goes_with_what_it_was_about(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await report(client, show_name="yes"))
    (given,) = await portal.consents.of_tickets([ticket])
    assert given.actor == ""
    context = Context(portal, "cases", "id")
    (held,) = (await cases_personal.export(context, Subject(email=CONTACT["email"])))["cases"]
    assert [one["text"] for one in held["consents"]] == [given.text]

    await cases_personal.erase(context, Subject(email=CONTACT["email"]))

    assert not await Consent.exists()


async def test_what_is_not_agreed_to_leaves_nothing_and_what_is_costs_one_statement(client: Client, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    usual = type(portal.database).write

    async def counting(self: Database, sql: str, *values: Any) -> Any:
        written.append(sql)
        return await usual(self, sql, *values)

    monkeypatch.setattr(type(portal.database), "write", counting)

    await report(client)
    without = len(written)
    assert not await Consent.exists()
    written.clear()
    await report(client, show_name="yes")

    assert await Consent.all().count() == 1
    assert sum("core_consent" in sql for sql in written) == 1
    assert len(written) == without + 1


async def test_a_report_that_was_not_opened_leaves_no_agreement(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from plugins.complaints import reporting

    async def broken(*_args: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(reporting, "index", broken)
    answer = await client.fill(await to_the_check(client, show_name="yes"), holding="_key")

    assert answer.status_code == 500
    assert not await Case.exists()
    assert not await Consent.exists()


async def test_what_an_officer_ticks_for_somebody_is_never_the_officers_own(client: Client, portal: Portal, clock: FrozenClock) -> None:
    ani = await officer(portal, clock, "ani@blorakab.go.id", roles=("verifier",), agencies=("dpupr",))
    page = await ani.client.get("/aduan/loket")
    values = {**PROBLEM, **PLACE, **CATEGORY, **CONTACT, "counter_source": "phone", "counter_consent": "yes", "show_name": "yes"}
    check = await ani.client.follow(await ani.client.fill(page, holding="_draf", **values))
    receipt = await ani.client.follow(await ani.client.fill(check, holding="_key"))

    found = await portal.consents.of_tickets([ticket_of(receipt)])

    assert [(one.field, one.actor) for one in found] == [("counter_consent", ""), ("show_name", "")]
    assert await portal.consents.of_actor(await id_of(portal, "ani@blorakab.go.id")) == []
    beside = await ani.client.get(f"/petugas/kasus/{ticket_of(receipt)}")
    assert "Warga sudah diberi tahu data apa yang disimpan" in beside.text


async def test_when_the_account_goes_the_agreement_is_nobodys_and_stays_with_its_case(client: Client, portal: Portal) -> None:
    await citizen(client)
    await report(client, show_name="yes")
    account = await id_of(portal, SITI)

    await personal.erase(Context(portal, "accounts", "id"), Subject(account))

    assert (await Consent.get()).actor == ""
    assert (await another(portal).get("/akun/data/persetujuan")).status_code == 303
