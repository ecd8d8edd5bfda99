"""The models as migrations leave them, step by step, without a database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from typing import Any

from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import Operation, RenameField
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

from core.database.statements import ALIAS


def project(app: str, migrations: Iterable[Migration]) -> State:
    """The models of `app` after `migrations`."""
    state = blank_state(app)
    for migration in migrations:
        for operation in migration.operations:
            advance(operation, app, state)
    state.validate_relations_initialized()
    return state


def blank_state(app: str) -> State:
    return State(models={}, apps=StateApps(default_connections={app: ALIAS}))


def advance(operation: Operation, app: str, state: State) -> None:
    """Take `operation` into `state`. Tortoise forgets that uniques, indexes and checks name the column it renames."""
    if isinstance(operation, RenameField) and (model := state.models.get((app, operation.model_name))):
        for option in ("unique_together", "indexes", "constraints"):
            if model.options.get(option):
                model.options[option] = tuple(_renamed(item, operation.old_name, operation.new_name) for item in model.options[option])
    operation.state_forward(app, state)


def _renamed(item: Any, old: str, new: str) -> Any:
    def names(fields: Iterable[str]) -> tuple[str, ...]:
        return tuple(new if name == old else name for name in fields)

    if isinstance(item, CheckConstraint):
        return replace(item, check=re.sub(rf"\b{old}\b", new, item.check))
    if isinstance(item, UniqueConstraint):
        return replace(item, fields=names(item.fields), condition=re.sub(rf"\b{old}\b", new, item.condition) if item.condition else None)
    if isinstance(item, Index):
        renamed = copy(item)
        renamed.fields = list(names(item.fields))
        return renamed
    return names(item)
