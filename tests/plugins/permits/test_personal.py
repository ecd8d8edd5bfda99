"""What is kept of an applicant: sealed, told when they ask, and gone when they ask or when its time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import Subject
from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.cases.api import By, move
from plugins.permits.models import Application, Paper
from plugins.permits.personal import erase, expire, export
from tests.benchmarks.costs import asked

from .applying import apply_for_research, context_of, link_of, ticket_of
from .working import id_of, issued

pytestmark = pytest.mark.anyio

WHO = Subject(phone="+6281234567890")


async def test_answers_lie_sealed(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await apply_for_research(client))

    row = await Application.get(id=await id_of(ticket))

    assert row.answers is not None
    assert "Pemuda" not in row.answers
    found = await portal.database.records("SELECT * FROM cases_answer")
    assert "Pemuda" not in str([dict(one) for one in found])


async def test_a_person_is_told_everything(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await apply_for_research(client))

    told = (await export(context_of(portal), WHO))["applications"]

    assert [one["ticket"] for one in told] == [ticket]
    assert told[0]["answers"]["address"] == "Jl. Pemuda 12, Jepon"
    assert len(told[0]["documents"]) == 6


async def test_what_is_worked_on_stays_and_what_has_ended_goes(client: Client, portal: Portal) -> None:
    running, ended = await apply_for_research(client), await apply_for_research(client)
    await move(context_of(portal), await id_of(ticket_of(ended)), "withdraw", By("reporter"))

    said = await erase(context_of(portal), WHO)

    assert [ticket for ticket, _why in said.kept] == [ticket_of(running)]
    assert len(said.erased) == 1
    gone = await id_of(ticket_of(ended))
    assert (await Application.get(id=gone)).answers is None
    assert await Paper.filter(case=gone, file__isnull=False).count() == 0
    assert len(await portal.files.of("permits", str(gone))) == 0
    assert len(await portal.files.of("permits", str(await id_of(ticket_of(running))))) == 6
    assert (await client.get(link_of(ended))).status_code == 200


async def test_five_years_after_its_end_it_goes_by_itself(client: Client, portal: Portal, clock: FrozenClock) -> None:
    ticket, _link = await issued(client, portal)
    before = {name: clock.now() + timedelta(days=1) for name in ("permits_application.answers", "permits_paper.file")}

    dry = await expire(context_of(portal), before, True)
    done = await expire(context_of(portal), before, False)

    assert list(dry.values()) == list(done.values()) == [1]
    assert (await Application.get(id=await id_of(ticket))).answers is None


async def test_the_list_of_ones_permits_asks_the_database_at_most_three_times(client: Client, portal: Portal) -> None:
    await client.sign_in("warga-1", name="Siti")
    for _ in range(3):
        await issued(client, portal)
    await client.get("/perizinan/saya")

    found = await asked(portal, client, "/perizinan/saya")

    assert found.response.text.count("/PENELITIAN/") == 3
    assert len([one for one in found.statements if "permits_" in one or "cases_" in one]) == 2, found.statements
    assert len(found.statements) <= 3, found.statements
