"""Moving a case: one transaction, one winner, and a sentence for whoever was second."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta

import pytest

from core.database.tables import Outbox
from plugins.cases.api import By, Case, Conflict, NoSuchCase, Refused, move
from plugins.cases.entries import new_id
from plugins.cases.models import Entry, EntryText
from plugins.cases.verifying import verify_chains
from tests.plugins.cases.world import HANDLER, REPORTER, VERIFIER, World

pytestmark = pytest.mark.anyio


async def test_a_transition_writes_state_timeline_and_event(world: World) -> None:
    case = (await world.open()).case
    world.clock.move(timedelta(days=1))

    await move(world.context, case.id, "forward", VERIFIER, {"agency": "dlh", "class": "heavy", "note": "Diteruskan."})

    now = await Case.get(id=case.id)
    entry = await Entry.get(case=case.id, n=2)
    text = await EntryText.get(case=case.id, n=2)
    event = json.loads((await Outbox.get(event="cases.moved", listener__startswith="repair:")).payload)
    assert (now.state, now.agency, now.version, now.due) == ("planned", "dlh", 2, date(2026, 12, 2))
    data = json.loads(entry.data)
    assert (data["transition"], data["from"], data["class"], data["by"], entry.actor) == ("forward", "received", "heavy", "verifier", "a1")
    assert (text.text, text.name) == ("Diteruskan.", "Sari")
    assert "Diteruskan" not in entry.data
    assert "Sari" not in entry.data
    assert (event["before"], event["state"], event["tells"]) == ("received", "planned", ["reporter", "handler"])


async def test_a_refused_transition_changes_nothing(world: World) -> None:
    case = (await world.open()).case

    for name, by, answers in (("start", HANDLER, {}), ("forward", HANDLER, {}), ("refuse", VERIFIER, {}), ("forward", VERIFIER, {"agency": "dpu"})):
        with pytest.raises(Refused):
            await move(world.context, case.id, name, by, answers)

    assert (await Case.get(id=case.id)).version == 1
    assert await Entry.filter(case=case.id).count() == 1
    assert await Outbox.filter(event="cases.moved").count() == 0


async def test_whoever_saw_an_older_version_is_told_and_nothing_is_written(world: World) -> None:
    case = (await world.open()).case
    await move(world.context, case.id, "forward", VERIFIER, version=1)

    with pytest.raises(Conflict, match=f"changed {case.ticket}.*'planned'"):
        await move(world.context, case.id, "refuse", VERIFIER, {"note": "x", "reason": "spam"}, version=1)

    assert (await Case.get(id=case.id)).state == "planned"


async def test_of_twenty_at_once_one_wins_and_nineteen_are_told(world: World) -> None:
    case = (await world.open()).case

    async def officer(n: int) -> str:
        try:
            await move(world.context, case.id, "forward", By("verifier", f"a{n}", f"Petugas {n}"), {"note": str(n)}, version=1)
        except (Conflict, Refused) as lost:
            return lost.code
        return "won"

    outcomes = await asyncio.gather(*(officer(n) for n in range(20)))

    assert sorted(outcomes) == ["case.conflict"] * 19 + ["won"]
    assert await Entry.filter(case=case.id).count() == 2
    assert await Outbox.filter(event="cases.moved", listener__startswith="repair:").count() == 1
    assert (await verify_chains(world.portal)).ok


async def test_a_case_that_does_not_exist_is_unknown(world: World) -> None:
    with pytest.raises(NoSuchCase):
        await move(world.context, new_id(world.clock.now()), "forward", VERIFIER)


async def test_a_closed_case_has_no_due_day_and_opening_it_again_starts_the_clock(world: World) -> None:
    case = (await world.open()).case
    for name, by, answers in (("forward", VERIFIER, {}), ("start", HANDLER, {}), ("finish", HANDLER, {"note": "Sudah."}), ("agree", REPORTER, {})):
        await move(world.context, case.id, name, by, answers)
    closed = await Case.get(id=case.id)

    await move(world.context, case.id, "reopen", REPORTER, {"note": "Rusak lagi."})

    reopened = await Case.get(id=case.id)
    assert (closed.state, closed.due) == ("closed", None)
    assert closed.closed == world.clock.now()
    assert (reopened.state, reopened.due, reopened.closed) == ("working", date(2026, 12, 1), None)


async def test_a_pause_is_seen_on_the_case(world: World) -> None:
    case = (await world.open()).case
    for name, by, answers in (("forward", VERIFIER, {}), ("start", HANDLER, {}), ("ask", HANDLER, {"note": "Di mana?"})):
        await move(world.context, case.id, name, by, answers)

    paused = await Case.get(id=case.id)
    assert paused.paused_since == world.clock.now()
    assert paused.due == date(2026, 12, 1)

    await move(world.context, case.id, "answer", REPORTER, {"note": "Di sini."})
    assert (await Case.get(id=case.id)).paused_since is None
