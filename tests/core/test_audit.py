"""The audit log: chained, never changed unseen, and every entry in the transaction of what it tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from core import Actor, Context, Portal, transaction
from core.audit import log_head
from core.errors import PendopoError
from core.testing import FrozenClock, make_site, serving

pytestmark = pytest.mark.anyio

OFFICER = Actor("o1", "officer", frozenset({"cases.identity"}), frozenset({"dpupr"}))


@pytest.fixture
async def portal(tmp_path: Path, database_url: str) -> AsyncIterator[Portal]:
    site = make_site(tmp_path / "site", toml=f'[database]\nurl = "{database_url}"\n')
    async with serving(site, clock=FrozenClock()) as (opened, _client):
        yield opened


def context(portal: Portal) -> Context:
    return Context(portal, "cases", "id", OFFICER)


async def some(portal: Portal, count: int = 3) -> None:
    for number in range(count):
        await portal.audit.write(context(portal), "cases.identity", about=f"cases:{number}", subject="u1", reason="Dia menelepon", details={"n": number})


async def faults(portal: Portal, head: tuple[int, str] = (0, "")) -> list[str]:
    return [fault async for fault in portal.audit.verify(head)]


async def unguarded(portal: Portal) -> None:
    """As somebody would who owns the database."""
    if portal.database.kind == "sqlite":
        for what in ("update", "delete"):
            await portal.database.rows(f"DROP TRIGGER core_audit_no_{what}")
    else:
        await portal.database.rows("DROP TRIGGER core_audit_append_only ON core_audit")


async def test_what_is_written_is_read_back_newest_first(portal: Portal) -> None:
    await some(portal)
    await portal.audit.write(context(portal), "cases.export")

    mine = await portal.audit.read(subject="u1")

    assert [(entry.seq, entry.about, entry.reason, dict(entry.details)) for entry in mine] == [
        (n + 1, f"cases:{n}", "Dia menelepon", {"n": n}) for n in (2, 1, 0)
    ]
    assert (mine[0].actor, mine[0].kind, mine[0].agency, mine[0].action) == ("o1", "officer", "dpupr", "cases.identity")
    assert [entry.seq for entry in await portal.audit.read(before=3, size=1)] == [2]
    assert await faults(portal) == []


async def test_an_entry_lives_and_dies_with_its_transaction(portal: Portal) -> None:
    async def breaks() -> None:
        async with transaction():
            await some(portal, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await breaks()

    assert await portal.audit.head() == (0, "")
    await some(portal, 1)
    assert (await portal.audit.head())[0] == 1
    assert await faults(portal) == []


async def test_many_at_once_make_one_chain(portal: Portal) -> None:
    await asyncio.gather(*(some(portal, 2) for _ in range(10)))

    assert (await portal.audit.head())[0] == 20
    assert await faults(portal) == []


async def test_an_action_is_written_with_its_plugin(portal: Portal) -> None:
    for wrong in ("identity", "cases.", "a.b.c", "Cases.x"):
        with pytest.raises(PendopoError, match="is no action"):
            await portal.audit.write(context(portal), wrong)


@pytest.mark.parametrize("statement", ["UPDATE core_audit SET actor = 'o2' WHERE seq = 1", "DELETE FROM core_audit WHERE seq = 3"])
async def test_row_40_the_database_refuses_to_change_the_log(portal: Portal, statement: str) -> None:
    await some(portal)

    with pytest.raises(Exception, match="only ever added to"):
        await portal.database.rows(statement)

    assert await faults(portal) == []


Tamper = Callable[[Portal], Awaitable[object]]
TAMPERED: dict[str, tuple[str, str]] = {
    "changed": ("UPDATE core_audit SET actor = 'o2' WHERE seq = 2", "entry 2 was changed"),
    "one letter of the reason": ("UPDATE core_audit SET detail = replace(detail, 'Dia', 'Dik') WHERE seq = 2", "entry 2 was changed"),
    "whose data": ("UPDATE core_audit SET subject = '' WHERE seq = 1", "entry 1 was changed"),
    "the digest": ("UPDATE core_audit SET digest = previous WHERE seq = 2", "entry 2 was changed"),
    "removed": ("DELETE FROM core_audit WHERE seq = 2", "entries 2 to 2 are missing"),
    "the first removed": ("DELETE FROM core_audit WHERE seq = 1", "entries 1 to 1 are missing"),
    "the end cut off": ("DELETE FROM core_audit WHERE seq = 3", "the log ends with entry 2, but there were 3"),
}


@pytest.mark.parametrize(("statement", "fault"), TAMPERED.values(), ids=TAMPERED)
async def test_row_40_what_was_changed_behind_the_triggers_is_named(portal: Portal, statement: str, fault: str) -> None:
    await some(portal)
    await unguarded(portal)

    await portal.database.rows(statement)

    assert fault in await faults(portal)


async def test_row_40_two_entries_that_changed_places_are_named(portal: Portal) -> None:
    await some(portal)
    await unguarded(portal)

    for new, old in ((9, 1), (1, 2), (2, 9)):
        await portal.database.rows("UPDATE core_audit SET seq = $1 WHERE seq = $2", new, old)

    assert "entry 1 was changed" in await faults(portal)


async def test_row_40_an_end_cut_off_with_its_counter_is_found_by_the_head_that_was_logged(portal: Portal, caplog: pytest.LogCaptureFixture) -> None:
    await some(portal)
    with caplog.at_level("INFO", "pendopo.audit"):
        await log_head(portal)
    number, _, digest = str(caplog.records[-1].__dict__["head"]).partition(":")
    await unguarded(portal)
    await portal.database.rows("DELETE FROM core_audit WHERE seq = 3")
    await portal.database.rows("UPDATE core_counter SET value = 2 WHERE name = 'core.audit'")

    assert await faults(portal) == []
    assert await faults(portal, (int(number), digest)) == ["the log ends with entry 2, but there were 3"]

    await some(portal, 1)
    assert await faults(portal, (int(number), digest)) == ["entry 3 is not the one whose digest is known"]
