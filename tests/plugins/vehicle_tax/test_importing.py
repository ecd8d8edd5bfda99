"""The table of vehicles: a row is known again by its plate, replaced by a newer one, and can be read back by nobody."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.commands.main import main
from core.fields import Refusal
from core.hooks import register_imports
from core.portal import Portal
from core.portal.running import context_of
from core.site import load_site
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from core.testing.portals import REGIONS
from plugins.vehicle_tax import demo, personal
from plugins.vehicle_tax.importing import check, known
from plugins.vehicle_tax.models import VehicleRow

from .conftest import PLUGINS
from .garage import PLAIN, fill_table
from .test_check import bill, look_up

pytestmark = pytest.mark.anyio
FILE = """NOPOL;No Rangka;Jenis;Merek;NJKB;Jatuh Tempo PKB;Masa STNK
k3421ne;MH1KF4117NK012345;motorcycle;Honda Vario 125, 2022;Rp 18.000.000;18-12-2026;18/12/2027
K 1234 EN;MHF53CK20AB12C;Jip atau minibus;;100.000.000;2026-10-24;
"""


async def test_a_newer_row_replaces_the_one_of_the_same_plate(portal: Portal, client: Client) -> None:
    await fill_table(portal, [{**PLAIN, "plate": "K 3421 NE", "chassis": "XYZ99", "njkb": 20_000_000}])

    assert (await look_up(client)).status_code == 422
    assert "Rp20.000.000" in (await bill(client, chassis="XYZ99")).text
    assert await VehicleRow.all().count() == 4


async def test_what_a_row_leaves_out_is_the_sites_own_province_and_the_first_vehicle(portal: Portal) -> None:
    await fill_table(portal, [{**PLAIN, "plate": "K 5 E", "province": "", "ownership": None, "description": ""}])

    row = await VehicleRow.get(plate=portal.cipher.index("K 5 E", "vehicle_tax.plate"))
    assert (row.province, row.ownership, row.description, row.trial) == ("33", 1, "", False)


async def test_the_portal_knows_which_plates_are_there_and_nothing_of_them(portal: Portal) -> None:
    assert await known(context_of(portal, "vehicle_tax"), ["K 3421 NE", "K 1 A"]) == {"K 3421 NE": {"chassis": ""}}


async def test_a_bill_says_from_whom_the_table_is(portal: Portal, client: Client) -> None:
    await fill_table(portal, [PLAIN], source="UPPD Samsat Blora")

    assert "Sumber angka: UPPD Samsat Blora, per 20 November 2026." in (await bill(client)).text


@pytest.mark.parametrize("chassis", ["1234", "", "12_34", "rangka?"])
def test_a_chassis_number_that_has_no_end_is_refused(chassis: str) -> None:
    with pytest.raises(Refusal):
        check({**PLAIN, "chassis": chassis})


async def test_the_declaration_has_no_column_for_an_owner(portal: Portal) -> None:
    declared = [owned.value for owned in portal.declared(register_imports)]

    assert [one.name for one in declared] == ["vehicles"]
    assert {column.name for column in declared[0].every} == {
        "plate", "chassis", "kind", "description", "ownership", "njkb", "due", "renewal", "province",
    }  # fmt: skip


def imported(site: Path, text: str, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, object]]:
    """A file, imported by the command."""
    file = site.parent / "kendaraan.csv"
    file.write_text(text, encoding="utf-8")
    code = main(["import", "vehicle_tax.vehicles", str(file), "--site", str(site), "--as-of", "2026-11-20", "--source", "UPPD Samsat Blora", "--json", *more])
    return code, json.loads(capsys.readouterr().out)


def with_regions(folder: Path) -> Path:
    make_site(folder, toml='[plugins]\nenabled = ["vehicle_tax"]\n', files={"regions.csv": REGIONS})
    return folder


async def test_a_file_of_samsat_becomes_bills_with_its_day_and_source(tmp_path: Path, capsys: pytest.CaptureFixture[str], clock: FrozenClock) -> None:
    import anyio.to_thread

    site = with_regions(tmp_path / "site")
    code, said = await anyio.to_thread.run_sync(imported, site, FILE, capsys)
    assert (code, said["ok"]) == (0, True), said

    async with serving(load_site(site, {}), plugins=PLUGINS, clock=clock) as (portal, client):
        page = await bill(client)

        assert "Rp348.740" in page.text
        assert "Sumber angka: UPPD Samsat Blora, per 20 November 2026." in page.text
        assert "Rp18.302" in (await bill(client, "K 1234 EN", "AB12C")).text
        assert portal.site.database_file is not None
        raw = b"".join(file.read_bytes() for file in portal.site.database_file.parent.glob(f"{portal.site.database_file.name}*"))
        for secret in (b"3421", b"NK012345", b"MH1KF", b"1234 EN", b"AB12C"):
            assert secret not in raw, secret


async def test_a_second_file_renews_the_day_of_every_row_also_of_those_that_are_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import anyio.to_thread

    site = with_regions(tmp_path / "site")
    await anyio.to_thread.run_sync(imported, site, FILE, capsys)
    code, _said = await anyio.to_thread.run_sync(lambda: imported(site, FILE, capsys, "--as-of", "2026-11-23"))

    assert code == 0
    async with serving(load_site(site, {}), plugins=PLUGINS) as (_portal, _client):
        assert [row.as_of for row in await VehicleRow.all()] == [date(2026, 11, 23)] * 2


async def test_a_bad_row_is_named_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import anyio.to_thread

    site = with_regions(tmp_path / "site")
    bad = FILE + "K 5 E;123;motor;;abc;31-02-2026;\n"
    code, said = await anyio.to_thread.run_sync(imported, site, bad, capsys)

    assert (code, said["ok"]) == (1, False)
    async with serving(load_site(site, {}), plugins=PLUGINS) as (_portal, _client):
        assert await VehicleRow.all().count() == 0


async def test_what_no_table_has_held_for_four_hundred_days_goes(portal: Portal, clock: FrozenClock) -> None:
    context, before = context_of(portal, "vehicle_tax"), {"vehicle_tax_vehicle.plate": clock.now()}
    await fill_table(portal, [{**PLAIN, "plate": "K 5 E"}], as_of=date(2026, 11, 24))

    assert await personal.expire(context, before, True) == {"vehicles of old tables": 4}
    assert await VehicleRow.all().count() == 5
    assert await personal.expire(context, before, False) == {"vehicles of old tables": 4}
    assert await VehicleRow.all().count() == 1


async def test_trial_vehicles_go_with_the_first_real_table(portal: Portal, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    from core import transaction
    from plugins.vehicle_tax.importing import write

    context = context_of(portal, "vehicle_tax")
    await demo.fill(context, 20, lambda _n: None)
    assert "no trial vehicles were made" in capsys.readouterr().out
    assert await VehicleRow.filter(trial=True).count() == 0
    await VehicleRow.all().delete()

    await demo.fill(context, 20, lambda _n: None)

    said = re.search(r"look up: (.+?) with (\d{5}), (.+?) with (\d{5}) \(late\)", capsys.readouterr().out)
    assert said
    soon, late = await bill(client, said[1], said[2]), await bill(client, said[3], said[4])
    assert "Data percobaan" in soon.text
    assert "Segera jatuh tempo" in soon.text
    assert "Terlambat" in late.text
    async with transaction():
        await write(context, [PLAIN])
    assert await VehicleRow.filter(trial=True).count() == 0


async def test_the_portals_health_says_when_the_table_is_old(tmp_path: Path, capsys: pytest.CaptureFixture[str], clock: FrozenClock) -> None:
    import anyio.to_thread

    from plugins.vehicle_tax.table import fresh

    site = with_regions(tmp_path / "site")
    async with serving(load_site(site, {}), plugins=PLUGINS, clock=clock) as (portal, _client):
        assert (await fresh(context_of(portal, "vehicle_tax"))).state == "ok"
    await anyio.to_thread.run_sync(imported, site, FILE, capsys)

    async with serving(load_site(site, {}), plugins=PLUGINS, clock=clock) as (portal, _client):
        assert (await fresh(context_of(portal, "vehicle_tax"))).state == "ok"
        clock.move(timedelta(days=42))
        old = await fresh(context_of(portal, "vehicle_tax"))

    assert (old.state, old.sentence) == ("degraded", "Tabel kendaraan berasal dari 20 November 2026. Impor tabel yang lebih baru.")
