"""How commands speak: the site that is meant, tables, problems, progress."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from core.commands import console
from core.commands.console import exit_code, find_site, progress, say_json, say_problems, say_table
from core.errors import Problem, UsageError


@pytest.fixture(autouse=True)
def without_a_site_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PENDOPO_SITE", raising=False)


def make_site(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "portal.toml").write_text("")
    return folder


def test_the_option_wins_over_the_environment_and_that_over_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, environment, here = (make_site(tmp_path / name) for name in ("named", "environment", "here"))
    monkeypatch.chdir(here)

    assert find_site() == here
    monkeypatch.setenv("PENDOPO_SITE", str(environment))
    assert find_site() == environment
    assert find_site(str(named)) == named


def test_in_the_repository_the_site_is_blora_when_nothing_else_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blora = make_site(tmp_path / "sites" / "blora")
    monkeypatch.setattr(console, "REPOSITORY", tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):  # in site-packages a folder `sites` may be anybody's
        find_site()

    (tmp_path / "pyproject.toml").write_text("")

    assert find_site() == blora


def test_without_any_site_the_sentence_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "REPOSITORY", tmp_path)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UsageError, match="pendopo new DIR"):
        find_site()


@pytest.mark.parametrize("how", ["option", "environment"])
def test_a_named_folder_that_is_no_site_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    if how == "environment":
        monkeypatch.setenv("PENDOPO_SITE", str(tmp_path))

    with pytest.raises(UsageError, match=r"no portal\.toml"):
        find_site(str(tmp_path) if how == "option" else "")


def test_a_table_is_aligned_and_ends_without_spaces(capsys: pytest.CaptureFixture[str]) -> None:
    say_table(("slug", "state"), [("complaints", "started"), ("cases", "")])

    assert capsys.readouterr().out == "slug        state\ncomplaints  started\ncases\n"


def test_json_keeps_letters_and_writes_dates(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"name": "Randublatung – Blora", "day": date(2026, 11, 24)})

    out = capsys.readouterr().out
    assert "–" in out
    assert json.loads(out)["day"] == "2026-11-24"


def test_errors_come_before_warnings_and_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    say_problems([Problem("b", "second", severity="warning"), Problem("a", "first", where="portal.toml:3", hint="mend it")])

    out, err = capsys.readouterr()
    assert out == ""
    assert err == "error: portal.toml:3: first [a]\n    mend it\nwarning: second [b]\n"


def test_warnings_alone_are_no_reason_to_fail() -> None:
    assert exit_code([Problem("a", "x", severity="warning")]) == 0
    assert exit_code([Problem("a", "x", severity="warning"), Problem("b", "y")]) == 1


def test_progress_off_a_terminal_ends_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Cases", 3) as advance:
        for _ in range(3):
            advance(1)

    assert capsys.readouterr().err == "Cases: 3 of 3, done\n"
