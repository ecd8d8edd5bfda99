"""An event is written with what it tells of, and only with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from core.database import tables, transaction
from core.errors import PendopoError
from core.events import Event, Listener
from core.outbox import Outbox, emit
from core.plugins.declarations import Owned
from tests.core.outbox.conftest import EVENTS, House, Moved, Remembering

pytestmark = pytest.mark.anyio


async def test_an_event_is_one_row_for_each_listener_with_a_key_of_its_own(house: House) -> None:
    outbox = house.outbox(notifications=Remembering(), documents=Remembering())

    with outbox.bind():
        await emit(Moved(ticket="ADU-1", subject="case-1"))

        rows = await tables.Outbox.all()
    assert {row.listener.partition(":")[0] for row in rows} == {"notifications", "documents"}
    assert len({row.dedupe for row in rows}) == 2
    assert {row.state for row in rows} == {"waiting"}


async def test_an_event_of_a_transaction_that_is_undone_was_never_told(house: House) -> None:
    listener = Remembering()
    outbox = house.outbox(notifications=listener)

    async def fail() -> None:
        async with transaction():
            await emit(Moved(ticket="ADU-1"))
            raise ZeroDivisionError

    with outbox.bind(), outbox.waking() as waker:
        with pytest.raises(ZeroDivisionError):
            await fail()

        assert await tables.Outbox.all().count() == 0
        assert not waker.is_set()
    assert await house.worker(outbox).drain() == 0


async def test_a_worker_of_the_process_wakes_at_the_commit_and_not_before(house: House) -> None:
    outbox = house.outbox(notifications=Remembering())

    with outbox.bind(), outbox.waking() as waker:
        async with transaction():
            await emit(Moved(ticket="ADU-1"))
            asleep = not waker.is_set()

        assert asleep
        assert waker.is_set()


async def test_an_event_that_nobody_listens_to_writes_nothing(house: House) -> None:
    outbox = house.outbox()

    with outbox.bind():
        await emit(Moved(ticket="ADU-1"))

        assert await tables.Outbox.all().count() == 0


async def test_what_comes_out_is_what_went_in_with_the_moment_it_was_emitted(house: House) -> None:
    outbox = house.outbox(notifications=Remembering())
    sent = Moved(ticket="ADU-1", subject="case", due=datetime(2026, 12, 1, tzinfo=UTC), photos=(1, 2))

    with outbox.bind():
        await emit(sent)
        row = await tables.Outbox.get()

    received = outbox.unpack(row.event, row.payload)
    assert isinstance(received, Moved)
    assert (received.ticket, received.subject, received.due, received.photos) == ("ADU-1", "case", sent.due, (1, 2))
    assert received.at == house.clock.now()


async def test_a_payload_of_another_version_is_read_as_far_as_it_is_known(house: House) -> None:
    received = house.outbox().unpack("cases.moved", '{"ticket": "ADU-1", "added_later": 1}')

    assert received == Moved(ticket="ADU-1")


async def test_an_event_whose_fields_hold_something_else_is_refused_where_it_is_emitted(house: House) -> None:
    outbox = house.outbox(notifications=Remembering())
    wrong: Any = 17

    with outbox.bind():
        with pytest.raises(PendopoError) as refused:
            await emit(Moved(ticket=wrong))

        assert refused.value.code == "event.payload"
        assert await tables.Outbox.all().count() == 0


async def test_an_event_that_nobody_registers_is_named(house: House) -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Strange(Event):
        name: ClassVar[str] = "strange"

    with house.outbox().bind(), pytest.raises(PendopoError, match="Strange"):
        await emit(Strange())


async def test_without_an_outbox_the_error_says_what_to_do() -> None:
    with pytest.raises(PendopoError, match="bind"):
        await emit(Moved(ticket="ADU-1"))


async def test_a_listener_by_name_listens_too_and_one_of_an_absent_owner_waits_for_it(house: House) -> None:
    async def listen(context: object, event: object) -> None: ...

    outbox = Outbox(
        house.database,
        EVENTS,
        [Owned("a", Listener("cases.moved", listen)), Owned("b", Listener("payments.paid", listen)), Owned("a", Listener(Moved, listen))],
    )

    assert list(outbox.subscriptions) == ["a:cases.moved:listen", "a:cases.moved:listen#2"]
