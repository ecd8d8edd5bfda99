"""Verifying: whatever is altered, taken out or cut off is found; what was erased under a rule is counted."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

import pytest
from tortoise.exceptions import BaseORMException

from plugins.cases.api import By, Case, add_entry, erase, move, verify_chains
from plugins.cases.models import CaseFile, Entry, EntryText, Root
from plugins.cases.roots import write_root
from tests.plugins.cases.world import HANDLER, VERIFIER, World

pytestmark = pytest.mark.anyio


async def a_case(world: World) -> UUID:
    """Three entries: opened, forwarded, answered."""
    case = (await world.open()).case.id
    await move(world.context, case, "forward", VERIFIER, {"note": "Diteruskan."})
    await add_entry(world.context, case, HANDLER, "Kami sudah mengukur.", public=True)
    return case


async def open_the_lock(world: World) -> None:
    """Take the triggers away, as somebody with the database in hand could."""
    client = world.portal.database.client
    if world.portal.database.kind == "sqlite":
        await client.execute_query("DROP TRIGGER cases_entry_no_update")
        await client.execute_query("DROP TRIGGER cases_entry_no_delete")
    else:
        await client.execute_query("DROP TRIGGER cases_entry_append_only ON cases_entry")


async def faults(world: World) -> list[str]:
    return [str(fault) for fault in (await verify_chains(world.portal)).faults]


async def test_an_untouched_timeline_is_intact(world: World) -> None:
    await a_case(world)

    verdict = await verify_chains(world.portal)

    assert (verdict.sentence(), verdict.cases, verdict.entries) == ("intact", 1, 3)


async def test_the_database_itself_refuses_to_change_or_delete_an_entry(world: World) -> None:
    case = await a_case(world)

    for attempt in (Entry.filter(case=case, n=2).update(actor="somebody"), Entry.filter(case=case, n=2).delete()):
        with pytest.raises(BaseORMException, match="only ever added to"):
            await attempt

    assert await faults(world) == []


@pytest.mark.parametrize("column", ["actor", "kind", "data", "public", "at", "digest"])
async def test_a_changed_entry_is_found(world: World, column: str) -> None:
    case = await a_case(world)
    await open_the_lock(world)
    entry = await Entry.get(case=case, n=2)
    values = {
        "actor": "x",
        "kind": "noted",
        "data": entry.data.replace("planned", "working"),
        "public": False,
        "at": entry.at + timedelta(seconds=1),
        "digest": "0" * 64,
    }

    await Entry.filter(case=case, n=2).update(**{column: values[column]})

    assert any("entry 2: it was changed" in fault for fault in await faults(world))


async def test_an_entry_taken_out_of_the_middle_or_cut_off_at_the_end_is_found(world: World) -> None:
    middle, end = await a_case(world), await a_case(world)
    await open_the_lock(world)

    await Entry.filter(case=middle, n=2).delete()
    await Entry.filter(case=end, n=3).delete()

    found = await faults(world)
    assert any("entries 1, 3 and should have 1 to 3" in fault for fault in found)
    assert any("entries 1 to 2 and should have 1 to 3" in fault for fault in found)


@pytest.mark.parametrize(("column", "value"), [("state", "closed"), ("agency", "setda")])
async def test_a_case_that_stands_elsewhere_than_its_timeline_says_is_found(world: World, column: str, value: str) -> None:
    case = await a_case(world)

    await Case.filter(id=case).update(**{column: value})

    assert any(f"its {column} is {value!r}, and its timeline says" in fault for fault in await faults(world))


async def test_entries_that_changed_places_are_found(world: World) -> None:
    case = await a_case(world)
    await open_the_lock(world)

    for n, other in ((2, 9), (3, 2), (9, 3)):
        await Entry.filter(case=case, n=n).update(n=other)

    assert any("does not follow" in fault for fault in await faults(world))


async def test_a_changed_word_or_name_is_found(world: World) -> None:
    case = await a_case(world)

    await EntryText.filter(case=case, n=3).update(text="Kami belum mengukur.", name="Orang lain")

    assert sorted(fault.partition("its ")[2] for fault in await faults(world)) == ["name was changed", "text was changed"]


async def test_words_that_vanish_without_a_rule_are_found(world: World) -> None:
    case = await a_case(world)

    await EntryText.filter(case=case, n=3).delete()

    assert any("its text is gone, and no entry says under which rule" in fault for fault in await faults(world))


async def test_what_is_erased_under_a_rule_leaves_the_chain_intact_and_is_counted(world: World) -> None:
    case = await a_case(world)

    await erase(world.context, case, 3, ["text", "name"], "UU 27/2022", By("supervisor", "a9", "Kepala"))
    await erase(world.context, case, 2, ["text"], "UU 27/2022", By("supervisor", "a9", "Kepala"))

    verdict = await verify_chains(world.portal)
    row = await EntryText.get(case=case, n=3)
    assert verdict.sentence() == "intact, 3 contents erased under UU 27/2022"
    assert (row.text, row.text_salt, row.name, row.name_salt) == ("", "", "", "")


async def test_the_same_words_have_another_digest_each_time(world: World) -> None:
    one, two = await a_case(world), await a_case(world)

    first, second = await Entry.get(case=one, n=3), await Entry.get(case=two, n=3)

    assert first.data != second.data


async def test_the_root_of_each_day_is_printed_to_the_log_and_holds_the_one_before(world: World, caplog: pytest.LogCaptureFixture) -> None:
    await a_case(world)
    world.clock.move(timedelta(days=2))
    with caplog.at_level(logging.WARNING, "pendopo.cases"):
        await write_root(world.context)

    roots = await Root.all().order_by("day")
    assert [root.heads for root in roots] == [1, 0]
    assert roots[1].previous == roots[0].root
    assert [record.root for record in caplog.records if hasattr(record, "root")] == [root.root for root in roots]
    await write_root(world.context)
    assert await Root.all().count() == 2
    assert await faults(world) == []


async def test_a_whole_case_that_vanishes_is_found_by_the_root(world: World) -> None:
    case = await a_case(world)
    world.clock.move(timedelta(days=1))
    await write_root(world.context)
    await open_the_lock(world)

    await Entry.filter(case=case).delete()
    await EntryText.filter(case=case).delete()
    await Case.filter(id=case).delete()

    assert await faults(world) == [
        "the case number 1: gone, and the timeline too",
        "the root of 2026-11-24: the timelines of that day are not what they were",
    ]


async def test_a_file_that_vanishes_or_changes_is_found(world: World) -> None:
    gone, changed = [await world.photo() for _ in range(2)]
    case = (await world.open(files=[gone, changed])).case.id
    assert await faults(world) == []

    await CaseFile.filter(id=gone).delete()
    await CaseFile.filter(id=changed).update(digest="0" * 64)

    assert sorted(fault.partition("its ")[2] for fault in await faults(world)) == ["file is gone, and no entry says under which rule", "file was changed"]
    assert await Case.exists(id=case)
