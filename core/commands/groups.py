"""Groups of tests that need more than Python: what each needs, whether it is here, and how to get it.

`./pendopo test` runs every group that can run, except `slow`, which is asked for; what did not run is said at the end.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import UsageError, did_you_mean

REPOSITORY = Path(__file__).parents[2]
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
VNU = REPOSITORY / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
ACORN = REPOSITORY / "node_modules" / "acorn" / "dist" / "acorn.js"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = "npm packages for tests: with a network, `./pendopo test` fetches them"


@dataclass(frozen=True, slots=True)
class Group:
    """`missing` says what is not here and how to get it; an empty string: all is."""

    name: str
    what: str
    missing: Callable[[], str]


def chromium() -> str:
    """The path of the machine's Chromium, or an empty string; PENDOPO_CHROMIUM names another one."""
    named = os.environ.get("PENDOPO_CHROMIUM", "")
    return named or next((path for name in CHROMIUM if (path := shutil.which(name))), "")


def _browser() -> str:
    if not importlib.util.find_spec("playwright"):
        return "the Python package playwright: ./pendopo test installs it"
    if not chromium():
        return "Chromium: apt install chromium, or name it in PENDOPO_CHROMIUM"
    if not _driver_runs():
        return "a library for the Node.js inside playwright: apt install libatomic1"
    return "" if AXE.is_file() else PACKAGES


@functools.cache
def _driver_runs() -> bool:
    """Playwright brings a Node.js of its own, which a bare Debian cannot run."""
    spec = importlib.util.find_spec("playwright")
    node = Path(spec.origin).parent / "driver" / "node" if spec and spec.origin else None
    return node is not None and node.is_file() and subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0


def _node() -> str:
    if not shutil.which("node"):
        return "Node.js: apt install nodejs npm"
    return "" if AXE.is_file() and ACORN.is_file() else PACKAGES


def _java() -> str:
    if not shutil.which("java"):
        return "Java: apt install default-jre-headless"
    return "" if VNU.is_file() else PACKAGES


def _tools() -> str:
    packages = {"zbarimg": "zbar-tools", "pdfsig": "poppler-utils"}
    absent = [name for name in packages if not shutil.which(name)]
    return f"{' and '.join(absent)}: apt install {' '.join(packages[name] for name in absent)}" if absent else ""


GROUPS: Mapping[str, Group] = {
    group.name: group
    for group in (
        Group("browser", "pages in Chromium", _browser),
        Group("node", "Node.js", _node),
        Group("java", "HTML checked by vnu", _java),
        Group("tools", "QR codes and signed documents read by others' programs", _tools),
        Group("slow", "wheels, kill -9, 100,000 cases", lambda: ""),
    )
}


def read_groups(text: str) -> frozenset[str]:
    """The groups in "browser,java" or "all"."""
    names = frozenset(name.strip() for name in text.split(",") if name.strip())
    if names == {"all"}:
        return frozenset(GROUPS)
    for name in sorted(names - set(GROUPS)):
        raise UsageError(f"there is no group of tests {name!r}", hint=did_you_mean(name, [*GROUPS, "all"]))
    return names


def fetch_packages(root: Path = REPOSITORY) -> str:
    """Bring `node_modules` up to the lock, for axe, vnu and acorn. Returns why it could not, or an empty string."""
    lock = (root / "package-lock.json").read_bytes()
    stamp = root / "node_modules" / ".pendopo"
    wanted = hashlib.sha256(lock).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return ""
    hooks = _build_hooks(root)
    problem = ""
    for npm in (hooks.installed_npm, hooks.borrowed_npm):
        try:
            with npm(root) as command:
                hooks.run([*command, *(word for word in hooks.NPM_CI if word != "--omit=dev")], root)
        except (OSError, LookupError, subprocess.SubprocessError) as error:
            problem = hooks.reason(error)
            continue
        stamp.write_text(wanted, encoding="utf-8")
        return ""
    return problem


def _build_hooks(root: Path):  # type: ignore[no-untyped-def]  # a script of the repository, no module of the package
    spec = importlib.util.spec_from_file_location("build_hooks", root / "build_hooks.py")
    if spec is None or spec.loader is None:
        raise UsageError("build_hooks.py is missing", hint="Tests run in the repository.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
