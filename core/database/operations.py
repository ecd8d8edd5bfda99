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


class AppendOnly(TortoiseOperation):
    """From now on the database itself refuses to change or delete a row of `table`. A table rebuild on SQLite keeps the triggers."""

    def __init__(self, table: str) -> None:
        self.table = table

    def describe(self) -> str:
        return f"Refuse changes to rows of {self.table}"

    def statements(self, dialect: str) -> list[str]:
        name, words = self.table, "this table is only ever added to"
        if dialect == "sqlite":
            refuse = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            return [f"CREATE TRIGGER {name}_no_{what} BEFORE {what.upper()} ON {name} {refuse}" for what in ("update", "delete")]
        refuse = f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'"
        return [
            f"CREATE FUNCTION {name}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$",
            f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION {name}_refuse()",
        ]

    async def database_forward(self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None) -> None:
        if state_editor is not None:
            for sql in self.statements(state_editor.client.capabilities.dialect):
                await state_editor.client.execute_query(sql)
