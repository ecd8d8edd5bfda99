"""Sites made of a few lines of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from core.errors import Problem, SiteError
from core.site import load_site

Making = Callable[..., Path]
PORTAL = '[portal]\nname = "Blora Melayani"\nregion = "33.16"\n'


@pytest.fixture
def make(tmp_path: Path) -> Making:
    """`make("[portal]…", regions_csv="…")` writes a site and answers its folder."""

    def write(portal: str | bytes = PORTAL, **files: str) -> Path:
        folder = tmp_path / "site"
        folder.mkdir(exist_ok=True)
        (folder / "portal.toml").write_bytes(portal if isinstance(portal, bytes) else portal.encode())
        for name, text in files.items():
            (folder / name.replace("_csv", ".csv")).write_text(text, encoding="utf-8")
        return folder

    return write


def problems_of(folder: Path, environ: Mapping[str, str] | None = None) -> tuple[Problem, ...]:
    """All that is wrong with a site; none when it loads."""
    try:
        load_site(folder, environ or {})
    except SiteError as error:
        return error.problems
    return ()
