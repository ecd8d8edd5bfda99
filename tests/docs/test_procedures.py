"""The page about procedures: its example comes out as written, and every key of the file stands in a table."""

from __future__ import annotations

import re

import pytest

from plugins.cases.api import parse_procedure, run_examples
from plugins.cases.procedure import Ask, CaseClass, Example, ExampleStep, Overall, Part, Pause, Procedure, State, Transition
from plugins.cases.workdays import national_days
from tests.docs.pages import ROOT, blocks

PAGE = ROOT / "docs" / "procedures.md"
TEXT = PAGE.read_text(encoding="utf-8")
SECTIONS = {"states", "transitions", "classes", "pauses", "limits", "examples"}
(EXAMPLE,) = [block for block in blocks(PAGE) if block.file == "procedure.toml"]


def test_the_example_of_the_page_comes_out_as_written() -> None:
    procedure = parse_procedure(EXAMPLE.text, EXAMPLE.page, settings={})

    outcomes = run_examples(procedure, [day for day, _kind in national_days()])

    assert len(outcomes) == 2
    assert [outcome for outcome in outcomes if not outcome.ok] == []


@pytest.mark.parametrize("part", [Procedure, State, Transition, Ask, CaseClass, Pause, Overall, Example, ExampleStep], ids=lambda part: part.__name__)
def test_every_key_has_its_line(part: type[Part]) -> None:
    keys = {field.alias or name for name, field in part.model_fields.items()} - SECTIONS - {"text", "steps"}
    lines = "".join(re.findall(r"^\|(.+?)\|", TEXT, re.MULTILINE))

    assert {key for key in keys if f"`{key}`" not in lines} == set()


def test_every_section_and_function_is_named() -> None:
    assert {section for section in SECTIONS if f"[{section}" not in TEXT} == set()
    assert {name for name in ("verifier", "handler", "supervisor", "reporter", "system") if f"`{name}`" not in TEXT} == set()
