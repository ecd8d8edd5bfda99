"""An organisation becomes an employer, posts a vacancy, an officer looks at it, everybody reads it, it is filled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from core.testing.portals import REGIONS
from plugins.accounts.models import Ward
from plugins.cases.api import By, Case, CaseMoved, move, run_examples
from plugins.cases.procedures import declared_procedures
from plugins.jobs.employers import decided
from plugins.jobs.models import Employer, Vacancy
from tests.plugins.accounts.persons import another, citizen
from tests.plugins.accounts.test_wards import act_for, add

from .conftest import AGENCIES, TOML

pytestmark = pytest.mark.anyio
NIB = "1234567890123"


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock, database_url: str) -> AsyncIterator[tuple[Portal, Client]]:
    environ = {"PENDOPO_DATABASE__URL": database_url} if database_url.startswith("postgres") else {}
    site = make_site(tmp_path / "site", toml=TOML, files={"regions.csv": REGIONS, "agencies.csv": AGENCIES}, environ=environ)
    async with serving(site, plugins=("accounts", "cases", "jobs"), clock=clock) as both:
        yield both


async def represents(client: Client, who: str = "", nib: str = NIB) -> None:
    """Somebody who acts for an organisation that an officer has checked."""
    await citizen(client, *((who,) if who else ()))
    await add(client, "organisasi", name="CV Maju Jaya", nib=nib)
    ward = await Ward.filter(nib=nib).exclude(state="in_force").get()
    await Ward.filter(id=ward.id).update(state="in_force")
    await act_for(client, ward)


async def registered(client: Client) -> Any:
    page = await client.get("/lowongan/pemberi-kerja/daftar")
    page = await client.follow(await client.fill(page, holding="_draf", sector="Mebel", address="Jl. Jepon 4", person="Rina"))
    return await client.fill(page, holding="_key")


async def posted(client: Client, **changed: str) -> Any:
    page = await client.get("/lowongan/pemberi-kerja/pasang")
    page = await client.follow(await client.fill(page, holding="_draf", title="Tukang kayu", kind="daily"))
    page = await client.follow(await client.fill(page, holding="_draf", education="any"))
    page = await client.follow(await client.fill(page, holding="_draf", until="2026-12-31", **{"contact": "Datang langsung", **changed}))
    return await client.fill(page, holding="_key")


async def decide(portal: Portal, service: str, transition: str, **answers: str) -> None:
    """An officer's step in the open case of a service, and what the outbox would deliver of it, twice."""
    context = context_of(portal, "jobs")
    case = await Case.get(service=service, closed=None)
    await move(context, case.id, transition, By("verifier", "v", "Ratna"), answers)
    case = await Case.get(id=case.id)
    event = CaseMoved(subject=str(case.id), ticket=case.ticket, service=service, transition=transition, state=case.state)
    for _delivery in range(2):
        await decided(context, event)


async def test_from_an_organisation_to_a_vacancy_that_is_filled(portal: Portal, client: Client) -> None:
    await represents(client)
    assert "Daftar sebagai pemberi kerja" in (await client.get("/lowongan/pemberi-kerja")).text

    assert (await registered(client)).status_code == 303
    assert (await Case.get(service="jobs.register")).agency == "disnaker"
    assert "Dinas memeriksa pendaftaran" in (await client.get("/lowongan/pemberi-kerja")).text
    await decide(portal, "jobs.register", "accept")
    assert "Pasang lowongan" in (await client.get("/lowongan/pemberi-kerja")).text

    assert (await posted(client, wage_least="150000", wage_per="day")).status_code == 303
    one = await Vacancy.get()
    assert (one.employer, one.sector, one.state) == ("CV Maju Jaya", "Mebel", "waiting")
    assert "Tukang kayu" not in (await client.get("/lowongan")).text
    assert (await client.get(f"/lowongan/{one.code}")).status_code == 404
    assert "Sedang diperiksa" in (await client.get("/lowongan/pemberi-kerja")).text

    await decide(portal, "jobs.post", "publish")
    assert "Tukang kayu" in (await client.get("/lowongan")).text
    assert "CV Maju Jaya" in (await client.get(f"/lowongan/{one.code}")).text

    mine = await client.get("/lowongan/pemberi-kerja")
    for _click in range(2):
        assert (await client.post(f"/lowongan/pemberi-kerja/{one.code}/terisi", **sent(client, mine))).status_code == 303
    assert (await Vacancy.get()).state == "filled"
    assert "Tukang kayu" not in (await client.get("/lowongan")).text


def sent(client: Client, page: Any) -> dict[str, Any]:
    """What the button of the page sends."""
    from core.testing.forms import forms_in

    token = next(value for form in forms_in(page.text) for name, value in form.filled() if name == "csrf")
    return {"data": {"csrf": token}, "headers": {"Origin": client.address, "Sec-Fetch-Site": "same-origin"}}


async def test_what_is_refused_is_read_by_nobody_and_may_be_asked_again(portal: Portal, client: Client) -> None:
    await represents(client)
    await registered(client)
    again = await registered(client)
    assert again.status_code == 422
    assert "sudah terdaftar" in again.text
    await decide(portal, "jobs.register", "refuse", note="Alamat berbeda.")
    assert "tidak menyetujui pendaftaran" in (await client.get("/lowongan/pemberi-kerja")).text
    assert (await posted(client)).status_code == 422

    assert (await registered(client)).status_code == 303
    await decide(portal, "jobs.register", "accept")
    await posted(client)
    await decide(portal, "jobs.post", "refuse", note="Meminta biaya.")

    assert (await Vacancy.get()).state == "refused"
    assert "Tukang kayu" not in (await client.get("/lowongan")).text
    assert await Employer.all().count() == 1


async def test_row_9_whoever_acts_for_nobody_or_for_another_touches_nothing(portal: Portal, client: Client) -> None:
    await represents(client)
    await registered(client)
    await decide(portal, "jobs.register", "accept")
    await posted(client)
    await decide(portal, "jobs.post", "publish")
    code = (await Vacancy.get()).code
    stranger, other = another(portal), another(portal)
    await citizen(stranger, "budi@contoh.id", name="Budi")
    await represents(other, "tini@contoh.id", nib="3210987654321")

    assert "Pilih organisasi" in (await stranger.get("/lowongan/pemberi-kerja")).text
    assert (await posted(stranger)).status_code == 422
    for somebody in (stranger, other):
        assert "Tukang kayu" not in (await somebody.get("/lowongan/pemberi-kerja")).text
        page = await somebody.get("/akun/mewakili/tambah/anak")
        assert (await somebody.post(f"/lowongan/pemberi-kerja/{code}/terisi", **sent(somebody, page))).status_code == 404
    assert (await Vacancy.get()).state == "open"


@pytest.mark.parametrize("database_url", ["sqlite"])
async def test_the_procedures_come_out_as_their_examples_say(portal: Portal, database_url: str) -> None:
    found = {name: procedure for name, procedure in declared_procedures(portal).items() if name.startswith("jobs.")}

    assert set(found) == {"jobs.application", "jobs.card", "jobs.employer", "jobs.vacancy"}
    for procedure in found.values():
        assert procedure.examples
        assert [outcome.differences for outcome in run_examples(procedure, ())] == [()] * len(procedure.examples)
