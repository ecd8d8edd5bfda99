"""Pieces of pages for some people only: a plugin writes its permission bare, and who holds it sees the piece."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.testing import make_site, serving

pytestmark = pytest.mark.anyio

HOOKS = """
from markupsafe import Markup

from core import CITIZEN, Fragment, Permission, Text, hookimpl, permission


def piece(word):
    async def make(request):
        return Markup("<p>{}</p>").format(word)

    return make


@hookimpl
def register_permissions():
    return [Permission("read", Text("Read the trees"))]


@hookimpl
def register_fragments():
    return [
        Fragment("home.cards", piece("for everybody")),
        Fragment("home.cards", piece("for who is signed in"), access=CITIZEN, personal=True),
        Fragment("home.cards", piece("for who reads trees"), access=permission("PERMISSION"), personal=True),
    ]
"""


def trees(folder: Path, permission: str = "read") -> Path:
    home = folder / "trees"
    home.mkdir(parents=True)
    (home / "plugin.toml").write_text('slug = "trees"\nversion = "1.0.0"\nplugin_api = 1\ntitle = "Trees"\n', encoding="utf-8")
    (home / "__init__.py").write_text("", encoding="utf-8")
    (home / "hooks.py").write_text(HOOKS.replace("PERMISSION", permission), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("permissions", "seen"),
    [(None, set()), ((), {"who is signed in"}), (("trees.read",), {"who is signed in", "who reads trees"}), (("read",), {"who is signed in"})],
)
async def test_a_piece_is_shown_to_whoever_holds_its_permission(tmp_path: Path, permissions: tuple[str, ...] | None, seen: set[str]) -> None:
    async with serving(make_site(tmp_path / "site"), plugins=["sample_identity", "trees"], folders=[trees(tmp_path / "plugins")]) as (_portal, client):
        if permissions is not None:
            await client.sign_in("dewi", kind="officer", permissions=permissions)

        home, pieces = await client.get("/"), await client.get("/_potongan/home.cards")

    assert "for everybody" in home.text
    assert {words for words in ("who is signed in", "who reads trees") if f"for {words}" in pieces.text} == seen


async def test_a_piece_with_a_permission_that_nobody_declares_is_named(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path / "site"), plugins=["trees"], folders=[trees(tmp_path / "plugins", "raed")]) as (portal, _client):
        plugin = portal.plugin("trees")

    assert plugin is not None
    (problem,) = plugin.problems
    assert (problem.code, problem.hint) == ("route.permission", "Did you mean 'read'?")
    assert problem.message == "trees: Fragment for 'home.cards' asks for the permission 'raed', which nobody declares"
