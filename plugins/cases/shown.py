"""The case of the page that is made, for the fragments that other plugins put on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .models import Case

if TYPE_CHECKING:
    from core import Request

SHOWN = "cases.shown"
ASKED = "cases.asked"


def shown_case(request: Request) -> Case | None:
    """The case of the page that is made. Whoever reads that page may see it: as its reporter, or as an officer at the desk."""
    found: Case | None = request.scope.get(SHOWN)
    return found


def ask_first(request: Request) -> None:
    """For a fragment that asks the reporter something below a closed case: whoever comes after it, and would ask too, waits."""
    request.scope[ASKED] = True


def asks(request: Request) -> bool:
    """Whether a fragment before this one has asked the reporter something: one question at a time."""
    return bool(request.scope.get(ASKED))
