"""`pendopo demo`: fill a site with believable data, for a trial on this computer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from core.commands.console import note, progress, site_folder
from core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def app(ctx: typer.Context, cases: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many reports; other services bring a few.")] = 60) -> None:
    """Fill the site with believable cases; made-up people, real places. Example: pendopo demo --cases 200"""
    asyncio.run(fill(site_folder(ctx), cases))


async def fill(folder: Path, count: int) -> None:
    """Ask every plugin that has a demo. A site that citizens reach is refused: made-up cases would stand among real ones."""
    from core import hooks as spec
    from core.commands.opening import saying_all
    from core.portal import build_portal
    from core.portal.running import context_of, running
    from core.site import load_site

    with saying_all(folder):
        site = load_site(folder)
        built = build_portal(site)
    if not site.local:
        where, hint = site.where("portal.public_url"), "Try it on a copy without public_url."
        raise UsageError("this site has a public address, where citizens come", where=where, hint=hint, code="demo.public")
    async with running(built, migrate=True) as portal:
        demos = sorted(portal.declared(spec.register_demo), key=lambda owned: owned.value.weight)
        if not demos:
            note("no enabled plugin has a demo; nothing was made")
        for owned in demos:
            with progress(f"{owned.owner}: {owned.value.name}", count) as advance:
                await owned.value.fill(context_of(portal, owned.owner), count, advance)
