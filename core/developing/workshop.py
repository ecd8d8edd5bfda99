"""The application of `serve --dev`: the portal with its notes, a bar at the foot of each page, and the pages below `/_dev`."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from core.developing.bar import Bar
from core.developing.desk import Desk, below
from core.errors import PendopoError
from core.security.gate import from_this_machine
from core.web.hall import Hall

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from core.developing.outbox import Store
    from core.developing.tracing import Ledger
    from core.portal import Portal
    from core.web.observation import Observation

FILES = ("/static/", "/tema/")


class Workshop(Hall):
    """A hall that shows what it does. Whoever asks from elsewhere, or under a name of elsewhere, sees the portal only."""

    def __init__(self, build: Callable[[], Portal], ledger: Ledger, store: Store, observation: Observation, *, worker: bool = True) -> None:
        super().__init__(build, migrate=True, worker=worker, observation=observation)
        self.ledger = ledger
        self.store = store
        self.observation = observation
        self.version = secrets.token_hex(4)
        """Another after each change: an open page loads itself again."""
        self.trouble: PendopoError | None = None
        """Why the files as they are now make no portal; the one before it still stands."""
        self.desk = Desk(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(FILES) or not from_this_machine(scope):
            await super().__call__(scope, receive, send)
        elif below(scope["path"]):
            await self.desk(scope, receive, send)
        elif self.trouble is not None:
            await self.desk.say_trouble(scope, receive, send, self.trouble)
        else:
            with self.ledger.following(scope["method"], scope["path"]) as trace:
                await super().__call__(scope, receive, Bar(self, trace, scope, send))

    async def rebuild(self, *, tell: bool = True) -> None:
        """As ever, and say so to open pages; what cannot be built is told on every page until it is mended."""
        try:
            await super().rebuild(tell=tell)
            self.trouble = None
        except PendopoError as error:
            self.trouble = error
            raise
        finally:
            self.version = secrets.token_hex(4)
