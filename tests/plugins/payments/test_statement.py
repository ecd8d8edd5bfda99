"""The bank's statement: each line counts once, posts the charge of its code and amount, and waits for an officer where it fits none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core import Actor, transaction
from core.imports.at_once import import_file
from core.portal import Portal
from core.testing.client import Client
from core.web.app import create_app
from plugins.payments.api import Charge, create_charge
from plugins.payments.models import Change, StatementLine
from plugins.payments.statement import write

from .world import TREASURER, again, charged, context_of, fee, told

pytestmark = pytest.mark.anyio
DAY = date(2026, 11, 24)
LINES = "/pembayaran/rekonsiliasi/rekening-koran"


@pytest.fixture
async def treasurer(portal: Portal) -> AsyncIterator[Client]:
    async with Client(create_app(portal)) as client:
        await client.sign_in(**TREASURER)  # type: ignore[arg-type]
        yield client


async def bank_says(portal: Portal, reference: str, code: str, amount: int = 382_200, day: date = DAY) -> None:
    context = replace(context_of(portal), actor=Actor("bendahara-1", "officer"))
    async with transaction():
        await write(context, [{"reference": reference, "day": day, "code": code, "amount": amount}])


async def imported(portal: Portal, folder: Any, text: str, **wishes: Any) -> dict[str, Any]:
    file = folder / "koran.csv"
    file.write_text(text, encoding="utf-8")
    asked = {"who": "bendahara", "as_of": DAY, "source": "Bank Jateng", "write": True, "skip": False, "remove": False, **wishes}
    return await import_file(portal, "payments.statement", file, asked, lambda _title, _total: nullcontext(lambda _n: None))


async def test_a_line_with_code_and_amount_posts_its_charge(portal: Portal, tmp_path: Any) -> None:
    charge = await charged(portal)

    found = await imported(portal, tmp_path, f"Tanggal;No Referensi;Kode Bayar;Kredit\n24-11-2026;KORAN-1;{charge.code};Rp 382.200\n")

    assert (found["written"], found["new"]) == (True, 1)
    assert (await again(charge)).state == "posted"
    line = await StatementLine.get()
    assert (line.state, line.charge) == ("matched", charge.id)
    change = await Change.filter(charge=charge.id).order_by("-n").first()
    assert change is not None
    assert (change.source, change.reference) == ("statement", "KORAN-1")
    assert await told(portal, "posted") == 1


async def test_the_preview_changes_nothing(portal: Portal, tmp_path: Any) -> None:
    charge = await charged(portal)

    found = await imported(portal, tmp_path, f"tanggal;referensi;kode;jumlah\n24-11-2026;KORAN-1;{charge.code};382200\n", write=False)

    assert (found["written"], found["new"]) == (False, 1)
    assert (await again(charge)).state == "waiting"
    assert not await StatementLine.exists()


async def test_the_number_of_a_charge_does_as_well_as_its_code(portal: Portal) -> None:
    charge = await charged(portal)

    await bank_says(portal, "KORAN-1", charge.number.lower())

    assert (await again(charge)).state == "posted"


async def test_a_statement_that_is_imported_twice_counts_once(portal: Portal, tmp_path: Any) -> None:
    charge = await charged(portal)
    text = f"tanggal;referensi;kode;jumlah\n24-11-2026;KORAN-1;{charge.code};382200\n"
    await imported(portal, tmp_path, text)

    second = await imported(portal, tmp_path, text)

    assert (second["new"], second["changed"], second["unchanged"]) == (0, 0, 1)
    assert await StatementLine.all().count() == 1
    assert await told(portal, "posted") == 1


async def test_one_reference_twice_in_a_file_is_refused(portal: Portal, tmp_path: Any) -> None:
    charge = await charged(portal)
    row = f"24-11-2026;KORAN-1;{charge.code};382200\n"

    found = await imported(portal, tmp_path, f"tanggal;referensi;kode;jumlah\n{row}{row}")

    assert (found["written"], found["bad"] > 0) == (False, True)
    assert (await again(charge)).state == "waiting"


async def test_another_amount_posts_nothing_and_is_looked_into(portal: Portal) -> None:
    charge = await charged(portal)

    await bank_says(portal, "KORAN-1", charge.code, 100_000)

    row = await again(charge)
    assert (row.state, row.attention, row.case is not None) == ("waiting", "amount", True)
    assert (await StatementLine.get()).state == "looked"


async def test_a_second_payment_of_the_same_charge_is_looked_into(portal: Portal) -> None:
    charge = await charged(portal)
    await bank_says(portal, "KORAN-1", charge.code)

    await bank_says(portal, "KORAN-2", charge.code)

    row = await again(charge)
    assert (row.state, row.attention) == ("posted", "doubled")


async def test_of_two_charges_with_one_code_the_expected_one_of_that_amount_is_posted(portal: Portal) -> None:
    first, second = await charged(portal), await charged(portal, about="izin-2")
    await Charge.filter(id=second.id).update(code=first.code, amount=1_000)

    await bank_says(portal, "KORAN-1", first.code)

    assert ((await again(first)).state, (await again(second)).state) == ("posted", "waiting")


async def test_what_fits_no_charge_waits_for_an_officer_who_settles_it_with_a_note(portal: Portal, treasurer: Client) -> None:
    await bank_says(portal, "KORAN-9", "999999")
    desk = await treasurer.get("/pembayaran/rekonsiliasi")
    assert "ada baris yang tidak cocok" in desk.text

    page = await treasurer.get(LINES)
    assert "Tidak ada tagihan dengan kode ini" in page.text
    assert "KORAN-9" in page.text
    refused = await treasurer.fill(page, holding="note", note="x")
    assert refused.status_code == 422
    assert "3 sampai 100 karakter" in refused.text
    answer = await treasurer.fill(page, holding="note", note="Dikembalikan, STS-12")

    assert answer.status_code == 303
    line = await StatementLine.get()
    assert (line.state, line.note) == ("settled", "Dikembalikan, STS-12")
    assert "KORAN-9" not in (await treasurer.get(LINES)).text
    assert (await treasurer.fill(page, holding="note", note="Sekali lagi")).status_code == 409


async def test_a_reference_that_comes_again_with_other_figures_is_shown_and_moves_nothing(portal: Portal, treasurer: Client) -> None:
    charge = await charged(portal)
    await bank_says(portal, "KORAN-1", charge.code)

    await bank_says(portal, "KORAN-1", charge.code, 1_000)

    page = (await treasurer.get(LINES)).text
    assert "Dikirim lagi dengan angka lain" in page
    assert (await again(charge)).state == "posted"
    assert await told(portal, "posted") == 1


async def test_money_for_a_charge_without_a_code_yet_is_found_by_its_number(portal: Portal) -> None:
    charge = await create_charge(context_of(portal), fee(portal))

    await bank_says(portal, "KORAN-1", charge.number)

    assert (await again(charge)).state == "posted"


async def test_lines_of_the_statement_are_the_treasurers_alone(portal: Portal) -> None:
    async with Client(create_app(portal)) as other:
        await other.sign_in("petugas-2", kind="officer", permissions=["cases.handle"], agencies=["dpupr"])

        assert (await other.get(LINES)).status_code == 403
        assert (await other.get("/konsol/impor/payments.statement")).status_code == 404
