"""A search source: somewhere `/cari` looks, and what it finds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access import check_id
from core.language import Text

if TYPE_CHECKING:
    from core.requests import Request


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: where it leads, and a line about it."""

    title: str
    href: str
    summary: str = ""
    kind: str = ""


Find = Callable[["Request", str, int], Awaitable[Sequence[Hit]]]


@dataclass(frozen=True, slots=True)
class SearchSource:
    """`find(request, words, limit)` answers the best hits first."""

    name: str
    title: Text
    find: Find

    def __post_init__(self) -> None:
        check_id("SearchSource", self.name)
