"""The table of vehicles: a row is known again by its plate, replaced by a newer one, and can be read back by nobody."""

from __future__ import annotations

import re
from datetime import date

import pytest

from core.fields import Refusal
from core.hooks import register_imports
from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.vehicle_tax import demo, personal
from plugins.vehicle_tax.importing import check, known
from plugins.vehicle_tax.models import VehicleRow

from .garage import PLAIN, fill_table
from .test_check import bill, look_up

pytestmark = pytest.mark.anyio


async def test_a_newer_row_replaces_the_one_of_the_same_plate(portal: Portal, client: Client) -> None:
    await fill_table(portal, [{**PLAIN, "plate": "K 3421 NE", "chassis": "XYZ99", "njkb": 20_000_000}])

    assert (await look_up(client)).status_code == 422
    assert "Rp20.000.000" in (await bill(client, chassis="XYZ99")).text
    assert await VehicleRow.all().count() == 4


async def test_what_a_row_leaves_out_is_the_sites_own_province_the_first_vehicle_and_today(portal: Portal) -> None:
    await fill_table(portal, [{**PLAIN, "plate": "K 5 E", "province": "", "ownership": None, "description": "", "as_of": None}])

    row = await VehicleRow.get(plate=portal.cipher.index("K 5 E", "vehicle_tax.plate"))
    assert (row.province, row.ownership, row.description, row.as_of, row.trial) == ("33", 1, "", date(2026, 11, 24), False)


async def test_the_portal_knows_which_plates_are_there_and_nothing_that_was_not_kept(portal: Portal) -> None:
    found = await known(context_of(portal, "vehicle_tax"), ["K 3421 NE", "K 1 A"])

    assert list(found) == ["K 3421 NE"]
    assert found["K 3421 NE"]["njkb"] == 18_000_000
    assert "chassis" not in found["K 3421 NE"]


@pytest.mark.parametrize("chassis", ["1234", "", "12_34", "rangka?"])
def test_a_chassis_number_that_has_no_end_is_refused(chassis: str) -> None:
    with pytest.raises(Refusal):
        check({**PLAIN, "chassis": chassis})


async def test_the_declaration_has_no_column_for_an_owner(portal: Portal) -> None:
    declared = [owned.value for owned in portal.declared(register_imports)]

    assert [one.name for one in declared] == ["vehicles"]
    assert {column.name for column in declared[0].every} == {
        "plate", "chassis", "kind", "description", "ownership", "njkb", "due", "renewal", "province", "as_of",
    }  # fmt: skip


async def test_what_no_table_has_held_for_four_hundred_days_goes(portal: Portal, clock: FrozenClock) -> None:
    context, before = context_of(portal, "vehicle_tax"), {"vehicle_tax_vehicle.plate": clock.now()}
    await fill_table(portal, [{**PLAIN, "plate": "K 5 E", "as_of": date(2026, 11, 24)}])

    assert await personal.expire(context, before, True) == {"vehicles of old tables": 4}
    assert await VehicleRow.all().count() == 5
    assert await personal.expire(context, before, False) == {"vehicles of old tables": 4}
    assert await VehicleRow.all().count() == 1


async def test_trial_vehicles_go_with_the_first_real_table_and_are_never_laid_over_it(
    portal: Portal, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
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
    await fill_table(portal)
    assert await VehicleRow.filter(trial=True).count() == 0
