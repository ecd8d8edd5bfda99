"""An address that asks for more than a column can hold leads to nothing, and fails nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.testing import make_site, serving

pytestmark = pytest.mark.anyio


async def test_what_is_longer_than_its_column_is_not_there(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path / "site"), plugins=("sample_identity", "cases", "jobs")) as (_portal, client):
        short, long = await client.get("/lowongan/AAAAAAAAAA"), await client.get(f"/lowongan/{'A' * 43}")

    assert (short.status_code, long.status_code) == (404, 404)
