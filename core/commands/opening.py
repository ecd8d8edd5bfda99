"""Open a site's portal for a command: built, migrated where that is no surprise, at work, and closed again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from core.database import Migrator
from core.errors import PluginError, did_you_mean
from core.portal import Portal, build_portal
from core.portal.running import database_of, running
from core.site import load_site

T = TypeVar("T")


async def at_work(folder: Path, work: Callable[[Portal], Awaitable[T]], plugin: str = "") -> T:
    """What `work` returns. Raises SiteError, DatabaseError, and PluginError when `plugin` does not work."""
    portal = build_portal(load_site(folder))
    _ = portal.site.secrets  # made before the database is: a database without its keys is refused as lost
    migrate = portal.site.local or await is_fresh(portal)
    async with running(portal, migrate=migrate) as opened:
        if plugin:
            _require(opened, plugin)
        return await work(opened)


async def is_fresh(portal: Portal) -> bool:
    """Whether no table was ever made: migrating then changes nothing that anybody has."""
    database = database_of(portal)
    await database.open()
    try:
        return not any(status.applied for status in await Migrator(database).status())
    finally:
        await database.close()


def _require(portal: Portal, slug: str) -> None:
    known = {plugin.slug: plugin for plugin in portal.plugins}
    if slug not in known:
        raise PluginError(f"the plugin {slug!r} is not enabled", hint=did_you_mean(slug, known) or f"pendopo plugins enable {slug}", code="plugin.disabled")
    if not known[slug].alive:
        raise PluginError(f"the plugin {slug!r} does not work: {known[slug].why}", hint="`pendopo check` tells more.", code="plugin.failed")
