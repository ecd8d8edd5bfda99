"""What a template may not do, looked for in its text: inline script and style, unescaped words, another plugin's templates.

`python -m core.templating.lint` reads every template of the core, the bundled plugins and the themes beside it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateSyntaxError

from core.errors import Problem
from core.templating.layers import owner_of

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)

RULES: tuple[tuple[str, re.Pattern[str], str, str], ...] = (
    ("template.script", re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE), "writes a script into the page", "Put it into static/ and link it with src=; the policy forbids inline script."),
    ("template.style", re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE), "writes a style into the page", "Use a class; the policy forbids inline style."),
    ("template.handler", re.compile(r"\son[a-z]+\s*=|\b(?:data-)?hx-on\b|\b(?:data-)?hx-vals\s*=\s*['\"]js:|javascript:", re.IGNORECASE), "runs code from an attribute", "It needs eval or inline script, which the policy forbids."),
    ("template.filter", re.compile(r"hx-trigger\s*=\s*\"[^\"]*\[|hx-trigger\s*=\s*'[^']*\["), "has a trigger filter", "It needs eval, which the policy forbids."),
    ("template.quote", re.compile(r"<[a-z][^>]*\s[a-z-]+=(?=\0)", re.IGNORECASE), "has an attribute without quotes", 'Write attribute="{{ … }}".'),
)  # fmt: skip
FIELD = re.compile(r"<(?:input(?![^>]*type=\"hidden\")|select|textarea)\b", re.IGNORECASE)


def lint(source: str, name: str, file: str = "", *, plugin: bool = False) -> list[Problem]:
    """Every problem of one template; `plugin` holds it to what plugins must keep to as well."""
    file = file or name
    try:
        tree = Environment(extensions=["jinja2.ext.do"], autoescape=True).parse(source)
    except TemplateSyntaxError as error:
        return [Problem("template.syntax", f"cannot be read: {error.message}", where=f"{file}:{error.lineno}", hint="Mend the template.")]
    return [*_in_text(source, file, plugin=plugin), *_in_tree(tree, name, file)]


def _in_text(source: str, file: str, *, plugin: bool) -> Iterator[Problem]:
    """Look at the HTML with Jinja's parts blanked out, so that lines still count."""
    bare = _JINJA.sub(lambda found: "\0" + re.sub(r"[^\n]", " ", found[0])[1:], _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source))
    for code, pattern, message, hint in RULES:
        for found in pattern.finditer(bare):
            yield Problem(code, message, where=f"{file}:{bare.count(chr(10), 0, found.start()) + 1}", hint=hint)
    if plugin:
        for found in FIELD.finditer(bare):
            yield Problem("template.field", "writes a form field by hand", where=f"{file}:{bare.count(chr(10), 0, found.start()) + 1}", hint="Use the macros of macros/fields.html: they carry label, hint and error.")


def _in_tree(tree: nodes.Template, name: str, file: str) -> Iterator[Problem]:
    for filtered in tree.find_all(nodes.Filter):
        if filtered.name in ("safe", "forceescape"):
            yield Problem("template.safe", f"uses |{filtered.name}", where=f"{file}:{filtered.lineno}", hint="Make a Markup where the HTML is made, in Python.")
    for reaching in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        target = reaching.template  # type: ignore[attr-defined]
        if not isinstance(target, nodes.Const):
            if isinstance(reaching, nodes.Include | nodes.Extends):
                continue
            yield Problem("template.dynamic", "imports a template whose name is computed", where=f"{file}:{reaching.lineno}", hint="Write the name.")
        elif owner_of(str(target.value)) not in ("", owner_of(name)):
            yield Problem("template.foreign", f"uses {target.value}, another plugin's template", where=f"{file}:{reaching.lineno}", hint="Use the core's and your own; others put fragments into slots.")
    yield from _late(tree, file)


def _late(tree: nodes.Template, file: str) -> Iterator[Problem]:
    """A block is rendered alone from what stands before the first output."""
    if not any(isinstance(node, nodes.Extends) for node in tree.body):
        return
    seen = False
    for node in tree.body:
        seen = seen or isinstance(node, nodes.Block) or (isinstance(node, nodes.Output) and any(not isinstance(n, nodes.TemplateData) or n.data.strip() for n in node.nodes))
        if seen and isinstance(node, nodes.Import | nodes.FromImport | nodes.Assign | nodes.Macro):
            yield Problem("template.order", "imports or sets something after the first output", where=f"{file}:{node.lineno}", hint="Move it to the top: a block is rendered without what stands below.")


def lint_folder(folder: Path, *, plugin: bool = False) -> list[Problem]:
    """Every template below `folder`."""
    files = [file for file in sorted(folder.rglob("*")) if file.suffix in (".html", ".txt") and file.is_file()]
    return [problem for file in files for problem in lint(file.read_text(encoding="utf-8"), file.relative_to(folder).as_posix(), str(file), plugin=plugin)]


def main() -> int:
    root = Path(__file__).parents[2]
    problems = lint_folder(root / "core" / "templates")
    for folder in sorted((root / "plugins").glob("*/templates")):
        problems += lint_folder(folder, plugin=True)
    for folder in sorted((root / "themes").glob("*/templates")):
        problems += lint_folder(folder)
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
