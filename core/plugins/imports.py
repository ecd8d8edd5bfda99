"""What a plugin may import: the core's public modules, and `api` of the plugins it names in `requires` or, inside functions, in `uses`.

Works on the syntax tree of any plugin's folder: bundled, a site's, or installed. `python -m core.plugins.imports DIR`
checks every plugin below a folder.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from core.errors import PluginError, Problem
from core.plugins.manifest import Manifest, read_manifest

PUBLIC = frozenset(
    {"core", "core.connectors", "core.errors", "core.feeds", "core.fields", "core.language", "core.identifiers", "core.models", "core.tables", "core.testing"}
)


def check_imports(folder: Path, manifest: Manifest, package: str) -> list[Problem]:
    """Every import in `folder` that reaches for what is not the plugin's to use."""
    required = {requirement.name for requirement in manifest.requirements}
    used = {requirement.name for requirement in manifest.optional}
    problems = []
    for file in sorted(folder.rglob("*.py")):
        try:
            tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
        except (SyntaxError, UnicodeDecodeError) as error:
            problems.append(Problem("import.syntax", f"cannot be read: {error}", where=str(file)))
            continue
        late = _late(tree)
        for line, module, names in _imports(tree):
            hint = _refusal(module, names, manifest.slug, package, required | used if line in late else required)
            if hint and line not in late and module.split(".")[1:2] and module.split(".")[1] in used:
                hint = "It is named in `uses`, so it may be absent: import it inside the function that asked `portal.runs(…)`."
            if hint:
                problems.append(Problem("import.private", f"imports {module}", where=f"{file}:{line}", hint=hint))
    return problems


def _imports(tree: ast.AST) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, ()
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module, tuple(alias.name for alias in node.names)


def _late(tree: ast.AST) -> set[int]:
    """Lines inside functions, and below `if TYPE_CHECKING`: what stands there is not imported with the module."""
    late: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or (isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")):
            late.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return late


def _refusal(module: str, names: tuple[str, ...], slug: str, package: str, required: set[str]) -> str:
    top, _, rest = module.partition(".")
    if top == "core":
        if module in PUBLIC or (module == "core" and all(f"core.{n}" in PUBLIC or n[0].isupper() or n.islower() for n in names)):
            return ""
        return f"A plugin uses {', '.join(sorted(PUBLIC))}; ask for what is missing."
    if top == "plugins" and rest:
        other, _, inner = rest.partition(".")
        if other == slug and module.startswith(package):
            return "A plugin refers to its own modules relatively."
        if other not in required:
            return f"Name {other} in `requires` of plugin.toml first, or in `uses` when this plugin can do without."
        if inner == "api" or (not inner and names == ("api",)):
            return ""
        return f"Of another plugin only its api may be used: plugins.{other}.api."
    return ""


def main(folders: list[str]) -> int:
    problems: list[Problem] = []
    for root in map(Path, folders):
        for file in sorted(root.glob("*/plugin.toml")):
            try:
                problems += check_imports(file.parent, read_manifest(file, file.parent.name), f"plugins.{file.parent.name}")
            except PluginError as error:
                problems.append(error.problem())
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
