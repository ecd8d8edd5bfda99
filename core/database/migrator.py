"""Brings the schema to what the code knows: locked, backed up, one transaction a migration, app by app.

A migration that fails is charged to its app: the others go on, and the portal starts without that plugin.
If it is the core's own, nothing goes on. A schema newer than the code is refused, never touched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations.migration import Migration
from tortoise.migrations.schema_generator.state import State

from core.database.backups import back_up
from core.database.context import CORE, Database
from core.database.history import History, migrations_beside, project, read_history
from core.database.locks import WAIT_SECONDS, migration_lock
from core.database.record import make_record, read_record, write_record
from core.database.schema import Editor, PostgresEditor, SqliteEditor
from core.database.statements import forget_statements
from core.errors import DatabaseError, PendopoError


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
        """Every app, the core first, then in the order they were given. A broken folder of a plugin is not reported here."""
        record = await read_record(self.database.client)
        found = []
        for app in self.database.apps:
            history = self._history(app)
            if isinstance(history, History):
                found.append(_status(history, record.get(app, set())))
        return tuple(found)

    async def pending(self) -> dict[str, tuple[str, ...]]:
        """App → migrations to apply; apps that are up to date are left out."""
        return {status.app: status.pending for status in await self.status() if status.pending}

    async def check(self) -> tuple[AppResult, ...]:
        """Change nothing: an app whose schema is behind or ahead of the code has an error that says what to do. The core's own is raised."""
        return self._judge(await read_record(self.database.client), behind=True)

    async def migrate(self, progress: Progress | None = None) -> tuple[AppResult, ...]:
        """Apply what is pending. Raises DatabaseError when the core cannot be used; a plugin's failure stands in its result."""
        record = await read_record(self.database.client)
        if not any(self._pending(record).values()):
            return self._judge(record)
        async with migration_lock(self.database.address, self.wait):
            record = await read_record(self.database.client)  # again: another process may just have done it
            if not any(self._pending(record).values()):
                return self._judge(record)
            self._judge(record)
            await self._back_up(fresh=not record)
            return await self._migrate(record, progress)

    async def _migrate(self, record: Mapping[str, set[str]], progress: Progress | None) -> tuple[AppResult, ...]:
        total = sum(len(names) for names in self._pending(record).values())
        migrating = self.database.for_migration()
        await migrating.open()
        try:
            with migrating.bind():
                await make_record(migrating.client)
                run = _Run(migrating, total, progress)
                results = [await self._migrate_app(run, result, record) for result in self._judge(record)]
        finally:
            await migrating.close()
        await self._forget_plans()
        return tuple(results)

    async def _migrate_app(self, run: _Run, result: AppResult, record: Mapping[str, set[str]]) -> AppResult:
        history = self._history(result.app)
        if result.error is not None or not isinstance(history, History):
            return result
        done: list[str] = []
        try:
            await run.app(history, record.get(result.app, set()), done)
        except DatabaseError as error:
            if result.app == CORE:
                raise
            return AppResult(result.app, tuple(done), error)
        return AppResult(result.app, tuple(done))

    def _history(self, app: str) -> History | DatabaseError:
        try:
            source = self._sources[app] if app in self._sources else self._beside(app)
            return read_history(app, source)
        except DatabaseError as error:
            return error

    def _beside(self, app: str) -> ModuleType | Path | None:
        modules = self.database.apps[app]
        return migrations_beside(modules[0]) if modules else None

    def _pending(self, record: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
        histories = {app: self._history(app) for app in self.database.apps}
        return {app: _status(history, record.get(app, set())).pending for app, history in histories.items() if isinstance(history, History)}

    def _judge(self, record: Mapping[str, set[str]], *, behind: bool = False) -> tuple[AppResult, ...]:
        results = tuple(AppResult(app, (), self._objection(app, record.get(app, set()), behind)) for app in self.database.apps)
        for result in results:
            if result.app == CORE and result.error is not None:
                raise result.error
        return results

    def _objection(self, app: str, applied: set[str], behind: bool) -> DatabaseError | None:
        history = self._history(app)
        if isinstance(history, DatabaseError):
            return history
        status = _status(history, applied)
        if status.ahead:
            return DatabaseError(
                f"The tables of {app} are newer than its code: {status.ahead[-1]} has been applied and is not known here",
                where=history.where(),
                hint="Install the version that made them, or restore the backup from before.",
                code="database.newer",
            )
        if behind and status.pending:
            return DatabaseError(
                f"The tables of {app} are older than its code: {status.pending[0]} has not been applied",
                where=history.where(),
                hint="Run `pendopo migrate`.",
                code="database.behind",
            )
        return None

    async def _back_up(self, *, fresh: bool) -> None:
        path = self.database.address.path
        if path is not None and not fresh:
            await asyncio.to_thread(back_up, path, self.backups, datetime.now(UTC))

    async def _forget_plans(self) -> None:
        """PostgreSQL: plans that the serving connections prepared for the old tables fail inside a transaction."""
        pool = getattr(self.database.client, "_pool", None)
        if pool is not None:
            await pool.expire_connections()


class _Run:
    """Applying migrations on the migrating connection."""

    def __init__(self, database: Database, total: int, progress: Progress | None) -> None:
        self.database = database
        self.total = total
        self.progress = progress
        self.number = 0

    async def app(self, history: History, applied: set[str], done: list[str]) -> None:
        """Apply what `history` has beyond `applied`; what is through stands in `done`, also when a later one fails."""
        if not set(history.names) - applied:
            return
        migrations = history.load()
        state = await project(history.app, tuple(migration for migration in migrations if migration.name in applied))
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
                for operation in migration.operations:
                    await self._operate(operation, migration.app_label, state, editor)
                await _no_orphans(editor, state, migration.app_label)
                await write_record(client, migration.app_label, migration.name)
        except (Exception, SystemExit) as error:
            message = error.message if isinstance(error, PendopoError) else f"{type(error).__name__}: {error}"
            raise DatabaseError(
                f"The migration {migration.app_label} {migration.name} failed and was undone: {message}",
                where=where,
                hint=_mend(message),
                code="database.migration",
            ) from error

    async def _operate(self, operation: object, app: str, state: State, editor: Editor) -> None:
        before = state.clone()
        operation.state_forward(app, state)  # type: ignore[attr-defined]
        editor.before, editor.after = before, state
        forget_statements(self.database.client)  # a data step's models are those of this step
        await operation.database_forward(app, before, state, editor)  # type: ignore[attr-defined]
        new = getattr(operation, "new_name", None) if hasattr(operation, "old_name") and not hasattr(operation, "model_name") else None
        name = new or getattr(operation, "model_name", None)
        if name and (app, name) in state.models:
            old = before.models.get((app, getattr(operation, "old_name", name) if new else name))
            await editor.reconcile(before.apps.get_model(app, old.name) if old else None, state.apps.get_model(app, name))


def _editor(client: BaseDBAsyncClient) -> Editor:
    return SqliteEditor(client) if client.capabilities.dialect == "sqlite" else PostgresEditor(client)


async def _no_orphans(editor: Editor, state: State, app: str) -> None:
    for label, name in state.models:
        if label == app and (count := await editor.orphans(state.apps.get_model(app, name))):
            raise DatabaseError(f"{count} rows of {name} would point to nothing", code="database.orphans")


def _status(history: History, applied: set[str]) -> AppStatus:
    return AppStatus(
        history.app,
        tuple(name for name in history.names if name in applied),
        tuple(name for name in history.names if name not in applied),
        tuple(sorted(applied - set(history.names))),
    )


def _mend(message: str) -> str:
    if "NOT NULL" in message or "not-null" in message or "null values" in message:
        return "A new column is null=True or has db_default=…: `default=` alone does not fill the rows that are there."
    return ""
