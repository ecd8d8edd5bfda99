"""The watchdog: sees from a thread of its own when the event loop stands still, and names whose code holds it.

A time limit stops code that awaits; code that blocks delays everybody, and only somebody outside the loop can tell.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger("pendopo.watchdog")

BEAT_SECONDS = 0.1
STILL_SECONDS = 0.5
"""How long the loop may stand still before it is said."""


class Watchdog:
    """Watches the running loop. `folders` are the plugins' own, by slug: the deepest frame in one of them is to blame."""

    def __init__(self, folders: Mapping[str, Path], *, still: float = STILL_SECONDS) -> None:
        self._folders = {slug: str(folder) for slug, folder in folders.items()}
        self._still = still
        self._thread_id = threading.get_ident()
        self._beaten = time.monotonic()
        self._ended = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[Watchdog]:
        """Watch beside the block."""
        loop = asyncio.get_running_loop()
        handle = loop.call_later(BEAT_SECONDS, self._beat, loop)
        thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            handle.cancel()
            thread.join()

    def _beat(self, loop: asyncio.AbstractEventLoop) -> None:
        self._beaten = time.monotonic()
        if not self._ended.is_set():
            loop.call_later(BEAT_SECONDS, self._beat, loop)

    def _watch(self) -> None:
        said = 0.0
        while not self._ended.wait(self._still / 4):
            beaten = self._beaten
            if time.monotonic() - beaten > self._still and beaten != said:
                said = beaten
                self._bark()

    def _bark(self) -> None:
        frame = sys._current_frames().get(self._thread_id)
        stack = traceback.extract_stack(frame) if frame else traceback.StackSummary()
        slug, place = self._blame(stack)
        log.warning(
            "the loop stands still: code that blocks holds up every request", extra={"plugin": slug, "where": place, "stack": "".join(stack.format()[-4:])}
        )

    def _blame(self, stack: traceback.StackSummary) -> tuple[str, str]:
        for line in reversed(stack):
            for slug, folder in self._folders.items():
                if line.filename.startswith(folder):
                    return slug, f"{line.filename}:{line.lineno}"
        last = stack[-1] if stack else None
        return "core", f"{last.filename}:{last.lineno}" if last else ""
