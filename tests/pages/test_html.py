"""Every page of a portal is HTML as the standard wants it, said by the checker of the W3C (vnu)."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from .every_page import blora, every_page

pytestmark = [pytest.mark.java, pytest.mark.anyio, pytest.mark.timeout(300)]

HTMX = re.compile(r"Attribute “hx-[a-z-]+(:[a-z-]+)*” not allowed on element “[a-z][a-z0-9]*” at this point\.")
"""What htmx reads is no attribute of HTML. Nothing else is let pass."""


def errors(jar: Path, folder: Path) -> list[str]:
    """What the checker says of all files of a folder."""
    done = subprocess.run(
        ["java", "-Xss2m", "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always", *map(str, sorted(folder.glob("*.html")))],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)["messages"]
    wrong = [one for one in found if one["type"] == "error" and not HTMX.fullmatch(one["message"])]
    return [f"{one['url'].rpartition('/')[2]}:{one.get('lastLine')}: {one['message']} {one.get('extract', '')!r}" for one in wrong]


@pytest.mark.parametrize(("theme", "language"), [("blora", "id"), ("blora", "en"), ("sumedang", "id"), ("pendopo", "en")])
async def test_every_page_is_valid_html(tmp_path: Path, vnu_jar: Path, theme: str, language: str) -> None:
    async with blora(tmp_path / "site", theme=theme, language=language) as (portal, client):
        pages = await every_page(portal, client)

    folder = tmp_path / "pages"
    folder.mkdir()
    for name, html in pages.items():
        (folder / f"{name.replace(' ', '_')}.html").write_text(html, encoding="utf-8")

    assert len(pages) > 35
    assert errors(vnu_jar, folder) == []
    assert {re.search(r'<html [^>]*lang="([a-z]+)"', html)[1] for html in pages.values()} == {language}  # type: ignore[index]


def test_the_checker_would_say_so(tmp_path: Path, vnu_jar: Path) -> None:
    (tmp_path / "wrong.html").write_text('<!doctype html><html lang="id"><title>x</title><p hx-get="/x" hx-bad_name="y" hx="z"><div></p><ul><p></ul>')

    found = errors(vnu_jar, tmp_path)

    assert any("“hx-bad_name”" in one or "“hx”" in one for one in found)
    assert any("“p” not allowed as child of element “ul”" in one for one in found)
    assert not any("“hx-get”" in one for one in found)
