"""`pendopo outbox` lists what was given up, and tells it again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.commands.main import main
from core.database import tables
from core.testing import make_site, serving


async def leave_dead_letters(folder: Path, number: int) -> None:
    async with serving(make_site(folder)):
        created = datetime.now(UTC) - timedelta(days=2)
        for n in range(number):
            await tables.Outbox.create(
                event="cases.moved", listener="mail:cases.moved:tell", payload="{}", dedupe=f"key{n}", created=created, due=created, state="dead",
                attempts=30, error="ConnectionRefusedError: mail server",
            )  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> str:
    import asyncio

    asyncio.run(leave_dead_letters(tmp_path / "site", 3))
    return str(tmp_path / "site")


def test_dead_letters_are_listed_and_told_again(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "list", "--json", "--site", site]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["event"], one["attempts"], one["error"]) for one in found] == [("cases.moved", 30, "ConnectionRefusedError: mail server")] * 3
    assert all("payload" not in one for one in found)

    assert main(["outbox", "retry", str(found[0]["id"]), "--site", site]) == 0
    assert capsys.readouterr().out == "1 dead letters wait to be told again.\n"
    assert main(["outbox", "list", "--waiting", "--site", site]) == 0
    assert "mail:cases.moved:tell" in capsys.readouterr().out
    assert main(["outbox", "retry", "--all", "--site", site]) == 0
    assert capsys.readouterr().out == "2 dead letters wait to be told again.\n"


@pytest.mark.parametrize("arguments", [["retry"], ["retry", "1", "--all"]])
def test_it_must_be_said_what_is_told_again(site: str, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", *arguments, "--site", site]) == 2
    assert "usage.outbox" in capsys.readouterr().err
