"""`pendopo documents verify`: whoever alters what happened to a document, or takes it away, is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.commands.main import main
from core.portal import Portal
from plugins.documents.history import verify_all

from .world import issued, numbered, portal_on

pytestmark = pytest.mark.anyio


async def test_histories_that_nobody_touched_are_whole(portal: Portal) -> None:
    await issued(portal)
    await numbered(portal, subject="izin-2")

    assert await verify_all(portal) == (2, [])


async def test_a_counter_that_was_changed_is_named_with_its_document(portal: Portal) -> None:
    row, other = await issued(portal), await issued(portal, subject="izin-2")
    await type(row).filter(id=row.id).update(changes=row.changes + 1)

    count, faults = await verify_all(portal)

    assert count == 2
    assert [row.number in one and other.number not in one for one in faults] == [True]


async def test_a_document_that_was_taken_away_leaves_its_history_behind(portal: Portal) -> None:
    row = await issued(portal)
    await row.delete()

    assert await verify_all(portal) == (0, [f"{row.id}: its history is there, but the document is not"])


async def test_the_command_says_so_with_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "site"
    async with portal_on(folder) as (portal, _client):
        row = await numbered(portal)
        await type(row).filter(id=row.id).update(changes=9)
    file = folder / "portal.toml"
    file.write_text(file.read_text("utf-8") + '\n[plugins]\nenabled = ["cases", "documents"]\n', "utf-8")

    from anyio import to_thread

    code = await to_thread.run_sync(main, ["--site", str(folder), "documents", "verify", "--json"])

    said = json.loads(capsys.readouterr().out)
    assert (code, said["ok"], said["documents"], len(said["faults"])) == (1, False, 1, 1)
