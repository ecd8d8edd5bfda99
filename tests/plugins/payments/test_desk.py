"""For the treasurer: what does not fit first, and the few things that only a person may say of money, each in the audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from core.web.app import create_app
from plugins.cases.api import Case
from plugins.payments.api import Charge
from plugins.payments.asking import ask_due
from plugins.payments.models import Change
from plugins.payments.tasks import watch

from .bank import report
from .world import TREASURER, again, call, charged, context_of, deliver

pytestmark = pytest.mark.anyio
LIST = "/pembayaran/rekonsiliasi"


@pytest.fixture
async def treasurer(portal: Portal) -> AsyncIterator[Client]:
    async with Client(create_app(portal)) as client:
        await client.sign_in(**TREASURER)  # type: ignore[arg-type]
        yield client


async def press(client: Client, charge: Charge, do: str, reference: str = "STS-2026-0117") -> httpx2.Response:
    """As somebody who has just signed in: an officer's session ends within the hours that a clock here is moved by."""
    await client.sign_in(**TREASURER)  # type: ignore[arg-type]
    page = await client.get(f"{LIST}/{charge.id}")
    return await client.fill(page, reference=reference, button=("_do", do), holding="reference")


async def paid_late(portal: Portal, clock: FrozenClock) -> Charge:
    charge = await charged(portal)
    clock.move(timedelta(hours=25))
    await ask_due(context_of(portal))
    await call(portal, report(str(charge.id), "paid", 382_200, clock.now()))
    return await again(charge)


async def test_what_does_not_fit_stands_first(portal: Portal, treasurer: Client) -> None:
    fits, unfit = await charged(portal), await charged(portal, about="izin-2")
    await call(portal, report(str(unfit.id), "paid", 1, portal.clock.now()))

    page = (await treasurer.get(LIST)).text

    assert unfit.number in page
    assert fits.number not in page
    assert "Jumlah yang dibayar berbeda dari tagihan" in page
    assert "Siti Aminah" not in page


@pytest.mark.parametrize("field", ["number", "code", "reference", "rrn"])
async def test_a_charge_is_found_by_whatever_stands_on_the_slip(portal: Portal, treasurer: Client, field: str) -> None:
    charge, other = await charged(portal), await charged(portal, about="izin-2")
    await call(portal, report(str(charge.id), "paid", 382_200, portal.clock.now(), "RRN-77"))
    words = "RRN-77" if field == "rrn" else getattr(charge, field)

    page = (await treasurer.get(LIST, params={"q": words})).text

    assert charge.number in page
    assert other.number not in page


async def test_each_filter_shows_its_own(portal: Portal, treasurer: Client, clock: FrozenClock) -> None:
    late = await paid_late(portal, clock)
    waiting, paid, posted = [await charged(portal, about=f"izin-{n}") for n in (2, 3, 4)]
    await call(portal, report(str(paid.id), "paid", 382_200, clock.now()))
    await call(portal, report(str(posted.id), "posted", 382_200, clock.now()))
    await treasurer.sign_in(**TREASURER)  # type: ignore[arg-type]
    shown = {}
    for name in ("periksa", "belum-dibukukan", "menunggu", "dibukukan", "berakhir", "semua", "nonsense"):
        page = (await treasurer.get(f"{LIST}?tampil={name}")).text
        shown[name] = {one.number for one in (late, waiting, paid, posted) if one.number in page}

    assert shown == {
        "periksa": {late.number}, "belum-dibukukan": {paid.number}, "menunggu": {waiting.number}, "dibukukan": {posted.number}, "berakhir": {late.number},
        "semua": {late.number, waiting.number, paid.number, posted.number}, "nonsense": {late.number},
    }  # fmt: skip


async def test_posting_by_hand_needs_a_reference_and_is_written_down(portal: Portal, treasurer: Client) -> None:
    charge = await charged(portal)
    await call(portal, report(str(charge.id), "paid", 382_200, portal.clock.now()))
    refused = await press(treasurer, charge, "post", "  ")
    assert refused.status_code == 422
    assert "Tulis referensi" in refused.text

    assert (await press(treasurer, charge, "post")).status_code == 303

    assert (await again(charge)).state == "posted"
    change = await Change.get(charge=charge.id, after="posted")
    assert (change.source, change.reference, change.by) == ("officer", "STS-2026-0117", "bendahara-1")
    (entry,) = await portal.audit.read(about=f"payments:{charge.id}")
    assert (entry.action, entry.actor, entry.subject, dict(entry.details)) == ("payments.post", "bendahara-1", "warga-1", {"reference": "STS-2026-0117"})


async def test_what_came_late_is_accepted_by_a_person_and_told_to_the_service(portal: Portal, treasurer: Client, clock: FrozenClock) -> None:
    charge = await paid_late(portal, clock)
    case = charge.case

    assert (await press(treasurer, charge, "accept")).status_code == 303
    await deliver(portal)

    row = await again(charge)
    assert (row.state, row.attention, row.ended, row.living) == ("paid", "", None, "cases:fee:izin-1")
    assert row.watch_at == clock.now() + timedelta(hours=72)
    assert (await Case.get(id=case)).state == "settled"
    await call(portal, report(str(charge.id), "posted", 382_200, clock.now()))
    assert (await again(charge)).state == "posted"


async def test_late_money_is_not_accepted_beside_another_charge_for_the_same(portal: Portal, treasurer: Client, clock: FrozenClock) -> None:
    charge = await paid_late(portal, clock)
    await charged(portal)

    answer = await press(treasurer, charge, "accept")

    assert answer.status_code == 409
    assert ((await again(charge)).state, (await again(charge)).attention) == ("expired", "late")
    assert (await press(treasurer, charge, "settle")).status_code == 303
    assert ((await again(charge)).state, (await again(charge)).attention) == ("expired", "")


async def test_another_amount_can_be_settled_and_never_accepted(portal: Portal, treasurer: Client) -> None:
    charge = await charged(portal)
    await call(portal, report(str(charge.id), "posted", 382_000, portal.clock.now()))
    page = await treasurer.get(f"{LIST}/{charge.id}")
    assert 'value="accept"' not in page.text
    assert 'value="post"' not in page.text

    for do in ("accept", "post"):
        assert (await treasurer.fill(page, reference="STS-1", button=("_do", do), holding="reference")).status_code == 409
    assert (await press(treasurer, charge, "settle", "Kembali 382.000, nota 7")).status_code == 303

    row = await again(charge)
    assert (row.state, row.attention) == ("waiting", "")


async def test_two_treasurers_at_once_post_once(portal: Portal, treasurer: Client) -> None:
    charge = await charged(portal)
    await call(portal, report(str(charge.id), "paid", 382_200, portal.clock.now()))
    page = await treasurer.get(f"{LIST}/{charge.id}")

    first = await treasurer.fill(page, reference="STS-1", button=("_do", "post"), holding="reference")
    second = await treasurer.fill(page, reference="STS-2", button=("_do", "post"), holding="reference")

    assert (first.status_code, second.status_code) == (303, 409)
    assert await Change.filter(charge=charge.id, after="posted").count() == 1


async def test_posting_by_hand_settles_what_was_not_posted_in_time(portal: Portal, treasurer: Client, clock: FrozenClock) -> None:
    charge = await charged(portal)
    await call(portal, report(str(charge.id), "paid", 382_200, clock.now()))
    clock.move(timedelta(hours=73))
    await watch(context_of(portal))

    assert (await press(treasurer, charge, "post")).status_code == 303
    await deliver(portal)

    row = await again(charge)
    assert (row.state, row.attention) == ("posted", "")
    assert (await Case.get(id=row.case)).state == "settled"


WHO = {
    "stranger": (None, 303, 303),
    "citizen": ({"who": "warga-1"}, 403, 403),
    "officer": ({"who": "petugas-1", "kind": "officer", "permissions": ["cases.view_all", "cases.handle"], "agencies": ["dpupr"]}, 403, 403),
    "treasurer": (TREASURER, 200, 409),
}


@pytest.mark.parametrize("who", WHO)
async def test_row_8_only_whoever_reconciles_sees_other_peoples_charges(portal: Portal, who: str) -> None:
    charge = await charged(portal)
    person, reads, acts = WHO[who]
    async with Client(create_app(portal)) as client:
        if person:
            await client.sign_in(**person)  # type: ignore[arg-type]
        form = await client.get("/lacak")
        answers = {
            path: (await client.get(path)).status_code for path in (LIST, f"{LIST}/{charge.id}")
        }  # fmt: skip
        posted = await client.send_form(form, _form(form, f"{LIST}/{charge.id}"), _filled(form))

    assert set(answers.values()) == {reads}
    assert posted.status_code == acts
    assert (await again(charge)).state == "waiting"


def _form(page: httpx2.Response, action: str):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    from core.testing import form_in

    return replace(form_in(page.text), action=action)


def _filled(page: httpx2.Response) -> list[tuple[str, str]]:
    from core.security.csrf import FIELD
    from core.testing import form_in

    return [(FIELD, dict(form_in(page.text).filled())[FIELD]), ("_do", "post"), ("reference", "STS-1")]


async def test_a_charge_that_is_not_there_is_not_found(treasurer: Client) -> None:
    assert (await treasurer.get(f"{LIST}/0191c0de-0000-4000-8000-000000000000")).status_code == 404
    assert (await treasurer.get(f"{LIST}/nonsense")).status_code == 404


@pytest.mark.parametrize("words", ["'", '"; DROP TABLE payments_charge;--', "\x00", "a" * 5_000, "%", "BYR-", "owner__living", "🏛️", "../../etc"])
async def test_row_12_whatever_stands_in_the_address_is_words(portal: Portal, treasurer: Client, words: str) -> None:
    charge = await charged(portal)
    for name in ("q", "tampil", "setelah", "sort", "payer"):
        answer = await treasurer.get(LIST, params={name: words})
        assert answer.status_code in (200, 400, 414)
        assert (charge.number in answer.text) is False
    assert (await treasurer.get("/pembayaran", params={"setelah": words})).status_code in (200, 400, 414)
    assert await Charge.all().count() == 1
