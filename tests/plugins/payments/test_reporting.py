"""What is told of a charge: written once, told to the services once, and looked into by a person where it does not fit."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from core.errors import PendopoError
from core.portal import Portal
from core.testing import FrozenClock
from plugins.cases.api import Case, open_reporter
from plugins.payments import writing
from plugins.payments.api import Charge, Report, create_charge
from plugins.payments.asking import ask_due
from plugins.payments.models import Change
from plugins.payments.reporting import take
from plugins.payments.tasks import watch

from .bank import Bank, report
from .world import PAYER, again, bank_toml, call, charged, context_of, deliver, fee, portal_on, told

pytestmark = pytest.mark.anyio


async def heard(portal: Portal, charge: Charge, state: str, *, amount: int = 382_200, reference: str = "RRN1", event: str = "") -> str:
    answer = await call(portal, report(str(charge.id), state, amount, portal.clock.now(), reference, event=event))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["taken"][0])


async def test_money_comes_step_by_step_each_with_its_time_and_from_whom(portal: Portal, clock: FrozenClock) -> None:
    charge = await charged(portal)
    for state in ("paid", "received", "posted"):
        clock.move(timedelta(minutes=5))
        assert await heard(portal, charge, state) == "move"

    rows = await Change.filter(charge=charge.id).order_by("n")
    assert [(row.n, row.after, row.source, row.channel) for row in rows] == [
        (2, "waiting", "asked", ""), (3, "paid", "callback", "Bank Uji, mobile"), (4, "received", "callback", "Bank Uji, mobile"),
        (5, "posted", "callback", "Bank Uji, mobile"),
    ]  # fmt: skip
    done = await again(charge)
    assert (done.state, done.attention, done.ask_at, done.watch_at, done.ended) == ("posted", "", None, None, clock.now())
    assert done.living is not None  # what was paid is not charged again


@pytest.mark.parametrize("distinct", [False, True])
async def test_twenty_callbacks_at_once_make_one_change_and_one_event(portal: Portal, distinct: bool) -> None:
    charge = await charged(portal)
    before = await told(portal, "posted")

    answers = await asyncio.gather(*(heard(portal, charge, "posted", event=f"ev{n if distinct else 0}") for n in range(20)))

    assert sorted(answers) == ["again"] * 19 + ["move"]
    assert await Change.filter(charge=charge.id, after="posted").count() == 1
    assert await told(portal, "posted") == before + 1
    assert (await again(charge)).version == 3


async def test_what_comes_in_another_order_is_kept_and_moves_nothing_back(portal: Portal, clock: FrozenClock) -> None:
    charge = await charged(portal)
    assert await heard(portal, charge, "posted") == "move"
    clock.move(timedelta(minutes=1))

    assert await heard(portal, charge, "received") == "note"
    assert await heard(portal, charge, "paid") == "note"
    assert await heard(portal, charge, "expired", amount=0) == "note"

    done = await again(charge)
    assert (done.state, done.attention) == ("posted", "")
    assert await Change.filter(charge=charge.id, told="received").count() == 1


@pytest.mark.parametrize("state", ["paid", "posted"])
async def test_another_amount_is_never_posted_and_a_case_is_opened(portal: Portal, state: str) -> None:
    charge = await charged(portal)

    assert await heard(portal, charge, state, amount=382_000) == "look"

    row = await again(charge)
    assert (row.state, row.attention) == ("waiting", "amount")
    case = await Case.get(id=row.case)
    assert (case.procedure, case.owner, case.visibility) == ("payments.check", PAYER.id, "confidential")
    assert case.title == f"Jumlah yang dibayar berbeda dari tagihan: {charge.number}"
    reporter = await open_reporter(portal, case.id)
    assert reporter is not None
    assert (reporter.name, reporter.phone, reporter.email) == ("Siti Aminah", "+6281234567890", "siti@contoh.id")
    assert await heard(portal, charge, "paid", reference="RRN2") == "move"  # the right amount still counts


async def test_another_currency_is_looked_at(portal: Portal) -> None:
    charge = await charged(portal)

    await call(portal, report(str(charge.id), "paid", 382_200, portal.clock.now(), currency="USD"))

    assert ((await again(charge)).state, (await again(charge)).attention) == ("waiting", "currency")


async def test_paid_after_it_expired_is_never_lost(portal: Portal, clock: FrozenClock, bank: Bank) -> None:
    charge = await charged(portal)
    clock.move(timedelta(hours=25))
    await ask_due(context_of(portal))
    assert (await again(charge)).state == "expired"

    assert await heard(portal, charge, "paid") == "look"

    row = await again(charge)
    assert (row.state, row.attention) == ("expired", "late")
    assert await Case.filter(id=row.case).count() == 1
    change = await Change.get(charge=charge.id, reason="late")
    assert (change.told, change.amount, change.reference) == ("paid", 382_200, "RRN1")


async def test_a_second_payment_is_looked_at_and_the_first_stays(portal: Portal) -> None:
    charge = await charged(portal)
    await heard(portal, charge, "paid")

    assert await heard(portal, charge, "paid", reference="RRN9") == "look"
    assert await heard(portal, charge, "paid", reference="RRN9", event="told once more") == "again"

    row = await again(charge)
    assert (row.state, row.attention) == ("paid", "doubled")
    assert await Case.all().count() == 1


async def test_what_the_bank_is_asked_counts_as_what_it_tells_and_only_once(portal: Portal, bank: Bank, clock: FrozenClock) -> None:
    charge = await charged(portal)
    bank.knows(str(charge.id), "paid", 382_200, clock.now())
    for _ in range(3):
        clock.move(timedelta(minutes=10))
        await ask_due(context_of(portal))
    assert await heard(portal, charge, "paid") == "again"

    row = await again(charge)
    assert (row.state, row.attention) == ("paid", "")
    assert await Change.filter(charge=charge.id, told="paid").count() == 1


async def test_a_charge_expires_only_after_its_bank_was_asked_once_more(portal: Portal, bank: Bank, clock: FrozenClock) -> None:
    charge = await charged(portal)
    bank.status = 503
    clock.move(timedelta(hours=24, minutes=1))
    await ask_due(context_of(portal))
    assert (await again(charge)).state == "waiting"  # paid or not: the bank alone knows

    bank.status = 200
    bank.knows(str(charge.id), "paid", 382_200, clock.now() - timedelta(hours=1))
    clock.move(timedelta(hours=2))
    await ask_due(context_of(portal))

    assert (await again(charge)).state == "paid"


async def test_a_bank_that_stays_down_for_a_day_does_not_keep_a_charge_open_for_ever(portal: Portal, bank: Bank, clock: FrozenClock) -> None:
    charge = await charged(portal)
    bank.status = 503
    clock.move(timedelta(hours=49))
    await ask_due(context_of(portal))

    assert (await again(charge)).state == "expired"


async def test_it_is_asked_less_and_less_often(portal: Portal, bank: Bank, clock: FrozenClock) -> None:
    await charged(portal)
    bank.asked.clear()
    for _ in range(180):
        clock.move(timedelta(minutes=1))
        await ask_due(context_of(portal))

    assert 5 <= len(bank.asked) <= 9  # after 1, 2, 4 … 60 minutes


async def test_money_that_is_not_posted_in_time_opens_one_case_and_settles_it_when_it_comes(portal: Portal, bank: Bank, clock: FrozenClock) -> None:
    charge = await charged(portal)
    await heard(portal, charge, "paid")
    clock.move(timedelta(hours=71))
    await watch(context_of(portal))
    assert await Case.all().count() == 0

    clock.move(timedelta(hours=2))
    await asyncio.gather(*(watch(context_of(portal)) for _ in range(4)))
    row = await again(charge)
    assert (row.state, row.attention, row.watch_at) == ("paid", "unposted", None)
    assert [case.id for case in await Case.all()] == [row.case]
    assert await Change.filter(charge=charge.id, reason="unposted").count() == 1

    await heard(portal, charge, "posted")
    await deliver(portal)
    assert (await again(charge)).attention == ""
    assert (await Case.get(id=row.case)).state == "settled"


async def test_the_agreed_hours_are_each_providers_own(tmp_path: Path, bank: Bank, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "other", toml=bank_toml(bank, "post_within_of = { gateway = 4 }\n"), clock=clock) as (portal, _client):
        charge = await charged(portal)
        await heard(portal, charge, "paid")

        assert (await again(charge)).watch_at == clock.now() + timedelta(hours=4)


async def test_a_callback_that_overtakes_the_code_is_not_overwritten_by_it(portal: Portal, bank: Bank) -> None:
    charge = await create_charge(context_of(portal), fee(portal))
    bank.stall = 0.3
    asking = asyncio.create_task(deliver(portal))
    await asyncio.sleep(0.1)
    assert await heard(portal, charge, "paid") == "move"
    await asking

    row = await again(charge)
    assert (row.state, row.reference) == ("paid", "BANK-1")


async def test_no_change_can_be_altered_or_taken_away(portal: Portal) -> None:
    charge = await charged(portal)

    with pytest.raises((IntegrityError, OperationalError)):
        await Change.filter(charge=charge.id).update(amount=1)
    with pytest.raises((IntegrityError, OperationalError)):
        await Change.filter(charge=charge.id).delete()


async def test_a_report_that_cannot_be_one_is_refused_whole(portal: Portal) -> None:
    charge = await charged(portal)
    now = portal.clock.now()
    for wrong in (
        Report(str(charge.id), "", "paid", now, 382_200),
        Report(str(charge.id), "e", "paid", now.replace(tzinfo=None), 382_200),
        Report(str(charge.id), "e", "paid", now, -1),
        Report(str(charge.id), "x" * 141, "paid", now, 382_200),
    ):
        with pytest.raises(PendopoError):
            await take(context_of(portal), "gateway", wrong, "callback")

    assert await Change.filter(charge=charge.id).count() == 1


async def test_another_providers_word_counts_for_nothing(portal: Portal) -> None:
    charge = await charged(portal)

    assert await take(context_of(portal), "trial", Report(str(charge.id), "e", "paid", portal.clock.now(), 382_200), "callback") == "unknown"
    assert await take(context_of(portal), "gateway", Report(charge.reference, "e", "paid", portal.clock.now(), 382_200), "callback") == "move"


async def test_what_was_begun_when_the_portal_was_killed_leaves_nothing_half_done(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes between the change and its event: neither is there, and the bank's next call makes both."""
    charge = await charged(portal)
    emit = writing.emit

    async def cut(event: object) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(writing, "emit", cut)
    with pytest.raises(asyncio.CancelledError):
        await take(context_of(portal), "gateway", Report(str(charge.id), "e", "paid", portal.clock.now(), 382_200), "callback")
    assert ((await again(charge)).state, await Change.filter(charge=charge.id).count()) == ("waiting", 1)

    monkeypatch.setattr(writing, "emit", emit)
    assert await take(context_of(portal), "gateway", Report(str(charge.id), "e", "paid", portal.clock.now(), 382_200), "callback") == "move"
    assert (await again(charge)).state == "paid"
