"""Dead letters are listed, and begin anew with the key that they had and a whole day to arrive."""

from __future__ import annotations

import pytest

from core.database import tables
from core.outbox import emit
from core.outbox.letters import revive, undelivered
from tests.core.outbox.conftest import House, Moved, Remembering

pytestmark = pytest.mark.anyio


async def test_row_57_a_dead_letter_is_told_again_once_the_reason_is_mended(house: House) -> None:
    listener = Remembering()
    listener.fail = ConnectionRefusedError("mail server")
    outbox = house.outbox(notifications=listener)
    worker = house.worker(outbox)
    with outbox.bind():
        for ticket in ("ADU-1", "ADU-2"):
            await emit(Moved(ticket=ticket))
        await worker.drain()
        house.later(hours=25)
        await worker.drain()
        dead = await undelivered()
        assert [(one.event, one.attempts, one.error) for one in dead] == [("cases.moved", 2, "ConnectionRefusedError: mail server")] * 2
        assert await undelivered("waiting") == []

        assert await revive([dead[0].id]) == 1
        await worker.drain()
        assert [one.state for one in await undelivered("waiting")] == ["waiting"], "it has a day again, and is not dead at the first failure"
        house.later(hours=1)
        listener.fail = None
        assert await revive() == 1
        await worker.drain()

        assert await undelivered() == []
        assert {row.state for row in await tables.Outbox.all()} == {"done"}
    assert len(set(listener.keys)) == 2, "a listener that took it after all knows the repetition"


async def test_what_was_taken_or_waits_is_left_alone(house: House) -> None:
    listener = Remembering()
    outbox = house.outbox(notifications=listener)
    with outbox.bind():
        await emit(Moved(ticket="ADU-1"))
        await house.worker(outbox).drain()
        await emit(Moved(ticket="ADU-2"))

        assert await revive() == 0
        assert await house.worker(outbox).drain() == 1
    assert listener.tickets == ["ADU-1", "ADU-2"]
