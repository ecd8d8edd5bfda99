"""What was issued in a case stands on its pages, and a case of a service that issues nothing costs no question for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.testing.client import Client
from core.web.app import create_app
from plugins.documents.api import Document
from tests.benchmarks.costs import asked
from tests.plugins.complaints.reporting import CATEGORIES, link_of, report, ticket_of
from tests.plugins.jobs.cards import asked as card_asked
from tests.plugins.jobs.cards import case_of, decide
from tests.plugins.jobs.cards import portal_on as jobs_on

from .world import PLUGINS, portal_on

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]
SEES = ["cases.view", "cases.verify"]


async def test_a_case_of_a_service_that_issues_nothing_asks_for_no_documents(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", plugins=(*PLUGINS, "complaints"), files={"complaints.toml": CATEGORIES}) as (portal, client):
        receipt = await report(client)
        async with Client(create_app(portal)) as officer:
            await officer.sign_in("ani", kind="officer", permissions=[*SEES, "documents.read"], agencies=["dpupr"])
            costs = [await asked(portal, client, link_of(receipt)), await asked(portal, officer, f"/petugas/kasus/{ticket_of(receipt)}")]

    assert [cost.response.status_code for cost in costs] == [200, 200]
    assert [one for cost in costs for one in cost.statements if "documents_document" in one] == []


async def test_what_was_issued_stands_beside_its_case_for_whoever_may_read_documents(tmp_path: Path) -> None:
    async with jobs_on(tmp_path / "site") as (portal, client):
        await card_asked(client)
        await decide(portal, "accept", note="")
        (document,), (case, link) = await Document.all(), await case_of(portal)
        pages = [await client.get(link)]
        for more in (["documents.read"], []):
            async with Client(create_app(portal)) as officer:
                await officer.sign_in("ani", kind="officer", permissions=[*SEES, *more], agencies=["disnaker"])
                pages.append(await officer.get(f"/petugas/kasus/{case.ticket}"))

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [document.number in page.text for page in pages] == [True, True, False]
    assert not any(f"/lowongan/kelola/kartu/{case.ticket}" in page.text for page in pages), "without jobs.cards no way to the application"
