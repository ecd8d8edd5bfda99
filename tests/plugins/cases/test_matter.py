"""The first entry vouches for what the citizen wrote, and the timeline for the whole row beside it: whatever else stands there is found."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from core.database.tables import Counter, Outbox
from core.errors import PendopoError
from core.site.holidays import Holiday
from plugins.cases import personal
from plugins.cases.api import By, Case, Reporter, add_entry, erase, move, recompute, sweep, verify_chains
from plugins.cases.chain import Link, as_json
from plugins.cases.models import Answer, CaseFile, Entry, EntryText, Person
from plugins.cases.numbering import Numbers
from tests.plugins.cases.test_verifying import open_the_lock
from tests.plugins.cases.world import HANDLER, REPORTER, VERIFIER, World

pytestmark = pytest.mark.anyio
CHIEF = By("supervisor", "a9", "Kepala")


async def faults(world: World) -> list[str]:
    return [str(fault) for fault in (await verify_chains(world.portal)).faults]


async def sentence(world: World) -> str:
    return (await verify_chains(world.portal)).sentence()


# ------------------------------------------------------------ the row and what the citizen wrote


@pytest.mark.parametrize(("column", "value"), [("title", "Semua baik di Pasar Jepon"), ("public_text", "Tidak ada lubang."), ("matter_salt", "0" * 32)])
async def test_a_changed_matter_is_found(world: World, column: str, value: str) -> None:
    case = (await world.open()).case

    await Case.filter(id=case.id).update(**{column: value})

    assert await faults(world) == [f"{case.ticket}, entry 1: its matter was changed"]


@pytest.mark.parametrize(("column", "value"), [("values", json.dumps({"description": "Tidak ada."})), ("salt", "f" * 32), ("plugin", "other")])
async def test_a_changed_answer_is_found(world: World, column: str, value: str) -> None:
    case = (await world.open()).case

    await Answer.filter(case=case.id).update(**{column: value})

    found = await faults(world)
    assert found
    assert all(fault.startswith(f"{case.ticket}, entry 1: ") and "answers" in fault for fault in found)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("service", "repair.other"), ("district", "33.16.09"), ("village", ""), ("category", "bridge"), ("visibility", "confidential"),
        ("state", "closed"), ("agency", "dlh"), ("owner", "u7"), ("due", date(2027, 1, 8)), ("due", None), ("late_since", date(2026, 11, 20)),
    ],
)  # fmt: skip
async def test_a_changed_column_is_named_with_what_the_timeline_says(world: World, column: str, value: Any) -> None:
    case = (await world.open()).case

    await Case.filter(id=case.id).update(**{column: value})

    (fault,) = await faults(world)
    assert fault.startswith(f"{case.ticket}: its {column} is ")
    assert "and its timeline says" in fault


@pytest.mark.parametrize("column", ["opened", "closed", "paused_since"])
async def test_a_changed_moment_is_found(world: World, column: str) -> None:
    paused, closed = (await world.open()).case, (await world.open()).case
    for name, by, answers in (("forward", VERIFIER, {}), ("start", HANDLER, {}), ("ask", HANDLER, {"note": "Di mana?"})):
        await move(world.context, paused.id, name, by, answers)
    await move(world.context, closed.id, "refuse", VERIFIER, {"note": "Sudah ada.", "reason": "double"})
    assert await faults(world) == []
    case = closed if column == "closed" else paused

    for value in (getattr(await Case.get(id=case.id), column) - timedelta(days=3), None if column != "opened" else case.opened + timedelta(seconds=1)):
        await Case.filter(id=case.id).update(**{column: value})
        assert any(fault.startswith(f"{case.ticket}: its {column} is ") for fault in await faults(world))


async def test_tickets_that_changed_places_are_found(world: World) -> None:
    one, two = (await world.open()).case, (await world.open()).case

    for case, ticket in ((one, "PBK-0000-0000"), (two, one.ticket), (one, two.ticket)):
        await Case.filter(id=case.id).update(ticket=ticket)

    assert len([fault for fault in await faults(world) if "its ticket is" in fault]) == 2


async def test_a_reporter_who_vanishes_or_appears_is_found(world: World) -> None:
    gone, nobody = (await world.open()).case, (await world.open(reporter=Reporter())).case

    await Person.filter(case=gone.id).update(case=nobody.id)

    assert sorted(fault.partition(", ")[2] for fault in await faults(world)) == [
        "entry 1: a reporter was added",
        "entry 1: its reporter is gone, and no entry says under which rule",
    ]


async def test_what_stands_beside_a_timeline_without_an_entry_that_knows_of_it_is_found(world: World) -> None:
    case = (await world.open()).case

    await EntryText.create(id=uuid4(), case=case.id, n=1, text="Sudah selesai.", name="Orang lain")
    await Answer.create(id=uuid4(), case=case.id, plugin="other", values="{}")
    await CaseFile.create(id=uuid4(), case=case.id, n=1, digest="0" * 64, salt="0" * 32, owner="repair", media_type="image/png")

    assert sorted(fault.partition("entry 1: ")[2] for fault in await faults(world)) == [
        "a file was added",
        "a name was added",
        "a text was added",
        "answers of other were added",
    ]


# ------------------------------------------------------------ the due day


async def test_the_promised_day_is_the_truth_whatever_the_calendar_and_the_settings_say_later(world: World) -> None:
    kept, moved, late = [(await world.open()).case for _ in range(3)]
    await move(world.context, kept.id, "forward", VERIFIER)
    object.__setattr__(world.portal.site, "holidays", (*world.portal.site.holidays, Holiday(date(2026, 11, 26), "libur_daerah", "Hari jadi", "Perbup 1/2026")))
    assert await faults(world) == []

    await recompute(world.context)
    assert (await Case.get(id=moved.id)).due == date(2026, 11, 30)
    assert await faults(world) == []

    world.clock.move(timedelta(days=20))
    await sweep(world.context)
    assert (await Case.get(id=late.id)).late_since == date(2026, 11, 30)
    assert await faults(world) == []

    await Case.filter(id=moved.id).update(due=date(2026, 11, 27))
    assert await faults(world) == [f"{moved.ticket}: its due is 2026-11-27, and its timeline says 2026-11-30"]


# ------------------------------------------------------------ erasing


async def test_an_erased_matter_leaves_the_chain_intact_and_tells_nothing(world: World) -> None:
    case = (await world.open()).case
    before = (await Entry.get(case=case.id, n=1)).data

    await erase(world.context, case.id, 1, ["matter", "answers"], "UU 1/2024", CHIEF)

    left = await Case.get(id=case.id)
    assert (left.title, left.public_text, left.matter_salt) == ("Isi dihapus", "", "")
    assert await Answer.all().count() == 0
    assert (await Entry.get(case=case.id, n=1)).data == before
    assert "Lubang" not in str([await model.all().values() for model in (Case, Entry, EntryText, Answer)])
    assert await sentence(world) == "intact, 2 contents erased under UU 1/2024"


@pytest.mark.parametrize(("column", "value"), [("title", "Lain"), ("public_text", "Lain.")])
async def test_what_stands_where_something_was_erased_is_held_too(world: World, column: str, value: str) -> None:
    case = (await world.open()).case
    await erase(world.context, case.id, 1, ["matter"], "UU 1/2024", CHIEF)

    await Case.filter(id=case.id).update(**{column: value})

    assert len(await faults(world)) == 1


async def test_a_matter_that_vanishes_without_a_rule_is_found(world: World) -> None:
    case = (await world.open()).case

    await Case.filter(id=case.id).update(title="x", public_text="", matter_salt="")
    await Answer.all().delete()

    assert sorted(fault.partition("its ")[2] for fault in await faults(world)) == [
        "answers is gone, and no entry says under which rule",
        "matter is gone, and no entry says under which rule",
    ]


async def test_erasing_a_person_keeps_the_matter_and_its_proof(world: World) -> None:
    case = (await world.open(owner="u1")).case

    await personal.erase(world.context, await subject())

    assert await sentence(world) == "intact, 1 content erased under UU 27/2022"
    await Case.filter(id=case.id).update(public_text="Tidak ada lubang.")
    assert await faults(world) == [f"{case.ticket}, entry 1: its matter was changed"]


async def subject() -> Any:
    from core import Subject

    return Subject(actor_id="u1", phone="+6281234567890")


async def test_the_matter_is_part_of_the_first_entry_only(world: World) -> None:
    case = (await world.open()).case
    await add_entry(world.context, case.id, REPORTER, "Masih ada.")

    with pytest.raises(PendopoError, match="part of entry 1"):
        await erase(world.context, case.id, 2, ["matter"], "UU 1/2024", CHIEF)

    assert await sentence(world) == "intact"


async def test_whoever_keeps_a_copy_is_told_what_was_erased(world: World) -> None:
    case = (await world.open()).case

    await erase(world.context, case.id, 1, ["matter"], "UU 1/2024", CHIEF)

    payload = json.loads((await Outbox.get(event="cases.erased", listener__startswith="repair:")).payload)
    assert (payload["subject"], payload["n"], payload["parts"]) == (str(case.id), 1, ["matter"])


# ------------------------------------------------------------ from before there was a proof


async def test_a_case_from_before_verifies_as_it_did(world: World) -> None:
    case = (await world.open()).case
    await open_the_lock(world)
    entry = await Entry.get(case=case.id, n=1)
    data = as_json({"state": "received", "class": "", "agency": "dpupr", "settings": {"answer_within": 3}, "by": "reporter"})
    digest = Link(case.id, 1, entry.at, "", "opened", True, data, "").digest()
    await Entry.filter(case=case.id).update(data=data, digest=digest)
    await Case.filter(id=case.id).update(matter_salt="", public_text="Lain.", due=date(2026, 12, 1))
    await Answer.all().update(salt="")
    await Counter.filter(name="cases.number").delete()

    assert await sentence(world) == "intact"
    await move(world.context, case.id, "forward", VERIFIER)
    await personal.erase(world.context, await subject())
    assert await sentence(world) == "intact"


# ------------------------------------------------------------ whole cases


async def vanish(world: World, *cases: UUID) -> None:
    await open_the_lock(world)
    for model in (Entry, EntryText, Answer, Person):
        await model.filter(case__in=cases).delete()
    await Case.filter(id__in=cases).delete()


async def test_whole_cases_that_vanish_on_their_first_day_are_found(world: World) -> None:
    cases = [(await world.open()).case.id for _ in range(7)]

    await vanish(world, cases[1], cases[3], cases[4], cases[6])

    assert await faults(world) == [
        "the case number 2: gone, and the timeline too",
        "the cases number 4 to 5: gone, and the timeline too",
        "the case number 7: gone, and the timeline too",
    ]


async def test_a_count_that_was_set_back_to_hide_it_is_found_when_a_later_case_is_there(world: World) -> None:
    cases = [(await world.open()).case.id for _ in range(3)]

    await vanish(world, cases[0])
    await Counter.filter(name="cases.number").update(value=2)

    assert any("it was set back: there is a case number 3" in fault for fault in await faults(world))


async def test_a_timeline_without_its_case_is_found(world: World) -> None:
    case = (await world.open()).case

    await Case.filter(id=case.id).delete()

    assert await faults(world) == [f"{case.ticket}: it is gone, and its timeline is still there"]


async def test_a_transaction_that_is_undone_leaves_no_gap(world: World) -> None:
    with pytest.raises(PendopoError):
        await world.open(answers={"repair": {}}, files=[uuid4()] * 2, class_="hevy")
    await world.open()
    await world.open()

    assert await faults(world) == []


def test_gaps_are_told_as_runs() -> None:
    numbers = Numbers(20)

    assert all(numbers.see(n) for n in (1, 2, 5, 8, 9, 19))
    assert not numbers.see(5)
    assert list(numbers.gaps()) == [(3, 4), (6, 7), (10, 18), (20, 20)]
    assert list(Numbers(0).gaps()) == []


async def test_a_case_that_is_moved_while_it_is_looked_at_is_no_fault(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from plugins.cases import verifying

    case = (await world.open()).case
    gather, asked = verifying._gather, []

    async def while_somebody_moves_it(portal: Any, cases: Any) -> Any:
        if not asked:
            await move(world.context, case.id, "forward", VERIFIER)
        asked.append(cases)
        return await gather(portal, cases)

    monkeypatch.setattr(verifying, "_gather", while_somebody_moves_it)

    assert await faults(world) == []
    assert len(asked) == 2
