"""Opening a case: all of it is written, or nothing."""

from __future__ import annotations

import json
from datetime import date

import pytest

from core import transaction
from core.database.tables import Outbox
from core.errors import PendopoError
from core.identifiers import check_ticket
from core.portal.running import worker_of
from plugins.cases.api import Case, Reporter, add_entry, move, open_reporter, shown_name
from plugins.cases.models import Answer, Entry, EntryText, Person, ProcedureText
from tests.plugins.cases.world import VERIFIER, World

pytestmark = pytest.mark.anyio


async def test_a_case_has_a_ticket_a_state_a_due_day_and_a_first_entry(world: World) -> None:
    opened = await world.open()

    case = await Case.get(id=opened.case.id)
    entry = await Entry.get(case=case.id)
    assert check_ticket(case.ticket)
    assert case.ticket.startswith("PBK-")
    assert (case.state, case.agency, case.version) == ("received", "dpupr", 1)
    assert case.due == date(2026, 11, 27)
    assert case.opened == world.clock.now()
    assert (entry.n, entry.kind, entry.public, entry.previous) == (1, "opened", True, "")
    assert {name: value for name, value in json.loads(entry.data).items() if name != "proofs"} == {
        "state": "received", "class": "", "agency": "dpupr", "settings": {"answer_within": 3}, "due": "2026-11-27", "by": "reporter", "reporter": True,
        "number": 1, "ticket": case.ticket, "service": "repair.report", "procedure": "repair.repair", "procedure_version": case.procedure_version,
        "district": "33.16.08", "village": "33.16.08.1001", "category": "road", "visibility": "public",
    }  # fmt: skip


async def test_state_timeline_and_event_are_written_together_or_not_at_all(world: World) -> None:
    async def broken_off() -> None:
        async with transaction():
            await world.open()
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        await broken_off()

    assert [await model.all().count() for model in (Case, Entry, EntryText, Person, Answer, Outbox)] == [0, 0, 0, 0, 0, 0]


async def test_the_event_is_in_the_outbox(world: World) -> None:
    opened = await world.open()

    row = await Outbox.get(listener__startswith="repair:")
    payload = json.loads(row.payload)
    assert row.event == "cases.opened"
    assert (payload["ticket"], payload["subject"], payload["due"]) == (opened.case.ticket, str(opened.case.id), "2026-11-27")
    assert "Siti" not in row.payload


async def test_a_setting_of_the_service_decides_and_is_kept_with_the_case(worlds) -> None:  # type: ignore[no-untyped-def]
    async with worlds(toml='[plugins.repair]\nanswer_within = "2 working days"\n') as world:
        opened = await world.open()

        assert opened.case.due == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"procedure": "repair.repairs"}, "Did you mean 'repair.repair'?"),
        ({"visibility": "secret"}, "no visibility"),
        ({"class_": "hevy"}, "Did you mean 'heavy'?"),
    ],
)
async def test_a_wrong_value_is_refused_with_its_mend(world: World, changes: dict[str, str], says: str) -> None:
    with pytest.raises(PendopoError) as refused:
        await world.open(**changes)

    assert says in str(refused.value)
    assert await Case.all().count() == 0


async def test_row_37_who_reported_is_sealed_and_found_by_a_keyed_index(world: World) -> None:
    opened = await world.open()

    row = await Person.get(case=opened.case.id)
    assert not any(secret in str(vars(row)) for secret in ("Siti", "81234567890", "contoh.id", "3316091708950001"))
    assert await open_reporter(world.portal, opened.case.id) == Reporter("Siti Aminah", "+6281234567890", "siti@contoh.id", "3316091708950001")


async def test_a_name_is_shown_only_where_it_was_ticked(world: World) -> None:
    hidden, shown = await world.open(), await world.open(reporter=Reporter("Budi", show_name=True))

    assert await shown_name(world.portal, hidden.case.id) == ""
    assert await shown_name(world.portal, shown.case.id) == "Budi"


async def test_whoever_gave_nothing_of_themselves_leaves_no_row(world: World) -> None:
    await world.open(reporter=Reporter())

    assert await Person.all().count() == 0


async def test_the_version_of_the_procedure_is_kept_word_for_word(world: World) -> None:
    opened = await world.open()

    kept = await ProcedureText.get(version=opened.case.procedure_version)
    assert kept.procedure == "repair.repair"
    assert 'ticket = "PBK"' in kept.text


async def test_the_receipt_says_the_code_and_the_due_day_in_every_language(world: World) -> None:
    opened = await world.open()

    receipt = opened.receipt(world.portal)

    assert receipt.ticket == opened.case.ticket
    assert receipt.location == f"/lacak/{opened.keys.secret}"
    assert not isinstance(receipt.next, str)
    assert receipt.next.by_language is not None
    assert "Jumat, 27 November 2026" in receipt.next.by_language["id"]
    assert "Friday, 27 November 2026" in receipt.next.by_language["en"]
    assert receipt.code == opened.keys.shown_code
    assert receipt.code not in receipt.next.by_language["id"]


async def test_events_reach_whoever_listens_after_commit(world: World) -> None:
    case = (await world.open()).case
    await move(world.context, case.id, "forward", VERIFIER)
    await add_entry(world.context, case.id, VERIFIER, "Catatan.")

    while await worker_of(world.portal).drain():
        pass

    heard = await world.portal.counters.all("keep.repair.heard_")
    assert heard == {"opened": 1, "moved": 1, "noted": 1}
