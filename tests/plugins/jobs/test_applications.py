"""A citizen applies to a vacancy that an employer has posted here; the employer answers; nobody else reads any of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core import Actor, Subject
from core.portal import Portal
from core.portal.running import context_of, worker_of
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from core.testing.portals import REGIONS
from plugins.cases.api import Case, functions_of, keys_of, may_view, today, visible_to
from plugins.cases.desk.queue import Asked, Days, queue_page
from plugins.jobs import personal
from plugins.jobs.models import FILLED, Application, Vacancy
from tests.plugins.accounts.persons import another, citizen

from .conftest import AGENCIES, TOML
from .test_employers import decide, posted, registered, represents, sent

pytestmark = pytest.mark.anyio
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LIST = "/lowongan/pemberi-kerja/lamaran"


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock, database_url: str) -> AsyncIterator[tuple[Portal, Client]]:
    environ = {"PENDOPO_DATABASE__URL": database_url} if database_url.startswith("postgres") else {}
    site = make_site(tmp_path / "site", toml=TOML, files={"regions.csv": REGIONS, "agencies.csv": AGENCIES}, environ=environ)
    async with serving(site, plugins=("accounts", "cases", "jobs"), clock=clock) as both:
        yield both


@pytest.fixture
async def code(portal: Portal, client: Client) -> str:
    """An open vacancy of CV Maju Jaya, for which `client` acts."""
    await represents(client)
    await registered(client)
    await decide(portal, "jobs.register", "accept")
    await posted(client)
    await decide(portal, "jobs.post", "publish")
    return (await Vacancy.get()).code


async def applied(person: Client, code: str, words: str = "Saya tukang kayu sejak 2015.") -> Any:
    """The answer to the sent form, or to its beginning where one has applied already."""
    page = await person.get(f"/lowongan/{code}/lamar")
    if page.status_code != 200:
        return page
    page = await person.get(f"/lowongan/{code}/lamar/isi")
    page = await person.follow(await person.fill(page, holding="_draf", name="Budi Santoso", phone="081298765432", email="budi@contoh.id"))
    page = await person.follow(await person.fill(page, holding="_draf", button=("_do", "upload:cv"), files=[("cv", ("cv.pdf", PDF, "application/pdf"))]))
    page = await person.follow(await person.fill(page, holding="_draf", words=words, share="yes"))
    return await person.fill(page, holding="_key")


async def budi(portal: Portal) -> Client:
    return await citizen(another(portal), "budi@contoh.id", name="Budi Santoso")


async def drain(portal: Portal) -> None:
    await worker_of(portal).drain()


async def decided(employer: Client, deed: str, **answers: str) -> Any:
    ticket = (await Case.get(service="jobs.apply")).ticket
    page = await employer.get(f"{LIST}/{ticket}")
    return await employer.fill(page, holding="note" if answers else "version", button=("deed", deed), **answers)


async def test_from_a_vacancy_to_somebody_hired(portal: Portal, client: Client, code: str) -> None:
    person = await budi(portal)
    assert f"/lowongan/{code}/lamar" in (await person.get(f"/lowongan/{code}")).text

    answer = await applied(person, code)

    assert answer.status_code == 303, answer.text
    case = await Case.get(service="jobs.apply")
    link = portal.url_for("cases:follow", secret=keys_of(portal, case).secret)
    following = (await person.get(link)).text
    assert "Tukang kayu, CV Maju Jaya" in following
    assert "Saya tukang kayu sejak 2015." in following
    assert "Lamaran dikirim" in following
    assert re.search(r"Pelamar\s*<", following)
    assert "Budi Santoso" in (await client.get(LIST)).text
    ticket = case.ticket
    assert "0812-9876-5432" in (await client.get(f"{LIST}/{ticket}")).text
    cv = await client.get(f"/lowongan/lamaran/{ticket}/cv")
    assert (cv.status_code, cv.headers["content-type"], cv.content) == (200, "application/pdf", PDF)
    assert (await person.get(f"/lowongan/lamaran/{ticket}/cv")).status_code == 200

    assert (await decided(client, "see")).status_code == 303
    assert (await decided(client, "invite", note="Wawancara Senin pukul 09.00 di bengkel.")).status_code == 303
    following = (await person.get(link)).text
    assert "Pemberi kerja mengundang pelamar" in following
    assert re.search(r"Pemberi kerja\s*<", following)
    assert "Wawancara Senin pukul 09.00 di bengkel." in following
    assert (await decided(client, "hire", note="Selamat bergabung.")).status_code == 303
    assert (await Case.get(id=case.id)).state == "hired"
    assert "Diterima bekerja" in (await client.get(LIST)).text


async def test_what_is_written_lies_sealed_and_only_with_jobs(portal: Portal, client: Client, code: str) -> None:
    await applied(await budi(portal), code)

    row = await Application.get()

    assert "tukang" not in row.answers
    for table in ("cases_answer", "cases_person", "cases_entry", "cases_entry_text"):
        there = str([dict(one) for one in await portal.database.records(f"SELECT * FROM {table}")])
        assert "Budi Santoso" not in there
        assert "sejak 2015" not in there


async def test_nobody_is_declined_without_a_word(portal: Portal, client: Client, code: str) -> None:
    await applied(await budi(portal), code)

    answer = await decided(client, "decline", note="  ")

    assert answer.status_code == 422
    assert "Tulis dengan singkat" in answer.text
    assert (await Case.get(service="jobs.apply")).state == "sent"
    assert (await decided(client, "decline", note="Sudah ada orangnya.")).status_code == 303
    assert (await Case.get(service="jobs.apply")).state == "declined"


async def test_who_decides_about_an_old_page_is_told_and_loses_no_word(portal: Portal, client: Client, code: str) -> None:
    await applied(await budi(portal), code)
    ticket = (await Case.get(service="jobs.apply")).ticket
    old = await client.get(f"{LIST}/{ticket}")
    for _click in range(2):
        assert (await client.fill(old, holding="version", button=("deed", "see"))).status_code == 303

    answer = await client.fill(old, holding="note", button=("deed", "invite"), note="Datang besok.")

    assert answer.status_code == 409
    assert "Datang besok." in answer.text
    assert (await Case.get(service="jobs.apply")).state == "seen"


async def test_a_second_application_leads_to_the_first(portal: Portal, client: Client, code: str) -> None:
    person = await budi(portal)
    await applied(person, code)
    case = await Case.get(service="jobs.apply")
    link = portal.url_for("cases:follow", secret=keys_of(portal, case).secret)

    assert (await applied(person, code)).headers["location"] == link
    assert await Application.all().count() == await Case.filter(service="jobs.apply").count() == 1


async def test_two_forms_begun_before_make_one_application(portal: Portal, client: Client, code: str) -> None:
    person = await budi(portal)
    other = await person.get(f"/lowongan/{code}/lamar/isi")
    await applied(person, code)

    other = await person.follow(await person.fill(other, holding="_draf", name="Budi", phone="081298765432"))
    other = await person.follow(await person.fill(other, holding="_draf", button=("_do", "upload:cv"), files=[("cv", ("cv.pdf", PDF, "application/pdf"))]))
    other = await person.follow(await person.fill(other, holding="_draf", words="Lagi", share="yes"))
    answer = await person.follow(await person.fill(other, holding="_key"))

    assert (await Case.get(service="jobs.apply")).ticket in answer.text
    assert await Application.all().count() == 1


async def test_what_is_withdrawn_is_gone_and_one_may_apply_again(portal: Portal, client: Client, code: str) -> None:
    person = await budi(portal)
    await applied(person, code)
    case, row = await Case.get(service="jobs.apply"), await Application.get()
    page = await person.get(portal.url_for("cases:follow", secret=keys_of(portal, case).secret))

    assert (await person.fill(page, holding="note", note="Sudah bekerja.")).status_code == 303

    assert (await Case.get(id=case.id)).state == "withdrawn"
    assert (await client.get(f"{LIST}/{case.ticket}")).status_code == 404
    assert (await client.get(f"/lowongan/lamaran/{case.ticket}/cv")).status_code == 404
    assert "Budi Santoso" not in (await client.get(LIST)).text
    await drain(portal)
    assert not await Application.all().exists()
    assert await portal.files.find(row.file) is None
    assert (await applied(person, code)).status_code == 303
    assert await Application.all().count() == 1


async def test_row_9_strangers_other_employers_and_officers_find_nothing(portal: Portal, client: Client, clock: FrozenClock, code: str) -> None:
    await applied(await budi(portal), code)
    case = await Case.get(service="jobs.apply")
    addresses = (f"{LIST}/{case.ticket}", f"/lowongan/lamaran/{case.ticket}/cv")
    neighbour, other, own = another(portal), another(portal), another(portal)
    await citizen(neighbour, "wati@contoh.id", name="Wati")
    await represents(other, "tini@contoh.id", nib="3210987654321")
    await represents(own, "dedi@contoh.id")

    for address in addresses:
        assert (await another(portal).get(address)).status_code == 303
        for somebody in (neighbour, other):
            assert (await somebody.get(address)).status_code == 404
        assert (await own.get(address)).status_code == 200
    for somebody in (neighbour, other):
        assert "Budi Santoso" not in (await somebody.get(LIST)).text
        page = await somebody.get("/akun/mewakili/tambah/anak")
        pressed = sent(somebody, page)
        pressed["data"]["deed"] = "see"
        assert (await somebody.post(addresses[0], **pressed)).status_code == 404
    assert (await Case.get(id=case.id)).state == "sent"


RIGHTS = frozenset({"cases.view", "cases.view_all", "cases.verify", "cases.handle", "cases.supervise", "cases.identity"})


@pytest.mark.parametrize("agency", ["", "disnaker"])
async def test_no_officer_has_an_application(portal: Portal, client: Client, code: str, agency: str) -> None:
    await applied(await budi(portal), code)
    await drain(portal)
    case = await Case.get(service="jobs.apply")
    officer = Actor("sari", "officer", RIGHTS, frozenset({agency}))

    seen = (await queue_page(portal, officer, Asked(), Days(today(portal), today(portal)), size=50)).rows

    assert not await Case.filter(visible_to(officer), service="jobs.apply").exists()
    assert case.ticket not in {row.ticket for row in seen}
    assert not may_view(officer, case)
    assert functions_of(officer, case) == ()


async def test_a_vacancy_that_takes_none_has_no_form(portal: Portal, client: Client, code: str) -> None:
    person = await budi(portal)
    form = await person.get(f"/lowongan/{code}/lamar/isi")
    await Vacancy.filter(code=code).update(state=FILLED, closed=portal.clock.now())

    assert (await person.get(f"/lowongan/{code}/lamar")).status_code == 404
    form = await person.follow(await person.fill(form, holding="_draf", name="Budi", phone="081298765432"))
    form = await person.follow(await person.fill(form, holding="_draf", button=("_do", "upload:cv"), files=[("cv", ("cv.pdf", PDF, "application/pdf"))]))
    form = await person.follow(await person.fill(form, holding="_draf", words="Saya bisa", share="yes"))
    answer = await person.fill(form, holding="_key")
    assert answer.status_code == 422
    assert "sudah ditutup" in answer.text
    assert not await Application.all().exists()


async def test_a_person_is_told_and_forgotten(portal: Portal, client: Client, code: str) -> None:
    await applied(await budi(portal), code)
    row, case, context = await Application.get(), await Case.get(service="jobs.apply"), context_of(portal, "jobs")
    who = Subject(actor_id=row.owner)

    told = (await personal.export(context, who))["applications"]
    assert [(one["ticket"], one["vacancy"], one["text"]) for one in told] == [(case.ticket, "Tukang kayu", "Saya tukang kayu sejak 2015.")]
    assert (await personal.export(context, Subject(actor_id="somebody")))["applications"] == []

    assert len((await personal.erase(context, who)).erased) == 1
    assert not await Application.all().exists()
    assert await portal.files.find(row.file) is None
    assert (await Case.get(id=case.id)).state == "withdrawn"
    assert (await personal.erase(context, who)).erased == ()


async def test_applications_go_when_their_vacancy_was_closed_long_ago(portal: Portal, client: Client, clock: FrozenClock, code: str) -> None:
    await applied(await budi(portal), code)
    row, context, now = await Application.get(), context_of(portal, "jobs"), portal.clock.now()
    before = dict.fromkeys((personal.CONTACT, personal.ANSWERS, personal.cards.ANSWERS), now)
    key = "applications to vacancies closed long ago"

    await Vacancy.filter(code=code).update(state=FILLED, closed=now + timedelta(seconds=1))
    assert (await personal.expire(context, before, dry=False))[key] == 0
    await Vacancy.filter(code=code).update(closed=now - timedelta(seconds=1))
    assert (await personal.expire(context, before, dry=True))[key] == 1
    assert await Application.all().exists()
    assert (await personal.expire(context, before, dry=False))[key] == 1

    assert not await Application.all().exists()
    assert await portal.files.find(row.file) is None
    assert (await Case.get(id=row.id)).state == "lapsed"
