"""One letter in, one PDF out: run alone, in a process with little memory, little time, no network and one folder.

A template is a plugin's, its values are a stranger's. They meet as source and data: the values come as JSON that the template
reads, and no text of theirs is ever compiled. This script stands by itself (the standard library and typst), is started by
`plugins.documents.apart` in a folder that holds what the template may read, and answers on its standard output: a line of JSON, then the PDF.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Literal

MEMORY = 400 << 20
"""Address space, of which a letter takes 230 MiB and touches 50."""
SECONDS = 4
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
"""An archive can keep it (ISO 19005-2), and a screen reader can read it (ISO 14289-1)."""
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def alone() -> None:
    """Leave the network. Where the system does not let us, a template that names a package was refused before it came here."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET)


def confine(memory: int, seconds: int) -> None:
    """Give away what this process does not need. Where the system has no such limits, only the parent's deadline holds."""
    try:
        import resource
    except ImportError:
        return
    limits = {resource.RLIMIT_CPU: seconds, resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_NOFILE: 32}
    if sys.platform == "linux":
        limits[resource.RLIMIT_AS] = memory
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))
    os.nice(5)


def set_letter(folder: Path, moment: int) -> tuple[dict[str, Any], bytes]:
    """The facts and the PDF of `main.typ` in `folder`, whose other files it may read."""
    import typst

    try:
        fonts = typst.Fonts(include_system_fonts=False)
        nowhere = str(folder / "packages")
        compiler = typst.Compiler(input="main.typ", root=".", font_paths=fonts, package_path=nowhere, package_cache_path=nowhere)
        made = compiler.compile(format="pdf", pdf_standards=[*STANDARDS], timestamp=moment)
    except typst.TypstError as error:
        place = next((line.partition("─ ")[2] for line in error.diagnostic.splitlines() if "┌─" in line), "")
        return {"error": error.message, "place": place, "hints": list(error.hints)}, b""
    if not isinstance(made, bytes):
        return {"error": "it made no PDF", "place": "", "hints": []}, b""
    return {"size": len(made)}, made


def main() -> None:
    """The folder is the current one; the one argument is the moment that the PDF says it was made, in seconds since 1970."""
    alone()
    import typst  # noqa: F401  before the limits: afterwards nothing more is opened

    confine(MEMORY, SECONDS)
    facts, pdf = set_letter(Path.cwd(), int(sys.argv[1]))
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + pdf)


if __name__ == "__main__":
    main()
