"""Makers of what is measured: small plugins by the hundred, a site of twelve services and ten news."""

from __future__ import annotations

from pathlib import Path

HOOKS = '''"""A small plugin, one of many."""

from core import PUBLIC, MenuItem, Route, hookimpl, render
from core.language import gettext_lazy as _


async def page(request):
    return render(request, "{slug}/page.html", {{"title": "{slug}"}})


@hookimpl
def register_routes():
    return [Route("/", page, name="page", access=PUBLIC), Route("/{{number:int}}", page, name="one", access=PUBLIC)]


@hookimpl
def register_menus():
    return [MenuItem("page", _("{slug}"), route="{slug}:page", place="{place}", icon="file-text")]
'''

PAGE = """{% extends "page.html" %}
{% block title %}{{ title }}{% endblock %}
{% block main %}<div class="wrap page"><h1>{{ title }}</h1></div>{% endblock %}
"""


def make_plugins(folder: Path, count: int, *, shown: int = 4) -> list[str]:
    """Write `count` plugins of three files below `folder`; the first `shown` have a tile, the others a line on the console."""
    slugs = []
    for number in range(count):
        slug = f"small{number:03}"
        home = folder / slug
        (home / "templates" / slug).mkdir(parents=True, exist_ok=True)
        (home / "plugin.toml").write_text(f'slug = "{slug}"\nversion = "1.0.0"\nplugin_api = 1\ntitle = "Small {number}"\n', encoding="utf-8")
        (home / "__init__.py").write_text("", encoding="utf-8")
        (home / "hooks.py").write_text(HOOKS.format(slug=slug, place="home" if number < shown else "console"), encoding="utf-8")
        (home / "templates" / slug / "page.html").write_text(PAGE, encoding="utf-8")
        slugs.append(slug)
    return slugs
