"""The report: the tables on the terminal while they are measured, and `RESULTS.md` with the date and the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.chapters import Chapter, Line

FILE = Path(__file__).parent / "RESULTS.md"
LIBRARIES = ("starlette", "uvicorn", "jinja2", "tortoise-orm", "aiosqlite", "pydantic", "uvloop", "httptools")
MARKS = {True: "met", False: "**missed**", None: ""}
BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of figures -->"


def shown(chapter: Chapter) -> str:
    """A chapter for the terminal."""
    table = [("", *chapter.columns, "goal", ""), *(_cells(line) for line in chapter.lines)]
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    rows = [
        "  ".join(cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(zip(row, widths, strict=True))) for row in table
    ]
    return "\n".join(["", chapter.title, *rows, *([chapter.note] if chapter.note else [])])


def written(chapter: Chapter) -> str:
    """The same as Markdown."""
    head = [f"| |{' |'.join(f' {column}' for column in chapter.columns)} | goal | |", "|---|" + "---:|" * len(chapter.columns) + "---|---|"]
    rows = [f"| {' | '.join(_cells(line))} |" for line in chapter.lines]
    return "\n".join([f"## {chapter.title}", "", *head, *rows, *(["", chapter.note] if chapter.note else []), ""])


def _cells(line: Line) -> Sequence[str]:
    return (line.what, *line.figures, line.goal, MARKS[line.met])


def save(chapters: Sequence[Chapter], took: str) -> None:
    """Write the figures into RESULTS.md; what people wrote around them stays."""
    before, _, rest = FILE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    lines = [BEGIN, "", *machine(took), "", *(written(chapter) for chapter in chapters), END]
    FILE.write_text(before + "\n".join(lines) + after, encoding="utf-8")


def machine(took: str) -> Iterator[str]:
    """When and on what: never a host's name or a path."""
    load = os.getloadavg()[1]
    python = f"{platform.system()}, Python {platform.python_version()}"
    yield f"Measured on {datetime.now(UTC):%d %B %Y} in {took}, on {os.cpu_count()} cores of “{_processor()}”, {python}"
    yield f"({', '.join(f'{name} {version(name)}' for name in LIBRARIES)}). Load average at the end: {load:.1f}."


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.machine()
