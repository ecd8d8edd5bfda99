"""`pendopo new`: what it makes passes `pendopo check`, and what it cannot make it leaves no trace of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.commands.main import main
from core.making.sites import Wanted, make_site
from core.site import load_site
from core.site.shipped import shipped


@pytest.fixture(autouse=True)
def without_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PENDOPO_SITE", raising=False)


def test_a_new_site_loads_and_says_what_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "kudus"

    code = main(["new", str(folder), "--name", 'Kudus "Melayani"', "--region", "33.19", "--theme", "sumedang", "--language", "en,id"])

    site = load_site(folder, {})
    assert code == 0
    assert (site.name, site.config.portal.region, site.config.portal.theme, site.languages) == ('Kudus "Melayani"', "33.19", "sumedang", ("en", "id"))
    assert site.warnings == ()
    assert len(site.regions) == 3
    said = capsys.readouterr().out
    assert f"pendopo check --site {folder}" in said
    assert f"pendopo serve --site {folder}" in said


def test_nothing_needs_to_be_said_but_the_folder(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "kabupaten-kudus")]) == 0
    site = load_site(tmp_path / "kabupaten-kudus", {})

    assert site.name == "Portal Kabupaten Kudus"
    assert "/data/" in (site.folder / ".gitignore").read_text()


def test_a_new_portal_toml_is_short_and_explains_itself(tmp_path: Path) -> None:
    main(["new", str(tmp_path / "kudus")])
    text = (tmp_path / "kudus" / "portal.toml").read_text()

    assert len(text.splitlines()) <= 14
    assert text.count("#") >= 3


@pytest.mark.parametrize(("region", "zone"), [("33.19", "Asia/Jakarta"), ("51.01", "Asia/Makassar"), ("91.02", "Asia/Jayapura")])
def test_the_time_zone_follows_from_the_regency(tmp_path: Path, region: str, zone: str) -> None:
    main(["new", str(tmp_path / "x"), "--region", region])

    assert load_site(tmp_path / "x", {}).config.portal.timezone == zone


def test_a_copy_of_blora_is_blora_without_its_data(tmp_path: Path) -> None:
    source = tmp_path / "source"
    assert main(["new", str(source), "--from", "blora"]) == 0
    assert load_site(source, {}).secrets
    (source / "plugins" / "own" / "data").mkdir(parents=True)
    (source / "plugins" / "own" / "data" / "rates.csv").write_text("a\n")

    assert main(["new", str(tmp_path / "copy"), "--from", str(source), "--name", "Salinan"]) == 0

    copy = load_site(tmp_path / "copy", {})
    assert copy.name == "Salinan"
    assert copy.regions == load_site(shipped("sites")["blora"], {}).regions
    assert not (copy.folder / "data").exists()
    assert (copy.folder / "plugins" / "own" / "data" / "rates.csv").is_file()


def test_a_copy_for_another_regency_leaves_the_places_and_contacts_behind(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "x"), "--from", "blora", "--region", "74.01"]) == 0

    site = load_site(tmp_path / "x", {})
    assert [district.code for district in site.regions.districts] == ["74.01.01"]
    assert (site.help, site.config.portal.regency, site.config.portal.timezone) == ((), "", "Asia/Makassar")
    assert not (site.folder / "regions.LICENSE.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--region", "3319"], "--region"),
        (["--theme", "blra"], "Did you mean 'blora'?"),
        (["--language", "xx"], "--language"),
        (["--from", "blra"], "Did you mean 'blora'?"),
        (["--name", "x" * 61], "--name"),
    ],
)
def test_a_wrong_answer_is_named_by_its_option_and_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    code = main(["new", str(tmp_path / "x"), *arguments])

    assert code == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_refused_and_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "letter.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")

    assert main(["new", str(tmp_path / "x")]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert main(["new", str(tmp_path / "file")]) == 2
    assert [file.name for file in (tmp_path / "x").iterdir()] == ["letter.txt"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()

    assert main(["new", str(tmp_path / "x")]) == 0
    assert load_site(tmp_path / "x", {}).name == "Portal X"


def test_a_broken_source_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "portal.toml").write_text("[portal]\nname = x\n")

    assert main(["new", str(tmp_path / "copy"), "--from", str(tmp_path / "source")]) == 2
    assert "portal.toml:2" in capsys.readouterr().err
    assert not (tmp_path / "copy").exists()


def test_json_names_the_folder_and_its_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", str(tmp_path / "x"), "--json"])

    found = json.loads(capsys.readouterr().out)
    assert found["folder"] == str(tmp_path / "x")
    assert "portal.toml" in found["files"]


def test_a_plugin_brings_files_for_a_new_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugins, sites = tmp_path / "plugins", tmp_path / "sites"
    (plugins / "jobs" / "site").mkdir(parents=True)
    (plugins / "jobs" / "plugin.toml").write_text("")
    (plugins / "jobs" / "site" / "jobs.toml").write_text("x = 1\n")
    (sites / "blora").mkdir(parents=True)
    (sites / "blora" / "portal.toml").write_text('[plugins]\nenabled = ["jobs", "absent"]\nrequired = ["absent"]\n')
    monkeypatch.setattr("core.plugins.finding.BUNDLED", plugins)
    monkeypatch.setattr("core.site.shipped.shipped_folders", lambda kind, site=None: (tmp_path / kind,))

    make_site(tmp_path / "x", Wanted())

    site = load_site(tmp_path / "x", {})
    assert (site.config.plugins.enabled, site.config.plugins.required) == (("jobs",), ())
    assert site.document("jobs.toml").values == {"x": 1}


def test_on_a_terminal_it_asks_again_until_the_answer_is_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["Kudus Melayani", "3319", "33.19", "ungu", "blora"])
    monkeypatch.setattr("typer.prompt", lambda *_args, **_options: next(answers))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)

    assert main(["new", str(tmp_path / "x")]) == 0

    portal = load_site(tmp_path / "x", {}).config.portal
    assert (portal.name, portal.region, portal.theme) == ("Kudus Melayani", "33.19", "blora")
