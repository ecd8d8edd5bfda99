"""A permit that expires: its holder is reminded once a stage, and the renewal begins with what is known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.portal import Portal
from core.portal.running import worker_of
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.cases.api import months_later
from plugins.permits.models import Application, Permit
from plugins.permits.reminding import remind

from .applying import RESEARCH_PAPERS, act, add, context_of, go_on, judge_all, officer, post_to, ticket_of
from .working import id_of, issued, state_of

pytestmark = pytest.mark.anyio


async def test_the_holder_is_reminded_once_a_stage(client: Client, portal: Portal, clock: FrozenClock) -> None:
    ticket, _link = await issued(client, portal)
    case = await id_of(ticket)
    told = []
    for days in (0, 10, 30, 0, 50, 10):
        clock.move(timedelta(days=days))
        await remind(context_of(portal))
        told.append((await Permit.get(id=case)).reminded)

    assert told == [None, 90, 90, 90, 7, 7], "until 28 February 2027; of two stages at once only the nearest"


async def test_a_renewal_begins_with_what_is_known_and_takes_its_place(client: Client, portal: Portal, clock: FrozenClock) -> None:
    former, link = await issued(client, portal)
    assert "/perpanjang" not in (await client.get(link)).text, "too early"
    clock.move(timedelta(days=80))

    page = await client.follow(await post_to(client, await client.get(link), "/perpanjang"))

    assert "Air bersih di Jepon" in page.text
    page = await go_on(client, page, starts="2027-03-01", ends="2027-08-31")
    for name in RESEARCH_PAPERS:
        page = await add(client, page, name)
    page = await go_on(client, page)
    assert "Siti Rahmawati" in page.text
    assert "3316084504920003" in page.text
    page = await go_on(client, page, true="yes")
    receipt = await client.get((await client.fill(page, holding="_key")).headers["location"])
    ticket = ticket_of(receipt)
    assert (await Application.get(id=await id_of(ticket))).former == await id_of(former)
    async with officer(portal, "ani", "dpmptsp", "verify") as ani:
        await judge_all(ani, ticket)
    async with officer(portal, "budi", "kesbangpol", "handle") as budi:
        await act(budi, ticket, "recommend", note="Dapat diberikan.")
    async with officer(portal, "citra", "dpmptsp", "supervise") as citra:
        await act(citra, ticket, "approve", note="")
    await worker_of(portal).drain()
    assert await state_of(ticket) == "issued"
    assert (await Permit.get(id=await id_of(former))).renewed_by == await id_of(ticket)
    assert "/perpanjang" not in (await client.get(link)).text, "a permit is renewed once"


async def test_whoever_has_another_link_begins_no_renewal(client: Client, portal: Portal, clock: FrozenClock) -> None:
    _former, link = await issued(client, portal)
    clock.move(timedelta(days=80))
    page = await client.get(link)
    stolen = page.text.replace(link.rpartition("/")[2], "A" * 43)

    from core.testing.forms import forms_in

    form = next(form for form in forms_in(stolen) if form.action.endswith("/perpanjang"))
    assert (await client.send_form(page, form, form.filled())).status_code == 404


async def test_months_end_with_the_month() -> None:
    from datetime import date

    assert months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2026, 11, 24), 60) == date(2031, 11, 24)
