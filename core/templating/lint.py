"""What a template may not do, looked for in its text: inline script and style, unescaped words, another plugin's templates.

`python -m core.templating.lint` reads every template of the core, the bundled plugins and the themes beside it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateSyntaxError

from core.errors import Problem
from core.templating.once import Once
from core.templating.owners import owner_of

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that the HTML of a template may not hold."""

    code: str
    pattern: re.Pattern[str]
    message: str
    hint: str


def _rule(code: str, pattern: str, message: str, hint: str) -> Rule:
    return Rule(f"template.{code}", re.compile(pattern, re.IGNORECASE), message, hint)


EVAL = "It needs eval or inline script, which the policy forbids."
RULES = (
    _rule("script", r"<script(?![^>]*\bsrc=)", "writes a script into the page", "Put it into static/ and link it with src=."),
    _rule("style", r"<style\b|\sstyle\s*=", "writes a style into the page", "Use a class; the policy forbids inline style."),
    _rule("handler", r"\son[a-z]+\s*=|\bhx-on\b|\bhx-vals\s*=\s*['\"]js:|javascript:", "runs code from an attribute", EVAL),
    _rule("filter", r"hx-trigger\s*=\s*(?:\"[^\"]*\[|'[^']*\[)", "has a trigger filter", EVAL),
    _rule("quote", r"<[a-z][^>]*\s[a-z-]+=(?=\0)", "has an attribute without quotes", 'Write attribute="{{ … }}".'),
)
PLUGIN_RULES = (
    _rule(
        "field",
        r"<(?:input(?![^>]*type=\"hidden\")|select|textarea)\b",
        "writes a form field by hand",
        "Use the macros of macros/fields.html: they carry label, hint and error.",
    ),
)


def lint(source: str, name: str, file: str = "", *, plugin: bool = False) -> list[Problem]:
    """Every problem of one template; `plugin` holds it to what plugins must keep to as well."""
    file = file or name
    try:
        tree = Environment(extensions=["jinja2.ext.do", Once], autoescape=True).parse(source)
    except TemplateSyntaxError as error:
        return [Problem("template.syntax", f"cannot be read: {error.message}", where=f"{file}:{error.lineno}", hint="Mend the template.")]
    return [*_in_text(source, file, plugin=plugin), *_in_tree(tree, name, file)]


def _in_text(source: str, file: str, *, plugin: bool) -> Iterator[Problem]:
    """Look at the HTML with Jinja's parts blanked out, so that lines still count."""
    bare = _JINJA.sub(lambda found: "\0" + re.sub(r"[^\n]", " ", found[0])[1:], _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source))
    for rule in RULES + (PLUGIN_RULES if plugin else ()):
        for found in rule.pattern.finditer(bare):
            yield Problem(rule.code, rule.message, where=f"{file}:{bare.count(chr(10), 0, found.start()) + 1}", hint=rule.hint)


def _in_tree(tree: nodes.Template, name: str, file: str) -> Iterator[Problem]:
    for filtered in tree.find_all(nodes.Filter):
        if filtered.name in ("safe", "forceescape"):
            yield Problem("template.safe", f"uses |{filtered.name}", where=f"{file}:{filtered.lineno}", hint="Make a Markup where the HTML is made, in Python.")
    for reaching in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        target = reaching.template  # type: ignore[attr-defined]
        if not isinstance(target, nodes.Const):
            if isinstance(reaching, nodes.Include | nodes.Extends):
                continue
            yield Problem("template.dynamic", "imports a template whose name is computed", f"{file}:{reaching.lineno}", "Write the name.")
        elif owner_of(str(target.value)) not in ("", owner_of(name)):
            hint = "Use the core's and your own; others put fragments into slots."
            yield Problem("template.foreign", f"uses {target.value}, another plugin's template", where=f"{file}:{reaching.lineno}", hint=hint)
    yield from _late(tree, file)


def _late(tree: nodes.Template, file: str) -> Iterator[Problem]:
    """A block is rendered alone from what stands before the first output."""
    if not any(isinstance(node, nodes.Extends) for node in tree.body):
        return
    seen = False
    for node in tree.body:
        seen = seen or isinstance(node, nodes.Block) or _says_something(node)
        if seen and isinstance(node, nodes.Import | nodes.FromImport | nodes.Assign | nodes.Macro):
            hint = "Move it to the top: a block is rendered without what stands below."
            yield Problem("template.order", "imports or sets something after the first output", where=f"{file}:{node.lineno}", hint=hint)


def _says_something(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and any(not isinstance(part, nodes.TemplateData) or part.data.strip() for part in node.nodes)


def lint_folder(folder: Path, *, plugin: bool = False) -> list[Problem]:
    """Every template below `folder`."""
    files = [file for file in sorted(folder.rglob("*")) if file.suffix in (".html", ".txt") and file.is_file()]
    problems: list[Problem] = []
    for file in files:
        try:
            problems += lint(file.read_text(encoding="utf-8"), file.relative_to(folder).as_posix(), str(file), plugin=plugin)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem("template.unreadable", f"the template cannot be read: {error}", str(file), "Save it as UTF-8."))
    return problems


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
