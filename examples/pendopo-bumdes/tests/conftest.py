"""A small regency that takes complaints."""

from pathlib import Path

import pytest

from core.testing import REGIONS

AGENCIES = "id,name,short\ndinpmd,Dinas Pemberdayaan Masyarakat dan Desa,DPMD\n"
CATEGORIES = """\
[[category]]
id = "enterprises"
title = { id = "BUMDes", en = "Village enterprises" }
agency = "dinpmd"
"""


@pytest.fixture
def plugin_folders():
    """The plugin `coffee`; bumdes itself is found because it is installed."""
    return (Path(__file__).parent / "plugins",)


@pytest.fixture
def site_files():
    return {"regions.csv": REGIONS, "agencies.csv": AGENCIES, "complaints.toml": CATEGORIES}
