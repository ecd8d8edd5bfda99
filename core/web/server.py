"""How `serve` runs: one listening socket, uvicorn with our protocol on it, and a stop that ends.

With several workers each is a process of its own, started afresh (nothing is inherited but the socket), and followed by
another when it dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from core.errors import PendopoError, UsageError
from core.hosts import is_loopback, trust
from core.web.hall import Hall
from core.web.logs import AccessLog, set_up_logs
from core.web.observation import Observation
from core.web.protocol import Patience, protocol

if TYPE_CHECKING:
    from types import FrameType

    from core.portal import Portal
    from core.site import Site

log = logging.getLogger("pendopo.server")

BACKLOG = 2048
GRACE_SECONDS = 20
"""What requests under way have left when the server is told to stop."""
LAST_SECONDS = 24.0
"""After so long it has stopped, whatever a plugin is still doing."""
LAST_READ_SECONDS = 0.1
"""How long the request of somebody who was accepted may still be on the way when the server stops."""


@dataclass(frozen=True, slots=True)
class Options:
    """What `pendopo serve` was told. Empty and zero: what the site says."""

    folder: Path
    host: str = ""
    port: int = -1
    workers: int = 0
    dev: bool = False
    strict: bool = False
    worker: bool = True


def read_portal(options: Options) -> Portal:
    """Read the site and build its portal. SiteError or ThemeError with all problems."""
    from core.portal import build_portal

    return build_portal(read_site(options))


def read_site(options: Options) -> Site:
    """The site, with what the command line decides over it. UsageError when others are served from a site that is developed."""
    from core.site import load_site

    site = load_site(options.folder)
    if options.dev and not site.local:
        raise UsageError(
            f"--dev shows everybody's codes, mails and statements, and this site serves {site.config.portal.public_url}",
            where=site.where("portal.public_url"),
            hint="Develop on a copy without public_url, or serve without --dev.",
            code="serve.dev",
        )
    server = site.config.server.model_copy(update={key: value for key, value in (("host", options.host), ("port", options.port)) if value not in ("", -1)})
    plugins = site.config.plugins.model_copy(update={"strict": True}) if options.strict else site.config.plugins
    return replace(site, config=site.config.model_copy(update={"server": server, "plugins": plugins}))


def listen(site: Site) -> socket.socket:
    """The listening socket. UsageError when only this computer is served and another address is asked for, or when the port is taken."""
    host, port = site.config.server.host, site.config.server.port
    if site.local and host != "localhost" and not is_loopback(host.strip("[]")):
        raise UsageError(
            f"without portal.public_url only this computer is served, not {host}",
            hint='Set public_url = "https://…" in portal.toml; for a trial in one network also insecure_http = true with an http:// address.',
            code="serve.local",
        )
    try:
        family, kind, number, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind, number)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        hint = "Stop what listens there, or choose another: --port 8001." if error.errno == errno.EADDRINUSE else "Is that an address of this computer?"
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror}", hint=hint, code="serve.port") from error
    return listener


def address_of(site: Site, listener: socket.socket) -> str:
    """The address to open in a browser."""
    if site.config.portal.public_url:
        return site.config.portal.public_url
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(uvicorn.Server):
    """uvicorn's server that ends with 0 when it is told to stop, and ends for certain."""

    def __init__(self, config: uvicorn.Config, observation: Observation) -> None:
        super().__init__(config)
        self.observation = observation

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn does, but without raising the signal again at the end: a stop that was asked for is no failure."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal stops gracefully, the second at once."""
        self.observation.stopping = True
        if self.should_exit:
            self.force_exit = True
            return
        self.should_exit = True
        last = threading.Timer(LAST_SECONDS, _leave)
        last.daemon = True
        last.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, but what was accepted a moment ago is read first: its request is on the way, and would be lost."""
        for server in self.servers:
            server.close()
        await asyncio.sleep(LAST_READ_SECONDS)
        await super().shutdown(sockets)


def _leave() -> None:
    """The last word, for when a plugin blocks the loop or a thread and nothing else can end the process."""
    sys.stderr.write("pendopo: something did not stop in time and is left behind\n")
    sys.stderr.flush()
    os._exit(0)


def configure(app: Hall, patience: Patience) -> uvicorn.Config:
    """uvicorn as we run it: our protocol, our log, no header that tells what serves here, nobody's word about addresses."""
    return uvicorn.Config(
        app,
        http=protocol(patience),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=GRACE_SECONDS,
        h11_max_incomplete_event_size=patience.header_bytes,
    )


def work(options: Options, listener: socket.socket, portal: Portal | None = None, started: Callable[[], None] = lambda: None) -> int:
    """Serve in this process until told to stop; the exit code. `portal` is one that was built already, `started` is called when it is open."""
    set_up_logs()
    observation = Observation(AccessLog())
    hall = Hall(lambda: read_portal(options), observation=observation, worker=options.worker)
    return run(hall, listener, portal.site if portal else read_site(options), observation, portal=portal, started=started)


def run(
    hall: Hall,
    listener: socket.socket,
    site: Site,
    observation: Observation,
    *,
    portal: Portal | None = None,
    started: Callable[[], None] = lambda: None,
    beside: AbstractAsyncContextManager[None] | None = None,
) -> int:
    """Serve `hall` until told to stop; the exit code. `beside` is open as long as it is."""
    limits = site.config.limits
    trusted = trust(limits.trusted_proxies)
    patience = Patience(per_address=limits.connections_per_address, exempt=lambda address: is_loopback(address) or trusted(address))
    server = Server(configure(hall, patience), observation)

    async def serving() -> None:
        async with beside or contextlib.nullcontext():
            with server.capture_signals():
                try:
                    await hall.open(portal)
                    reread_on_signal(hall)
                    gc.freeze()  # the portal stays as long as the process: nobody need look through it for garbage
                    started()
                    await server._serve(sockets=[listener])
                finally:
                    await hall.close()

    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(serving())
    return 0


def reread_on_signal(hall: Hall) -> None:
    """SIGHUP: read the site's files again and let the new portal take the old one's place. What is wrong with them is logged, and nothing changes."""

    async def reread() -> None:
        try:
            await hall.rebuild()
            log.info("the portal was built anew")
        except PendopoError as error:
            log.error("the changed portal cannot be built; this one goes on", extra={"error": str(error)})

    def again() -> None:
        under_way.add(task := asyncio.ensure_future(reread()))
        task.add_done_callback(under_way.discard)

    under_way: set[asyncio.Future[None]] = set()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, again)


async def prepare(portal: Portal, tell: Callable[[Any], object]) -> None:
    """Migrate a fresh site, or one in local mode; any other that is behind is refused. Then see that the keys are the database's."""
    from core.database import Migrator
    from core.portal.running import database_of
    from core.web.keys import check_keys

    marks = portal.site.secrets.fingerprints()  # before there is a database: keys are not made anew beside one
    database = database_of(portal)
    await database.open()
    try:
        with database.bind():
            migrator = Migrator(database)
            fresh = not any(status.applied for status in await migrator.status())
            if fresh or portal.site.local:
                await migrator.migrate(progress=tell)
            else:
                await migrator.check()
            await check_keys(marks, portal.clock.now())
    finally:
        await database.close()


def run_worker(options: Options, listener: socket.socket) -> None:
    """What a process started by `Crew` runs."""
    try:
        code = work(options, listener)
    except PendopoError as error:
        sys.stderr.write(f"pendopo: {error}\n")
        code = 1
    sys.exit(code)
