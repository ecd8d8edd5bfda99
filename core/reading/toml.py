"""TOML that knows its lines: the values of a file, and for every key the line it stands in.

`tomllib` reads the values but forgets where they stood; the small scanner below finds the lines again, so that a message can say `portal.toml:12`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from core.errors import Problem

Key: TypeAlias = tuple[str | int, ...]
"""The way to a value: table names, keys, and numbers for the members of an array."""

LARGEST = 4 * 2**20
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\n]+|#[^\n]*)*")
_ATOM = re.compile(r"[^,\]}\n#]+")
_STRINGS = (
    re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}', re.DOTALL),
    re.compile(r"'''(?:[^']|'(?!''))*'{3,5}", re.DOTALL),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """The values of one TOML file and the lines of its keys; `twice` holds keys that stand there again."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[Key, int] = field(default_factory=dict)
    twice: dict[Key, int] = field(default_factory=dict)

    def where(self, key: Key) -> str:
        """`portal.toml:12`, for the key itself or else for the nearest table around it."""
        for end in range(len(key), 0, -1):
            if key[:end] in self.lines:
                return f"{self.name}:{self.lines[key[:end]]}"
        return self.name


def read_text(file: Path, name: str, code: str = "site") -> str | Problem:
    """The text of a UTF-8 file, with `\\n` for line ends and without a byte order mark; or what is wrong with it."""
    try:
        raw = file.read_bytes() if file.stat().st_size <= LARGEST else None
    except FileNotFoundError:
        return Problem(f"{code}.missing", f"{name} is missing", str(file.parent))
    except (OSError, ValueError) as error:
        return Problem(
            f"{code}.unreadable",
            f"{name} cannot be read: {getattr(error, 'strerror', None) or error}",
            name,
            "It must be a plain file that this user may read.",
        )
    if raw is None:
        return Problem(f"{code}.size", f"{name} is larger than {LARGEST // 2**20} MiB", name, "Is this the right file?")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(f"{code}.encoding", f"{name} is written in UTF-16", name, "Save it as UTF-8 (in Notepad: Save as, Encoding, UTF-8).")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        seen = raw[error.start : error.start + 1].decode("latin-1")
        return Problem(
            f"{code}.encoding",
            f"{name} is not UTF-8: the byte 0x{raw[error.start]:02x}",
            f"{name}:{line}",
            f"It was probably meant as {seen!r}. Save the file as UTF-8.",
        )
    return text.replace("\r\n", "\n")


def read_toml(file: Path, name: str = "", code: str = "site", *, secret: bool = False) -> Document | Problem:
    """The file's values with their lines, or the one thing that keeps it from being read. `name` is what messages call it; a `secret` file is not shown."""
    name = name or file.name
    text = read_text(file, name, code)
    return text if isinstance(text, Problem) else parse_toml(text, name, code, secret=secret)


def parse_toml(text: str, name: str, code: str = "site", *, secret: bool = False) -> Document | Problem:
    """As `read_toml`, from text."""
    found = _Scanner(text).scan(name)
    try:
        found.values.update(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        return _syntax(text, found, str(error), code, secret)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, a thousand brackets
        reason = "its brackets lie too deep in each other" if isinstance(error, RecursionError) else str(error)
        return Problem(f"{code}.syntax", f"{name} cannot be read: {reason}", name)
    return found


def _syntax(text: str, found: Document, message: str, code: str, secret: bool) -> Problem:
    said, _, place = message.partition(" (at ")
    if found.twice and said.startswith("Cannot"):
        key, line = next(iter(found.twice.items()))
        written = ".".join(str(part) for part in key)
        return Problem(f"{code}.duplicate", f"{written!r} stands there twice, first in line {found.lines[key]}", f"{found.name}:{line}", "Keep one of the two.")
    at = re.match(r"line (\d+), column (\d+)", place)
    lines = text.split("\n")[: int(at[1]) if at else None]
    while len(lines) > 1 and not lines[-1].strip():  # a text without its closing quote is missed only in the next line
        lines.pop()
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in lines[-1].strip()[:60])
    quoted = said in ("Invalid value", "Invalid statement") and "=" in shown
    hint = "Put text in quotes." if quoted else "One `key = value` a line; text stands in quotes."
    message = f"not TOML: {said[:1].lower()}{said[1:]}" + (f" in `{shown}`" if shown and not secret and not _secret(shown) else "")
    return Problem(f"{code}.syntax", message, f"{found.name}:{len(lines)}", hint)


def _secret(line: str) -> bool:
    """Whether a line may hold what must not be printed: a password, or an address that carries one."""
    return any(word in line.lower() for word in ("secret", "password", "token", "://"))


class _Scanner:
    """Walks over a TOML text and notes the line of every key. It trusts `tomllib` to judge: what it does not understand, it leaves."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.breaks = [place for place, letter in enumerate(text) if letter == "\n"]
        self.lines: dict[Key, int] = {}
        self.twice: dict[Key, int] = {}
        self.arrays: dict[Key, int] = {}
        self.tables: set[Key] = set()

    def scan(self, name: str) -> Document:
        with suppress(_Lost, RecursionError):
            self._document()
        return Document(name, {}, self.lines, self.twice)

    def _document(self) -> None:
        table: Key = ()
        while self._skip(_GAP) < len(self.text):
            if self.text.startswith("[", self.at):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Key:
        start, double = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if double else 1
        table = self._inside(self._key())
        self._expect("]]" if double else "]")
        if double:
            self.lines.setdefault(table, self._line(start))
            self.arrays[table] = self.arrays.get(table, -1) + 1
            table = (*table, self.arrays[table])
        elif table in self.tables:
            self.twice.setdefault(table, self._line(start))
        for end in range(1, len(table)):
            self.lines.setdefault(table[:end], self._line(start))
        if table not in self.tables:  # a line given before by [table.inner] is the lesser one
            self.lines[table] = self._line(start)
        self.tables.add(table)
        return table

    def _inside(self, names: tuple[str, ...]) -> Key:
        """The full way of a header: the newest member of each array of tables on the way."""
        path: Key = ()
        for place, name in enumerate(names):
            path = (*path, name)
            if path in self.arrays and place < len(names) - 1:
                path = (*path, self.arrays[path])
        return path

    def _pair(self, table: Key) -> None:
        start = self.at
        path = (*table, *self._key())
        self._expect("=")
        for end in range(len(table) + 1, len(path)):
            self.lines.setdefault(path[:end], self._line(start))
        if path in self.lines:
            self.twice.setdefault(path, self._line(start))
        self.lines.setdefault(path, self._line(start))
        self._skip(_SPACE)
        self._value(path)

    def _key(self) -> tuple[str, ...]:
        names: list[str] = []
        while True:
            self._skip(_SPACE)
            names.append(self._name())
            self._skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return tuple(names)
            self.at += 1

    def _name(self) -> str:
        found = _BARE.match(self.text, self.at) or _STRINGS[2].match(self.text, self.at) or _STRINGS[3].match(self.text, self.at)
        if found is None:
            raise _Lost
        self.at = found.end()
        return found[0].strip("\"'") if found[0][0] in "\"'" else found[0]

    def _value(self, path: Key) -> None:
        opening = self.text[self.at : self.at + 1]
        if opening in ("[", "{"):
            self.at += 1
            self._members(path, "]" if opening == "[" else "}")
            return
        for pattern in (*_STRINGS, _ATOM):
            if found := pattern.match(self.text, self.at):
                self.at = found.end()
                return
        raise _Lost

    def _members(self, path: Key, closing: str) -> None:
        place = 0
        while self._skip(_GAP) < len(self.text):
            if self.text.startswith(closing, self.at):
                self.at += 1
                return
            if closing == "}":
                self._pair(path)
            else:
                self.lines.setdefault((*path, place), self._line(self.at))
                self._value((*path, place))
            place += 1
            self._skip(_GAP)
            if self.text.startswith(",", self.at):
                self.at += 1
        raise _Lost

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _expect(self, mark: str) -> None:
        self._skip(_SPACE)
        if not self.text.startswith(mark, self.at):
            raise _Lost
        self.at += len(mark)

    def _line(self, place: int) -> int:
        return bisect_right(self.breaks, place - 1) + 1


class _Lost(Exception):
    """The text is not TOML from here on; `tomllib` says why."""
