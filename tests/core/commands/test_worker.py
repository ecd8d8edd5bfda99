"""`pendopo worker` works apart from the web and ends when it is told."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.commands.main import main
from core.testing import make_site


def test_once_does_what_is_due_and_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make_site(tmp_path / "site")

    assert main(["worker", "--once", "--site", str(site.folder)]) == 0

    assert capsys.readouterr().out == "0 deliveries tried, 0 tasks run.\n"


@pytest.mark.slow
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_shows_itself_while_it_works_and_ends_with_0_when_told(told: signal.Signals, tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    process = subprocess.Popen([sys.executable, "-m", "core.commands.main", "worker", "--site", str(site.folder)], stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 30
        while not _beaten(site.folder / "data" / "portal.db") and time.monotonic() < deadline:
            time.sleep(0.1)
        process.send_signal(told)
        _, said = process.communicate(timeout=20)
    finally:
        process.kill()

    assert process.returncode == 0, said
    assert said.startswith("Uji Melayani: working as ")
    assert said.endswith("ended\n")


def _beaten(file: Path) -> bool:
    if not file.exists():
        return False
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return bool(connection.execute("SELECT 1 FROM core_task WHERE name = 'worker'").fetchall())
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
