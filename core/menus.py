"""A menu item: one line of a menu, for a place, by weight."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.access import check_id
from core.errors import DeclarationError, did_you_mean
from core.language import Text

if TYPE_CHECKING:
    from core.requests import Request

PLACES = ("home", "primary", "account", "desk", "console", "footer")
Badge = Callable[["Request"], Awaitable[int | None]]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """`route` is the full name `slug:name`; the item is shown to whoever may open it. Lower weights come first.

    With `invites` strangers see it too, though it leads to a page for people who signed in: they are asked to, and led on.
    """

    id: str
    label: Text
    route: str = field(kw_only=True)
    place: str = field(default="home", kw_only=True)
    icon: str = field(default="", kw_only=True)
    weight: int = field(default=50, kw_only=True)
    badge: Badge | None = field(default=None, kw_only=True)
    invites: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        check_id("MenuItem", self.id)
        if self.place not in PLACES:
            raise DeclarationError(f"MenuItem {self.id!r} has the place {self.place!r}", hint=did_you_mean(self.place, PLACES), code="menu.place")
        if not isinstance(self.weight, int) or not math.isfinite(self.weight):
            raise DeclarationError(f"MenuItem {self.id!r} has the weight {self.weight!r}", hint="A whole number; lower comes first.", code="menu.weight")
        if not isinstance(self.icon, str) or not all(c.isalnum() or c == "-" for c in self.icon):
            raise DeclarationError(f"MenuItem {self.id!r} has the icon {self.icon!r}", hint="The bare name of an icon, such as 'megaphone'.", code="menu.icon")
