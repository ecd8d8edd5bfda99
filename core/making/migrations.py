"""The next migration of an app, written from the difference between its models and its migrations; and whether there is one."""

from __future__ import annotations

import io
import re
import sys
import tokenize
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from tortoise.context import _current_context
from tortoise.migrations.operations import AlterModelOptions, CreateModel, TortoiseOperation
from tortoise.migrations.schema_generator.operation_generator import OperationGenerator
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.writer import ImportManager, MigrationWriter, _render_call, format_migration_name

from core.database.context import Database, app_config, has_models
from core.database.history import History, migrations_beside, read_history
from core.database.statements import Context
from core.database.states import blank_state, project
from core.errors import DatabaseError, Problem, did_you_mean

_WORDS = re.compile(r"[a-z][a-z0-9_ ]{0,60}", re.ASCII)


async def drift(database: Database, migrations: Mapping[str, ModuleType | Path | None] | None = None) -> list[Problem]:
    """Where models and migrations disagree. Reads files only; the database need not be open."""
    problems: list[Problem] = []
    for app in database.apps:
        history = _history(database, app, migrations)
        hint = f"pendopo migrate --make {app} NAME writes the missing migration."
        problems += [
            Problem("database.drift", f"The models of {app} are ahead of its migrations: {operation.describe()}", history.where(), hint)
            for operation in await _difference(database, app, history)
        ]
    return problems


async def make_migration(database: Database, app: str, name: str, folder: Path | None = None) -> Path:
    """Write the next migration of `app` and answer its file. DatabaseError when nothing changed, or the app is unknown."""
    if app not in database.apps:
        raise DatabaseError(f"No plugin {app!r} with tables is enabled", hint=did_you_mean(app, database.apps), code="database.app")
    if not _WORDS.fullmatch(name):
        raise DatabaseError(f"{name!r} is not a name for a migration", hint="A few words in small letters: add_landmark.", code="database.name")
    history = _history(database, app, {app: folder} if folder else None)
    operations = await _difference(database, app, history)
    if not operations:
        raise DatabaseError(f"The migrations of {app} already say what its models say", where=history.where(), code="database.nothing")
    number = int(history.names[-1][:4]) + 1 if history.names else 1
    dependencies = [(app, history.names[-1])] if history.names else []
    writer = _Writer(format_migration_name(number, name), app, operations, dependencies=dependencies, initial=None if dependencies else True)
    target = folder or history.folder or _new_folder(database.apps[app][0])
    target.mkdir(exist_ok=True)
    (target / "__init__.py").touch()
    path = target / f"{writer.name}.py"
    path.write_text(f'"""{app}: {name.replace("_", " ")}."""\n\n{_formatted(writer.as_string())}', encoding="utf-8")
    return path


def _history(database: Database, app: str, migrations: Mapping[str, ModuleType | Path | None] | None) -> History:
    if migrations is not None and app in migrations:
        return read_history(app, migrations[app])
    return read_history(app, migrations_beside(database.apps[app]))


async def _difference(database: Database, app: str, history: History) -> Sequence[TortoiseOperation]:
    old = project(app, history.load())
    new = await _models_now(database, app)
    for state in (old, new):
        for model in state.models.values():
            model.options.pop("table_description", None)  # a docstring is not part of the schema
    operations = OperationGenerator(old, new).generate(app_labels=[app])
    return [operation for operation in operations if not isinstance(operation, AlterModelOptions)]


async def _models_now(database: Database, app: str) -> State:
    """The models as the code has them, made ready without a connection and without other plugins, one of which may be broken."""
    if not any(has_models(module) for module in database.apps[app]):
        return blank_state(app)
    context = Context()
    token = _current_context.set(context)
    try:
        await context.init(config=app_config(database.address.connection(), {app: database.apps[app]}), init_connections=False, timezone="UTC")
        state = blank_state(app)
        models = context.apps[app] if context.apps is not None and app in context.apps else {}
        for name, model in models.items():
            state.models[(app, name)] = ModelState.make_from_model(app, model)
        return state
    finally:
        _current_context.reset(token)


def _new_folder(models: ModuleType) -> Path:
    folder = Path(str(models.__file__)).parent
    return (folder.parent if hasattr(models, "__path__") else folder) / "migrations"


class _Writer(MigrationWriter):
    """Tortoise's writer without what says nothing: defaults of fields, bookkeeping of models."""

    def _render_field(self, field: Any, imports: ImportManager) -> str:
        path, args, kwargs = field.deconstruct()
        noise = {"auto_now", "auto_now_add", "unique", "db_index", "null", "generated"}
        said = {name: value for name, value in kwargs.items() if name not in noise or value}
        if said.get("primary_key"):
            said = {name: value for name, value in said.items() if name not in noise}
        return _render_call(path, args, said, imports)

    def _render_model_options(self, options: dict[str, Any], imports: ImportManager) -> str:
        told = {name: value for name, value in options.items() if name not in ("app", "pk_attr", "table_description")}
        return super()._render_model_options(told, imports)

    def _format_create_model(self, operation: CreateModel, imports: ImportManager, *, indent: str) -> list[str]:
        operation.bases = None
        return super()._format_create_model(operation, imports, indent=indent)


def _formatted(text: str) -> str:
    """In the manner of the house: imports in order, double quotes, two blank lines before the class."""
    head, _, body = text.partition("\nclass Migration")
    imports = [line for line in head.splitlines() if line]
    standard = sorted(line for line in imports if line.split()[1].partition(".")[0] in sys.stdlib_module_names)
    others = sorted(line for line in imports if line not in standard)
    if "from tortoise import fields" in others:
        others.remove("from tortoise import fields")
        others[others.index("from tortoise import migrations")] = "from tortoise import fields, migrations"
    blocks = ["\n".join(block) for block in (standard, others) if block]
    return _double_quoted("\n\n".join(blocks) + "\n\n\nclass Migration" + body)


def _double_quoted(text: str) -> str:
    tokens = [
        token._replace(string=f'"{token.string[1:-1]}"')
        if token.type == tokenize.STRING and token.string[0] == "'" and '"' not in token.string and "\\" not in token.string
        else token
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
    ]
    return str(tokenize.untokenize(tokens))
