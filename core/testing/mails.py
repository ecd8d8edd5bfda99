"""The letters that a portal sends in a test: caught by a mail server on this machine, so that they went the whole way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.developing.outbox import Caught, Store
    from core.portal import Portal
    from core.site import Site


class Mails:
    """What was sent from one portal. A letter has `to`, `subject`, `text`, `html`, `source`."""

    def __init__(self, store: Store, site: Site) -> None:
        self.site = site
        self._store = store
        self._portal: Portal | None = None

    @classmethod
    @asynccontextmanager
    async def caught(cls, site: Site) -> AsyncIterator[Mails]:
        """Open a mail server; `site` of what is handed out sends there."""
        from core.developing.outbox import Post, Store

        post = Post(Store(site.folder.with_name(f"{site.folder.name}-mails")))
        async with post.serving():
            yield cls(post.store, post.redirected(site))

    def of(self, portal: Portal) -> Mails:
        self._portal = portal
        return self

    async def sent(self) -> list[Caught]:
        """Deliver what is due, then all letters so far, the oldest first."""
        from core.portal.running import worker_of

        if self._portal is not None:
            await worker_of(self._portal).drain()
        return self._store.newest()[::-1]
