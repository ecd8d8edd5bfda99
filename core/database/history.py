"""The migrations of one app: the files `0001_initial.py`, `0002_….py` … of its `migrations` package, in one line.

Each app (the core, each plugin) has a history of its own. A migration depends on the one before it and on nothing
of another app, is one transaction, and, where it changes data, may be run again: a step looks whether it is already done.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from zlib import crc32

from tortoise.migrations.migration import Migration

from core.errors import DatabaseError

_NAME = re.compile(r"^\d{4}_\w+$", re.ASCII)


@dataclass(frozen=True, slots=True)
class History:
    """Where an app's migrations lie and what they are called; their code is not loaded yet."""

    app: str
    folder: Path | None
    package: str
    names: tuple[str, ...]

    def load(self) -> tuple[Migration, ...]:
        """Import the migrations and check that they form one line. A mistake in one of them is a DatabaseError."""
        loaded = tuple(self._load(name) for name in self.names)
        for before, migration in zip((None, *loaded), loaded, strict=False):
            self._check(before, migration)
        return loaded

    def _load(self, name: str) -> Migration:
        where = self.where(name)
        try:
            module = importlib.import_module(f"{self.package}.{name}") if self.package else _by_location(Path(where), self.app)
            made = getattr(module, "Migration", None)
        except (Exception, SystemExit) as error:
            raise DatabaseError(f"The migration cannot be loaded: {type(error).__name__}: {error}", where=where, code="database.migration") from error
        if not (isinstance(made, type) and issubclass(made, Migration)):
            raise DatabaseError("There is no class Migration(tortoise.migrations.Migration) in it", where=where, code="database.migration")
        return made(name, self.app)

    def _check(self, before: Migration | None, migration: Migration) -> None:
        where = self.where(migration.name)
        wanted = [(self.app, before.name)] if before else []
        given = [tuple(key) for key in migration.dependencies]
        if given not in (wanted, []):
            raise DatabaseError(
                f"The migration depends on {given}, not on {wanted}",
                where=where,
                hint="Migrations of one plugin form one line, in the order of their names, and depend on no other plugin.",
                code="database.dependency",
            )
        if migration.run_before or migration.replaces:
            raise DatabaseError("run_before and replaces are not supported", where=where, code="database.dependency")
        if migration.atomic is not True:
            raise DatabaseError(
                "atomic = False: a migration that fails half-way could not be undone", where=where, hint="Remove the line.", code="database.atomic"
            )

    def where(self, name: str = "") -> str:
        return str((self.folder or Path(self.app)) / (f"{name}.py" if name else ""))


def read_history(app: str, source: ModuleType | Path | None) -> History:
    """List the migrations in `source`: the `migrations` package, or its folder. None: the app has no tables."""
    if source is None:
        return History(app, None, "", ())
    package = ""
    if isinstance(source, ModuleType):
        package, folder = source.__name__, Path(next(iter(source.__path__)))
    else:
        folder = source
    names = sorted(path.stem for path in folder.glob("*.py") if path.stem[0] not in "_~")
    for name in names:
        if not _NAME.fullmatch(name):
            raise DatabaseError(
                f"{name!r} is not the name of a migration", where=str(folder), hint="Four digits and words: 0002_add_landmark.py.", code="database.migration"
            )
    numbers = [name[:4] for name in names]
    for number in numbers:
        if numbers.count(number) > 1:
            raise DatabaseError(f"Two migrations have the number {number}", where=str(folder), hint="Rename the later one.", code="database.migration")
    return History(app, folder, package, tuple(names))


def migrations_beside(modules: Sequence[ModuleType]) -> ModuleType | Path | None:
    """The `migrations` package beside a plugin's `models`, if there is one."""
    models = modules[0] if modules else None
    if models is None or models.__file__ is None:
        return None
    folder = Path(models.__file__).parents[1 if hasattr(models, "__path__") else 0] / "migrations"
    if not folder.is_dir():
        return None
    parent = models.__name__.rpartition(".")[0]
    if parent in sys.modules and (folder / "__init__.py").is_file():
        return importlib.import_module(f"{parent}.migrations")
    return folder


def _by_location(path: Path, app: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"_migrations_{app}_{crc32(str(path).encode()):08x}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
