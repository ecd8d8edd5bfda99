"""`docs/forms.md` tells the truth: its code runs, and it names every field."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from core import fields
from core.forms import FormFields, FormRoute
from core.forms.compiled import compile_form

PAGE = (Path(__file__).parents[3] / "docs" / "forms.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def run(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(code, "docs/forms.md", "exec"), names)
    return names


def test_the_form_of_the_page_can_be_opened() -> None:
    (route,) = run(BLOCKS[0])["register_routes"]()

    assert isinstance(route, FormRoute)
    assert [step.name for step in compile_form(route.form, "demo").steps] == ["whom", "why"]


def test_the_added_fields_of_the_page_are_fields_for_a_form() -> None:
    (more,) = run(next(block for block in BLOCKS if "register_form_fields" in block))["register_form_fields"]()

    assert isinstance(more, FormFields)


def test_the_page_names_every_field_and_every_condition() -> None:
    public = {name for name in fields.__all__ if name not in ("Field", "FieldView", "ChoiceView", "Condition")}

    assert {name for name in public if not re.search(rf"\b{name}\b", PAGE)} == set()
