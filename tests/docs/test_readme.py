"""What the first page shows is true: the plugin of 15 lines runs, the portal.toml of 12 is read, in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from core.commands.check import examine
from core.making.sites import Wanted
from core.making.sites import make_site as make_new
from core.testing import REGIONS, make_site, serving
from tests.docs.pages import ROOT, Block, blocks

pytestmark = pytest.mark.anyio
READMES = ("README.md", "README.id.md")


def files_of(readme: str) -> dict[str, Block]:
    return {block.file: block for block in blocks(ROOT / readme) if block.file}


def lines_of(block: Block) -> int:
    return sum(bool(line.strip()) for line in block.text.splitlines())


@pytest.mark.parametrize("readme", READMES)
async def test_a_whole_plugin_has_fifteen_lines_and_runs(readme: str, tmp_path: Path) -> None:
    plugin = {name: block for name, block in files_of(readme).items() if name.startswith("plugins/")}
    site = make_site(tmp_path, files={"regions.csv": REGIONS, **{name: block.text for name, block in plugin.items()}})

    async with serving(site, plugins=["salam"]) as (portal, client):
        home, page = await client.get("/"), await client.get("/salam")

        assert sum(lines_of(block) for block in plugin.values()) == 15
        assert portal.problems == ()
        assert 'href="/salam"' in home.text
        assert "Selamat datang di Uji Melayani!" in page.text


@pytest.mark.parametrize("readme", READMES)
def test_a_portal_toml_of_twelve_lines_is_all_that_a_site_says(readme: str, tmp_path: Path) -> None:
    block = files_of(readme)["portal.toml"]
    make_new(tmp_path / "kudus", Wanted("Kudus Melayani", "33.19"))
    (tmp_path / "kudus" / "portal.toml").write_text(block.text, encoding="utf-8")

    site, problems, plugins = examine(tmp_path / "kudus")

    assert lines_of(block) == 12
    assert [problem for problem in problems if problem.code != "static.vendor"] == []
    assert site is not None
    assert [plugin.slug for plugin in plugins] == tomllib.loads(block.text)["plugins"]["enabled"]


def test_both_languages_show_the_same_blocks_and_the_same_rows() -> None:
    english, indonesian = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)

    shown = [[block.text for block in blocks(ROOT / name) if block.file] for name in READMES]
    rows = [re.findall(r"^\| .+? \| (.+) \|$", text, re.MULTILINE)[3:] for text in (english, indonesian)]
    headings = [len(re.findall(r"^## ", text, re.MULTILINE)) for text in (english, indonesian)]

    assert shown[0] == shown[1]
    assert rows[0] == rows[1]
    assert headings[0] == headings[1]


def test_the_pictures_are_small_and_all_are_shown() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

    for picture in (ROOT / "docs" / "pictures").glob("*.png"):
        assert picture.stat().st_size <= 60_000, picture.name
        assert picture.name in pages, f"{picture.name} is shown nowhere"
