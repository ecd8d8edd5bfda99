"""Rules about tables and what they hold of people."""

from __future__ import annotations

import ast
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.errors import PendopoError
from core.kit.bench import Bench
from core.kit.rule import Finding, Rule
from core.models import SealedTextField
from core.people import Erasure, Subject
from core.plugins.boundary import told
from core.plugins.models import models_in
from core.plugins.plugin import BOUNDARY

if TYPE_CHECKING:
    from tortoise.models import Model

PERSONAL = frozenset({"nik", "npwp", "birth_date", "mother_name"})
"""Names of columns that are about a person wherever they stand; a telephone number may be an office's."""
TELLING = Subject("0191c0de-0000-7000-8000-000000000000", "+6281234567890", "siapa@contoh.id")
"""Somebody whom nobody knows."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def _models(bench: Bench) -> list[type[Model]]:
    plugin = bench.portal.plugin(bench.slug) if bench.portal else None
    module = plugin.modules.get("models") if plugin else None
    return models_in(module) if module else []


def _about_people(model: type[Model]) -> set[str]:
    """Columns that are sealed, or named as what only a person has; a key that is sealed is nobody's."""
    sealed = {column for name, column in model._meta.fields_db_projection.items() if isinstance(model._meta.fields_map[name], SealedTextField)}
    return {column for column in sealed | (PERSONAL & set(model._meta.fields_db_projection.values())) if not column.endswith("secret") and column != "key"}


async def starts(bench: Bench) -> AsyncIterator[Finding]:
    """Hooks with their signatures, access and prefix of routes, prefix of tables, settings: whatever a start checks."""
    assert bench.portal is not None
    plugin = bench.portal.plugin(bench.slug)
    for problem in (one for one in (plugin.problems if plugin else ()) if one.severity == "error"):
        yield Finding(problem.message, bench.short(problem.where), problem.hint)
    if plugin is not None and not plugin.alive and not plugin.problems:
        yield Finding(plugin.why, "plugin.toml")


async def migrations(bench: Bench) -> AsyncIterator[Finding]:
    """Forward on an empty database was just done; a second time nothing is pending, and the models ask for nothing more."""
    from core.database import Migrator
    from core.making.migrations import drift

    assert bench.portal is not None
    database = bench.portal.database
    if bench.slug not in database.apps:
        return
    try:
        for app, names in (await Migrator(database).pending()).items():
            if app == bench.slug:
                yield Finding(f"{', '.join(names)} cannot be applied", "migrations", "pendopo migrate says why.")
        for problem in await drift(database):
            if f" {bench.slug} are ahead" in problem.message:
                yield Finding(problem.message, bench.short(problem.where), problem.hint)
    except PendopoError as error:
        yield Finding(error.message, bench.short(error.where), error.hint)


async def passport(bench: Bench) -> AsyncIterator[Finding]:
    models = _models(bench)
    columns = {str(model._meta.db_table): set(model._meta.fields_db_projection.values()) for model in models}
    declared = {key.partition(".")[0]: set[str]() for key in bench.manifest.data}
    for key in bench.manifest.data:
        table, _, column = key.partition(".")
        declared[table].add(column)
        if column not in columns.get(table, set()):
            yield Finding(f"[data] names {key!r}, which no model has", "plugin.toml", "Write it as table.column, as in the database.")
    for model in models:
        table = str(model._meta.db_table)
        for column in sorted(_about_people(model)):
            if column not in declared.get(table, set()):
                yield Finding(f"{table}.{column} is about a person, and [data] does not name it", "plugin.toml", "Say why it is kept, and until when.")


async def erasing(bench: Bench) -> AsyncIterator[Finding]:
    """Whoever keeps something of a person can tell it and erase it: every table of the passport is named where that is done."""
    assert bench.portal is not None
    from core.requests import Context

    tables = {key.partition(".")[0] for key in bench.manifest.data}
    owned = [one.value for one in bench.portal.personal_data if one.owner == bench.slug]
    plugin = bench.portal.plugin(bench.slug)
    if not tables or plugin is None or not plugin.alive:  # a plugin that was left out declares nothing: the rule `starts` says why
        return
    if not owned:
        yield Finding("keeps data of people, and cannot tell or erase it", "hooks.py", "Return a PersonalData from register_personal_data.")
        return
    context = Context(bench.portal, bench.slug, "id")
    for data in owned:
        try:
            json.dumps(dict(await data.export(context, TELLING)))
            erased = await data.erase(context, TELLING)
            if data.expire is not None:
                await data.expire(context, {key: LONG_AGO for key, kept in bench.manifest.data.items() if kept.days}, True)
        except BOUNDARY as error:  # a plugin's mistake is what is looked for
            hint = "Answer an empty dictionary, an empty Erasure, and how many rows are too old."
            yield Finding(f"telling or erasing somebody unknown, or counting what is too old, fails: {told(error)}", "hooks.py", hint)
            continue
        if not isinstance(erased, Erasure):
            yield Finding(f"erase answers {type(erased).__name__}", "hooks.py", "Answer an Erasure: what went, and what must stay.")
    for model in sorted(_unnamed(bench, tables)):
        yield Finding(f"nothing that tells or erases speaks of {model}", "hooks.py", "Export its rows of the person, and erase them or say why they stay.")


def _unnamed(bench: Bench, tables: set[str]) -> set[str]:
    """Models of `tables` that no module reached from export and erase names."""
    assert bench.portal is not None
    models = {model.__name__ for model in _models(bench) if str(model._meta.db_table) in tables}
    functions = [f for one in bench.portal.personal_data if one.owner == bench.slug for f in (one.value.export, one.value.erase, one.value.expire) if f]
    trees = {file.stem if file.stem != "__init__" else file.parent.name: tree for file, tree in bench.trees}
    waiting = [function.__module__.rpartition(".")[2] for function in functions]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in reached or name not in trees or name in ("models", "hooks"):
            continue
        reached.add(name)
        for node in ast.walk(trees[name]):
            if isinstance(node, ast.ImportFrom) and node.level:
                waiting += [(node.module or "").rpartition(".")[2], *(alias.name for alias in node.names)]
    if any(function.__module__.endswith(".hooks") for function in functions):
        reached.add("hooks")
    named = {node.id for name in reached for node in ast.walk(trees[name]) if isinstance(node, ast.Name)}
    return models - named


RULES = (
    Rule("starts", "bronze", "hooks, routes, tables and settings are as a start wants them", starts, serving=True),
    Rule("migrations", "bronze", "its migrations make the tables of its models", migrations, serving=True),
    Rule("passport", "silver", "its data passport names the columns about people", passport, serving=True),
    Rule("erasing", "silver", "what it keeps of people it can tell and erase", erasing, serving=True),
)
