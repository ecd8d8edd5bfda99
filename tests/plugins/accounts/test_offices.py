"""Local officials: claimed with a decree, compared by an officer, good in their area until their last day, and of use to people there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from core import Context
from core.portal import Portal
from core.security.csrf import FIELD
from core.testing import FrozenClock, form_in, forms_in
from core.testing.client import HOST, Client
from plugins.accounts import offices, personal
from plugins.accounts.api import office_title
from plugins.accounts.models import Account, Office
from plugins.accounts.tasks import sweep
from plugins.cases.api import Case, find_case, read_timeline
from tests.core.storage import pictures
from tests.plugins.complaints.reporting import CATEGORY, CONTACT, PLACE, PROBLEM, ticket_of

from .persons import SITI, Officer, another, citizen, id_of, officer

pytestmark = pytest.mark.anyio

RT = {"place_district": "33.16.08", "place_village": "33.16.08.1001", "rt": "3", "rw": "1"}
SK = ("sk.jpg", pictures.jpeg(), "image/jpeg")


async def claim(client: Client, clock: FrozenClock, *, days: int = 200, **changed: str) -> httpx2.Response:
    """Fill in both steps and send; the receipt."""
    page = await client.follow(await client.fill(await client.get("/akun/jabatan/ajukan"), holding="_draf", kind="rt"))
    page = await client.follow(await client.fill(page, holding="_draf", **{**RT, **changed}))
    assert page.url.path.endswith("/decree"), page.text
    until = (clock.now() + timedelta(days=days)).strftime("%d-%m-%Y")
    values = {"decree": "141/27/2026", "decided_on": "02-01-2026", "until": until}
    check = await client.follow(await client.fill(page, holding="_draf", files=[("file", SK)], **values))
    assert check.url.path.endswith("/periksa"), check.text
    return await client.follow(await client.fill(check, holding="_key"))


async def sari(portal: Portal, clock: FrozenClock) -> Officer:
    return await officer(portal, clock, "dewi@blorakab.go.id", roles=("supervisor",), agencies=("dpupr",), name="Dewi Lestari")


async def decide(one: Officer, row: Office, answer: str, reason: str = "") -> httpx2.Response:
    page = await one.say_it_again("/konsol/accounts/jabatan")
    form = next(form for form in forms_in(page.text) if form.action == f"/konsol/accounts/jabatan/{row.id}")
    values = [(name, reason if name.startswith("reason") else value) for name, value in form.filled() if name != "answer"]
    return await one.client.send_form(page, form, [*values, ("answer", answer)])


async def granted(client: Client, portal: Portal, clock: FrozenClock, **changed: Any) -> Office:
    await citizen(client)
    await claim(client, clock, **changed)
    row = await Office.get()
    answer = await decide(await sari(portal, clock), row, "yes")
    assert answer.status_code == 303, answer.text
    return await Office.get()


async def enter(client: Client, **changed: Any) -> httpx2.Response:
    """A report for a resident; the answer to the check page."""
    page = await client.get("/aduan/warga")
    assert page.status_code == 200, page.text
    values: Mapping[str, str] = {**PROBLEM, **PLACE, **CATEGORY, **CONTACT, "resident_consent": "yes", **changed}
    check = await client.follow(await client.fill(page, holding="_draf", **values))
    assert check.url.path == "/aduan/warga/periksa", check.text
    return await client.fill(check, holding="_key")


async def test_a_claim_gives_nothing_before_an_officer_has_compared_the_decree(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)

    receipt = await claim(client, clock)

    row = await Office.get()
    assert row.number in receipt.text
    assert (row.state, row.area, row.rt, row.rw) == ("claimed", "33.16.08.1001", 3, 1)
    assert (await client.get("/aduan/warga")).status_code == 403
    page = await client.get("/akun/jabatan")
    assert "Menunggu petugas" in page.text
    assert "Ketua RT 03 RW 01" in page.text


async def test_in_force_the_official_reports_for_residents_and_is_shown_as_what_they_are(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await granted(client, portal, clock)
    assert "Laporkan untuk warga" in (await client.get("/akun/jabatan")).text

    receipt = await client.follow(await enter(client))

    ticket = ticket_of(receipt)
    case = await find_case(ticket)
    assert case.owner == ""
    public = await another(portal).get(f"/aduan/{ticket}")
    assert "dicatat oleh Ketua RT 03 RW 01" in public.text
    inside = (await read_timeline(portal, case, "officer"))[-1]
    assert (inside.by, inside.public) == ("official", False)
    assert inside.name.startswith("Ketua RT 03 RW 01")
    assert all("Ketua RT" not in line.text for line in await read_timeline(portal, case, "everybody"))
    assert ticket in (await client.get("/akun/jabatan")).text


async def test_through_whom_a_report_came_is_not_public_when_the_resident_does_not_want_to_be_known(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await granted(client, portal, clock)

    ticket = ticket_of(await client.follow(await enter(client, visibility="anonymous")))

    assert "Ketua RT" not in (await another(portal).get(f"/aduan/{ticket}")).text
    assert (await read_timeline(portal, await find_case(ticket), "officer"))[-1].name.startswith("Ketua RT")


async def test_outside_their_area_nothing_is_entered_and_nothing_is_lost(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await granted(client, portal, clock, place_village="33.16.08.2002")

    refused = await enter(client)

    assert refused.status_code == 422
    assert "di luar wilayah jabatan Anda" in refused.text
    assert PROBLEM["description"] in refused.text
    assert await Case.all().count() == 0


async def test_a_camat_reports_for_every_village_of_the_kecamatan(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    page = await client.follow(await client.fill(await client.get("/akun/jabatan/ajukan"), holding="_draf", kind="district"))
    assert dict(form_in(page.text, "_draf").choices)["district"] == ["", "33.16.08", "33.16.09"]
    row = await in_force(portal, await id_of(portal, SITI), clock, offices.DISTRICT, "33.16.08")

    assert offices.title(portal, row, "id").startswith("Camat ")
    assert await office_title(portal, str(row.account), "33.16.08.1001") != ""
    assert await office_title(portal, str(row.account), "33.16.09.2001") == ""


async def test_a_no_needs_a_reason_and_the_person_reads_it(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    await claim(client, clock)
    dewi, row = await sari(portal, clock), await Office.get()

    assert (await decide(dewi, row, "no")).status_code == 422
    assert (await Office.get()).state == "claimed"
    await decide(dewi, row, "no", "Nomor SK tidak ada di daftar.")

    page = await client.get("/akun/jabatan")
    assert "Nomor SK tidak ada di daftar." in page.text
    assert "Ditolak" in page.text
    assert (await client.get("/aduan/warga")).status_code == 403


async def test_the_decree_is_for_who_compares_it_and_looking_is_written_down(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    await claim(client, clock)
    row = await Office.get()
    address = f"/konsol/accounts/jabatan/{row.id}/sk"

    assert (await client.get(address)).status_code == 403
    assert (await (await officer(portal, clock, "ani@blorakab.go.id")).client.get(address)).status_code == 403
    shown = await (await sari(portal, clock)).say_it_again(address)

    assert shown.status_code == 200
    assert shown.headers["content-type"] == "image/jpeg"
    assert "Membuka SK jabatan Anda" in (await client.get("/akun/data")).text


async def test_it_ends_by_itself_after_its_last_day_without_any_task(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await granted(client, portal, clock, days=2)
    account = await id_of(portal, SITI)
    clock.move(timedelta(days=2))
    assert (await client.get("/aduan/warga")).status_code == 200, "its last day counts"

    clock.move(timedelta(days=1))

    assert (await client.get("/aduan/warga")).status_code == 403
    assert await office_title(portal, account, "33.16.08.1001") == ""
    assert "Berakhir" in (await client.get("/akun/jabatan")).text
    await sweep(Context(portal, "accounts"))
    assert (await Office.get()).state == "ended"


async def test_whoever_compares_decrees_takes_an_office_away_at_once(client: Client, portal: Portal, clock: FrozenClock) -> None:
    row = await granted(client, portal, clock)
    dewi = await officer(portal, clock, "eko@blorakab.go.id", roles=("supervisor",), agencies=("dpupr",))
    page = await dewi.say_it_again("/konsol/accounts/jabatan/pemegang")
    assert "Siti Rahmawati" in page.text
    form = next(one for one in forms_in(page.text) if one.action.endswith(f"{row.id}/akhiri"))
    values = [(name, "Sudah diganti per Maret." if name.startswith("reason") else value) for name, value in form.filled()]

    assert (await dewi.client.send_form(page, form, values)).status_code == 303

    assert (await client.get("/aduan/warga")).status_code == 403
    assert "Sudah diganti per Maret." in (await client.get("/akun/jabatan")).text


async def test_somebody_gives_it_up_and_cannot_give_up_what_is_anothers(client: Client, portal: Portal, clock: FrozenClock) -> None:
    row = await granted(client, portal, clock)
    other = await citizen(another(portal), "budi@contoh.id", name="Budi")
    token = dict(form_in((await other.get("/lacak")).text).filled())[FIELD]
    stolen = await other.post(f"/akun/jabatan/{row.id}/lepas", data={FIELD: token}, headers={"Origin": HOST})
    assert stolen.status_code == 404

    token = dict(form_in((await client.get("/lacak")).text).filled())[FIELD]
    await client.post(f"/akun/jabatan/{row.id}/lepas", data={FIELD: token}, headers={"Origin": HOST})

    assert (await Office.get()).state == "ended"
    assert (await client.get("/aduan/warga")).status_code == 403


async def test_no_more_than_three_at_a_time(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    account = await id_of(portal, SITI)
    for _n in range(3):
        await in_force(portal, account, clock, offices.RW, "33.16.08.1001")

    page = await client.get("/akun/jabatan")
    assert "Lepaskan satu dahulu" in page.text
    refused = await claim(client, clock)

    assert refused.status_code == 422
    assert await Office.all().count() == 3


async def test_the_office_and_its_decree_are_exported_and_go_with_the_account(client: Client, portal: Portal, clock: FrozenClock) -> None:
    from core import Subject

    row = await granted(client, portal, clock)
    account = await id_of(portal, SITI)
    context = Context(portal, "accounts", "id")

    held = (await personal.export(context, Subject(account)))["offices"]
    assert held[0]["decree"] == "141/27/2026"
    await personal.erase(context, Subject(account))

    assert not await Office.exists()
    assert await portal.files.find(row.file) is None
    assert not await Account.exists(id=account)


async def test_a_year_after_its_end_the_decree_goes_by_itself(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await granted(client, portal, clock, days=1)
    clock.move(timedelta(days=2))
    await sweep(Context(portal, "accounts"))
    moment = clock.now() + timedelta(days=1)

    assert await offices.expire(portal, clock.now() - timedelta(days=1), dry=False) == 0
    assert await offices.expire(portal, moment, dry=True) == 1
    assert await offices.expire(portal, moment, dry=False) == 1
    assert not await Office.exists()


async def claimed(portal: Portal, account: str, clock: FrozenClock, kind: str = offices.RW, area: str = "33.16.08.1001") -> Office:
    """A claim, without its pages."""
    from uuid import UUID

    file = await portal.files.stage(pictures.jpeg(), name="sk.jpg", media_type="image/jpeg", owner="accounts", field="file")
    new = offices.NewOffice(kind, area, "1/2026", clock.now().date(), clock.now().date() + timedelta(days=100), file.id, rw=2)
    return await offices.claim(portal, UUID(account), new)


async def in_force(portal: Portal, account: str, clock: FrozenClock, kind: str, area: str) -> Office:
    """An office in force."""
    row = await claimed(portal, account, clock, kind, area)
    await offices.decide(portal, row, yes=True, by="x", reason="")
    return row
