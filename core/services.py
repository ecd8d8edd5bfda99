"""A service sheet: what the law calls "standar pelayanan" (UU 25/2009, PermenPANRB 15/2014)."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.access import check_id
from core.errors import DeclarationError
from core.language import Text


@dataclass(frozen=True, slots=True)
class Service:
    """What a service asks, how it goes, how many minutes it takes to apply, what it costs and what one gets.

    `cost` is a sentence ("Free of charge"); `minutes` is the time to fill in, not to be answered."""

    id: str
    title: Text
    route: str
    summary: Text | None = field(default=None, kw_only=True)
    requirements: tuple[Text, ...] = field(default=(), kw_only=True)
    steps: tuple[Text, ...] = field(default=(), kw_only=True)
    minutes: int = field(default=5, kw_only=True)
    time: Text | None = field(default=None, kw_only=True)
    cost: Text | None = field(default=None, kw_only=True)
    product: Text | None = field(default=None, kw_only=True)
    legal_basis: tuple[str, ...] = field(default=(), kw_only=True)
    agency: str = field(default="", kw_only=True)
    icon: str = field(default="", kw_only=True)
    life_event: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        check_id("Service", self.id)
        if self.minutes < 1:
            raise DeclarationError(f"Service {self.id!r} takes {self.minutes} minutes", hint="At least one minute.", code="service.minutes")
