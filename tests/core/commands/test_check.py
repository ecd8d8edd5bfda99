"""`pendopo check`: every problem, as text for people and as JSON for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.commands.main import main

SOUND = '[portal]\nname = "Contoh"\nregion = "33.16"\n'
REGIONS = "code,name,kind\n33.16.01,Jati,kecamatan\n33.16.01.2001,Bangkleyan,desa\n"
BROKEN_PLUGIN = "from core import hookimpl\n\n\n@hookimpl\ndef register_rotes():\n    return []\n"

CURIOUS = """from core import PUBLIC, MenuItem, Route, hookimpl
from core.database import Database
from core.language import gettext_lazy as _


async def page(request):
    return Database


@hookimpl
def register_routes():
    return [Route("/", page, name="page", access=PUBLIC)]


@hookimpl
def register_menus():
    return [MenuItem("page", _("Page"), route="curious:page", icon="megafone")]
"""


@pytest.fixture(autouse=True)
def without_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PENDOPO_SITE", raising=False)


def make(folder: Path, portal: str = SOUND, regions: str = REGIONS) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "portal.toml").write_text(portal, encoding="utf-8")
    (folder / "regions.csv").write_text(regions, encoding="utf-8")
    return folder


def add_plugin(site: Path, slug: str, hooks: str) -> None:
    folder = site / "plugins" / slug
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "hooks.py").write_text(hooks)
    (folder / "plugin.toml").write_text(f'slug = "{slug}"\nversion = "1.2.3"\nplugin_api = 1\ntitle = "Percobaan"\nsegments = ["{slug}"]\n')


def check(site: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    code = main(["check", "--site", str(site), *options])
    return code, capsys.readouterr().out


def test_a_sound_site_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = check(make(tmp_path / "site"), capsys)

    assert code == 0
    assert "Contoh" in text
    assert "error" not in text


def test_the_json_has_exactly_the_promised_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make(tmp_path / "site", SOUND + '[plugins]\nenabled = ["broken"]\n')
    add_plugin(site, "broken", BROKEN_PLUGIN)

    code, text = check(site, capsys, "--json")

    found = json.loads(text)
    assert code == 1
    assert list(found) == ["ok", "problems", "plugins"]
    assert found["ok"] is False
    assert all(set(problem) == {"code", "severity", "where", "message", "hint"} for problem in found["problems"])
    (plugin,) = [plugin for plugin in found["plugins"] if plugin["slug"] == "broken"]
    assert set(plugin) == {"slug", "version", "state", "why", "source"}
    assert (plugin["version"], plugin["state"], plugin["source"]) == ("1.2.3", "failed", "site")
    assert "register_rotes" in plugin["why"]


def test_a_broken_portal_toml_a_broken_table_and_their_lines_are_all_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make(tmp_path / "site", SOUND + 'timezon = "Asia/Jakarta"\n', "code,name,kind\nx,Jati,kecamatan\n")

    code, text = check(site, capsys)

    assert code == 1
    for piece in ("portal.toml:4", "[site.unknown_key]", "Did you mean 'timezone'?", "regions.csv:2", "2 errors."):
        assert piece in text


def test_a_broken_table_a_broken_theme_and_a_broken_plugin_hide_nothing_from_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make(tmp_path / "site", SOUND + 'theme = "ungu"\n[plugins]\nenabled = ["broken"]\nrequired = ["broken"]\nstrict = true\n', REGIONS + "x,y,desa\n")
    add_plugin(site, "broken", BROKEN_PLUGIN)
    (site / "themes" / "ungu").mkdir(parents=True)
    (site / "themes" / "ungu" / "theme.toml").write_text('id = "ungu"\n[brand]\nprimary = "no colour"\n')

    code, text = check(site, capsys, "--json")

    said = "\n".join(f"{problem['where']} {problem['message']}" for problem in json.loads(text)["problems"])
    assert code == 1
    for piece in ("regions.csv:4", "no colour", "register_rotes"):
        assert piece in said


def test_warnings_alone_are_fine_unless_strict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make(tmp_path / "site", SOUND + 'public_url = "http://192.168.1.5:8000"\ninsecure_http = true\n')

    assert check(site, capsys)[0] == 0
    code, text = check(site, capsys, "--json", "--strict")

    assert code == 1
    assert {problem["severity"] for problem in json.loads(text)["problems"]} == {"error"}


def test_checking_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make(tmp_path / "site")
    check(site, capsys)

    assert sorted(file.name for file in site.iterdir()) == ["portal.toml", "regions.csv"]


def test_a_secret_in_the_environment_is_not_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENDOPO_SECRETS__SESSION", "changeme-changeme")

    code, text = check(make(tmp_path / "site"), capsys)

    assert code == 1
    assert "PENDOPO_SECRETS__SESSION" in text
    assert "changeme" not in text


SEVERAL = """[portal]
name = ""
region = "33.16"
public_url = "http://contoh.example"
theme = "pendopoo"

[plugins]
enabled = ["twofold", "lost"]

[plugins.twofold]
page_sise = 5
"""
TWOFOLD = """from pydantic import BaseModel
from core import MenuItem, Route, hookimpl
from core.language import gettext_lazy as _

@hookimpl
def register_routes():
    return [Route("/", None, name="list")]

@hookimpl
def register_menus():
    return [MenuItem("list", _("List"), route="twofold:list", weight="40")]
"""
SAID = ("portal.toml:2", "portal.toml:4", "no theme 'pendopoo'", "'lost'", "page_sise'", "hooks.py:7", "hooks.py:11", "regions.csv:4")


def several(site: Path) -> Path:
    make(site, SEVERAL, REGIONS + "33.16.01.2002,,desa\n")
    add_plugin(site, "twofold", TWOFOLD)
    (site / "plugins" / "twofold" / "settings.py").write_text("from pydantic import BaseModel\n\n\nclass Settings(BaseModel):\n    page_size: int = 20\n")
    return site


def test_what_is_wrong_at_one_stage_hides_nothing_that_is_wrong_at_a_later_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = check(several(tmp_path / "site"), capsys)

    assert code == 1
    assert [piece for piece in SAID if piece not in text] == []
    assert "Traceback" not in text


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["migrate"], ["worker", "--once"], ["hooks"], ["plugins", "list"], ["demo"]])
def test_a_site_that_does_not_open_says_what_check_says(command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([*command, "--site", str(several(tmp_path / "site"))])

    said = capsys.readouterr().err
    assert code == 1
    assert [piece for piece in SAID if piece not in said] == []


def test_a_file_of_another_regency_is_one_mistake_and_not_three_hundred(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = check(make(tmp_path / "site", SOUND.replace("33.16", "33.19")), capsys)

    assert code == 1
    assert "portal.region = '33.16'" in text
    assert "1 error." in text


def test_menu_lines_of_a_plugin_that_failed_are_not_called_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make(tmp_path / "site", SOUND + '[plugins]\nenabled = ["broken"]\n[menus]\nlead = "broken.new"\norder = ["brokn.new"]\n')
    add_plugin(site, "broken", BROKEN_PLUGIN)

    _, text = check(site, capsys)

    assert "menus.lead" not in text
    assert "menus.order names 'brokn.new'" in text


def test_what_a_start_does_not_look_at_is_looked_at_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make(tmp_path / "site", SOUND + '[plugins]\nenabled = ["curious"]\n')
    add_plugin(site, "curious", CURIOUS)
    templates = site / "plugins" / "curious" / "templates" / "curious"
    templates.mkdir(parents=True)
    (templates / "page.html").write_text('{% extends "page.html" %}\n{% block main %}<p style="color: red">{% endblock %}\n', encoding="utf-8")

    code, text = check(site, capsys, "--json")

    found = {problem["code"]: problem for problem in json.loads(text)["problems"]}
    assert code == 1
    assert found["import.private"]["where"].endswith("hooks.py:2")
    assert found["template.style"]["where"].endswith("page.html:2")
    assert found["icon.unknown"]["severity"] == "warning"
    assert "'megaphone'" in found["icon.unknown"]["hint"]


def test_the_token_is_printed_and_stays_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make(tmp_path / "site")
    said = []
    for _ in range(2):
        assert main(["token", "--site", str(site)]) == 0
        said.append(capsys.readouterr().out.strip())

    assert said[0] == said[1]
    assert len(said[0]) == 40


def test_a_theme_whose_template_cannot_be_read_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make(tmp_path / "site", SOUND + 'theme = "own"\n')
    (site / "themes" / "own" / "templates").mkdir(parents=True)
    (site / "themes" / "own" / "theme.toml").write_text('schema = 1\nid = "own"\nname = "Own"\nextends = "pendopo"\n')
    (site / "themes" / "own" / "templates" / "page.html").write_text('{% extends "page.html" %}\n{% block main %}{% if %}')

    code, text = check(site, capsys)

    assert code == 1
    assert "templates/page.html:2  [theme.template]" in text
