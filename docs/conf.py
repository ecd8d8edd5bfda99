"""How Sphinx makes the documentation site: `make docs`. Every page is plain Markdown that reads as well in the repository.

The source folder is the repository, so that links between `docs/` and the pages beside it are the same in both places. What
only Sphinx needs, the tables of contents, is added while a page is read. Nothing is fetched, and the theme brings no fonts.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer
from pygments.lexers.templates import HtmlDjangoLexer
from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]

project = "Pendopo"
author = "Pendopo contributors"
project_copyright = author
release = version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**.md", "benchmarks/*.md", "examples/*/*.md", "sites/*/*.md"]
exclude_patterns = ["docs/_site", "**/node_modules", ".venv"]
templates_path = ["templates"]

myst_heading_anchors = 4

html_theme = "furo"
html_title = "Pendopo"
html_copy_source = False
html_show_sourcelink = False
html_additional_pages = {"index": "forward.html"}

SHOWN = (".md", ".png", ".svg")
CONTENTS = {
    "docs/index": {
        "Operators": ("id/panduan-operator", "site", "operating", "commands", "errors", "accounts", "desk", "*"),
        "Plugin developers": (
            "plugins/first-service",
            "id/layanan-pertama",
            "plugins",
            "plugins/*",
            "hooks",
            "forms",
            "database",
            "contracts",
            "/examples/*/*",
        ),
        "Pendopo itself": ("architecture", "decisions/README", "dependencies", "performance", "security", "/benchmarks/*", "/sites/*/*"),
        "The repository": ("/README", "/README.id", "/CHANGELOG", "/CONTRIBUTING", "/SECURITY"),
    },
    "docs/decisions/README": {"": ("[0-9]*",)},
    "docs/plugins/checking": {"": ("rules/*",)},
}


LINK = re.compile(r"\[([^\]\n]+)\]\(([^)#:\s]+)(?:#[^)\s]*)?\)")


def forget_folders(app: Sphinx, page: str, source: list[str]) -> None:
    """A link to a folder or to a file of code leads somewhere in the repository only: its words stay."""
    here = Path(app.env.doc2path(page)).parent
    source[0] = LINK.sub(lambda link: link[0] if Path(link[2]).suffix in SHOWN and (here / link[2]).is_file() else link[1], source[0])


def add_contents(_app: Sphinx, page: str, source: list[str]) -> None:
    """Put a table of contents below the pages that lead to others; a pattern takes up what is not named."""
    for caption, pages in CONTENTS.get(page, {}).items():
        options = [":hidden:", ":glob:", *([f":caption: {caption}"] if caption else [])]
        source[0] += "\n\n" + "\n".join(["```{toctree}", *options, "", *pages, "```"]) + "\n"


def say_language(_app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Pages in Indonesian say so, for whoever has them read aloud."""
    if page.startswith("docs/id/") or page in ("README.id", "docs/gaya-bahasa"):
        context["lang_attr"] = "id"


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_lexer("html", HtmlDjangoLexer)
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", forget_folders)
    app.connect("source-read", add_contents)
    app.connect("html-page-context", say_language)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
