"""A person's data: exported whole, erased whole, and what must stay is named with its rule."""

from __future__ import annotations

import json

import pytest

from core import Subject
from plugins.cases import personal
from plugins.cases.api import Case, Matter, Reporter, add_entry, moderate, move, verify_chains
from plugins.cases.models import Answer, Assignee, CaseFile, EntryText, Person
from tests.plugins.cases.world import HANDLER, REPORTER, VERIFIER, World

# What the database does differently is tested where it matters; these pages are the same on both.
pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

SITI = Subject(phone="+6281234567890", email="SITI@contoh.id")


async def test_everything_that_is_held_is_exported_and_nothing_of_others(world: World) -> None:
    case = (await world.open()).case
    await world.open(reporter=Reporter("Orang lain", "+6289999999999"), owner="u2")
    await world.open(reporter=Reporter(), owner="u1")

    found = await personal.export(world.context, Subject(actor_id="u1", phone="+6281234567890"))

    assert len(found["cases"]) == 2
    mine = next(one for one in found["cases"] if one["ticket"] == case.ticket)
    assert mine["reporter"] == {"name": "Siti Aminah", "phone": "+6281234567890", "email": "siti@contoh.id", "nik": "3316091708950001"}
    assert mine["answers"] == {"repair": {"description": "Lubang besar di depan pasar."}}
    assert "Orang lain" not in json.dumps(found)


async def test_what_an_officer_has_hidden_is_told_to_whoever_wrote_it(world: World) -> None:
    case = (await world.open()).case
    await moderate(world.context, case.id, VERIFIER, "insult", "Kata kasar.", Matter("Disembunyikan", ""))

    found = await personal.export(world.context, SITI)

    assert (found["cases"][0]["title"], found["cases"][0]["text"]) == (case.title, case.public_text)


async def test_an_officer_is_told_the_name_that_colleagues_see(world: World) -> None:
    await Assignee.create(id="a1", name="Sari")

    assert (await personal.export(world.context, Subject(actor_id="a1")))["name as an officer"] == "Sari"
    assert "name as an officer" not in await personal.export(world.context, SITI)


async def test_what_is_erased_is_gone_and_the_timeline_stays_intact(world: World) -> None:
    case = (await world.open(owner="u1", files=[await world.photo()])).case
    await move(world.context, case.id, "forward", VERIFIER, {"note": "Diteruskan ke DPUPR."})
    await add_entry(world.context, case.id, REPORTER, "Nomor saya 0812 3456 7890.", public=True)
    await add_entry(world.context, case.id, HANDLER, "Terima kasih.", public=True)

    done = await personal.erase(world.context, SITI)

    left = await Case.get(id=case.id)
    texts = [text.text for text in await EntryText.filter(case=case.id)]
    verdict = await verify_chains(world.portal)
    assert await Person.all().count() == await Answer.all().count() == await CaseFile.all().count() == 0
    assert left.owner == ""
    assert left.state == "planned"
    assert sorted(texts) == ["", "Diteruskan ke DPUPR.", "Terima kasih."]
    assert verdict.sentence() == "intact, 3 contents erased under UU 27/2022"
    assert case.ticket in done.erased[0]
    assert "UU 25/2009" in done.kept[0][1]


async def test_row_39_after_erasing_no_file_of_the_database_holds_the_person(world: World) -> None:
    await world.open()
    await personal.erase(world.context, SITI)

    for model in (Person, Answer, EntryText, Case):
        written = json.dumps(await model.all().values(), default=str)
        assert not any(word in written for word in ("Siti", "81234567890", "contoh.id", "3316091708950001"))


async def test_whoever_has_no_case_has_nothing_to_erase(world: World) -> None:
    await world.open()

    done = await personal.erase(world.context, Subject(actor_id="", phone="", email=""))

    assert (done.erased, done.kept) == ((), ())
    assert await Person.all().count() == 1
