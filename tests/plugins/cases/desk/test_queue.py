"""The queue: everything that an officer may see and nothing else, late first, in one statement along an index."""

from __future__ import annotations

import random
import re
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from core import Actor
from core.portal.running import worker_of
from plugins.cases.api import move
from plugins.cases.desk import address
from plugins.cases.desk.queue import CLOSED, EVERY, LATE, MINE, NOBODYS, PAUSED, SOON, Asked, Days, page_statement, queue_page, tallies, tally_statement
from plugins.cases.desk.rights import as_officer
from plugins.cases.models import Case
from plugins.cases.visibility import may_view
from tests.plugins.cases.desk.office import Office, text_of
from tests.plugins.cases.test_visibility import ACTORS, some_cases
from tests.plugins.cases.world import VERIFIER, World

pytestmark = pytest.mark.anyio
TODAY = Days(date(2026, 11, 24), date(2026, 11, 25))
SHAPES = [
    Asked(),
    Asked(condition=LATE),
    Asked(condition=SOON),
    Asked(condition=PAUSED),
    Asked(condition=CLOSED),
    Asked(condition=EVERY),
    Asked(assignee=MINE),
    Asked(assignee=NOBODYS),
    Asked(service="repair.report", state="received"),
    Asked(district="33.16.08"),
]


async def every(portal: Any, actor: Actor, asked: Asked, size: int = 4) -> list[str]:
    """All pages, one after another."""
    from dataclasses import replace

    seen: list[str] = []
    while True:
        page = await queue_page(portal, actor, asked, TODAY, size=size)
        seen += [row.id for row in page.rows]
        asked = replace(asked, after=page.next)
        if not page.next:
            return seen


async def scattered(world: World) -> list[Case]:
    """Cases with all kinds of due days, some without, some paused, closed, or taken."""
    cases = await some_cases(world)
    dice = random.Random(7)
    for case in cases:
        changes: dict[str, Any] = {"due": None if dice.random() < 0.2 else TODAY.today + timedelta(days=dice.randrange(-6, 9))}
        if dice.random() < 0.2:
            changes["closed"] = datetime.fromisoformat("2026-11-20T08:00:00+00:00")
        if dice.random() < 0.2:
            changes["paused_since"] = datetime.fromisoformat("2026-11-20T08:00:00+00:00")
        if dice.random() < 0.4:
            changes["assignee"] = "o1"
        await Case.filter(id=case.id).update(**changes)
    return await Case.all()


def fits(case: Case, asked: Asked, actor: Actor) -> bool:
    """The same as the statement, said in Python."""
    due = case.due
    conditions = {
        "": case.closed is None,
        LATE: case.closed is None and due is not None and due < TODAY.today,
        SOON: case.closed is None and due is not None and TODAY.today <= due <= TODAY.soon,
        PAUSED: case.closed is None and case.paused_since is not None,
        CLOSED: case.closed is not None,
        EVERY: True,
    }
    wanted = {name: value for name in ("service", "state", "district") if (value := getattr(asked, name))}
    taken = {"": True, MINE: case.assignee == actor.id and bool(case.assignee), NOBODYS: not case.assignee}[asked.assignee]
    return conditions[asked.condition] and taken and all(getattr(case, name) == value for name, value in wanted.items())


async def test_row_08_the_queue_and_single_cases_agree_for_every_kind_of_actor_and_filter(office: Office) -> None:
    cases = await scattered(office.world)

    for actor, asked in product([one for one in ACTORS if one.kind == "officer"], SHAPES):
        wanted = {str(case.id) for case in cases if may_view(as_officer(actor), case) and fits(case, asked, actor)}
        seen = await every(office.world.portal, actor, asked)
        assert len(seen) == len(set(seen)), (actor, asked)
        assert set(seen) == wanted, (actor, asked)


async def test_what_is_late_comes_first_and_what_has_no_due_day_last(office: Office) -> None:
    await scattered(office.world)
    actor = Actor("x", "officer", frozenset({"cases.view", "cases.view_all", "cases.verify"}), frozenset({"dpupr"}))

    page = await queue_page(office.world.portal, actor, Asked(), TODAY, size=100)

    dues = [row.due for row in page.rows]
    dated = [due for due in dues if due is not None]
    assert dated == sorted(dated)
    assert dues == dated + [None] * (len(dues) - len(dated))


async def test_the_numbers_are_those_of_the_lists_and_end_at_a_hundred(office: Office) -> None:
    await scattered(office.world)

    for actor in [one for one in ACTORS if one.kind == "officer"]:
        counted = await tallies(office.world.portal, actor, TODAY)
        for asked, number in ((Asked(condition=LATE), counted.late), (Asked(condition=SOON), counted.soon), (Asked(assignee=MINE), counted.mine)):
            assert number == len(await every(office.world.portal, actor, asked, size=50)), (actor, asked)


async def test_a_duplicate_stands_in_no_queue(office: Office) -> None:
    main, double = (await office.world.open()).case, (await office.world.open()).case
    await Case.filter(id=double.id).update(main=main.id)
    actor = Actor("x", "officer", frozenset({"cases.view"}), frozenset({"dpupr"}))

    assert await every(office.world.portal, actor, Asked()) == [str(main.id)]


PLANS = {
    "an officer of one agency": Actor("o1", "officer", frozenset({"cases.view"}), frozenset({"dpupr"})),
    "an officer of two": Actor("o1", "officer", frozenset({"cases.view"}), frozenset({"dpupr", "dlh"})),
    "whoever sees all": Actor("o1", "officer", frozenset({"cases.view", "cases.view_all", "cases.verify"}), frozenset({"dpupr"})),
}


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_page_of_it_is_read_along_an_index(office: Office, name: str) -> None:
    for _ in range(5):
        await office.world.open()
    actor = PLANS[name]
    after = (await queue_page(office.world.portal, actor, Asked(), TODAY, size=2)).next
    assert after

    for asked in [*SHAPES, Asked(after=after)]:
        for sql, values in (page_statement(actor, asked, TODAY, None, 20), tally_statement(actor, TODAY)):
            rows = await office.world.portal.database.rows("EXPLAIN QUERY PLAN " + sql, *values)
            plan = "; ".join(row["detail"] for row in rows)
            assert "SCAN c" not in plan.replace("SCAN CONSTANT", ""), plan
            # Within a branch nothing is sorted; the few rows that the branches give are put in order afterwards.
            for branch in re.findall(r"CO-ROUTINE (b\d+); (.*?)SCAN \1", plan):
                assert "TEMP B-TREE" not in branch[1], plan


async def test_row_08_another_agency_and_a_stranger_see_nothing_of_it(office: Office) -> None:
    case = (await office.world.open()).case
    hidden = (await office.world.open(visibility="confidential", agency="inspektorat", title="Pungutan liar")).case

    mine, theirs, all_of_them = [(await (await office.officer(who)).get("/petugas")).text for who in ("sari", "tono", "pusat")]
    inspector = (await (await office.officer("inspektur")).get("/petugas")).text
    stranger = await office.world.client.get("/petugas")

    assert case.ticket in mine
    assert case.ticket in all_of_them
    assert case.ticket not in theirs
    assert hidden.ticket not in mine + theirs + all_of_them
    assert hidden.ticket in inspector
    assert stranger.status_code in (303, 403)


async def test_a_ticket_leads_to_its_case_and_another_agencys_is_not_found(office: Office) -> None:
    case = (await office.world.open()).case

    found = await (await office.officer("sari")).get("/petugas", params={"q": case.ticket.lower()})
    hidden = await (await office.officer("tono")).get("/petugas", params={"q": case.ticket})

    assert found.headers["location"] == f"/petugas/kasus/{case.ticket}"
    assert hidden.status_code == 200
    assert case.title not in hidden.text


async def test_words_find_the_cases_of_ones_agency_wherever_they_stand(office: Office) -> None:
    case = (await office.world.open(title="Gorong-gorong ambrol")).case
    await office.world.open(title="Gorong-gorong lain", agency="dlh")
    hidden = (await office.world.open(title="Gorong-gorong rahasia", visibility="confidential")).case
    await worker_of(office.world.portal).drain()

    async def found(who: str) -> str:
        return text_of(await (await office.officer(who)).get("/petugas", params={"q": "gorong"}))

    assert case.title in await found("sari")
    assert hidden.title in await found("sari")
    assert "Gorong-gorong lain" not in await found("sari")
    assert "Gorong-gorong lain" in await found("pusat")
    assert hidden.title not in await found("pusat")
    await move(office.world.context, case.id, "forward", VERIFIER, {"agency": "dlh"})
    await worker_of(office.world.portal).drain()
    assert case.title not in await found("sari")
    assert case.title in await found("tono")


async def test_the_page_says_in_words_what_is_late_and_what_comes_next(office: Office) -> None:
    await office.world.open()
    office.world.clock.move(timedelta(days=6))

    page = await (await office.officer("sari")).get("/petugas")

    text = text_of(page)
    assert page.text.count("<h1") == 1
    assert "Terlambat" in text
    assert "Teruskan" in text
    assert "row-late" in page.text


@pytest.mark.parametrize(
    "query", ["keadaan=x", "sesudah=zzz", "sesudah=2026-99-99.aa", "layanan=%00", "petugas=<b>", "sesudah=" + "A" * 500, "langkah=" + "x" * 5000]
)
async def test_whatever_stands_in_the_address_is_a_page(office: Office, query: str) -> None:
    await office.world.open()

    assert (await (await office.officer("sari")).get(f"/petugas?{query}")).status_code == 200


def test_an_address_says_only_what_is_known() -> None:
    asked = address.read({"keadaan": LATE, "petugas": MINE, "kecamatan": "33.16.08", "owner": "x"})

    assert asked == Asked(condition=LATE, assignee=MINE, district="33.16.08")
    assert address.read(dict(pair.split("=") for pair in address.query_of(asked).split("&"))) == asked


async def test_whoever_looks_after_the_portal_reads_why_the_desk_is_closed_and_where_to_go(office: Office) -> None:
    case = (await office.world.open()).case
    client = await office.officer("pengelola")

    for path in ("/petugas", f"/petugas/kasus/{case.ticket}", "/petugas/baru"):
        page = await client.get(path)
        assert page.status_code == 403
        assert "bekerja di konsol" in text_of(page)
        assert 'href="/konsol"' in page.text[page.text.index("<main") :]
        assert case.title not in page.text
    assert (await client.get("/konsol")).status_code == 200
    assert 'href="/petugas"' not in (await client.get("/")).text, "no menu leads to what is closed"


async def test_a_citizen_at_the_desk_is_not_sent_to_the_console(office: Office) -> None:
    client = await office.new_client()
    await client.sign_in("warga")

    page = await client.get("/petugas")

    assert page.status_code == 403
    assert "/konsol" not in page.text
