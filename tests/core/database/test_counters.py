from __future__ import annotations

import asyncio

import pytest

from core.counters import Counters, bump, bump_all, read_counters
from core.database import transaction

pytestmark = pytest.mark.anyio


async def test_a_counter_begins_at_nothing_and_keeps_every_step(opened) -> None:
    async with opened():
        assert await bump("cases.open") == 1
        assert await bump("cases.open", 4) == 5
        assert await bump("cases.open", -2) == 3

        assert await read_counters(["cases.open", "never"]) == {"cases.open": 3, "never": 0}
        assert await read_counters([]) == {}


async def test_several_counters_take_a_step_in_one_statement(opened) -> None:
    async with opened():
        await bump("b", 2)
        assert await bump_all({"b": 1, "a": -4}) == {"a": -4, "b": 3}
        assert await bump_all({}) == {}

        assert await read_counters(["a", "b"]) == {"a": -4, "b": 3}


async def test_no_step_is_lost_when_many_count_at_once(opened) -> None:
    async def step() -> None:
        async with transaction():
            await bump("n")

    async with opened():
        await asyncio.gather(*(step() for _ in range(100)))

        assert await read_counters(["n"]) == {"n": 100}


async def test_a_step_is_undone_with_its_transaction(opened) -> None:
    async with opened():
        with pytest.raises(ZeroDivisionError):  # noqa: PT012 - what fails is the transaction as a whole
            async with transaction():
                await bump("n")
                raise ZeroDivisionError

        assert await read_counters(["n"]) == {"n": 0}


async def test_what_was_counted_anew_takes_the_place_of_what_was_added_up(opened) -> None:
    async with opened():
        counters = Counters()
        await counters.add("n", 7)

        await counters.put("n", 5)
        await counters.put("m", 1)

        assert await counters.read(["n", "m"]) == {"n": 5, "m": 1}
