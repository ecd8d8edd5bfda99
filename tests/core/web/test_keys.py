"""A database is opened with the keys that it was written with, or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.errors import SiteError
from core.testing import make_site, serving
from core.testing.clock import FrozenClock
from core.web.keys import check_keys

pytestmark = pytest.mark.anyio
MARKS = {"index": "1", "cipher.k1": "2"}


@pytest.fixture
async def clock(tmp_path: Path) -> AsyncIterator[FrozenClock]:
    """A clock, with a portal's database bound."""
    clock = FrozenClock()
    async with serving(make_site(tmp_path), clock=clock) as (portal, _):
        with portal.database.bind():
            yield clock


async def test_row_38_the_same_keys_are_welcome_again(clock: FrozenClock) -> None:
    await check_keys(MARKS, clock.now())

    await check_keys(MARKS, clock.now())


async def test_row_38_a_wrong_key_is_refused_by_its_name(clock: FrozenClock) -> None:
    await check_keys(MARKS, clock.now())

    with pytest.raises(SiteError, match=r"another than before: cipher\.k1"):
        await check_keys(MARKS | {"cipher.k1": "3"}, clock.now())


async def test_row_38_an_old_key_that_is_missing_is_refused(clock: FrozenClock) -> None:
    await check_keys(MARKS, clock.now())

    with pytest.raises(SiteError, match=r"missing: cipher\.k1"):
        await check_keys({"index": "1", "cipher.k2": "4"}, clock.now())


async def test_row_37_a_new_key_beside_the_old_one_is_remembered(clock: FrozenClock) -> None:
    await check_keys(MARKS, clock.now())

    await check_keys(MARKS | {"cipher.k2": "4"}, clock.now())

    with pytest.raises(SiteError):
        await check_keys(MARKS | {"cipher.k2": "5"}, clock.now())
