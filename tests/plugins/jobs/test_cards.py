"""A job-seeker card (AK/I): asked for, looked at, issued, verified, reported on, renewed, erased; on either database."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from core import Subject
from core.portal import Portal, build_portal
from core.portal.running import context_of, worker_of
from core.testing import FrozenClock, make_site
from core.testing.client import Client
from core.testing.forms import forms_in
from core.testing.portals import REGIONS
from plugins.cases.api import By, Case, move
from plugins.documents.api import Document, documents_about, revoke, verification_path
from plugins.jobs import personal
from plugins.jobs.cards import issuing, reminding
from plugins.jobs.cards.applying import papers_of
from plugins.jobs.cards.dates import is_adult, may_report, next_report, report_days, valid_until
from plugins.jobs.models import Card
from plugins.notifications.models import Inbox
from plugins.notifications.telling import opened as content_of
from tests.plugins.accounts.persons import citizen
from tests.plugins.documents.world import pdf_of

from .cards import PLUGINS, TOML, asked, case_of, decide, officer, portal_on, post_to, words_of
from .conftest import AGENCIES

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]
WHO = Subject(phone="+6281234567890")
ISSUED = date(2026, 11, 24)


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock, database_url: str) -> AsyncIterator[tuple[Portal, Client]]:
    async with portal_on(tmp_path / "site", url=database_url, clock=clock) as both:
        yield both


async def issued(client: Client, portal: Portal) -> tuple[Card, str]:
    """A card, and the link of its case."""
    assert (await asked(client)).status_code == 303
    await decide(portal, "accept", note="")
    case, link = await case_of(portal)
    return await Card.get(id=case.id), link


async def document_of(card: Card) -> Document:
    (one,) = await documents_about("jobs", [str(card.id)])
    return one


async def test_from_the_form_to_a_card_that_everybody_may_verify(client: Client, portal: Portal) -> None:
    answer = await asked(client)
    assert answer.status_code == 303, answer.text
    case, link = await case_of(portal)
    assert (case.agency, case.state, case.district, case.visibility) == ("disnaker", "received", "33.16.08", "confidential")
    assert "Diperiksa" in (await client.get(link)).text

    async with officer(portal) as ani:
        beside = await ani.get(f"/petugas/kasus/{case.ticket}")
        assert f"/lowongan/kelola/kartu/{case.ticket}" in beside.text
        shown = words_of(await ani.get(f"/lowongan/kelola/kartu/{case.ticket}"))
        for said in ("Siti Rahmawati", "3316084504020003", "Tata busana", "Penjahit", "KTP"):
            assert said in shown
        assert (await ani.get(f"/lowongan/kelola/kartu/{case.ticket}/diploma/0")).headers["content-type"] == "application/pdf"
        for absent in ("diploma/1", "paspor/0", "diploma/x"):
            assert (await ani.get(f"/lowongan/kelola/kartu/{case.ticket}/{absent}")).status_code == 404
    async with officer(portal, "budi", "dinkes") as budi:
        for other in ("", "/diploma/0"):
            assert (await budi.get(f"/lowongan/kelola/kartu/{case.ticket}{other}")).status_code == 404
    looks = await portal.audit.read(about=f"jobs:{case.id}", action="jobs.card_read", size=9)
    assert len(looks) == 1

    await decide(portal, "accept", note="")

    card = await Card.get(id=case.id)
    assert (await Case.get(id=case.id)).state == "issued"
    assert (card.issued, card.valid_until, card.next_report) == (ISSUED, date(2028, 11, 23), date(2027, 5, 24))
    row = await document_of(card)
    assert row.number == card.number == "0001/AKI/XI/2026"
    assert card.number in (await client.get(link)).text
    verified = words_of(await client.get(verification_path(portal, row)))
    assert "S••• R•••" in verified
    assert "Siti" not in verified


@pytest.mark.tools
async def test_the_card_says_who_its_qr_code_leads_to_the_verification_and_its_signature_holds(client: Client, portal: Portal, tmp_path: Path) -> None:
    card, _link = await issued(client, portal)
    row, file = await document_of(card), tmp_path / "kartu.pdf"
    file.write_bytes(await pdf_of(portal, row))

    subprocess.run(["pdftoppm", "-r", "110", "-png", "-singlefile", str(file), str(tmp_path / "kartu")], check=True)
    read = subprocess.run(["zbarimg", "-q", "--raw", str(tmp_path / "kartu.png")], capture_output=True, text=True, check=True).stdout

    assert read.strip() == portal.base_url + verification_path(portal, row)
    assert "Signature is Valid." in subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False).stdout
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    for said in (
        "Siti Rahmawati",
        "3316084504020003",
        "Blora",
        "5 April 2002",
        "Perempuan",
        "Tata busana",
        "24 Mei 2027",
        "23 November 2028",
        "Rahmat Hidayat",
    ):
        assert said in text, text
    assert "Agama" not in text, "what was left empty does not stand on the card"


async def test_answers_lie_sealed_and_only_with_jobs(client: Client, portal: Portal) -> None:
    await asked(client)

    row = await Card.get()

    assert row.answers is not None
    assert "busana" not in row.answers
    for table in ("cases_answer", "cases_person", "cases_entry", "cases_case"):
        there = str([dict(one) for one in await portal.database.records(f"SELECT * FROM {table}")])
        for secret in ("busana", "3316084504020003", "Rahmawati"):
            assert secret not in there


async def test_whoever_is_under_eighteen_gets_no_card_and_loses_nothing(client: Client, portal: Portal) -> None:
    answer = await asked(client, birth_date="2008-11-25")

    assert answer.status_code == 422
    assert "18 tahun" in answer.text
    assert not await Card.exists()
    assert not await Case.exists(service="jobs.card")


async def test_who_is_refused_reads_why_and_asks_again_with_what_was_written(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await asked(client)
    former, link = await case_of(portal)
    clock.move(timedelta(hours=1))

    await decide(portal, "refuse", reason="unreadable", note="Foto ijazah buram.")

    page = await client.get(link)
    assert "Foto ijazah buram." in page.text
    first = await client.follow(await post_to(client, page, "/lagi"))
    assert 'value="3316084504020003"' in first.text
    assert (await asked(client, first)).status_code == 303
    case, _link = await case_of(portal)
    assert (await Card.get(id=case.id)).former == former.id
    assert await Card.all().count() == 2


async def test_delivered_twice_one_card_is_issued(client: Client, portal: Portal) -> None:
    card, _link = await issued(client, portal)

    await issuing.issue(context_of(portal, "jobs"), card.id)

    assert (await Card.get(id=card.id)).number == card.number
    assert len(await documents_about("jobs", [str(card.id)])) == 1


async def test_where_nobody_can_sign_the_application_waits_for_the_day_on_which_somebody_can(tmp_path: Path, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", toml=TOML.replace("trial = true", ""), clock=clock) as (portal, client):
        await asked(client)
        await decide(portal, "accept", note="")
        case, _link = await case_of(portal)
        assert (case.state, (await Card.get()).number) == ("issue", "")
    async with portal_on(tmp_path / "site", clock=clock) as (portal, client):
        await issuing.waiting(context_of(portal, "jobs"))

        assert (await Card.get()).number == "0001/AKI/XI/2026"


async def test_a_site_without_documents_offers_no_card(tmp_path: Path, clock: FrozenClock) -> None:
    toml = TOML.replace('"documents", ', "").replace("[plugins.documents]\ntrial = true\n", "")
    async with portal_on(tmp_path / "site", toml=toml, plugins=("cases", "jobs", "sample_identity"), clock=clock) as (portal, client):
        assert [one for one in portal.tables.services if one == "jobs.card"] == []
        assert "kartu pencari kerja" not in (await client.get("/layanan")).text.lower()
        assert (await asked(client)).status_code == 422
        assert not await Card.exists()


@pytest.mark.parametrize(("address", "name", "warned"), [("https://uji.example", "", True), ("https://uji.example", "Rahmat Hidayat", False), ("", "", False)])
def test_a_portal_for_citizens_that_issues_cards_without_a_signatory_is_warned(tmp_path: Path, address: str, name: str, warned: bool) -> None:
    toml = TOML.replace('"Rahmat Hidayat"', f'"{name}"').replace("trial = true", "without_signature = true")
    head = f'[portal]\nname = "Uji Melayani"\nregency = "Kabupaten Uji"\nregion = "33.16"\npublic_url = "{address}"\n'
    site = make_site(tmp_path / "site", toml=head + toml, files={"regions.csv": REGIONS, "agencies.csv": AGENCIES})
    portal = build_portal(site, plugins=list(PLUGINS))

    said = [one for one in portal.problems if (one.code, one.where) == ("documents.signatory", "[plugins.jobs]")]
    assert [one.severity for one in said] == (["warning"] if warned else [])
    assert portal.runs("jobs")


async def test_its_holder_reports_every_six_months(client: Client, portal: Portal, clock: FrozenClock) -> None:
    card, link = await issued(client, portal)
    assert "masih-mencari" not in (await client.get(link)).text, "six months have not begun to end"
    clock.move(timedelta(days=160))

    page = await client.get(link)
    assert (await post_to(client, page, "/lapor", button=("deed", "looking"))).status_code == 303

    card = await Card.get(id=card.id)
    assert (card.reported, card.next_report) == (date(2027, 5, 3), date(2027, 11, 24))
    assert "masih-mencari" not in (await client.get(link)).text


async def test_whoever_has_found_work_gives_the_card_back(client: Client, portal: Portal) -> None:
    card, link = await issued(client, portal)

    await post_to(client, await client.get(link), "/lapor", button=("deed", "found"))

    card = await Card.get(id=card.id)
    assert (card.ended, card.next_report) == (ISSUED, None)
    assert (await document_of(card)).state == "revoked"
    await worker_of(portal).drain()
    assert (await Card.get(id=card.id)).revoked is None, "its holder gave it back"
    page = await client.get(link)
    assert "sudah-bekerja" not in page.text
    assert "Kartu tidak berlaku lagi" in page.text


async def test_a_card_whose_document_an_officer_revokes_says_so_reminds_nobody_and_is_asked_for_again(
    client: Client, portal: Portal, clock: FrozenClock
) -> None:
    card, link = await issued(client, portal)

    assert await revoke(context_of(portal, "jobs"), (await document_of(card)).id, "mistake", "Alamatnya keliru.")
    await worker_of(portal).drain()

    card = await Card.get(id=card.id)
    assert (card.revoked, card.ended, card.next_report) == (ISSUED, None, None)
    page = await client.get(link)
    assert "Petugas mencabut kartu ini" in page.text
    assert "sudah-bekerja" not in page.text
    clock.move(timedelta(days=170))
    await reminding.remind(context_of(portal, "jobs"))
    assert (await Card.get(id=card.id)).reminded is None
    assert (await post_to(client, page, "/lagi")).headers["location"].startswith("/lowongan/kartu")


async def test_a_reminder_is_told_once_for_each_report(client: Client, portal: Portal, clock: FrozenClock) -> None:
    card, _link = await issued(client, portal)
    told = []
    for days in (0, 170, 0, 30, 155, 0, 380):
        clock.move(timedelta(days=days))
        await reminding.remind(context_of(portal, "jobs"))
        card = await Card.get(id=card.id)
        told.append((card.reminded, card.next_report))

    first, second = date(2027, 5, 24), date(2027, 11, 24)
    assert told == [(None, first), (first, first), (first, first), (first, second), (second, second), (second, second), (second, None)]


async def test_whoever_has_an_account_finds_the_reminder_in_the_inbox(tmp_path: Path, clock: FrozenClock) -> None:
    toml = TOML.replace("sample_identity", "accounts").replace('"cases"', '"cases", "notifications"')
    plugins = ("accounts", "cases", "notifications", "documents", "jobs")
    async with portal_on(tmp_path / "site", toml=toml, plugins=plugins, clock=clock) as (portal, client):
        await citizen(client, "siti@contoh.id")
        await asked(client)
        case, link = await case_of(portal)
        await move(context_of(portal, "jobs"), case.id, "accept", By("verifier", "v", "Ratna"))
        await worker_of(portal).drain()
        clock.move(timedelta(days=170))

        for _day in range(2):
            await reminding.remind(context_of(portal, "jobs"))
            await worker_of(portal).drain()

        (row,) = await Inbox.filter(kind="jobs.report_due")
        letter = content_of(portal, row)
        assert letter.subject == "Kartu pencari kerja Anda: lapor sampai Senin, 24 Mei 2027"
        assert "masih mencari kerja" in letter.words
        assert "Siti" not in letter.words
        assert letter.link == link


async def test_a_renewal_begins_with_what_is_known_and_takes_its_place(client: Client, portal: Portal, clock: FrozenClock) -> None:
    former, link = await issued(client, portal)
    assert "/lagi" not in (await client.get(link)).text, "too early"
    clock.move(timedelta(days=710))

    first = await client.follow(await post_to(client, await client.get(link), "/lagi"))

    assert "Siti Rahmawati" in first.text
    assert (await asked(client, first)).status_code == 303
    await decide(portal, "accept", note="")
    case, _link = await case_of(portal)
    former = await Card.get(id=former.id)
    assert (former.renewed_by, former.next_report) == (case.id, None)
    assert "/lagi" not in (await client.get(link)).text, "a card is renewed once"


async def test_another_link_reports_and_renews_nothing(client: Client, portal: Portal, clock: FrozenClock) -> None:
    _card, link = await issued(client, portal)
    clock.move(timedelta(days=710))
    page = await client.get(link)

    for ending in ("/lapor", "/lagi"):
        stolen = page.text.replace(link.rpartition("/")[2], "A" * 43)
        form = next(form for form in forms_in(stolen) if form.action.endswith(ending))
        assert (await client.send_form(page, form, form.filled())).status_code == 404


async def test_a_person_is_told_everything_and_erased_when_it_has_ended(client: Client, portal: Portal) -> None:
    await asked(client)
    context = context_of(portal, "jobs")
    (told,) = (await personal.export(context, WHO))["cards"]
    assert (told["answers"]["study"], told["documents"]) == ("Tata busana", ["diploma", "kk", "ktp"])
    assert len((await personal.erase(context, WHO)).kept) == 1
    assert (await Card.get()).answers is not None

    await decide(portal, "accept", note="")
    files = [file for found in papers_of(portal, await Card.get()).values() for file in found]
    done = await personal.erase(context, WHO)

    assert (len(done.erased), done.kept) == (1, ())
    card = await Card.get()
    assert (card.answers, card.owner, card.number != "") == (None, "", True)
    assert [await portal.files.find(file) for file in files] == [None] * 3


async def test_answers_go_three_years_after_the_end(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await issued(client, portal)
    context = context_of(portal, "jobs")
    before = dict.fromkeys(("jobs_vacancy.contact", "jobs_application.answers", "jobs_card.answers"), clock.now())
    assert (await personal.expire(context, before, False))["answers for job-seeker cards"] == 0
    clock.move(timedelta(days=1))
    before = dict.fromkeys(before, clock.now())

    assert (await personal.expire(context, before, True))["answers for job-seeker cards"] == 1
    assert (await personal.expire(context, before, False))["answers for job-seeker cards"] == 1
    assert (await Card.get()).answers is None


def test_reports_are_every_six_months_and_a_late_one_is_taken() -> None:
    assert report_days(ISSUED) == [date(2027, 5, 24), date(2027, 11, 24), date(2028, 5, 24), date(2028, 11, 23)]
    assert valid_until(date(2024, 2, 29)) == date(2026, 2, 27)
    assert not may_report(ISSUED, None, date(2027, 4, 23))
    assert may_report(ISSUED, None, date(2027, 4, 24))
    assert may_report(ISSUED, None, date(2027, 8, 1)), "late"
    assert not may_report(ISSUED, date(2027, 8, 1), date(2027, 8, 2))
    assert may_report(ISSUED, date(2027, 8, 1), date(2027, 11, 1))
    assert not may_report(ISSUED, None, date(2028, 11, 24)), "over"
    assert next_report(ISSUED, date(2027, 5, 3)) == date(2027, 11, 24)
    assert next_report(ISSUED, date(2028, 11, 1)) is None


def test_eighteen_is_counted_to_the_day() -> None:
    assert is_adult(date(2008, 11, 24), ISSUED)
    assert not is_adult(date(2008, 11, 25), ISSUED)
