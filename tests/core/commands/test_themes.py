"""`pendopo themes`: which there are, and whether each keeps its contrasts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.commands.main import main
from core.testing import make_site

PALE = """\
schema = 1
id = "pucat"
extends = "pendopo"
name = "Pucat"

[brand]
primary = "#37308f"
accent = "#ffb454"

[tokens.color]
muted = "#b8b8c8"
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_site(tmp_path / "site")
    monkeypatch.setenv("PENDOPO_SITE", str(tmp_path / "site"))
    return tmp_path / "site"


def add_theme(site: Path, name: str, text: str) -> None:
    (site / "themes" / name).mkdir(parents=True)
    (site / "themes" / name / "theme.toml").write_text(text, encoding="utf-8")


def test_all_themes_are_listed_and_the_sites_own_is_marked(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_theme(site, "pucat", PALE)

    assert main(["themes", "list", "--json"]) == 0

    rows = json.loads(capsys.readouterr().out)
    assert [set(row) for row in rows] == [{"theme", "folder", "used"}] * 4
    assert {row["theme"]: row["used"] for row in rows} == {"pendopo": True, "blora": False, "sumedang": False, "pucat": False}


def test_the_shipped_themes_are_fine(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["themes", "check"]) == 0
    assert capsys.readouterr().out == "blora: fine\npendopo: fine\nsumedang: fine\n"


def test_a_theme_that_cannot_be_read_by_all_is_refused_with_its_line_and_the_nearest_good_colour(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_theme(site, "pucat", PALE)

    assert main(["themes", "check", "pucat"]) == 1

    said = capsys.readouterr()
    assert "pucat/theme.toml:11" in said.err
    assert "#" in said.err.partition("theme.toml:11")[2]
    assert main(["themes", "check"]) == 1, "one of all is enough"


def test_every_mistake_of_a_broken_theme_is_named_at_once(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_theme(site, "rusak", 'id = "rusak"\ncolour = "red"\n\n[brand]\nprimary = "no colour"\n')

    assert main(["themes", "check", "rusak", "--json"]) == 1

    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["ok", "themes"]
    assert found["ok"] is False
    problems = found["themes"]["rusak"]
    assert all(set(problem) == {"code", "severity", "where", "message", "hint"} for problem in problems)
    assert {problem["where"].rpartition("/")[2] for problem in problems} >= {"theme.toml:2", "theme.toml:5"}


def test_an_unknown_theme_gets_the_nearest_and_exit_2(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["themes", "check", "blra"]) == 2
    assert "Did you mean 'blora'?" in capsys.readouterr().err


def test_a_themes_templates_are_read_too(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_theme(site, "rusak", PALE.replace("pucat", "rusak").replace('muted = "#b8b8c8"', ""))
    (site / "themes" / "rusak" / "templates").mkdir()
    (site / "themes" / "rusak" / "templates" / "home.html").write_text("{% if %}", encoding="utf-8")
    (site / "themes" / "rusak" / "templates" / "page.html").write_text('<p onclick="go()">x</p>', encoding="utf-8")

    assert main(["themes", "check", "rusak"]) == 1

    said = capsys.readouterr().err
    assert "template.syntax" in said
    assert "home.html:1" in said
    assert "page.html:1" in said
    assert "runs code from an attribute" in said
