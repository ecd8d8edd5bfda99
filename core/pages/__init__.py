"""The core's own pages: home, catalogue, search, how it looks, fragments. They know no service."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.portal.routing import Endpoint


def core_endpoints() -> list[Endpoint]:
    """Every route of the core, at its fixed path."""
    from core.pages import catalogue, display, fragments, home, search
    from core.portal.routing import core_endpoint

    return [core_endpoint("core", route) for room in (home, catalogue, search, display, fragments) for route in room.ROUTES]
