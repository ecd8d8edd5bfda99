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
