"""Moderation: what is taken out of a report is on no page and found by no word any more."""

from __future__ import annotations

import pytest

from core.portal import Portal
from core.portal.running import context_of, worker_of
from core.testing.client import Client
from plugins.cases.api import By, erase, find_case, verify_chains
from plugins.complaints.models import Complaint

from .reporting import report, ticket_of

pytestmark = pytest.mark.anyio


async def test_an_erased_matter_is_on_no_page_and_in_no_search(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await report(client, description="Sampah milik Pak Budi di depan pasar."))
    case = await find_case(ticket)
    assert "Pak Budi" in (await client.get(f"/aduan/{ticket}")).text

    await erase(context_of(portal, "cases"), case.id, 1, ["matter"], "UU 27/2022", By("supervisor", "s", "Rini"))
    while await worker_of(portal).drain():
        pass

    for path in (f"/aduan/{ticket}", "/aduan", "/"):
        page = await client.get(path)
        assert page.status_code == 200
        assert "Budi" not in page.text
        assert "North side" not in page.text
    assert "Isi dihapus" in (await client.get(f"/aduan/{ticket}")).text
    assert await portal.fulltext.find("complaints.public", "budi") == []
    assert (await Complaint.get(id=case.id)).landmark == ""
    assert (await verify_chains(portal)).sentence() == "intact, 1 content erased under UU 27/2022"
