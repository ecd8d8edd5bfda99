"""Rules that need only the plugin's files."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from functools import partial
from pathlib import Path

import anyio.to_thread

from core.errors import PluginError, Problem
from core.kit.bench import Bench
from core.kit.rule import Finding, Rule
from core.kit.translations import Owner, problems_of
from core.plugins.imports import check_imports
from core.templating.lint import lint_folder

CORE = Path(__file__).parents[2]
BLOCKING = frozenset({"time.sleep", "open", "subprocess.run", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen", "os.system", "input"})
BLOCKING_METHODS = frozenset({"read_text", "read_bytes", "write_text", "write_bytes"})
CLIENTS = frozenset({"httpx", "httpx2", "requests", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib", "telnetlib", "websockets"})
"""Ways to ask other hosts, which go past `portal.http` and what it refuses."""
MOST_IMPORT_SECONDS = 0.25
"""CPU, for the plugin's own modules once the core's are there."""


def _at(bench: Bench, file: Path, node: ast.AST) -> str:
    return f"{bench.short(str(file))}:{getattr(node, 'lineno', 0)}"


def _of(problems: Iterable[Problem], bench: Bench) -> Iterator[Finding]:
    for problem in problems:
        yield Finding(problem.message, bench.short(problem.where), problem.hint)


async def manifest(bench: Bench) -> AsyncIterator[Finding]:
    try:
        read = bench.manifest
    except PluginError as error:
        for one in _of(error.problems, bench):
            yield one
        return
    if not str(read.summary):
        yield Finding("plugin.toml has no summary", "plugin.toml", "Say in a sentence what it does: operators read it in the list of plugins.")


async def imports(bench: Bench) -> AsyncIterator[Finding]:
    for one in _of(check_imports(bench.folder, bench.manifest, bench.found.module_name), bench):
        yield one


async def templates(bench: Bench) -> AsyncIterator[Finding]:
    for one in _of(lint_folder(bench.folder / "templates", plugin=True), bench):
        yield one


async def hosts(bench: Bench) -> AsyncIterator[Finding]:
    """Row 47: who is asked stands in `hosts`, and nobody is asked but through `portal.http`."""
    declared = set(bench.manifest.hosts)
    for file, tree in bench.trees:
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name in CLIENTS and not (isinstance(node, ast.ImportFrom) and node.level):
                    yield Finding(f"imports {name}", _at(bench, file, node), "Ask through `portal.http`.")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ".http." in f".{ast.unparse(node.func)}":
                for host in _hosts_in(node):
                    if host not in declared:
                        yield Finding(f"asks {host}, which it does not declare", _at(bench, file, node), f'hosts = ["{host}"] in plugin.toml.')


def _hosts_in(node: ast.Call) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and (found := re.match(r"https?://([a-z0-9.-]+(?::\d+)?)", part.value)):
            yield found[1]


async def blocking(bench: Bench) -> AsyncIterator[Finding]:
    for file, tree in bench.trees:
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)):
            for node in _own(function):
                if isinstance(node, ast.Call) and (ast.unparse(node.func) in BLOCKING or _method(node) in BLOCKING_METHODS):
                    place = _at(bench, file, node)
                    hint = "Everybody waits meanwhile: await anyio.to_thread.run_sync(…), or read it once at start."
                    yield Finding(f"{function.name} calls {ast.unparse(node.func)}", place, hint)


async def transactions(bench: Bench) -> AsyncIterator[Finding]:
    for file, tree in bench.trees:
        for block in (node for node in ast.walk(tree) if isinstance(node, ast.AsyncWith)):
            if not any("transaction(" in ast.unparse(item.context_expr) for item in block.items):
                continue
            for node in (inner for statement in block.body for inner in ast.walk(statement)):
                name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
                if ".http." in f".{name}" or name.endswith(("asyncio.sleep", "anyio.sleep")):
                    hint = "Ask before or after it, or emit an event: on SQLite nobody else writes meanwhile."
                    yield Finding(f"awaits {name} inside a transaction", _at(bench, file, node), hint)


def _own(function: ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    """What runs in the function itself: not what functions inside it do, which may run in a thread."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)]


def _method(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


async def words(bench: Bench) -> AsyncIterator[Finding]:
    owner = Owner(bench.slug, bench.folder, (bench.folder,))
    for one in _of(problems_of(owner, core=Owner("core", CORE, (CORE,))), bench):
        yield one


async def start(bench: Bench) -> AsyncIterator[Finding]:
    """Measured in a process of its own, with what the core and the libraries bring already there."""
    if bench.found.source == "site":
        place, package = bench.folder.parent, bench.folder.name
    else:
        place, package = CORE.parent, bench.found.module_name
    requires = [f"plugins.{one.name}.api" for one in bench.manifest.requirements]
    program = (
        "import sys, time, importlib\n"
        f"sys.path.insert(0, {str(place)!r})\n"
        "import core; [getattr(core, name) for name in core.__all__]; import core.feeds, core.fields, core.models, core.connectors, core.tables\n"
        f"for name in {requires!r}:\n"
        "    try: importlib.import_module(name)\n"
        "    except ImportError: pass\n"
        "began = time.process_time()\n"
        f"for name in ('settings', 'models', 'api', 'hooks'):\n"
        f"    try: importlib.import_module({package!r} + '.' + name)\n"
        f"    except ModuleNotFoundError as error:\n"
        f"        if error.name != {package!r} + '.' + name: raise\n"
        "print(time.process_time() - began)\n"
    )
    run = partial(subprocess.run, [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=place)
    ended = await anyio.to_thread.run_sync(run)
    if ended.returncode:
        yield Finding(f"cannot be imported alone: {ended.stderr.strip().splitlines()[-1]}", "hooks.py", "Import it with `python -c` and mend what it says.")
    elif (seconds := float(ended.stdout)) > MOST_IMPORT_SECONDS:
        hint = "Import what is heavy inside the function that needs it; python -X importtime says what it is."
        yield Finding(f"takes {seconds:.2f} CPU s to import; at most {MOST_IMPORT_SECONDS}", "hooks.py", hint)


RULES = (
    Rule("manifest", "bronze", "plugin.toml says who it is and what it does", manifest),
    Rule("imports", "bronze", "it uses only what is public", imports),
    Rule("templates", "bronze", "its templates are its own, and hold no script and no style", templates),
    Rule("hosts", "bronze", "it asks only hosts that it declares, through portal.http", hosts),
    Rule("words", "silver", "every sentence has its Indonesian", words),
    Rule("blocking", "gold", "nothing in async code makes everybody wait", blocking),
    Rule("transactions", "gold", "nothing but the database inside a transaction", transactions),
    Rule("start", "gold", "it does not slow the start", start),
)
