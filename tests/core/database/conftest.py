"""Databases that are migrated and bound, and plugins written on the spot."""

from __future__ import annotations

import importlib
import sys
import textwrap
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest

from core.database import Database, Migrator

_numbers = count(1)

HEAD = """\
from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from core.database.operations import RunSQLOn

class Migration(migrations.Migration):
"""


class Shelf:
    """A folder of plugins under a package name of its own, as a site's are loaded."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.name = name
        self.folder.mkdir()
        (self.folder / "__init__.py").touch()

    def plugin(self, slug: str, models: str, *steps: str) -> ModuleType:
        """A plugin with these models and these migrations (the body of each class); its `models` module."""
        folder = self.folder / slug
        (folder / "migrations").mkdir(parents=True, exist_ok=True)
        for package in (folder, folder / "migrations"):
            (package / "__init__.py").touch()
        (folder / "models.py").write_text("from tortoise import fields\nfrom tortoise.models import Model\n" + textwrap.dedent(models))
        for number, step in enumerate(steps, 1):
            self.step(slug, number, step)
        importlib.invalidate_caches()
        return importlib.import_module(f"{self.name}.{slug}.models")

    def step(self, slug: str, number: int, body: str) -> Path:
        path = self.folder / slug / "migrations" / f"{number:04d}_step.py"
        before = f'    dependencies = [("{slug}", "{number - 1:04d}_step")]\n' if number > 1 else ""
        path.write_text(HEAD + before + textwrap.indent(textwrap.dedent(body), "    "))
        importlib.invalidate_caches()
        return path


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    sys.path.insert(0, str(tmp_path))
    made = Shelf(tmp_path, f"_shelf_{next(_numbers)}")
    try:
        yield made
    finally:
        sys.path.remove(str(tmp_path))
        for name in [name for name in sys.modules if name.partition(".")[0] == made.name]:
            del sys.modules[name]


Opened = Callable[..., "asynccontextmanager[Database]"]


@pytest.fixture
def opened(database_url: str, tmp_path: Path) -> Opened:
    """`async with opened(slug=models module) as database:` open, migrated, bound; on SQLite and on PostgreSQL."""

    @asynccontextmanager
    async def open_it(*, migrate: bool = True, **apps: ModuleType) -> AsyncIterator[Database]:
        database = Database(database_url, {slug: [module] for slug, module in apps.items()}, folder=tmp_path)
        await database.open()
        try:
            if migrate:
                await Migrator(database).migrate()
            with database.bind():
                yield database
        finally:
            await database.close()

    return open_it
