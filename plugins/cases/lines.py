"""Where a value of a TOML file stands, so that every problem can name its line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Path = tuple[str | int, ...]

_TABLE = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=""")
_PART = re.compile(r""""([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)""")
_OPENERS = re.compile(r"""\"\"\"|'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#.*|[\[\]{}]""")


def find_lines(text: str) -> Mapping[Path, int]:
    """The line (from 1) of every table and every key that begins a line; tables of an array are counted from 0."""
    found: dict[Path, int] = {}
    arrays: dict[Path, int] = {}
    table: Path = ()
    depth, string = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if depth == 0 and not string:
            if heading := _TABLE.match(line):
                table = _open(arrays, _parts(heading[2]), array=heading[1] == "[[")
                for length in range(1, len(table) + 1):
                    found.setdefault(table[:length], number)
                continue
            if key := _KEY.match(line):
                path = table + _parts(key[1])
                for length in range(len(table) + 1, len(path) + 1):
                    found.setdefault(path[:length], number)
        depth, string = _after(line, depth, string)
    return found


def line_of(lines: Mapping[Path, int], path: Sequence[str | int]) -> int:
    """The line of `path`, or of the nearest thing around it that has one; 1 when nothing has."""
    for length in range(len(path), 0, -1):
        if tuple(path[:length]) in lines:
            return lines[tuple(path[:length])]
    return 1


def _parts(written: str) -> Path:
    return tuple(double or single or bare for double, single, bare in _PART.findall(written))


def _open(arrays: dict[Path, int], parts: Path, *, array: bool) -> Path:
    """The full path of a heading: `[[examples.steps]]` after two `[[examples]]` is `examples, 1, steps, n`."""
    path: Path = ()
    for place, part in enumerate(parts):
        path = (*path, part)
        last = place == len(parts) - 1
        if last and array:
            arrays[path] = arrays.get(path, -1) + 1
        if path in arrays:
            path = (*path, arrays[path])
    return path


def _after(line: str, depth: int, string: str) -> tuple[int, str]:
    """How many brackets, and which long string, are open after `line`."""
    while True:
        if string:
            end = line.find(string)
            if end < 0:
                return depth, string
            line, string = line[end + 3 :], ""
        for mark in _OPENERS.finditer(line):
            sign = mark[0]
            if sign in ('"""', "'''"):
                line, string = line[mark.end() :], sign
                break
            if sign in "[{":
                depth += 1
            elif sign in "]}":
                depth = max(0, depth - 1)
        else:
            return depth, ""
