"""Pages of a long list, newest first, without OFFSET or COUNT: each page begins where the one before ended.

The cursor in the address says only where: it is read strictly, and one that cannot be read is the first page.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

M = TypeVar("M", bound=Model)

MAX_SIZE = 100
_LONGEST = 400
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some rows, and the cursor of the page after them; empty on the last."""

    rows: list[M]
    next: str = ""


async def page(query: QuerySet[M], column: str, *, after: str = "", size: int = 20) -> Page[M]:
    """The rows of `query` by (`column`, key) falling, beyond the cursor `after`.

    `column` comes from the code, never from the address. For a list without a scan it needs an index over
    (filters…, column, key), in this order.
    """
    size = max(1, min(size, MAX_SIZE))
    key = query.model._meta.pk_attr
    place = read_cursor(query.model, column, after)
    if place is not None:
        value, row = place
        # `<=` first: with the OR alone SQLite takes two indexes and sorts.
        query = query.filter(**{f"{column}__lte": value}).filter(Q(**{f"{column}__lt": value}) | Q(**{f"{key}__lt": row}))
    rows = await query.order_by(f"-{column}", f"-{key}").limit(size + 1)
    return Page(rows[:size], write_cursor(rows[size - 1], column) if len(rows) > size else "")


def write_cursor(row: Model, column: str) -> str:
    """Where `row` stands."""
    text = json.dumps([_plain(getattr(row, column)), _plain(row.pk)], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read_cursor(model: type[Model], column: str, cursor: str) -> tuple[Any, Any] | None:
    """The value and key that `cursor` names, of the types that `model` has; None for anything else."""
    if not cursor or len(cursor) > _LONGEST:
        return None
    try:
        parts = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        value, key = parts
        return _typed(model, column, value), _typed(model, model._meta.pk_attr, key)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        return None


def _plain(value: object) -> int | str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, int) else str(value)


def _typed(model: type[Model], name: str, value: object) -> Any:
    kind = model._meta.fields_map[name].field_type
    if kind is int and type(value) is int and -_LARGEST <= value <= _LARGEST:
        return value
    if kind is str and isinstance(value, str) and "\x00" not in value and value.isprintable():
        return value
    if kind is UUID and isinstance(value, str):
        return UUID(value)
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if kind is datetime and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None and 1900 <= moment.year <= 9000:
            return moment
    raise ValueError(f"{name} is not {value!r}")
