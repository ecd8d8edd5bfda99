"""The life of the enabled plugins up to `registered`: each stage with its own boundary, a failure ends one plugin only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from packaging.version import Version
from pydantic import BaseModel

from core import PLUGIN_API
from core.errors import PendopoError, PluginError, Problem, SiteError, did_you_mean
from core.language import read_catalogue
from core.plugins.declarations import Declarations, Gatherer, Hooks
from core.plugins.finding import Found, find_plugins
from core.plugins.frontdoor import core_specs, specs_in, specs_named_in
from core.plugins.loading import import_plugin
from core.plugins.manifest import read_manifest
from core.plugins.models import check_models
from core.plugins.plugin import BOUNDARY, Plugin, State
from core.reading import salvaged

if TYPE_CHECKING:
    from core.site import Site


class Life:
    """Brings the enabled plugins to `registered`. `plugins` keeps the order of `enabled`; `hooks` what they declared."""

    def __init__(
        self, site: Site, *, enabled: Sequence[str] | None = None, folders: Iterable[Path] = (), failed: Mapping[str, PendopoError] = MappingProxyType({})
    ) -> None:
        self.site = site
        self.failed = failed
        self.found, self.problems = find_plugins(site.folder, folders)
        wanted = tuple(site.config.plugins.enabled if enabled is None else enabled)
        self.plugins: dict[str, Plugin] = {}
        self.specs: dict[str, Callable[..., Any]] = core_specs()
        self.spec_owners: dict[str, str] = dict.fromkeys(self.specs, "core")
        for slug in wanted:
            if slug in self.found:
                self.plugins.setdefault(slug, _plugin(self.found[slug], site))
            else:
                self.problems.append(
                    Problem(
                        "plugin.unknown",
                        f"the plugin {slug!r} is enabled but not found",
                        where=site.where("plugins.enabled"),
                        hint=did_you_mean(slug, self.found) or "Install it, or take it out of the list.",
                    )
                )

    def run(self) -> Hooks:
        """All stages. What failed is left behind with its reason."""
        self._stage(State.CHECKED, self._check)
        self._settle()
        self._stage(State.IMPORTED, import_plugin)
        self._stage(State.CONFIGURED, self._configure)
        self._open_hooks()
        gatherer = Gatherer(self.specs, self._sleeping())
        gathered: list[Declarations] = []

        def gather(plugin: Plugin) -> None:
            declared = gatherer.gather(plugin)
            if errors := [problem for problem in plugin.problems if problem.severity == "error"]:  # a warning of its own ends no plugin
                raise SiteError.of(errors)
            gathered.append(declared)

        self._stage(State.REGISTERED, gather)
        self._settle()
        return Hooks(tuple(d for d in gathered if self.plugins[d.slug].alive))

    def in_order(self) -> list[Plugin]:
        """The living plugins, each after those it requires."""
        placed: dict[str, Plugin] = {}

        def place(plugin: Plugin) -> None:
            if plugin.slug in placed or not plugin.alive:
                return
            for requirement in plugin.manifest.requirements if plugin.manifest else ():
                if requirement.name in self.plugins:
                    place(self.plugins[requirement.name])
            placed[plugin.slug] = plugin

        for plugin in self.plugins.values():
            place(plugin)
        return list(placed.values())

    def drop(self, slug: str, error: BaseException) -> None:
        """A living plugin turns out wrong later on; what requires it is skipped."""
        self.plugins[slug].fail(error)
        self._settle()

    def _stage(self, state: State, work: Callable[[Plugin], None]) -> None:
        for plugin in self.in_order() if state is not State.CHECKED else list(self.plugins.values()):
            if not plugin.alive or self._orphaned(plugin):
                continue
            try:
                work(plugin)
                plugin.reached(state)
            except BOUNDARY as error:
                plugin.fail(error)

    def _check(self, plugin: Plugin) -> None:
        plugin.manifest = read_manifest(plugin.folder / "plugin.toml", plugin.slug)
        if plugin.slug in self.failed:
            raise self.failed[plugin.slug]
        _check_templates(plugin)
        _check_files(plugin)
        if plugin.manifest.plugin_api != PLUGIN_API:
            raise PluginError(
                f"was written for plugin_api {plugin.manifest.plugin_api}, this is {PLUGIN_API}",
                where=str(plugin.folder / "plugin.toml"),
                hint="Take the plugin's matching version.",
                code="plugin.api",
            )

    def _settle(self) -> None:
        """Skip what requires something that is missing, of the wrong version, failed, or part of a circle."""
        for plugin in self.plugins.values():
            circle = plugin.alive and self._circle(plugin.slug)
            if circle:
                plugin.skip(
                    f"its requires go round in a circle: {' → '.join(circle)}",
                    code="plugin.circle",
                    hint="Break it: share what both need in a third plugin, or use a hook.",
                )
        changed = True
        while changed:
            changed = sum(self._orphaned(plugin) for plugin in self.plugins.values() if plugin.alive) > 0

    def _orphaned(self, plugin: Plugin) -> bool:
        """Skip `plugin` when a requirement is not met, and say whether it was."""
        for requirement in plugin.manifest.requirements if plugin.manifest else ():
            other = self.plugins.get(requirement.name)
            if other is None:
                here = requirement.name in self.found
                there = "is installed but not enabled" if here else "is not installed"
                first = "" if here else did_you_mean(requirement.name, self.found) or f"Correct its name in `requires`, or install {requirement.name!r}."
                hint = first or f"Put {requirement.name!r} into [plugins] enabled."
                plugin.skip(f"it requires {requirement}, which {there}", code="plugin.requires", hint=hint)
            elif other.manifest and not requirement.specifier.contains(Version(other.manifest.version), prereleases=True):
                plugin.skip(f"it requires {requirement}, but version {other.manifest.version} is here", code="plugin.requires", hint="Take versions that fit.")
            elif not other.alive:
                plugin.skip(f"it requires {other.slug}, which is {other.state}", code="plugin.requires", hint=f"Mend {other.slug} first.")
            else:
                continue
            return True
        for requirement in plugin.manifest.optional if plugin.manifest else ():
            other = self.plugins.get(requirement.name)
            if other and other.manifest and not requirement.specifier.contains(Version(other.manifest.version), prereleases=True):
                plugin.skip(f"it uses {requirement}, but version {other.manifest.version} is here", code="plugin.requires", hint="Take versions that fit.")
                return True
        return False

    def _circle(self, start: str) -> list[str]:
        def walk(slug: str, path: list[str]) -> list[str]:
            plugin = self.plugins.get(slug)
            for requirement in plugin.manifest.requirements if plugin and plugin.manifest else ():
                if requirement.name == start:
                    return [*path, start]
                if requirement.name not in path:
                    found = walk(requirement.name, [*path, requirement.name])
                    if found:
                        return found
            return []

        return walk(start, [start])

    def _configure(self, plugin: Plugin) -> None:
        if "models" in plugin.modules:
            check_models(plugin.slug, plugin.modules["models"])
        module = plugin.modules.get("settings")
        if module is None:
            key = next(iter(self.site.plugin_values(plugin.slug)), "")
            if key:
                raise PluginError(
                    f"has no settings, but the site sets {key!r}",
                    where=self.site.where(f"plugins.{plugin.slug}.{key}"),
                    hint="Remove it.",
                    code="settings.unknown",
                )
            return
        model = getattr(module, "Settings", None)
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            raise PluginError(
                "settings.py has no class Settings(BaseModel)", where=str(module.__file__), hint="Define it: what an operator may set.", code="settings.missing"
            )
        plugin.values, problems = salvaged(model, self.site.plugin_values(plugin.slug), "settings")
        if plugin.values is None:
            raise SiteError.of(problems)
        plugin.problems += problems  # it is asked for its declarations all the same, for what else is wrong, and dropped then

    def _open_hooks(self) -> None:
        """Add the hooks that living plugins open in their `api`, before any implementation is looked at."""
        for plugin in self.in_order():
            api = plugin.modules.get("api")
            for name, spec in (specs_in(api) if api else {}).items():
                owner = self.spec_owners.get(name)
                if owner:
                    plugin.fail(
                        PluginError(
                            f"opens the hook {name!r}, which is {owner}'s", where=str(api and api.__file__), hint="Give it another name.", code="hook.twice"
                        )
                    )
                    break
                self.specs[name] = spec
                self.spec_owners[name] = plugin.slug

    def _sleeping(self) -> frozenset[str]:
        """Hooks of plugins that are installed, but not alive here."""
        names: set[str] = set()
        for slug, found in self.found.items():
            if not (slug in self.plugins and self.plugins[slug].alive):
                names |= specs_named_in(found.folder / "api.py")
        return frozenset(names - self.specs.keys())


def _check_templates(plugin: Plugin) -> None:
    """A plugin's templates live below its own name, or one could stand over another plugin's."""
    for folder in sorted((plugin.folder / "templates").glob("*")):
        if folder.name != plugin.slug:
            raise PluginError(
                f"has the template folder {folder.name!r}",
                where=str(folder),
                hint=f"Its templates live in templates/{plugin.slug}/.",
                code="template.namespace",
            )


def _check_files(plugin: Plugin) -> None:
    """Its style sheets and words are put to those of all others when the portal is built; what cannot be read must not stop that."""
    for file in sorted((plugin.folder / "static").glob("*.css")):
        try:
            file.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise PluginError(
                f"static/{file.name} cannot be read: {error}", where=str(file), hint="Save it as a UTF-8 file.", code="static.unreadable"
            ) from error
    for language in plugin.site.languages:
        try:
            read_catalogue(language, {plugin.slug: plugin.folder})
        except BOUNDARY as error:
            place = str(plugin.folder / "locales" / language)
            raise PluginError(f"its words cannot be read: {error}", where=place, hint="Mend the .po file; it is UTF-8.", code="locale.unreadable") from error


def _plugin(found: Found, site: Site) -> Plugin:
    return Plugin(found.slug, found.folder, found.source, found.module_name, site)
