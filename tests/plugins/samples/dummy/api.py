"""What others may use: an event, and a hook of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from core import Event, hookspec


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Event):
    """A clinic opened."""

    name: ClassVar[str] = "opened"
    clinic: int = 0


class Registry(Protocol):
    """Where clinics are looked up."""

    async def find(self, name: str) -> str: ...


@hookspec
def register_clinic_registries(plugin: object) -> Sequence[Registry]:
    """Registries to look clinics up in."""
    raise NotImplementedError
