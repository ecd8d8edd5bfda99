"""What a plugin is looked at on: a copy of a site, a portal with the plugin and what it requires, people of each kind, and its pages."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.access import Actor, Post
from core.errors import UsageError, did_you_mean
from core.people import Identity
from core.plugins.declarations import Owned
from core.plugins.finding import Found, find_plugins

if TYPE_CHECKING:
    import httpx2

    from core.developing.tracing import Ledger
    from core.plugins.manifest import Manifest
    from core.portal import Portal
    from core.portal.routing import Endpoint
    from core.requests import Request
    from core.site import Site
    from core.testing.client import Client

UNREAD = frozenset({"__pycache__", "tests", "migrations"})
NOBODYS = {"int": "999999", "uuid": "0191c0de-0000-7000-8000-000000000000", "path": "tidak/ada"}
"""Values for a path's parameters that lead to nothing."""
WORDS = "zqx' \"<b>&amp;"
"""An answer that means nothing."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, or the answer to a form: whose browser asked, what for, and what it cost."""

    who: str
    method: str
    path: str
    status: int
    text: str
    statements: int = 0
    posted: str = ""

    @property
    def where(self) -> str:
        return f"{self.method} {self.path}{' with ' + self.posted if self.posted else ''}"


@dataclass
class Bench:
    """One plugin, looked at. `portal` is there once it is open, and `visits` once its pages have been walked."""

    slug: str
    folder: Path
    found: Found
    site: Site
    folders: Sequence[Path] = ()
    portal: Portal | None = None
    people: dict[str, Client] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)

    @cached_property
    def manifest(self) -> Manifest:
        from core.plugins.manifest import read_manifest

        return read_manifest(self.folder / "plugin.toml", self.slug)

    @cached_property
    def trees(self) -> list[tuple[Path, ast.Module]]:
        """The syntax of each of its modules; those that cannot be read are the rule `imports`' to name."""
        return list(self._trees())

    def _trees(self) -> Iterator[tuple[Path, ast.Module]]:
        for file in sorted(self.folder.rglob("*.py")):
            if not UNREAD & set(file.relative_to(self.folder).parts):
                try:
                    yield file, ast.parse(file.read_text(encoding="utf-8"))
                except (SyntaxError, UnicodeDecodeError):
                    continue

    def short(self, place: str) -> str:
        """A place inside the plugin, seen from its folder."""
        return place.removeprefix(f"{self.folder}/")

    @property
    def endpoints(self) -> list[Endpoint]:
        assert self.portal is not None
        return [one for one in self.portal.routing.endpoints if one.owner == self.slug]

    @property
    def pages(self) -> list[Visit]:
        """The pages of its own that were answered as pages."""
        return [one for one in self.visits if one.status in (200, 422) and "<html" in one.text]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Open the portal, let people of each kind come in, and walk through the plugin's pages."""
        from core.developing.outbox import Post as Letters
        from core.developing.outbox import Store
        from core.developing.tracing import Ledger
        from core.developing.watching import watching
        from core.testing.portals import needed, serving

        ledger, letters = Ledger(), Letters(Store(self.site.folder.with_name("letters")))
        chosen = needed(self.site, (self.slug,), self.folders)
        async with letters.serving():
            with watching(ledger, letters):
                async with serving(letters.redirected(self.site), plugins=chosen, folders=self.folders) as (portal, client):
                    self.portal = portal
                    await self._come(client)
                    await _walk(self, ledger)
                    try:
                        yield
                    finally:
                        for one in self.people.values():
                            await one.aclose()

    async def _come(self, stranger: Client) -> None:
        """Let in a citizen, and an officer who may do everything, whatever way to sign in the plugins have."""
        from starlette.requests import Request as Visitor

        portal = self.portal
        assert portal is not None
        rights = frozenset(portal.tables.permissions)
        posts = tuple(Post(agency, rights, frozenset()) for agency in portal.site.agencies)
        known = {
            "citizen": Actor(NOBODYS["uuid"], "citizen", frozenset(), frozenset(), name="Siti Aminah"),
            "officer": Actor(NOBODYS["uuid"].replace("0", "1"), "officer", rights, frozenset(portal.site.agencies), posts=posts, name="Budi Santoso"),
        }

        async def find(_request: Request, mark: str) -> Actor | None:
            return next((actor for actor in known.values() if actor.id == mark), None)

        portal.tables = replace(portal.tables, identity=Owned("core", Identity(find)))
        self.people["stranger"] = stranger.another()
        for kind, actor in known.items():
            scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "client": ("127.0.0.1", 50000)}
            visitor = Visitor(scope)
            await portal.sessions.sign_in(visitor, actor.id, kind="officer" if kind == "officer" else "citizen")
            self.people[kind] = stranger.another()
            cookie = scope["pendopo.notes"].cookies[0].decode()  # type: ignore[attr-defined]
            name, _, value = cookie.partition(";")[0].partition("=")
            self.people[kind].cookies.set(name, value)


def bench_for(slug: str, scratch: Path, *, site: Path | None = None, folders: Sequence[Path] = ()) -> Bench:
    """Copy `site` (or one that is shipped) into `scratch`, without its data. UsageError when the plugin is not found there."""
    from core.site import load_site
    from core.site.shipped import shipped

    source = site or next(iter(shipped("sites").values()))
    copied = scratch / "site"
    shutil.copytree(source, copied, ignore=shutil.ignore_patterns("data", "__pycache__", "plugins", ".git", ".venv", "node_modules"))
    every = [*folders, *([source / "plugins"] if (source / "plugins").is_dir() else [])]
    loaded = load_site(copied, {"PENDOPO_DATABASE__URL": "sqlite://data/portal.db", "PENDOPO_PORTAL__PUBLIC_URL": ""})
    found, _ = find_plugins(copied, every)
    if slug not in found:
        raise UsageError(f"there is no plugin {slug!r}", hint=did_you_mean(slug, found), code="plugin.unknown")
    return Bench(slug, found[slug].folder, found[slug], loaded, tuple(every))


async def _walk(bench: Bench, ledger: Ledger) -> None:
    """Ask every page as everybody, then send each form that was met empty and with words that mean nothing."""
    for endpoint in bench.endpoints:
        if "GET" not in endpoint.methods:
            continue
        path = re.sub(r"\{\w+(?::(\w+))?\}", lambda kind: NOBODYS.get(kind[1] or "", "x" * 43), endpoint.path)
        for who in bench.people:
            await _get(bench, ledger, who, path)
    seen: set[tuple[str, str]] = set()
    for page in [one for one in bench.visits if one.status == 200]:
        await _send_forms(bench, page, seen)


async def _get(bench: Bench, ledger: Ledger, who: str, path: str) -> None:
    with ledger.following("GET", path) as trace:
        answer = await bench.people[who].get(path)
    bench.visits.append(Visit(who, "GET", path, answer.status_code, _text(answer), trace.number))


async def _send_forms(bench: Bench, page: Visit, seen: set[tuple[str, str]]) -> None:
    from urllib.parse import urljoin

    from core.security.csrf import FIELD
    from core.testing.forms import forms_in

    assert bench.portal is not None
    client = bench.people[page.who]
    for number, form in enumerate(forms_in(page.text)):
        target = urljoin(page.path, form.action or page.path).partition("?")[0]
        matched = bench.portal.routing.match(target, "POST")
        if form.method != "post" or matched.owner != bench.slug or matched.endpoint is None or (matched.endpoint.name, page.who) in seen:
            continue
        seen.add((matched.endpoint.name, page.who))
        for what, words in (("nothing", ""), ("rubbish", WORDS)):
            fresh = await client.get(page.path)
            again = forms_in(fresh.text)
            if fresh.status_code != 200 or number >= len(again):
                break
            sent = [(name, value if name == FIELD or name.startswith("_") else words) for name, value in again[number].fields]
            sent += [(name, words) for name in again[number].choices if words and not any(name == known for known, _ in sent)]
            answer = await client.send_form(fresh, again[number], sent)
            bench.visits.append(Visit(page.who, "POST", target, answer.status_code, _text(answer), posted=what))


def _text(answer: httpx2.Response) -> str:
    return answer.text if answer.headers.get("content-type", "").startswith("text/html") else ""
