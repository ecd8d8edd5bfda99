"""The page of a case: one next step, every step that is allowed as a form, and nothing that was typed is ever lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.testing import forms_in
from plugins.cases.api import CONFIDENTIAL, Case, add_entry, move
from plugins.cases.models import CaseFile, Entry, EntryText
from tests.core.storage import pictures
from tests.plugins.cases.desk.office import Office, send, text_of
from tests.plugins.cases.world import HANDLER, VERIFIER

# What the database does differently is tested where it matters; these pages are the same on both.
pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


async def opened(office: Office, *steps: str, **changes: Any) -> Case:
    """A case that has made these steps."""
    case = (await office.world.open(**changes)).case
    for name in steps:
        office.world.clock.move(timedelta(hours=1))
        by = VERIFIER if name == "forward" else HANDLER
        await move(office.world.context, case.id, name, by, {"note": "Sudah."} if name in ("finish", "ask") else {})
    return await Case.get(id=case.id)


async def page_of(office: Office, who: str, case: Case) -> Any:
    return await (await office.officer(who)).get(f"/petugas/kasus/{case.ticket}")


def steps_in(page: Any) -> list[str]:
    """The transitions that the page offers, in its order."""
    return [form.action.rpartition("/langkah/")[2] for form in forms_in(page.text) if "/langkah/" in form.action]


async def test_each_officer_is_offered_what_their_function_may_do_and_the_obvious_step_leads(office: Office) -> None:
    new, planned, working = await opened(office), await opened(office, "forward"), await opened(office, "forward", "start")

    assert steps_in(await page_of(office, "sari", new)) == ["forward", "refuse"]
    assert steps_in(await page_of(office, "budi", new)) == []
    assert steps_in(await page_of(office, "budi", planned)) == ["start", "give_back"]
    assert steps_in(await page_of(office, "sari", planned)) == ["start", "refuse", "give_back"]
    assert steps_in(await page_of(office, "budi", working)) == ["finish", "give_back", "hand_over", "ask", "certify"]
    assert steps_in(await page_of(office, "lihat", working)) == []
    assert steps_in(await page_of(office, "pusat", new)) == ["forward", "refuse"]


async def test_row_08_another_agencys_case_answers_like_one_that_does_not_exist(office: Office) -> None:
    case, secret = await opened(office), await opened(office, visibility=CONFIDENTIAL, agency="inspektorat")

    for who, ticket in (("tono", case.ticket), ("sari", secret.ticket), ("pusat", secret.ticket), ("sari", "PBK-0000-0000"), ("sari", "x")):
        client = await office.officer(who)
        for path in ("", "/pelapor"):
            assert (await client.get(f"/petugas/kasus/{ticket}{path}")).status_code == 404, (who, ticket, path)
    assert (await page_of(office, "inspektur", secret)).status_code == 200
    assert (await page_of(office, "jepon", case)).status_code == 200
    assert (await page_of(office, "jepon", await opened(office, district="33.16.09", village="33.16.09.1001"))).status_code == 404


async def test_a_step_is_made_with_its_answers_under_the_officers_name(office: Office) -> None:
    case = await opened(office)
    sari = await office.officer("sari")

    answer = await send(sari, await page_of(office, "sari", case), "/langkah/forward", agency="dlh", note="Mohon ditangani.")

    moved = await Case.get(id=case.id)
    last = await EntryText.get(case=case.id, n=moved.version)
    assert answer.status_code == 303
    assert (moved.state, moved.agency) == ("planned", "dlh")
    assert (last.name, last.text) == ("Sari", "Mohon ditangani.")
    assert case.ticket in answer.headers["location"], "it went to another agency, so its page is no longer this officer's"
    assert (await sari.get(f"/petugas/kasus/{case.ticket}")).status_code == 404


async def test_what_is_missing_is_said_and_what_was_typed_is_kept(office: Office) -> None:
    case = await opened(office)
    sari = await office.officer("sari")

    refused = await send(sari, await page_of(office, "sari", case), "/langkah/refuse", note="Sudah ada laporan yang sama.", reason="")

    assert refused.status_code == 422
    assert 'id="galat"' in refused.text
    assert "Sudah ada laporan yang sama." in refused.text
    assert (await Case.get(id=case.id)).state == "received"


async def test_row_54_the_second_of_two_officers_is_told_what_changed_and_loses_nothing(office: Office) -> None:
    case = await opened(office, "forward", "start")
    seen = await page_of(office, "budi", case)
    await send(await office.officer("sari"), await page_of(office, "sari", case), "/langkah/ask", note="Di sebelah mana?")

    late = await send(await office.officer("budi"), seen, "/langkah/finish", note="Sudah kami tambal rapi.")

    assert late.status_code == 409
    assert "Sari baru saja mengubah kasus ini" in text_of(late)
    assert "Di sebelah mana?" in late.text
    assert "Sudah kami tambal rapi." in late.text
    assert (await Case.get(id=case.id)).state == "asked"


async def test_a_note_that_came_between_keeps_the_form_ready_to_be_sent_again(office: Office) -> None:
    case = await opened(office, "forward", "start")
    seen = await page_of(office, "budi", case)
    await add_entry(office.world.context, case.id, VERIFIER, "Ada telepon dari lurah.")

    late = await send(await office.officer("budi"), seen, "/langkah/finish", note="Sudah kami tambal.")
    again = await send(await office.officer("budi"), late, "/langkah/finish")

    assert late.status_code == 409
    assert "Ada telepon dari lurah." in late.text
    assert again.status_code == 303
    assert (await Case.get(id=case.id)).state == "confirm"


async def test_photos_wait_with_the_form_until_it_is_sent(office: Office) -> None:
    case = await opened(office, "forward", "start")
    budi = await office.officer("budi")
    photo = ("photos", ("sesudah.jpg", pictures.jpeg(), "image/jpeg"))

    kept = await send(budi, await page_of(office, "budi", case), "/langkah/finish", button=("_do", "upload:photos"), files=[photo], note="Sudah.")
    sent = await send(budi, kept, "/langkah/finish")

    assert kept.status_code == 200
    assert "sesudah.jpg" in kept.text
    assert sent.status_code == 303
    stored = await CaseFile.get(case=case.id)
    assert stored.n == 4
    for path in ("", "/kecil"):
        assert (await budi.get(f"/petugas/kasus/{case.ticket}/berkas/{stored.id}{path}")).status_code == 200
        assert (await (await office.officer("tono")).get(f"/petugas/kasus/{case.ticket}/berkas/{stored.id}{path}")).status_code == 404


async def test_a_photo_that_waits_is_nobody_elses_to_see_and_can_be_taken_back(office: Office) -> None:
    case = await opened(office, "forward", "start")
    budi, rina = await office.officer("budi"), await office.officer("rina")
    photo = ("photos", ("sesudah.jpg", pictures.jpeg(), "image/jpeg"))
    kept = await send(budi, await page_of(office, "budi", case), "/langkah/finish", button=("_do", "upload:photos"), files=[photo])
    waiting = UUID(kept.text.partition('name="_do" value="drop:photos:')[2][:36])
    path = f"/petugas/kasus/{case.ticket}/berkas/{waiting}/kecil"

    assert (await budi.get(path)).status_code == 200
    assert (await rina.get(path)).status_code == 404
    dropped = await send(budi, kept, "/langkah/finish", button=("_do", f"drop:photos:{waiting}"))
    assert "sesudah.jpg" not in dropped.text
    assert (await budi.get(path)).status_code == 404


async def test_what_is_no_picture_is_refused_by_its_cause(office: Office) -> None:
    case = await opened(office, "forward", "start")
    budi = await office.officer("budi")

    refused = await send(
        budi, await page_of(office, "budi", case), "/langkah/finish", files=[("photos", ("x.jpg", b"MZ no picture", "image/jpeg"))], note="Sudah."
    )

    assert refused.status_code == 422
    assert "x.jpg:" in refused.text
    assert "Sudah." in refused.text


async def test_a_preview_shows_what_the_citizen_will_read_and_sends_nothing(office: Office) -> None:
    case = await opened(office, "forward", "start")

    page = await send(
        await office.officer("budi"), await page_of(office, "budi", case), "/langkah/finish", button=("_do", "preview"), note="Ditambal <b>rapi</b>."
    )

    assert page.status_code == 200
    assert 'id="langkah-finish-dibaca" hx-ignore>Ditambal &lt;b&gt;rapi&lt;/b&gt;.' in page.text
    assert (await Case.get(id=case.id)).version == case.version


async def test_a_note_is_for_officers_alone_and_news_are_sent_after_a_preview(office: Office) -> None:
    found = await office.world.open()
    case, sari = found.case, await office.officer("sari")

    noted = await send(sari, await page_of(office, "sari", case), "/catatan", reader="petugas", text="Jangan ceritakan ini.")
    before = await send(sari, await page_of(office, "sari", case), "/catatan", reader="warga", text="Kami datang besok.")
    unsent = await Entry.filter(case=case.id).count()
    sent = await send(sari, before, "/catatan", button=("_do", "send"))

    assert (noted.status_code, before.status_code, sent.status_code) == (303, 200, 303)
    assert unsent == 2
    citizen = (await office.world.client.get(f"/lacak/{found.keys.secret}")).text
    assert "Kami datang besok." in citizen
    assert "Jangan ceritakan ini." not in citizen
    officer = (await page_of(office, "budi", case)).text
    assert "Jangan ceritakan ini." in officer
    only_citizens = (await (await office.officer("budi")).get(f"/petugas/kasus/{case.ticket}?riwayat=warga")).text
    assert "Jangan ceritakan ini." not in only_citizens


async def test_row_56_who_reported_is_opened_with_permission_and_reason_and_written_down(office: Office) -> None:
    case = await opened(office, owner="warga-1")
    rina = await office.officer("rina")
    path = f"/petugas/kasus/{case.ticket}/pelapor"

    assert "Siti" not in (await page_of(office, "rina", case)).text
    assert (await (await office.officer("sari")).get(path)).status_code == 404
    form = await rina.get(path)
    assert "Siti" not in form.text
    assert (await send(rina, form, "/pelapor", reason="")).status_code == 422
    assert await office.world.portal.audit.read(about=f"cases:{case.id}") == []
    shown = await rina.follow(await send(rina, form, "/pelapor", reason="Menelepon untuk titik lokasi"))
    assert "Siti Aminah" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    [entry] = await office.world.portal.audit.read(about=f"cases:{case.id}")
    assert (entry.action, entry.actor, entry.subject, entry.reason) == ("cases.identity", "rina", "warga-1", "Menelepon untuk titik lokasi")
    office.world.clock.move(timedelta(minutes=11))
    assert "Siti" not in (await rina.get(path)).text


async def test_a_step_of_somebody_elses_function_and_one_that_does_not_exist_are_never_made(office: Office) -> None:
    case = await opened(office)
    budi = await office.officer("budi")
    page = await page_of(office, "budi", case)
    form = next(form for form in forms_in(page.text) if form.action.endswith("/catatan"))

    answers = []
    for step in ("forward", "agree", "nobody"):
        form.action = f"/petugas/kasus/{case.ticket}/langkah/{step}"
        answers.append((await budi.send_form(page, form, form.filled())).status_code)

    assert answers == [409, 409, 404]
    assert (await Case.get(id=case.id)).state == "received"
