"""`./pendopo`: from a fresh clone to the command, in every state a machine may be in.

The packages are the real ones, fetched as anybody would; the lock is cut down to what the first command needs, so that
each case takes seconds.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(400)  # packages are fetched, on machines that may be busy

ROOT = Path(__file__).parents[2]
BASE = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
FIRST_NEEDS = ("hatchling", "packaging", "pathspec", "pluggy", "tomlkit", "trove-classifiers")
NOBODY = 65534


def small_lock() -> str:
    """The entries of the real lock that an editable install and `--help` need, hashes and all."""
    entries = re.findall(r"^[a-z0-9-]+==(?:.*\\\n)*.*\n", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    chosen = [entry for entry in entries if entry.split("==")[0] in FIRST_NEEDS]
    assert len(chosen) == len(FIRST_NEEDS)
    return "".join(chosen)


@pytest.fixture
def house() -> Iterator[Path]:
    """A copy of what the bootstrap needs, in a folder with spaces that others may read."""
    with tempfile.TemporaryDirectory(prefix="a house ") as scratch:
        Path(scratch).chmod(0o755)
        folder = Path(scratch) / "pendopo blora"
        folder.mkdir()
        for name in ("pendopo", "pyproject.toml", "build_hooks.py", "package.json", "package-lock.json", ".npmrc", "LICENSE", "README.md"):
            if (ROOT / name).exists():
                shutil.copy(ROOT / name, folder / name)
        (folder / "requirements.lock").write_text(small_lock())
        (folder / "requirements-dev.lock").write_text(small_lock() + "# for developers\n")
        shutil.copy(ROOT / "requirements-node.lock", folder)
        shutil.copytree(ROOT / "core", folder / "core", ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "plugins").mkdir()
        shutil.copy(ROOT / "plugins" / "__init__.py", folder / "plugins")
        yield folder


def environment(**more: str) -> dict[str, str]:
    """The machine's own, pip's settings included, without what names this test's environment."""
    kept = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH", "PENDOPO_SITE", "PYTHONHOME")}
    return {**kept, **more}


def start(house: Path, *arguments: str, python: Path = BASE, user: int | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    command = [str(python), str(house / "pendopo"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment(**env), user=user, group=user, cwd="/", check=False, timeout=300)


def no_network(folder: Path) -> dict[str, str]:
    """pip's settings for a machine that reaches no index."""
    settings = folder / "pip.conf"
    settings.write_text("[global]\nno-index = true\n")
    return {"PIP_CONFIG_FILE": str(settings), "PIP_FIND_LINKS": "", "PIP_NO_CACHE_DIR": "1"}


def hidden(folder: Path, *modules: str) -> str:
    """A PYTHONPATH on which these modules are missing, as Debian leaves them out."""
    for name in modules:
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(f"raise ImportError('No module named {name}')\n")
    return str(folder)


def one_sentence(ended: subprocess.CompletedProcess[str]) -> str:
    """What was said last; nothing but progress may stand before it, and no traceback."""
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith("pendopo: ")
    return last


# ---------------------------------------------------------------- words


def test_it_is_written_in_words_that_any_python_can_read() -> None:
    text = (ROOT / "pendopo").read_text()
    tree = ast.parse(text)

    assert text.isascii()
    assert os.access(ROOT / "pendopo", os.X_OK)
    for node in ast.walk(tree):
        assert not isinstance(node, ast.JoinedStr | ast.NamedExpr | ast.AnnAssign | ast.AsyncFunctionDef | ast.Match | ast.Starred), ast.dump(node)
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert not node.args.kwonlyargs
        if isinstance(node, ast.Raise):
            assert node.cause is None, "`raise … from` is no word of Python 2"


def test_it_imports_the_standard_library_alone() -> None:
    tree = ast.parse((ROOT / "pendopo").read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}

    assert names <= sys.stdlib_module_names
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


# ---------------------------------------------------------------- the wrong Python


def test_an_old_python_gets_one_sentence_and_exit_2(house: Path) -> None:
    pretend = (
        f"import runpy, sys; sys.version_info = (3, 6, 0); sys.argv = ['pendopo', 'serve']; runpy.run_path({str(house / 'pendopo')!r}, run_name='__main__')"
    )

    ended = subprocess.run([str(BASE), "-c", pretend], capture_output=True, text=True, env=environment(PATH="/nowhere"), check=False)

    assert one_sentence(ended).startswith("pendopo: Python 3.11 or newer is needed and this is 3.6")


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.8", "3.9", "3.10"])
def test_a_real_old_python_reads_the_file_and_answers(house: Path, version: str) -> None:
    old = next((path for path in Path("/").glob(f"*/.pyenv/versions/{version}.*/bin/python")), None) or shutil.which(f"python{version}")
    if old is None or subprocess.run([old, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip(f"no Python {version} on this machine")

    ended = start(house, "serve", python=Path(old), PATH="/nowhere")

    assert f"this is {version};" in one_sentence(ended)


def test_an_old_python_hands_over_to_a_newer_one_on_the_path(house: Path, tmp_path: Path) -> None:
    stand_in = tmp_path / "python3.12"  # a version manager's, for a version that is not installed
    stand_in.write_text("#!/bin/sh\nexit 127\n")
    stand_in.chmod(0o755)
    newer = tmp_path / "python3.11"
    newer.write_text(f'#!/bin/sh\ncase "$1" in -c) exec "{BASE}" "$@" ;; esac\necho "handed over: $2"\n')
    newer.chmod(0o755)
    pretend = (
        f"import runpy, sys; sys.version_info = (3, 6, 0); sys.argv = ['pendopo', 'serve']; runpy.run_path({str(house / 'pendopo')!r}, run_name='__main__')"
    )

    ended = subprocess.run([str(BASE), "-c", pretend], capture_output=True, text=True, env=environment(PATH=f"{tmp_path}:/bin"), check=False)

    assert ended.stdout == "handed over: serve\n"


# ---------------------------------------------------------------- what is missing


def test_without_venv_and_pip_the_sentence_names_the_package_to_install(house: Path, tmp_path: Path) -> None:
    ended = start(house, "serve", PYTHONPATH=hidden(tmp_path, "ensurepip", "pip"))

    assert "apt install python3-venv" in one_sentence(ended)


@pytest.mark.slow
def test_without_ensurepip_it_heals_itself_with_the_machines_own_pip(house: Path, tmp_path: Path) -> None:
    if subprocess.run([BASE, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        pytest.skip("this machine's Python has no pip of its own")

    ended = start(house, "--version", PYTHONPATH=hidden(tmp_path, "ensurepip"))

    assert ended.stdout.startswith("pendopo "), ended.stderr


@pytest.mark.slow
def test_without_a_network_the_sentence_says_so_and_the_next_start_begins_again(house: Path, tmp_path: Path) -> None:
    said = one_sentence(start(house, "serve", **no_network(tmp_path)))

    assert "the packages could not be installed" in said
    assert "Is there a network" in said
    assert start(house, "--version").stdout.startswith("pendopo ")


def test_in_a_read_only_folder_the_sentence_says_what_to_do(house: Path) -> None:
    python = readable_by_others()

    ended = start(house, "serve", python=python, user=NOBODY if os.getuid() == 0 else None)

    assert "cannot be written" in one_sentence(ended)
    assert "copy the project to a folder of your own" in ended.stderr


def readable_by_others() -> Path:
    """A Python that an ordinary user may run too; the folder is read-only for that user (root may write everywhere)."""
    for candidate in (BASE, Path("/usr/bin/python3"), Path("/usr/bin/python3.11")):
        check = [str(candidate), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        try:
            user = NOBODY if os.getuid() == 0 else None
            if subprocess.run(check, user=user, group=user, capture_output=True, check=False, cwd="/", env={}).returncode == 0:
                return candidate
        except OSError:
            continue
    pytest.skip("no Python 3.11 here that an ordinary user may run")


# ---------------------------------------------------------------- what is there


@pytest.mark.slow
def test_the_second_start_needs_no_network_no_write_and_less_than_a_second(house: Path, tmp_path: Path) -> None:
    first = start(house, "--version")
    before = sorted((path, path.stat().st_mtime_ns) for path in house.rglob("*") if "__pycache__" not in str(path) and path.is_file())

    began = time.perf_counter()
    second = start(house, "--version", **no_network(tmp_path))
    took = time.perf_counter() - began

    assert first.stdout == second.stdout
    assert first.stdout.startswith("pendopo ")
    assert "Ready after" in first.stderr
    assert second.stderr == ""
    assert took < 1
    assert before == sorted((path, path.stat().st_mtime_ns) for path in house.rglob("*") if "__pycache__" not in str(path) and path.is_file())


@pytest.mark.slow
def test_arguments_and_exit_codes_pass_through(house: Path) -> None:
    start(house, "--version")

    ended = start(house, "no such command", "--with", "a b")

    assert ended.returncode == 2
    assert "there is no command 'no such command'" in ended.stderr


@pytest.mark.slow
def test_two_starts_at_once_prepare_it_once(house: Path) -> None:
    command = [str(BASE), str(house / "pendopo"), "--version"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) for _ in range(2)]

    said = [process.communicate(timeout=300) for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert sum("Ready after" in err for _, err in said) == 1
    assert sum("waiting for it" in err for _, err in said) == 1


@pytest.mark.slow
def test_a_half_made_or_stale_environment_is_healed(house: Path) -> None:
    venv = house / ".venv"
    start(house, "--version")

    def killed_before_its_end() -> None:
        (venv / "pendopo-stamp").unlink()

    def empty() -> None:
        shutil.rmtree(venv)
        venv.mkdir()

    def of_a_python_that_is_gone() -> None:
        for name in ("python", "python3", BASE.name):
            (venv / "bin" / name).unlink(missing_ok=True)
        (venv / "bin" / "python").symlink_to("/nowhere/python3.11")

    def without_its_command() -> None:
        (venv / "bin" / "pendopo").unlink()

    def of_an_older_lock() -> None:
        (house / "requirements.lock").write_text(small_lock() + "# changed\n")

    def of_other_icons() -> None:
        with (house / "core" / "static" / "icons.txt").open("a") as file:
            file.write("# changed\n")

    def a_file() -> None:
        shutil.rmtree(venv)
        venv.write_text("")

    for harm in (killed_before_its_end, empty, of_a_python_that_is_gone, without_its_command, of_an_older_lock, of_other_icons, a_file):
        harm()
        ended = start(house, "--version")
        assert ended.stdout.startswith("pendopo "), (harm.__name__, ended.stderr)
        assert "Ready after" in ended.stderr, harm.__name__
        assert start(house, "--version").stderr == "", harm.__name__


@pytest.mark.slow
def test_bringing_it_up_to_date_works_offline_when_nothing_new_is_needed(house: Path, tmp_path: Path) -> None:
    start(house, "--version")
    (house / "requirements.lock").write_text(small_lock() + "# changed\n")

    ended = start(house, "--version", **no_network(tmp_path))

    assert ended.stdout.startswith("pendopo "), ended.stderr


@pytest.mark.slow
def test_a_checkout_and_the_tests_get_the_developers_packages(house: Path) -> None:
    start(house, "--version")
    assert "dev" not in (house / ".venv" / "pendopo-stamp").read_text()

    (house / ".git").mkdir()
    start(house, "--version")

    assert "dev" in (house / ".venv" / "pendopo-stamp").read_text()
    shutil.rmtree(house / ".git")
    assert start(house, "--version").stderr == "", "the developers' packages serve for running too"


@pytest.mark.slow
def test_pips_settings_for_users_do_not_hinder_it(house: Path) -> None:
    assert start(house, "--version", PIP_USER="1", PIP_REQUIRE_VIRTUALENV="1").stdout.startswith("pendopo ")


@pytest.mark.slow
def test_a_moved_folder_is_healed(house: Path) -> None:
    start(house, "--version")
    moved = house.rename(house.parent / "moved")

    assert start(moved, "--version").stdout.startswith("pendopo ")
