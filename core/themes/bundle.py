"""All style sheets of a portal joined into one, so that a page needs one request for its looks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from core.themes.theme import Theme

SHEETS = Path(__file__).parent.parent / "static" / "css"
BEFORE = ("reset", "tokens")
AFTER = ("base", "layout", "components/shell", "components/actions", "components/content", "components/forms", "components/status")
LAST = ("utilities",)

_STRING = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


def stylesheet(theme: Theme, plugins: Iterable[str] = ()) -> bytes:
    """The one style sheet of a portal; `plugins` are the texts of plugins' sheets, put into their own layer."""
    own = [f"@layer plugin {{\n{text}\n}}" for text in plugins]
    parts = [*map(_read, BEFORE), theme.css, *map(_read, AFTER), *own, *map(_read, LAST)]
    return minified("\n".join(parts)).encode()


def _read(name: str) -> str:
    return (SHEETS / f"{name}.css").read_text("utf-8")


def minified(css: str) -> str:
    """The same sheet without comments and spare space; what stands in quotes is left alone.

    Only space that means nothing in any place goes: around braces, semicolons and commas, after colons, before `}`."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return "".join(piece if number % 2 else _tight(piece) for number, piece in enumerate(_STRING.split(bare))).strip()


def _tight(piece: str) -> str:
    piece = re.sub(r"\s+", " ", piece)
    piece = re.sub(r" ?([{};,>]) ?", r"\1", piece)
    piece = re.sub(r"(?<=[\w-]): ", ":", piece)
    return piece.replace(";}", "}")
