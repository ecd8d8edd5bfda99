"""The developing pages' own templates: plain English, no theme, so that they can be read whatever the portal's are like."""

from __future__ import annotations

import functools
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
FILES = {"dev.css": "text/css", "bar.css": "text/css", "live.js": "text/javascript", "icon.svg": "image/svg+xml"}


@functools.cache
def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters.update(ms=milliseconds, clock=clock, laid_out=laid_out)
    return made


def render(template: str, **names: Any) -> str:
    return _environment().get_template(template).render(names)


def file(name: str) -> bytes:
    """A style sheet or script of these pages, as it stands on the disk now."""
    return (HERE / "static" / name).read_bytes()


def milliseconds(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def clock(moment: float) -> str:
    return datetime.fromtimestamp(moment).astimezone().strftime("%H:%M:%S")


def laid_out(sql: str) -> str:
    """A statement with its clauses on lines of their own."""
    return re.sub(r"\s+(?=(?:FROM|WHERE|LEFT OUTER JOIN|JOIN|ORDER BY|GROUP BY|LIMIT|VALUES|SET|RETURNING|UNION)\b)", "\n", " ".join(sql.split()))
