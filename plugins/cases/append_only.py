"""A step of a migration: from now on the database itself refuses to change or delete a row of a table."""

from __future__ import annotations

from tortoise.migrations.operations import TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

WORDS = "a timeline is only ever added to"


class AppendOnly(TortoiseOperation):
    """Triggers on `table` against UPDATE and DELETE. A table rebuild on SQLite keeps them."""

    def __init__(self, table: str) -> None:
        self.table = table

    def describe(self) -> str:
        return f"Refuse changes to rows of {self.table}"

    def statements(self, dialect: str) -> list[str]:
        name = self.table
        if dialect == "sqlite":
            return [
                f"CREATE TRIGGER {name}_no_{what} BEFORE {what.upper()} ON {name} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END" for what in ("update", "delete")
            ]
        refuse = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'"
        return [
            f"CREATE FUNCTION {name}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$",
            f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION {name}_refuse()",
        ]

    async def database_forward(self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None) -> None:
        if state_editor is not None:
            for sql in self.statements(state_editor.client.capabilities.dialect):
                await state_editor.client.execute_query(sql)
