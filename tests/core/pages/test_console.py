"""The console: there for whoever may open one of its pages, and honest about what does not work."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from core.database import tables
from core.outbox.health import HEARTBEAT, stamp
from core.testing import FrozenClock, make_site, serving

pytestmark = pytest.mark.anyio

MANIFEST = 'slug = "{slug}"\nversion = "1.0.0"\nplugin_api = 1\ntitle = "Uji"\n'
HOOKS = '''"""A page of the console."""

from core import Health, HealthCheck, MenuItem, Permission, Response, Route, hookimpl, permission
from core.language import gettext_lazy as _


async def page(request) -> Response:
    return Response("…")


async def ill(context) -> Health:
    return Health("down", "the registry is away")


@hookimpl
def register_routes():
    return [Route("/", page, name="page", access=permission("manage"), segment="konsol")]


@hookimpl
def register_permissions():
    return [Permission("manage", _("Manage"))]


@hookimpl
def register_menus():
    return [MenuItem("page", _("Knobs"), route="knobs:page", place="console", icon="settings")]


@hookimpl
def register_health():
    return [HealthCheck("registry", ill)]
'''


def plugin(folder: Path, slug: str, hooks: str) -> Path:
    made = folder / slug
    made.mkdir(parents=True)
    (made / "plugin.toml").write_text(MANIFEST.format(slug=slug), encoding="utf-8")
    (made / "__init__.py").write_text("", encoding="utf-8")
    (made / "hooks.py").write_text(hooks, encoding="utf-8")
    return folder


async def test_it_is_there_for_whoever_may_open_one_of_its_pages(tmp_path: Path) -> None:
    folder = plugin(tmp_path / "plugins", "knobs", HOOKS)
    async with serving(make_site(tmp_path / "site"), plugins=["sample_identity", "knobs"], folders=[folder]) as (_portal, client):
        assert (await client.get("/konsol")).status_code == 303
        await client.sign_in("siti")
        assert (await client.get("/konsol")).status_code == 404
        assert "/konsol" not in (await client.get("/cari")).text
        await client.sign_in("budi", kind="officer", permissions=("knobs.manage",))
        page = await client.get("/konsol")

        assert page.status_code == 200
        assert 'href="/konsol/knobs"' in page.text
        assert 'href="/konsol"' in (await client.get("/cari")).text
        (bar,) = re.findall(r'<nav class="nav".*?</nav>', page.text, re.DOTALL)
        assert re.findall(r'<a [^>]*href="([^"]+)"', bar) == ["/", "/konsol", "/layanan"]


async def test_it_says_what_does_not_work(tmp_path: Path) -> None:
    folder = plugin(plugin(tmp_path / "plugins", "knobs", HOOKS), "broken", "import nothing_of_that_name\n")
    clock = FrozenClock()
    async with serving(make_site(tmp_path / "site"), plugins=["sample_identity", "knobs", "broken"], folders=[folder], clock=clock) as (portal, client):
        with portal.database.bind():
            await stamp(HEARTBEAT, clock.now())
            await stamp("health:knobs.registry", clock.now(), "down the registry is away")
            await tables.Outbox.create(
                id=1, event="knobs.x", listener="knobs.y", payload="{}", dedupe="1", created=clock.now(), due=clock.now() - timedelta(1), state="dead"
            )
        await client.sign_in("budi", kind="officer", permissions=("knobs.manage",))
        page = (await client.get("/konsol")).text

        for said in ("broken", "nothing_of_that_name", "the registry is away", "1 peristiwa gagal"):
            assert said in page
        assert "Pekerja latar" not in page
        clock.move(timedelta(minutes=3))
        assert "Pekerja latar" in (await client.get("/konsol")).text
