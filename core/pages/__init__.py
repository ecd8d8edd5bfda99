"""The core's own pages: home, catalogue, search, answers, how it looks, fragments. They know no service."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.routes import Route


def core_routes() -> list[Route]:
    """Every route of the core; its path is the whole path."""
    from core.imports import pages as imports
    from core.pages import answers, catalogue, console, display, fragments, home, search

    return [route for room in (home, catalogue, search, answers, display, fragments, console, imports) for route in room.ROUTES]
