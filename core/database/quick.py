"""Short questions to SQLite, asked where they come up: by a connection that only reads, in the loop's own thread.

A question along an index takes SQLite 20 to 50 µs; the way to the connection's thread and back takes 100 to 150 µs of CPU and
waits for whoever is writing. So the hottest questions (`Database.records`) are asked here first. One that takes longer than
two milliseconds is broken off, so that it cannot hold up everybody, and goes the usual way, like one that finds the file busy.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

SECONDS = 0.002
STEPS = 1_000
"""After so many steps of SQLite's machine (some tens of microseconds) it is asked whether to go on."""
PRAGMAS = ("query_only=ON", "busy_timeout=0", "cache_size=-2000", "temp_store=MEMORY")


class Quick:
    """The reading connection of one database; opened when it is first needed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = None
        self._until = 0.0

    def ask(self, sql: str, values: Sequence[Any]) -> list[sqlite3.Row] | None:
        """The rows, or None when this question is to be asked the usual way, which also says what is wrong with it."""
        self._until = perf_counter() + SECONDS
        try:
            connection = self.connection or self._open()
            return connection.execute(sql, values).fetchall()
        except sqlite3.Error:
            return None

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(f"{self.path.as_uri()}?mode=rw", uri=True, isolation_level=None, check_same_thread=False)
        try:
            connection.row_factory = sqlite3.Row
            connection.set_progress_handler(lambda: perf_counter() > self._until, STEPS)
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
        self.connection = connection
        return connection
