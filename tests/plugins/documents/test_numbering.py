"""Numbers of documents: by template, without gaps and doubles, however many processes give them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.portal import Portal
from core.testing.client import Client
from plugins.documents.models import Document
from plugins.documents.numbering import check_template, series_of, written

from .world import TRIAL, numbered, portal_on

HERE = Path(__file__).parent
PROCESSES, EACH = 4, 25


def test_a_number_is_written_as_its_template_says() -> None:
    day = date(2026, 11, 24)

    assert written("503/{number:04}/{kind}/{roman_month}/{year}", 7, "SIP", "DPMPTSP", day) == "503/0007/SIP/XI/2026"
    assert written("{kind}.{number}/{agency}/{month}/{year}", 12345, "SIP", "DPMPTSP", day) == "SIP.12345/DPMPTSP/11/2026"
    assert series_of("SIP", day) == "SIP/2026"


@pytest.mark.parametrize(
    "template",
    [
        "{number}",
        "{number}/{kind}",
        "{number}/{number}/{kind}/{year}",
        "{number!r}/{kind}/{year}",
        "{kind:04}/{number}/{year}",
        "{number:>90000}/{kind}/{year}",
        "{}/{kind}/{year}",
        "{number.real}/{kind}/{year}",
    ],
)
def test_a_template_that_could_give_one_number_twice_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"holds|none of"):
        check_template(template)


@given(
    st.tuples(st.integers(1, 10**6), st.sampled_from(["SIP", "SIPB", "A-1", "A"]), st.integers(2024, 2040)),
    st.tuples(st.integers(1, 10**6), st.sampled_from(["SIP", "SIPB", "A-1", "A"]), st.integers(2024, 2040)),
)
def test_two_documents_never_have_one_number(one: tuple[int, str, int], two: tuple[int, str, int]) -> None:
    template = "503/{number:04}/{kind}/{roman_month}/{year}"
    first, second = (written(template, number, kind, "", date(year, 3, 1)) for number, kind, year in (one, two))

    assert (first == second) == (one == two)


@pytest.fixture
async def shared(database_url: str, tmp_path: Path) -> AsyncIterator[tuple[Portal, Client, str]]:
    """A portal on either database, which other processes may open, too."""
    async with portal_on(tmp_path / "site", toml=f'{TRIAL}[database]\nurl = "{database_url}"\n') as (portal, client):
        yield portal, client, str(tmp_path / "site")


@pytest.mark.anyio
async def test_at_the_same_moment_each_gets_its_own_number(shared: tuple[Portal, Client, str]) -> None:
    portal, _client, _folder = shared
    made = await asyncio.gather(*(numbered(portal, subject=f"izin-{n}") for n in range(8)), *(numbered(portal, subject="izin-1") for _ in range(4)))

    assert sorted({row.sequence for row in made}) == list(range(1, 9))


@pytest.mark.slow
@pytest.mark.anyio
@pytest.mark.timeout(300)
async def test_a_hundred_documents_of_four_processes_have_neither_gap_nor_double(shared: tuple[Portal, Client, str]) -> None:
    _portal, _client, folder = shared
    command = [sys.executable, "-m", "tests.plugins.documents.giver", folder, str(EACH)]
    givers = [subprocess.Popen([*command, str(n)], cwd=HERE.parents[2]) for n in range(PROCESSES)]
    ended = [await asyncio.to_thread(giver.wait) for giver in givers]

    assert ended == [0] * PROCESSES
    rows = await Document.all().order_by("sequence").values_list("sequence", "number")
    assert [sequence for sequence, _number in rows] == list(range(1, PROCESSES * EACH + 1))
    assert len({number for _sequence, number in rows}) == PROCESSES * EACH
