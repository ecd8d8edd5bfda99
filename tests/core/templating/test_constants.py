"""What is constant is said when a template is compiled, in the right words, escaped; what is not stays a call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, StrictUndefined
from markupsafe import Markup

from core.templating import PortalEnvironment
from core.templating.once import Once
from core.testing import make_site, serving

CATALOGUE = {("Send", ""): "Kirim", ("Send", "a"): "Kirim <lagi>"}


def environment(files: dict[str, str]) -> tuple[PortalEnvironment, list[Any]]:
    made = PortalEnvironment(loader=DictLoader(files), autoescape=True, undefined=StrictUndefined, extensions=[Once])
    calls: list[Any] = []

    def noted(name: str, answer: Any) -> Any:
        def call(*args: Any, **values: Any) -> Any:
            calls.append((name, *args))
            return answer(*args, **values)

        return call

    def url(name: str, **params: Any) -> str:
        return {"a:list": "/a", "a:one": "/a/{n}"}[name].format(**params)

    made.globals.update(
        icon=noted("icon", lambda name, size=22: Markup(f"<svg>{name} {size}</svg>")),
        static=noted("static", lambda name: f"/static/{name}?a&b"),
        url=noted("url", url),
        _=noted("_", lambda message, **values: f"said {message}".format(**values)),
    )
    made.say = lambda words, owner: CATALOGUE.get((words, owner), words)
    return made, calls


def test_words_icons_and_addresses_of_constants_are_part_of_the_text() -> None:
    made, calls = environment({"a/x.html": '{{ _("Send") }} {{ icon("send", size=18) }} <a href="{{ url("a:list") }}"> {{ static("x.js") }}'})
    template = made.get_template("a/x.html")
    compiled = list(calls)

    said = [template.render(), template.render()]

    assert said == ['Kirim &lt;lagi&gt; <svg>send 18</svg> <a href="/a"> /static/x.js?a&amp;b'] * 2
    assert calls == compiled


def test_what_depends_on_the_page_stays_a_call() -> None:
    made, calls = environment({"a/x.html": '{{ _("{n} left", n=3) }} {{ icon(name) }} {{ url("a:one", n=n) }} {{ url(*rest) }}'})

    said = made.get_template("a/x.html").render(name="x", n=7, rest=["a:list"])

    assert said == "said 3 left <svg>x 22</svg> /a/7 /a"
    assert [call[0] for call in calls] == ["_", "icon", "url", "url"]


def test_a_call_that_fails_fails_where_it_is_reached_and_nowhere_else() -> None:
    made, _calls = environment({"a/x.html": '{% if wanted %}{{ url("b:gone") }}{% endif %}ok'})

    assert made.get_template("a/x.html").render(wanted=False) == "ok"
    with pytest.raises(KeyError):
        made.get_template("a/x.html").render(wanted=True)


def test_a_core_page_speaks_with_the_words_of_the_plugin_that_extends_it() -> None:
    made, calls = environment(
        {"page.html": '{{ _("Send") }}', "a/x.html": '{% extends "page.html" %}', "macros/m.html": '{% macro m() %}{{ _("Send") }}{% endmacro %}'}
    )

    assert made.get_template("a/x.html").render() == "said Send"
    assert [call[0] for call in calls] == ["_"]
    assert made.get_template("macros/m.html").module.m() == "Kirim"


@pytest.mark.anyio
async def test_each_language_has_words_of_its_own(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["cases"]) as (_portal, client):
        pages = [(await client.get("/lacak", headers={"Accept-Language": language})).text for language in ("id", "en", "id")]

        assert ["Kode pelacakan" in page for page in pages] == [True, False, True]
        assert ["Tracking code" in page for page in pages] == [False, True, False]
