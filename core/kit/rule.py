"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from core.kit.bench import Bench

Tier = Literal["bronze", "silver", "gold"]
TIERS: tuple[Tier, ...] = ("bronze", "silver", "gold")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that breaks a rule: what, where, and how to mend it."""

    message: str
    where: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is also the name of its page. `check` yields whatever breaks it; `serving` needs the portal open."""

    name: str
    tier: Tier
    title: str
    check: Callable[[Bench], AsyncIterator[Finding]]
    serving: bool = False

    @property
    def page(self) -> str:
        return f"docs/plugins/rules/{self.name}.md"
