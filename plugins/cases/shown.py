"""The case of the page that is made, for the fragments that other plugins put on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .models import Case

if TYPE_CHECKING:
    from core import Request

SHOWN = "cases.shown"


def shown_case(request: Request) -> Case | None:
    """The case of the page that is made. Whoever reads that page may see it: as its reporter, or as an officer at the desk."""
    found: Case | None = request.scope.get(SHOWN)
    return found
