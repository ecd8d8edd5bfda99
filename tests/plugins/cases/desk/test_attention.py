"""What waits for some officers in particular: what was escalated, and what only another officer may agree to."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from core import Actor, Post
from plugins.cases.api import CONFIDENTIAL, Case, move, sweep
from plugins.cases.desk.attention import may_be_second, seconds_of, supervises, waits_for
from plugins.cases.desk.queue import ESCALATED, SECOND, Asked, Days, page_statement, queue_page
from plugins.cases.desk.rights import as_officer
from plugins.cases.visibility import may_view
from tests.plugins.cases.desk.office import Office, text_of
from tests.plugins.cases.desk.test_case import opened, page_of
from tests.plugins.cases.world import HANDLER

pytestmark = [pytest.mark.anyio]
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def queue(office: Office, who: str, query: str = "") -> str:
    return text_of(await (await office.officer(who)).get(f"/petugas{query}"))


# ------------------------------------------------------------ escalated


async def test_what_the_clock_escalated_stands_in_the_supervisors_queue_and_on_its_page(office: Office) -> None:
    late = await opened(office, "forward")
    office.world.clock.move(timedelta(days=20))
    fresh = await opened(office, "forward")
    assert late.ticket not in await queue(office, "sari", "?keadaan=eskalasi"), "nobody was told yet"

    await sweep(office.world.context)

    seen = await queue(office, "sari", "?keadaan=eskalasi")
    assert late.ticket in seen
    assert fresh.ticket not in seen
    assert "Naik ke atasan" in seen
    assert "Naik ke atasan sejak Senin, 14 Desember" in text_of(await page_of(office, "sari", late))
    assert "Naik ke atasan sejak" not in text_of(await page_of(office, "sari", fresh))


async def test_the_view_of_what_was_escalated_is_there_for_who_supervises(office: Office) -> None:
    case = await opened(office, "forward")
    office.world.clock.move(timedelta(days=20))
    await sweep(office.world.context)

    assert 'href="/petugas?keadaan=eskalasi"' in (await (await office.officer("sari")).get("/petugas")).text
    assert 'href="/petugas?keadaan=eskalasi"' not in (await (await office.officer("budi")).get("/petugas")).text
    assert case.ticket not in await queue(office, "budi", "?keadaan=eskalasi")
    assert case.ticket not in await queue(office, "tono", "?keadaan=eskalasi")
    assert case.ticket in await queue(office, "pusat", "?keadaan=eskalasi"), "who sees all sees all that was escalated"
    assert "Naik ke atasan" in await queue(office, "budi"), "whoever works on it reads that it was"


async def test_what_goes_on_in_time_again_is_no_longer_escalated(office: Office) -> None:
    case = await opened(office, "forward")
    office.world.clock.move(timedelta(days=20))
    await sweep(office.world.context)

    await move(office.world.context, case.id, "start", HANDLER)

    assert case.ticket not in await queue(office, "sari", "?keadaan=eskalasi")
    assert "Naik ke atasan sejak" not in text_of(await page_of(office, "sari", case))


# ------------------------------------------------------------ a second officer


async def certified(office: Office, who: str, **changes: Any) -> Case:
    """A case whose work `who` has done, so that somebody else has to agree."""
    from plugins.cases.api import By

    case = await opened(office, "forward", "start", **changes)
    await move(office.world.context, case.id, "certify", By("handler", who, who.title()), {"note": "Sudah."})
    return await Case.get(id=case.id)


async def test_what_waits_for_a_second_officer_is_shown_to_those_who_may_be_that_one(office: Office) -> None:
    mine, theirs = await certified(office, "budi"), await certified(office, "rina")

    budi, rina = await queue(office, "budi", "?keadaan=kedua"), await queue(office, "rina", "?keadaan=kedua")

    assert theirs.ticket in budi
    assert mine.ticket not in budi
    assert mine.ticket in rina
    assert theirs.ticket not in rina
    assert (await queue(office, "sari", "?keadaan=kedua")).count("Menunggu petugas kedua") == 3, "once as a view, and beside both"
    assert (await queue(office, "budi")).count("Menunggu petugas kedua") == 2, "once as a view, once beside the case of somebody else"
    for nobody in ("tono", "lihat", "pusat"):
        seen = await queue(office, nobody, "?keadaan=kedua")
        assert mine.ticket not in seen
        assert theirs.ticket not in seen
    assert "keadaan=kedua" not in (await (await office.officer("lihat")).get("/petugas")).text


SEATS = {
    "handler": Post("dpupr", frozenset({"cases.view", "cases.handle"})),
    "supervisor": Post("dpupr", frozenset({"cases.view", "cases.supervise"})),
    "one area": Post("dpupr", frozenset({"cases.view", "cases.handle"}), frozenset({"33.16.08"})),
    "another area": Post("dpupr", frozenset({"cases.view", "cases.handle"}), frozenset({"33.16.09"})),
    "another agency": Post("dlh", frozenset({"cases.view", "cases.handle"})),
    "who looks on": Post("dpupr", frozenset({"cases.view"})),
}


@pytest.mark.parametrize("central", [False, True])
async def test_row_08_list_and_label_agree_for_every_kind_of_officer(office: Office, central: bool) -> None:
    portal = office.world.portal
    for who, place, visibility in product(("budi", "rina"), ("33.16.08", "33.16.09"), ("public", CONFIDENTIAL)):
        await certified(office, who, district=place, village=f"{place}.1001", visibility=visibility)
    await opened(office, "forward", "start")
    office.world.clock.move(timedelta(days=20))
    await sweep(office.world.context)
    seconds, cases = seconds_of(portal), {str(case.id): case for case in await Case.all()}
    day = office.world.clock.now().date()
    days = Days(day, day + timedelta(days=1))

    for name, post in SEATS.items():
        held = post.permissions | ({"cases.view_all"} if central else frozenset())
        actor = Actor("budi", "officer", frozenset(held), frozenset({post.agency}), posts=(post,))
        every = (await queue_page(portal, actor, Asked(), days, size=50)).rows
        waiting = (await queue_page(portal, actor, Asked(condition=SECOND), days, size=50)).rows
        escalated = (await queue_page(portal, actor, Asked(condition=ESCALATED), days, size=50)).rows
        assert {row.id for row in waiting} == {row.id for row in every if waits_for(actor, row, seconds)}, name
        assert all(may_view(as_officer(actor), cases[row.id]) for row in (*waiting, *escalated)), name
        assert bool(waiting) <= may_be_second(actor, seconds), name
        assert bool(escalated) <= supervises(actor), name


@ON_SQLITE
async def test_both_are_read_along_an_index(office: Office) -> None:
    await certified(office, "rina")
    portal, seconds = office.world.portal, seconds_of(office.world.portal)
    days = Days(office.world.clock.now().date(), office.world.clock.now().date())
    for permissions, condition in product(
        ({"cases.view", "cases.handle", "cases.supervise"}, {"cases.view", "cases.view_all", "cases.verify"}), ("", ESCALATED, SECOND)
    ):
        actor = Actor("budi", "officer", frozenset(permissions), frozenset({"dpupr"}))
        sql, values = page_statement(actor, Asked(condition=condition), days, None, 20, seconds)
        plan = "; ".join(row["detail"] for row in await portal.database.rows("EXPLAIN QUERY PLAN " + sql, *values))
        assert "SCAN c" not in plan.replace("SCAN CONSTANT", ""), plan
        assert "SCAN e" not in plan, plan
        assert plan.count("TEMP B-TREE") <= 1, plan
