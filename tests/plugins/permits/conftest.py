"""A small site that offers two permits: one with an inspection and a fee, one on paper alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from core.portal import Portal
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from core.testing.portals import REGIONS

AGENCIES = """\
id,name,short
dpmptsp,Dinas Penanaman Modal,DPMPTSP
dpupr,Dinas Pekerjaan Umum,DPUPR
kesbangpol,Kesatuan Bangsa dan Politik,Kesbangpol
"""
OFFICES = """\
[plugins.permits]
types = ["pbg", "penelitian"]
signatory_name = "Rahmat Hidayat"
signatory_id = "197901012005011001"

[plugins.permits.offices]
issuing = "dpmptsp"
building = "dpupr"
politics = "kesbangpol"

[plugins.payments]
trial = true

[plugins.documents]
without_signature = true

[limits]
submissions_per_device = 1000
submissions_per_address = 100000
"""
PLUGINS = ("cases", "payments", "documents", "permits", "sample_identity")


def portal_on(folder: Path, *, toml: str = OFFICES, files: dict[str, str] | None = None, **more: Any) -> AbstractAsyncContextManager[tuple[Portal, Client]]:
    written = {"regions.csv": REGIONS, "agencies.csv": AGENCIES, **(files or {})}
    return serving(make_site(folder, toml=toml, files=written), plugins=more.pop("plugins", PLUGINS), **more)


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[tuple[Portal, Client]]:
    async with portal_on(tmp_path / "site", clock=clock) as both:
        yield both
