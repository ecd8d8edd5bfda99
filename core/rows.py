"""Rows of models made and written at little cost, for what happens most: `await insert(new_row(Case, id=…, …))`.

A model's own `__init__` and `save` look at every field, build the statement and ask for the row's id anew, which costs five times
as much as the statement itself. Here that is looked up once for each model. What a column refuses is refused here too.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from tortoise import fields
from tortoise.exceptions import ValidationError
from tortoise.models import Model

from core.database.context import current_database

AS_THEY_ARE = (
    fields.BigIntField, fields.BooleanField, fields.CharField, fields.DateField, fields.DatetimeField, fields.FloatField, fields.IntField,
    fields.SmallIntField, fields.TextField, fields.UUIDField,
)  # fmt: skip
"""Kinds of columns whose values go to the driver as they are; any other says itself what is written."""

_UNLESS = ' ON CONFLICT ("{}") DO NOTHING RETURNING 1 AS written'

M = TypeVar("M", bound=Model)
Values = Callable[[Model], list[Any]]


def new_row(model: type[M], **values: Any) -> M:
    """A row that is not written yet, with the defaults of its columns. `values` have the columns' own types: none is converted."""
    defaults, made = _defaults(model)
    if not values.keys() <= defaults.keys() | made.keys():
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(values.keys() - defaults.keys() - made.keys()))}")
    row = model.__new__(model)
    fresh = {name: make() for name, make in made.items() if name not in values}
    own = {"_partial": False, "_saved_in_db": False, "_custom_generated_pk": True, "_await_when_save": {}}
    vars(row).update({**own, **defaults, **fresh, **values})
    return row


@functools.lru_cache(maxsize=256)
def _defaults(model: type[Model]) -> tuple[Mapping[str, Any], Mapping[str, Callable[[], Any]]]:
    """What the columns hold when nobody says anything: values, and functions that make one."""
    columns = {name: model._meta.fields_map[name] for name in model._meta.fields_db_projection}
    made = {name: field.default for name, field in columns.items() if callable(field.default)}
    return {name: field.default for name, field in columns.items() if name not in made}, made


async def insert(row: Model, *, unless: str = "") -> bool:
    """Write a new row, whose primary key is set; inside a transaction. Raises as `save(force_create=True)` does.

    `unless` names a unique column: when another row has its value already, nothing is written, nothing raised, and the answer is False."""
    sql, values_of = _statement(type(row), unless)
    written = await current_database().write(sql, *values_of(row))
    vars(row)["_saved_in_db"] = there = bool(written) or not unless
    return there


async def upsert(model: type[Model], key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many rows inside a transaction: where a row's `key`, a unique column, is there already, the values of that row take the place of the old.

    All rows name the same columns. In one statement for all of them, 15 µs a row on SQLite; not in the loop's thread."""
    if not rows:
        return
    sql, values_of = _statement(model, "")
    columns = model._meta.fields_db_projection
    changed = ", ".join(f'"{columns[name]}" = excluded."{columns[name]}"' for name in rows[0] if name != key)
    sql += f' ON CONFLICT ("{columns[key]}") DO ' + (f"UPDATE SET {changed}" if changed else "NOTHING")
    await current_database().write_many(sql, [values_of(new_row(model, **row)) for row in rows])


@functools.lru_cache(maxsize=256)
def _statement(model: type[Model], unless: str) -> tuple[str, Values]:
    """The INSERT of a model, and how to read its values off a row. An id that the database gives is left to it."""
    meta = model._meta
    columns = {name: column for name, column in meta.fields_db_projection.items() if not meta.fields_map[name].generated}
    names, marks = ", ".join(f'"{column}"' for column in columns.values()), ", ".join(f"${n}" for n in range(1, len(columns) + 1))
    sql = f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({marks}){_UNLESS.format(unless) if unless else ""}'  # noqa: S608 - table and columns of a model
    own = [(place, meta.fields_map[name]) for place, name in enumerate(columns) if type(meta.fields_map[name]) not in AS_THEY_ARE]
    lengths = [(place, name, field.max_length) for place, name in enumerate(columns) if isinstance(field := meta.fields_map[name], fields.CharField)]
    read = attrgetter(*columns)

    def values_of(row: Model) -> list[Any]:
        values = list(read(row))
        for place, field in own:
            values[place] = field.to_db_value(values[place], row)
        for place, name, longest in lengths:
            if values[place] is not None and len(values[place]) > longest:
                raise ValidationError(f"{model.__name__}.{name}: {len(values[place])} characters, and at most {longest} fit")
        return values

    return sql, values_of
