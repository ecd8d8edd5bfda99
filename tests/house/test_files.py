"""What may not lie in the repository: addresses of package indexes, paths of machines, secrets, build results."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Written in pieces, so that this file does not hold what it looks for.
INDEX = re.compile(
    r"py" + r"pi\.(?:org|python\.org)|python" + r"hosted\.org|registry\.np" + r"mjs\.org|registry\.yarn" + r"pkg\.com"
    r"|--(?:extra-)?index" + r"-url|--find" + r"-links|--trusted" + r"-host"
)
MACHINE = re.compile(r"(?<![\w./])/(?:ro" + r"ot|wo" + r"rk|ho" + r"me/[a-z]+|Us" + r"ers/[A-Za-z]+)(?:/|\b)")
SECRET = re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIV" + r"ATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b")
BUILT = re.compile(r"(^|/)(node_modules|\.venv|__pycache__|dist|vendor|_shipped)/|\.(mo|pyc|whl|db|db-wal|sqlite3?)$|^sites/[^/]+/data/")


def committed() -> list[str]:
    """Every file that git keeps, and those that the next commit would take."""
    if not (ROOT / ".git").exists():
        pytest.skip("no git checkout")
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def lines() -> Iterator[tuple[str, str]]:
    for name in committed():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        yield from ((f"{name}:{number}", line) for number, line in enumerate(text.splitlines(), 1))


@pytest.mark.parametrize(
    ("what", "pattern", "allowed"),
    [
        ("the address of a package index", INDEX, ()),
        ("a path of somebody's machine", MACHINE, ("tests/house/test_files.py",)),
        ("a secret", SECRET, ()),
    ],
    ids=["index", "machine", "secret"],
)
def test_no_committed_file_holds(what: str, pattern: re.Pattern[str], allowed: tuple[str, ...]) -> None:
    found = [f"{place}: {line.strip()[:120]}" for place, line in lines() if pattern.search(line) and not place.startswith(allowed or ("\0",))]

    assert found == [], f"{what} is committed"


def test_no_build_result_and_no_data_of_a_site_is_committed() -> None:
    assert [name for name in committed() if BUILT.search(name)] == []


def test_the_patterns_find_what_they_look_for() -> None:
    assert INDEX.search("https://py" + "pi.org/simple")
    assert INDEX.search("--index" + "-url https://example.org")
    assert MACHINE.search('"/ro' + 'ot/.cache"')
    assert not MACHINE.search("https://example.org/home")
    assert not MACHINE.search("the work/main folder")
    assert SECRET.search("-----BEGIN PRIV" + "ATE KEY-----")
    assert BUILT.search("sites/blora/data/secrets.toml")
    assert not BUILT.search("plugins/cases/data/holidays.csv")
