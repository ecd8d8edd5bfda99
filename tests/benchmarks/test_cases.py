"""What the data maker writes, the portal reads as its own: intact timelines, true numbers, links that open, words that are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.cases import secret_of
from plugins.cases.api import listed_counts, verify_chains
from plugins.cases.links import find_by_secret, keys_of
from plugins.cases.listed import recount_listed
from plugins.complaints.forms import SERVICE
from tests.benchmarks.conftest import CASES
from tests.benchmarks.costs import opened

pytestmark = pytest.mark.anyio


async def test_every_timeline_is_intact(measured: Path) -> None:
    async with opened(measured) as (portal, _client):
        verdict = await verify_chains(portal)

        assert (verdict.cases, verdict.faults) == (CASES, [])
        assert verdict.entries > 3 * CASES


async def test_the_kept_numbers_are_those_that_one_counts(measured: Path) -> None:
    async with opened(measured) as (portal, _client):
        states = ("received", "forwarded", "in_progress", "confirm", "closed")
        kept = await listed_counts(portal, SERVICE, states)
        await recount_listed(portal)

        assert kept == await listed_counts(portal, SERVICE, states)
        assert sum(kept.values()) == CASES
        assert min(kept.values()) > 0


async def test_every_case_opens_by_its_link_with_the_whole_of_its_history(measured: Path) -> None:
    async with opened(measured) as (portal, client):
        for number in range(0, CASES, 24):
            case = await find_by_secret(secret_of(number))
            assert case is not None
            assert keys_of(portal, case).secret == secret_of(number)
            page = (await client.get(f"/lacak/{secret_of(number)}")).text
            assert page.count('class="dot"') == case.version
            assert case.ticket in page


async def test_what_was_reported_is_found_by_its_words(measured: Path) -> None:
    async with opened(measured) as (_portal, client):
        assert 'class="card is-link report"' in (await client.get("/aduan?q=jembatan retak")).text
        assert 'class="card is-link report"' not in (await client.get("/aduan?q=gajah")).text
