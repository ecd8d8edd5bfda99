"""Themes stand over plugins, plugins reach the core's and their own, blocks are found in the whole chain."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import StrictUndefined, TemplateNotFound, UndefinedError

from core.templating import LayeredLoader, PortalEnvironment, owner_of, render_block


def environment(folder: Path, files: dict[str, str], themes: tuple[str, ...] = ()) -> PortalEnvironment:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    loader = LayeredLoader([folder / theme for theme in themes], folder / "core", {"a": folder / "a", "b": folder / "b"})
    return PortalEnvironment(loader=loader, autoescape=True, undefined=StrictUndefined)


def test_a_theme_over_its_parent_over_the_plugin_reaches_each_by_its_own_name(tmp_path: Path) -> None:
    files = {
        "core/page.html": "<{% block main %}{% endblock %}>",
        "a/a/list.html": '{% extends "page.html" %}{% block main %}A{% endblock %}',
        "t1/a/list.html": '{% extends "a/list.html" %}{% block main %}T1{{ super() }}{% endblock %}',
        "t0/a/list.html": '{% extends "a/list.html" %}{% block main %}T0{{ super() }}{% endblock %}',
    }

    found = environment(tmp_path, files, ("t0", "t1"))

    assert found.get_template("a/list.html").render() == "<T0T1A>"
    assert render_block(found, found.get_template("a/list.html"), "main", {}) == "T0T1A"


def test_a_block_is_found_in_a_parent_of_the_template(tmp_path: Path) -> None:
    files = {
        "core/page.html": "{% block head %}{% endblock %}{% block main %}{% endblock %}",
        "a/a/list.html": '{% extends "page.html" %}{% block main %}{% block rows %}{{ rows }}{% endblock %}{% endblock %}',
        "t0/a/list.html": '{% extends "a/list.html" %}{% block head %}mine{% endblock %}',
    }
    found = environment(tmp_path, files, ("t0",))

    assert render_block(found, found.get_template("a/list.html"), "rows", {"rows": "<b>"}) == "&lt;b&gt;"
    with pytest.raises(TemplateNotFound):
        render_block(found, found.get_template("a/list.html"), "nowhere", {})


@pytest.mark.parametrize(
    "reach",
    [
        '{% include "b/card.html" %}',
        '{% extends "b/card.html" %}',
        '{% import "b/card.html" as x %}',
        '{% include "../b/card.html" %}',
        '{% include "/etc/passwd" %}',
    ],
)
def test_another_plugins_template_is_out_of_reach(reach: str, tmp_path: Path) -> None:
    found = environment(tmp_path, {"b/b/card.html": "B", "a/a/page.html": reach})

    with pytest.raises(TemplateNotFound):
        found.get_template("a/page.html").render()


def test_the_core_and_its_macros_are_within_reach(tmp_path: Path) -> None:
    files = {"core/macros/ui.html": "{% macro tag(x) %}[{{ x }}]{% endmacro %}", "a/a/page.html": '{% import "macros/ui.html" as ui %}{{ ui.tag("<") }}'}

    assert environment(tmp_path, files).get_template("a/page.html").render() == "[&lt;]"
    assert [owner_of(name) for name in ("page.html", "macros/ui.html", "a/list.html")] == ["", "", "a"]


@pytest.mark.parametrize("name", ["a/x.html", "a/x.txt"])
def test_row_1_every_template_escapes_whatever_its_ending(name: str, tmp_path: Path) -> None:
    found = environment(tmp_path, {f"a/{name}": "{{ words }}"})

    assert found.get_template(name).render(words="<script>") == "&lt;script&gt;"


def test_an_ending_that_is_no_template_is_not_found_and_a_missing_name_is_an_error(tmp_path: Path) -> None:
    found = environment(tmp_path, {"a/a/x.svg": "{{ words }}", "a/a/x.html": "{{ words }}"})

    with pytest.raises(TemplateNotFound):
        found.get_template("a/x.svg")
    with pytest.raises(UndefinedError):
        found.get_template("a/x.html").render()
