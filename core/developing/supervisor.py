"""Watches over one serving process: another takes its place when Python changes, the same reads anew what else changes.

The processes are forked from one that has loaded what others wrote (the database's layer, the templates' engine, …) and
nothing of ours: a start without that is twice as quick. The listening socket stays here, so a request waits instead of
failing; while the process cannot start, the request is answered with the reasons.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchfiles import Change, watch

import core
from core.developing.excuse import Excuse
from core.developing.worker import TROUBLE, run_worker

if TYPE_CHECKING:
    import socket
    from types import FrameType

    from core.portal import Portal
    from core.web.server import Options

STOP_SECONDS = 25.0
QUIET_MILLISECONDS = 30
"""An editor writes a file in several steps; after so long without another it is read."""
TICK_MILLISECONDS = 200
SOURCE = (".py", ".toml", ".html", ".txt", ".css", ".js", ".svg", ".po", ".csv")
"""Endings of the files that a portal is built from."""
SILENT = frozenset({"data", "__pycache__", "node_modules", ".git"})
LOADED_ANEW = ("core", "plugins", "__main__", "__mp_main__")


class Supervisor:
    """One worker at a time on `listener`; `portal` is as it was read at the start and says which folders count."""

    def __init__(self, options: Options, listener: socket.socket, portal: Portal, let_out: tuple[str, ...] = ()) -> None:
        self._options = options
        self._listener = listener
        self._folders = tuple(str(folder) for folder in _watched(options.folder, portal))
        self._own = tuple(found.module_name.partition(".")[0] for found in portal.found.values())
        self._let_out = let_out
        self._stop = threading.Event()
        self._leaving: list[BaseProcess] = []
        self._worker: BaseProcess | None = None
        self._excuse: Excuse | None = None

    def run(self) -> int:
        """Until a signal; 0."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stopping)
        signal.signal(signal.SIGHUP, lambda _number, _frame: self._reread())
        self._folder = Path(tempfile.mkdtemp(prefix="pendopo-dev-"))
        self._context: Any = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(_of_others(self._own))
        try:
            self._start()
            for changes in watch(
                *self._folders, watch_filter=_is_source, stop_event=self._stop, raise_interrupt=False, debounce=400, step=QUIET_MILLISECONDS,
                rust_timeout=TICK_MILLISECONDS, yield_on_timeout=True,
            ):  # fmt: skip
                self._changed([path for _, path in changes])
        finally:
            self._end()
        return 0

    def _changed(self, paths: Sequence[str]) -> None:
        """What a change asks for. Without any it is only seen whether the worker lives."""
        if any(map(_holds_python, paths)) or (paths and not self._alive):
            self._start()
        elif paths:
            self._reread()
        elif not self._alive and self._excuse is None:
            self._excuse = Excuse(self._listener, _trouble(self._folder / TROUBLE))
        self._leaving = [one for one in self._leaving if one.is_alive()]

    @property
    def _alive(self) -> bool:
        return self._worker is not None and self._worker.is_alive()

    def _start(self) -> None:
        """A worker; the one before it is told to stop, and ends beside it."""
        if self._worker is not None and self._worker.is_alive():
            self._worker.terminate()
            self._leaving.append(self._worker)
        if self._excuse is not None:
            self._excuse.end()
            self._excuse = None
        self._worker = self._context.Process(target=run_worker, args=(self._options, self._listener, self._folder, self._let_out))
        self._worker.start()

    def _reread(self) -> None:
        """The worker reads the site's files, themes and templates again, without a start."""
        if self._worker is not None and self._worker.is_alive() and self._worker.pid:
            os.kill(self._worker.pid, signal.SIGHUP)

    def _stopping(self, _number: int, _frame: FrameType | None) -> None:
        if self._stop.is_set():
            for worker in self._all():
                worker.kill()
        self._stop.set()

    def _all(self) -> Iterable[BaseProcess]:
        return [*self._leaving, *([self._worker] if self._worker else [])]

    def _end(self) -> None:
        if self._excuse is not None:
            self._excuse.end()
        deadline = time.monotonic() + STOP_SECONDS
        for worker in self._all():
            if worker.is_alive():
                worker.terminate()
        for worker in self._all():
            worker.join(max(0.1, deadline - time.monotonic()))
            if worker.is_alive():
                worker.kill()
                worker.join()
        shutil.rmtree(self._folder, ignore_errors=True)


def _watched(site: Path, portal: Portal) -> list[Path]:
    """The house, the site, and the folder of every plugin that lies elsewhere."""
    house = Path(core.__file__).parents[1]
    shared = [folder for name in ("core", "plugins", "themes") if (folder := house / name).is_dir()]
    elsewhere = [found.folder for found in portal.found.values() if not any(found.folder.is_relative_to(known) for known in (*shared, site))]
    return [*shared, site, *elsewhere]


def _is_source(change: Change, path: str) -> bool:
    """Whether a portal may be built from this file. A folder that is new counts, for what is in it by now is not told."""
    return SILENT.isdisjoint(path.split("/")) and (path.endswith(SOURCE) or (change is Change.added and Path(path).is_dir()))


def _holds_python(path: str) -> bool:
    return path.endswith(".py") or (Path(path).is_dir() and next(Path(path).rglob("*.py"), None) is not None)


def _of_others(own: Sequence[str]) -> list[str]:
    """The modules that this process has loaded by now and that are nobody's who develops here."""
    ours = {*LOADED_ANEW, *own}
    return [name for name, module in list(sys.modules.items()) if module is not None and name.partition(".")[0] not in ours]


def _trouble(file: Path) -> list[dict[str, str]]:
    try:
        found: list[dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return [
            {
                "where": "",
                "message": "the serving process ended, and did not say why",
                "hint": "The terminal may tell. Save a file to start it again.",
                "detail": "",
            }
        ]
    return found
