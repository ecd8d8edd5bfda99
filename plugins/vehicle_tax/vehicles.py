"""A vehicle as a registry knows it, and who may know it: registries that other plugins connect, and the table that the site has imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from core import hookspec

if TYPE_CHECKING:
    from core import Context, Plugin, Portal
    from core.identifiers import Plate
    from core.language import Text

    from .bill import Bill


@dataclass(frozen=True, slots=True)
class Vehicle:
    """What a registry tells of a vehicle. Nothing in it says whose it is.

    `kind` is an id of `weights_bobot.csv`, `province` the two digits of the province that taxes it, `due` the day until which
    this year's tax is to be paid. `renewal`: the day on which the five years of the plate end. `as_of`: the day its figures are
    from. `bill`: as the registry itself reckoned it; without one the portal does."""

    kind: str
    njkb: int
    due: date
    province: str
    as_of: date
    description: str = ""
    ownership: int = 1
    renewal: date | None = None
    bill: Bill | None = None
    source: str = ""
    """From whom the figures are, where that is not the registry itself."""
    trial: bool = False
    """Made up, for a trial: every page that shows it says so."""

    @property
    def renews(self) -> bool:
        """Whether the five years of the plate end by the day the tax is due."""
        return self.renewal is not None and self.renewal <= self.due


@runtime_checkable
class Registry(Protocol):
    """Somebody who knows vehicles. Everything here is asked outside of transactions and may take five seconds."""

    @property
    def name(self) -> str:
        """A bare word, unique among all registries."""
        ...

    @property
    def title(self) -> Text:
        """Whose figures these are, as it stands below a bill: "Bapenda Jawa Tengah"."""
        ...

    async def ready(self, portal: Portal) -> bool:
        """Whether it can be asked at all. The check is offered only when one is."""
        ...

    async def find(self, context: Context, plate: Plate, chassis: str) -> Vehicle | None:
        """The vehicle of this plate whose chassis number ends in these five characters.

        None for a plate that is not known and for a wrong ending alike, and after the same time: ask for both at once, never first for
        the plate. Raise anything when the registry cannot be reached: the citizen is told that, and what to do instead."""
        ...


@hookspec
def register_registries(plugin: Plugin) -> Sequence[Registry]:
    """Who knows vehicles. Called once, when the portal is built. They are asked in order, the site's own imported table last.

    Whatever satisfies the protocol `Registry` will do.

        @hookimpl
        def register_registries():
            return [Bapenda()]
    """
    raise NotImplementedError
