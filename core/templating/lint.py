"""Template lint: what a template may not do, found without rendering it. `python -m core.templating.lint` checks the house.

Everything here would fail later and elsewhere: a policy that blocks inline script, a block that htmx asks for and that
misses its imports, a theme that cannot find another plugin's template.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes
from markupsafe import Markup

from core.errors import Problem
from core.language import SOURCE, Catalogue
from core.templating.environment import Surroundings, build_environment
from core.templating.layers import LayeredLoader, PortalEnvironment, owner_of

ROOT = Path(__file__).parents[2]

MARKUP: Mapping[str, tuple[re.Pattern[str], str]] = {
    "template.style": (re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE), "Use a class: the browser is told to refuse inline styles."),
    "template.script": (
        re.compile(r"<script\b(?![^>]*\bsrc\s*=)|\son[a-z]+\s*=\s*[\"'{]|javascript:", re.IGNORECASE),
        "Use htmx attributes: the browser is told to refuse inline script.",
    ),
    "template.static": (re.compile(r"(?:src|href)\s*=\s*[\"']/(?:static|tema)/", re.IGNORECASE), "Use static('…'): addresses of files carry a hash."),
}
RAW_FIELD = re.compile(r"<(?:input|select|textarea)\b", re.IGNORECASE)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def lint_house(root: Path = ROOT) -> list[Problem]:
    """Every template of the core, the themes and the bundled plugins."""
    problems = [*lint_templates(root / "core" / "templates")]
    for theme in sorted((root / "themes").glob("*/templates")):
        problems += lint_templates(theme)
    for plugin in sorted((root / "plugins").glob("*/templates")):
        problems += lint_templates(plugin, plugin.parent.name)
    return problems


def lint_templates(folder: Path, slug: str = "") -> list[Problem]:
    """The templates below one `templates` folder; `slug` is given for a plugin's, whose templates lie below that name."""
    environment = bare_environment()
    problems = []
    for file in sorted(folder.rglob("*.html")):
        name = file.relative_to(folder).as_posix()
        problems += [Problem(code, message, where=f"{file}:{line}", hint=hint) for line, code, message, hint in _faults(environment, name, file, slug)]
    return problems


def bare_environment() -> PortalEnvironment:
    """The real filters and names, without a portal behind them: enough to compile, not to render."""

    def nothing(*_: object, **__: object) -> Markup:
        return Markup()

    around = Surroundings(url=nothing, static=nothing, icons="", zone=UTC, slot=nothing, nav=nothing, csrf=nothing, safe_url=nothing, globals={})
    return build_environment(Catalogue(SOURCE, {}), LayeredLoader((), ROOT, {}), around)


Fault = tuple[int, str, str, str]


def _faults(environment: PortalEnvironment, name: str, file: Path, slug: str) -> Iterator[Fault]:
    source = file.read_text(encoding="utf-8")
    owner = owner_of(name)
    if slug and owner != slug:
        yield (
            1,
            "template.namespace",
            f"lies outside the plugin's own folder {slug}/",
            f"Move it to templates/{slug}/; a theme may stand over others' templates, a plugin may not.",
        )
    try:
        tree = environment.parse(source, name, str(file))
        environment.compile(source, name, str(file))
    except TemplateSyntaxError as error:
        yield error.lineno, "template.syntax", error.message or "cannot be read", ""
        return
    yield from _references(tree, owner)
    yield from _order(tree)
    yield from _escapes(tree)
    yield from _markup(source, owner)


def _references(tree: nodes.Template, owner: str) -> Iterator[Fault]:
    for kind in (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport):
        for node in tree.find_all(kind):
            named = getattr(node, "template", None)
            if not isinstance(named, nodes.Const) or not isinstance(named.value, str):
                yield node.lineno, "template.reference", "names another template by a computed name", "Write the name out, so that it can be checked."
                continue
            theirs = owner_of(named.value)
            if theirs and theirs != owner:
                hint = "A plugin uses the core's templates and its own; offer a Fragment, or call the plugin's api."
                yield node.lineno, "template.foreign", f"uses {named.value}, a template of {theirs}", hint


def _order(tree: nodes.Template) -> Iterator[Fault]:
    """What a block uses stands before the first output: a block rendered alone runs the template only that far."""
    in_blocks = {used.name for block in tree.find_all(nodes.Block) for used in block.find_all(nodes.Name) if used.ctx == "load"}
    begun = False
    for node in tree.body:
        if isinstance(node, nodes.Output):
            begun = begun or any(not isinstance(part, nodes.TemplateData) or part.data.strip() for part in node.nodes)
        elif begun and (late := _sets(node) & in_blocks):
            hint = "Move it to the top, below {% extends %}: a block that is rendered alone would miss it."
            yield node.lineno, "template.order", f"sets {', '.join(sorted(late))} after the first output, and a block uses it", hint
        elif not isinstance(node, nodes.Extends | nodes.Macro) and not _sets(node):
            begun = True


def _sets(node: nodes.Node) -> set[str]:
    """The names that a top-level import or set makes."""
    if isinstance(node, nodes.Import):
        return {node.target}
    if isinstance(node, nodes.FromImport):
        return {name if isinstance(name, str) else name[1] for name in node.names}
    if isinstance(node, nodes.Assign | nodes.AssignBlock):
        return {name.name for name in node.find_all(nodes.Name) if name.ctx == "store"}
    return set()


def _escapes(tree: nodes.Template) -> Iterator[Fault]:
    for node in tree.find_all(nodes.Filter):
        if node.name == "safe":
            yield (
                node.lineno,
                "template.safe",
                "marks text as safe HTML",
                "Let Python return Markup where the HTML is made; here nobody can see whether it is safe.",
            )
    for scope in tree.find_all(nodes.ScopedEvalContextModifier):
        yield scope.lineno, "template.autoescape", "switches the escaping", "Everything is escaped, everywhere."


def _markup(source: str, owner: str) -> Iterator[Fault]:
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
    for code, (pattern, hint) in MARKUP.items():
        for found in pattern.finditer(text):
            yield _line(text, found.start()), code, f"has {' '.join(found[0].split())!r} in its markup", hint
    if owner:
        for found in RAW_FIELD.finditer(text):
            yield (
                _line(text, found.start()),
                "template.field",
                f"writes a raw {found[0]}>",
                "Declare a Form: its macros bring label, help, error and name along.",
            )


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def main() -> int:
    problems = lint_house()
    for problem in problems:
        sys.stderr.write(f"{str(problem).removeprefix(f'{ROOT}/')}\n")
    sys.stdout.write(f"Templates: {len(problems)} problems.\n" if problems else "Templates: all is well.\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
