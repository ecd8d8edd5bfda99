"""`pendopo plugins check`: the card, the document, the exit code; and every plugin that ships is gold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.commands.main import main
from core.kit import assert_plugin_ok
from core.testing import make_site
from tests.core.kit.test_rules import TREES

PLUGINS = sorted(file.parent.name for file in (Path(__file__).parents[3] / "plugins").glob("*/plugin.toml"))


def written(folder: Path, **changed: str) -> Path:
    make_site(folder, files={f"plugins/trees/{name}": text for name, text in {**TREES, **changed}.items()})
    return folder


def test_the_card_says_the_tier_and_every_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "check", "trees", "--site", str(written(tmp_path / "site"))]) == 0

    said = capsys.readouterr().out
    assert "trees: gold" in said
    assert "accessible" in said


def test_the_document_names_what_is_wrong_where_and_how_to_mend_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = written(tmp_path / "site", **{"templates/trees/page.html": TREES["templates/trees/page.html"].replace("<h1>Pohon</h1>", "<h1>A</h1><h1>B</h1>")})

    assert main(["plugins", "check", "trees", "--json", "--site", str(site)]) == 1

    told = json.loads(capsys.readouterr().out)
    assert (told["plugin"], told["tier"]) == ("trees", "bronze")
    broken = [rule for rule in told["rules"] if not rule["ok"]]
    assert [rule["rule"] for rule in broken] == ["accessible"]
    assert set(broken[0]) == {"rule", "tier", "title", "ok", "ms", "page", "findings"}
    assert broken[0]["findings"][0] == {"message": "the page has 2 <h1>", "where": "GET /pohon", "hint": "It has one: what the page is about."}


def test_a_plugin_that_is_not_there_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "check", "trees", "--site", str(make_site(tmp_path / "site").folder)]) == 2
    assert "there is no plugin 'trees'" in capsys.readouterr().err


@pytest.mark.parametrize("slug", PLUGINS)
def test_every_plugin_that_ships_is_gold(slug: str) -> None:
    assert_plugin_ok(slug)
