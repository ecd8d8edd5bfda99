"""Everything that touches the database: engine, context, transactions, migrations, the core's own tables, search.

Names are resolved when first used: migrations and their machinery are not loaded until somebody migrates.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.database.context import Database as Database
    from core.database.context import DatabaseMiddleware as DatabaseMiddleware
    from core.database.migrator import Migrator as Migrator
    from core.database.transactions import after_commit as after_commit
    from core.database.transactions import in_transaction as in_transaction
    from core.database.transactions import transaction as transaction

_HOME = {
    "Database": "core.database.context",
    "DatabaseMiddleware": "core.database.context",
    "Migrator": "core.database.migrator",
    "after_commit": "core.database.transactions",
    "in_transaction": "core.database.transactions",
    "transaction": "core.database.transactions",
}

__all__ = ["Database", "DatabaseMiddleware", "Migrator", "after_commit", "in_transaction", "transaction"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
