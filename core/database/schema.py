"""Schema editors that keep what Tortoise's lose.

On SQLite many changes rebuild the table: create a new one, copy, drop the old one, rename. Tortoise does that with
foreign keys on (the DROP deletes CASCADE children, or fails), forgets plain indexes, several-column uniques, triggers
and the AUTOINCREMENT counter, and copies a default by string formatting. On both databases it forgets `db_index=True`
on an added field, the constraints of `Meta.constraints` in a new table, and the name of an index when its column is renamed.

Here a table is always what its model says, made by the same code whether it is new or rebuilt, plus what somebody
added by hand; the runner connects with foreign keys off and looks for orphans afterwards.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any, cast

from tortoise.fields.base import Field
from tortoise.fields.relational import ForeignKeyFieldInstance, ManyToManyFieldInstance
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.schema_editor.asyncpg import AsyncpgSchemaEditor
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_editor.sqlite import SqliteSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.models import Model

from core.errors import DatabaseError

Constraint = UniqueConstraint | CheckConstraint

_INDEX = re.compile(r'^CREATE (?:UNIQUE )?INDEX "(?P<name>[^"]+)"', re.MULTILINE)


class Editor(BaseSchemaEditor):
    """What both databases need. The runner sets `before` and `after`: the models as they stand around one operation."""

    INDEX_NAMES: str
    before: State
    after: State
    _constraints: tuple[Constraint, ...] = ()

    def around(self, model: type[Model]) -> tuple[type[Model], type[Model]]:
        """The model as it was and as it will be; the operations hand over only one of them."""
        key = f"{model._meta.app}.{model.__name__}"
        return self.before.apps.get_model(key), self.after.apps.get_model(key)

    def _get_model_sql_data(self, model: type[Model]) -> Any:
        self._constraints = tuple(getattr(model._meta, "constraints", None) or ())
        try:
            return super()._get_model_sql_data(model)
        finally:
            self._constraints = ()

    def _get_inner_statements(self) -> list[str]:
        """The constraints of `Meta.constraints`, which Tortoise leaves out of a new table."""
        return [self._constraint_sql(constraint) for constraint in self._constraints if not getattr(constraint, "condition", None)]

    def _constraint_sql(self, constraint: Constraint) -> str:
        if isinstance(constraint, CheckConstraint):
            return self.CHECK_CONSTRAINT_CREATE_TEMPLATE.format(name=constraint.name, check=constraint.check)
        if not constraint.name:
            raise DatabaseError(
                f"A unique constraint over {constraint.fields} has no name", hint="Give it one, or use Meta.unique_together.", code="database.constraint"
            )
        return self.UNIQUE_CONSTRAINT_CREATE_TEMPLATE.format(index_name=constraint.name, fields=", ".join(self.quote(name) for name in constraint.fields))

    def table_sql(self, model: type[Model]) -> str:
        """CREATE TABLE alone."""
        sql = cast(str, self._get_model_sql_data(model).table_sql)
        return sql.split(";\n", 1)[0].rstrip(";\n")

    def index_sql(self, model: type[Model]) -> dict[str, str]:
        """Name → CREATE INDEX, for every index that the model declares."""
        sql = cast(str, self._get_model_sql_data(model).table_sql)
        found = {match["name"]: sql[match.start() :].split("\n", 1)[0].rstrip(";") for match in _INDEX.finditer(sql)}
        for constraint in getattr(model._meta, "constraints", None) or ():
            if isinstance(constraint, UniqueConstraint) and constraint.condition:
                columns = ", ".join(self.quote(column) for column in self._resolve_fields_to_columns(model, constraint.fields))
                table = self._qualify_table_name(model._meta.db_table, model._meta.schema)
                found[str(constraint.name)] = f'CREATE UNIQUE INDEX "{constraint.name}" ON {table} ({columns}) WHERE {constraint.condition}'
        return found

    async def create_model(self, model: type[Model]) -> None:
        await super().create_model(model)
        await self.reconcile(None, model)

    async def reconcile(self, old: type[Model] | None, new: type[Model]) -> None:
        """Make the declared indexes exist and those no longer declared not; others are somebody's own and stay."""
        declared, there = self.index_sql(new), await self.index_names(new._meta.db_table)
        for name in (set(self.index_sql(old)) if old else set()) - set(declared):
            if name in there:
                await self._run_sql(f"DROP INDEX {self.quote(name)}")
        for name, sql in declared.items():
            if name not in there:
                await self._run_sql(sql)

    async def index_names(self, table: str) -> set[str]:
        return {row["name"] for row in await self.client.execute_query_dict(self.INDEX_NAMES, [table])}

    async def orphans(self, model: type[Model]) -> int:
        """Rows of the model's table that point to nothing."""
        return 0

    async def add_constraint(self, model: type[Model], constraint: Constraint) -> None:
        if getattr(constraint, "condition", None):
            await self._run_sql(self.index_sql(model)[str(constraint.name)])
        else:
            await super().add_constraint(model, constraint)

    async def remove_constraint(self, model: type[Model], constraint: Constraint) -> None:
        if getattr(constraint, "condition", None):
            await self._run_sql(f"DROP INDEX {self.quote(str(constraint.name))}")
        else:
            await super().remove_constraint(model, constraint)


class PostgresEditor(Editor, AsyncpgSchemaEditor):
    """PostgreSQL changes tables in place; only the forgotten indexes and defaults are added."""

    INDEX_NAMES = "SELECT indexname AS name FROM pg_indexes WHERE schemaname = current_schema() AND tablename = $1"

    async def _alter_field(self, model: type[Model], old_field: Field[Any], new_field: Field[Any]) -> None:
        default = filling(old_field, new_field, model)
        if default is not None:
            column = self.quote(old_field.source_field or old_field.model_field_name)
            table = self._qualify_table_name(model._meta.db_table, model._meta.schema)
            await self.client.execute_query(f"UPDATE {table} SET {column} = $1 WHERE {column} IS NULL", [default])  # noqa: S608 - names from models
        await super()._alter_field(model, old_field, new_field)


class SqliteEditor(Editor, SqliteSchemaEditor):
    """SQLite changes most things by a rebuild, in the transaction of the migration."""

    INDEX_NAMES = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?"

    async def _run_sql(self, sql: str) -> None:
        for statement in statements(sql):
            await self.client.execute_query(statement)

    async def orphans(self, model: type[Model]) -> int:
        return len(await self._rows(f"PRAGMA foreign_key_check({self.quote(model._meta.db_table)})"))

    async def add_field(self, model: type[Model], field_name: str) -> None:
        field = model._meta.fields_map[field_name]
        if isinstance(field, ManyToManyFieldInstance):
            await super().add_field(model, field_name)
            return
        if isinstance(field, ForeignKeyFieldInstance):
            field = model._meta.fields_map[field.source_field or field_name]
        if field.unique or field.pk or hasattr(field.db_default, "get_sql"):
            await self.rebuild(model)
            return
        await super().add_field(model, field_name)

    async def remove_field(self, model: type[Model], field: Field[Any]) -> None:
        if isinstance(field, ManyToManyFieldInstance):
            await super().remove_field(model, field)
            return
        await self.rebuild(model)

    async def _alter_field(self, model: type[Model], old_field: Field[Any], new_field: Field[Any]) -> None:
        old_column, new_column = (field.source_field or field.model_field_name for field in (old_field, new_field))
        if old_column != new_column:
            await self._run_sql(f"ALTER TABLE {self.quote(model._meta.db_table)} RENAME COLUMN {self.quote(old_column)} TO {self.quote(new_column)}")
        await self.rebuild(model, altered=(old_field, new_field))

    async def add_constraint(self, model: type[Model], constraint: Constraint) -> None:
        if getattr(constraint, "condition", None):
            await super().add_constraint(model, constraint)
        else:
            await self.rebuild(model)

    async def remove_constraint(self, model: type[Model], constraint: Constraint) -> None:
        if getattr(constraint, "condition", None):
            await super().remove_constraint(model, constraint)
        else:
            await self.rebuild(model)

    async def rename_constraint(self, model: type[Model], old_constraint: Constraint, new_constraint: Constraint) -> None:
        await self.rebuild(model)

    async def rebuild(self, model: type[Model], altered: tuple[Field[Any], Field[Any]] | None = None) -> None:
        """Make the table anew as its model now says, with every row, index, trigger and the counter of its keys."""
        old, new = self.around(model)
        table, making = new._meta.db_table, f"new__{new._meta.db_table}"
        if altered is not None and self.table_sql(old) == self.table_sql(new):
            return  # only an index changed, and the runner reconciles those
        declared = {*self.index_sql(old), *self.index_sql(new)}
        kept = [
            row
            for row in await self._rows(
                "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL AND type IN ('index', 'trigger')", table
            )
            if row["name"] not in declared
        ]
        counter = await self._counter(table)
        rows = await self._count(table)

        await self.client.execute_query(self.table_sql(new).replace(f"CREATE TABLE {self.quote(table)}", f"CREATE TABLE {self.quote(making)}", 1))
        await self._copy(table, making, new, altered)
        if await self._count(making) != rows:
            raise DatabaseError(f"The rebuild of {table} would have lost rows", where=table, code="database.rebuild")
        await self.client.execute_query(f"DROP TABLE {self.quote(table)}")
        # Without this the rename looks into views and other tables' triggers, which name a table that is gone for a moment.
        await self.client.execute_query("PRAGMA legacy_alter_table = ON")
        await self.client.execute_query(f"ALTER TABLE {self.quote(making)} RENAME TO {self.quote(table)}")
        await self.client.execute_query("PRAGMA legacy_alter_table = OFF")
        if counter:
            await self.client.execute_query("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", [counter, table])
        await self.reconcile(None, new)
        for row in kept:
            await self._restore(row, table)

    async def _copy(self, table: str, making: str, new: type[Model], altered: tuple[Field[Any], Field[Any]] | None) -> None:
        there = {row["name"] for row in await self._rows(f"PRAGMA table_info({self.quote(table)})")}
        columns = [column for column in new._meta.fields_db_projection.values() if column in there]
        sources = {column: self.quote(column) for column in columns}
        values: list[Any] = []
        default = filling(*altered, new) if altered is not None else None
        if altered is not None and default is not None:
            column = altered[1].source_field or altered[1].model_field_name
            sources[column] = f"COALESCE({self.quote(column)}, ?)"
            values.append(default)
        await self.client.execute_query(
            f"INSERT INTO {self.quote(making)} ({', '.join(self.quote(c) for c in columns)}) SELECT {', '.join(sources.values())} FROM {self.quote(table)}",  # noqa: S608 - names from models
            values,
        )

    async def _restore(self, row: dict[str, Any], table: str) -> None:
        try:
            await self.client.execute_query(row["sql"])
        except Exception as error:
            raise DatabaseError(
                f"The {row['type']} {row['name']} does not fit the changed table {table}: {error}",
                where=table,
                hint="Drop it by RunSQL before this step, and make it anew after it.",
                code="database.rebuild",
            ) from error

    async def _counter(self, table: str) -> int:
        if not await self._rows("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"):
            return 0
        rows = await self._rows("SELECT seq FROM sqlite_sequence WHERE name = ?", table)
        return int(rows[0]["seq"]) if rows else 0

    async def _count(self, table: str) -> int:
        return int((await self._rows(f"SELECT count(*) AS n FROM {self.quote(table)}"))[0]["n"])  # noqa: S608 - names from models

    async def _rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", await self.client.execute_query_dict(sql, list(values)))


def filling(old: Field[Any], new: Field[Any], model: type[Model]) -> Any:
    """What stands in place of NULL when a column may no longer be NULL; None when nothing is declared."""
    if not old.null or new.null:
        return None
    default = new.db_default if new.has_db_default() and not hasattr(new.db_default, "get_sql") else new.default
    return None if default is None or callable(default) else new.to_db_value(default, model)


def statements(sql: str) -> list[str]:
    """The statements of a script. Tortoise splits at every `;`, also within a trigger or a text."""
    found, start = [], 0
    for position, character in enumerate(sql):
        if character == ";" and sqlite3.complete_statement(sql[start : position + 1]):
            found.append(sql[start : position + 1].strip())
            start = position + 1
    found.append(sql[start:].strip())
    return [statement for statement in found if statement.strip(";\n ")]
