"""The servers as processes: started, asked until they answer, their CPU time and memory read, and always ended."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil

from benchmarks.client import Ask, ask

STARTS_WITHIN = 60.0
REPOSITORY = Path(__file__).parent.parent
CODE = Path(tempfile.gettempdir()) / "pendopo-bench-code"


class Server:
    """A running server process and the port it answers on."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], port: int) -> None:
        self.name = name
        self.port = port
        self._process = process
        self._seen = psutil.Process(process.pid)

    def cpu(self) -> float:
        """CPU seconds, user and system, of the process and its children since it was started."""
        children = sum(times.user + times.system for one in self._seen.children(recursive=True) for times in [one.cpu_times()])
        return float(_clock(self._seen) + children)

    def memory(self) -> int:
        """Resident bytes of the same."""
        return int(sum(one.memory_info().rss for one in self._tree()))

    def _tree(self) -> list[psutil.Process]:
        return [self._seen, *self._seen.children(recursive=True)]


@contextmanager
def ours(site: Path, *, uncached: bool = False, plugins: Path | None = None, name: str = "ours") -> Iterator[Server]:
    """A measured site, served by this repository."""
    more = [*(["--uncached"] if uncached else []), *(["--plugins", str(plugins)] if plugins else [])]
    with _serving(name, [sys.executable, "-m", "benchmarks.server", str(site)], more, {}) as server:
        yield server


@contextmanager
def bare(database: Path) -> Iterator[Server]:
    """The hand-written reference, on the same server, parser and loop as ours."""
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "benchmarks.bare.app:app",
        "--no-access-log",
        "--log-level",
        "warning",
        "--http",
        "httptools",
        "--loop",
        "uvloop",
    ]
    with _serving("bare", command, [], {"BENCH_DATABASE": str(database)}) as server:
        yield server


@contextmanager
def _serving(name: str, command: Sequence[str], more: Sequence[str], environ: Mapping[str, str]) -> Iterator[Server]:
    port = _free_port()
    with tempfile.TemporaryFile() as log:  # a log is written, as in production; a pipe that nobody reads would stop the server
        process = subprocess.Popen(
            [*command, "--port", str(port), *more],
            cwd=REPOSITORY,
            env={**environ_of_a_server(), **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            yield _answering(Server(name, process, port), process, log)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def environ_of_a_server() -> dict[str, str]:
    """This one, except that compiled code is kept, whatever this shell says: an installed portal has it from its second start on."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPYCACHEPREFIX": str(CODE)}


def _answering(server: Server, process: subprocess.Popen[bytes], log: IO[bytes]) -> Server:
    """Wait until it answers its first page."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            log.seek(0)
            raise RuntimeError(f"{server.name} ended: {log.read().decode()[-2000:]}")
        try:
            if ask(server.port, Ask("/"), connections=1)[0].status == 200:
                return server
        except OSError:
            time.sleep(0.01)
    raise TimeoutError(f"{server.name} does not answer")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _clock(process: psutil.Process) -> float:
    """The process's CPU clock in nanoseconds where the system has one; what `ps` counts with goes in hundredths of a second."""
    if sys.platform == "linux":
        return time.clock_gettime((~process.pid << 3) | 2)  # clock_getcpuclockid(3), which Python offers for threads only
    times = process.cpu_times()
    return float(times.user + times.system)
