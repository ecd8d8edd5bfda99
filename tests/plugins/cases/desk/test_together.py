"""Who has a case, duplicates, many at once, bundles, reply templates and saved views."""

from __future__ import annotations

from typing import Any

import pytest

from core.portal.running import worker_of
from plugins.cases.api import CONFIDENTIAL, Case, move, verify_chains
from plugins.cases.models import Bundle, Bundled, Entry, Reply, Run, SavedView
from tests.plugins.cases.desk.office import Office, send, text_of
from tests.plugins.cases.desk.test_case import opened, page_of
from tests.plugins.cases.world import HANDLER, REPORTER

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


async def deliver(office: Office) -> None:
    await worker_of(office.world.portal).drain()


# ------------------------------------------------------------ who has it


async def test_an_officer_takes_a_case_and_the_queue_says_so(office: Office) -> None:
    case = await opened(office, "forward")
    budi = await office.officer("budi")

    answer = await send(budi, await page_of(office, "budi", case), "/petugas", officer="budi")

    assert answer.status_code == 303
    assert (await Case.get(id=case.id)).assignee == "budi"
    assert case.ticket in (await budi.get("/petugas?petugas=saya")).text
    assert "Budi Anda" in text_of(await budi.get("/petugas"))
    assert "Diambil oleh Budi" in (await page_of(office, "sari", case)).text
    assert case.ticket not in (await (await office.officer("sari")).get("/petugas?petugas=belum")).text


async def test_a_case_is_given_to_a_colleague_of_the_agency_and_to_nobody_else(office: Office) -> None:
    case = await opened(office, "forward")
    for who in ("budi", "tono", "lihat"):
        await office.officer(who)
    sari = await office.officer("sari")
    page = await page_of(office, "sari", case)

    assert ">Budi</option>" in page.text
    assert "Tono" not in page.text
    assert "Lina" not in page.text, "who only looks on is given nothing"
    elsewhere = await sari.post(
        f"/petugas/kasus/{case.ticket}/petugas",
        data={**dict(_fields(page, "/petugas")), "officer": "tono"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert elsewhere.status_code == 422
    assert (await Case.get(id=case.id)).assignee == ""
    await sari.post(
        f"/petugas/kasus/{case.ticket}/petugas",
        data={**dict(_fields(page, "/petugas")), "officer": "budi"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert (await Case.get(id=case.id)).assignee == "budi"


def _fields(page: Any, ending: str) -> list[tuple[str, str]]:
    from core.testing import forms_in

    return next(form for form in forms_in(page.text) if form.action.endswith(ending)).filled()


async def test_two_who_take_it_at_once_one_has_it_and_the_other_is_told(office: Office) -> None:
    case = await opened(office, "forward")
    first, second = await page_of(office, "budi", case), await page_of(office, "rina", case)

    taken = await send(await office.officer("budi"), first, "/petugas", officer="budi")
    late = await send(await office.officer("rina"), second, "/petugas", officer="rina")

    assert (taken.status_code, late.status_code) == (303, 409)
    assert "Budi baru saja mengubah kasus ini" in text_of(late)
    assert (await Case.get(id=case.id)).assignee == "budi"


# ------------------------------------------------------------ duplicates


async def merged(office: Office, **changes: Any) -> tuple[Case, Any]:
    """A main case in progress, and a duplicate of it."""
    main = await opened(office, "forward", "start")
    double = await office.world.open(title="Lubang yang sama", **changes)
    page = await page_of(office, "sari", double.case)
    answer = await send(await office.officer("sari"), page, "/gabung", main=main.ticket.lower())
    assert answer.status_code == 303, text_of(answer)
    return main, double


async def test_a_duplicate_follows_the_main_case_and_its_reporter_is_told(office: Office) -> None:
    main, double = await merged(office)

    assert (await Case.get(id=double.case.id)).state == "working"
    told = (await office.world.client.get(f"/lacak/{double.keys.secret}")).text
    assert main.ticket in told
    await move(office.world.context, main.id, "finish", HANDLER, {"note": "Sudah ditambal."})
    await deliver(office)
    follower = await Case.get(id=double.case.id)
    told = (await office.world.client.get(f"/lacak/{double.keys.secret}")).text
    assert follower.state == "confirm"
    assert "Sudah ditambal." in told
    assert f"{double.case.ticket} kembar" in (await page_of(office, "sari", main)).text
    verdict = await verify_chains(office.world.portal)
    assert verdict.ok, verdict.faults


async def test_a_question_to_the_main_cases_reporter_is_not_asked_of_the_duplicates(office: Office) -> None:
    main, double = await merged(office)

    await move(office.world.context, main.id, "ask", HANDLER, {"note": "Nomor rumah Anda?"})
    await deliver(office)

    assert (await Case.get(id=double.case.id)).state == "working"
    assert "Nomor rumah Anda?" not in (await office.world.client.get(f"/lacak/{double.keys.secret}")).text


async def test_the_same_news_delivered_twice_is_written_once(office: Office) -> None:
    from plugins.cases.api import CaseMoved
    from plugins.cases.desk.merging import follow

    main, double = await merged(office)
    await move(office.world.context, main.id, "finish", HANDLER, {"note": "Sudah."})
    await deliver(office)
    entries = await Entry.filter(case=double.case.id).count()

    await follow(office.world.context, CaseMoved(subject=str(main.id), ticket=main.ticket, service=main.service))

    assert await Entry.filter(case=double.case.id).count() == entries


async def test_it_can_be_undone_and_a_reporter_who_opens_their_own_again_undoes_it(office: Office) -> None:
    main, double = await merged(office)
    sari = await office.officer("sari")

    undone = await send(sari, await page_of(office, "sari", double.case), "/pisah")
    assert undone.status_code == 303
    assert (await Case.get(id=double.case.id)).main is None
    await send(sari, await page_of(office, "sari", double.case), "/gabung", main=main.ticket)
    await move(office.world.context, main.id, "finish", HANDLER, {"note": "Sudah."})
    await deliver(office)
    await move(office.world.context, double.case.id, "reopen", REPORTER, {"note": "Di sini belum."})
    await deliver(office)

    own = await Case.get(id=double.case.id)
    assert (own.main, own.state) == (None, "working")
    assert own.ticket in (await sari.get("/petugas")).text


async def test_what_must_not_be_one_is_refused_with_the_reason(office: Office) -> None:
    main, double = await merged(office)
    secret = await opened(office, visibility=CONFIDENTIAL)
    sari = await office.officer("sari")

    async def tried(case: Case, ticket: str) -> Any:
        return await send(sari, await page_of(office, "sari", case), "/gabung", main=ticket)

    another = await opened(office)
    for case, ticket, status in (
        (secret, main.ticket, 409),
        (another, secret.ticket, 409),
        (another, another.ticket, 409),
        (another, double.case.ticket, 409),
        (another, "PBK-0000-0000", 422),
        (another, "x", 422),
    ):
        answer = await tried(case, ticket)
        assert answer.status_code == status, (ticket, text_of(answer))
    assert (await Case.get(id=secret.id)).main is None
    assert (await Case.get(id=another.id)).main is None
    assert "rahasia" in text_of(await tried(secret, main.ticket))


async def test_what_is_late_is_not_said_of_a_duplicate(office: Office) -> None:
    from datetime import timedelta

    from plugins.cases.api import sweep

    main, double = await merged(office)
    office.world.clock.move(timedelta(days=30))

    await sweep(office.world.context)

    assert (await Case.get(id=main.id)).late_since is not None
    assert (await Case.get(id=double.case.id)).late_since is None


# ------------------------------------------------------------ many at once


async def test_many_are_moved_at_once_each_by_its_own_rule(office: Office) -> None:
    new, planned, elsewhere = await opened(office), await opened(office, "forward"), await opened(office, agency="dlh")
    sari = await office.officer("sari")
    tickets = [new.ticket, planned.ticket, elsewhere.ticket]
    page = await sari.get("/petugas/banyak", params={"pilih": tickets})

    assert elsewhere.ticket not in text_of(page)
    start = next(n for n, text in enumerate(page.text.split("<form")) if 'value="langkah:repair.start"' in text)
    assert start
    answer = await sari.post(
        "/petugas/banyak/jalankan",
        data={**dict(_fields(page, "/jalankan")), "aksi": "langkah:repair.start", "pilih": tickets, "note": "Mulai."},
        headers={"Sec-Fetch-Site": "same-origin"},
    )

    results = text_of(await sari.follow(answer))
    assert (await Case.get(id=planned.id)).state == "working"
    assert (await Case.get(id=new.id)).state == "received"
    assert (await Case.get(id=elsewhere.id)).state == "received"
    assert "1 kasus berhasil" in results
    assert "Langkah ini tidak bisa" in results
    assert elsewhere.ticket not in results
    assert (await (await office.officer("budi")).get(answer.headers["location"])).status_code == 404


async def test_what_can_be_done_with_many_is_asked_in_as_many_statements_as_with_few(office: Office) -> None:
    tickets = [(await opened(office, "forward")).ticket for _ in range(30)]
    sari, portal = await office.officer("sari"), office.world.portal
    said: list[str] = []
    await portal.database.client._connection.set_trace_callback(said.append)

    async def asked(number: int) -> int:
        await sari.get("/petugas/banyak", params={"pilih": tickets[:number]})
        said.clear()
        page = await sari.get("/petugas/banyak", params={"pilih": tickets[:number]})
        assert f"{number} kasus" in text_of(page)
        return len([one for one in said if "core_session" not in one])

    few, many = await asked(2), await asked(30)

    assert few == many <= 4, said


async def test_what_is_chosen_in_the_queue_is_taken_and_nothing_chosen_is_said(office: Office) -> None:
    cases = [await opened(office, "forward") for _ in range(3)]
    budi = await office.officer("budi")
    queue = await budi.get("/petugas")

    empty = await send(budi, queue, "/banyak", button=("aksi", "ambil"))
    taken = await send(budi, queue, "/banyak", button=("aksi", "ambil"), pilih=[case.ticket for case in cases[:2]])
    further = await send(budi, queue, "/banyak", button=("aksi", ""), pilih=[cases[2].ticket])

    assert empty.status_code == 422
    assert "Belum ada kasus yang dipilih" in text_of(empty)
    assert [(await Case.get(id=case.id)).assignee for case in cases] == ["budi", "budi", ""]
    assert taken.headers["location"].startswith("/petugas/hasil/")
    assert further.headers["location"] == f"/petugas/banyak?pilih={cases[2].ticket}"
    assert await Run.all().count() == 1


async def test_who_only_looks_on_moves_nothing_by_many(office: Office) -> None:
    case = await opened(office, "forward")
    lihat = await office.officer("lihat")

    answer = await send(lihat, await lihat.get("/petugas"), "/banyak", button=("aksi", "ambil"), pilih=[case.ticket])

    assert "Anda tidak bertugas di kasus ini" in text_of(await lihat.follow(answer))
    assert (await Case.get(id=case.id)).assignee == ""


async def act(office: Office, who: str, tickets: list[str], action: str, **values: str) -> Any:
    client = await office.officer(who)
    page = await client.get("/petugas/banyak", params={"pilih": tickets})
    data = {**dict(_fields(page, "/jalankan")), "aksi": action, "pilih": tickets, **values}
    return await client.post("/petugas/banyak/jalankan", data=data, headers={"Sec-Fetch-Site": "same-origin"})


async def test_many_are_answered_and_merged_together(office: Office) -> None:
    first, second = await office.world.open(), await office.world.open()
    tickets = [first.case.ticket, second.case.ticket]

    nothing = await act(office, "sari", tickets, "kabar", text="")
    await act(office, "sari", tickets, "kabar", text="Jalan ini masuk rencana tahun depan.")
    await act(office, "sari", tickets, "gabung", main=tickets[0])

    assert nothing.status_code == 422
    for found in (first, second):
        assert "rencana tahun depan" in (await office.world.client.get(f"/lacak/{found.keys.secret}")).text
    assert (await Case.get(id=second.case.id)).main == first.case.id


async def test_a_bundle_keeps_cases_under_one_instruction(office: Office) -> None:
    cases = [await opened(office, "forward") for _ in range(3)]
    tickets = [case.ticket for case in cases]

    unnamed = await act(office, "sari", tickets, "kumpulan", title="", text="")
    made = await act(office, "sari", tickets, "kumpulan", title="Drainase Jepon", text="Kerjakan sebelum musim hujan.")

    sari = await office.officer("sari")
    page = await sari.follow(made)
    assert unnamed.status_code == 422
    assert "Kerjakan sebelum musim hujan." in page.text
    assert all(ticket in page.text for ticket in tickets)
    assert await Bundled.all().count() == 3
    assert "Drainase Jepon" in (await page_of(office, "budi", cases[0])).text
    assert (await (await office.officer("tono")).get(made.headers["location"])).status_code == 404
    assert await Bundle.all().count() == 1


# ------------------------------------------------------------ words and views


async def test_a_reply_template_is_written_in_the_console_and_filled_in_at_the_desk(office: Office) -> None:
    case = await opened(office, "forward")
    writer, budi = await office.officer("pusat"), await office.officer("budi")
    form = await writer.get("/konsol/cases/balasan")

    wrong = await send(writer, form, "/balasan", title="Sapaan", text="Yth. {nama}")
    saved = await send(writer, form, "/balasan", title="Sapaan", text="Yth. {name}, aduan {ticket} kami terima. {agency}")
    other = await send(writer, form, "/balasan", title="Milik DLH", text="Sampah.", agency="dlh")

    assert wrong.status_code == 422
    assert "{nama}" in text_of(wrong)
    assert (saved.status_code, other.status_code) == (303, 303)
    reply = await Reply.get(title="Sapaan")
    page = await page_of(office, "budi", case)
    assert "Sapaan" in page.text
    assert "Milik DLH" not in page.text
    used = await send(budi, page, "/langkah/start", button=("_do", "reply"), reply=str(reply.id), note="Halo.")
    assert f"Halo.\n\nYth. Bapak/Ibu, aduan {case.ticket} kami terima. DPUPR" in used.text
    assert (await Case.get(id=case.id)).state == "planned"
    assert (await budi.get("/konsol/cases/balasan")).status_code == 403


async def test_a_template_is_changed_and_removed(office: Office) -> None:
    writer = await office.officer("pusat")
    await send(writer, await writer.get("/konsol/cases/balasan"), "/balasan", title="Sapaan", text="Halo.")
    reply = await Reply.get(title="Sapaan")

    await send(writer, await writer.get(f"/konsol/cases/balasan/{reply.id}"), f"/balasan/{reply.id}", text="Selamat pagi.")
    assert (await Reply.get(id=reply.id)).text == "Selamat pagi."
    await send(writer, await writer.get(f"/konsol/cases/balasan/{reply.id}"), "/hapus")
    assert await Reply.all().count() == 0


async def test_a_view_is_kept_and_removed_by_its_owner_alone(office: Office) -> None:
    await opened(office)
    sari = await office.officer("sari")

    kept = await send(sari, await sari.get("/petugas?kecamatan=33.16.08"), "/petugas/tampilan", title="Jepon")

    assert kept.headers["location"] == "/petugas?kecamatan=33.16.08"
    page = await sari.get("/petugas?kecamatan=33.16.08")
    assert "Jepon" in text_of(page)
    view = await SavedView.get(owner="sari")
    assert "Hapus tampilan ini" in text_of(page)
    budi = await office.officer("budi")
    stolen = await budi.post(
        f"/petugas/tampilan/{view.id}/hapus", data=dict(_fields(await budi.get("/petugas"), "/banyak")), headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert stolen.status_code == 404
    await send(sari, page, f"/tampilan/{view.id}/hapus")
    assert await SavedView.all().count() == 0


async def test_a_view_leads_nowhere_but_to_the_queue(office: Office) -> None:
    await opened(office)
    sari = await office.officer("sari")
    page = await sari.get("/petugas?kecamatan=33.16.08")

    kept = await sari.post(
        "/petugas/tampilan",
        data={**dict(_fields(page, "/petugas/tampilan")), "title": "x", "query": "kecamatan=33.16.08&kembali=//evil&owner=1"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )

    assert kept.headers["location"] == "/petugas?kecamatan=33.16.08"
