"""My vehicles: saved by whoever signed in, seen by nobody else, and gone when they want."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from core import Subject
from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock, form_in
from core.testing.client import Client
from core.web.app import create_app
from plugins.vehicle_tax import personal
from plugins.vehicle_tax.models import Saved
from plugins.vehicle_tax.saved import MOST

from .conftest import portal_on
from .garage import PLAIN, fill_table
from .test_check import PATIENT, bill

pytestmark = pytest.mark.anyio
MINE = "/pajak-kendaraan/kendaraan-saya"


async def save(client: Client, plate: str = "K 3421 NE", chassis: str = "12345") -> str:
    """Look the bill up and ask to be reminded; where that led."""
    page = await bill(client, plate, chassis)
    link = re.search(r'id="ingatkan" href="([^"]+)"', page.text)
    assert link
    asked = await client.get(link[1])
    answer = await client.fill(asked)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_a_saved_vehicle_is_listed_with_its_due_day_and_opens_its_bill(client: Client) -> None:
    await client.sign_in("siti")

    led = await save(client)

    assert led == MINE
    page = await client.get(MINE)
    assert "K 3421 NE" in page.text
    assert "Jumat, 18 Desember 2026" in page.text
    opened = re.search(r'id="tagihan-1" href="([^"]+)"', page.text)
    assert opened
    assert "Rp348.740" in (await client.follow(await client.get(opened[1]))).text


async def test_a_stranger_is_asked_to_sign_in_and_nothing_is_saved(client: Client) -> None:
    page = await bill(client)
    link = re.search(r'id="ingatkan" href="([^"]+)"', page.text)
    assert link

    answer = await client.get(link[1])

    assert answer.status_code == 303
    assert "/masuk" in answer.headers["location"]
    assert await Saved.all().count() == 0


async def test_one_vehicle_is_saved_once_however_often_it_is_asked(client: Client) -> None:
    await client.sign_in("siti")

    await save(client)
    await save(client)

    assert await Saved.all().count() == 1


async def test_nobody_sees_opens_or_deletes_what_another_saved(portal: Portal, client: Client) -> None:
    await client.sign_in("siti")
    await save(client)
    row = await Saved.get()
    async with Client(create_app(portal)) as other:
        await other.sign_in("budi")

        assert "K 3421 NE" not in (await other.get(MINE)).text
        assert (await other.get(f"{MINE}/{row.id}")).status_code == 404
        assert (await other.get(f"{MINE}/x")).status_code == 404
        await save(other, "K 1234 EN", "AB12C")
        page = await other.get(MINE)
        form = form_in(page.text)
        form.action = f"{MINE}/{row.id}/hapus"
        sent = await other.send_form(page, form, form.filled())

        assert sent.status_code == 303
        assert await Saved.filter(id=row.id).exists()


async def test_a_vehicle_is_deleted_by_its_owner(client: Client) -> None:
    await client.sign_in("siti")
    await save(client)

    await client.fill(await client.get(MINE))

    assert await Saved.all().count() == 0
    assert "Belum ada kendaraan yang disimpan" in (await client.get(MINE)).text


async def test_plate_and_chassis_number_are_sealed_in_the_row(portal: Portal, client: Client) -> None:
    await client.sign_in("siti")

    await save(client)

    row = await Saved.get()
    assert "3421" not in f"{row.vehicle}{row.key}"
    assert "12345" not in f"{row.vehicle}"


async def test_more_than_twenty_are_refused(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", toml=PATIENT) as (portal, client):
        await fill_table(portal, [{**PLAIN, "plate": f"K {n} A"} for n in range(1, MOST + 2)])
        await client.sign_in("siti")
        for n in range(1, MOST + 1):
            await save(client, f"K {n} A")

        page = await bill(client, f"K {MOST + 1} A")
        link = re.search(r'id="ingatkan" href="([^"]+)"', page.text)
        assert link
        answer = await client.fill(await client.get(link[1]))

        assert answer.status_code == 409
        assert await Saved.all().count() == MOST


async def test_an_address_that_is_over_saves_nothing(client: Client, clock: FrozenClock) -> None:
    await client.sign_in("siti")
    page = await bill(client)
    link = re.search(r'id="ingatkan" href="([^"]+)"', page.text)
    assert link
    clock.move(timedelta(hours=3))

    assert (await client.get(link[1])).status_code == 404


async def test_the_person_gets_it_all_and_has_it_erased(portal: Portal, client: Client) -> None:
    await client.sign_in("siti")
    await save(client)
    actor = (await Saved.get()).actor
    context = context_of(portal, "vehicle_tax")

    assert await personal.export(context, Subject("somebody else")) == {"vehicles": []}
    told = await personal.export(context, Subject(actor))
    assert [(one["plate"], one["chassis_ends_in"], one["due"]) for one in told["vehicles"]] == [("K 3421 NE", "12345", date(2026, 12, 18).isoformat())]
    assert (await personal.erase(context, Subject("somebody else"))).erased == ()
    assert (await personal.erase(context, Subject(actor))).erased == ("1 kendaraan yang disimpan",)
    assert await Saved.all().count() == 0
