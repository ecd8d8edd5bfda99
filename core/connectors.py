"""Whoever speaks to the world outside for a plugin: a channel for messages, a payment provider, a signer of documents.

A plugin opens a hook for them and says by a protocol what they do; other plugins bring objects that satisfy it. Which of them
are sound, have a name of their own, and are set up on this site is the same question everywhere, so it is answered here.

    CHANNELS = Connectors(register_channels, Channel, "channel")
    CHANNELS.ready(portal)      # {"email": Owned("notifications", <Mail>), …}
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from inspect import get_annotations
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, runtime_checkable

from core.plugins.declarations import Owned
from core.plugins.plugin import BOUNDARY

if TYPE_CHECKING:
    from core.portal import Portal

__all__ = ["Connector", "Connectors", "Owned"]

log = logging.getLogger("pendopo.connectors")


@runtime_checkable
class Connector(Protocol):
    """What every one of them has; the protocol of a plugin adds what it does."""

    @property
    def name(self) -> str:
        """A word of small letters, unlike that of any other of its kind."""
        ...

    def ready(self, portal: Portal) -> bool:
        """Whether the site has set it up. Answered from settings, without asking anybody."""
        ...


C = TypeVar("C", bound=Connector)


class Connectors(Generic[C]):
    """All of a kind: those that plugins return for the hook `spec` and that satisfy `protocol`. `what` is one of them in words."""

    def __init__(self, spec: Callable[..., Sequence[C]], protocol: type[C], what: str) -> None:
        self.spec, self.protocol, self.what = spec, protocol, what

    def all(self, portal: Portal) -> dict[str, Owned[C]]:
        """By name, in the order in which the plugins were enabled, set up or not. What is none of them, or has the name of another, is left out."""
        found: dict[str, Owned[C]] = {}
        for owned in portal.declared(self.spec):
            if isinstance(owned.value, self.protocol):
                found.setdefault(owned.value.name, owned)
        return found

    def ready(self, portal: Portal) -> dict[str, Owned[C]]:
        """Those that are set up."""
        return {name: owned for name, owned in self.all(portal).items() if self._is_ready(owned, portal)}

    def faults(self, portal: Portal) -> list[str]:
        """What was left out, and why, in a sentence each."""
        wrong, found = [], self.all(portal)
        for owned in portal.declared(self.spec):
            one: object = owned.value
            if not isinstance(one, self.protocol):
                wrong.append(f"{owned.owner} registers {type(one).__name__} as a {self.what}: it needs {', '.join(self._needs())}")
            elif found[one.name] is not owned:
                wrong.append(f"{owned.owner} registers a {self.what} {one.name!r}, which is there already: rename one")
        return wrong

    def _needs(self) -> list[str]:
        named = (name for base in reversed(self.protocol.__mro__) for name in (*get_annotations(base), *vars(base)))
        return [name for name in dict.fromkeys(named) if not name.startswith("_")]

    def _is_ready(self, owned: Owned[C], portal: Portal) -> bool:
        """What it says; one that fails at that is not."""
        try:
            return owned.value.ready(portal)
        except BOUNDARY as error:
            about = {"plugin": owned.owner, "connector": owned.value.name}
            log.warning("a %s cannot say whether it is ready", self.what, extra=about, exc_info=error)
            return False
