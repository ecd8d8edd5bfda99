"""The page of hooks is the docstrings' own, and says each hook's exact signature."""

from __future__ import annotations

import importlib.util
import inspect
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

import core
from core import tables
from core.plugins.frontdoor import core_specs
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_hooks", ROOT / "docs" / "make_hooks.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_docstrings_say_today() -> None:
    assert maker().page() == PAGE, "run: make docs"


@pytest.mark.parametrize("name", sorted(core_specs()))
def test_a_hook_of_the_core_has_its_heading_with_its_signature_and_an_example(name: str) -> None:
    spec = core_specs()[name]
    parameters = ", ".join(f"{one.name}: {one.annotation}" for one in inspect.signature(spec).parameters.values())
    words, example = maker().words_and_example(spec)

    assert f"### `{name}({parameters}) -> {inspect.signature(spec).return_annotation}`\n" in PAGE
    assert len(words) > 20
    assert f"def {name}(" in example


def test_hooks_that_plugins_open_are_on_the_page() -> None:
    opened = list(maker().opened())

    assert ("cases", "register_procedures") in [(slug, name) for slug, name, _spec in opened]
    for slug, name, spec in opened:
        assert f"### `{maker().heading(name, spec)}`\n\nOpened by `{slug}`" in PAGE


def every_hook() -> dict[str, Callable[..., Any]]:
    return {**core_specs(), **{name: spec for _slug, name, spec in maker().opened()}}


@pytest.mark.parametrize("name", sorted(every_hook()))
def test_every_hook_has_an_example_and_is_answered_where_tests_build_a_portal(name: str) -> None:
    """By a sample of the tests, or by a bundled plugin, whose own tests open it."""
    answered = re.compile(rf"^@hookimpl\ndef {name}\(", re.MULTILINE)
    fronts = [file for folder in ("tests", "plugins") for file in (ROOT / folder).rglob("hooks.py")]

    assert f"def {name}(" in maker().words_and_example(every_hook()[name])[1]
    assert any(answered.search(file.read_text(encoding="utf-8")) for file in fronts), f"no portal of a test has {name}"


def test_every_declaration_of_the_core_is_on_the_page() -> None:
    from dataclasses import is_dataclass

    others = {"CITIZEN", "PUBLIC", "Access", "Actor", "Answers", "Context", "Post", "Receipt", "Text", "Plugin", "Portal"}
    declared = {name for name in core.__all__ if is_dataclass(getattr(core, name)) and name not in others}

    declared |= {name for name in tables.__all__ if is_dataclass(getattr(tables, name))}

    assert declared == set(maker().DECLARATIONS)
