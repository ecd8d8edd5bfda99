"""What a template may not do is found with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.templating.lint import lint, lint_folder, main

WRONG = {
    "template.script": "ok\n<script>alert(1)</script>",
    "template.style": 'ok\n<p style="color: red">',
    "template.handler": 'ok\n<button onclick="x()">',
    "template.filter": 'ok\n<div hx-get="/x" hx-trigger="keyup[key==\'x\']">',
    "template.quote": "ok\n<a href={{ link }}>",
    "template.safe": "ok\n{{ words|safe }}",
    "template.foreign": 'ok\n{% include "b/card.html" %}',
    "template.dynamic": "ok\n{% import name as x %}",
    "template.syntax": "ok\n{% block %}",
    "template.field": 'ok\n<input name="x">',
    "template.order": '{% extends "page.html" %}{% block main %}{% endblock %}\n{% set x = 1 %}',
}


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_line_is_named(code: str) -> None:
    problems = lint(WRONG[code], "a/page.html", plugin=True)

    assert [(p.code, p.where) for p in problems] == [(code, "a/page.html:2")]
    assert problems[0].hint


def test_what_is_right_is_left_alone() -> None:
    source = (
        '{% extends "page.html" %}{% import "macros/ui.html" as ui %}{# <script> #}{% block main %}<script src="{{ static("x.js") }}" defer></script>'
        '<input type="hidden" name="a" value="{{ a }}"><a href="{{ url("a:b") }}">{{ _("On time") }}</a>{% endblock %}'
    )

    assert lint(source, "a/page.html", plugin=True) == []


def test_the_house_keeps_its_own_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0, capsys.readouterr().out


def test_a_template_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"\xff")

    assert [problem.code for problem in lint_folder(tmp_path)] == ["template.unreadable"]
