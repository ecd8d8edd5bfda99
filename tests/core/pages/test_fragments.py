"""Pieces of kept pages: what nobody has is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.testing import make_site, serving

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("name", "status"), [("home.cards", 200), ("home.nothing", 404), ("lencana.core.nothing", 404)])
async def test_a_slot_or_a_badge_that_nobody_has_is_not_there_and_says_nothing(tmp_path: Path, name: str, status: int) -> None:
    async with serving(make_site(tmp_path)) as (_portal, client):
        answer = await client.get(f"/_potongan/{name}")

    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (status, "", "no-store")
