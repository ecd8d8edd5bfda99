"""From what plugins declare to the portal's tables, checked against each other.

Each plugin is taken or left whole. Two that contradict each other: the one later in `enabled` goes, and the message names
both. Dropping one may orphan what another refers to, so it starts again with those that are left, until nobody goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from core import hooks as spec
from core.access import Access, Permission
from core.errors import DeclarationError, PluginError, did_you_mean
from core.events import Event
from core.forms import CompiledForm, Form, FormFields, FormRoute, compile_form
from core.menus import MenuItem
from core.people import Identity
from core.plugins.declarations import Declarations, Hooks, Owned
from core.plugins.life import Life
from core.plugins.manifest import RESERVED_SEGMENTS
from core.plugins.plugin import BOUNDARY, Plugin
from core.portal.forms import flow_routes
from core.portal.routing import Endpoint, endpoint_of
from core.routes import Route
from core.services import Service
from core.slots import CORE_SLOTS, Fragment
from core.tables import TableImport

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tables:
    """What the plugins that are left have declared, by its full name where it has one."""

    endpoints: tuple[Endpoint, ...]
    menus: Mapping[str, Owned[MenuItem]]
    slots: frozenset[str]
    fragments: Mapping[str, tuple[Owned[Fragment], ...]]
    forms: Mapping[str, CompiledForm]
    services: Mapping[str, Owned[Service]]
    events: Mapping[str, type[Event]]
    permissions: Mapping[str, Permission]
    identity: Owned[Identity] | None
    imports: Mapping[str, Owned[TableImport]]


def assemble(life: Life, hooks: Hooks, core_endpoints: Sequence[Endpoint]) -> tuple[Tables, Hooks]:
    """The tables, and the declarations of the plugins that are left."""
    while True:
        left = Hooks(tuple(d for d in hooks.declarations if life.plugins[d.slug].alive))
        try:
            return _Round(life, left, core_endpoints).tables(), left
        except _Conflict as conflict:
            life.drop(conflict.slug, conflict.error)


class _Conflict(Exception):
    def __init__(self, slug: str, error: BaseException) -> None:
        super().__init__(str(error))
        self.slug = slug
        self.error = error


class _Round:
    """One try with the plugins that are left. First each claims its names, then what it refers to must be there."""

    def __init__(self, life: Life, hooks: Hooks, core_endpoints: Sequence[Endpoint]) -> None:
        self.life = life
        self.hooks = hooks
        self.taken: dict[tuple[str, str], str] = {("segment", s): "core" for s in RESERVED_SEGMENTS}
        self.endpoints: list[Endpoint] = list(core_endpoints)
        self.route_names = {e.name for e in core_endpoints}
        self.menus: dict[str, Owned[MenuItem]] = {}
        self.forms: dict[str, Owned[Form]] = {}
        self.services: dict[str, Owned[Service]] = {}
        self.events: dict[str, type[Event]] = {}
        self.permissions: dict[str, Permission] = {}
        self.slots: set[str] = set(CORE_SLOTS)
        self.imports: dict[str, Owned[TableImport]] = {}
        self.identity: Owned[Identity] | None = None
        self._hook = ""

    def tables(self) -> Tables:
        for declared in self.hooks.declarations:
            self._in(declared, self._claim)
        extras = self._extras()
        compiled: dict[str, CompiledForm] = {}
        for declared in self.hooks.declarations:
            self._in(declared, self._compile, extras, compiled)
        for declared in self.hooks.declarations:
            self._in(declared, self._place, compiled)
        for declared in self.hooks.declarations:
            self._in(declared, self._refer)
        slots, fragments = frozenset(self.slots), self._fragments()
        return Tables(tuple(self.endpoints), self.menus, slots, fragments, compiled, self.services, self.events, self.permissions, self.identity, self.imports)

    def _in(self, declared: Declarations, work: Callable[..., Any], *args: Any) -> None:
        self._hook = ""
        try:
            work(declared, *args)
        except PluginError as error:
            error.where = error.where or declared.lines.get(self._hook, "")
            raise _Conflict(declared.slug, error) from error
        except _Conflict:
            raise
        except BOUNDARY as error:  # a plugin's own code, such as the choices of a field asked for at start
            raise _Conflict(declared.slug, error) from error

    def _of(self, declared: Declarations, hook: Callable[..., Sequence[T]]) -> tuple[T, ...]:
        """What the plugin declared for `hook`; a mistake found from here on is at that hook's line."""
        self._hook = hook.__name__
        return declared.of(hook)

    def _plugin(self, slug: str) -> Plugin:
        return self.life.plugins[slug]

    def _take(self, kind: str, name: str, slug: str, hint: str) -> None:
        other = self.taken.setdefault((kind, name), slug)
        if other != slug:
            raise PluginError(f"{kind} {name!r} is taken by {other}", hint=hint, code=f"{kind}.taken")

    def _once(self, known: Mapping[str, Any] | set[str], name: str, what: str) -> None:
        if name in known:
            raise DeclarationError(f"{what} {name!r} is declared twice", hint="Give one of them another name.", code="declaration.twice")

    def _claim(self, declared: Declarations) -> None:
        slug = declared.slug
        for segment in self.segments(slug):
            self._take("segment", segment, slug, "Rename it in [paths] of portal.toml.")
        for item in self._of(declared, spec.register_menus):
            self._once(self.menus, f"{slug}.{item.id}", "MenuItem")
            self.menus[f"{slug}.{item.id}"] = Owned(slug, item)
        for form in _forms(declared):
            name = f"{slug}.{form.id}"
            if self.forms.get(name, Owned(slug, form)).value is not form:
                self._once(self.forms, name, "Form")
            self.forms[name] = Owned(slug, form)
        for service in self._of(declared, spec.register_services):
            self._once(self.services, f"{slug}.{service.id}", "Service")
            self.services[f"{slug}.{service.id}"] = Owned(slug, service)
        for event in self._of(declared, spec.register_events):
            declared_class: object = event
            if not (isinstance(declared_class, type) and issubclass(declared_class, Event)):
                raise DeclarationError(f"register_events returned {event!r}", hint="Return subclasses of core.Event.", code="declaration.type")
            self._once(self.events, f"{slug}.{event.name}", "Event")
            self.events[f"{slug}.{event.name}"] = event
        self._unique(declared)
        self.slots |= {f"{slug}.{slot.name}" for slot in self._of(declared, spec.register_slots)}
        self.permissions |= {f"{slug}.{permission.name}": permission for permission in self._of(declared, spec.register_permissions)}
        for identity in self._of(declared, spec.register_identity):
            if self.identity:
                raise PluginError(
                    f"registers an Identity, but {self.identity.owner} has done so", hint="A portal has one: enable only one of the two.", code="identity.taken"
                )
            self.identity = Owned(slug, identity)

    def _unique(self, declared: Declarations) -> None:
        for hook, what in (
            ("register_slots", "Slot"),
            ("register_permissions", "Permission"),
            ("register_search", "SearchSource"),
            ("register_tasks", "Task"),
            ("register_health", "HealthCheck"),
            ("register_imports", "TableImport"),
        ):
            self._hook = hook
            names = [value.name for value in declared.by_hook.get(hook, ())]
            for place, name in enumerate(names):
                self._once(set(names[:place]), name, what)

    def segments(self, slug: str) -> tuple[str, ...]:
        """The plugin's first path segments as this site calls them."""
        renamed = self.life.site.config.paths
        return tuple(renamed.get(s, s) for s in segments_of(self._plugin(slug)))

    def _compile(self, declared: Declarations, extras: Mapping[str, tuple[Owned[FormFields], ...]], compiled: dict[str, CompiledForm]) -> None:
        """The plugin's forms as it wrote them, then with the fields of others, one by one: what is wrong with a field is charged to who added it."""
        self._hook = "register_routes" if "register_routes" in declared.by_hook else "register_forms"
        for form in _forms(declared):
            name = f"{declared.slug}.{form.id}"
            compiled[name] = compile_form(form, declared.slug, plugins=self.life.plugins)
            joined: list[tuple[str, FormFields]] = []
            for more in extras.get(f"{declared.slug}.{form.like or form.id}", ()):
                joined.append((more.owner, _placed(more.value, form)))
                owner = next(d for d in self.hooks.declarations if d.slug == more.owner)
                self._in(owner, self._join, name, form, joined, compiled)

    def _join(self, adding: Declarations, name: str, form: Form, joined: Sequence[tuple[str, FormFields]], compiled: dict[str, CompiledForm]) -> None:
        self._hook = "register_form_fields"
        compiled[name] = compile_form(form, name.partition(".")[0], joined, plugins=self.life.plugins)

    def _place(self, declared: Declarations, compiled: Mapping[str, CompiledForm]) -> None:
        slug, plugin = declared.slug, self._plugin(declared.slug)
        own, renamed = segments_of(plugin), self.life.site.config.paths
        paths: dict[tuple[str, str], str] = {}
        for value in self._of(declared, spec.register_routes):
            routes: Sequence[Route] = [value] if isinstance(value, Route) else flow_routes(plugin, value, compiled[f"{slug}.{value.form.id}"])
            for route in routes:
                endpoint = endpoint_of(slug, route, own, renamed)
                self._once(self.route_names, endpoint.name, "Route")
                self._permitted(slug, route.access, f"Route {route.name!r}")
                for method in route.methods:
                    other = paths.setdefault((_shape(endpoint.path), method), route.name)
                    if other != route.name:
                        raise DeclarationError(
                            f"the routes {other!r} and {route.name!r} both answer {method} {endpoint.path}", hint="Remove one of them.", code="route.twice"
                        )
                self.route_names.add(endpoint.name)
                self.endpoints.append(endpoint)

    def _extras(self) -> Mapping[str, tuple[Owned[FormFields], ...]]:
        """Fields for others' forms, by the form's full name. Those for a plugin that is absent are left out."""
        extras: dict[str, list[Owned[FormFields]]] = {}
        for declared in self.hooks.declarations:
            self._in(declared, self._extra, extras)
        return {form: tuple(more) for form, more in extras.items()}

    def _extra(self, declared: Declarations, extras: dict[str, list[Owned[FormFields]]]) -> None:
        for more in self._of(declared, spec.register_form_fields):
            if more.form in self.forms:
                _check_step(more, self.forms[more.form].value)
                extras.setdefault(more.form, []).append(Owned(declared.slug, more))
            elif not self._asleep(more.form.partition(".")[0]):
                raise DeclarationError(f"FormFields for {more.form!r}, which is no form", hint=did_you_mean(more.form, self.forms), code="form.unknown")

    def _refer(self, declared: Declarations) -> None:
        for item in self._of(declared, spec.register_menus):
            self._known(item.route, f"MenuItem {item.id!r}")
        for service in self._of(declared, spec.register_services):
            self._known(service.route, f"Service {service.id!r}")
        for fragment in self._of(declared, spec.register_fragments):
            if fragment.slot not in self.slots and not self._asleep(fragment.slot.partition(".")[0]):
                raise DeclarationError(
                    f"Fragment for the slot {fragment.slot!r}, which nobody has", hint=did_you_mean(fragment.slot, self.slots), code="slot.unknown"
                )
            self._permitted(declared.slug, fragment.access, f"Fragment for {fragment.slot!r}")
        for listener in self._of(declared, spec.register_listeners):
            name = listener.event if isinstance(listener.event, str) else next((n for n, e in self.events.items() if e is listener.event), "")
            if name not in self.events and not (name and self._asleep(name.partition(".")[0])):
                raise DeclarationError(
                    f"Listener for {listener.event!r}, which nobody registers", hint=did_you_mean(str(listener.event), self.events), code="event.unknown"
                )

        for table in self._of(declared, spec.register_imports):
            self._table(declared.slug, table)

    def _table(self, slug: str, table: TableImport) -> None:
        self._permitted(slug, table.access, f"TableImport {table.name!r}")
        for column in table.every:
            column.field.options_at_start(self._plugin(slug))
        self.imports[f"{slug}.{table.name}"] = Owned(slug, table)

    def _permitted(self, slug: str, access: Access, who: str) -> None:
        """A permission that is asked for is one that the plugin itself declares."""
        if access.level == "permission" and access.owned_by(slug).permission not in self.permissions:
            own = [name.partition(".")[2] for name in self.permissions if name.startswith(f"{slug}.")]
            hint = did_you_mean(access.permission, own) or "Return it from register_permissions."
            raise DeclarationError(f"{who} asks for the permission {access.permission!r}, which nobody declares", hint=hint, code="route.permission")

    def _known(self, route: str, who: str) -> None:
        if route not in self.route_names:
            hint = did_you_mean(route, self.route_names) or "Write the plugin's slug, a colon and the name of one of its routes: trees:list."
            raise DeclarationError(f"{who} leads to the route {route!r}, which is not there", hint=hint, code="route.unknown")

    def _asleep(self, slug: str) -> bool:
        """Whether `slug` is a plugin that is installed but not alive here."""
        return slug in self.life.found and not (slug in self.life.plugins and self.life.plugins[slug].alive)

    def _fragments(self) -> Mapping[str, tuple[Owned[Fragment], ...]]:
        by_slot: dict[str, list[Owned[Fragment]]] = {}
        for owned in self.hooks.declared(spec.register_fragments):
            fragment = replace(owned.value, access=owned.value.access.owned_by(owned.owner))
            by_slot.setdefault(fragment.slot, []).append(Owned(owned.owner, fragment))
        return {slot: tuple(sorted(every, key=lambda o: (o.value.weight, o.owner))) for slot, every in by_slot.items()}


def segments_of(plugin: Plugin) -> tuple[str, ...]:
    """The manifest's segments; without any, the slug is the only one."""
    given = plugin.manifest.segments if plugin.manifest else ()
    return given or (plugin.slug.replace("_", "-"),)


def _forms(declared: Declarations) -> list[Form]:
    opened = [value.form for value in declared.of(spec.register_routes) if isinstance(value, FormRoute)]
    return [*declared.of(spec.register_forms), *opened]


def _placed(more: FormFields, form: Form) -> FormFields:
    """The same fields in `form`, which may be the shorter way of the one that they were made for."""
    if not form.like or more.step in [step.name for step in form.steps]:
        return more
    return replace(more, step=form.steps[0].name)


def _check_step(more: FormFields, form: Form) -> None:
    steps = [step.name for step in form.steps]
    if more.step not in steps:
        raise DeclarationError(f"FormFields for the step {more.step!r} of {more.form!r}", hint=did_you_mean(more.step, steps), code="form.step")


def _shape(path: str) -> str:
    """The path with its parameters' names taken out: `/{a}` and `/{b}` are the same path."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
