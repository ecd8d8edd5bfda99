"""Conditions are data: evaluated on the server, written as JSON for the page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.fields import AllOf, AnyOf, Filled, Is, Not
from core.forms.conditions import Condition

ANSWERS: dict[str, Any] = {"visibility": "public", "kinds": ["road", "lamp"], "agree": "yes", "note": "", "place": {"district": "", "village": ""}}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Is("visibility", "public", "anonymous"), True),
        (Is("visibility", "confidential"), False),
        (Is("kinds", "lamp"), True),
        (Is("agree", True), True),
        (Is("agree", False), False),
        (Is("unasked", "public"), False),
        (Filled("visibility"), True),
        (Filled("note"), False),
        (Filled("place"), False),
        (Not(Filled("note")), True),
        (AnyOf(Filled("note"), Is("agree", True)), True),
        (AllOf(Filled("note"), Is("agree", True)), False),
    ],
)
def test_a_condition_holds_for_what_was_answered(condition: Condition, holds: bool) -> None:
    assert condition.holds(ANSWERS.get) is holds


def test_a_condition_can_be_written_as_json() -> None:
    condition = AllOf(Is("agree", True), Not(AnyOf(Filled("note"), Filled("place"))))

    assert json.loads(json.dumps(condition.as_json())) == {"all": [{"is": ["agree", "yes"]}, {"not": {"any": [{"filled": "note"}, {"filled": "place"}]}}]}
    assert condition.names() == {"agree", "note", "place"}
