"""Menus: by weight, re-arranged by the site, for whoever may open them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import Actor
from core.access import STRANGER
from core.portal import Portal, build_portal
from core.testing import make_site

PLUGIN = '''"""Three lines, one for those signed in."""
from core import CITIZEN, PUBLIC, MenuItem, Route, hookimpl
from core.language import gettext_lazy as _
async def page(request):
    raise NotImplementedError
@hookimpl
def register_routes():
    return [
        Route("/", page, name="list", access=PUBLIC),
        Route("/saya", page, name="mine", access=CITIZEN),
        Route("/saya/baru", page, name="new", access=PUBLIC),
    ]
@hookimpl
def register_menus():
    return [
        MenuItem("late", _("Late"), route="lines:list", weight=90),
        MenuItem("mine", _("Mine"), route="lines:mine", weight=10),
        MenuItem("new", _("New"), route="lines:new", weight=20),
    ]
'''


def portal(folder: Path, toml: str = "", more: str = "") -> Portal:
    home = folder / "plugins" / "lines"
    home.mkdir(parents=True)
    (home / "plugin.toml").write_text('slug = "lines"\nversion = "1.0.0"\nplugin_api = 1\ntitle = "T"\n', encoding="utf-8")
    (home / "__init__.py").write_text("", encoding="utf-8")
    (home / "hooks.py").write_text(PLUGIN.replace("weight=20),", f"weight=20){more},"), encoding="utf-8")
    return build_portal(make_site(folder, toml=toml), plugins=["lines"])


def labels(built: Portal, actor: Actor = STRANGER, path: str = "/") -> list[str]:
    return [view.label + ("*" if view.current else "") for view in built.nav("home", "en", actor, path)]


def test_by_weight_and_only_what_one_may_open(tmp_path: Path) -> None:
    built = portal(tmp_path)

    assert labels(built) == ["New", "Late"]
    assert labels(built, Actor("siti", "citizen")) == ["Mine", "New", "Late"]


def test_a_line_that_invites_is_shown_to_strangers_who_are_asked_to_sign_in_there(tmp_path: Path) -> None:
    built = portal(tmp_path, more=', MenuItem("inbox", _("Inbox"), route="lines:mine", weight=30, invites=True)')

    assert labels(built) == ["New", "Inbox", "Late"]
    assert labels(built, Actor("siti", "citizen")) == ["Mine", "New", "Inbox", "Late"]


def test_the_site_hides_and_re_arranges(tmp_path: Path) -> None:
    built = portal(tmp_path, '[menus]\norder = ["lines.late"]\nhide = ["lines.mine"]\nlead = "lines.new"\n')

    assert labels(built, Actor("siti", "citizen")) == ["Late", "New"]
    assert [view.lead for view in built.nav("home", "en", STRANGER, "/")] == [False, True]


@pytest.mark.parametrize(("path", "current"), [("/lines", "Late*"), ("/lines/saya/baru", "New*"), ("/lines/7", "Late*"), ("/linesman", ""), ("/", "")])
def test_the_line_with_the_longest_beginning_of_the_path_is_current(path: str, current: str, tmp_path: Path) -> None:
    marked = [label for label in labels(portal(tmp_path), path=path) if label.endswith("*")]

    assert marked == ([current] if current else [])


def test_what_leads_where_the_lead_leads_stands_out_at_each_of_its_places(tmp_path: Path) -> None:
    built = portal(tmp_path, '[menus]\nlead = "lines.late"\n', more=', MenuItem("again", _("Again"), route="lines:list", place="primary")')

    assert [view.label for view in (*built.nav("primary", "en", STRANGER, "/"), *built.nav("home", "en", STRANGER, "/")) if view.lead] == ["Again", "Late"]


def test_a_menu_line_that_nobody_declares_is_named(tmp_path: Path) -> None:
    built = portal(tmp_path, '[menus]\nhide = ["lines.lat"]\norder = ["gone.x"]\n[paths]\nline = "baris"\n')

    told = {p.code: p for p in built.problems if p.code in ("menus.unknown", "paths.unknown")}

    assert told["paths.unknown"].severity == "warning"
    assert any("Did you mean 'lines.late'" in p.hint for p in built.problems if p.code == "menus.unknown")


def test_what_the_bar_of_officers_has_no_room_for_stands_in_the_panel(tmp_path: Path) -> None:
    more = "".join(f', MenuItem("d{n}", _("Desk {n}"), route="lines:mine", place="desk", weight={n})' for n in range(5))
    built = portal(tmp_path, more=more + ', MenuItem("me", _("Me"), route="lines:mine", place="account")')
    menus, officer = built.menus, Actor("dewi", "officer")

    desk, home = menus.shown("en", officer, "/", "desk"), menus.shown("en", officer, "/")

    assert [view.label for view in desk.others] == ["Desk 0", "Desk 1", "Desk 2"]
    assert [view.label for view in desk.account] == ["Desk 3", "Desk 4", "Me"]
    assert [view.label for view in home.account] == ["Me"]
