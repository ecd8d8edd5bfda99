"""A case goes from one agency to another directly: with a reason, without a new clock, and the former agency sees it no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plugins.cases.api import Case
from plugins.cases.models import EntryText
from tests.plugins.cases.desk.office import Office, send, text_of
from tests.plugins.cases.desk.test_case import opened, page_of

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


async def test_a_handler_hands_over_with_a_reason_and_the_clock_runs_on(office: Office) -> None:
    case = await opened(office, "forward", "start")
    office.world.clock.move(timedelta(days=2))
    budi, tono = await office.officer("budi"), await office.officer("tono")
    await send(budi, await page_of(office, "budi", case), "/petugas", officer="budi")

    answer = await send(budi, await page_of(office, "budi", case), "/langkah/hand_over", agency="dlh", note="Ini saluran milik DLH.")

    moved = await Case.get(id=case.id)
    assert answer.status_code == 303
    assert (moved.state, moved.agency, moved.due, moved.assignee) == ("working", "dlh", case.due, "")
    assert (await EntryText.get(case=case.id, n=moved.version)).text == "Ini saluran milik DLH."
    assert (await page_of(office, "budi", case)).status_code == 404
    assert (await page_of(office, "pusat", case)).status_code == 200, "who sees all still does"
    theirs = text_of(await page_of(office, "tono", case))
    assert "Diserahkan ke DLH" in theirs
    assert "Belum diambil" in theirs
    queue = text_of(await budi.follow(answer))
    assert f"{case.ticket} sudah diserahkan" in queue
    assert case.title not in queue
    assert case.ticket in (await tono.get("/petugas")).text


@pytest.mark.parametrize("agency", ["", "dpupr"])
async def test_it_goes_to_another_agency_and_says_so_where_none_was_chosen(office: Office, agency: str) -> None:
    case = await opened(office, "forward", "start")
    budi = await office.officer("budi")
    page = await page_of(office, "budi", case)

    refused = await send(budi, page, "/langkah/hand_over", agency=agency, note="Bukan tugas kami.")
    silent = await send(budi, page, "/langkah/hand_over", agency="dlh", note="")

    assert refused.status_code == silent.status_code == 422
    assert "Pilih instansi tujuannya" in text_of(refused)
    assert "Bukan tugas kami." in refused.text
    assert (await Case.get(id=case.id)).agency == "dpupr"
