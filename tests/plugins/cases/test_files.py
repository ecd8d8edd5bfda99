"""Files of a case: whoever has its link sees what is told to them, nobody else sees anything."""

from __future__ import annotations

import pytest

from plugins.cases.api import attach, move
from plugins.cases.models import CaseFile
from tests.plugins.cases.world import HANDLER, VERIFIER, World

# What the database does differently is tested where it matters; these pages are the same on both.
pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


async def test_row_34_a_file_is_served_below_the_link_of_its_own_case_only(world: World) -> None:
    photo = await world.photo()
    opened, other = await world.open(files=[photo]), await world.open()

    for path in (f"/berkas/{photo}", f"/berkas/{photo}/kecil"):
        mine = await world.client.get(f"/lacak/{opened.keys.secret}{path}")
        theirs = await world.client.get(f"/lacak/{other.keys.secret}{path}")

        assert mine.status_code == 200
        assert mine.headers["content-type"] == "image/jpeg"
        assert mine.headers["cache-control"] == "no-store"
        assert "sandbox" in mine.headers["content-security-policy"]
        assert theirs.status_code == 404


async def test_the_officers_own_files_are_not_shown_to_the_reporter(world: World) -> None:
    opened, inside, answer = await world.open(), await world.photo(), await world.photo()
    await attach(world.context, opened.case.id, HANDLER, [inside])
    await attach(world.context, opened.case.id, HANDLER, [answer], public=True)

    page = await world.client.get(f"/lacak/{opened.keys.secret}")

    assert str(answer) in page.text
    assert str(inside) not in page.text
    assert (await world.client.get(f"/lacak/{opened.keys.secret}/berkas/{inside}")).status_code == 404
    assert (await world.client.get(f"/lacak/{opened.keys.secret}/berkas/{answer}")).status_code == 200


async def test_a_transition_may_bring_its_proof(world: World) -> None:
    opened = await world.open()
    await move(world.context, opened.case.id, "forward", VERIFIER)
    await move(world.context, opened.case.id, "start", HANDLER)

    await move(world.context, opened.case.id, "finish", HANDLER, {"note": "Sudah."}, files=[await world.photo()])

    kept = await CaseFile.get(case=opened.case.id)
    assert (kept.n, kept.public, kept.owner) == (4, True, "repair")


@pytest.mark.parametrize("file", ["x", "00000000-0000-0000-0000-000000000000", "..%2Fsecrets.toml"])
async def test_what_is_no_file_of_the_case_is_not_found(world: World, file: str) -> None:
    opened = await world.open()

    assert (await world.client.get(f"/lacak/{opened.keys.secret}/berkas/{file}")).status_code == 404
