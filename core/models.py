"""Columns that tables of plugins share. No table of its own.

- `SealedTextField`: personal data, sealed by the core's cipher; anything else is refused, so that no plain text slips in.
- `BlindIndexField`: the keyed hash by which sealed data is found again.
- `TicketField`: a ticket such as ADU-7K3F-9Q2M.
- `JSONTextField`: a value kept as JSON text, the same on both databases, for what nobody filters by.
- `page(query, column, after=…)` and `Page`: a long list page by page, newest first, without OFFSET or COUNT.
- `await insert(new_row(Model, …))`: a row made and written at a fifth of what `Model.create` costs, for what happens most.
- `await upsert(Model, "key", rows)`: many rows, each new or in the place of the one that has its key.
- `RunSQLOn(sqlite=[…], postgres=[…])`: a step of a migration with SQL of its own for each database.
- `AppendOnly(table)`: a step after which the database refuses to change or delete the table's rows.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tortoise.fields import CharField, Field, TextField
from tortoise.models import Model

from core.errors import DatabaseError
from core.keyset import Page as Page
from core.keyset import page as page
from core.rows import insert as insert
from core.rows import new_row as new_row
from core.rows import upsert as upsert
from core.security.cipher import FORMAT

if TYPE_CHECKING:
    from core.database.operations import AppendOnly as AppendOnly
    from core.database.operations import RunSQLOn as RunSQLOn

    # Null or not is said where a column is used, which a subclass cannot pass on to the type.
    class _Text(Field[Any]): ...

    class _Char(Field[Any]): ...
else:
    _Text = TextField
    _Char = CharField

_SEALED = re.compile(rf"{FORMAT}\.[A-Za-z0-9]+\.[A-Za-z0-9_-]{{38,}}", re.ASCII)
_HEX_64 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class SealedTextField(_Text):
    """Text as `Cipher.seal` gives it. Search by a `BlindIndexField` beside it; there is no filter that could work here."""

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or not _SEALED.fullmatch(value):
            raise DatabaseError(
                f"What is written to {self.model_field_name} is not sealed",
                where=_place(self, instance),
                hint="Seal it: portal.cipher.seal(table, column, row, text). It is not shown here.",
                code="database.unsealed",
            )
        return value


class BlindIndexField(_Char):
    """What `Cipher.index` gives: 64 hex digits, indexed."""

    def __init__(self, **options: Any) -> None:
        options["max_length"] = 64
        options.setdefault("db_index", not options.get("unique", False))
        super().__init__(**options)

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> str | None:
        if value is not None and (not isinstance(value, str) or not _HEX_64.fullmatch(value)):
            raise DatabaseError(
                f"What is written to or looked for in {self.model_field_name} is not a blind index",
                where=_place(self, instance),
                hint="cipher.index(text, purpose) makes one.",
                code="database.index",
            )
        return value


class TicketField(_Char):
    """A ticket, as `core.identifiers` writes it."""

    def __init__(self, **options: Any) -> None:
        options["max_length"] = 16
        super().__init__(**options)


class JSONTextField(_Text):
    """A list or mapping as JSON text. JSON columns differ between the databases: PostgreSQL changes the order of keys, SQLite cannot filter."""

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def to_python_value(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value


def _place(field: Field[Any], instance: type[Model] | Model | None) -> str:
    model = field.model if instance is None else instance if isinstance(instance, type) else type(instance)
    return f"{model.__name__}.{field.model_field_name}"


def __getattr__(name: str) -> Any:
    """Steps of a migration when one asks for them: that machinery is not loaded by those who only have models."""
    if name not in ("AppendOnly", "RunSQLOn"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from core.database import operations

    return getattr(operations, name)
