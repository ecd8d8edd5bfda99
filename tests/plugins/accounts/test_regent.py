"""The regent reads how all agencies stand, in numbers alone: no case, no queue, no name."""

from __future__ import annotations

import pytest

from core import Context
from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts.models import Account, Binding
from plugins.accounts.roles import permissions_of
from plugins.cases.api import count_overview
from tests.plugins.complaints.reporting import report, ticket_of

from .conftest import portal_on
from .persons import Officer, id_of, officer

pytestmark = pytest.mark.anyio
ARIEF = "bupati@blorakab.go.id"


async def invited(portal: Portal, clock: FrozenClock) -> Officer:
    """An administrator invites the regent; the regent comes."""
    admin = await officer(portal, clock, admin=True)
    page = await admin.say_it_again("/konsol/accounts/undang")
    shown = await admin.client.follow(await admin.client.fill(page, name="Arief Rohman", email=ARIEF, reading="regent", holding="email"))
    link = shown.text.partition("/masuk/tautan/")[2].partition('"')[0].partition("<")[0]
    one = Officer(portal, clock, ARIEF, "Arief Rohman")
    await one.accept(f"/masuk/tautan/{link}")
    await one.enrol()
    await one.keep_codes()
    return one


async def test_an_administrator_invites_the_regent_who_reads_numbers_and_opens_nothing(client: Client, portal: Portal, clock: FrozenClock) -> None:
    ticket = ticket_of(await report(client))
    await count_overview(Context(portal, "cases"))
    regent = await invited(portal, clock)

    account = await Account.get(id=await id_of(portal, ARIEF))
    assert [(row.role, row.agency) for row in await Binding.filter(account=account.id)] == [("regent", "")]
    overview = await regent.client.get("/petugas/ikhtisar")
    assert overview.status_code == 200, overview.text
    for address in ("/petugas", "/petugas/baru", f"/petugas/kasus/{ticket}", f"/petugas/kasus/{ticket}/pelapor", "/konsol/accounts", "/aduan/loket"):
        answer = await regent.client.get(address)
        assert answer.status_code in (403, 404), address
    mine = await regent.client.get("/akun")
    assert "/petugas/ikhtisar" in mine.text
    assert "Arief" not in overview.text or ticket not in overview.text


async def test_the_role_has_nothing_of_what_every_officer_has(portal: Portal) -> None:
    assert permissions_of(portal, "regent") == {"cases.overview"}
    assert "cases.overview" not in permissions_of(portal, "handler")


async def test_a_site_decides_what_the_role_gives(tmp_path, clock: FrozenClock) -> None:  # type: ignore[no-untyped-def]
    async with portal_on(tmp_path / "other", clock=clock, toml='[plugins.accounts]\nregent = ["cases.view_all"]\n') as (portal, _client):
        assert permissions_of(portal, "regent") == {"cases.view_all"}


async def test_the_role_is_taken_away_like_any_other(client: Client, portal: Portal, clock: FrozenClock) -> None:
    regent = await invited(portal, clock)
    admin = await officer(portal, clock, "kepala@blorakab.go.id", admin=True)
    who = await id_of(portal, ARIEF)

    page = await admin.say_it_again(f"/konsol/accounts/petugas/{who}")
    assert "Semua instansi, hanya angka" in page.text
    from core.testing import forms_in

    form = next(one for one in forms_in(page.text) if one.action.endswith("/peran/cabut"))
    await admin.client.send_form(page, form, form.filled())

    assert not await Binding.filter(account=who).exists()
    assert (await regent.client.get("/petugas/ikhtisar")).status_code in (303, 403)
