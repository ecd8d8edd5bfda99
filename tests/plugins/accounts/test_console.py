"""Administrators: inviting, rights, in and out; and what roles give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from core import Actor
from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts.identity import find
from plugins.accounts.models import Account
from plugins.accounts.roles import administrators, permissions_of

from .conftest import portal_on
from .persons import Officer, citizen, enter, id_of, officer, press

pytestmark = pytest.mark.anyio
ANI = "ani@blorakab.go.id"


async def invite(admin: Officer, email: str = ANI, *, roles: Sequence[str] = ("handler",), agency: str = "dpupr", **more: Any) -> httpx2.Response:
    page = await admin.say_it_again("/konsol/accounts/undang")
    return await admin.client.fill(page, name="Ani Lestari", email=email, roles=roles, agency=agency, holding="email", **more)


async def give(admin: Officer, who: str, *, roles: Sequence[str], agency: str, **more: Any) -> httpx2.Response:
    """Roles in one more agency."""
    page = await admin.say_it_again(f"/konsol/accounts/petugas/{await id_of(admin.portal, who)}")
    return await admin.client.fill(page, roles=roles, agency=agency, holding="roles", **more)


async def actor_of(portal: Portal, email: str) -> Actor | None:
    class Asking:
        pass

    asking: Any = Asking()
    asking.portal = portal
    return await find(asking, await id_of(portal, email))


async def test_an_administrator_invites_an_officer_who_comes_and_has_these_rights_in_these_agencies(portal: Portal, clock: FrozenClock) -> None:
    admin = await officer(portal, clock, admin=True)

    shown = await admin.client.follow(await invite(admin, roles=("verifier", "handler")))
    link = re.search(r"http://\S+/masuk/tautan/[\w-]{43}", shown.text)
    assert link is not None
    assert "Ani Lestari" in shown.text
    assert "Belum menerima undangan" in (await admin.client.get("/konsol/accounts")).text

    ani = Officer(portal, clock, ANI)
    await ani.accept(link[0])
    assert "Belum memasang autentikator" in (await admin.client.get("/konsol/accounts")).text
    await ani.enrol()
    await ani.keep_codes()

    found = await actor_of(portal, ANI)
    assert found is not None
    assert (found.kind, found.agencies) == ("officer", frozenset({"dpupr"}))
    assert {"cases.view", "cases.verify", "cases.handle"} <= found.permissions
    assert not {"cases.supervise", "cases.identity", "cases.view_all", "accounts.manage"} & found.permissions
    assert (await ani.client.get("/konsol/accounts")).status_code == 403
    assert "Dinas Pekerjaan Umum" in (await ani.client.get("/akun")).text


async def test_the_link_is_shown_to_whoever_made_it_for_a_quarter_of_an_hour(portal: Portal, clock: FrozenClock) -> None:
    admin = await officer(portal, clock, admin=True)
    other = await officer(portal, clock, "dewi@blorakab.go.id", admin=True)
    await invite(admin)

    assert (await other.client.get("/konsol/accounts/tautan")).headers["location"] == "/konsol/accounts"
    clock.move(timedelta(minutes=16))
    assert (await admin.client.get("/konsol/accounts/tautan")).headers["location"] == "/konsol/accounts"


@pytest.mark.parametrize(
    ("roles", "agency", "said"),
    [
        ((), "", "Pilih perangkat daerah dan peran"),
        (("handler",), "", "Pilih perangkat daerah untuk peran ini"),
        ((), "dpupr", "satu peran"),
        (("regent",), "dpupr", "satu peran"),
        (("handler",), "nowhere", "Pilih perangkat daerah untuk peran ini"),
    ],
)
async def test_half_a_right_is_surely_meant_otherwise(portal: Portal, clock: FrozenClock, roles: Sequence[str], agency: str, said: str) -> None:
    admin = await officer(portal, clock, admin=True)

    answer = await invite(admin, roles=roles, agency=agency)

    assert answer.status_code == 422
    assert said in answer.text
    assert await Account.all().count() == 1


async def test_an_address_that_is_taken_is_said_to_the_administrator(portal: Portal, clock: FrozenClock, client: Client) -> None:
    await citizen(client, ANI)
    admin = await officer(portal, clock, admin=True)

    answer = await invite(admin)

    assert answer.status_code == 422
    assert "sudah dipakai akun lain" in answer.text


async def test_row_21_other_rights_end_the_sessions_and_hold_from_the_next_one(portal: Portal, clock: FrozenClock) -> None:
    admin = await officer(portal, clock, admin=True)
    ani = await officer(portal, clock, ANI, roles=("supervisor",), agencies=("dpupr",), name="Ani Lestari")
    address = f"/konsol/accounts/petugas/{await id_of(portal, ANI)}"

    page = await admin.say_it_again(address)
    assert "<b>Penyelia</b>" in page.text
    answer = await press(admin.client, page, f"{address}/peran/cabut")
    await give(admin, ANI, roles=("handler",), agency="dlh")

    assert answer.headers["location"] == address
    assert (await ani.client.get("/akun")).status_code == 303
    found = await actor_of(portal, ANI)
    assert found is not None
    assert found.agencies == frozenset({"dlh"})
    assert "cases.supervise" not in found.permissions


async def test_row_22_an_administrator_disables_an_officer_at_once_and_lets_them_in_again(portal: Portal, clock: FrozenClock) -> None:
    admin = await officer(portal, clock, admin=True)
    ani = await officer(portal, clock, ANI, roles=("handler",), agencies=("dpupr",))
    address = f"/konsol/accounts/petugas/{await id_of(portal, ANI)}"

    await press(admin.client, await admin.say_it_again(address), f"{address}/aktif")
    assert (await ani.client.get("/akun")).status_code == 303
    assert (await enter(ani.client, ANI)).status_code == 422
    assert await actor_of(portal, ANI) is None
    assert "Nonaktif" in (await admin.client.get("/konsol/accounts")).text

    await press(admin.client, await admin.say_it_again(address), f"{address}/aktif")
    assert (await ani.enter()).headers["location"] == "/akun"


async def test_nobody_takes_their_own_administration_away(portal: Portal, clock: FrozenClock) -> None:
    admin = await officer(portal, clock, admin=True)
    address = f"/konsol/accounts/petugas/{await id_of(portal, admin.email)}"
    page = await admin.say_it_again(address)

    token = dict(_fields(page.text))["csrf"]
    for path, name in (("aktif", "active"), ("administrator", "administrator")):
        assert f"{address}/{path}" not in page.text
        off = await admin.client.post(f"{address}/{path}", data={"csrf": token, name: "0"}, headers={"Origin": "http://127.0.0.1:8000"})
        assert off.status_code == 303

    row = await Account.get()
    assert (row.active, row.administrator) == (True, True)


def _fields(html: str) -> list[tuple[str, str]]:
    from core.testing import form_in

    return form_in(html, "roles").filled()


async def test_row_23_the_console_asks_for_the_password_when_it_was_not_given_within_ten_minutes(portal: Portal, clock: FrozenClock) -> None:
    admin = await officer(portal, clock, admin=True)
    page = await admin.client.get("/konsol/accounts/undang")
    assert page.status_code == 200
    clock.move(timedelta(minutes=10, seconds=1))

    for path in ("/konsol/accounts", "/konsol/accounts/undang", f"/konsol/accounts/petugas/{await id_of(portal, admin.email)}"):
        assert (await admin.client.get(path)).headers["location"].startswith("/masuk/lagi?next=")
    answer = await admin.client.fill(page, name="Ani", email=ANI, roles=("handler",), agency="dpupr", holding="email")

    assert answer.headers["location"].startswith("/masuk/lagi")
    assert await Account.all().count() == 1


async def test_strangers_citizens_and_officers_do_not_reach_the_console(portal: Portal, clock: FrozenClock, client: Client) -> None:
    paths = ["/konsol/accounts", "/konsol/accounts/undang", "/konsol/accounts/tautan", f"/konsol/accounts/petugas/{'0' * 8}-0000-0000-0000-{'0' * 12}"]
    ani = await officer(portal, clock, ANI, roles=("supervisor",), agencies=("dpupr",))
    for path in paths:
        assert (await client.get(path)).headers["location"].startswith("/masuk?next=")
        assert (await ani.client.get(path)).status_code == 403
    await citizen(client)
    for path in paths:
        assert (await client.get(path)).status_code == 403


async def test_who_is_no_officer_is_not_found_in_the_console(portal: Portal, clock: FrozenClock, client: Client) -> None:
    await citizen(client)
    admin = await officer(portal, clock, admin=True)

    for unknown in (await id_of(portal, "siti@contoh.id"), "0", "x" * 40):
        assert (await admin.client.get(f"/konsol/accounts/petugas/{unknown}")).status_code == 404


async def test_an_administrator_makes_another_one_and_takes_it_away(portal: Portal, clock: FrozenClock) -> None:
    admin = await officer(portal, clock, admin=True)
    await officer(portal, clock, ANI)
    address = f"/konsol/accounts/petugas/{await id_of(portal, ANI)}"

    await press(admin.client, await admin.say_it_again(address), f"{address}/administrator")
    made = await actor_of(portal, ANI)
    await press(admin.client, await admin.say_it_again(address), f"{address}/administrator")
    taken = await actor_of(portal, ANI)

    assert made is not None
    assert taken is not None
    assert made.may("accounts.manage")
    assert not taken.may("accounts.manage")


async def test_one_officer_has_different_rights_in_different_agencies(portal: Portal, clock: FrozenClock) -> None:
    admin = await officer(portal, clock, admin=True)
    await officer(portal, clock, ANI, roles=("handler",), agencies=("dpupr",))

    await give(admin, ANI, roles=("verifier",), agency="dlh")

    found = await actor_of(portal, ANI)
    assert found is not None
    assert found.may_in("cases.handle", "dpupr")
    assert not found.may_in("cases.handle", "dlh")
    assert found.may_in("cases.verify", "dlh")
    assert not found.may_in("cases.verify", "dpupr")


async def test_a_role_is_bound_to_an_area_only_where_the_site_says_so(tmp_path: Path, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", clock=clock, toml='[plugins.accounts]\nareas = "district"\n') as (portal, _client):
        admin = await officer(portal, clock, admin=True)
        await officer(portal, clock, ANI, roles=("verifier",), agencies=("dpupr",))

        refused = await give(admin, ANI, roles=("handler",), agency="dpupr", area="33.16.08.2002")
        await give(admin, ANI, roles=("handler",), agency="dpupr", area="33.16.08")

        found = await actor_of(portal, ANI)
        assert refused.status_code == 422
        assert "Dinas Pekerjaan Umum, Jepon" in (await admin.say_it_again(f"/konsol/accounts/petugas/{await id_of(portal, ANI)}")).text
        assert found is not None
        assert found.may_in("cases.handle", "dpupr", "33.16.08.2002")
        assert not found.may_in("cases.handle", "dpupr", "33.16.09.1001")
        assert not found.may_in("cases.handle", "dpupr")
        assert found.may_in("cases.verify", "dpupr", "33.16.09.1001")


async def test_what_an_administrator_does_to_an_officer_is_in_the_audit_without_names(portal: Portal, clock: FrozenClock) -> None:
    admin = await officer(portal, clock, admin=True)
    await invite(admin)
    await give(admin, ANI, roles=("verifier",), agency="dlh")
    ani = await id_of(portal, ANI)
    address = f"/konsol/accounts/petugas/{ani}"
    for path in (f"{address}/peran/cabut", f"{address}/administrator", f"{address}/tautan", f"{address}/aktif"):
        await press(admin.client, await admin.say_it_again(address), path)

    found = await portal.audit.read(subject=ani)
    assert [entry.action.removeprefix("accounts.") for entry in reversed(found)] == [
        "invite", "give_rights", "take_rights", "give_administration", "make_link", "disable",
    ]  # fmt: skip
    assert {entry.actor for entry in found} == {await id_of(portal, admin.email)}
    assert found[-2].details == {"rights": ["verifier@dlh"]}
    assert "Ani" not in str(found)
    assert ANI not in str(found)


async def test_a_role_that_the_site_does_not_list_holds_what_plugins_declare_for_it(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site") as (portal, _client):
        supervisor = permissions_of(portal, "supervisor")

        assert {"cases.supervise", "cases.replies", "accounts.help"} <= supervisor
        assert "cases.replies" not in permissions_of(portal, "handler")
        assert "cases.identity" not in supervisor


async def test_roles_give_what_the_site_says_and_the_rest_as_plugins_declare(tmp_path: Path) -> None:
    toml = '[plugins.accounts]\nsupervisor = ["cases.view", "cases.supervise", "cases.identity", "absent.thing"]\n'
    async with portal_on(tmp_path / "site", toml=toml) as (portal, _client):
        every = permissions_of(portal, "nobody's role")
        assert not any(name.startswith("cases.") for name in every)
        assert permissions_of(portal, "verifier") == {"cases.view", "cases.verify"} | every
        assert permissions_of(portal, "supervisor") == {"cases.view", "cases.supervise", "cases.identity"} | every
        assert {"accounts.manage", "cases.view_all", "cases.verify"} <= administrators(portal)
        assert "cases.view" not in administrators(portal)
