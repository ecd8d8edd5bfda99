"""A person's data in documents, and how often the database is asked for the page that everybody reads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import Subject
from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.documents import personal
from plugins.documents.api import verification_path
from tests.benchmarks.costs import asked

from .world import HOLDER, OWNER, again, context_of, issued, numbered

pytestmark = pytest.mark.anyio


async def test_a_person_is_told_of_every_document_and_erasure_leaves_the_archive(portal: Portal) -> None:
    row = await issued(portal)
    waits = await numbered(portal, subject="izin-2")
    told = await personal.export(context_of(portal), Subject(OWNER.id))
    assert [(one["number"], one["holder"]) for one in told["documents"]] == [(row.number, HOLDER), (waits.number, HOLDER)]
    assert await personal.export(context_of(portal), Subject("warga-2")) == {}

    done = await personal.erase(context_of(portal), Subject(OWNER.id))
    assert len(done.erased) == 1
    assert {number for number, _why in done.kept} == {row.number, waits.number}
    assert ((await again(row)).person, (await again(waits)).person) == ("", OWNER.id)


async def test_ten_years_after_its_end_number_hash_and_state_are_left(portal: Portal, client: Client, clock: FrozenClock) -> None:
    row = await issued(portal)
    before = {"documents_document.holder": clock.now() - timedelta(days=3653)}
    assert await personal.expire(context_of(portal), before, dry=True) == {"documents": 0}
    clock.move(timedelta(days=16 * 366))
    before = {"documents_document.holder": clock.now() - timedelta(days=3653)}

    assert await personal.expire(context_of(portal), before, dry=False) == {"documents": 1}
    left = await again(row)
    assert (left.holder, left.file, left.person, left.number, left.digest) == (None, None, "", row.number, row.digest)
    assert "Kedaluwarsa" in (await client.get(verification_path(portal, row))).text


async def test_the_page_of_a_code_asks_the_database_three_times_at_most(portal: Portal, client: Client) -> None:
    row = await issued(portal)

    assert len((await asked(portal, client, verification_path(portal, row))).statements) <= 3
