"""Our PostgreSQL engine for Tortoise (`"engine": "core.database.postgres"`): a lost or overloaded server is a `Busy`.

Tortoise lets most of the driver's errors through as they are, and loses a pooled connection when BEGIN fails.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient, TransactionContext
from tortoise.connection import ConnectionToken, get_connections

from core.database.address import BUSY_SECONDS
from core.database.cancellation import to_the_end
from core.database.sqlite import BUSY
from core.database.statements import ALIAS, forget_statements, own_name
from core.errors import Busy

TRY_AGAIN = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.TooManyConnectionsError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    ConnectionError,
    TimeoutError,
)
SETTINGS = {"application_name": "pendopo", "jit": "off", "timezone": "UTC", "idle_in_transaction_session_timeout": "60s"}


class Client(AsyncpgDBClient):
    """A small pool of connections."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        own_name(self)

    async def close(self) -> None:
        forget_statements(self)
        await super().close()

    async def create_connection(self, with_db: bool) -> None:
        self.server_settings = {**SETTINGS, **self.server_settings}
        await super().create_connection(with_db)

    async def _translate_exceptions(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super()._translate_exceptions(func, *args, **kwargs)
        except TRY_AGAIN as error:
            raise Busy(BUSY) from error

    def _in_transaction(self) -> TransactionContext:
        return PooledTransaction(Wrapper(self))


class Wrapper(TransactionWrapper, Client):
    """One connection of the pool, as it is seen inside a transaction."""

    committed = False

    def _in_transaction(self) -> TransactionContext:
        return self._parent._in_transaction() if self._finalized else NestedTransactionContext(Wrapper(self))

    async def commit(self) -> None:
        try:
            await super().commit()
        except TRY_AGAIN as error:
            raise Busy(BUSY) from error
        self.committed = True


class PooledTransaction(TransactionContext):
    """BEGIN … COMMIT on one connection of the pool, which goes back whatever happens."""

    __slots__ = ("client", "token")

    def __init__(self, client: Wrapper) -> None:
        self.client: Wrapper = client
        self.token: ConnectionToken | None = None

    @property
    def committed(self) -> bool:
        return self.client.committed

    async def __aenter__(self) -> TransactionalDBClient:
        parent = self.client._parent
        try:
            async with parent._pool_init_lock:
                if parent._pool is None:
                    await parent.create_connection(with_db=True)
            pool: Any = parent._pool
            self.client._connection = await pool.acquire(timeout=2 * BUSY_SECONDS)
        except TRY_AGAIN as error:
            raise Busy(BUSY) from error
        try:
            await self.client.begin()
        except BaseException:
            await self._give_back()
            raise
        self.token = get_connections().set(ALIAS, self.client)
        return self.client

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            if not self.client._finalized:
                await to_the_end(self.client.commit() if error is None else self._roll_back())
        finally:
            get_connections().reset(self.token)
            await self._give_back()

    async def _roll_back(self) -> None:
        try:
            await self.client.rollback()
        except TRY_AGAIN:
            self.client._finalized = True  # the connection is gone, and the transaction with it

    async def _give_back(self) -> None:
        if self.client._parent._pool is not None:
            await to_the_end(self.client._parent._pool.release(self.client._connection))


client_class = Client
