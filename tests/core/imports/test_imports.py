"""A file is read, compared, confirmed, and written whole or not at all, on either database."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.database.tables import Import, ImportPart
from core.imports.runs import facts_of, faults_of, first_part
from core.imports.targets import differs
from core.portal.running import worker_of
from tests.core.imports.conftest import HEADINGS, NAME, OFFICER, Opened
from tests.core.tables import files

pytestmark = pytest.mark.anyio

ONE = ["K 1 AA", "Siti", "Honda", "17-08-2027", "1.250.000"]
TWO = ["K 2 AA", "Andi", "Yamaha", "18-08-2027", "Rp 2.000.000"]


async def test_rows_are_read_confirmed_and_written_with_the_log_and_the_date_of_the_data(desk: Opened) -> None:
    async with desk() as office:
        run = await office.send(files.csv_of(HEADINGS, ONE, TWO))
        before = await office.vehicle.all().count()
        done = await office.write(run)

        assert (run.total, run.fresh, run.changed, run.same, run.bad, run.gone) == (2, 2, 0, 0, 0, 0)
        assert before == 0
        assert done.state == "done"
        row = await office.vehicle.get(plate="K 1 AA")
        assert (row.owner, row.due, row.value, row.power) == ("Siti", date(2027, 8, 17), 1_250_000, None)
        last = await office.portal.imports.last(NAME)
        assert last is not None
        assert (last.as_of, last.source, last.by, last.rows, last.file) == (date(2026, 11, 1), "Samsat", "Rina Wati", 2, "data.csv")
        (entry,) = await office.portal.audit.read(about="registry:vehicles")
        assert (entry.actor, entry.action) == ("officer-1", "registry.import")
        assert entry.details["sha256"] == run.digest
        assert entry.details["new"] == 2


async def test_the_second_file_is_compared_with_what_is_there(desk: Opened) -> None:
    async with desk() as office:
        await office.write(await office.send(files.csv_of(HEADINGS, ONE, TWO, ["K 3 AA", "Budi", "", "1/1/2027", "0"])))
        office.clock.move(timedelta(minutes=1))
        run = await office.send(files.csv_of(HEADINGS, ONE, [TWO[0], "Andi Baru", *TWO[2:]], ["K 4 AA", "Wati", "", "1/1/2027", "0"]))
        await office.write(run)

        assert (run.fresh, run.changed, run.same, run.gone) == (1, 1, 1, 1)
        assert await office.plates() == {"K 1 AA": "Siti", "K 2 AA": "Andi Baru", "K 4 AA": "Wati"}


async def test_every_kind_of_value_comes_back_from_the_table_as_the_same(desk: Opened) -> None:
    headings = [*HEADINGS, "power", "kind", "public", "phone"]
    row = [*ONE, "1,5", "Mobil", "tidak", "0812 3456 7890"]
    async with desk() as office:
        await office.write(await office.send(files.csv_of(headings, [*row[:-3], "Car", *row[-2:]])))
        office.clock.move(timedelta(minutes=1))
        again = await office.send(files.xlsx_of(headings, ["k1aa", "Siti", "Honda", date(2027, 8, 17), 1250000, 1.5, "car", False, "+62 812 3456 7890"]))
        written = await office.vehicle.get(plate="K 1 AA")

        assert (written.power, written.kind, written.public, written.phone) == (Decimal("1.5"), "car", False, "+6281234567890")
        assert (again.total, again.same, again.bad) == (1, 1, 0)


async def test_one_bad_row_among_many_is_named_with_its_row_column_value_and_mend(desk: Opened) -> None:
    rows = [[f"K {n} AA", "Siti", "", "1-1-2027", "0"] for n in range(1, 10_000)]
    rows[7_776][3] = "31-02-2027"
    async with desk() as office:
        run = await office.send(files.csv_of(HEADINGS, *rows))

        assert (run.state, run.total, run.fresh, run.bad) == ("ready", 9_999, 9_998, 1)
        assert [fault async for fault in faults_of(office.portal, run.id)] == [
            [7778, "Tax due", "D7778", "31-02-2027", "Check “Tax due”: write a date that exists, such as 17-08-2026"]
        ]
        assert await office.vehicle.all().count() == 0


BROKEN: dict[str, tuple[bytes, str, str]] = {
    "wrong encoding": (b"nopol;owner\nK 1 AA;\x81\x8d\n", "encoding", "Row 2 has characters"),
    "missing column": (files.csv_of(["nopol", "owner", "due"], ["K 1 AA", "Siti", "1-1-2027"]), "missing", "“Value” is missing"),
    "truncated": (files.xlsx_of(HEADINGS, ONE)[:-100], "broken", "damaged"),
    "a bomb": (files.bomb(600), "size", "512 MB"),
    "a password": (files.PASSWORD, "password", "password"),
    "an old workbook with a new name": (files.XLS, "xls", "XLS"),
    "empty": (b"\r\n", "empty", "empty"),
    "only headings": (files.csv_of(HEADINGS), "rowless", "no rows"),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_broken_file_is_refused_with_its_reason_and_changes_nothing(kind: str, desk: Opened) -> None:
    content, cause, words = BROKEN[kind]
    async with desk() as office:
        await office.write(await office.send(files.csv_of(HEADINGS, ONE)))
        run = await office.send(content, file="data.xlsx")

        assert run.state == "refused"
        assert facts_of(run)["cause"] == cause
        assert words in facts_of(run)["error"]
        assert not await office.portal.imports.confirm(run)
        assert await office.plates() == {"K 1 AA": "Siti"}
        assert await ImportPart.filter(run=run.id).count() == 0
        assert run.key == ""


async def test_a_formula_is_a_named_mistake_of_its_row(desk: Opened) -> None:
    async with desk() as office:
        run = await office.send(files.xlsx_of(HEADINGS, ONE, ["K 7 AA", "Siti", "Honda", date(2027, 8, 17), "=1000*2"]))

        (fault,) = [fault async for fault in faults_of(office.portal, run.id)]
        assert fault[2] == "E3"
        assert "Cell E3 holds a formula" in fault[4]


async def test_what_is_laid_aside_is_sealed_and_the_file_is_gone(desk: Opened, tmp_path: Path) -> None:
    async with desk() as office:
        run = await office.send(files.csv_of(HEADINGS, ONE))

        part = await ImportPart.get(run=run.id)
        assert "Siti" not in part.content
        assert (await first_part(office.portal, run.id, "rows"))["rows"][0][2]["owner"] == "Siti"
        assert not [file for file in (tmp_path / "data" / "files").rglob("*") if file.is_file()]


async def test_a_plugin_whose_write_fails_loses_nothing_and_is_told(desk: Opened) -> None:
    async with desk("dummy") as office:
        clinic = office.table("dummy", "Clinic")
        await clinic.create(name="Lama")
        run = await office.send(files.csv_of(["name"], ["Melati"], ["Mawar"]), "dummy.clinics")

        async def fails(*_given: Any) -> None:
            await clinic.create(name="halfway")
            raise RuntimeError("the table is on fire")

        object.__setattr__(office.portal.tables.imports["dummy.clinics"].value, "write", fails)
        done = await office.write(run)

        assert done.state == "failed"
        assert "Nothing was written" in done.facts
        assert "on fire" not in done.facts
        assert [row.name for row in await clinic.all()] == ["Lama"]
        assert await office.portal.audit.read(about="dummy:clinics") == []


async def test_a_plugin_with_functions_of_its_own_writes_what_is_new_and_removes_what_is_gone(desk: Opened) -> None:
    async with desk("dummy") as office:
        clinic = office.table("dummy", "Clinic")
        kept = await clinic.create(name="Melati")
        await clinic.create(name="Lama")
        run = await office.send(files.csv_of(["name"], ["Melati"], ["Mawar"]), "dummy.clinics")
        await office.write(run)

        assert (run.fresh, run.same, run.gone) == (1, 1, 1)
        assert {row.name for row in await clinic.all()} == {"Melati", "Mawar"}
        assert await clinic.filter(id=kept.id).exists()


async def test_a_file_that_was_overtaken_is_not_written(desk: Opened) -> None:
    async with desk() as office:
        first = await office.send(files.csv_of(HEADINGS, ONE))
        second = await office.send(files.csv_of(HEADINGS, TWO))
        await office.write(second)
        late = await office.write(first)

        assert late.state == "failed"
        assert "Another file was written" in late.facts
        assert await office.plates() == {"K 2 AA": "Andi"}


async def test_it_is_confirmed_once(desk: Opened) -> None:
    async with desk() as office:
        run = await office.send(files.csv_of(HEADINGS, ONE))

        assert await office.portal.imports.confirm(run)
        assert not await office.portal.imports.confirm(run)
        assert not await office.portal.imports.drop(run)


async def test_what_is_given_up_is_gone_at_once(desk: Opened) -> None:
    async with desk() as office:
        run = await office.send(files.csv_of(HEADINGS, ONE))

        assert await office.portal.imports.drop(run)
        assert await ImportPart.all().count() == 0
        assert not await office.portal.imports.confirm(run)


async def test_row_39_what_nobody_confirmed_is_swept_after_a_day_and_forgotten_after_a_month(desk: Opened) -> None:
    async with desk() as office:
        waiting = await office.send(files.csv_of(HEADINGS, ONE, ["x", "", "", "", ""]))
        office.clock.move(timedelta(hours=23))
        early = await office.portal.imports.sweep()
        office.clock.move(timedelta(hours=2))
        late = await office.portal.imports.sweep()
        await waiting.refresh_from_db()

        assert (early, late) == (0, 1)
        assert waiting.state == "dropped"
        assert await ImportPart.all().count() == 0
        office.clock.move(timedelta(days=31))
        await office.portal.imports.sweep()
        assert await Import.all().count() == 0


async def test_the_faults_of_what_was_written_are_swept_too_and_the_history_stays(desk: Opened) -> None:
    async with desk() as office:
        run = await office.write(await office.send(files.csv_of(HEADINGS, ONE, ["x", "", "", "", ""])))
        kept = await ImportPart.filter(run=run.id).count()
        office.clock.move(timedelta(hours=25))
        await office.portal.imports.sweep()

        assert kept == 1
        assert await ImportPart.all().count() == 0
        office.clock.move(timedelta(days=400))
        await office.portal.imports.sweep()
        assert await office.portal.imports.last(NAME) is not None


async def test_work_that_is_broken_off_again_and_again_is_given_up(desk: Opened) -> None:
    async with desk() as office:
        run = await office.send(files.csv_of(HEADINGS, ONE))
        await Import.filter(id=run.id).update(state="confirmed", tries=3)
        await office.portal.imports.work()
        await run.refresh_from_db()

        assert run.state == "failed"
        assert "three times" in run.facts


async def test_sending_makes_the_task_due_at_once(desk: Opened) -> None:
    async with desk() as office:
        worker = worker_of(office.portal)
        await worker.run_due_tasks()
        office.clock.move(timedelta(seconds=5))
        given: dict[str, Any] = {"actor": OFFICER, "language": "id", "file": "d.csv", "as_of": date(2026, 11, 1), "source": "", "keep": True}
        run = await office.portal.imports.begin(NAME, io.BytesIO(files.csv_of(HEADINGS, ONE)), **given)
        names = await worker.run_due_tasks()
        await run.refresh_from_db()

        assert "core.imports" in names
        assert run.state == "ready"


async def test_kept_pages_are_stale_after_an_import(desk: Opened) -> None:
    async with desk() as office:
        before = await office.client.get("/kendaraan-contoh")
        await office.write(await office.send(files.csv_of(HEADINGS, ONE)))
        after = await office.client.get("/kendaraan-contoh")

        assert '<p id="count">0</p>' in before.text
        assert '<p id="count">1</p>' in after.text
        assert 'datetime="2026-11-01"' in after.text


def test_an_empty_text_and_no_value_are_the_same_and_zero_is_not() -> None:
    assert not differs({"a": "", "b": None}, {"a": None, "b": ""})
    assert differs({"a": 0}, {"a": None})
    assert differs({"a": False}, {"a": None})
    assert not differs({"a": "x", "b": 1}, {"a": "x"})
