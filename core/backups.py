"""The copy that is taken before a migration: SQLite's online backup, whole or not there, the last five kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from core.errors import DatabaseError

KEPT = 5


def back_up(database: Path, folder: Path, now: datetime) -> Path:
    """Copy `database` into `folder` while others go on writing. Blocking: call it in a thread."""
    target = folder / f"{database.stem}-{now:%Y%m%dT%H%M%S%f}Z{database.suffix}"
    part = target.with_name(f"{target.name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left_over in folder.glob(f"{database.stem}-*.part"):
            left_over.unlink()
        _room_for(database, folder)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(database, timeout=30)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
        _flush(part)
        part.rename(target)
        _flush(folder)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise DatabaseError(
            f"The backup before the migration failed: {error}",
            where=str(folder),
            hint="Nothing was changed. Make room, or mend the folder's rights.",
            code="database.backup",
        ) from error
    for old in sorted(folder.glob(f"{database.stem}-*{database.suffix}"))[:-KEPT]:
        old.unlink()
    return target


def _room_for(database: Path, folder: Path) -> None:
    needed = database.stat().st_size * 11 // 10
    if shutil.disk_usage(folder).free < needed:
        raise OSError(f"{needed // 1_000_000 + 1} MB are needed")


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
