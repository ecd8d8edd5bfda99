"""The form of a complaint asks one thing more, and the case keeps the answer."""

import re

import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.plugins("bumdes", "complaints")]

STEPS = (
    {"description": "The shop of the village is closed in the daytime."},
    {"place_district": "33.16.08", "place_village": "33.16.08.2002", "place_landmark": "Balai desa"},
    {"category": "enterprises"},
    {"visibility": "public", "name": "Siti Rahmawati"},
)


async def reported(client, **more):
    """A report from its first page to its receipt; its ticket."""
    page = await client.get("/aduan/lapor")
    for answers in ({**STEPS[0], **more}, *STEPS[1:]):
        page = await client.follow(await client.fill(page, holding="_draf", **answers))
    receipt = await client.follow(await client.fill(page, holding="_key"))
    return re.search(r'class="ticket" value="([^"]+)"', receipt.text)[1]


async def test_the_question_stands_in_the_first_step(client):
    page = (await client.get("/aduan/lapor")).text

    assert 'name="bumdes__enterprise"' in page
    assert "BUMDes mana yang dimaksud?" in page


async def test_the_officer_reads_the_answer_beside_the_case(client, officer):
    ticket = await reported(client, bumdes__enterprise="Toko Bacem Jaya")

    page = (await officer.get(f"/petugas/kasus/{ticket}")).text

    assert "BUMDes mana yang dimaksud?" in page
    assert "Toko Bacem Jaya" in page


async def test_it_may_stay_empty(client):
    assert await reported(client)


@pytest.mark.plugins("bumdes")
async def test_without_complaints_the_plugin_runs_all_the_same(client):
    assert (await client.get("/bumdes")).status_code == 200
