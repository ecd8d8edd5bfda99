"""Links inside the repository lead somewhere, and so do the files and tests that pages name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, name_of

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
NAMED = re.compile(r"`((?:core|docs|plugins|sites|tests|themes|benchmarks)/[\w./-]+)`")
EXAMPLES = ("plugins/trees/", "plugins/salam/")


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def outside_blocks(page: Path) -> str:
    return re.sub(r"^ *```.*?^ *```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(outside_blocks(page)):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if "://" in link or link.startswith("mailto:"):
            continue
        if not target.exists() or not target.is_relative_to(ROOT) or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = {name.rstrip("/") for name in NAMED.findall(outside_blocks(page)) if not name.startswith(EXAMPLES)}
    found = {name for name in named if list(ROOT.glob(name)) or list(page.parent.glob(name))}

    assert {name for name in named - found if "data" not in name.split("/") and "SLUG" not in name and "vendor" not in name and "locales" not in name} == set()


def test_every_page_of_docs_is_in_the_list_of_pages() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")}

    decisions = {page for page in pages if page.startswith("decisions/") and page != "decisions/README.md"}

    rules = {page for page in pages if page.startswith("plugins/rules/")}  # listed in plugins/checking.md

    assert {page for page in pages if f"({page})" not in index} == {"index.md", *decisions, *rules}
