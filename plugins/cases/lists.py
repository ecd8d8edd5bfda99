"""Lists of cases: keyset pages along an index, from `cases_case` alone. Names from a request go through a fixed set."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tortoise.expressions import Q
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from .models import Case
from .visibility import is_listed

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FILTERS = ("state", "category", "district", "village", "agency", "service")
"""The columns that a list may be narrowed by."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, and what the next one begins after; empty when this is the last."""

    cases: Sequence[Case]
    next: str = ""


async def list_cases(rule: Q, *, filters: Mapping[str, str] | None = None, after: str = "", size: int = 20, open_only: bool = False) -> Page:
    """Cases under `rule` (`visible_to(actor)`, or `is_listed()` for everybody), the newest first. A broken `after` is the beginning."""
    query = narrowed(rule, filters or {}, read_cursor(after))
    if open_only:
        query = query.filter(closed__isnull=True)
    found = await query.order_by("-opened", "-id").limit(size + 1)
    return Page(found[:size], write_cursor(found[size - 1].opened, found[size - 1].id) if len(found) > size else "")


def narrowed(rule: Q, filters: Mapping[str, str], last: tuple[datetime, UUID] | None) -> QuerySet[Case]:
    """The cases of a list beyond the place `last`, not yet in order."""
    query = Case.filter(rule, **{name: value for name, value in filters.items() if name in FILTERS and value})
    if last is not None:
        opened, case = last
        # The first bound is what the index is entered by; the second only breaks ties.
        query = query.filter(Q(opened__lt=opened) | Q(id__lt=case), opened__lte=opened)
    return query


def write_cursor(opened: datetime, id: UUID | str) -> str:
    """Where the next page begins, as it stands in an address."""
    micros = (opened - EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(micros.to_bytes(8, "big") + UUID(str(id)).bytes).decode().rstrip("=")


def read_cursor(text: str) -> tuple[datetime, UUID] | None:
    """The same back; None for anything that is none."""
    if len(text) != 32:
        return None
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
        return EPOCH + timedelta(microseconds=int.from_bytes(raw[:8], "big")), UUID(bytes=raw[8:])
    except (ValueError, OverflowError, binascii.Error):
        return None


async def busiest_agencies(most: int) -> list[str]:
    """The agencies with the most open cases that everybody may see, the busiest first. Counts them all: for tasks and commands, not for pages."""
    rows = Case.filter(is_listed(), closed__isnull=True).exclude(agency="").annotate(cases=Count("id")).group_by("agency").order_by("-cases", "agency")
    return [str(agency) for agency in await rows.limit(most).values_list("agency", flat=True)]
