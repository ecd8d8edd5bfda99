"""The way into a plugin's code: a limit, a breaker where it can be left out, and nothing swallowed where it cannot."""

from __future__ import annotations

import asyncio

import pytest

from core.plugins.boundary import Boundary
from core.requests import running_plugin

pytestmark = pytest.mark.anyio


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def fine() -> str:
    return running_plugin.get()


async def fail() -> str:
    raise RuntimeError("no")


async def leave() -> str:
    raise SystemExit(1)


async def hang() -> str:
    await asyncio.sleep(600)
    return ""


async def test_the_running_plugin_is_known_inside_and_forgotten_after() -> None:
    assert await Boundary().call("health", "page", 1.0, fine) == "health"
    assert running_plugin.get() == ""


@pytest.mark.parametrize(("function", "error"), [(fail, RuntimeError), (leave, SystemExit), (hang, TimeoutError)])
async def test_a_call_raises_what_went_wrong(function: object, error: type[BaseException]) -> None:
    with pytest.raises(error):
        await Boundary().call("health", "page", 0.01, function)  # type: ignore[arg-type]


@pytest.mark.parametrize("function", [fail, leave, hang])
async def test_an_offer_that_fails_is_left_out_and_remembered(function: object) -> None:
    boundary = Boundary()

    assert await boundary.offer("health", "card", 0.01, function) is None  # type: ignore[arg-type]
    assert boundary.watches["health", "card"].failures == 1


async def test_cancelling_the_request_is_not_the_plugins_failure() -> None:
    boundary = Boundary()
    task = asyncio.create_task(boundary.offer("health", "card", 60, hang))
    await asyncio.sleep(0)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert boundary.watches["health", "card"].failures == 0


async def test_row_49_five_failures_in_a_minute_open_the_breaker_and_one_probe_closes_it() -> None:
    clock = Clock()
    boundary = Boundary(clock)
    for _ in range(5):
        await boundary.offer("health", "card", 1.0, fail)

    assert await boundary.offer("health", "card", 1.0, fine) is None
    assert await boundary.offer("health", "other", 1.0, fine) == "health"
    clock.now += 29
    assert await boundary.offer("health", "card", 1.0, fine) is None
    clock.now += 2
    assert await boundary.offer("health", "card", 1.0, fine) == "health"
    assert await boundary.offer("health", "card", 1.0, fine) == "health"


async def test_row_49_a_probe_that_fails_opens_it_again() -> None:
    clock = Clock()
    boundary = Boundary(clock)
    for _ in range(5):
        await boundary.offer("health", "card", 1.0, fail)
    clock.now += 31

    await boundary.offer("health", "card", 1.0, fail)

    assert await boundary.offer("health", "card", 1.0, fine) is None


async def test_five_failures_over_a_longer_time_do_not_open_it() -> None:
    clock = Clock()
    boundary = Boundary(clock)
    for _ in range(8):
        await boundary.offer("health", "card", 1.0, fail)
        clock.now += 20

    assert await boundary.offer("health", "card", 1.0, fine) == "health"
