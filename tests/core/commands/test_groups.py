"""Groups of tests: what is missing is said with the way to get it, and what is required may not be missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.commands import groups
from core.commands.groups import GROUPS, read_groups
from core.commands.main import main
from core.commands.test import from_here
from core.errors import UsageError


def test_all_means_every_group() -> None:
    assert read_groups("all") == {"browser", "node", "java", "tools", "slow"}


def test_groups_are_named_with_commas() -> None:
    assert read_groups("browser, java") == {"browser", "java"}
    assert read_groups("") == frozenset()


def test_an_unknown_group_gets_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="Did you mean 'browser'"):
        read_groups("brwser")


@pytest.mark.parametrize("name", ["browser", "node", "java", "tools"])
def test_what_is_missing_is_said_with_the_way_to_get_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("PENDOPO_CHROMIUM", raising=False)

    assert "apt install" in GROUPS[name].missing()


def test_a_required_group_that_is_missing_is_a_failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("core.commands.test.fetch_packages", lambda: "")

    assert main(["test", "--require", "tools"]) == 1
    assert "The group tools is required and cannot run. Missing: zbarimg and pdfsig" in capsys.readouterr().err


def test_without_the_repository_the_sentence_says_where_tests_are(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    monkeypatch.setattr("core.commands.test.REPOSITORY", tmp_path)

    assert main(["test"]) == 2
    assert "in the repository" in capsys.readouterr().err


def test_packages_that_match_the_lock_are_not_fetched_again(tmp_path: Path) -> None:
    import hashlib

    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / ".pendopo").write_text(hashlib.sha256(b"{}").hexdigest())

    assert groups.fetch_packages(tmp_path) == ""


def test_files_are_named_from_where_the_command_is_called(tmp_path: Path) -> None:
    (tmp_path / "trees").mkdir()
    (tmp_path / "grow").touch()

    assert from_here(["trees", "-k", "grow", "-x", "trees::test_a", "no such"], tmp_path) == [
        f"{tmp_path}/trees",
        "-k",
        "grow",
        "-x",
        f"{tmp_path}/trees::test_a",
        "no such",
    ]


def test_at_the_end_of_a_run_every_group_that_did_not_run_is_named_with_the_way_to_get_it() -> None:
    bare = {name: value for name, value in os.environ.items() if name != "PENDOPO_CHROMIUM"} | {"PATH": "/nowhere"}

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/core/test_access.py"],
        cwd=groups.REPOSITORY, env=bare, capture_output=True, text=True, check=False,
    )  # fmt: skip

    _, _, end = ran.stdout.partition("groups that did not run")
    said = {line.split()[0]: line for line in end.splitlines() if line.split() and line.split()[0] in GROUPS}
    assert set(said) == set(GROUPS)
    assert all("apt install" in said[name] for name in ("browser", "node", "java", "tools"))
    assert "./pendopo test --slow" in said["slow"]
