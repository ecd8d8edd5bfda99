"""`pendopo plugins`: what is found and how it is; enabling and disabling leave the rest of portal.toml as it was written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.commands.main import main
from core.site.shipped import shipped

ENABLED = ("accounts", "cases", "notifications", "complaints", "payments", "documents", "vehicle_tax", "jobs", "permits", "health", "information", "education")
ROW = {"slug", "version", "state", "why", "source"}
PLUGIN = 'slug = "{slug}"\nversion = "1.2.3"\nplugin_api = 1\ntitle = "Percobaan"\nsegments = ["{slug}"]\n'


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Blora with a sound and a broken plugin of its own, neither of them enabled; it is the site that every command means."""
    folder = tmp_path / "blora"
    shutil.copytree(shipped("sites")["blora"], folder, ignore=shutil.ignore_patterns("data"))
    for slug, code in (("sound", '"""Nothing yet."""\n'), ("broken", "import nowhere_at_all\n")):
        (folder / "plugins" / slug).mkdir(parents=True)
        (folder / "plugins" / slug / "__init__.py").write_text("")
        (folder / "plugins" / slug / "plugin.toml").write_text(PLUGIN.format(slug=slug))
        (folder / "plugins" / slug / "hooks.py").write_text(code)
    monkeypatch.setenv("PENDOPO_SITE", str(folder))
    return folder


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_list_has_exactly_the_promised_keys_and_whoever_is_not_enabled_comes_last(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = told(capsys, "plugins", "list")

    assert [set(row) for row in rows] == [ROW] * len(rows)
    assert [(row["slug"], row["state"], row["source"]) for row in rows[: len(ENABLED)]] == [(slug, "registered", "bundled") for slug in ENABLED]
    assert {row["state"] for row in rows[len(ENABLED) :]} == {"disabled"}
    assert {(row["slug"], row["version"]) for row in rows if row["source"] == "site"} == {("broken", "1.2.3"), ("sound", "1.2.3")}


def test_the_list_is_the_one_that_check_shows_of_the_enabled(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "check")["plugins"] == told(capsys, "plugins", "list")[: len(ENABLED)]


def test_as_a_table_it_says_why_a_plugin_does_not_work(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "enable", "broken"]) == 0

    assert main(["plugins", "list"]) == 0

    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("broken")]
    assert "failed" in line
    assert "nowhere_at_all" in line


def test_the_list_is_shown_also_when_a_required_plugin_failed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "enable", "broken"]) == 0
    file = site / "portal.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace('required = ["accounts", "cases"]', 'required = ["accounts", "cases", "broken"]\nstrict = true'),
        encoding="utf-8",
    )

    assert {row["slug"]: row["state"] for row in told(capsys, "plugins", "list")}["broken"] == "failed"


def test_info_names_what_a_plugin_needs_keeps_and_where_it_is(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "plugins", "info", "complaints")

    assert set(found) > ROW
    assert (found["requires"], found["segments"]) == (["cases>=1,<2"], ["aduan"])
    assert "/aduan/{ticket}" in found["routes"]
    assert all({"why", "keep"} <= set(passport) <= {"why", "keep", "days", "after"} for passport in found["data"].values())
    assert Path(found["folder"]).name == "complaints"


def test_info_of_one_that_is_not_enabled_runs_none_of_its_code(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "plugins", "info", "broken")

    assert (found["state"], found["version"]) == ("disabled", "1.2.3")


def test_a_broken_plugin_is_told_with_file_and_line(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["plugins", "enable", "broken"])

    assert main(["plugins", "info", "broken"]) == 0

    said = capsys.readouterr()
    assert "failed" in said.out
    assert "broken/hooks.py:1" in said.err


@pytest.mark.parametrize("command", ["info", "enable"])
def test_an_unknown_plugin_gets_the_nearest_and_exit_2(site: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main(["plugins", command, "complants"]) == 2
    assert "Did you mean 'complaints'?" in capsys.readouterr().err


def test_enabling_and_disabling_again_leaves_the_file_as_it_was_with_its_comments(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (site / "portal.toml").read_text(encoding="utf-8")
    assert "# Without a public address" in before

    assert main(["plugins", "enable", "sound"]) == 0
    between = (site / "portal.toml").read_text(encoding="utf-8")
    assert [row["state"] for row in told(capsys, "plugins", "list") if row["slug"] == "sound"] == ["registered"]
    assert main(["plugins", "disable", "sound"]) == 0

    changed = [(old, new) for old, new in zip(before.splitlines(), between.splitlines(), strict=True) if old != new]
    listed = ", ".join(f'"{slug}"' for slug in ENABLED)
    assert changed == [(f"enabled = [{listed}]", f'enabled = [{listed}, "sound"]')]
    assert (site / "portal.toml").read_text(encoding="utf-8") == before


def test_what_changes_nothing_says_so(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "enable", "cases"]) == 0
    assert main(["plugins", "disable", "sound"]) == 0

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "cases was enabled already.\nsound was not enabled.\n"


def test_a_required_plugin_stays(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "disable", "cases"]) == 1
    assert "portal.toml:16" in capsys.readouterr().err


def test_a_site_whose_leading_plugin_was_disabled_still_opens(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Settings and menus may name a plugin that is not open now: its day may come back."""
    assert main(["plugins", "disable", "complaints"]) == 0

    assert told(capsys, "check")["ok"]
