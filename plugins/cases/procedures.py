"""The procedures of a portal: declared by the services that use them, kept in every version a case was opened under."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from core import hookspec
from core.errors import PendopoError, did_you_mean

from .models import ProcedureText
from .procedure import Procedure
from .procedure_file import parse_procedure, read_procedure

if TYPE_CHECKING:
    from core import Plugin, Portal


@hookspec
def register_procedures(plugin: Plugin) -> Sequence[Procedure]:
    """How a service's cases are handled. Called once, when the portal is built; a broken procedure drops its plugin.

    @hookimpl
    def register_procedures(plugin):
        return [procedure_of(plugin, Settings)]
    """
    raise NotImplementedError


def procedure_of(plugin: Plugin, settings: type[BaseModel] | None = None) -> Procedure:
    """The plugin's `procedure.toml`, or the site's own `procedures/<slug>.toml` in its place. Raises SiteError with all problems."""
    own = plugin.site.folder / "procedures" / f"{plugin.slug}.toml"
    file = own if own.is_file() else plugin.folder / "procedure.toml"
    return read_procedure(file, settings=settings.model_fields if settings else {})


def declared_procedures(portal: Portal) -> Mapping[str, Procedure]:
    """Every procedure by its full name `slug.id`."""
    return {f"{owned.owner}.{owned.value.id}": owned.value for owned in portal.declared(register_procedures)}


def current_procedure(portal: Portal, name: str) -> Procedure:
    """The version under which new cases are opened."""
    for owned in portal.declared(register_procedures):
        if name == f"{owned.owner}.{owned.value.id}":
            return owned.value
    hint = did_you_mean(name, declared_procedures(portal))
    raise PendopoError(f"there is no procedure {name!r}", hint=hint or "Return it from register_procedures.", code="procedure.unknown")


async def procedure_for(portal: Portal, name: str, version: str) -> Procedure:
    """The version that a case was opened under; it may be older than what the plugin brings now."""
    for owned in portal.declared(register_procedures):
        if owned.value.version == version:
            return owned.value
    row = await ProcedureText.get_or_none(version=version)
    if row is None:
        raise PendopoError(f"version {version} of the procedure {name!r} is not kept", hint="Restore the database from a backup.", code="procedure.lost")
    return _parsed(row.text)


@functools.lru_cache(maxsize=64)
def _parsed(text: str) -> Procedure:
    return parse_procedure(text, "a version kept in the database")


async def keep_procedures(portal: Portal) -> None:
    """Write down every version that new cases may be opened under; once, when the portal starts."""
    now = portal.clock.now()
    rows = [ProcedureText(version=one.version, procedure=name, text=one.text, seen=now) for name, one in declared_procedures(portal).items()]
    if rows:
        await ProcedureText.bulk_create(rows, ignore_conflicts=True)


def frozen_settings(portal: Portal, name: str, procedure: Procedure) -> dict[str, int]:
    """The settings that the procedure's limits read, as they are now. A case keeps them: a promise does not move with a setting."""
    owner = portal.plugin(name.partition(".")[0])
    values: Any = owner.values if owner else None
    return {setting: int(getattr(values, setting)) for setting in sorted(procedure.settings())}
