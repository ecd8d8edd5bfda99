"""A measured site with a few hundred cases, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.cases import make_cases
from benchmarks.sites import make_counters

CASES = 240


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site. Tests read it and write nothing."""
    folder = tmp_path_factory.mktemp("measured")
    make_counters(folder)
    make_cases(folder, CASES)
    return folder
