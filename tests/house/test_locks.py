"""The locks pin everything by hash, name no address, and agree with what the project asks for."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")


def pinned(lock: str) -> dict[str, tuple[str, int]]:
    """Name → version and number of hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.findall(r"^([a-zA-Z0-9._-]+)==(\S+)((?:.*\\\n)*.*)$", text, re.MULTILINE)
    return {canonicalize_name(name): (version, rest.count("--hash=sha256:")) for name, version, rest in entries}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_hashes(lock: str) -> None:
    entries = pinned(lock)
    lines = [line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines() if line and not line.startswith((" ", "#"))]

    assert len(entries) == len(lines)
    assert [name for name, (_, hashes) in entries.items() if not hashes] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash)", text, re.MULTILINE)


@pytest.mark.parametrize(("lock", "extras"), [("requirements.lock", ()), ("requirements-dev.lock", ("dev", "postgres", "redis"))])
def test_a_lock_satisfies_what_the_project_asks_for(lock: str, extras: tuple[str, ...]) -> None:
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    for extra in extras:
        asked += PROJECT["project"]["optional-dependencies"][extra]
    entries = pinned(lock)
    wrong = []
    for line in asked:
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        if name == "pendopo" or (requirement.marker and not requirement.marker.evaluate(dict(default_environment()))):
            continue
        version = entries.get(name, ("",))[0]
        if not version or version not in requirement.specifier:
            wrong.append(f"{line}: the lock has {version or 'nothing'}")

    assert wrong == [], "run `make lock`"


@pytest.mark.parametrize("python", ["3.11.0", "3.11.2", "3.12.0", "3.13.0", "3.14.0"])
def test_the_locks_hold_what_the_parts_need_on_every_python(python: str) -> None:
    """pip-compile leaves out what only another Python needs, and pip then refuses the whole lock (Debian's 3.11.2 and redis)."""
    environment = {**default_environment(), "python_full_version": python, "python_version": python.rpartition(".")[0], "extra": ""}
    entries = pinned("requirements-dev.lock")
    missing = []
    for name in entries:
        for line in installed_requirements(name):
            requirement = Requirement(line)
            if (requirement.marker is None or requirement.marker.evaluate(environment)) and canonicalize_name(requirement.name) not in entries:
                missing.append(f"{name} needs {line}")

    assert missing == [], "name it in pyproject.toml"


def installed_requirements(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


def test_developers_run_the_same_versions_as_everybody_else() -> None:
    run, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")

    assert {name: version for name, (version, _) in run.items() if dev.get(name, ("",))[0] != version} == {}


def test_the_npm_lock_has_integrity_and_no_addresses() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text(encoding="utf-8")


def test_the_npm_lock_holds_exactly_what_package_json_asks_for() -> None:
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    for kind in ("dependencies", "devDependencies"):
        for name, version in asked[kind].items():
            assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name}: {version} is not exact"
            assert lock[f"node_modules/{name}"]["version"] == version


def test_this_python_is_one_that_the_project_names() -> None:
    assert f"{sys.version_info.major}.{sys.version_info.minor}.0" in Requirement(f"x{PROJECT['project']['requires-python']}").specifier
