"""Where sites and themes are looked for: in the site's own folder, beside `core` in the repository, and in the installed package."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

CORE = Path(__file__).parents[1]
Kind = Literal["sites", "themes"]
_MARK = {"sites": "portal.toml", "themes": "theme.toml"}


def shipped_folders(kind: Kind, site: Path | None = None) -> tuple[Path, ...]:
    """The folders that may hold `kind`, the nearest first.

    What lies beside `core` counts only in the repository: in site-packages a folder `themes` may be anybody's.
    """
    beside = CORE.parent if (CORE.parent / "pyproject.toml").is_file() else None
    wanted = [site / kind if site else None, beside / kind if beside else None, CORE / "_shipped" / kind]
    return tuple(folder for folder in wanted if folder and folder.is_dir())


def shipped(kind: Kind, site: Path | None = None) -> Mapping[str, Path]:
    """Every site or theme that can be found, by name; the nearest of a name wins."""
    found: dict[str, Path] = {}
    for folder in shipped_folders(kind, site):
        for one in sorted(folder.iterdir()):
            if re.fullmatch(r"[a-z][a-z0-9_-]*", one.name) and (one / _MARK[kind]).is_file():
                found.setdefault(one.name, one)
    return found
