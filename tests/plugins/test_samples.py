"""The dummy plugin touches every extension point; each broken one is left out loudly, and the home page is served."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core import hooks as core_hooks
from core.errors import SiteError
from core.plugins.frontdoor import specs_in
from core.plugins.plugin import State
from core.portal import build_portal
from core.testing import make_site, serving

pytestmark = pytest.mark.anyio

SAMPLES = Path(__file__).parent / "samples"
FOLDERS = (SAMPLES, SAMPLES / "broken")

# plugin: (how it ends, code of its problem, what the message or the hint says, where)
BROKEN = {
    "import_error": (State.FAILED, "plugin.raised", "nothing_of_this_name", r"import_error/hooks\.py:\d+$"),
    "system_exit": (State.FAILED, "plugin.raised", "SystemExit", r"system_exit/hooks\.py:\d+$"),
    "unknown_hook": (State.FAILED, "hook.unknown", "Did you mean 'register_menus'", r"hooks\.py:\d+$"),
    "forgotten_marker": (State.FAILED, "hook.unmarked", "@hookimpl", r"hooks\.py:\d+$"),
    "async_hook": (State.FAILED, "hook.async", "plain `def`", r"hooks\.py:\d+$"),
    "wrong_argument": (State.FAILED, "hook.argument", "'portal'", r"hooks\.py:\d+$"),
    "wrong_value": (State.FAILED, "menu.icon", "icon", r"hooks\.py:\d+$"),
    "wrong_type": (State.FAILED, "declaration.type", "Return a list", r"hooks\.py:\d+$"),
    "double_route": (State.FAILED, "route.twice", "'one' and 'two'", r"double_route/hooks\.py:\d+$"),
    "double_menu": (State.FAILED, "declaration.twice", "another name", r"double_menu/hooks\.py:\d+$"),
    "dead_menu": (State.FAILED, "route.unknown", "not there", r"dead_menu/hooks\.py:\d+$"),
    "missing_access": (State.FAILED, "route.access", "access=PUBLIC", r"hooks\.py:\d+$"),
    "undeclared_permission": (State.FAILED, "route.permission", "register_permissions", r"hooks\.py:\d+$"),
    "foreign_template": (State.FAILED, "template.namespace", "templates/foreign_template/", r"templates/dummy$"),
    "foreign_key": (State.FAILED, "model.relation", "'dummy.Clinic'", r"models\.py$"),
    "foreign_table": (State.FAILED, "model.table", "'guests'", r"models\.py$"),
    "failing_migration": (State.FAILED, "database.migration", "on fire", r"0001_initial\.py$"),
    "failing_lifespan": (State.FAILED, "plugin.lifespan", "no connection", r"failing_lifespan/hooks\.py:\d+$"),
    "raising_hook": (State.FAILED, "plugin.raised", "round and round", r"hooks\.py:\d+$"),
    "unknown_slot": (State.FAILED, "slot.unknown", "Did you mean 'home.cards'", r"hooks\.py:\d+$"),
    "bad_style": (State.FAILED, "static.unreadable", "UTF-8", r"static/x\.css$"),
    "bad_words": (State.FAILED, "locale.unreadable", "UTF-8", r"locales/id$"),
    "raising_choices": (State.FAILED, "plugin.raised", "list of markets", r"raising_choices/hooks\.py:\d+$"),
    "wrong_added_field": (State.FAILED, "form.condition", "'urgent'", r"wrong_added_field/hooks\.py:\d+$"),
    "keyless_import": (State.FAILED, "table.key", "Did you mean 'number'", r"keyless_import/hooks\.py:\d+$"),
    "wrong_setting": (State.FAILED, "settings.unknown_key", "Did you mean 'page_size'", r"portal\.toml:\d+$"),
    "bad_manifest": (State.FAILED, "manifest.unknown_key", "Did you mean 'title'", r"plugin\.toml:\d+$"),
    "no_front_door": (State.FAILED, "plugin.front_door", "hooks.py is missing", r"no_front_door$"),
    "needs_missing": (State.SKIPPED, "plugin.requires", "not installed", r"plugin\.toml$"),
    "needs_newer": (State.SKIPPED, "plugin.requires", "not enabled", r"plugin\.toml$"),
    "circle_one": (State.SKIPPED, "plugin.circle", "circle", r"plugin\.toml$"),
}
RUNNING = ("failing_fragment", "hanging_fragment", "failing_page", "blocking_page", "failing_start")


def test_every_broken_plugin_has_its_row() -> None:
    folders = {p.name for p in (SAMPLES / "broken").iterdir() if (p / "plugin.toml").exists()}

    assert folders == {*BROKEN, *RUNNING, "circle_two", "taken_segment"}


@pytest.mark.parametrize("slug", BROKEN)
async def test_a_broken_plugin_is_named_with_file_line_and_mend_and_the_home_page_is_served(slug: str, tmp_path: Path) -> None:
    state, code, words, where = BROKEN[slug]
    toml = "[plugins.wrong_setting]\npage_sise = 3\n" if slug == "wrong_setting" else ""
    enabled = {"circle_one": [slug, "circle_two"], "wrong_added_field": ["dummy", slug]}.get(slug, [slug])

    async with serving(make_site(tmp_path, toml=toml), plugins=enabled, folders=FOLDERS) as (portal, client):
        home = await client.get("/")

        plugin = portal.plugin(slug)
        assert home.status_code == 200
        assert plugin is not None
        assert plugin.state is state
        assert {p.slug for p in portal.plugins if p.alive} == set(enabled) & {"dummy"}
        problem = next(p for p in plugin.problems if p.code == code)
        assert words in f"{problem.message} {problem.hint}"
        assert re.search(where, problem.where), problem.where
        assert problem.hint


@pytest.mark.parametrize("slug", RUNNING)
async def test_row_48_a_plugin_that_breaks_while_serving_leaves_the_home_page_standing(slug: str, tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=[slug], folders=FOLDERS) as (portal, client):
        answers = [(await client.get(path)).status_code for path in ("/", "/cari?q=jalan", "/layanan")]

        assert answers == [200, 200, 200]
        plugin = portal.plugin(slug)
        assert plugin is not None
        assert plugin.state is State.STARTED


@pytest.mark.parametrize("path", ["", "/keluar", "/dalam", "/berhenti", "/salah"])
async def test_row_14_a_page_that_raises_answers_with_a_reference_and_nothing_else(path: str, tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["failing_page"], folders=FOLDERS) as (_portal, client):
        answer = await client.get(f"/failing-page{path}")

        assert answer.status_code == 500
        assert "secret words" not in answer.text
        assert "Traceback" not in answer.text
        assert re.search(r"[0-9a-f]{12}", answer.text)


async def test_the_path_of_a_failed_plugin_answers_that_it_is_out_of_order(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["double_menu"], folders=FOLDERS) as (_portal, client):
        answer = await client.get("/double-menu")

        assert answer.status_code == 503
        assert answer.headers["retry-after"]


async def test_two_plugins_of_one_segment_the_later_goes_and_both_are_named(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy", "taken_segment"], folders=FOLDERS) as (portal, client):
        later = portal.plugin("taken_segment")

        assert later is not None
        assert later.state is State.FAILED
        assert "dummy" in later.problems[0].message
        assert "klinik" in later.problems[0].message
        assert (await client.get("/klinik")).status_code == 200


def test_strict_refuses_to_start(tmp_path: Path) -> None:
    site = make_site(tmp_path, toml='[plugins]\nenabled = ["double_menu"]\nstrict = true\n')

    with pytest.raises(SiteError, match="declared twice"):
        build_portal(site, folders=FOLDERS)


def test_a_required_plugin_that_failed_refuses_to_start(tmp_path: Path) -> None:
    site = make_site(tmp_path, toml='[plugins]\nenabled = ["double_menu"]\nrequired = ["double_menu"]\n')

    with pytest.raises(SiteError, match="declared twice"):
        build_portal(site, folders=FOLDERS)


async def test_all_broken_plugins_together_leave_the_good_one_alone(tmp_path: Path) -> None:
    enabled = ["dummy", *BROKEN, *RUNNING, "circle_two", "taken_segment"]

    async with serving(make_site(tmp_path, toml="[plugins.wrong_setting]\npage_sise = 3\n"), plugins=enabled, folders=FOLDERS) as (portal, client):
        assert (await client.get("/")).status_code == 200
        assert (await client.get("/klinik")).status_code == 200
        assert {p.slug for p in portal.in_order} == {"dummy", *RUNNING}


def test_the_dummy_implements_every_hook_but_identity(tmp_path: Path) -> None:
    portal = build_portal(make_site(tmp_path), plugins=["dummy"], folders=FOLDERS)

    answered = {hook for declared in portal.hooks.declarations for hook in declared.by_hook}

    assert answered == set(specs_in(core_hooks)) - {"register_identity"}
    assert "register_clinic_registries" in portal.spec_owners


async def test_the_dummy_is_seen_at_every_place(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy", "sample_identity"], folders=FOLDERS) as (portal, client):
        home = (await client.get("/")).text
        badge = (await client.get("/_potongan/lencana.dummy.list")).text
        sheet = await client.get("/layanan/dummy.queue")
        found = (await client.get("/cari", params={"q": "queue"}, headers={"Accept-Language": "en"})).text

        assert 'href="/klinik"' in home
        assert "0 clinics" in home
        assert "7" in badge
        assert sheet.status_code == 200
        assert "/layanan/dummy.queue" in found
        assert portal.tables.forms["dummy.ticket"].id == "dummy.ticket"


async def test_a_personal_fragment_reaches_only_the_one_who_is_signed_in(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy", "sample_identity"], folders=FOLDERS) as (_portal, client):
        home = (await client.get("/")).text
        stranger = (await client.get("/_potongan/home.cards")).text
        await client.sign_in("siti")
        herself = await client.get("/_potongan/home.cards")

        assert "personal</p>" not in home
        assert 'hx-get="/_potongan/home.cards"' in home
        assert stranger == ""
        assert "personal" in herself.text
        assert herself.headers["cache-control"] == "no-store"


async def test_access_is_asked_of_every_route(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy", "sample_identity"], folders=FOLDERS) as (_portal, client):
        stranger = await client.get("/klinik/saya")
        await client.sign_in("siti")
        citizen = [(await client.get(path)).status_code for path in ("/klinik/saya", "/konsol/dummy")]
        await client.sign_in("budi", kind="officer", permissions=["dummy.handle"])
        officer = [(await client.get(path)).status_code for path in ("/klinik/saya", "/konsol/dummy")]

        assert stranger.status_code == 303
        assert stranger.headers["location"] == "/masuk?next=/klinik/saya"
        assert citizen == [200, 403]
        assert officer == [200, 200]


async def test_without_an_identity_a_closed_page_says_that_no_sign_in_is_installed(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=FOLDERS) as (portal, client):
        answer = await client.get("/klinik/saya")

        assert answer.status_code == 403
        assert "identity.missing" in {p.code for p in portal.problems}
