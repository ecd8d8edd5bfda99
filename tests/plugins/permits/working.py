"""Applications at some point of their way, made as people make them."""

from __future__ import annotations

import re
from uuid import UUID

from core.portal import Portal
from core.portal.running import worker_of
from core.testing.client import Client
from plugins.cases.api import find_case

from .applying import act, apply_for_research, apply_to_build, judge_all, link_of, officer, ticket_of


async def issued(client: Client, portal: Portal) -> tuple[str, str]:
    """A recommendation for research that was issued: its ticket and its link."""
    receipt = await apply_for_research(client)
    ticket, link = ticket_of(receipt), link_of(receipt)
    async with officer(portal, "ani", "dpmptsp", "verify", "handle") as ani:
        await judge_all(ani, ticket)
    async with officer(portal, "budi", "kesbangpol", "handle") as budi:
        await act(budi, ticket, "recommend", note="Dapat diberikan.")
    async with officer(portal, "citra", "dpmptsp", "supervise") as citra:
        await act(citra, ticket, "approve", note="")
    await worker_of(portal).drain()
    return ticket, link


async def inspected(client: Client, portal: Portal) -> tuple[str, str]:
    """A building application up to its inspection, and the checklist filled in: its ticket and its link."""
    receipt = await apply_to_build(client)
    ticket, link = ticket_of(receipt), link_of(receipt)
    async with officer(portal, "ani", "dpmptsp", "verify", "handle") as ani:
        await judge_all(ani, ticket)
    async with officer(portal, "budi", "dpupr", "handle") as budi:
        await act(budi, ticket, "inspect", visit="Senin, 30 November, pukul 09.00")
        page = await budi.get(f"/perizinan/periksa/{ticket}/lapangan")
        found = dict.fromkeys(re.findall(r'name="(found_\w+)" value="yes"', page.text), "yes")
        assert (await budi.fill(page, holding="notes", button=("_do", "send"), **found)).status_code == 303
        await act(budi, ticket, "recommend", note="Sesuai gambar.")
    return ticket, link


async def to_be_paid(client: Client, portal: Portal) -> tuple[str, str]:
    """A building application that was approved and waits for its fee of Rp1.250.000: its ticket and its link."""
    ticket, link = await inspected(client, portal)
    async with officer(portal, "citra", "dpmptsp", "supervise") as citra:
        page = await citra.get(f"/perizinan/periksa/{ticket}/retribusi")
        assert (await citra.fill(page, holding="amount", amount="Rp1.250.000", basis="Perda: 72 m² × tarif")).status_code == 303
        await act(citra, ticket, "approve", note="")
    await worker_of(portal).drain()
    return ticket, link


async def id_of(ticket: str) -> UUID:
    return (await find_case(ticket)).id


async def state_of(ticket: str) -> str:
    return (await find_case(ticket)).state
