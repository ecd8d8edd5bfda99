"""The database of one portal, and which one the running task uses.

Tortoise keeps its state in a ContextVar, and its own `with context:` stores the token on the context, which breaks
under concurrency: here every request sets and resets the variable with a token of its own. Several portals may live
in one process, on the same kind of database (Tortoise keeps the dialect on the model class).
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from copy import copy
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.context import _current_context
from tortoise.exceptions import BaseORMException
from tortoise.models import Model

from core.database import tables
from core.database.address import WHERE, Address, Kind, read_address
from core.database.quick import Quick
from core.database.statements import ALIAS, Context
from core.errors import DatabaseError, PendopoError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send
    from tortoise.backends.base.client import BaseDBAsyncClient

CORE = "core"

_current: ContextVar[Database] = ContextVar("pendopo_database")


class Database:
    """One database and the tables of the core and of each plugin (`apps`: slug → its modules with models)."""

    def __init__(self, url: str, apps: Mapping[str, Sequence[ModuleType]] | None = None, *, folder: Path) -> None:
        self.folder = folder
        self.address: Address = read_address(url, folder)
        self.apps: dict[str, tuple[ModuleType, ...]] = {CORE: (tables,)}
        self.apps.update({label: tuple(modules) for label, modules in (apps or {}).items() if label != CORE})
        self.context = Context()
        self.quick = Quick(self.address.path) if self.address.path is not None else None
        self._migrating = False

    def for_migration(self) -> Database:
        """The same database on a connection of its own, without foreign keys on SQLite: a table rebuild would delete children."""
        other = copy(self)
        other.context, other._migrating, other.quick = Context(), True, None
        return other

    @asynccontextmanager
    async def beside(self) -> AsyncIterator[Database]:
        """Bind the same database on a connection of its own, for a transaction that takes long.

        On SQLite the portal has one connection, and whoever asks something waits for the transaction on it. Whoever writes waits all the same.
        """
        if self.kind == "postgres":
            yield self
            return
        other = copy(self)
        other.context, other.quick = Context(), None
        await other.open()
        try:
            with other.bind():
                yield other
        finally:
            await other.close()

    @property
    def kind(self) -> Kind:
        return self.address.kind

    @property
    def client(self) -> BaseDBAsyncClient:
        """The connection for raw SQL: inside a transaction that transaction's own."""
        return self.context.connections.get(ALIAS)

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """What raw SQL answers; values stand as $1, $2 … on either database. For the hottest lists, behind a named function."""
        return await self.client.execute_query_dict(sql if self.kind == "postgres" else sql.replace("$", "?"), list(values))

    async def records(self, sql: str, *values: Any) -> Sequence[Any]:
        """The same as the driver gives them, each read by name or by place, for a short question along an index.

        On SQLite it is asked in the loop's own thread: inside a transaction by that one's connection, else by one that only reads
        (`core/database/quick.py`). A quarter of the cost of `rows`."""
        client = self.client
        if self.quick is None:
            _, found = await client.execute_query(sql, [*values])
            return found
        written, plain = sql.replace("$", "?"), [_plain(value) for value in values]
        at_once = self._at_once(client)
        if at_once is not None:
            return at_once(written, plain)
        rows = self.quick.ask(written, plain)
        if rows is not None:
            return rows
        _, found = await client.execute_query(written, plain)
        return found

    async def write(self, sql: str, *values: Any) -> Sequence[Any]:
        """One short statement that writes, inside a transaction; the rows that it is `RETURNING`, each read by name.

        On SQLite it runs in the loop's own thread, where an INSERT takes 20 µs: not for what touches many rows."""
        client = self.client
        if self.kind == "postgres":
            return await client.execute_query_dict(sql, [*values])
        written, plain = sql.replace("$", "?"), [_plain(value) for value in values]
        at_once = self._at_once(client)
        return at_once(written, plain) if at_once is not None else await client.execute_query_dict(written, plain)

    async def write_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """One statement with the values of each row, inside a transaction; on SQLite in the connection's thread."""
        lite = self.kind == "sqlite"
        await self.client.execute_many(sql.replace("$", "?") if lite else sql, [[_plain(value) if lite else value for value in row] for row in rows])

    @staticmethod
    def _at_once(client: BaseDBAsyncClient) -> Callable[[str, Sequence[Any]], Sequence[Any]] | None:
        """How to ask in this thread: only inside a transaction of SQLite that has not ended."""
        return None if getattr(client, "_finalized", True) else getattr(client, "at_once", None)

    async def open(self) -> None:
        """Connect, and make the file if there is none. Whoever opens closes, in a `finally`: an open SQLite connection keeps the process alive."""
        if self.address.path is not None:
            prepare_file(self.address.path)
        with self.bind():
            await connect(self.context, self.address.connection(migrating=self._migrating), self.apps, self.address)

    async def close(self) -> None:
        if self.quick is not None:
            self.quick.close()
        await self.context.close_connections()

    @contextmanager
    def bind(self) -> Iterator[Database]:
        """Use this database in the running task and in those that it starts."""
        ours, theirs = _current.set(self), _current_context.set(self.context)
        try:
            yield self
        finally:
            _current_context.reset(theirs)
            _current.reset(ours)


class DatabaseMiddleware:
    """Binds `database` for each request."""

    def __init__(self, app: ASGIApp, database: Database) -> None:
        self.app = app
        self.database = database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.database.bind():
            await self.app(scope, receive, send)


def _plain(value: Any) -> Any:
    """A value as SQLite keeps it, which has no type for ids and days; moments its adapter writes."""
    if type(value) is UUID:
        return str(value)
    return value.isoformat() if type(value) is date else value


def current_database() -> Database:
    """The database bound to the running task."""
    try:
        return _current.get()
    except LookupError:
        raise DatabaseError(
            "No database is bound here",
            hint="Work outside a request (a task, a command, a test) runs inside `with database.bind():`.",
            code="database.unbound",
        ) from None


def prepare_file(path: Path) -> None:
    """Make the folder and the file, readable by the portal's own user only; SQLite gives its other files the same mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DatabaseError(
            f"The database file cannot be opened: {error.strerror}",
            where=str(path),
            hint="Is the folder there, and may this user write in it?",
            code="database.file",
        ) from None


def app_config(connection: dict[str, Any], apps: Mapping[str, Sequence[ModuleType]]) -> dict[str, Any]:
    """Tortoise's configuration; apps without models are left out, for it would warn."""
    return {
        "connections": {ALIAS: connection},
        "apps": {
            label: {"models": [_name(module) for module in modules], "default_connection": ALIAS}
            for label, modules in apps.items()
            if any(has_models(module) for module in modules)
        },
    }


async def connect(context: Context, connection: dict[str, Any], apps: Mapping[str, Sequence[ModuleType]], address: Address) -> None:
    """Start Tortoise on `connection` within the bound `context`, and connect at once rather than in the first request."""
    try:
        await context.init(config=app_config(connection, apps), timezone="UTC")
        await context.connections.get(ALIAS).execute_query("SELECT 1")
    except (BaseORMException, sqlite3.Error, OSError, PendopoError) as error:
        await context.close_connections()
        raise cannot_open(address, error) from error
    except BaseException:
        await context.close_connections()
        raise


def cannot_open(address: Address, error: BaseException) -> DatabaseError:
    """What went wrong while connecting, never with the password."""
    place, hint = address.shown, f"Does the server run, and are name and password in {WHERE} right?"
    if address.path is not None:
        place, hint = str(address.path), "Is it a database of this portal? The last backups are in data/backup."
    return DatabaseError(f"The database cannot be opened: {_first_line(error)}", where=place, hint=hint, code="database.open")


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def has_models(module: ModuleType) -> bool:
    return any(isinstance(value, type) and issubclass(value, Model) and not value._meta.abstract for value in vars(module).values())


def _name(module: ModuleType) -> str:
    """Tortoise finds a module by its name only."""
    if sys.modules.get(module.__name__) is not module:
        raise DatabaseError(f"The module {module.__name__} is not the one that was loaded under this name", where=str(module.__file__), code="database.module")
    return module.__name__
