"""A plugin that fails, anywhere and in any way, leaves the portal standing: plugins made here fail at every hook and at every function they declare."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from core import hooks as core_hooks
from core import transaction
from core.database.tables import Outbox
from core.plugins.frontdoor import specs_in
from core.plugins.plugin import State
from core.portal import Portal
from core.portal.running import worker_of
from core.storage.refusals import UploadRefused
from core.testing import FrozenClock, make_site, serving
from plugins.cases.events import CaseOpened
from tests.core.storage import pictures

pytestmark = pytest.mark.anyio

RAISING: Mapping[str, str] = {
    "error": "raise RuntimeError('on fire')",
    "system_exit": "raise SystemExit(3)",
    "goodbye": "import sys; sys.exit('goodbye')",
    "endless": "def again(): return again()\nreturn again()",
    "stop": "raise StopIteration",
    "stop_async": "raise StopAsyncIteration",
    "memory": "raise MemoryError",
    "silent": "class Silent(Exception):\n    def __str__(self): raise ValueError('not even a word')\nraise Silent",
    "missing": "import nothing_of_this_name",
    "broken_text": "b'\\xff'.decode()",
    "group": "raise ExceptionGroup('many', [ValueError('one'), KeyError('two')])",
    "timeout": "raise TimeoutError",
}
WRONG: Mapping[str, str] = {
    "number": "return 7",
    "huge": "return 'x' * 10_000_000",
    "objects": "return [object()]",
    "mapping": "return {'a': 1}",
    "halfway": "def some():\n    yield 1\n    raise RuntimeError('halfway')\nreturn some()",
    "many": "return [None] * 100_000",
}
WAYS = {**RAISING, **WRONG}
HOOKS = tuple(specs_in(core_hooks))
DECLARED: Mapping[str, str] = {
    "page": "def register_routes():\n    return [Route('/', guilty, name='page', access=PUBLIC)]",
    "fragment": "def register_fragments():\n    return [Fragment('home.cards', guilty), Fragment('home.top', guilty, personal=True)]",
    "badge": "def register_menus():\n    return [MenuItem('one', _('One'), route='core:home', icon='megaphone', badge=guilty)]",
    "search": "def register_search():\n    return [SearchSource('some', _('Some'), guilty)]",
    "identity": "def register_identity():\n    return [Identity(guilty)]",
    "scanner": "def register_upload_scanners():\n    return [UploadScanner('some', guilty)]",
    "health": "def register_health():\n    return [HealthCheck('some', guilty)]",
    "task": "def register_tasks():\n    return [Task('some', guilty, every=timedelta(seconds=1))]",
    "listener": "def register_listeners():\n    return [Listener('cases.opened', guilty)]",
    "lifespan": "def register_lifespan():\n    return [guilty]",
    "personal_data": "def register_personal_data():\n    return [PersonalData(guilty, guilty)]",
    "demo": "def register_demo():\n    return [Demo('some', guilty)]",
}
IMPORTS = """from contextlib import asynccontextmanager
from datetime import timedelta

from core import CITIZEN, PUBLIC, Demo, Fragment, HealthCheck, Identity, Listener, MenuItem
from core import PersonalData, Response, Route, SearchSource, Task, UploadScanner, hookimpl
from core.language import gettext_lazy as _


"""


def write_plugin(folder: Path, slug: str, hooks: str) -> str:
    made = folder / slug
    made.mkdir(parents=True)
    (made / "plugin.toml").write_text(f'slug = "{slug}"\nversion = "1.0.0"\nplugin_api = 1\nrequires = ["cases>=1,<2"]\ntitle = "Uji"\n', encoding="utf-8")
    (made / "__init__.py").write_text("", encoding="utf-8")
    (made / "hooks.py").write_text(f'"""Made to fail."""\n\n{IMPORTS}{hooks}\n', encoding="utf-8")
    return slug


def guilty(body: str) -> str:
    """An async function that fails in this way, whatever it is called with."""
    return f"async def guilty(*anything, **more):\n{textwrap.indent(body, '    ')}\n\n\n"


async def test_row_48_every_hook_in_every_way_and_the_home_page_is_served(tmp_path: Path) -> None:
    """One portal with all of them: 19 hooks, each failing in eighteen ways."""
    slugs = [
        write_plugin(tmp_path / "guilty", f"{hook.removeprefix('register_')}_{name}"[:32], f"@hookimpl\ndef {hook}():\n{textwrap.indent(body, '    ')}")
        for hook in HOOKS
        for name, body in WAYS.items()
    ]
    async with serving(make_site(tmp_path / "site"), plugins=["cases", *slugs], folders=[tmp_path / "guilty"]) as (portal, client):
        states = {plugin.slug: plugin.state for plugin in portal.plugins}
        assert {slug for slug in slugs if states[slug] is not State.FAILED} == set()
        assert all(plugin.problems and plugin.problems[0].where for plugin in portal.plugins if plugin.slug in slugs)
        for path in ("/", "/layanan", "/cari?q=jalan", "/lacak", f"/{slugs[0].replace('_', '-')}"):
            assert (await client.get(path)).status_code in (200, 503), path
        assert (await client.get("/")).status_code == 200


@pytest.mark.parametrize("what", [name for name in DECLARED if name not in ("lifespan", "identity")])
async def test_row_48_whatever_a_plugin_declares_may_fail_in_every_way(tmp_path: Path, what: str) -> None:
    slugs = [write_plugin(tmp_path / "guilty", f"{what}_{name}"[:32], f"{guilty(body)}@hookimpl\n{DECLARED[what]}") for name, body in WAYS.items()]
    clock = FrozenClock()
    async with serving(make_site(tmp_path / "site"), plugins=["cases", *slugs], folders=[tmp_path / "guilty"], clock=clock) as (portal, client):
        assert {plugin.slug for plugin in portal.plugins if plugin.state is State.STARTED} == {"cases", *slugs}
        for path in ("/", "/layanan", "/cari?q=jalan", "/lacak", "/_potongan/home.cards", "/_potongan/home.top"):
            for _again in range(2):
                answer = await client.get(path)
                assert answer.status_code == 200, path
                assert len(answer.content) < 1_000_000, path
        for slug in slugs:
            page = await client.get(f"/{slug.replace('_', '-')}")
            assert page.status_code in (404, 500, 503), slug
            assert "on fire" not in page.text
            assert (await client.get(f"/_potongan/lencana.{slug}.one")).status_code == (200 if what == "badge" else 404), what
        assert (await client.get("/siap")).status_code == 200
        if what in ("health", "task", "listener"):
            await _worked(portal, clock)


async def _worked(portal: Portal, clock: FrozenClock) -> None:
    """One round of the worker: it tells everybody and runs everything, and none of it escapes."""
    worker = worker_of(portal)
    async with transaction():
        await portal.outbox.emit(CaseOpened(subject=str(uuid4()), ticket="ADU-7K3F-9Q2X", service="complaints.report"))
    tried = await worker.drain()
    await worker.run_due_tasks()
    clock.move(timedelta(hours=1))
    names = await worker.run_due_tasks()
    assert tried == await Outbox.all().count()
    assert {"core.health", "cases.clock"} <= set(names)
    assert await Outbox.filter(state="waiting").count() in (0, len(RAISING))


ENTER = """async def enter(request):
    await request.portal.sessions.sign_in(request, 'x', kind='citizen')
    return Response('in')


@hookimpl
def register_routes():
    return [Route('/', enter, name='enter', access=PUBLIC), Route('/dalam', enter, name='inside', access=CITIZEN)]
"""


@pytest.mark.parametrize("way", WAYS)
async def test_row_48_an_identity_and_a_scanner_that_fail_fail_closed(tmp_path: Path, way: str) -> None:
    """Everybody is a stranger, pages for people who signed in are out of order, and a file is kept from everybody."""
    hooks = f"{guilty(WAYS[way])}@hookimpl\n{DECLARED['identity']}\n\n\n@hookimpl\n{DECLARED['scanner']}\n\n\n{ENTER}"
    slug = write_plugin(tmp_path / "guilty", "identity", hooks)
    async with serving(make_site(tmp_path / "site"), plugins=["cases", slug], folders=[tmp_path / "guilty"]) as (portal, client):
        assert (await client.get("/identity")).text == "in"
        for path in ("/", "/lacak", "/cari?q=jalan"):
            assert (await client.get(path)).status_code == 200
        closed = await client.get("/identity/dalam")
        assert closed.status_code == 503
        assert closed.headers["retry-after"]
        with pytest.raises(UploadRefused):
            await portal.files.stage(pictures.jpeg(), name="a.jpg", media_type="image/jpeg", owner="cases", field="photos")


async def test_row_48_lifespans_that_fail_leave_their_plugins_out(tmp_path: Path) -> None:
    """Those that raise before they yield, those that yield twice, and those that are no context manager at all."""
    slugs = [write_plugin(tmp_path / "guilty", f"plain_{name}", f"{guilty(body)}@hookimpl\n{DECLARED['lifespan']}") for name, body in WAYS.items()]
    for name, body in RAISING.items():
        made = f"@asynccontextmanager\n{guilty(body.replace('return again()', 'again()'))}".replace("\n\n\n", "\n    yield\n\n\n")
        slugs.append(write_plugin(tmp_path / "guilty", f"entered_{name}", f"{made}@hookimpl\n{DECLARED['lifespan']}"))
    async with serving(make_site(tmp_path / "site"), plugins=["cases", *slugs], folders=[tmp_path / "guilty"]) as (portal, client):
        assert {plugin.slug for plugin in portal.plugins if plugin.state is not State.FAILED} == {"cases"}
        assert (await client.get("/")).status_code == 200


def test_row_48_there_are_twelve_ways_to_raise_and_every_hook_is_tried() -> None:
    assert len(RAISING) == 12
    assert len(HOOKS) == 19
