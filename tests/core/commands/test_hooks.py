"""`pendopo hooks`: every hook, who opens it, and which plugins answer it."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import pytest

from core import hooks as spec
from core.commands.main import main
from core.testing import make_site


def told(folder: Path, capsys: pytest.CaptureFixture[str], plugins: str) -> list[dict[str, Any]]:
    make_site(folder, toml=f"[plugins]\nenabled = [{plugins}]\n")
    assert main(["hooks", "--json", "--site", str(folder)]) == 0
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def test_the_json_has_exactly_the_promised_keys_and_every_hook_of_the_core(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = told(tmp_path, capsys, '"cases", "complaints"')

    assert [list(row) for row in rows] == [["hook", "owner", "plugins"]] * len(rows)
    names = {name for name, _ in inspect.getmembers(spec, inspect.isfunction) if name.startswith("register_")}
    assert {row["hook"] for row in rows if row["owner"] == "core"} == names
    by_name = {row["hook"]: row for row in rows}
    assert by_name["register_routes"]["plugins"] == ["cases", "complaints"]
    assert by_name["register_identity"]["plugins"] == []
    assert by_name["register_procedures"] == {"hook": "register_procedures", "owner": "cases", "plugins": ["complaints"]}


def test_a_hook_whose_owner_is_not_enabled_is_listed_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = told(tmp_path, capsys, "")

    assert {"hook": "register_procedures", "owner": "cases (not enabled)", "plugins": []} in rows


def test_whoever_answers_a_hook_whose_owner_is_not_enabled_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "plugins" / "waiting"
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text('slug = "waiting"\nversion = "1.0.0"\nplugin_api = 1\ntitle = "W"\n')
    (folder / "hooks.py").write_text("from core import hookimpl\n\n\n@hookimpl\ndef register_procedures():\n    return []\n")

    rows = told(tmp_path, capsys, '"waiting"')

    assert {"hook": "register_procedures", "owner": "cases (not enabled)", "plugins": ["waiting"]} in rows


def test_as_a_table_a_hook_that_nobody_answers_has_a_dash(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_site(tmp_path)

    assert main(["hooks", "--site", str(tmp_path)]) == 0

    assert "register_identity" in (out := capsys.readouterr().out)
    assert all(line.endswith("-") for line in out.splitlines()[1:])
