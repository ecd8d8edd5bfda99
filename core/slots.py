"""Slots: named places of a page, and the fragments that others put there."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.access import PUBLIC, Access, check_id
from core.errors import DeclarationError
from core.language import Text

if TYPE_CHECKING:
    from markupsafe import Markup

    from core.requests import Request

Make = Callable[["Request"], Awaitable["Markup | None"]]
_SLOT = re.compile(r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$|^head$")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a plugin's own pages; its full name is `slug.name`."""

    name: str
    title: Text

    def __post_init__(self) -> None:
        check_id("Slot", self.name)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a page for the named slot (`home.cards`, `cases.side`). `personal` ones arrive by htmx, never inside a kept page.

    `keep` names what makes a kept page stale that shows this piece, as on a route."""

    slot: str
    make: Make
    weight: int = field(default=50, kw_only=True)
    access: Access = field(default=PUBLIC, kw_only=True)
    personal: bool = field(default=False, kw_only=True)
    keep: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        if not isinstance(self.slot, str) or not _SLOT.match(self.slot):
            raise DeclarationError(f"Fragment for the slot {self.slot!r}", hint="Write the slot's full name, such as 'home.cards'.", code="fragment.slot")
        if self.keep:
            check_id("Fragment: keep", self.keep)


CORE_SLOTS = ("head", "home.top", "home.cards", "home.side", "account.sections", "desk.top", "form.top", "console.overview")
"""Slots of the core's own pages."""
