"""One-time codes by the channels of this plugin: sent at once and within the request, for whoever waits with the page open."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

from core.language import Text
from core.language import gettext_lazy as _

from .api import Channel, Letter
from .models import HELD, QUEUED, Delivery, Inbox
from .people import person_of
from .telling import Content, seal, seal_address, state_of

if TYPE_CHECKING:
    from core import Context

KIND = "notifications.code"
SECONDS = 10.0
SUBJECT = _("Your code")


@dataclass(frozen=True, slots=True)
class Carrier:
    """A channel as accounts want it: what it cannot send it raises, and nothing is tried again."""

    channel: Channel

    @property
    def kind(self) -> Literal["email", "phone"]:
        return self.channel.kind

    @property
    def name(self) -> str:
        return self.channel.name

    @property
    def title(self) -> Text:
        return self.channel.title

    async def healthy(self, context: Context) -> bool:
        """Whether the site has set it up and it takes messages, as far as is known; nobody is asked for it now."""
        portal = context.portal
        if not self.channel.ready(portal):
            return False
        return not await Delivery.exists(channel=self.channel.name, state=QUEUED, shut=True)

    async def send(self, context: Context, to: str, words: str, code: str) -> None:
        """Send the words with the code in them. A test site keeps them, for the operator to read."""
        portal = context.portal
        said = words if code in words else f"{words} {code}"
        subject = said if self.kind == "phone" else portal.say(SUBJECT, context.language, "notifications")
        if state_of(portal, to) == HELD:
            await self._hold(context, to, Content(subject, said))
            return
        async with asyncio.timeout(SECONDS):
            await self.channel.send(context, Letter(str(uuid4()), to, KIND, context.language, subject, said))

    async def _hold(self, context: Context, to: str, content: Content) -> None:
        portal, message, delivery = context.portal, uuid4(), uuid4()
        now = portal.clock.now()
        await Inbox.create(id=message, kind=KIND, language=context.language, content=seal(portal, message, content), created=now)
        await Delivery.create(
            id=delivery, message=message, channel=self.channel.name, kind=KIND, person=person_of(portal, to), address=seal_address(portal, delivery, to),
            state=HELD, began=now, due=now, created=now,
        )  # fmt: skip
