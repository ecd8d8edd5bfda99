"""Tables for a test's database: migrated once in a process, copied for everybody who has the same plugins.

Four fifths of what it takes to open a portal are its migrations, and a test-suite opens a thousand portals.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.database import Database
    from core.portal import Portal

MOST = 32
"""Databases that a process remembers, each a few hundred kilobytes."""


async def lay_tables(portal: Portal) -> None:
    """Give the portal's SQLite database its tables, if there is no file yet. What cannot be migrated is left to whoever opens the portal."""
    from core.database import Migrator
    from core.database.context import prepare_file
    from core.portal.running import database_of

    database = database_of(portal)
    path = database.address.path
    if path is None or path.exists():
        return
    _ = portal.site.secrets  # made before the database is: a database without its keys is refused as lost
    migrated, mark = _migrated(), _mark(database)
    if mark in migrated:
        prepare_file(path)
        path.write_bytes(migrated[mark])
        migrated.move_to_end(mark)
        return
    await database.open()
    try:
        with database.bind():
            results = await Migrator(database).migrate()
    finally:
        await database.close()
    if not any(result.error for result in results) and not path.with_name(f"{path.name}-wal").exists():
        migrated[mark] = path.read_bytes()
        if len(migrated) > MOST:
            migrated.popitem(last=False)


@cache
def _migrated() -> OrderedDict[str, bytes]:
    """The files so far, by what they were made from."""
    return OrderedDict()


def _mark(database: Database) -> str:
    """The same for two databases whose migrations are, with all the code that these may use."""
    digest = hashlib.sha256()
    for app, modules in database.apps.items():
        digest.update(app.encode())
        for folder in {Path(module.__file__).parent for module in modules if module.__file__}:
            for file in sorted(folder.rglob("*.py")):
                digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
