"""Reading the pages: their blocks, their commands, their links."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "sites").glob("*/*.md"), *(ROOT / "benchmarks").glob("*.md")])
_FENCE = re.compile(r"^( *)```(\w*)$")
_FILE = re.compile(r"^`([\w./-]+\.\w+)`[^`]*:$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block. `file` is named by the line before it: `plugins/trees/hooks.py`:"""

    page: str
    line: int
    language: str
    text: str
    file: str = ""

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> Iterator[Block]:
    """Every fenced block of a page, in its order."""
    lines = page.read_text(encoding="utf-8").splitlines()
    number, before = 0, ""
    while number < len(lines):
        opened = _FENCE.match(lines[number])
        if not opened:
            before = lines[number].strip() or before
            number += 1
            continue
        end = next(n for n in range(number + 1, len(lines)) if lines[n].strip() == "```")
        text = "\n".join(line.removeprefix(opened[1]) for line in lines[number + 1 : end]) + "\n"
        named = _FILE.match(before)
        yield Block(name_of(page), number + 2, opened[2], text, named[1] if named else "")
        before, number = "", end + 1


def all_blocks(language: str) -> list[Block]:
    return [block for page in PAGES for block in blocks(page) if block.language == language]


def commands(block: Block) -> Iterator[list[str]]:
    """The words behind `pendopo` in each line that calls it."""
    for line in block.text.splitlines():
        words = shlex.split(line, comments=True)
        if words and words[0] in ("./pendopo", "pendopo"):
            yield words[1:]


def mentioned(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Every command that a page names, in its blocks and between backticks: place and words."""
    for block in blocks(page):
        if block.language == "sh":
            yield from ((block.place, words) for words in commands(block))
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        for said in re.findall(r"`(?:\./)?pendopo ([^`…]+)`", line):
            yield f"{name_of(page)}:{number}", shlex.split(said.partition(" →")[0])
