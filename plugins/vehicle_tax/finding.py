"""Whoever types a plate number into the search is led to its look-up, where bills can be looked up. Nothing is asked of any table for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core import Hit
from core.identifiers import parse_plate
from core.language import gettext_lazy as _

from .asking import is_asked

if TYPE_CHECKING:
    from core import Request


async def find(request: Request, words: str, limit: int) -> Sequence[Hit]:
    """One hit for words that are a plate number, the same for one that is known and for one that is not."""
    try:
        plate = parse_plate(words)
    except ValueError:
        return []
    if limit < 1 or not plate.suffix or not await is_asked(request.portal):
        return []
    href = request.url_for("vehicle_tax:check").include_query_params(pelat=str(plate))
    return [Hit(request.gettext(_("Tax bill of {plate}"), plate=plate), str(href), request.gettext(_("With the last five characters of the chassis number")))]
