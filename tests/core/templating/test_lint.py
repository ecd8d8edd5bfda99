"""Template lint: what fails later and elsewhere is found here, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.templating.lint import lint_house, lint_templates

GOOD = """\
{% extends "page.html" %}
{% import "macros/ui.html" as ui %}
{% set n = 3 %}
{% block main %}
<h1>{{ _("Complaints") }}</h1>
<p class="lead">{{ n | number }}</p><script src="{{ static('js/x.js') }}"></script>
{# style="…" in a comment is only talk #}
{% endblock %}
"""


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    (tmp_path / "complaints").mkdir()
    return tmp_path


def codes(templates: Path, text: str, *, slug: str = "complaints", name: str = "complaints/list.html") -> list[str]:
    file = templates / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return [problem.code.removeprefix("template.") for problem in lint_templates(templates, slug)]


def test_a_good_template_has_no_faults(templates: Path) -> None:
    assert codes(templates, GOOD) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{% if x %}", "syntax"),
        ("{{ x | rupia }}", "syntax"),
        ('{% extends "jobs/list.html" %}', "foreign"),
        ('{% include "jobs/card.html" %}', "foreign"),
        ('{% from "jobs/macros.html" import card %}', "foreign"),
        ("{% include name %}", "reference"),
        ('<p>{% block a %}{{ ui.x() }}{% endblock %}</p>{% import "macros/ui.html" as ui %}', "order"),
        ("<p>x</p>{% set n = 1 %}{% block a %}{{ n }}{% endblock %}", "order"),
        ("{{ text | safe }}", "safe"),
        ("{% autoescape false %}{{ text }}{% endautoescape %}", "autoescape"),
        ('<p style="color: red">x</p>', "style"),
        ("<style>p { }</style>", "style"),
        ("<script>go()</script>", "script"),
        ('<button onclick="go()">x</button>', "script"),
        ('<a href="javascript:go()">x</a>', "script"),
        ('<link rel="stylesheet" href="/static/css/base.css">', "static"),
        ('<input name="x">', "field"),
        ("<textarea></textarea>", "field"),
    ],
)
def test_a_fault_is_named(templates: Path, text: str, code: str) -> None:
    assert codes(templates, text) == [code]


def test_a_set_that_no_block_uses_may_stand_anywhere(templates: Path) -> None:
    assert codes(templates, "<p>x</p>{% set n = 1 %}{{ n }}{% block a %}{% endblock %}") == []


def test_the_place_is_the_file_and_the_line(templates: Path) -> None:
    (templates / "complaints" / "list.html").write_text('{# two\nlines #}\n<p>\n<b style="x">\n')

    (problem,) = lint_templates(templates, "complaints")

    assert problem.where == f"{templates}/complaints/list.html:4"


def test_a_plugins_template_lies_in_its_own_folder(templates: Path) -> None:
    assert codes(templates, "<p>x</p>", name="jobs/list.html") == ["namespace"]
    assert codes(templates, "<p>x</p>", name="page.html") == ["namespace", "namespace"]


def test_a_theme_stands_over_any_and_the_core_may_write_fields(templates: Path) -> None:
    assert codes(templates, '{% extends "complaints/list.html" %}', slug="") == []
    assert codes(templates, '<input name="x">', slug="", name="form.html") == []


def test_the_house_is_clean() -> None:
    assert [str(problem) for problem in lint_house()] == []
