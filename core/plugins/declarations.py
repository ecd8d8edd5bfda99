"""Everything that plugins declare: gathered plugin by plugin, checked whole, dropped whole.

In a trial a plugin that failed at its menu had already put a field into another plugin's form, and it stayed there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

import pluggy

from core.errors import DeclarationError, PluginError
from core.plugins.blame import problems_in
from core.plugins.checks import check_value
from core.plugins.frontdoor import implementations, manager_of
from core.plugins.plugin import BOUNDARY, Plugin

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Owned(Generic[T]):
    """A declaration and the slug of the plugin that made it."""

    owner: str
    value: T


@dataclass(frozen=True, slots=True)
class Declarations:
    """All that one plugin declares, by hook."""

    slug: str
    by_hook: Mapping[str, tuple[Any, ...]]
    lines: Mapping[str, str]
    """hook → `file:line` of its implementation, for messages."""

    def of(self, spec: Callable[..., Sequence[T]]) -> tuple[T, ...]:
        return cast("tuple[T, ...]", self.by_hook.get(spec.__name__, ()))


@dataclass(frozen=True, slots=True)
class Hooks:
    """The typed front of pluggy. The spec function is the key, so a plugin's own hooks are typed by the same line."""

    declarations: tuple[Declarations, ...]
    _answers: dict[str, tuple[Owned[Any], ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def declared(self, spec: Callable[..., Sequence[T]]) -> tuple[Owned[T], ...]:
        """What all plugins declared for `spec`, in the order the plugins are enabled. Gone through once: pages ask, and plugins may be many."""
        found = self._answers.get(spec.__name__)
        if found is None:
            found = self._answers[spec.__name__] = tuple(Owned(d.slug, value) for d in self.declarations for value in d.of(spec))
        return found

    def without(self, slugs: Iterable[str]) -> Hooks:
        gone = set(slugs)
        return Hooks(tuple(d for d in self.declarations if d.slug not in gone))


class Gatherer:
    """Calls each plugin's implementations once. One pluggy manager a portal; its gaps are filled in this package."""

    def __init__(self, specs: Mapping[str, Callable[..., Any]], sleeping: frozenset[str] = frozenset()) -> None:
        self.specs = specs
        self.sleeping = sleeping
        self.manager: pluggy.PluginManager = manager_of(specs)

    def gather(self, plugin: Plugin) -> Declarations:
        """Check the plugin's front door, call what it implements, and check what comes back. The boundary is the caller's."""
        module = plugin.modules["hooks"]
        marked = implementations(module, self.specs, self.sleeping)
        self.manager.register(module, plugin.slug)
        try:
            lines = {name: f"{function.__code__.co_filename}:{function.__code__.co_firstlineno}" for name, function in marked.items()}
            return Declarations(plugin.slug, MappingProxyType(self._all_called(plugin, lines)), lines)
        except BaseException:
            self.manager.unregister(name=plugin.slug)
            raise

    def _all_called(self, plugin: Plugin, lines: Mapping[str, str]) -> dict[str, tuple[Any, ...]]:
        """Every hook's declarations. One that fails does not hide what is wrong with the next."""
        found: dict[str, tuple[Any, ...]] = {}
        failed: list[BaseException] = []
        for name, where in lines.items():
            try:
                found[name] = self._called(name, plugin, where)
            except BOUNDARY as error:
                failed.append(error)
        if len(failed) == 1:
            raise failed[0]
        if failed:
            raise PluginError.of(dict.fromkeys(problem for error in failed for problem in problems_in(error, plugin)))
        return found

    def _called(self, name: str, plugin: Plugin, where: str) -> tuple[Any, ...]:
        implementation = next(i for i in getattr(self.manager.hook, name).get_hookimpls() if i.plugin_name == plugin.slug)
        values = implementation.function(*([plugin] if implementation.argnames else []))
        if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
            raise DeclarationError(f"{name} returned {type(values).__name__}", where=where, hint="Return a list of declarations.", code="declaration.type")
        checked, allowed = tuple(values), allowed_types(name)
        for value in checked if allowed else ():
            try:
                check_value(value, allowed, name)
            except DeclarationError as error:
                error.where = error.where or where
                raise
        return checked


def allowed_types(hook: str) -> tuple[type, ...]:
    """The classes that a hook of the core may return; of a plugin's own hook anything, its owner checks."""
    from core.access import Permission
    from core.demo import Demo
    from core.events import Listener
    from core.forms import Form, FormFields, FormRoute
    from core.health import HealthCheck
    from core.menus import MenuItem
    from core.people import Identity, PersonalData, UploadScanner
    from core.routes import Route
    from core.search import SearchSource
    from core.services import Service
    from core.slots import Fragment, Slot
    from core.tables import TableImport
    from core.tasks import Task

    return {
        "register_routes": (Route, FormRoute),
        "register_menus": (MenuItem,),
        "register_forms": (Form,),
        "register_form_fields": (FormFields,),
        "register_fragments": (Fragment,),
        "register_slots": (Slot,),
        "register_search": (SearchSource,),
        "register_services": (Service,),
        "register_permissions": (Permission,),
        "register_events": (type,),
        "register_listeners": (Listener,),
        "register_tasks": (Task,),
        "register_health": (HealthCheck,),
        "register_identity": (Identity,),
        "register_upload_scanners": (UploadScanner,),
        "register_personal_data": (PersonalData,),
        "register_imports": (TableImport,),
        "register_demo": (Demo,),
    }.get(hook, ())
