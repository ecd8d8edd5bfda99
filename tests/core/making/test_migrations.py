from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from core.database import Database, Migrator
from core.errors import DatabaseError
from core.making.migrations import drift, make_migration

MODELS = '''
"""Models."""
from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model
from core.models import BlindIndexField, SealedTextField


class Kiosk(Model):
    """A docstring is no part of the schema."""

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(max_length=50, db_index=True)
    nik = SealedTextField(null=True)
    nik_index = BlindIndexField(null=True)

    class Meta:
        table = "kiosk_kiosk"
        indexes = (Index(fields=("name", "id")),)


class Visit(Model):
    id = fields.BigIntField(primary_key=True)
    kiosk = fields.ForeignKeyField("kiosk.Kiosk", on_delete=fields.RESTRICT, db_index=True)
    at = fields.DatetimeField()

    class Meta:
        table = "kiosk_visit"
        unique_together = (("kiosk", "at"),)
'''


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[ModuleType]:
    (tmp_path / "_kiosk_made").mkdir()
    (tmp_path / "_kiosk_made" / "__init__.py").touch()
    (tmp_path / "_kiosk_made" / "models.py").write_text(MODELS)
    sys.path.insert(0, str(tmp_path))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module("_kiosk_made.models")
    finally:
        sys.path.remove(str(tmp_path))
        for name in [name for name in sys.modules if name.startswith("_kiosk_made")]:
            del sys.modules[name]


def database(folder: Path, module: ModuleType) -> Database:
    return Database("sqlite://data/portal.db", {"kiosk": [module]}, folder=folder)


def changed(module: ModuleType, before: str, after: str) -> ModuleType:
    """The same models after an edit, as a new process would load them."""
    path = Path(str(module.__file__))
    path.write_text(path.read_text().replace(before, after))
    for name in [name for name in sys.modules if name.startswith("_kiosk_made")]:
        del sys.modules[name]
    importlib.invalidate_caches()
    for cached in path.parent.rglob("*.pyc"):
        cached.unlink()
    return importlib.import_module("_kiosk_made.models")


def test_the_models_of_the_core_say_what_its_migrations_say(tmp_path: Path) -> None:
    assert asyncio.run(drift(Database("sqlite://data/portal.db", folder=tmp_path))) == []
    assert not (tmp_path / "data").exists()  # files are read, no database is opened


def test_the_first_migration_is_written_applied_and_leaves_no_difference(kiosk: ModuleType, tmp_path: Path) -> None:
    path = asyncio.run(make_migration(database(tmp_path, kiosk), "kiosk", "initial"))

    assert path == tmp_path / "_kiosk_made" / "migrations" / "0001_initial.py"
    text = path.read_text()
    assert "SealedTextField" in text
    assert "docstring" not in text
    assert "'" not in text
    assert asyncio.run(drift(database(tmp_path, kiosk))) == []

    async def use() -> None:
        opened = database(tmp_path, kiosk)
        await opened.open()
        try:
            assert [result.error for result in await Migrator(opened).migrate()] == [None, None]
            with opened.bind():
                place = await kiosk.Kiosk.create(name="Alun-alun")
                assert await kiosk.Kiosk.get(id=place.id) == place
        finally:
            await opened.close()

    asyncio.run(use())


def test_a_later_change_is_named_by_drift_and_written_as_the_next_step(kiosk: ModuleType, tmp_path: Path) -> None:
    asyncio.run(make_migration(database(tmp_path, kiosk), "kiosk", "initial"))
    kiosk = changed(kiosk, "max_length=50, db_index=True)", 'max_length=90)\n    note = fields.TextField(db_default="")')

    problems = asyncio.run(drift(database(tmp_path, kiosk)))
    path = asyncio.run(make_migration(database(tmp_path, kiosk), "kiosk", "add note"))

    assert {problem.code for problem in problems} == {"database.drift"}
    assert any("Add field note to Kiosk" in problem.message for problem in problems)
    assert "pendopo migrate --make kiosk" in problems[0].hint
    assert path.name == "0002_add_note.py"
    assert 'dependencies = [("kiosk", "0001_initial")]' in path.read_text()
    assert asyncio.run(drift(database(tmp_path, kiosk))) == []


def test_where_nothing_changed_nothing_is_written(kiosk: ModuleType, tmp_path: Path) -> None:
    asyncio.run(make_migration(database(tmp_path, kiosk), "kiosk", "initial"))
    kiosk = changed(kiosk, "A docstring is no part", "Another docstring is no part")

    with pytest.raises(DatabaseError) as caught:
        asyncio.run(make_migration(database(tmp_path, kiosk), "kiosk", "again"))

    assert caught.value.code == "database.nothing"


@pytest.mark.parametrize(
    ("app", "name", "said"), [("kiosc", "initial", "Did you mean 'kiosk'"), ("kiosk", "../../x", "not a name"), ("kiosk", "", "not a name")]
)
def test_a_wrong_plugin_or_name_is_refused(kiosk: ModuleType, tmp_path: Path, app: str, name: str, said: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        asyncio.run(make_migration(database(tmp_path, kiosk), app, name))

    assert said in str(caught.value)
