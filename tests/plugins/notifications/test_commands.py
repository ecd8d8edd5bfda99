"""`pendopo notifications`, as an operator types it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from core.commands.main import main

from .post_office import post_office
from .world import HEAD, deliver, open_one, portal_on


async def leave_failed(folder: Path) -> None:
    async with post_office() as office:
        office.refusals["siti@contoh.id"] = "550 no such user"
        toml = f'{HEAD}[plugins]\nenabled = ["accounts", "cases", "complaints", "notifications"]\n'
        async with portal_on(folder, office, toml=toml, plugins=("accounts", "cases", "complaints", "notifications")) as (portal, _client):
            await open_one(portal)
            await deliver(portal)


@pytest.fixture
def site(tmp_path: Path) -> str:
    asyncio.run(leave_failed(tmp_path / "site"))
    return str(tmp_path / "site")


def test_what_failed_is_listed_without_its_words_and_sent_again(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notifications", "list", "--failed", "--json", "--site", site]) == 0
    said = capsys.readouterr().out
    (row,) = json.loads(said)
    assert (row["to"], row["channel"], row["kind"], row["error"]) == ("s•••@contoh.id", "email", "cases.received", "550 no such user")
    assert "Lubang" not in said

    assert main(["notifications", "retry", row["id"], "--json", "--site", site]) == 0
    assert json.loads(capsys.readouterr().out) == {"retried": 1}
    assert main(["notifications", "list", "--site", site]) == 0
    assert capsys.readouterr().out == ""
    assert main(["notifications", "list", "--waiting", "--site", site]) == 0
    assert "s•••@contoh.id" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["list", "--failed", "--held"], ["retry"], ["retry", "x"], ["retry", "--all", "0191c0de-0000-7000-8000-000000000000"]])
def test_a_wrong_call_is_refused_with_its_mend(site: str, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notifications", *arguments, "--site", site]) == 2
    assert "usage.notifications" in capsys.readouterr().err
