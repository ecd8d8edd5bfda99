"""The page about security and the tests agree: what it says is proved is proved there, and what is proved is not called open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[3]
PAGE = (HOUSE / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = {int(number): (priority, rule, proof) for number, priority, rule, proof in re.findall(r"^\| (\d+) \| (P\d) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)}
NAMED = re.compile(r"def test_row_((?:\d+_and_)*\d+)_|def test_rows?_(\d+)\b")


def rows_in(file: Path) -> set[int]:
    """The numbers of the rows that the tests of a file name."""
    text = file.read_text(encoding="utf-8")
    return {int(number) for match in NAMED.finditer(text) for number in (match[1] or match[2]).split("_and_")}


TESTS = {str(file.relative_to(HOUSE)): rows_in(file) for file in sorted((HOUSE / "tests").rglob("test_*.py"))}


def test_there_are_sixty_eight_rows() -> None:
    assert list(ROWS) == list(range(1, 69))


@pytest.mark.parametrize("number", sorted(ROWS))
def test_a_row_is_open_or_proved_by_tests_that_name_it(number: int) -> None:
    _, _, proof = ROWS[number]
    files = re.findall(r"`(tests/[\w/]+\.py)`", proof)

    if number == 45:
        assert files == ["tests/core/security/test_bar.py"]
    elif not files:
        assert proof.startswith("open")
    else:
        assert [file for file in files if number not in TESTS.get(file, set())] == []


def test_no_row_is_called_open_that_a_test_proves() -> None:
    proved = {number: file for file, rows in TESTS.items() for number in rows}

    assert {number: proved[number] for number, (_, _, proof) in ROWS.items() if proof.startswith("open") and number in proved} == {}
    assert set(proved) <= set(ROWS)


def test_row_45_the_page_says_that_an_enabled_plugin_is_fully_trusted() -> None:
    assert "full trust" in PAGE
    assert ".pth" in PAGE
    assert "malice" in PAGE
