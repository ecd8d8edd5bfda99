"""Acting for somebody: a child, a person who agreed, an organisation that was checked; in one session, and in every case that is sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from core import Context
from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts import wards
from plugins.accounts.api import person_name
from plugins.accounts.models import Account, Acting, Consent, Ward
from plugins.accounts.tasks import sweep
from plugins.cases.api import Case
from tests.plugins.complaints.reporting import report, ticket_of

from .persons import PASSWORD, SITI, Officer, another, citizen, id_of, officer, press

pytestmark = pytest.mark.anyio
BUDI = "budi@contoh.id"


async def add(client: Client, kind: str, **values: Any) -> httpx2.Response:
    return await client.fill(await client.get(f"/akun/mewakili/tambah/{kind}"), **{"name": "Rina Putri", "sure": "1", "holding": "name", **values})


async def with_child(client: Client, born: str = "05-03-2015") -> Ward:
    await citizen(client)
    answer = await add(client, "anak", born=born)
    assert answer.headers["location"] == "/akun/mewakili", answer.text
    return await Ward.get()


async def act_for(client: Client, ward: Ward | None) -> httpx2.Response:
    page = await client.get("/akun/mewakili")
    return await client.fill(page, ward=str(ward.id) if ward else "", holding="ward")


async def proved(portal: Portal, client: Client, who: str, **more: Any) -> str:
    """A citizen whose address was proved to be theirs."""
    await citizen(client, who, **more)
    found = await id_of(portal, who)
    await Account.filter(id=found).update(email_proved=portal.clock.now())
    return found


async def test_a_parent_acts_for_a_child_and_every_form_and_case_says_so(client: Client, portal: Portal) -> None:
    child = await with_child(client)
    assert "Mewakili" not in (await client.get("/aduan/lapor")).text

    assert (await act_for(client, child)).headers["location"] == "/akun"
    assert "Anda sedang mewakili Rina Putri" in (await client.get("/akun")).text
    assert "Anda mewakili Rina Putri (Anak)" in (await client.get((await client.get("/aduan/lapor")).headers.get("location", "/aduan/lapor"))).text
    ticket = ticket_of(await report(client))

    case = await Case.get(ticket=ticket)
    assert (case.owner, case.on_behalf_of) == (await id_of(portal, SITI), str(child.id))
    assert await person_name(portal, case.on_behalf_of) == "Rina Putri"

    await client.fill(await client.get("/akun/mewakili"), holding="ward")
    other = ticket_of(await report(client))
    assert (await Case.get(ticket=other)).on_behalf_of == ""


async def test_officers_read_that_it_was_sent_for_a_child_but_not_whose_name(client: Client, portal: Portal, clock: FrozenClock) -> None:
    child = await with_child(client)
    await act_for(client, child)
    ticket = ticket_of(await report(client))
    await Case.filter(ticket=ticket).update(agency="dpupr")
    ani = await officer(portal, clock, "ani@blorakab.go.id", roles=("supervisor", "verifier"), agencies=("dpupr",))

    page = await ani.client.get(portal.url_for("cases:desk_case", ticket=ticket))

    assert page.status_code == 200, page.text
    assert "Dikirim mewakili orang lain" in page.text
    assert "Rina" not in page.text


async def test_the_choice_belongs_to_one_session_and_outlives_saying_again_who_one_is(client: Client, portal: Portal, clock: FrozenClock) -> None:
    child = await with_child(client)
    await act_for(client, child)
    other = another(portal)
    from .persons import enter

    await enter(other)
    assert "mewakili Rina" not in (await other.get("/akun")).text

    clock.move(timedelta(minutes=11))
    page = await client.get("/masuk/lagi")
    assert (await client.fill(page, password=PASSWORD, holding="password")).status_code == 303
    assert "mewakili Rina Putri" in (await client.get("/akun")).text
    await press(client, await client.get("/akun"), "/keluar")
    await enter(client)
    assert "mewakili Rina" not in (await client.get("/akun")).text


async def test_a_child_of_eighteen_acts_for_itself(client: Client, portal: Portal, clock: FrozenClock) -> None:
    today = clock.now().date()
    child = await with_child(client, born=today.replace(year=today.year - 18, day=today.day + 1).isoformat())
    await act_for(client, child)
    assert "mewakili Rina" in (await client.get("/akun")).text

    clock.move(timedelta(days=1))

    assert "mewakili Rina" not in (await client.get("/akun")).text
    await sweep(Context(portal, "accounts"))
    assert (await Ward.get()).state == "ended"
    refused = await add(client, "anak", born=today.replace(year=today.year - 19).isoformat())
    assert refused.status_code == 422
    assert "18 tahun" in refused.text


@pytest.mark.parametrize(("born", "day"), [(date(2008, 2, 29), date(2026, 3, 1)), (date(2010, 7, 5), date(2028, 7, 5))])
def test_the_eighteenth_birthday(born: date, day: date) -> None:
    assert wards.of_age(born) == day


async def test_a_person_has_to_agree_first_and_takes_it_back_when_they_like(client: Client, portal: Portal) -> None:
    budi_browser = another(portal)
    budi = await proved(portal, budi_browser, BUDI, name="Budi Santoso")
    await citizen(client)

    await add(client, "orang", name="Budi Santoso", who=BUDI)
    ward = await Ward.get()
    assert (ward.state, str(ward.person)) == ("claimed", budi)
    assert "Menunggu persetujuannya" in (await client.get("/akun/mewakili")).text
    page = await client.get("/akun/mewakili")
    token = dict((await _form(page)).filled())["csrf"]
    answer = await client.post("/akun/mewakili/pilih", data={"csrf": token, "ward": str(ward.id)}, headers={"Origin": "http://127.0.0.1:8000"})
    assert answer.status_code == 409

    assert "Ada yang meminta mewakili Anda" in (await budi_browser.get("/akun")).text
    page = await budi_browser.get("/akun/mewakili")
    assert "Saya setuju Siti Rahmawati mewakili saya" in page.text
    await agree(budi_browser, ward)
    assert (await act_for(client, ward)).headers["location"] == "/akun"
    assert (await Consent.get()).text.startswith("Saya setuju Siti Rahmawati")

    await press_no(budi_browser, ward)
    assert "mewakili Budi" not in (await client.get("/akun")).text
    assert (await Consent.get()).withdrawn is not None
    assert await Acting.all().count() == 0


async def _form(page: httpx2.Response) -> Any:
    from core.testing import form_in

    return form_in(page.text)


async def agree(client: Client, ward: Ward) -> None:
    from core.testing import forms_in

    page = await client.get("/akun/mewakili")
    for form in forms_in(page.text):
        if form.action == f"/akun/mewakili/{ward.id}/jawab" and ("answer", "yes") in form.filled():
            await client.send_form(page, form, form.filled())


async def press_no(client: Client, ward: Ward) -> None:
    from core.testing import forms_in

    page = await client.get("/akun/mewakili")
    form = next(one for one in forms_in(page.text) if one.action == f"/akun/mewakili/{ward.id}/jawab" and ("answer", "no") in one.filled())
    await client.send_form(page, form, form.filled())


async def test_row_28_whether_the_person_has_an_account_is_not_told(client: Client, portal: Portal) -> None:
    await proved(portal, another(portal), BUDI, name="Budi Santoso")
    await citizen(client)

    await add(client, "orang", name="Orang", who=BUDI)
    await add(client, "orang", name="Orang", who="nobody@contoh.id")
    await add(client, "orang", name="Orang", who=SITI)

    page = (await client.get("/akun/mewakili")).text
    assert page.count("Menunggu persetujuannya") == 3
    assert sorted(row.person is None for row in await Ward.all()) == [False, True, True]


async def test_an_organisation_counts_when_an_officer_checked_it(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    await add(client, "organisasi", name="CV Maju Jaya", nib="1234 5678 90123")
    ward = await Ward.get()
    assert (ward.nib, ward.state) == ("1234567890123", "claimed")
    ani = await officer(portal, clock, "ani@blorakab.go.id", roles=("supervisor",), agencies=("dpupr",))

    page = await ani.say_it_again("/konsol/accounts/periksa")
    assert "CV Maju Jaya" in page.text
    reason = f"reason_{ward.id.hex}"
    no = await ani.client.fill(page, button=("answer", "no"), holding=reason)
    assert no.status_code == 422
    await ani.client.fill(page, button=("answer", "yes"), holding=reason, **{reason: "Cocok dengan OSS."})

    assert (await Ward.get()).state == "in_force"
    await act_for(client, ward)
    ticket = ticket_of(await report(client))
    assert (await Case.get(ticket=ticket)).on_behalf_of == str(ward.id)
    looked = (await client.get("/akun/data")).text
    assert "Memeriksa hak Anda mewakili badan: disetujui" in looked
    assert "Cocok dengan OSS." in looked


async def test_row_8_handlers_and_citizens_check_nothing(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    await add(client, "organisasi", name="CV Maju Jaya", nib="1234567890123")
    handler = await officer(portal, clock, "ani@blorakab.go.id")

    assert (await handler.client.get("/konsol/accounts/periksa")).status_code == 403
    assert (await client.get("/konsol/accounts/periksa")).status_code == 403


async def test_row_9_somebody_elses_is_not_found(client: Client, portal: Portal) -> None:
    child = await with_child(client)
    other = another(portal)
    await citizen(other, BUDI, name="Budi")
    token = dict((await _form(await other.get("/akun/mewakili/tambah/anak"))).filled())["csrf"]

    for path in ("/akun/mewakili/pilih", f"/akun/mewakili/{child.id}/akhiri", f"/akun/mewakili/{child.id}/jawab", "/akun/mewakili/x/akhiri"):
        answer = await other.post(path, data={"csrf": token, "ward": str(child.id)}, headers={"Origin": "http://127.0.0.1:8000"})
        assert answer.status_code == 404, path
    assert (await Ward.get()).state == "in_force"


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("anak", {"born": "x"}, "Periksa tanggal lahir"),
        ("anak", {"born": "05-03-2015", "nik": "12"}, "Periksa NIK"),
        ("anak", {"born": "05-03-2015", "sure": ()}, "Centang ini"),
        ("organisasi", {"nib": "123"}, "Periksa NIB"),
        ("orang", {"who": "x"}, "nama@contoh.id"),
        ("anak", {"name": " ", "born": "05-03-2015"}, "Tulis namanya"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_kept(client: Client, kind: str, values: dict[str, Any], said: str) -> None:
    await citizen(client)

    answer = await add(client, kind, **values)

    assert answer.status_code == 422
    assert said in answer.text
    assert await Ward.all().count() == 0


async def test_row_37_name_and_nik_of_a_child_lie_sealed_and_go_with_the_account(client: Client, portal: Portal) -> None:
    await citizen(client)
    await add(client, "anak", born="05-03-2015", nik="3316094503150001")
    row = await Ward.get()

    assert "Rina" not in row.name
    assert row.nik is not None
    assert "3316" not in row.nik.split(".")[-1]
    await client.fill(await client.get("/akun/data/hapus"), sure="1", holding="sure")
    assert await Ward.all().count() == 0


async def test_an_officer_has_no_such_page(portal: Portal, clock: FrozenClock) -> None:
    one: Officer = await officer(portal, clock)

    assert (await one.client.get("/akun/mewakili")).status_code == 404
