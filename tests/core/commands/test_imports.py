"""`pendopo import` reads, compares and writes a table from a file, all of it or nothing."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.commands.main import main
from core.testing import make_site
from tests.core.imports.conftest import HEADINGS
from tests.core.tables import files

SAMPLE = Path(__file__).parents[2] / "plugins" / "samples" / "registry"
ROW = ["K 1 AA", "Siti", "Honda", "17-08-2027", "1.250.000"]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    make_site(folder, toml='[plugins]\nenabled = ["registry"]\n[limits]\nimport_size = 1\n')
    shutil.copytree(SAMPLE, folder / "plugins" / "registry", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run(site: Path, content: bytes, *options: str, name: str = "data.csv") -> int:
    (site / name).write_bytes(content)
    return main(["--site", str(site), "import", "registry.vehicles", str(site / name), *options])


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def plates(site: Path) -> list[str]:
    from core.commands.opening import at_work

    async def work(portal: Any) -> list[str]:
        plugin = portal.plugin("registry")
        return [str(plate) for plate in await plugin.modules["models"].Vehicle.all().order_by("plate").values_list("plate", flat=True)]

    return asyncio.run(at_work(site, work))


def test_a_table_is_written_and_counted(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(site, files.csv_of(HEADINGS, ROW), "--json", "--as-of", "2026-11-01", "--source", "Samsat", "--as", "Rina")
    found = told(capsys)
    main(["--site", str(site), "audit", "list", "--json", "--about", "registry:vehicles"])
    (entry,) = json.loads(capsys.readouterr().out)

    assert code == 0
    assert (found["ok"], found["written"], found["rows"], found["new"], found["bad"]) == (True, True, 1, 1, 0)
    assert plates(site) == ["K 1 AA"]
    assert (entry["actor"], entry["action"], entry["details"]["as_of"]) == ("Rina", "registry.import", "2026-11-01")


def test_a_dry_run_writes_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(site, files.xlsx_of(HEADINGS, ROW), "--dry-run", name="data.xlsx")

    assert code == 0
    assert "1 new" in capsys.readouterr().out
    assert plates(site) == []


def test_bad_rows_are_named_and_nothing_is_written(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(site, files.csv_of(HEADINGS, ROW, ["K 2 AA", "Andi", "", "31-02-2027", "0"]), "--skip-bad")
    out, err = capsys.readouterr()

    assert code == 1
    assert "row 3, Tax due D3" in err
    assert "every row must be right" in out
    assert plates(site) == []


def test_what_would_be_removed_must_be_agreed_to(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(site, files.csv_of(HEADINGS, ROW))
    other = files.csv_of(HEADINGS, ["K 9 AA", *ROW[1:]])
    capsys.readouterr()

    assert run(site, other) == 1
    assert "--remove" in capsys.readouterr().out
    assert run(site, other, "--remove") == 0
    assert plates(site) == ["K 9 AA"]


def test_a_file_that_cannot_be_read_says_why(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(site, files.PASSWORD, "--json", name="data.xlsx")

    assert code == 1
    assert "password" in told(capsys)["why"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["registry.vehicle", "data.csv"], "Did you mean 'registry.vehicles'?"),
        (["registry.vehicles", "nothing.csv"], "nothing.csv"),
        (["registry.vehicles", "data.csv", "--as-of", "kemarin"], "2026-11-01"),
        (["registry.vehicles", "large.csv"], "import.size"),
    ],
)
def test_a_wrong_call_is_told_before_anything_is_read(arguments: list[str], words: str, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "data.csv").write_bytes(files.csv_of(HEADINGS, ROW))
    with (site / "large.csv").open("wb") as large:
        large.truncate(200 << 20)

    code = main(["--site", str(site), "import", arguments[0], str(site / arguments[1]), *arguments[2:]])

    assert code == 2
    assert words in capsys.readouterr().err
