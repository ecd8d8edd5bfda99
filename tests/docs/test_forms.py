"""The page about forms: its examples are forms, and every kind of field has one."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from core import Form, fields
from core.forms import FormFields, FormRoute
from core.language import gettext_lazy as _
from tests.docs.pages import ROOT, Block, blocks

PAGE = ROOT / "docs" / "forms.md"
PYTHON = [block for block in blocks(PAGE) if block.language == "python"]
EXAMPLES = [block for block in PYTHON if block.text.startswith("fields.")]


def ran(block: Block) -> dict[str, Any]:
    names: dict[str, Any] = {"fields": fields, "_": _}
    exec(compile(block.text, block.place, "exec"), names)
    return names


@pytest.mark.parametrize("block", PYTHON, ids=lambda block: block.place)
def test_every_example_runs(block: Block) -> None:
    ran(block)


def test_the_whole_example_opens_its_form() -> None:
    names = ran(PYTHON[0])

    (opened,) = names["register_routes"]()
    assert isinstance(names["QUEUE"], Form)
    assert isinstance(opened, FormRoute)
    assert opened.path == "/antre"


def test_fields_for_anothers_form_are_declared() -> None:
    (block,) = [block for block in PYTHON if "def register_form_fields" in block.text]
    (more,) = ran(block)["register_form_fields"]()

    assert isinstance(more, FormFields)


def test_every_kind_of_field_has_an_example() -> None:
    kinds = {name for name, kind in vars(fields).items() if inspect.isclass(kind) and issubclass(kind, fields.Field) and kind is not fields.Field}
    shown = "".join(block.text for block in EXAMPLES)

    assert {name for name in kinds if f"fields.{name}(" not in shown} == set()


def test_every_option_of_a_field_is_named_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    kinds = [kind for kind in vars(fields).values() if inspect.isclass(kind) and issubclass(kind, fields.Field)]
    options = {name for kind in kinds for name in inspect.signature(kind).parameters}

    assert {option for option in options if option not in text} == set()
