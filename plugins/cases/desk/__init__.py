"""The officers' desk: one queue over all services, the page of a case, and what is done there."""

from __future__ import annotations

from core import Listener

from ..events import CaseErased, CaseMoved, CaseOpened
from . import merging, searching
from .routes import routes


def listeners() -> list[Listener]:
    """What the desk hears: cases are found where they are now, and duplicates follow."""
    return [*(Listener(event, searching.keep_index) for event in (CaseOpened, CaseMoved, CaseErased)), Listener(CaseMoved, merging.follow)]


__all__ = ["listeners", "routes"]
