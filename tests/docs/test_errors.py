"""Every code that an error of the core or of a bundled plugin can have stands on the page of errors, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| `")]
CODES = [code for line in ROWS for code in re.findall(r"`([a-z_.]+)`", line.split(" | ")[0])]
SHAPE = re.compile(r"[a-z]+(?:\.[a-z_]+)+")
BY_FIELD = (
    "plugins/cases/procedure_checks.py",
    "plugins/cases/procedure_file.py",
    "core/templating/lint.py",
    "core/storage/refusals.py",
    "core/security/body.py",
)
"""Files whose codes are no arguments named `code`: every string of the right shape in them counts."""
NO_CODES = {"procedure.toml", "template.html", "jinja2.ext.do", "core.templating.lint"}


def sources() -> list[Path]:
    return sorted(file for folder in ("core", "plugins") for file in (ROOT / folder).rglob("*.py") if "testing" not in file.parts)


def codes_in(file: Path) -> Iterator[str]:
    """Codes as they are written; what is put together has `*` where a name goes."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [word.value for word in node.keywords if word.arg == "code"] + (node.args[:1] if name == "Problem" else [])
            yield from (code for one in given if (code := _text(one)))
            if name == "complain" and len(node.args) > 2 and (code := _text(node.args[0])) and file.parent.name in ("site", "reading"):
                yield f"site.{code}"
            if name == "_rule" and node.args and (code := _text(node.args[0])):
                yield f"template.{code}"
            if name == "refuse" and file.name == "config.py" and (code := _text(node.args[0])):
                yield f"site.{code}"
            if name == "_matching" and (code := _text(node.args[1])):
                yield f"site.{code}"
            if name == "refuse" and file.parent.name in ("forms", "fields") and len(node.args) > 3 and (code := _text(node.args[3])):
                yield code
        elif isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == ["code"] and _text(node.value):
            yield _text(node.value)
        elif isinstance(node, ast.Constant) and file.relative_to(ROOT).as_posix() in BY_FIELD and isinstance(node.value, str) and SHAPE.fullmatch(node.value):
            yield node.value


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    return ""


FOUND = {code: f"{file.relative_to(ROOT)}" for file in sources() for code in codes_in(file) if code not in NO_CODES}


def matches(pattern: str, code: str) -> bool:
    return bool(re.fullmatch(re.escape(pattern).replace(r"\*", "[a-z_.]+"), code))


def test_every_code_is_on_the_page() -> None:
    missing = {code: file for code, file in FOUND.items() if not any(matches(code, known) for known in CODES)}

    assert missing == {}


def test_every_code_of_the_page_can_happen() -> None:
    assert [code for code in CODES if not any(matches(pattern, code) for pattern in FOUND) and code != "plugin.skipped"] == []


def test_every_row_says_what_happened_and_how_to_mend_it() -> None:
    for row in ROWS:
        assert len(row.strip("| ").split(" | ")) >= 2, row
    assert len(CODES) == len(set(CODES))
