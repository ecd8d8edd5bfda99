"""The demo: complaints that look alive, that verify, and of which nobody is told."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from core.database.tables import Outbox, Upload
from core.portal import Portal
from core.portal.running import context_of
from core.site import load_site
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.cases.api import Case, calendar_of, current_procedure, open_reporter, today, verify_chains
from plugins.complaints.categories import categories_of
from plugins.complaints.demo import fill
from plugins.complaints.forms import PROCEDURE
from plugins.complaints.models import Complaint
from plugins.complaints.scenes import draw_scene
from plugins.complaints.telling import Teller

from .conftest import portal_on

pytestmark = pytest.mark.anyio
HOUSE = Path(__file__).parents[3]


def teller_of(portal: Portal, seed: int = 1) -> Teller:
    plugin = portal.plugin("complaints")
    assert plugin is not None
    return Teller(portal, categories_of(plugin), current_procedure(portal, PROCEDURE), calendar_of(portal), Random(seed), portal.clock.now())


async def test_sixty_complaints_stand_in_every_state_and_verify(portal: Portal, client: Client) -> None:
    told: list[int] = []

    await fill(context_of(portal, "complaints"), 60, told.append)

    cases = await Case.all()
    assert (len(cases), sum(told), await Complaint.all().count()) == (60, 60, 60)
    assert {case.state for case in cases} >= set(current_procedure(portal, PROCEDURE).states)
    assert sum(bool(case.due and case.due < today(portal) and case.closed is None) for case in cases) >= 2
    assert (await verify_chains(portal)).ok
    assert await Upload.filter(state="kept").count() > 5
    assert {str(listener).partition(":")[0] for listener in await Outbox.all().values_list("listener", flat=True)} <= {"cases"}, "only the desk hears of them"
    page = (await client.get("/aduan")).text
    assert page.count('class="report-foot') == 12
    assert 'class="thumb" src="/aduan/' in page


async def test_everything_happened_before_now_and_within_ninety_days(portal: Portal, clock: FrozenClock) -> None:
    teller = teller_of(portal)

    for n in range(200):
        story = teller.tell(clock.now() - timedelta(days=n % 90, hours=1))
        moments = [story.opened, *(step.at for step in story.steps), clock.now()]
        assert moments == sorted(moments)
        assert len(set(moments)) == len(moments)


async def test_the_same_site_tells_the_same_stories(portal: Portal) -> None:
    opened = portal.clock.now() - timedelta(days=40)

    assert [teller_of(portal).tell(opened) for _ in range(3)] == [teller_of(portal).tell(opened) for _ in range(3)]


async def test_people_are_invented_and_can_be_told_nothing(portal: Portal) -> None:
    await fill(context_of(portal, "complaints"), 40, lambda more: None)

    people = [person for case in await Case.all() if (person := await open_reporter(portal, case.id))]
    assert people
    assert all(person.phone == "" or person.phone.startswith("+62890") for person in people), "no operator has this prefix"
    assert all(person.email == "" or person.email.endswith("@example.com") for person in people)
    assert not any(person.nik for person in people)


async def test_many_are_written_in_batches_with_their_places_and_their_words(portal: Portal) -> None:
    await fill(context_of(portal, "complaints"), 700, lambda more: None)

    assert await Case.all().count() == await Complaint.all().count() == 700
    verdict = await verify_chains(portal)
    assert (verdict.ok, verdict.cases) == (True, 700)
    assert (await portal.fulltext.find("complaints.public", "jalan", 200)) != []
    assert Counter([case.visibility for case in await Case.all()])["confidential"] > 10
    confidential = {str(case.id) for case in await Case.filter(visibility="confidential")}
    assert not confidential & set(await portal.fulltext.find("complaints.public", "petugas", 200))


async def test_a_second_call_makes_others(portal: Portal) -> None:
    for _ in range(2):
        await fill(context_of(portal, "complaints"), 12, lambda more: None)

    assert await Case.all().count() == 24
    assert (await verify_chains(portal)).ok


async def test_a_site_without_agencies_gets_complaints_that_wait(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "bare", files={"agencies.csv": "", "regions.csv": "", "complaints.toml": ""}) as (portal, _client):
        await fill(context_of(portal, "complaints"), 20, lambda more: None)

        assert {case.state for case in await Case.all()} == {"received"}


@pytest.mark.parametrize("icon", ["construction", "lightbulb", "trash-2", "school", ""])
def test_every_scene_is_a_picture_of_moderate_size(icon: str) -> None:
    drawn = draw_scene(icon, Random(1))

    assert drawn[:2] == b"\xff\xd8"
    assert 5_000 < len(drawn) < 200_000
    assert drawn == draw_scene(icon, Random(1))


MEASURE = """
import json, resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""
"""Stands between: a child's largest memory begins with that of the process it was forked from, and a test worker has hundreds of megabytes."""


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_hundred_thousand_take_less_than_two_minutes_of_cpu_and_300_mb(tmp_path: Path) -> None:
    for file in (HOUSE / "sites" / "blora").glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert load_site(tmp_path).local
    command = [sys.executable, "-m", "core.commands.main", "--site", str(tmp_path)]
    started = time.monotonic()

    measured = subprocess.run([sys.executable, "-c", MEASURE, *command, "demo", "--cases", "100000"], cwd=HOUSE, check=True, capture_output=True, text=True)
    code, cpu, memory = json.loads(measured.stdout)

    print(f"100,000 cases: {time.monotonic() - started:.0f} s, {cpu:.0f} s of CPU, {memory / 1024:.0f} MB")
    assert code == 0
    assert cpu < 120
    assert memory < 300 * 1024
    verified = subprocess.run([*command, "verify", "--json"], cwd=HOUSE, check=False, capture_output=True)
    verdict = json.loads(verified.stdout)
    assert verdict["ok"]
    with sqlite3.connect(tmp_path / "data" / "portal.db") as database:
        ((complaints, cases),) = database.execute("SELECT (SELECT count(*) FROM complaints_complaint), (SELECT count(*) FROM cases_case)")
    assert (complaints, verdict["cases"]) == (100_000, cases), "each is a whole complaint; other services bring a few cases of their own"
