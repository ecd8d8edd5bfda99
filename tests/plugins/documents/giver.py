"""A process that issues documents, one in five of them undone: `python -m tests.plugins.documents.giver SITE COUNT NAME`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from core import transaction
from core.portal import build_portal
from core.portal.running import running
from core.site import load_site
from core.testing import FrozenClock
from core.testing.portals import PLUGINS as FOLDER
from plugins.documents.api import issue

from .world import PLUGINS, context_of, permit


class Undone(Exception):
    """Somebody changed their mind within the transaction."""


async def give(folder: Path, count: int, name: str) -> None:
    portal = build_portal(load_site(folder, {}), plugins=[*PLUGINS], folders=[FOLDER], clock=FrozenClock())
    async with running(portal) as opened:
        for n in range(count):
            if n % 5 == 0:
                try:
                    async with transaction():
                        await issue(context_of(opened), permit(subject=f"undone-{name}-{n}"))
                        raise Undone
                except Undone:
                    pass
            async with transaction():
                await issue(context_of(opened), permit(subject=f"{name}-{n}"))


if __name__ == "__main__":
    asyncio.run(give(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
