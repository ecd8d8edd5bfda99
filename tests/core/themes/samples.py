"""The smallest theme and the smallest drawing, for tests to build on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z" fill="currentColor"/></svg>'
HEAD = 'schema = 1\nid = "{name}"\nname = "Kabupaten Contoh"\n'
BRAND = '[brand]\nprimary = "#114e3b"\naccent = "#e6ac2c"\n'

Write = Callable[..., Path]
"""`write_theme(text, name, *, head=True, **files)` → the folder of themes."""
