"""Everything that touches the database: engine, context, transactions, migrations, the core's own tables, search.

Names are resolved when first used: migrations and their machinery are not loaded until somebody migrates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazy import lazy

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

__getattr__, __dir__ = lazy(__name__, _HOME)
