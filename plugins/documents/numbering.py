"""Numbers of documents: from a template, one counter for each kind and year, without gaps and doubles.

The counter is raised in the transaction that writes the document's row: whoever is undone gives the number back. Doubles cannot
be written, for kind and year stand in every number, and the database holds the number once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from string import Formatter

from core.errors import PendopoError

LONGEST = 120
DEFAULT = "{number:04}/{kind}/{roman_month}/{year}"
FIELDS = ("number", "kind", "agency", "month", "roman_month", "year")
NEEDED = ("number", "kind", "year")
_KIND = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,19}", re.ASCII)
_WIDTH = re.compile(r"(0[2-9])?", re.ASCII)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def check_kind(kind: str) -> None:
    """Raises PendopoError when `kind` cannot stand in a number."""
    if not _KIND.fullmatch(kind):
        raise PendopoError(f"{kind!r} is no kind of document", hint="Capital letters, digits, dots and hyphens, at most 20: 'SIP'.", code="documents.kind")


def check_template(template: str) -> str:
    """The template, if numbers can be made of it. Raises ValueError with a sentence."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise ValueError(f"{template!r} is no template: {error}") from None
    names = [name for _text, name, _spec, _as in parts if name is not None]
    for place, (text, name, spec, conversion) in enumerate(parts):
        if name is None:
            continue
        if name not in FIELDS or conversion or not _WIDTH.fullmatch(spec or "") or (spec and name != "number"):
            raise ValueError(f"{template!r}: {{{name}{':' if spec else ''}{spec}}} is none of {', '.join(f'{{{one}}}' for one in FIELDS)}")
        if place and not text:
            raise ValueError(f"{template!r}: between two of its parts stands nothing that keeps them apart")
    missing = [name for name in NEEDED if names.count(name) != 1]
    if missing:
        raise ValueError(f"{template!r} holds {{{missing[0]}}} not exactly once: two documents could get one number")
    return template


def series_of(kind: str, day: date) -> str:
    """What is counted together."""
    return f"{kind}/{day.year}"


def counter_of(series: str) -> str:
    """The name under which the portal keeps the last number of a series."""
    return f"documents.number.{series}"


def written(template: str, number: int, kind: str, agency: str, day: date) -> str:
    """The number as it stands on the document."""
    values: Mapping[str, object] = {
        "number": number, "kind": kind, "agency": agency, "month": f"{day.month:02}", "roman_month": _ROMAN[day.month - 1], "year": day.year,
    }  # fmt: skip
    return template.format_map(values)[:LONGEST]
