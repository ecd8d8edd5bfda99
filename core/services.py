"""A service sheet: what the law calls "standar pelayanan" (UU 25/2009, PermenPANRB 15/2014)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.access import check_id
from core.errors import DeclarationError, did_you_mean
from core.language import Text
from core.language import gettext_lazy as _

LIFE_EVENTS: Mapping[str, tuple[Text, str]] = {
    "neighbourhood": (_("Neighbourhood"), "signpost"),
    "birth": (_("Birth and children"), "baby"),
    "school": (_("School"), "graduation-cap"),
    "work": (_("Work"), "briefcase"),
    "business": (_("Business"), "store"),
    "vehicle": (_("Vehicle"), "bike"),
    "health": (_("Health"), "heart-pulse"),
    "home": (_("House and land"), "house"),
    "family": (_("Family and papers"), "users"),
    "help": (_("Help and old age"), "hand-heart"),
    "death": (_("Death"), "flower"),
}
"""When in life a service is wanted: title and icon, in the order of the catalogue."""


@dataclass(frozen=True, slots=True)
class Service:
    """What a service asks, how it goes, how many minutes it takes to apply, what it costs and what one gets.

    `cost` is a sentence ("Free of charge"); `minutes` is the time to fill in, not to be answered. `life_event` is one of
    `LIFE_EVENTS`. `words` are other words under which people look for it; the site's synonyms need not be repeated."""

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
    words: tuple[Text | str, ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        check_id("Service", self.id)
        if self.minutes < 1:
            raise DeclarationError(f"Service {self.id!r} takes {self.minutes} minutes", hint="At least one minute.", code="service.minutes")
        if self.life_event and self.life_event not in LIFE_EVENTS:
            hint = did_you_mean(self.life_event, LIFE_EVENTS)
            raise DeclarationError(f"Service {self.id!r} belongs to the life event {self.life_event!r}", hint=hint, code="service.life_event")
