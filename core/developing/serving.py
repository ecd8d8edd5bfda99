"""Serving while developing: the portal with its notes taken, its post caught, and the developing pages beside it."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from core.developing.outbox import Post, Store
from core.developing.tracing import Ledger
from core.developing.watching import watched, watching
from core.developing.workshop import Workshop
from core.portal import build_portal
from core.web.logs import AccessLog, set_up_logs
from core.web.observation import Observation
from core.web.server import read_site, run

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator
    from pathlib import Path

    from core.portal import Portal
    from core.web.server import Options


def work(options: Options, listener: socket.socket, folder: Path, let_out: tuple[str, ...]) -> int:
    """Serve in this process until told to stop; the exit code. What is caught lies in `folder`."""
    set_up_logs(level=logging.DEBUG)
    ledger, post, observation = Ledger(), Post(Store(folder / "outbox"), let_out), Observation(AccessLog())

    def build() -> Portal:
        return watched(build_portal(post.redirected(read_site(options)), reload=True), ledger)

    workshop = Workshop(build, ledger, post.store, observation, worker=options.worker)

    @asynccontextmanager
    async def beside() -> AsyncIterator[None]:
        with watching(ledger, post):
            async with post.serving():
                yield

    return run(workshop, listener, read_site(options), observation, beside=beside())
