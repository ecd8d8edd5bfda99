"""A trial gives the seats as on the day, tells what is doubtful, and keeps nothing."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from core.commands.main import main
from core.testing import make_site
from core.testing.portals import REGIONS
from plugins.education.rules import FILE

RULES = (Path(__file__).parent / "rules.toml").read_text(encoding="utf-8")
SCHOOLS = "NPSN,Nama,Jenjang,Status,Daya Tampung\n10000001,SD Contoh 1,sd,state,4\n10000002,SD Contoh 2,sd,state,2\n10000003,SD Contoh 3,sd,state,\n"
HEAD = "number,path,choices,distance,born,score\n"
ROWS = (
    "001,domisili,10000001 10000002,900 100,2020-01-01,\n002,domisili,10000001,100,2020-01-02,\n003,domisili,10000001,100,2020-01-03,\n"
    "004,domisili,10000001,100,2020-01-04,\n005,domisili,10000001 10000002,50 900,2020-06-01,\n006,mutasi,10000001,,2020-06-01,\n"
)


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    site = tmp_path / "site"
    make_site(site, toml='[plugins]\nenabled = ["cases", "education"]\n', files={"regions.csv": REGIONS, FILE: RULES})
    (tmp_path / "schools.csv").write_text(SCHOOLS)
    assert main(["--site", str(site), "import", "education.schools", str(tmp_path / "schools.csv")]) == 0
    capsys.readouterr()
    return site


def tried(folder: Path, rows: str, *options: str, head: str = HEAD, level: str = "sd") -> int:
    file = folder.parent / "applicants.csv"
    file.write_text(head + rows)
    return main(["--site", str(folder), "admission", "trial", level, str(file), *options])


def told(folder: Path, capsys: pytest.CaptureFixture[str], rows: str = ROWS) -> dict[str, Any]:
    assert tried(folder, rows, "--json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_seats_are_given_by_the_rules_of_the_site(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of four seats domicile has three, one more for what rounding leaves over; the oldest come first there."""
    places = {row["number"]: (row["school"], row["choice"], row["rank"]) for row in told(folder, capsys)["places"]}

    assert places == {
        "001": ("10000001", 1, 1), "002": ("10000001", 1, 2), "003": ("10000001", 1, 3), "004": ("10000001", 1, 4),
        "005": ("10000002", 2, 1), "006": ("", None, None),
    }  # fmt: skip


def test_the_order_of_the_file_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    usual = told(folder, capsys)
    turned = told(folder, capsys, "".join(reversed(ROWS.splitlines(keepends=True))))

    assert turned["places"] == usual["places"]
    assert turned["digest"] != usual["digest"]
    assert told(folder, capsys)["digest"] == usual["digest"]


def test_what_is_doubtful_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "001,domisili,10000001,100,2020-01-01,\n002,domisili,10000001,100,2020-01-01,\n003,domisili,10000003,,2020-01-01,\n"

    assert tried(folder, rows, "--places") == 0

    out = capsys.readouterr().out
    assert "application 003: distance is missing for 10000003" in out
    assert "10000001, domisili: only the number put 001 before 002" in out
    assert "school 10000003 has applicants, and nobody has written its seats" in out
    assert "003  domisili  no seat; not 10000003: no seats" in out
    assert "3 applicants, 2 with a seat, 1 without." in out


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("001,zonasi,10000001,1,2020-01-01,", ("zonasi",)),
        ("001,domisili,99999999,1,2020-01-01,", ("99999999",)),
        ("001,domisili,10000001 10000001,1 1,2020-01-01,", ("different NPSN",)),
        ("001,domisili,10000001 10000002,1,2020-01-01,", ("1 distances and 2 choices",)),
        ("001,domisili,10000001,near,2020-01-01,", ("'near'",)),
        ("001,domisili,10000001,NaN,2020-01-01,", ("'NaN'",)),
        ("001,domisili,10000001,1,17 Maret,", ("17 Maret",)),
        ("001,domisili,10000001,1,2030-01-01,", ("after applications open",)),
        ("001,domisili,10000001,1,2020-01-01,\n001,domisili,10000001,1,2020-01-01,", ("001 stands there twice", ":3")),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_nobody_gets_a_seat(folder: Path, capsys: pytest.CaptureFixture[str], row: str, said: tuple[str, ...]) -> None:
    assert tried(folder, row + "\n") != 0

    shown = capsys.readouterr()
    assert shown.out == ""
    assert all(part in shown.err for part in (*said, "applicants.csv:")), shown.err


def test_a_level_without_rules_and_a_file_that_is_not_there_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tried(folder, ROWS, level="smp") == 2
    assert "no rules for the level 'smp'" in capsys.readouterr().err
    assert main(["--site", str(folder), "admission", "trial", "sd", "nowhere.csv"]) == 2
    assert "nowhere.csv" in capsys.readouterr().err


def test_nothing_is_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(folder / "data" / "portal.db") as database:
        before = list(database.iterdump())
    told(folder, capsys)
    with sqlite3.connect(folder / "data" / "portal.db") as database:
        assert list(database.iterdump()) == before
