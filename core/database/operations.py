"""Steps of a migration that Tortoise does not have."""

from __future__ import annotations

from collections.abc import Sequence

from tortoise.migrations.operations import TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class RunSQLOn(TortoiseOperation):
    """SQL of its own for each database; the models' state is not touched. One statement a text."""

    def __init__(self, *, sqlite: Sequence[str] = (), postgres: Sequence[str] = ()) -> None:
        self.by_dialect = {"sqlite": tuple(sqlite), "postgres": tuple(postgres)}

    def describe(self) -> str:
        return "Run SQL of its own for each database"

    async def database_forward(self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None) -> None:
        if state_editor is not None:
            for sql in self.by_dialect[state_editor.client.capabilities.dialect]:
                await state_editor.client.execute_query(sql)
