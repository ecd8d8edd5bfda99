"""Tortoise keeps prepared INSERT and UPDATE texts by connection name and table, for the whole process.

So an older version of a table within a migration, another portal's table of the same name, or the other kind of database
would be written with the wrong columns. Each of our connections has a name of its own, and its texts go when it closes.
"""

from __future__ import annotations

from secrets import token_hex

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import ConnectionHandler
from tortoise.context import TortoiseContext

ALIAS = "default"
"""What models call the connection; which one that is, the context says."""


class OneConnection(ConnectionHandler):
    """Answers to every name: models ask for `ALIAS`, `get_or_create` for the name of the connection itself."""

    def get(self, conn_alias: str) -> BaseDBAsyncClient:
        return super().get(ALIAS)


class Context(TortoiseContext):
    """Tortoise's state for one database."""

    @property
    def connections(self) -> ConnectionHandler:
        if self._connections is None:
            self._connections = OneConnection()
        return self._connections


def own_name(client: BaseDBAsyncClient) -> None:
    """Give a new connection a name that no other has."""
    client.connection_name = f"{ALIAS}-{token_hex(8)}"


def forget_statements(client: BaseDBAsyncClient) -> None:
    """Forget the texts of this connection: its models change, or it closes."""
    for key in [key for key in EXECUTOR_CACHE if key[0] == client.connection_name]:
        EXECUTOR_CACHE.pop(key, None)
