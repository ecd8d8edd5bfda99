"""Templates in layers: theme over parent theme over plugin (or core), each reachable from the one above by its own name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, TemplateNotFound, nodes
from jinja2.environment import Template

from core.templating.constants import PURE, Constants
from core.templating.once import check_once
from core.templating.owners import owner_of


class LayeredLoader(BaseLoader):
    """Finds `list.html` in the first layer that has it; `list.html@2` is the third of that name, seen from above."""

    has_source_access = True

    def __init__(self, themes: Sequence[Path], core: Path, plugins: Mapping[str, Path]) -> None:
        self.themes = tuple(themes)
        self.core = core
        self.plugins = dict(plugins)

    def layers(self, name: str) -> list[Path]:
        """Every file of this name, from the top."""
        owner = owner_of(name)
        if ".." in name.split("/") or name.startswith("/") or not name.endswith((".html", ".txt")):
            return []
        below = self.plugins.get(owner) if owner else self.core
        folders = [*self.themes, *([below] if below else [])]
        return [file for folder in folders if (file := folder / name).is_file()]

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        name, _, depth = template.partition("@")
        files = self.layers(name)
        place = int(depth or 0)
        if place >= len(files):
            raise TemplateNotFound(template)
        file = files[place]
        stamp = file.stat().st_mtime_ns
        return file.read_text(encoding="utf-8"), str(file), lambda: file.is_file() and file.stat().st_mtime_ns == stamp

    def list_templates(self) -> list[str]:
        """Names of all templates of the core and the enabled plugins."""
        names = {p.relative_to(self.core).as_posix() for p in self.core.rglob("*.html")}
        for folder in self.plugins.values():
            names |= {p.relative_to(folder).as_posix() for p in folder.rglob("*.html")}
        return sorted(names)


class PortalEnvironment(Environment):
    """`extends` of one's own name is the template beneath; a plugin reaches only the core's and its own."""

    say: Callable[[str, str], str] | None = None
    """The catalogue of this language; with it, what is constant is said when a template is compiled."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        check_once(tree, frozenset(self.globals))
        if self.say is not None:
            pure: dict[str, Any] = {known: self.globals[known] for known in PURE}
            Constants(pure, self.say, name or "").visit(tree)
        return tree

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals themselves where a template adds none: Jinja's ChainMap is copied name by name for every context."""
        return super().make_globals(d) if d else self.globals

    def join_path(self, template: str, parent: str) -> str:
        name, _, depth = parent.partition("@")
        if template == name:
            return f"{name}@{int(depth or 0) + 1}"
        owner = owner_of(template)
        if owner and owner != owner_of(name):
            raise TemplateNotFound(template, f"{parent} may not use {template}: another plugin's template")
        return template


def render_block(environment: Environment, template: Template, block: str, names: Mapping[str, object]) -> str:
    """One block of a template, wherever in its chain of parents it stands.

    Imports and sets stand before the first output, so running up to it fills `context.blocks` with the whole chain;
    jinja2-fragments looks only into the template named and fails under a theme's override."""
    context = template.new_context(dict(names))
    next(iter(template.root_render_func(context)), None)
    if block not in context.blocks:
        raise TemplateNotFound(f"{template.name}: block {block}")
    return environment.concat(context.blocks[block][0](context))
