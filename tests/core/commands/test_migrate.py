"""`pendopo migrate`: text, JSON, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.commands.main import main
from core.testing import make_site

PLUGIN = {
    "plugins/kiosk/plugin.toml": """
slug = "kiosk"
version = "1.0.0"
plugin_api = 1
title = { id = "Kios", en = "Kiosk" }
summary = { id = "Kios layanan.", en = "A kiosk." }
segments = ["kios"]
category = "participation"
icon = "megaphone"
""",
    "plugins/kiosk/__init__.py": "",
    "plugins/kiosk/hooks.py": '"""Nothing yet."""\n\nfrom core import hookimpl\n\n\n@hookimpl\ndef register_routes():\n    return []\n',
    "plugins/kiosk/models.py": '''"""Tables."""

from tortoise import fields
from tortoise.models import Model


class Kiosk(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=50)

    class Meta:
        table = "kiosk_kiosk"
''',
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site", toml='[plugins]\nenabled = ["kiosk"]\n', files=PLUGIN).folder


def run(site: Path, *words: str) -> int:
    return main(["migrate", *words, "--site", str(site)])


def test_a_plugin_is_written_its_first_migration_and_the_database_brought_up_to_date(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(site, "--make", "kiosk", "initial") == 0
    assert capsys.readouterr().out.strip() == str(site / "plugins" / "kiosk" / "migrations" / "0001_initial.py")

    assert run(site, "--status", "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert said["apps"][1] == {"app": "kiosk", "applied": [], "pending": ["0001_initial"], "ahead": []}

    assert run(site) == 0
    told = capsys.readouterr()
    lines = told.err.splitlines()
    assert told.out == f"{len(lines)} migrations applied.\n"
    assert (lines[0], lines[-1]) == (f"1 of {len(lines)}: core 0001_initial", f"{len(lines)} of {len(lines)}: kiosk 0001_initial")

    assert run(site) == 0
    assert capsys.readouterr().out == "Nothing to apply.\n"
    assert run(site, "--status") == 0


def test_a_plugin_whose_tables_have_no_migration_yet_is_named_with_the_mend(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(site) == 0
    assert "kiosk does not work" in capsys.readouterr().err

    assert run(site, "--status") == 1

    assert "pendopo migrate --make kiosk" in capsys.readouterr().err


def test_a_plugin_that_fails_is_named_and_the_others_are_migrated(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(site, "--make", "kiosk", "initial")
    path = site / "plugins" / "kiosk" / "migrations" / "0001_initial.py"
    path.write_text(path.read_text().replace("operations = [", 'operations = [\n        ops.RunSQL("nonsense"),'))
    capsys.readouterr()

    assert run(site, "--json") == 1

    core, kiosk = json.loads(capsys.readouterr().out)["apps"]
    assert (core["app"], core["applied"][0], core["error"]) == ("core", "0001_initial", None)
    assert kiosk["applied"] == []
    assert kiosk["error"]["where"] == str(path)
    assert "nonsense" in kiosk["error"]["message"]


def test_a_file_that_is_no_database_is_one_sentence_and_no_traceback(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(site) == 0
    (site / "data" / "portal.db").write_text("a letter " * 1000)

    assert run(site) == 1

    said = capsys.readouterr().err
    assert "not a database" in said
    assert "Traceback" not in said
