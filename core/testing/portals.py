"""A fresh portal for a test: a site made of a few lines, on a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.clock import Clock
from core.site import Site, load_site
from core.testing.clock import FrozenClock

if TYPE_CHECKING:
    from core.portal import Portal
    from core.testing.client import Client

PLUGINS = Path(__file__).parent / "plugins"
"""The sample identity: signs anybody in as whoever a test asks for."""

REGIONS = """code,name,kind,postal_code
33.16.08,Jepon,kecamatan,
33.16.08.1001,Jepon,kelurahan,58261
33.16.08.2002,Bacem,desa,58261
33.16.09,Blora,kecamatan,
33.16.09.1001,Kunden,kelurahan,58211
"""


def make_site(folder: Path, *, toml: str = "", environ: Mapping[str, str] | None = None, files: Mapping[str, str] | None = None) -> Site:
    """A small site in `folder`; `toml` is added to its portal.toml (write whole sections), `files` beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    head = "" if "[portal]" in toml else '[portal]\nname = "Uji Melayani"\nregency = "Kabupaten Uji"\nregion = "33.16"\nlanguages = ["id", "en"]\n\n'
    (folder / "portal.toml").write_text(head + toml, encoding="utf-8")
    for name, text in (files or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load_site(folder, environ or {})


def needed(site: Site, slugs: Sequence[str], folders: Iterable[Path] = ()) -> tuple[str, ...]:
    """`slugs` and all that they require, the required first; the sample identity too, unless one of them has a way to sign in."""
    from core.plugins.finding import find_plugins
    from core.plugins.manifest import read_manifest

    found, _ = find_plugins(site.folder, [PLUGINS, *folders])
    taken: dict[str, tuple[str, ...]] = {}

    def take(slug: str) -> None:
        if slug in taken:
            return
        segments: tuple[str, ...] = ()
        if slug in found:  # a slug that is not there is named by the portal, with what was meant
            manifest = read_manifest(found[slug].folder / "plugin.toml", slug)
            segments = manifest.segments
            for requirement in manifest.requirements:
                take(requirement.name)
        taken[slug] = segments

    for slug in slugs:
        take(slug)
    own = any("masuk" in segments for segments in taken.values())
    return tuple(taken) if own else ("sample_identity", *taken)


@asynccontextmanager
async def serving(
    site: Site, *, plugins: Sequence[str] = (), folders: Iterable[Path] = (), clock: Clock | None = None, **more: Any
) -> AsyncIterator[tuple[Portal, Client]]:
    """Build the portal with `plugins`, migrate, open, and hand out a client that is nobody yet."""
    from core.portal import build_portal
    from core.portal.running import running
    from core.testing.client import Client
    from core.testing.tables import lay_tables
    from core.web.app import create_app

    portal = build_portal(site, plugins=[*plugins], folders=[PLUGINS, *folders], clock=clock or FrozenClock(), **more)
    await lay_tables(portal)
    async with running(portal, migrate=True) as opened, Client(create_app(opened)) as client:
        yield opened, client
