"""`build_portal`: the one way in, for `serve`, `check` and tests. It reads and checks everything, and opens nothing."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from jinja2 import Environment, TemplateSyntaxError

import core
from core.clock import Clock, SystemClock
from core.errors import PendopoError, Problem, SiteError, ThemeError, did_you_mean
from core.flow.pages import template_problems
from core.language import read_catalogue
from core.pages import core_routes
from core.plugins.boundary import Boundary
from core.plugins.life import Life
from core.plugins.plugin import Plugin, State, problems_of
from core.portal.assembly import assemble, segments_of
from core.portal.lightly import lightly
from core.portal.menus import Menus
from core.portal.portal import Portal
from core.portal.routing import Endpoint, Routing, core_endpoint
from core.portal.surroundings import surroundings
from core.templating import Assets, LayeredLoader, Templates, build_environment
from core.themes import Theme, load_theme, stylesheet

if TYPE_CHECKING:
    from core.site import Site

CORE = Path(core.__file__).parent


@lightly()
def build_portal(
    site: Site,
    *,
    plugins: Sequence[str] | None = None,
    themes: Iterable[Path] = (),
    folders: Iterable[Path] = (),
    clock: Clock | None = None,
    reload: bool = False,
    base_url: str = "",
    failed: Mapping[str, PendopoError] = MappingProxyType({}),
) -> Portal:
    """Gather, check and freeze. A wrong plugin is left out with its reason in `problems`; a wrong site or theme is an error.

    `plugins` takes the place of the site's `enabled`; `folders` are further folders of plugins, `themes` of themes;
    `failed` are plugins that turned out not to start, and why. `base_url` stands before absolute addresses in local mode.
    Raises SiteError or ThemeError with all problems, also for a required plugin that failed, or any when `strict`.
    """
    themes, folders = tuple(themes), tuple(folders)
    life = Life(site, enabled=plugins, folders=folders, failed=failed)
    endpoints = [core_endpoint("core", route) for route in core_routes()]
    tables, hooks = assemble(life, life.run(), endpoints)
    assets = Assets()
    theme = load_theme(
        site.config.portal.theme,
        [*themes, *theme_folders(site)],
        address=lambda name, file: assets.add(f"themes/{name}", file.read_bytes()),
        where=site.where("portal.theme"),
    )
    for name in tables.forms:
        owner, _dot, form = name.partition(".")
        life.plugins[owner].problems.extend(template_problems(owner, form, life.plugins[owner].folder / "templates"))
    problems = _problems(life, site, theme, tables.identity is None, tables.endpoints, tables.menus)
    alive = [p for p in life.plugins.values() if p.alive]
    catalogues = {language: read_catalogue(language, {"": CORE, **{p.slug: p.folder for p in alive}}) for language in site.languages}
    routing = Routing(tables.endpoints, _closed(life))
    sheet = _assets(assets, theme, alive)
    portal = Portal(
        site=site,
        plugins=tuple(life.plugins.values()),
        found=life.found,
        hooks=hooks,
        spec_owners=dict(life.spec_owners),
        tables=tables,
        routing=routing,
        catalogues=catalogues,
        theme=theme,
        assets=assets,
        stylesheet=sheet,
        menus=Menus(tables.menus, routing, site, catalogues),
        clock=clock or SystemClock(),
        boundary=Boundary(time.monotonic),
        problems=tuple(problems),
        base_url=site.config.portal.public_url or base_url or f"http://127.0.0.1:{site.config.server.port}",
        without=lambda more: build_portal(
            site, plugins=plugins, themes=themes, folders=folders, clock=clock, reload=reload, base_url=base_url, failed={**failed, **more}
        ),
        in_order=tuple(life.in_order()),
    )
    portal.take_settings(alive)
    loader = LayeredLoader(theme.template_folders, CORE / "templates", {p.slug: p.folder / "templates" for p in alive})
    around = surroundings(portal)
    environments = {language: build_environment(catalogue, loader, around, reload=reload) for language, catalogue in catalogues.items()}
    if wrong := list(_broken_templates(theme, next(iter(environments.values())))):
        raise ThemeError.of(wrong)
    portal.templates = Templates(environments, frozenset(tables.fragments), portal.fill_slot)
    return portal


def theme_folders(site: Site) -> list[Path]:
    """Where themes are looked for: the site, the repository, the installed package."""
    return [site.folder / "themes", CORE.parent / "themes", CORE / "_shipped" / "themes"]


def _unknown_names(life: Life, site: Site, menus: Iterable[str]) -> list[Problem]:
    """Names in [menus] and [paths] that no plugin has. Of a plugin that failed the lines are not known, and that is said elsewhere."""
    failed = {slug for slug, plugin in life.plugins.items() if not plugin.alive}
    if not life.plugins or any(life.plugins[slug].manifest is None for slug in failed):
        return []
    known, segments = set(menus), {s for p in life.plugins.values() if p.manifest for s in segments_of(p)}
    said = [(f"menus.{key}", name) for key in ("hide", "order") for name in getattr(site.config.menus, key)]
    said += [("menus.lead", site.config.menus.lead)] if site.config.menus.lead else []
    found = [
        Problem(
            "menus.unknown", f"{key} names {name!r}, which is no line of any menu", where=site.where(key), hint=did_you_mean(name, known), severity="warning"
        )
        for key, name in said
        if name not in known and name.partition(".")[0] not in failed
    ]
    return found + [
        Problem(
            "paths.unknown",
            f"paths renames {name!r}, which is no plugin's segment",
            where=site.where(f"paths.{name}"),
            hint=did_you_mean(name, segments),
            severity="warning",
        )
        for name in site.config.paths
        if name not in segments
    ]


def _problems(life: Life, site: Site, theme: Theme, no_identity: bool, endpoints: Sequence[Endpoint], menus: Iterable[str]) -> list[Problem]:
    every = [*site.warnings, *life.problems, *problems_of(list(life.plugins.values())), *theme.warnings, *_unknown_names(life, site, menus)]
    closed = sorted({e.owner for e in endpoints if e.access.level != "public" and e.owner != "core"})
    if no_identity and closed:
        every.append(
            Problem(
                "identity.missing",
                f"{', '.join(closed)}: pages for people who are signed in, but no enabled plugin signs anybody in",
                hint="Enable a plugin such as accounts; until then such a page says so.",
                severity="warning",
            )
        )
    missing = [slug for slug in site.config.plugins.required if not (slug in life.plugins and life.plugins[slug].alive)]
    fatal = (
        [p for p in every if p.severity == "error"]
        if site.config.plugins.strict
        else [p for slug in missing for p in (life.plugins[slug].problems if slug in life.plugins else life.problems)]
    )
    if fatal:
        raise SiteError.of(fatal)
    return every


def _broken_templates(theme: Theme, environment: Environment) -> Iterator[Problem]:
    """A theme's template stands over every page that it names, so one that cannot be read is told before any page is shown."""
    for folder in theme.template_folders:
        for file in sorted(folder.rglob("*.html")):
            try:
                environment.parse(file.read_text(encoding="utf-8"))
            except TemplateSyntaxError as error:
                yield Problem("theme.template", f"the template cannot be read: {error.message}", f"{file}:{error.lineno}", "Mend it, or take it out.")
            except (OSError, UnicodeDecodeError) as error:
                yield Problem("theme.template", f"the template cannot be read: {error}", str(file), "Save it as UTF-8.")


def _closed(life: Life) -> dict[str, str]:
    """First segments of plugins that were to be open and are not: their paths answer that they are out of order."""
    renamed = life.site.config.paths
    return {
        renamed.get(s, s): p.slug
        for p in life.plugins.values()
        if not p.alive and p.manifest and p.state in (State.FAILED, State.SKIPPED)
        for s in segments_of(p)
    }


def _assets(assets: Assets, theme: Theme, plugins: Sequence[Plugin]) -> str:
    """Add all static files; the address of the one style sheet. The theme's drawings in use are there already."""
    for folder in ("vendor", "js"):
        assets.add_folder(CORE / "static" / folder, f"{folder}/")
    for name, file in theme.static_files.items():
        assets.add(f"themes/{name}", file.read_bytes())
    sheets = []
    for plugin in plugins:
        assets.add_folder(plugin.folder / "static", f"{plugin.slug}/")
        sheets += [file.read_text(encoding="utf-8") for file in sorted((plugin.folder / "static").glob("*.css"))]
    css = stylesheet(theme, sheets).decode()
    for name, address in assets.names().items():
        css = css.replace(f"/static/{name}", address)
    content = css.encode()
    address = f"/tema/{hashlib.sha256(content).hexdigest()[:12]}.css"
    assets.place(address, content)
    return address
