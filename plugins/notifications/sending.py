"""Sending what is due: claim rows by a lease, hand each letter to its channel outside any transaction, write down what came of it.

What is refused for now is tried again after 30 s, a minute, two … six hours, for three days. Then it has failed, and stays
to be looked at and sent again. A channel that cannot be reached is left alone for the rest of the round, and tried with a
few letters every five minutes; as soon as one goes through, all that waited for it follow.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from tortoise.expressions import F, Q

from core.language import gettext_lazy as _

from .api import ChannelDown, Letter, Undeliverable
from .channels import CHANNELS
from .deliveries import without_addresses
from .leaving import secret_of
from .models import FAILED, QUEUED, SENT, Delivery, Inbox
from .telling import Written, address_of, opened

if TYPE_CHECKING:
    from core import Context, Portal

log = logging.getLogger("pendopo.notifications")

AT_ONCE = 4
LEASE = timedelta(minutes=3)
SEND_SECONDS = 30.0
ROUND_SECONDS = 20.0
"""After this the round that a new message woke takes no more, for it has a minute in all; the task goes on with the rest."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
SHUT_WAIT = timedelta(minutes=5)
"""The longest wait for a channel that cannot be reached: each round tries a few letters only, however many wait."""
GIVE_UP_AFTER = timedelta(days=3)
MOST_ITEMS = 50
"""Messages in one digest."""


def wait_after(tries: int) -> timedelta:
    """How long to wait after the `tries`th failure."""
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(tries - 1, 20)))


async def send_due(context: Context, seconds: float = 3_000.0) -> int:
    """Send what is due now, for so long; how many letters were tried. Any number of workers may do so at once."""
    return await Round(context).run(seconds)


async def send_new(context: Context, _event: Written) -> None:
    """The listener: what was just written need not wait for the task. Channels that are known to be shut are left to the task."""
    shut = await Delivery.filter(state=QUEUED, shut=True).distinct().values_list("channel", flat=True)
    await Round(context, {str(name) for name in shut}).run(ROUND_SECONDS)


class Round:
    """One going over what is due. `down` are the channels that were found shut."""

    def __init__(self, context: Context, down: set[str] | None = None) -> None:
        self.context = context
        self.portal: Portal = context.portal
        self.channels = CHANNELS.ready(context.portal)
        self.down = down or set()
        self._open: set[str] = set()
        self.name = uuid4().hex

    async def run(self, seconds: float) -> int:
        tried, until = 0, time.monotonic() + seconds
        while time.monotonic() < until and (letters := await self._claim()):
            await asyncio.gather(*(self._deliver(rows) for rows in letters))
            tried += len(letters)
        return tried

    async def _claim(self) -> list[list[Delivery]]:
        """Rows that are due and now ours: each a letter, or several that go together."""
        now = self.portal.clock.now()
        usable = [name for name in self.channels if name not in self.down]
        if not usable:
            return []
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
        rows = await Delivery.filter(free, state=QUEUED, due__lte=now, channel__in=usable).order_by("due", "id").limit(AT_ONCE)
        found: list[list[Delivery]] = []
        met: set[UUID] = set()
        for row in rows:
            if row.id in met:
                continue
            several = await self._beside(row, now) if row.together else [row]
            met |= {one.id for one in several}
            mine = [one for one in several if await self._take(one, now)]
            if mine:
                found.append(mine)
        return found

    async def _beside(self, row: Delivery, now: datetime) -> list[Delivery]:
        """What goes to the same person by the same channel at this hour."""
        same = Delivery.filter(state=QUEUED, due__lte=now, person=row.person, channel=row.channel, together=True)
        return await same.order_by("created", "id").limit(MOST_ITEMS)

    async def _take(self, row: Delivery, now: datetime) -> bool:
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
        mine = Delivery.filter(free, id=row.id, state=QUEUED, tries=row.tries)
        won = bool(await mine.update(leased_until=now + LEASE, leased_by=self.name, tries=F("tries") + 1))
        row.tries += won
        return won

    async def _deliver(self, rows: Sequence[Delivery]) -> None:
        """Hand one letter over and mark its rows. Whatever a channel raises costs this letter only."""
        row, one = rows[0], self.channels[rows[0].channel]
        try:
            letter = await self._letter(rows)
            if letter is None:
                raise Undeliverable("its message is no longer there")
            await self.portal.boundary.call(one.owner, f"channel {row.channel}", SEND_SECONDS, one.value.send, replace(self.context, plugin=one.owner), letter)
        except ChannelDown as error:
            self.down.add(row.channel)
            log.warning("a channel cannot be reached", extra={"channel": row.channel, "why": without_addresses(str(error))})
            await self._later(rows, without_addresses(str(error)), shut=True)
        except Undeliverable as error:
            await self._end(rows, FAILED, without_addresses(str(error)))
        except (Exception, SystemExit) as error:
            log.warning("a message was not sent, and is tried again", extra={"channel": row.channel, "plugin": one.owner}, exc_info=error)
            await self._later(rows, without_addresses(f"{type(error).__name__}: {error}"))
        else:
            await self._end(rows, SENT)
            await self._reopen(row.channel)

    async def _letter(self, rows: Sequence[Delivery]) -> Letter | None:
        """The letter of these rows; None when what it says was erased."""
        portal = self.portal
        messages = {one.id: one for one in await Inbox.filter(id__in=[row.message for row in rows])}
        shown = [messages[row.message] for row in rows if row.message in messages]
        if not shown:
            return None
        row, first = rows[0], shown[0]
        kind = row.kind if len(rows) == 1 else "*"
        leave = portal.absolute_url_for("notifications:leave", secret=secret_of(portal, row.person, row.kind, row.channel))
        if len(shown) == 1:
            content = opened(portal, first)
            link = portal.base_url + content.link if content.link else ""
            return Letter(str(row.id), address_of(portal, row), kind, first.language, content.subject, content.words, link, content.button, leave)
        items = [(said.subject, said.words, portal.base_url + said.link if said.link else "") for said in (opened(portal, one) for one in shown)]
        say = portal.say(_("{n} messages for you"), first.language, "notifications").format(n=len(items))
        words = portal.say(_("This is what happened since the last time."), first.language, "notifications")
        return Letter(str(row.id), address_of(portal, row), kind, first.language, say, words, leave=leave, items=items)

    async def _later(self, rows: Sequence[Delivery], why: str, *, shut: bool = False) -> None:
        """Wait longer each time, and give up after three days."""
        now = self.portal.clock.now()
        for row in rows:
            if now - row.began >= GIVE_UP_AFTER:
                log.error("a message could not be sent for three days", extra={"channel": row.channel, "delivery": str(row.id)})
                await self._end([row], FAILED, why)
            else:
                wait = min(wait_after(row.tries), SHUT_WAIT) if shut else wait_after(row.tries)
                await self._wait(row, now + wait, why, shut=shut)

    async def _reopen(self, channel: str) -> None:
        """A letter went through: what waits only because the channel was shut is due now."""
        if channel not in self._open:
            self._open.add(channel)
            await Delivery.filter(channel=channel, state=QUEUED, shut=True).update(due=self.portal.clock.now(), shut=False)

    async def _end(self, rows: Sequence[Delivery], state: str, error: str = "") -> None:
        """These are sent, or have failed for good."""
        mine = Delivery.filter(id__in=[row.id for row in rows], leased_by=self.name)
        await mine.update(state=state, ended=self.portal.clock.now(), shut=False, error=error[:300], leased_until=None, leased_by="")

    async def _wait(self, row: Delivery, due: datetime, error: str, *, shut: bool) -> None:
        """This one is tried again at `due`."""
        mine = Delivery.filter(id=row.id, leased_by=self.name)
        await mine.update(due=due, shut=shut, error=error[:300], leased_until=None, leased_by="")
