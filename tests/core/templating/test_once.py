"""A piece that is rendered once says the same to everybody with its key, and can say nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, StrictUndefined, TemplateSyntaxError

from core.templating import PortalEnvironment
from core.templating.once import MOST, Once
from core.testing import make_site, serving


def environment(files: dict[str, str], **options: Any) -> PortalEnvironment:
    made = PortalEnvironment(loader=DictLoader(files), autoescape=True, undefined=StrictUndefined, extensions=[Once], **{"auto_reload": False, **options})
    made.globals.update(count=counting(), slot=str)
    return made


def counting() -> Any:
    calls: list[object] = []

    def count(said: object = "") -> str:
        calls.append(said)
        return f"{said}{len(calls)}"

    return count


def test_a_piece_is_rendered_once_for_each_key() -> None:
    template = environment({"a.html": "{% once place %}<{{ count(place) }}>{% endonce %}"}).get_template("a.html")

    assert [template.render(place=place) for place in ("x", "y", "x", "&", "&")] == ["<x1>", "<y2>", "<x1>", "<&amp;3>", "<&amp;3>"]


def test_a_piece_without_a_key_and_with_several() -> None:
    files = {"a.html": "{% once %}{{ count() }}{% endonce %} {% once a, b %}{{ count(a) }}{% endonce %}"}
    template = environment(files).get_template("a.html")

    assert [template.render(a=a, b=b) for a, b in ((1, 1), (1, 2), (1, 1))] == ["1 12", "1 13", "1 12"]


def test_two_pieces_of_one_template_and_two_templates_are_kept_apart() -> None:
    made = environment({"a.html": "{% once %}A{% endonce %}{% once %}B{% endonce %}", "b.html": "{% once %}C{% endonce %}"})

    assert [made.get_template(name).render() for name in ("a.html", "b.html", "a.html")] == ["AB", "C", "AB"]


def test_a_shared_piece_speaks_with_the_words_of_the_page_that_it_stands_on() -> None:
    made = environment({"base.html": "{% once %}{{ count() }}{% endonce %}", "a/x.html": '{% extends "base.html" %}', "b/x.html": '{% extends "base.html" %}'})

    assert [made.get_template(name).render() for name in ("a/x.html", "b/x.html", "a/x.html")] == ["1", "2", "1"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("{{ request.path }}", "request"),
        ("{{ actor }}", "actor"),
        ("{% if name %}x{% endif %}", "name"),
        ("{% for one in rows %}{{ one }}{% endfor %}", "rows"),
        ('{{ slot("home.top") }}', "slot"),
    ],
)
def test_a_name_that_is_not_in_the_key_is_refused_when_the_template_is_compiled(body: str, named: str) -> None:
    made = environment({"a.html": "\n{% once key %}" + body + "{% endonce %}"})

    with pytest.raises(TemplateSyntaxError, match=named) as found:
        made.get_template("a.html")
    assert found.value.lineno == 2


@pytest.mark.parametrize("body", ["{% block main %}{% endblock %}", '{% include "b.html" %}', "{% once %}x{% endonce %}"])
def test_a_piece_holds_no_block_no_include_and_no_other_piece(body: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="block, an include or another"):
        environment({"a.html": "{% once %}" + body + "{% endonce %}"}).get_template("a.html")


def test_macros_loops_and_what_the_piece_sets_itself_are_its_own() -> None:
    files = {
        "m.html": "{% macro tag(x) %}[{{ x }}]{% endmacro %}",
        "a.html": '{% import "m.html" as m %}{% from "m.html" import tag as t %}{% once rows %}{% set mark = "!" %}'
        "{% for row in rows %}{{ m.tag(row) }}{{ t(loop.index) }}{{ mark }}{% endfor %}{% endonce %}",
    }

    assert environment(files).get_template("a.html").render(rows=("a", "b")) == "[a][1]![b][2]!"


def test_pieces_are_bounded_and_while_developing_there_are_none() -> None:
    made = environment({"a.html": "{% once n %}{{ n }}{% endonce %}"})
    for n in range(MOST + 10):
        assert made.get_template("a.html").render(n=n) == str(n)
    developing = environment({"a.html": "{% once %}{{ count() }}{% endonce %}"}, auto_reload=True)

    assert len(made.extensions[Once.identifier].pieces) == MOST  # type: ignore[attr-defined]
    assert [developing.get_template("a.html").render() for _ in range(2)] == ["1", "2"]


@pytest.mark.anyio
async def test_the_shell_marks_the_open_page_and_carries_the_way_back_however_often_it_is_kept(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["cases"]) as (portal, client):
        portal.pages.most = 0
        seen = [(await client.get(path)).text for path in ("/", "/lacak?tiket=<x>", "/", "/layanan")]

        assert seen[0] == seen[2]
        assert [page.count('aria-current="page"') for page in seen] == [1, 1, 1, 1]
        assert 'id="nav-cases.track" href="/lacak" aria-current="page"' in seen[1]
        assert 'name="kembali" value="/lacak?tiket=' in seen[1]
        assert "<x>" not in seen[1]
        assert 'name="kembali" value="/layanan"' in seen[3]
