"""`pendopo demo`: believable cases for a trial on this computer, never among real ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from core.commands.main import main
from core.site.shipped import shipped
from core.testing import make_site


@pytest.fixture
def blora(tmp_path: Path) -> Path:
    folder = tmp_path / "blora"
    shutil.copytree(shipped("sites")["blora"], folder, ignore=shutil.ignore_patterns("data"))
    return folder


def test_a_fresh_local_site_is_migrated_and_filled(blora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--cases", "40", "--site", str(blora)]) == 0
    assert "40 of 40, done" in capsys.readouterr().err

    assert main(["cases", "list", "--limit", "1000", "--json", "--site", str(blora)]) == 0
    every = json.loads(capsys.readouterr().out)
    cases = [case for case in every if case["service"] == "complaints.report"]
    assert len(cases) == 40
    assert {"permits.pbg", "payments.check"} <= {case["service"] for case in every}, "other services bring a few of their own"
    assert len({case["state"] for case in cases}) > 3, "cases are on their way, not all at its beginning"
    assert main(["cases", "verify", "--site", str(blora)]) == 0


def test_filling_twice_adds(blora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert main(["demo", "--cases", "5", "--site", str(blora)]) == 0
    capsys.readouterr()

    assert main(["cases", "list", "--limit", "1000", "--json", "--site", str(blora)]) == 0
    assert sum(case["service"] == "complaints.report" for case in json.loads(capsys.readouterr().out)) == 10


def test_a_public_site_is_refused_with_the_line_that_makes_it_public(blora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = blora / "portal.toml"
    settings.write_text(settings.read_text().replace('# public_url = "https://…"', 'public_url = "https://blora.example"'))

    assert main(["demo", "--site", str(blora)]) == 2

    said = capsys.readouterr().err
    assert "portal.toml:12" in said
    assert "public address" in said
    assert not (blora / "data" / "portal.db").exists()


def test_where_no_plugin_has_a_demo_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_site(tmp_path)

    assert main(["demo", "--site", str(tmp_path)]) == 0
    assert "nothing was made" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "-1", "many", "1000001"])
def test_a_number_that_is_none_is_wrong_usage(blora: Path, capsys: pytest.CaptureFixture[str], number: str) -> None:
    assert main(["demo", "--cases", number, "--site", str(blora)]) == 2
    assert "--cases" in capsys.readouterr().err
