"""Open a site's portal for a command: built, migrated where that is no surprise, at work, and closed again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from core.database import Migrator
from core.errors import ManyProblems, PluginError, did_you_mean
from core.portal import Portal, build_portal
from core.portal.running import database_of, running
from core.site import load_site

T = TypeVar("T")


async def at_work(folder: Path, work: Callable[[Portal], Awaitable[T]], plugin: str = "") -> T:
    """What `work` returns. Raises SiteError, DatabaseError, and PluginError when `plugin` does not work."""
    portal = built(folder)
    _ = portal.site.secrets  # made before the database is: a database without its keys is refused as lost
    migrate = portal.site.local or await is_fresh(portal)
    async with running(portal, migrate=migrate) as opened:
        if plugin:
            _require(opened, plugin)
        return await work(opened)


def built(folder: Path, *, lenient: bool = False) -> Portal:
    """The site's portal, built and not yet at work. Raises SiteError or ThemeError with all that `pendopo check` would say.

    `lenient`, for commands that tell how plugins stand: one that the site requires may have failed.
    """
    with saying_all(folder):
        site = load_site(folder)
        if lenient:
            plugins = site.config.plugins.model_copy(update={"strict": False, "required": ()})
            site = replace(site, config=site.config.model_copy(update={"plugins": plugins}))
        return build_portal(site)


@contextmanager
def saying_all(folder: Path) -> Iterator[None]:
    """What keeps a site from opening is often not alone: whoever mends it is told the rest, too, as `pendopo check` would."""
    try:
        yield
    except ManyProblems as error:
        from core.commands.check import examine

        more = [problem for problem in examine(folder)[1] if problem.severity == "error"]
        raise type(error).of(dict.fromkeys([*error.problems, *more])) from error


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
