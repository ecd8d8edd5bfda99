"""A portal while it serves: its database, keys, files, outbox and the plugins' own lifespans, opened in order and always closed.

A process whose database is not closed never exits, so everything after `open` is left again in reverse, whatever happens.
A plugin whose migration or lifespan fails is charged with it: the portal is built once more without that plugin.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from core import hooks as spec
from core.audit import log_head
from core.counters import read_all
from core.database import Database, Migrator
from core.errors import PendopoError, PluginError
from core.flow import sweep_drafts
from core.imports.runs import TASK
from core.outbox import Outbox, OutboxWorker
from core.outgoing import Outgoing
from core.plugins.blame import line_in
from core.plugins.boundary import told
from core.plugins.declarations import Owned
from core.plugins.plugin import BOUNDARY, Plugin, State
from core.portal.portal import KEEP
from core.requests import Context
from core.retention import expire
from core.security.cipher import Cipher
from core.security.limits import Limits
from core.security.sessions import Sessions
from core.storage import Files
from core.tasks import Task

if TYPE_CHECKING:
    from types import ModuleType

    from core.portal.portal import Portal

log = logging.getLogger("pendopo.portal")

SCAN_SECONDS = 30.0


def database_of(portal: Portal) -> Database:
    """The database with the tables of the core and of every living plugin, not yet open."""
    apps: dict[str, list[ModuleType]] = {p.slug: [p.modules["models"]] for p in portal.in_order if "models" in p.modules}
    return Database(portal.site.config.database.url, apps, folder=portal.site.folder)


@asynccontextmanager
async def running(portal: Portal, *, migrate: bool = False, worker: bool = False) -> AsyncIterator[Portal]:
    """Open the portal; migrate its database first if asked, work the outbox beside it if asked.

    What is handed out is another portal when a plugin had to be left out. Raises DatabaseError when the core cannot start."""
    failed: dict[str, PendopoError] = {}
    while True:
        async with AsyncExitStack() as stack:
            found = await _open(portal, stack, migrate=migrate)
            if not found:
                if worker:
                    await stack.enter_async_context(worker_of(portal).working())
                yield portal
                return
        failed |= found
        portal = portal.without(failed)


async def _open(portal: Portal, stack: AsyncExitStack, *, migrate: bool) -> dict[str, PendopoError]:
    """Open everything; the plugins that failed, for which the portal must be built again."""
    site = portal.site
    portal.database = database_of(portal)
    portal.cipher = Cipher(site.secrets.cipher, site.secrets.index)
    portal.sessions = Sessions(csrf_key=site.secrets.csrf, clock=portal.clock, secure=portal.base_url.startswith("https"))
    portal.limits = Limits.of("" if site.config.limits.url.startswith("memory") else site.config.limits.url)
    await portal.database.open()
    stack.push_async_callback(portal.database.close)
    stack.enter_context(portal.database.bind())
    failed = await _migrated(portal, apply=migrate)
    if failed:
        return failed
    scanners = [_scanner(portal, owned.owner, owned.value.scan) for owned in portal.declared(spec.register_upload_scanners)]
    portal.files = Files(site.config.storage.url, folder=site.folder, scanners=scanners, clock=portal.clock)
    portal.http = Outgoing({p.slug: p.manifest.hosts for p in portal.in_order if p.manifest}, site.config.outgoing.hosts, site.config.outgoing.inside)
    stack.push_async_callback(portal.http.close)
    portal.outbox = Outbox(portal.database, portal.tables.events, portal.declared(spec.register_listeners), portal.clock)
    stack.enter_context(portal.outbox.bind())
    portal.pages.learn(await read_all(KEEP))
    for plugin in portal.in_order:
        failed |= await _started(portal, plugin, stack)
    return failed


async def _migrated(portal: Portal, *, apply: bool) -> dict[str, PendopoError]:
    migrator = Migrator(portal.database)
    results = await migrator.migrate() if apply else await migrator.check()
    failed: dict[str, PendopoError] = {result.app: result.error for result in results if result.error is not None}
    for plugin in portal.in_order:
        if plugin.slug not in failed:
            plugin.reached(State.MIGRATED)
    return failed


async def _started(portal: Portal, plugin: Plugin, stack: AsyncExitStack) -> dict[str, PendopoError]:
    """Enter the plugin's lifespans."""
    try:
        for owned in portal.declared(spec.register_lifespan):
            if owned.owner == plugin.slug:
                await stack.enter_async_context(_lifespan(owned.value(context_of(portal, plugin.slug))))
    except BOUNDARY as error:
        log.error("plugin did not start", extra={"plugin": plugin.slug}, exc_info=error)
        said = error.message if isinstance(error, PendopoError) else told(error)
        return {plugin.slug: PluginError(f"did not start: {said}", where=line_in(error, plugin.folder), code="plugin.lifespan")}
    plugin.reached(State.STARTED)
    return {}


def _lifespan(made: object) -> AbstractAsyncContextManager[None]:
    """What a lifespan function made, if it can be entered."""
    if isinstance(made, AbstractAsyncContextManager):
        return made
    if inspect.iscoroutine(made):
        made.close()
    hint = "Write @asynccontextmanager above `async def`, and `yield` in it."
    raise PluginError(f"its lifespan made {type(made).__name__}", hint=hint, code="plugin.lifespan")


def _scanner(portal: Portal, slug: str, scan: Callable[[Context, bytes, str], Awaitable[str]]) -> Callable[[bytes, str], Awaitable[str]]:
    async def asked(content: bytes, media_type: str) -> str:
        return await portal.boundary.call(slug, "upload scanner", SCAN_SECONDS, scan, context_of(portal, slug), content, media_type)

    return asked


def context_of(portal: Portal, slug: str, key: str = "") -> Context:
    return Context(portal, slug, portal.site.languages[0], key=key)


def worker_of(portal: Portal) -> OutboxWorker:
    """The worker of a portal that is open."""
    return OutboxWorker(
        portal.outbox,
        boundary=portal.boundary,
        context=partial(context_of, portal),
        zone=portal.site.zone,
        tasks=[
            Owned("core", Task("sweep", partial(_sweep, portal), every=timedelta(hours=1))),
            Owned("core", Task("audit", partial(_log_head, portal), at=time(0, 10))),
            Owned("core", Task(TASK, partial(_import, portal), every=timedelta(minutes=1))),
            Owned("core", Task("expire", partial(_expire, portal), at=time(2, 40))),
            *portal.declared(spec.register_tasks),
        ],
        checks=portal.declared(spec.register_health),
    )


async def _log_head(portal: Portal, _context: Context) -> None:
    await log_head(portal)


async def _expire(portal: Portal, _context: Context) -> None:
    """What may be kept no longer goes. What a plugin could not do is in the log, and it is asked again tomorrow."""
    await expire(portal)


async def _import(portal: Portal, _context: Context) -> None:
    """Read and write the tables that officers sent. Sending one makes this due at once."""
    await portal.imports.work()


async def _sweep(portal: Portal, _context: Context) -> None:
    """Remove what nobody needs any more: sessions and drafts whose time is over, files given up or never sent."""
    await portal.sessions.sweep()
    await sweep_drafts(portal.clock.now())
    await portal.files.sweep()
    await portal.imports.sweep()
