"""The portal: one site with its plugins, gathered, checked and frozen. A request looks things up here and asks nobody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from markupsafe import Markup

from core.access import Actor
from core.errors import PendopoError, Problem, RequestError, did_you_mean
from core.language import Catalogue, Text
from core.plugins.boundary import BADGE_SECONDS, FRAGMENT_SECONDS, Boundary
from core.plugins.declarations import Hooks, Owned
from core.plugins.finding import Found
from core.plugins.plugin import Plugin
from core.portal.assembly import Tables
from core.portal.kept import PageCache
from core.portal.menus import Menus, MenuView
from core.portal.routing import Routing

if TYPE_CHECKING:
    from datetime import date

    from pydantic import BaseModel
    from starlette.responses import Response

    from core.audit import Audit
    from core.clock import Clock
    from core.counters import Counters
    from core.database import Database
    from core.flow.consents import Consents
    from core.flow.unsent import Unsent
    from core.forms import CompiledForm
    from core.fulltext import FullText
    from core.imports import Imports
    from core.outbox import Outbox
    from core.outgoing import Outgoing
    from core.people import Officer, PersonalData
    from core.requests import Context, Request
    from core.security.cipher import Cipher
    from core.security.limits import Limits
    from core.security.sessions import Sessions
    from core.site import Site
    from core.slots import Fragment
    from core.storage import Files
    from core.storage.serving import Look
    from core.templating import Assets, Templates
    from core.themes import Theme

    M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

LARGEST_PIECE = 256 * 1024
"""Characters of one fragment: more is a fault, and would be sent to everybody."""
KEEP = "keep."
"""Beginning of the names of counters that say what is stale."""


@dataclass(slots=True, eq=False)
class Portal:
    """Built by `build_portal`. Nothing in it changes while it serves; what changes makes another portal."""

    site: Site
    plugins: tuple[Plugin, ...]
    in_order: tuple[Plugin, ...]
    """The living ones, each after those it requires."""
    found: Mapping[str, Found]
    hooks: Hooks
    spec_owners: Mapping[str, str]
    tables: Tables
    routing: Routing
    catalogues: Mapping[str, Catalogue]
    theme: Theme
    assets: Assets
    stylesheet: str
    menus: Menus
    clock: Clock
    boundary: Boundary
    problems: tuple[Problem, ...]
    base_url: str
    without: Callable[[Mapping[str, PendopoError]], Portal]
    """Build the same once more, with these plugins failed."""
    templates: Templates = field(init=False)
    database: Database = field(init=False)
    sessions: Sessions = field(init=False)
    limits: Limits = field(init=False)
    cipher: Cipher = field(init=False)
    files: Files = field(init=False)
    outbox: Outbox = field(init=False)
    http: Outgoing = field(init=False)
    """The one way to ask other hosts."""
    pages: PageCache = field(default_factory=PageCache)
    _settings: dict[type[BaseModel], BaseModel] = field(default_factory=dict)
    _by_slug: dict[str, Plugin] = field(init=False)

    def __post_init__(self) -> None:
        self._by_slug = {plugin.slug: plugin for plugin in self.plugins}

    def url_for(self, name: str, /, **params: Any) -> str:
        """The path of the route `slug:name`."""
        return self.routing.url_for(name, **params)

    def absolute_url_for(self, name: str, /, **params: Any) -> str:
        """The same with the site's `public_url` before it, for mail and QR codes; in local mode with the local address."""
        return self.base_url + self.routing.url_for(name, **params)

    def form(self, name: str) -> CompiledForm:
        """The compiled form `slug.id`."""
        try:
            return self.tables.forms[name]
        except KeyError:
            raise PendopoError(f"there is no form {name!r}", hint=did_you_mean(name, self.tables.forms), code="form.unknown") from None

    def declared(self, spec: Callable[..., Sequence[T]]) -> tuple[Owned[T], ...]:
        """What all plugins declared for a hook; the spec function is the key. For hooks that a plugin opens, too."""
        return self.hooks.declared(spec)

    def settings(self, model: type[M]) -> M:
        """The operator's values for the plugin that defined `model`."""
        found = self._settings.get(model)
        if not isinstance(found, model):
            raise PendopoError(
                f"no enabled plugin has the settings {model.__module__}.{model.__name__}", hint="Ask with your own settings.Settings.", code="settings.unknown"
            )
        return found

    def take_settings(self, plugins: Iterable[Plugin]) -> None:
        self._settings = {type(p.values): p.values for p in plugins if p.values is not None}

    def say(self, text: Text | str, language: str, owner: str = "") -> str:
        """A sentence in `language`; `owner` is the slug whose catalogue is asked first."""
        return self.catalogues[language].say(text, owner)

    def plugin(self, slug: str) -> Plugin | None:
        return self._by_slug.get(slug)

    def runs(self, slug: str) -> bool:
        """Whether the plugin is enabled and alive: asked before the `api` of one that is named in `uses` is imported."""
        plugin = self._by_slug.get(slug)
        return plugin is not None and plugin.alive

    @property
    def has_htmx(self) -> bool:
        """Whether the browser's files were fetched when this was installed; without them pages are plain."""
        return "vendor/htmx.min.js" in self.assets

    @property
    def counters(self) -> Counters:
        """Numbers that are kept rather than counted, under full names (`slug.name`)."""
        from core.counters import Counters

        return Counters()

    @property
    def consents(self) -> Consents:
        """What people agreed to in forms, by who sent them and by ticket."""
        from core.flow.consents import Consents

        return Consents()

    @property
    def audit(self) -> Audit:
        """Who did what, and whose data it was: `write` in the transaction in which it happens."""
        from core.audit import Audit

        return Audit(self)

    @property
    def personal_data(self) -> tuple[Owned[PersonalData], ...]:
        """What every plugin can tell and erase of a person, to be asked through `boundary.call`."""
        from core.hooks import register_personal_data

        return self.declared(register_personal_data)

    @property
    def imports(self) -> Imports:
        """Tables that officers import: `last(name)` says of which day and from whom the data are."""
        from core.imports import Imports

        return Imports(self)

    @property
    def fulltext(self) -> FullText:
        """What can be found by its words: index, remove, find. Inside the transaction that writes what is indexed."""
        from core.fulltext import FullText

        return FullText(self.site.synonyms)

    async def begin_draft(self, request: Request, form: str, known: Mapping[str, Any], about: str = "") -> str:
        """Begin a draft of `slug.form`, opened under its own name, with what is `known` already as it would be typed; the address of its first step.

        `about` comes back as `answers.about`: whoever fills the form in sees the answers, and cannot change that."""
        from core.flow.drafts import Drafts

        compiled, name = self.form(form), form.replace(".", ":")
        draft = await Drafts(compiled).begin(request, known, about)
        return f"{self.url_for(f'{name}_step', step=compiled.steps[0].name)}?draf={draft.number}"

    def answers_in_words(self, form: str, typed: Mapping[str, Any], language: str, day: date) -> list[tuple[str, str, tuple[str, ...]]]:
        """Answers to `slug.form`, given as they would have been typed on that `day`: name, question and lines of each that was asked and answered."""
        from core.flow.journey import reading_of
        from core.forms.reading import Mistake

        reading, found = reading_of(self, language, day), []
        for step in self.form(form).steps:
            for placed in step.shown(typed, reading) if step.asked(typed) else ():
                if placed.field.asks and placed.key in typed:
                    own = placed.at(reading)
                    with suppress(Mistake):
                        lines = placed.field.facts(placed.field.take(typed[placed.key], own), own)
                        found.append((placed.key, own.words(placed.field.label), lines))
        return [fact for fact in found if fact[2]]

    async def unsent(self, request: Request) -> list[Unsent]:
        """What was begun on this device and not sent."""
        from core.flow.unsent import unsent

        return await unsent(request)

    async def forget_unsent(self, request: Request) -> int:
        """Delete what was begun on this device and not sent; how many."""
        from core.flow.unsent import forget_unsent

        return await forget_unsent(request)

    async def take_up_unsent(self, request: Request, actor_id: str) -> int:
        """After signing in: bring what the person began on devices that are signed out now to this one; how many."""
        from core.flow.unsent import take_up

        return await take_up(self, request, actor_id)

    async def officers(self, context: Request | Context, agency: str) -> Sequence[Officer]:
        """Who has a post in the agency and may come in, for whoever hands work on. Nobody where the portal's identity does not tell."""
        identity = self.tables.identity
        if identity is None or identity.value.officers is None:
            return ()
        return await self.boundary.call(identity.owner, "officers", FRAGMENT_SECONDS, identity.value.officers, context, agency)

    def nav(self, place: str, language: str, actor: Actor, path: str) -> tuple[MenuView, ...]:
        return self.menus.place(place, language, actor, path)

    async def changed(self, *names: str) -> None:
        """Say, in the writing transaction, that pages kept under these names (`slug.keep`) are stale, here and in every process."""
        from core.counters import bump_all
        from core.database import after_commit

        await bump_all({f"{KEEP}{name}": 1 for name in names})
        for name in names:
            after_commit(partial(self.pages.touched, name))

    async def send_file(self, request: Request, id: str, look: Look, *, small: bool = False) -> Response:
        """The file `id`, below the page whose readers may see it: `look(file)` says "", "private" or "public". RequestError 404 in every other case."""
        from core.storage.serving import serve

        found = await serve(self.files, id, look, small=small, head=request.method == "HEAD")
        if found is None:
            raise RequestError(404, "")
        return found

    def keeps_of(self, slots: Iterable[str]) -> set[str]:
        """What makes the fragments in these slots stale, by full name."""
        return {f"{owned.owner}.{owned.value.keep}" for slot in slots for owned in self.tables.fragments.get(slot, ()) if owned.value.keep}

    async def fill_slot(self, request: Request, slot: str) -> Markup:
        """The fragments of a slot, one after another; a failing one is left out. Personal ones arrive by htmx."""
        pieces: list[Markup] = []
        personal = False
        for owned in self.tables.fragments.get(slot, ()):
            if not owned.value.access.allows(request.actor):
                continue
            if owned.value.personal:
                personal = True
                continue
            piece = await self.boundary.offer(owned.owner, f"fragment {slot}", FRAGMENT_SECONDS, _piece, owned.value, request)
            if piece:
                pieces.append(piece)
        if personal:
            pieces.append(Markup('<div hx-get="/_potongan/{}" hx-trigger="load" hx-swap="outerHTML"></div>').format(slot))
        return Markup("").join(pieces)

    async def personal_pieces(self, request: Request, slot: str) -> Markup:
        """The personal fragments of a slot, for `/_potongan/{slot}`."""
        pieces = [
            await self.boundary.offer(owned.owner, f"fragment {slot}", FRAGMENT_SECONDS, _piece, owned.value, request)
            for owned in self.tables.fragments.get(slot, ())
            if owned.value.personal and owned.value.access.allows(request.actor)
        ]
        return Markup("").join(piece for piece in pieces if piece)

    async def badge(self, request: Request, name: str) -> int | None:
        """The number beside the menu item `slug.id`, or None."""
        owned = self.tables.menus.get(name)
        if owned is None or owned.value.badge is None or not self.routing.access_of(owned.value.route).allows(request.actor):
            return None
        return await self.boundary.offer(owned.owner, f"badge {name}", BADGE_SECONDS, _number, owned.value.badge, request)


async def _piece(fragment: Fragment, request: Request) -> Markup | None:
    """What a fragment made, if it can stand in a page."""
    made: object = await fragment.make(request)
    if made is None or (isinstance(made, Markup) and len(made) <= LARGEST_PIECE):
        return made
    what = f"{len(made)} characters" if isinstance(made, Markup) else type(made).__name__
    raise PendopoError(f"a fragment made {what}", hint=f"Return Markup of at most {LARGEST_PIECE} characters, or None.", code="fragment.answer")


async def _number(badge: Callable[[Request], Awaitable[int | None]], request: Request) -> int | None:
    """What a badge counted."""
    found: object = await badge(request)
    if found is None or (isinstance(found, int) and not isinstance(found, bool)):
        return found
    raise PendopoError(f"a badge answered {type(found).__name__}", hint="Return a whole number, or None.", code="menu.badge")
