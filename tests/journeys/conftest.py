"""A copy of the bundled Blora site: its real villages, agencies and categories, with a database of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.site.shipped import shipped
from core.testing import FrozenClock


@pytest.fixture
def blora(tmp_path: Path) -> Path:
    folder = tmp_path / "blora"
    shutil.copytree(shipped("sites")["blora"], folder, ignore=shutil.ignore_patterns("data"))
    return folder


@pytest.fixture
def clock() -> FrozenClock:
    """Tuesday, 24 November 2026, 09.12 in Blora."""
    return FrozenClock()
