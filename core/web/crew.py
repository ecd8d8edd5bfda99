"""Several workers on one socket: started afresh, followed by another when one dies, told to stop together."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

STOP_SECONDS = 25.0
YOUNG_SECONDS = 5.0
"""A worker that dies younger than this could not start."""
MOST_FAILURES = 3


class Crew:
    """`target(*arguments)` in `number` processes. Spawned, not forked: nothing of the parent's threads and connections goes along."""

    def __init__(self, target: Callable[..., None], arguments: tuple[Any, ...], number: int, say: Callable[[str], None]) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._target = target
        self._arguments = arguments
        self._number = number
        self._say = say
        self._workers: dict[BaseProcess, float] = {}
        self._stop = threading.Event()
        self._failures = 0
        self._failed = 0.0

    def run(self) -> int:
        """Until a signal: 0, or 1 when workers cannot start."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stopping)
        signal.signal(signal.SIGHUP, self._reread)
        for _ in range(self._number):
            self._start()
        while not self._stop.wait(0.2):
            self._look()
        self._end()
        return 1 if self._failures >= MOST_FAILURES else 0

    def _start(self) -> None:
        worker = self._context.Process(target=self._target, args=self._arguments)
        worker.start()
        self._workers[worker] = time.monotonic()

    def _look(self) -> None:
        for worker, began in list(self._workers.items()):
            if worker.is_alive():
                if began > self._failed and time.monotonic() - began > YOUNG_SECONDS:
                    self._failures = 0  # one that came after the last failure works: the three are counted anew
                continue
            worker.join()
            if worker.exitcode and time.monotonic() - began < YOUNG_SECONDS:
                self._failures += 1
                self._failed = time.monotonic()
            if self._failures >= MOST_FAILURES:
                self._say(f"worker {worker.pid} ended with {worker.exitcode}, as others before it: giving up")
                self._stop.set()
                return
            if worker.exitcode:
                self._say(f"worker {worker.pid} ended with {worker.exitcode}; another takes its place")
            del self._workers[worker]
            self._start()

    def _reread(self, _number: int, _frame: FrameType | None) -> None:
        """One worker reads the site's files again; the others follow it through the database."""
        for worker in self._workers:
            if worker.is_alive() and worker.pid:
                os.kill(worker.pid, signal.SIGHUP)
                return

    def _stopping(self, number: int, _frame: FrameType | None) -> None:
        if self._stop.is_set():
            for worker in self._workers:
                worker.kill()
        self._stop.set()

    def _end(self) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        for worker in self._workers:
            if worker.is_alive():
                worker.terminate()
        for worker in self._workers:
            worker.join(max(0.1, deadline - time.monotonic()))
            if worker.is_alive():
                worker.kill()
                worker.join()
