"""The queue as a file: who may take it away, what is in it, and what is written down about it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from plugins.cases import taking
from plugins.cases.api import CONFIDENTIAL
from plugins.cases.desk import exporting
from tests.plugins.cases.desk.office import EVERYTHING, PEOPLE, Office, send, text_of
from tests.plugins.cases.desk.test_case import opened

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
REASON = "Laporan bulanan ke bupati"
PEOPLE.update({
    "ekspor": {"name": "Eka", "posts": [("dpupr", (*EVERYTHING, "cases.export"), ()), ("dlh", EVERYTHING, ())]},
    "luas": {"name": "Lulu", "permissions": ["cases.view", "cases.view_all", "cases.verify", "cases.export"], "agencies": ["dpupr"]},
})  # fmt: skip


async def taken(office: Office, who: str, query: str = "", reason: str = REASON) -> Any:
    client = await office.officer(who)
    return await send(client, await client.get(f"/petugas/unduh{query}"), "/unduh", reason=reason)


def rows_of(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200, answer.text[:300]
    assert answer.text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


async def test_row_41_it_asks_a_permission_of_its_own(office: Office) -> None:
    await opened(office)

    for who in ("sari", "pusat", "lihat"):
        client = await office.officer(who)
        assert (await client.get("/petugas/unduh")).status_code == 403
        assert "/petugas/unduh" not in (await client.get("/petugas")).text
    assert 'href="/petugas/unduh' in (await (await office.officer("ekspor")).get("/petugas")).text


@pytest.mark.parametrize("who", ["ekspor", "luas"])
async def test_row_41_of_agencies_where_it_is_not_held_there_are_no_rows_however_much_is_seen(office: Office, who: str) -> None:
    mine, theirs = await opened(office), await opened(office, agency="dlh")
    nobodys, hidden = await opened(office, agency=""), await opened(office, visibility=CONFIDENTIAL)
    assert theirs.ticket in (await (await office.officer(who)).get("/petugas")).text

    rows = rows_of(await taken(office, who))

    assert [row[0] for row in rows[1:]] == [mine.ticket]
    assert not {theirs.ticket, nobodys.ticket, hidden.ticket} & {cell for row in rows for cell in row}
    for query in ("?instansi=dlh", f"?q={theirs.ticket}", f"?q={hidden.ticket}"):
        assert len(rows_of(await taken(office, who, query))) == 1


async def test_row_41_no_cell_is_a_formula_and_nobody_is_named(office: Office) -> None:
    await opened(office, title='=HYPERLINK("https://jahat.example","klik")')

    answer = await taken(office, "ekspor")

    assert rows_of(answer)[1][1] == '\'=HYPERLINK("https://jahat.example","klik")'
    for personal in ("Siti Aminah", "6281234567890", "siti@contoh.id", "3316091708950001", "Lubang besar"):
        assert personal not in answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert "no-store" in answer.headers["cache-control"]


async def test_row_41_each_time_is_noted_with_its_reason_and_without_one_there_is_none(office: Office) -> None:
    await opened(office)

    silent = await taken(office, "ekspor", reason=" ab ")
    assert silent.status_code == 422
    assert "Tulis singkat" in text_of(silent)
    assert await office.world.portal.audit.read(action="cases.export") == []

    rows_of(await taken(office, "ekspor", "?keadaan=terlambat"))
    (entry,) = await office.world.portal.audit.read(action="cases.export")
    assert (entry.actor, entry.reason) == ("ekspor", REASON)
    assert entry.details["query"] == "keadaan=terlambat"
    assert entry.details["agencies"] == ["dpupr"]


async def test_row_41_the_password_must_have_been_given_just_now(office: Office) -> None:
    await opened(office)
    client = await office.officer("ekspor")
    page = await client.get("/petugas/unduh?keadaan=terlambat")
    office.world.clock.move(timedelta(minutes=11))

    late = await send(client, page, "/unduh", reason=REASON)

    assert late.status_code == 303
    assert late.headers["location"] == "/masuk?next=%2Fpetugas%2Funduh%3Fkeadaan%3Dterlambat"
    assert (await client.get("/petugas/unduh")).status_code == 303
    assert await office.world.portal.audit.read(action="cases.export") == []


async def test_row_41_it_ends_and_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = {(await opened(office)).ticket for _ in range(7)}
    monkeypatch.setattr(exporting, "AT_ONCE", 2)

    whole = rows_of(await taken(office, "ekspor"))
    monkeypatch.setattr(taking, "MOST", 5)
    cut = rows_of(await taken(office, "ekspor"))

    assert {row[0] for row in whole[1:]} == tickets
    assert len(cut) == 1 + 5 + 1
    assert {row[0] for row in cut[1:-1]} < tickets
    assert "5 kasus pertama" in cut[-1][0]
    monkeypatch.setattr(taking, "MOST", 7)
    assert len(rows_of(await taken(office, "ekspor"))) == 8, "nothing is missing, so nothing is said"


async def test_what_is_filtered_in_the_queue_is_what_is_taken(office: Office) -> None:
    near = await opened(office)
    await opened(office, district="33.16.09", village="33.16.09.1001")

    rows = rows_of(await taken(office, "ekspor", "?kecamatan=33.16.08"))

    assert [row[0] for row in rows[1:]] == [near.ticket]
    assert rows[1][3:8] == ["Diterima", "Tepat waktu", "DPUPR", "Jepon", "Jepon"]
