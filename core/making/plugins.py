"""A plugin, made from the files in `plugin/`: what they say between `<<` and `>>` is filled in, what stands between `<% if … %>` is left out.

The folder is written beside its place and put there whole, so that nothing half made ever lies in a site.
"""

from __future__ import annotations

import itertools
import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import PluginError, UsageError
from core.plugins.finding import Found, find_plugins
from core.plugins.manifest import RESERVED_SEGMENTS, RESERVED_SLUGS, SLUG, read_manifest
from core.site import Site
from core.site.write import enable_plugin

FILES = Path(__file__).parent / "plugin"
PLAIN = {
    "plugin.toml": "plugin.toml",
    "hooks.py": "hooks.py",
    "pages.py": "pages.py",
    "page.html": "templates/{slug}/{slug}.html",
    "test.py": "tests/test_{slug}.py",
}
FORM = {"forms.py": "forms.py", "words.po": "locales/id/{slug}.po"}
MODEL = {"models.py": "models.py", "migration.py": "migrations/0001_initial.py", "nothing.py": "migrations/__init__.py"}
PROCEDURE = {"procedure.toml": "procedure.toml", "settings.py": "settings.py"}
PACKAGE = {"pyproject.toml": "pyproject.toml", "README.md": "README.md", "nothing.py": "{package}/__init__.py"}


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What was asked for. A table is filled by a form and a procedure begins with one, so either brings it along."""

    slug: str
    title: str = ""
    with_form: bool = False
    with_model: bool = False
    with_procedure: bool = False
    package: bool = False

    @property
    def form(self) -> bool:
        return self.with_form or self.with_model or self.with_procedure

    @property
    def shown(self) -> str:
        """The title, else the name in words."""
        return self.title or self.slug.replace("_", " ").capitalize()

    @property
    def segment(self) -> str:
        """The first part of its addresses."""
        return self.slug.replace("_", "-")

    @property
    def distribution(self) -> str:
        return f"pendopo-{self.segment}"


@dataclass(frozen=True, slots=True)
class Made:
    """Where it lies, its files, and the plugins that were enabled for it."""

    folder: Path
    files: list[str]
    enabled: list[str]


def make_plugin(site: Site, wanted: Scaffold, beside: Path) -> Made:
    """Write the plugin into the site and enable it; a package goes into `beside` and is enabled once it is installed."""
    found, _ = find_plugins(site.folder)
    check_scaffold(wanted, found)
    folder = beside / wanted.distribution if wanted.package else site.folder / "plugins" / wanted.slug
    if folder.exists() or folder.is_symlink():
        raise UsageError(f"{folder} is there already", hint="Nothing was written. Take another name, or move that folder away.", code="new.plugin")
    texts = render_plugin(wanted, ticket=_ticket(wanted.slug, found))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as around:
            for name, text in texts.items():
                file = Path(around) / folder.name / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            (Path(around) / folder.name).replace(folder)
    except OSError as error:
        hint = "This user must be able to write there."
        raise UsageError(f"{folder} cannot be made: {error.strerror}", hint=hint, code="new.plugin") from error
    wishes = [] if wanted.package else [*(["cases"] if wanted.with_procedure else []), wanted.slug]
    return Made(folder, sorted(texts), [slug for slug in wishes if enable_plugin(site, slug)])


def check_scaffold(wanted: Scaffold, found: Mapping[str, Found]) -> None:
    """Refuse a name, an address or a title that cannot be used, before anything is written."""
    slug, title = wanted.slug, wanted.title
    if not SLUG.match(slug):
        better = re.sub(r"[^a-z0-9]+", "_", slug.lower()).strip("_0123456789")[:32]
        mend = "Use a-z, 0-9 and _, beginning with a letter, 2 to 32 characters" + (f": {better}." if SLUG.match(better) else ".")
        raise UsageError(f"{slug!r} is no name for a plugin", hint=mend, code="new.plugin")
    if slug in RESERVED_SLUGS or wanted.segment in RESERVED_SEGMENTS:
        raise UsageError(f"{slug!r} is a name of the core's", hint=f"Take another, such as {slug}_desa.", code="new.plugin")
    if slug in found:
        raise UsageError(f"there is a plugin {slug!r} already, in {found[slug].folder}", hint="Nothing was written. Take another name.", code="new.plugin")
    if owner := next((other for other, place in found.items() if wanted.segment in _segments(place)), ""):
        hint = f"Its pages would stand there, too. Take another name, such as {slug}_desa."
        raise UsageError(f"the address /{wanted.segment} is that of the plugin {owner!r}", hint=hint, code="new.plugin")
    if title != title.strip() or len(title) > 60 or not title.isprintable() or set(title) & set('"\\{}'):
        hint = "One line of at most 60 letters, without quotes, braces and backslashes."
        raise UsageError(f"{title!r} is no title", where="--title", hint=hint, code="new.plugin")


def render_plugin(wanted: Scaffold, *, ticket: str = "") -> dict[str, str]:
    """The text of each file, by its name below the plugin's folder."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # noqa: S701 - Python, TOML and templates are written, no page
        loader=FileSystemLoader(FILES),
        undefined=StrictUndefined,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    package = wanted.distribution.replace("-", "_")
    values = {
        "slug": wanted.slug,
        "segment": wanted.segment,
        "title": wanted.shown,
        "quoted": json.dumps(wanted.shown, ensure_ascii=False),
        "ticket": ticket or _ticket(wanted.slug, {}),
        "form": wanted.form,
        "model": wanted.with_model,
        "procedure": wanted.with_procedure,
        "package": package if wanted.package else "",
        "distribution": wanted.distribution,
    }
    own = PLAIN | (FORM if wanted.form else {}) | (MODEL if wanted.with_model else {}) | (PROCEDURE if wanted.with_procedure else {})
    inside = f"{package}/" if wanted.package else ""
    places = [(name, place if place.startswith("tests/") else inside + place) for name, place in own.items()]
    places += PACKAGE.items() if wanted.package else ()
    return {place.format(slug=wanted.slug, package=package): environment.get_template(f"{name}.jinja").render(values) for name, place in places}


def _segments(place: Found) -> tuple[str, ...]:
    try:
        return read_manifest(place.folder / "plugin.toml", place.slug).segments or (place.slug,)
    except PluginError:
        return (place.slug,)


def _ticket(slug: str, found: Mapping[str, Found]) -> str:
    """Three letters of the name that no other procedure has."""
    letters = (re.sub("[^a-z]", "", slug) + "xyz").upper()
    taken: set[str] = set()
    for place in found.values():
        for file in place.folder.rglob("*.toml"):
            taken.update(re.findall(r'^ticket = "(\w+)"', file.read_text(encoding="utf-8", errors="replace"), re.MULTILINE))
    return next("".join(three) for three in itertools.combinations(letters, 3) if "".join(three) not in taken)
