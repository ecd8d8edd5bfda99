"""What other plugins may use: the hook by which they name kinds of enterprises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core import Plugin, Text, hookspec


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of enterprise. `id` is what stands in the table, `icon` one of the portal's."""

    id: str
    title: Text
    icon: str = "briefcase"


@hookspec
def register_enterprise_kinds(plugin: Plugin) -> Sequence[Kind]:
    """Kinds of village enterprises. Of two with one id, the first stands.

    @hookimpl
    def register_enterprise_kinds():
        return [Kind("coffee", _("Coffee"), "sprout")]
    """
    raise NotImplementedError


__all__ = ["Kind", "register_enterprise_kinds"]
