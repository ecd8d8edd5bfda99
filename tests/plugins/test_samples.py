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

# plugin: (how it ends, code of its problem, its exact message, its exact hint, where)
BROKEN = {
    "import_error": (
        State.FAILED,
        "plugin.raised",
        "import_error: ModuleNotFoundError: No module named 'nothing_of_this_name'",
        "Correct the import, or install what brings 'nothing_of_this_name'.",
        r"import_error/hooks\.py:\d+$",
    ),
    "system_exit": (
        State.FAILED,
        "plugin.raised",
        "system_exit: SystemExit: 3",
        "Mend the plugin, or take it out of [plugins] enabled.",
        r"system_exit/hooks\.py:\d+$",
    ),
    "unknown_hook": (State.FAILED, "hook.unknown", "unknown_hook: there is no hook 'register_menu'", "Did you mean 'register_menus'?", r"hooks\.py:\d+$"),
    "forgotten_marker": (
        State.FAILED,
        "hook.unmarked",
        "forgotten_marker: register_menus is not marked",
        "Write @hookimpl above it, or it is never called.",
        r"hooks\.py:\d+$",
    ),
    "async_hook": (
        State.FAILED,
        "hook.async",
        "async_hook: register_routes is an `async def`",
        "A hook is a plain `def`, called once at start; what awaits goes into the functions it declares.",
        r"hooks\.py:\d+$",
    ),
    "wrong_argument": (
        State.FAILED,
        "hook.argument",
        "wrong_argument: register_routes takes the argument 'portal'",
        "It may take `plugin`, or nothing.",
        r"hooks\.py:\d+$",
    ),
    "wrong_value": (
        State.FAILED,
        "menu.icon",
        "wrong_value: MenuItem 'page' has the icon 7",
        "The bare name of an icon, such as 'megaphone'.",
        r"hooks\.py:\d+$",
    ),
    "wrong_type": (State.FAILED, "declaration.type", "wrong_type: register_routes returned dict", "Return a list of declarations.", r"hooks\.py:\d+$"),
    "double_route": (
        State.FAILED,
        "route.twice",
        "double_route: the routes 'one' and 'two' both answer GET /double-route/a/{y}",
        "Remove one of them.",
        r"double_route/hooks\.py:\d+$",
    ),
    "double_menu": (
        State.FAILED,
        "declaration.twice",
        "double_menu: MenuItem 'double_menu.a' is declared twice",
        "Give one of them another name.",
        r"double_menu/hooks\.py:\d+$",
    ),
    "dead_menu": (
        State.FAILED,
        "route.unknown",
        "dead_menu: MenuItem 'a' leads to the route 'dead_menu:nowhere', which is not there",
        "Write the plugin's slug, a colon and the name of one of its routes: trees:list.",
        r"dead_menu/hooks\.py:\d+$",
    ),
    "missing_access": (
        State.FAILED,
        "route.access",
        "missing_access: a Route does not say who may ask",
        "Give access=PUBLIC, CITIZEN or permission('name').",
        r"hooks\.py:\d+$",
    ),
    "undeclared_permission": (
        State.FAILED,
        "route.permission",
        "undeclared_permission: Route 'page' asks for the permission 'handle', which nobody declares",
        "Return it from register_permissions.",
        r"hooks\.py:\d+$",
    ),
    "foreign_template": (
        State.FAILED,
        "template.namespace",
        "foreign_template: has the template folder 'dummy'",
        "Its templates live in templates/foreign_template/.",
        r"templates/dummy$",
    ),
    "foreign_key": (
        State.FAILED,
        "model.relation",
        "foreign_key: Guest.clinic points at 'dummy.Clinic', which is another plugin's",
        "Keep the other's key in a UUID column and ask its api; there are no foreign keys between plugins.",
        r"models\.py$",
    ),
    "foreign_table": (
        State.FAILED,
        "model.table",
        "foreign_table: the model Guest has the table 'guests'",
        "Set Meta.table to a name that begins with 'foreign_table_'.",
        r"models\.py$",
    ),
    "failing_migration": (
        State.FAILED,
        "database.migration",
        "failing_migration: The migration failing_migration 0001_initial failed and was undone: RuntimeError: the disk is on fire",
        "Mend the plugin, or take it out of [plugins] enabled.",
        r"0001_initial\.py$",
    ),
    "failing_lifespan": (
        State.FAILED,
        "plugin.lifespan",
        "failing_lifespan: did not start: RuntimeError: no connection",
        "Mend the plugin, or take it out of [plugins] enabled.",
        r"failing_lifespan/hooks\.py:\d+$",
    ),
    "raising_hook": (
        State.FAILED,
        "plugin.raised",
        "raising_hook: RecursionError: round and round",
        "Mend the plugin, or take it out of [plugins] enabled.",
        r"hooks\.py:\d+$",
    ),
    "unknown_slot": (
        State.FAILED,
        "slot.unknown",
        "unknown_slot: Fragment for the slot 'home.card', which nobody has",
        "Did you mean 'home.cards'?",
        r"hooks\.py:\d+$",
    ),
    "bad_style": (
        State.FAILED,
        "static.unreadable",
        "bad_style: static/x.css cannot be read: 'utf-8' codec can't decode byte 0xff in position 15: invalid start byte",
        "Save it as a UTF-8 file.",
        r"static/x\.css$",
    ),
    "bad_words": (
        State.FAILED,
        "locale.unreadable",
        "bad_words: its words cannot be read: 'utf-8' codec can't decode byte 0xff in position 2: invalid start byte",
        "Mend the .po file; it is UTF-8.",
        r"locales/id$",
    ),
    "raising_choices": (
        State.FAILED,
        "plugin.raised",
        "raising_choices: LookupError: the list of markets is empty",
        "Mend the plugin, or take it out of [plugins] enabled.",
        r"raising_choices/hooks\.py:\d+$",
    ),
    "wrong_added_field": (
        State.FAILED,
        "form.condition",
        "wrong_added_field: Step 'who', field 'reason' depends on 'urgent'",
        "A condition reads a field that stands before it. Known: name, rt.",
        r"wrong_added_field/hooks\.py:\d+$",
    ),
    "keyless_import": (
        State.FAILED,
        "table.key",
        "keyless_import: TableImport 'shops' has the key 'numbr', which is no column",
        "Did you mean 'number'?",
        r"keyless_import/hooks\.py:\d+$",
    ),
    "wrong_setting": (
        State.FAILED,
        "settings.unknown_key",
        "there is no setting 'plugins.wrong_setting.page_sise'",
        "Did you mean 'page_size'?",
        r"portal\.toml:\d+$",
    ),
    "bad_manifest": (State.FAILED, "manifest.unknown_key", "bad_manifest: there is no setting 'titel'", "Did you mean 'title'?", r"plugin\.toml:\d+$"),
    "no_front_door": (
        State.FAILED,
        "plugin.front_door",
        "no_front_door: hooks.py is missing",
        "It is the plugin's front door: every @hookimpl, nothing else.",
        r"no_front_door$",
    ),
    "needs_missing": (
        State.SKIPPED,
        "plugin.requires",
        "needs_missing is skipped: it requires nowhere>=1, which is not installed",
        "Correct its name in `requires`, or install 'nowhere'.",
        r"plugin\.toml$",
    ),
    "needs_newer": (
        State.SKIPPED,
        "plugin.requires",
        "needs_newer is skipped: it requires dummy>=9, which is installed but not enabled",
        "Put 'dummy' into [plugins] enabled.",
        r"plugin\.toml$",
    ),
    "circle_one": (
        State.SKIPPED,
        "plugin.circle",
        "circle_one is skipped: its requires go round in a circle: circle_one → circle_two → circle_one",
        "Break it: share what both need in a third plugin, or use a hook.",
        r"plugin\.toml$",
    ),
}
RUNNING = ("failing_fragment", "hanging_fragment", "failing_page", "blocking_page", "failing_start")


def test_every_broken_plugin_has_its_row() -> None:
    assert len(BROKEN) >= 25
    folders = {p.name for p in (SAMPLES / "broken").iterdir() if (p / "plugin.toml").exists()}

    assert folders == {*BROKEN, *RUNNING, "circle_two", "taken_segment"}


@pytest.mark.parametrize("slug", BROKEN)
async def test_a_broken_plugin_is_named_with_file_line_and_mend_and_the_home_page_is_served(slug: str, tmp_path: Path) -> None:
    state, code, message, hint, where = BROKEN[slug]
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
        assert (problem.message, problem.hint) == (message, hint)
        assert re.search(where, problem.where), problem.where


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
