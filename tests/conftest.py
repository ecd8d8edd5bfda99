"""What every test of the house stands on: asyncio, and the groups that need more than Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.commands.groups import AXE, GROUPS, VNU, chromium

pytest_plugins = ["tests.postgres", "tests.bucket"]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio, as the portal does."""
    return "asyncio"


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The machine's Chromium, for tests marked `browser`."""
    return chromium()


@pytest.fixture(scope="session")
def axe_script() -> str:
    """The source of axe, to be run in a page."""
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def vnu_jar() -> Path:
    """The HTML checker, for tests marked `java`."""
    return VNU


def pytest_configure() -> None:
    """An example of hypothesis may take its time on a busy machine; a test that hangs is ended by its own limit."""
    from hypothesis import settings

    settings.register_profile("house", deadline=None)
    settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests marked slow too")


def slow_wanted(config: pytest.Config) -> bool:
    """Slow tests run when asked for: by --slow, by -m slow, or by their own name."""
    return bool(config.getoption("--slow")) or "slow" in config.getoption("markexpr") or any("::" in argument for argument in config.args)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the slow ones out unless they are asked for; skip what cannot run here, with the reason."""
    if not slow_wanted(config):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("slow")])
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
    reasons = {name: why for name, group in GROUPS.items() if (why := group.missing())}
    for item in items:
        for name, why in reasons.items():
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=f"group {name}: {why}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name every group that did not run, and how to get it."""
    absent = {name: f"missing {why}" for name, group in GROUPS.items() if (why := group.missing())}
    if not slow_wanted(config):
        absent["slow"] = "./pendopo test --slow"
    if absent:
        terminalreporter.section("groups that did not run")
    for name, why in absent.items():
        terminalreporter.line(f"{name:8} {GROUPS[name].what}: {why}")
