"""A portal while it serves: its database, keys, files and the plugins' own lifespans, opened in order and always closed.

A process whose database is not closed never exits, so everything after `open` stands in a `finally`.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from core import hooks as spec
from core.database import Database, Migrator
from core.plugins.plugin import BOUNDARY, Plugin, State
from core.requests import Context
from core.security.cipher import Cipher
from core.security.limits import Limits
from core.security.sessions import Sessions
from core.storage import Files

if TYPE_CHECKING:
    from types import ModuleType

    from core.portal.portal import Portal

log = logging.getLogger("pendopo.portal")


def database_of(portal: Portal) -> Database:
    """The database with the tables of the core and of every living plugin, not yet open."""
    apps: dict[str, list[ModuleType]] = {p.slug: [p.modules["models"]] for p in portal.in_order if "models" in p.modules}
    return Database(portal.site.config.database.url, apps, folder=portal.site.folder)


@asynccontextmanager
async def running(portal: Portal, *, migrate: bool = False) -> AsyncIterator[Portal]:
    """Open the portal; migrate its database first if asked. On leaving, everything is closed, in reverse."""
    site = portal.site
    portal.database = database_of(portal)
    portal.cipher = Cipher(site.secrets.cipher, site.secrets.index)
    portal.sessions = Sessions(csrf_key=site.secrets.csrf, clock=portal.clock, secure=portal.base_url.startswith("https"))
    portal.limits = Limits.of("" if site.config.limits.url.startswith("memory") else site.config.limits.url)
    async with AsyncExitStack() as stack:
        await portal.database.open()
        stack.push_async_callback(portal.database.close)
        stack.enter_context(portal.database.bind())
        await _migrate(portal, apply=migrate)
        portal.files = Files(site.config.storage.url, folder=site.folder, scanners=[], clock=portal.clock)
        for plugin in portal.in_order:
            await _start(portal, plugin, stack)
        yield portal


async def _migrate(portal: Portal, *, apply: bool) -> None:
    migrator = Migrator(portal.database)
    if apply:
        await migrator.migrate()
    for plugin in portal.in_order:
        if plugin.alive:
            plugin.reached(State.MIGRATED)


async def _start(portal: Portal, plugin: Plugin, stack: AsyncExitStack) -> None:
    """Enter the plugin's lifespans; if one fails the plugin is reported, and the portal goes on."""
    try:
        for owned in portal.declared(spec.register_lifespan):
            if owned.owner == plugin.slug:
                await stack.enter_async_context(owned.value(Context(portal, plugin.slug, portal.site.languages[0])))
        plugin.reached(State.STARTED)
    except BOUNDARY as error:
        plugin.fail(error)
        log.error("plugin did not start", extra={"plugin": plugin.slug}, exc_info=error)
