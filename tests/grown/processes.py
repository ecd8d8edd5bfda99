"""A site served by processes as its operator starts them, and what is known of them from outside."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

HOUSE = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "core.commands.main")


@dataclass(frozen=True)
class Grown:
    """The folder of a site, and what the environment of all its processes says."""

    folder: Path
    environment: Mapping[str, str]

    def pendopo(self, *words: str) -> str:
        """Run one command to its end; what it says. Anything but exit code 0 fails the test."""
        done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, env=self._environ(), cwd=HOUSE, check=False, timeout=120)
        assert done.returncode == 0, f"pendopo {' '.join(words)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def told(self, *words: str) -> Any:
        """The JSON document that a command answers."""
        return json.loads(self.pendopo(*words, "--json"))

    @contextmanager
    def running(self, name: str, *words: str, until: str) -> Iterator[Running]:
        """A command that goes on; the block begins when it has said `until`."""
        log = self.folder.parent / f"{name}.log"
        with log.open("w") as stream:
            process = subprocess.Popen([*COMMAND, *words], stdout=stream, stderr=stream, env=self._environ(), cwd=HOUSE)
        try:
            running = Running(process, log)
            wait_for(lambda: until in running.said() or process.poll() is not None, 90)
            assert process.poll() is None, running.said()
            yield running
        finally:
            if process.poll() is None:
                kill_all(process.pid)
                process.wait()

    @contextmanager
    def open(self, workers: int = 2) -> Iterator[Portal]:
        """`serve` with so many processes and a `worker` beside them; the block begins when each of them answers."""
        with ExitStack() as stack:
            worker = stack.enter_context(self.running("worker", "worker", until="working as"))
            serve = stack.enter_context(self.running("serve", "serve", "--port", "0", "--workers", str(workers), "--no-worker", until="Ctrl+C"))
            portal = Portal(serve, worker, workers)
            wait_for(portal.is_complete, 90)
            yield portal

    def _environ(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("PENDOPO_", "AWS_"))}
        return {**own, **self.environment, "PENDOPO_SITE": str(self.folder), "PYTHONPATH": str(HOUSE)}


@dataclass(frozen=True)
class Running:
    """A process and its log."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


@dataclass(frozen=True)
class Portal:
    """What serves a site, seen from outside."""

    serve: Running
    worker: Running
    workers: int

    @property
    def address(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+", self.serve.said())
        assert found, self.serve.said()
        return found[0]

    def processes(self) -> list[psutil.Process]:
        """Those that serve, without the one that looks after them."""
        return [child for child in psutil.Process(self.serve.process.pid).children() if "spawn_main" in " ".join(child.cmdline())]

    def is_complete(self) -> bool:
        """Whether as many processes answer as were asked for."""
        with self.connections() as found:
            return len(found) == self.workers

    @contextmanager
    def connections(self) -> Iterator[dict[int, Connection]]:
        """An open connection to each process that takes one, by its number; the kernel decides which one gets the next."""
        with ExitStack() as stack:
            found: dict[int, Connection] = {}
            for _ in range(40):
                connection = stack.enter_context(closing(Connection(self.address)))
                if connection.answers() and (pid := self._who_has(connection)):
                    found.setdefault(pid, connection)
                if len(found) == self.workers:
                    break
            yield found

    def _who_has(self, connection: Connection) -> int:
        for process in self.processes():
            if any(one.raddr and one.raddr.port == connection.port for one in process.net_connections("inet")):
                return process.pid
        return 0


class Connection:
    """One kept-alive connection, which therefore stays with one process."""

    def __init__(self, address: str) -> None:
        self._http = http.client.HTTPConnection(address.removeprefix("http://"), timeout=15)
        self.port = 0

    def answers(self) -> bool:
        try:
            self._http.connect()
            self.port = self._http.sock.getsockname()[1]
            self.get("/sehat")
        except OSError:
            return False
        return True

    def get(self, path: str) -> str:
        self._http.request("GET", path, headers={"Accept-Language": "id"})
        return self._http.getresponse().read().decode()

    def close(self) -> None:
        self._http.close()


def wait_for(happened: Callable[[], bool], seconds: float, every: float = 0.05) -> float:
    """Ask until it has; after how many seconds."""
    began = time.monotonic()
    while not happened():
        assert time.monotonic() - began < seconds, "it did not happen in time"
        time.sleep(every)
    return time.monotonic() - began


def kill_all(pid: int) -> None:
    """The process and all that it started."""
    try:
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for member in family:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue


def copy_of_blora(folder: Path) -> Path:
    """The site as it is in the repository, without what serving it has written there."""
    shutil.copytree(HOUSE / "sites" / "blora", folder, ignore=shutil.ignore_patterns("data"))
    return folder
