"""Themes written for a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.themes.samples import BRAND, HEAD, Write


@pytest.fixture
def write_theme(tmp_path: Path) -> Write:
    """Write a theme and give the folder of themes. Without `head`, the lines that every theme has come first."""

    def write(text: str = BRAND, name: str = "contoh", *, head: bool = True, **files: str) -> Path:
        folder = tmp_path / "themes" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "theme.toml").write_text((HEAD.format(name=name) if head else "") + text, "utf-8")
        for file, content in files.items():
            path = folder / file.replace("__", "/").replace("_css", ".css").replace("_svg", ".svg").replace("_html", ".html")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
        return folder.parent

    return write
