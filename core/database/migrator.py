"""Brings the schema to what the code knows: locked, backed up, one transaction a migration, app by app.

A migration that fails is charged to its app: the others go on, and the portal starts without that plugin.
If it is the core's own, nothing goes on. A schema newer than the code is refused, never touched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import Operation, RenameModel
from tortoise.migrations.schema_generator.state import State

from core.backups import back_up
from core.database.context import CORE, Database
from core.database.history import History, migrations_beside, read_history
from core.database.locks import WAIT_SECONDS, migration_lock
from core.database.record import make_record, read_record, write_record
from core.database.schema import Editor, PostgresEditor, SqliteEditor
from core.database.statements import forget_statements
from core.database.states import advance, project
from core.errors import DatabaseError, PendopoError
from core.plugins.boundary import told


@dataclass(frozen=True, slots=True)
class AppStatus:
    """How one app stands: `pending` is to be applied, `ahead` is applied and unknown to this code."""

    app: str
    applied: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppResult:
    """What was done for one app, and why it cannot be used if it cannot."""

    app: str
    applied: tuple[str, ...] = ()
    error: DatabaseError | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One migration about to be applied: the `number`th of `total`."""

    app: str
    name: str
    number: int
    total: int


Progress = Callable[[Step], object]


class Migrator:
    """Migrates an open `database`. `migrations` says where an app's package lies when it is not beside its models."""

    def __init__(
        self,
        database: Database,
        migrations: Mapping[str, ModuleType | Path | None] | None = None,
        *,
        backups: Path | None = None,
        wait: float = WAIT_SECONDS,
    ) -> None:
        self.database = database
        self.backups = backups or database.folder / "data" / "backup"
        self.wait = wait
        self._sources = dict(migrations or {})

    async def status(self) -> tuple[AppStatus, ...]:
        """Every app, the core first, then in the order they were given. A plugin whose folder is broken has nothing pending."""
        return tuple(standing.status for standing in await self._standings())

    async def pending(self) -> dict[str, tuple[str, ...]]:
        """App → migrations to apply; apps that are up to date are left out."""
        return {status.app: status.pending for status in await self.status() if status.pending}

    async def check(self) -> tuple[AppResult, ...]:
        """Change nothing: an app whose schema is behind or ahead of the code has an error that says what to do. The core's own is raised."""
        return _results([standing.behind() for standing in await self._standings()])

    async def migrate(self, progress: Progress | None = None) -> tuple[AppResult, ...]:
        """Apply what is pending. Raises DatabaseError when the core cannot be used; a plugin's failure stands in its result."""
        standings = await self._standings()
        results = _results(standings)
        if not any(standing.status.pending for standing in standings):
            return results
        async with migration_lock(self.database.address, self.wait):
            standings = await self._standings()  # again: another process may just have done it
            results = _results(standings)
            if any(standing.status.pending for standing in standings):
                results = await self._migrate(standings, progress)
        return results

    async def _migrate(self, standings: Sequence[_Standing], progress: Progress | None) -> tuple[AppResult, ...]:
        if any(standing.status.applied or standing.status.ahead for standing in standings):
            await self._back_up()
        migrating = self.database.for_migration()
        await migrating.open()
        try:
            with migrating.bind():
                await make_record(migrating)
                run = _Run(migrating, sum(len(standing.status.pending) for standing in standings), progress)
                results = [await run.app(standing) for standing in standings]
        finally:
            await migrating.close()
        await self._forget_plans()
        return tuple(results)

    async def _standings(self) -> list[_Standing]:
        record = await read_record(self.database)
        return [self._standing(app, record.get(app, set())) for app in self.database.apps]

    def _standing(self, app: str, applied: set[str]) -> _Standing:
        try:
            history = read_history(app, self._sources[app] if app in self._sources else migrations_beside(self.database.apps[app]))
        except DatabaseError as broken:
            return _Standing(AppStatus(app, tuple(sorted(applied))), None, broken)
        done, ahead = (tuple(sorted(names)) for names in (applied & set(history.names), applied - set(history.names)))
        if not ahead:
            return _Standing(AppStatus(app, done, tuple(name for name in history.names if name not in applied)), history)
        error = DatabaseError(
            f"The tables of {app} are newer than its code: {ahead[-1]} has been applied and is not known here",
            where=history.where(),
            hint="Install the version that made them, or restore the backup from before.",
            code="database.newer",
        )
        return _Standing(AppStatus(app, done, (), ahead), history, error)

    async def _back_up(self) -> None:
        """PostgreSQL is backed up by its own means; its migrations are transactions all the same."""
        path = self.database.address.path
        if path is not None:
            await asyncio.to_thread(back_up, path, self.backups, datetime.now(UTC))

    async def _forget_plans(self) -> None:
        """PostgreSQL: plans that the serving connections prepared for the old tables fail inside a transaction."""
        pool = getattr(self.database.client, "_pool", None)
        if pool is not None:
            await pool.expire_connections()


@dataclass(frozen=True, slots=True)
class _Standing:
    """One app before a migration: how it stands, its files, and why it cannot be migrated if it cannot."""

    status: AppStatus
    history: History | None
    error: DatabaseError | None = None

    def behind(self) -> _Standing:
        """The same, where having something pending is an error."""
        if self.error is not None or self.history is None or not self.status.pending:
            return self
        return replace(
            self,
            error=DatabaseError(
                f"The tables of {self.status.app} are older than its code: {self.status.pending[0]} has not been applied",
                where=self.history.where(),
                hint="Run `pendopo migrate`.",
                code="database.behind",
            ),
        )


def _results(standings: Sequence[_Standing]) -> tuple[AppResult, ...]:
    """Nothing done, and what hinders; what hinders the core is raised."""
    for standing in standings:
        if standing.status.app == CORE and standing.error is not None:
            raise standing.error
    return tuple(AppResult(standing.status.app, (), standing.error) for standing in standings)


class _Run:
    """Applying migrations on the migrating connection."""

    def __init__(self, database: Database, total: int, progress: Progress | None) -> None:
        self.database = database
        self.total = total
        self.progress = progress
        self.number = 0

    async def app(self, standing: _Standing) -> AppResult:
        """Apply what is pending; what is through stands in the result, also when a later one fails. The core's failure is raised."""
        done: list[str] = []
        error = standing.error
        try:
            if standing.history is not None and standing.status.pending:
                await self._history(standing.history, set(standing.status.applied), done)
        except DatabaseError as failed:
            if standing.status.app == CORE:
                raise
            error = failed
        return AppResult(standing.status.app, tuple(done), error)

    async def _history(self, history: History, applied: set[str], done: list[str]) -> None:
        migrations = history.load()
        state = project(history.app, [migration for migration in migrations if migration.name in applied])
        for migration in migrations:
            if migration.name in applied:
                continue
            self.number += 1
            if self.progress is not None:
                self.progress(Step(history.app, migration.name, self.number, self.total))
            await self._apply(migration, state, history.where(migration.name))
            done.append(migration.name)

    async def _apply(self, migration: Migration, state: State, where: str) -> None:
        try:
            async with self.database.client._in_transaction() as client:
                editor = _editor(client)
                if self.database.kind == "postgres":
                    await client.execute_query("SET LOCAL lock_timeout = '10s'")  # behind a long query it would make everybody else wait too
                for operation in migration.operations:
                    await self._operate(operation, migration.app_label, state, editor)
                await _no_orphans(editor, state, migration.app_label)
                await write_record(self.database, migration.app_label, migration.name)
        except (Exception, SystemExit) as error:
            message = error.message if isinstance(error, PendopoError) else told(error)
            raise DatabaseError(
                f"The migration {migration.app_label} {migration.name} failed and was undone: {message}",
                where=where,
                hint=_mend(message),
                code="database.migration",
            ) from error

    async def _operate(self, operation: Operation, app: str, state: State, editor: Editor) -> None:
        before = state.clone()
        advance(operation, app, state)
        editor.before, editor.after = before, state
        forget_statements(self.database.client)  # a data step's models are those of this step
        await operation.database_forward(app, before, state, editor)
        old = new = getattr(operation, "model_name", "")
        if isinstance(operation, RenameModel):
            old, new = operation.old_name, operation.new_name
        if (app, new) in state.models:
            await editor.reconcile(before.apps.get_model(app, old), state.apps.get_model(app, new))


def _editor(client: BaseDBAsyncClient) -> Editor:
    return SqliteEditor(client) if client.capabilities.dialect == "sqlite" else PostgresEditor(client)


async def _no_orphans(editor: Editor, state: State, app: str) -> None:
    for label, name in state.models:
        if label == app and (count := await editor.orphans(state.apps.get_model(app, name))):
            raise DatabaseError(f"{count} rows of {name} would point to nothing", code="database.orphans")


def _mend(message: str) -> str:
    if "NOT NULL" in message or "not-null" in message or "null values" in message:
        return "A new column is null=True or has db_default=…: `default=` alone does not fill the rows that are there."
    return ""
