"""Connectors as `core.connectors` answers for them, by the channels of messages: sound ones by name, those that are set up, what was left out and why."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from core.portal import Portal, build_portal
from core.testing import make_site
from core.testing.portals import PLUGINS as FOLDER
from plugins.notifications.channels import CHANNELS

MANIFEST = 'slug = "{slug}"\nversion = "1.0.0"\nplugin_api = 1\nrequires = ["notifications>=1,<2"]\ntitle = "{slug}"\n'
HOOKS = """
from core import Health, Text, hookimpl


class Bell:
    title, kind = Text("Bell", {{}}), "phone"

    def __init__(self, name):
        self.name = name

    def ready(self, portal):
        {ready}

    async def healthy(self, portal):
        return Health("ok")

    async def send(self, context, letter):
        pass


@hookimpl
def register_channels():
    return [{what}]
"""


def portal_with(tmp_path: Path, **plugins: tuple[str, str]) -> Portal:
    """A portal with these plugins: what each returns for the hook, and what its channel answers when asked whether it is ready."""
    for slug, (what, ready) in plugins.items():
        folder = tmp_path / "more" / slug
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        (folder / "plugin.toml").write_text(MANIFEST.format(slug=slug))
        (folder / "hooks.py").write_text(HOOKS.format(what=what, ready=ready))
    portal = build_portal(make_site(tmp_path / "site"), plugins=["accounts", "cases", "notifications", *plugins], folders=[FOLDER, tmp_path / "more"])
    assert not [one for one in portal.problems if one.severity == "error"], portal.problems
    return portal


def test_those_that_are_set_up_come_by_name_with_their_plugin(tmp_path: Path) -> None:
    portal = portal_with(tmp_path, church=("Bell('big')", "return True"), school=("Bell('small')", "return False"))

    owners = {name: one.owner for name, one in CHANNELS.all(portal).items()}
    assert (owners["big"], owners["small"]) == ("church", "school")
    assert "big" in CHANNELS.ready(portal)
    assert "small" not in CHANNELS.ready(portal)
    assert CHANNELS.faults(portal) == []


def test_what_is_none_and_what_has_a_name_that_is_taken_is_left_out_and_named(tmp_path: Path) -> None:
    portal = portal_with(tmp_path, church=("Bell('big')", "return True"), school=("Bell('big')", "return True"), stranger=("object()", "return True"))

    assert CHANNELS.all(portal)["big"].owner == "church"
    assert CHANNELS.faults(portal) == [
        "school registers a channel 'big', which is there already: rename one",
        "stranger registers object as a channel: it needs name, title, kind, ready, healthy, send",
    ]


@pytest.mark.parametrize("ready", ["raise RuntimeError('x')", "raise SystemExit(3)"])
def test_one_that_fails_at_saying_so_is_not_ready_and_the_log_names_it(tmp_path: Path, ready: str, caplog: pytest.LogCaptureFixture) -> None:
    portal = portal_with(tmp_path, church=("Bell('cracked')", ready), school=("Bell('small')", "return True"))

    with caplog.at_level(logging.WARNING, "pendopo.connectors"):
        found = CHANNELS.ready(portal)

    assert "small" in found
    assert "cracked" not in found
    (record,) = [one for one in caplog.records if one.name == "pendopo.connectors"]
    assert record.getMessage() == "a channel cannot say whether it is ready"
    assert (record.__dict__["plugin"], record.__dict__["connector"]) == ("church", "cracked")
