"""Believable data for a trial: what a plugin puts into an empty site when `pendopo demo` asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access import check_id

if TYPE_CHECKING:
    from core.requests import Context

Advance = Callable[[int], None]
"""Says how much more is done."""


@dataclass(frozen=True, slots=True)
class Demo:
    """`fill(context, count, advance)` makes `count` believable records and says how far it is.

    Lower weights are filled first; what looks at the records of others comes late. An account that it makes has a
    password of its own, which is printed once: there is none that everybody knows."""

    name: str
    fill: Callable[[Context, int, Advance], Awaitable[None]]
    weight: int = 50

    def __post_init__(self) -> None:
        check_id("Demo", self.name)
