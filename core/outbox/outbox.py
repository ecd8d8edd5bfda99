"""`await emit(event)`: one row for each listener, in the transaction in which the event happened.

The row is all that a crash can lose or keep: committed with the case it tells of, delivered afterwards by a worker, in this
process or another, again and again until the listener has taken it. Each row has a key that stays the same through all
deliveries, so that a receiver can tell a repetition.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from core.clock import Clock, SystemClock
from core.database import Database, after_commit, tables, transaction
from core.errors import DeclarationError, PendopoError, did_you_mean
from core.events import Event, Handle, Listener
from core.plugins.declarations import Owned
from core.rows import insert, new_row

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from starlette.types import ASGIApp, Receive, Scope, Send

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Subscription:
    """One listener of one event: `name` is what its rows carry."""

    name: str
    owner: str
    event: str
    handle: Handle


class Outbox:
    """The events and listeners of one portal, on its database. `events`: full name `slug.name` → class."""

    def __init__(self, database: Database, events: Mapping[str, type[Event]], listeners: Iterable[Owned[Listener]], clock: Clock | None = None) -> None:
        self.database = database
        self.clock = clock or SystemClock()
        self.events = dict(events)
        self._names = {event: name for name, event in self.events.items()}
        self._adapters: dict[str, TypeAdapter[Any]] = {}
        self._wakers: list[asyncio.Event] = []
        self.subscriptions: dict[str, Subscription] = {}
        self._of: dict[str, list[Subscription]] = {}
        for owned in listeners:
            self.subscribe(owned.owner, owned.value)

    def subscribe(self, owner: str, listener: Listener) -> None:
        """One listener more, before anything is emitted: of a plugin that ties others' declarations to events, in its lifespan."""
        event = listener.event if isinstance(listener.event, str) else self._names.get(listener.event, "")
        if event not in self.events:
            return  # its owner is not enabled here
        stem = f"{owner}:{event}:{getattr(listener.handle, '__name__', 'listener')}"[: LONGEST_NAME - 3]
        same = sum(1 for name in self.subscriptions if name.partition("#")[0] == stem)
        subscription = Subscription(f"{stem}#{same + 1}" if same else stem, owner, event, listener.handle)
        self.subscriptions[subscription.name] = subscription
        self._of.setdefault(event, []).append(subscription)

    @contextmanager
    def bind(self) -> Iterator[Outbox]:
        """Use this outbox and its database in the running task and in those that it starts."""
        with self.database.bind():
            token = _current.set(self)
            try:
                yield self
            finally:
                _current.reset(token)

    async def emit(self, event: Event) -> int:
        """Write the rows of `event`; the number of listeners that will be told."""
        name = self._names.get(type(event))
        if name is None:
            raise PendopoError(
                f"the event {type(event).__name__} is not registered", hint="Return it from register_events of the plugin that owns it.", code="event.unknown"
            )
        listeners = self._of.get(name)
        if not listeners:
            return 0
        now, key = self.clock.now(), uuid4().hex
        payload = self.pack(name, replace(event, at=event.at or now))
        rows = [
            new_row(tables.Outbox, event=name, listener=listener.name, payload=payload, dedupe=f"{key}:{listener.name}", created=now, due=now)
            for listener in listeners
        ]
        async with transaction():
            for row in rows:
                await insert(row)
            after_commit(self.wake)
        return len(rows)

    def pack(self, name: str, event: Event) -> str:
        """The event as JSON. What cannot come back from it is the emitter's mistake, and said at once rather than to every listener."""
        from pydantic import ValidationError
        from pydantic_core import PydanticSerializationError

        adapter = self._adapter(name)
        try:
            packed = adapter.dump_json(event, warnings="error")
            adapter.validate_json(packed, strict=True)
        except (ValidationError, PydanticSerializationError) as error:
            raise DeclarationError(
                f"The event {name} cannot be written as JSON: {error}", hint="Its fields hold what their types say.", code="event.payload"
            ) from error
        return packed.decode()

    def unpack(self, name: str, payload: str) -> Event:
        """The event again; a field that this version does not know is left out, one that is new has its default."""
        if name not in self.events:
            raise PendopoError(f"the event {name} is not registered", hint=did_you_mean(name, self.events), code="event.unknown")
        event: Event = self._adapter(name).validate_json(payload)
        return event

    def _adapter(self, name: str) -> TypeAdapter[Any]:
        from pydantic import TypeAdapter

        found = self._adapters.get(name)
        if found is None:
            found = self._adapters[name] = TypeAdapter(self.events[name])
        return found

    def wake(self) -> None:
        """Tell the workers of this process that there is something to do; those of others look every two seconds."""
        for waker in self._wakers:
            waker.set()

    @contextmanager
    def waking(self) -> Iterator[asyncio.Event]:
        """An event of the running loop that is set by every commit that emitted something."""
        waker = asyncio.Event()
        self._wakers.append(waker)
        try:
            yield waker
        finally:
            self._wakers.remove(waker)


_current: ContextVar[Outbox] = ContextVar("pendopo_outbox")


async def emit(event: Event) -> None:
    """Tell the listeners of `event` once the surrounding transaction is committed, and never if it is undone.

    Without a surrounding transaction it is its own. `event.at` is set to now unless it has a moment already.
    """
    await current_outbox().emit(event)


def current_outbox() -> Outbox:
    """The outbox bound to the running task."""
    try:
        return _current.get()
    except LookupError:
        raise PendopoError("no outbox is bound here", hint="Work outside a request runs inside `with portal.outbox.bind():`.", code="outbox.unbound") from None


class OutboxMiddleware:
    """Binds `outbox` and its database for each request; it stands in the place of `DatabaseMiddleware`."""

    def __init__(self, app: ASGIApp, outbox: Outbox) -> None:
        self.app = app
        self.outbox = outbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.outbox.bind():
            await self.app(scope, receive, send)
