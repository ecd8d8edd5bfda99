"""The menus, compiled once a language: who sees which line, in the order of the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.access import CITIZEN, PUBLIC, Access, Actor
from core.language import Catalogue
from core.language import gettext_lazy as _
from core.menus import MenuItem
from core.plugins.declarations import Owned

if TYPE_CHECKING:
    from core.portal.routing import Routing
    from core.site import Site

BESIDE = 3
"""Lines of the main menu beside home and the lead: a phone's bar holds five."""
MOST = 1_000
"""Different menus that are remembered; only very many different rights make more."""


@dataclass(frozen=True, slots=True, eq=False)
class MenuView:
    """One line as a template shows it: everything is a string in the reader's language. There is one of each, so it is its own key."""

    id: str
    label: str
    href: str
    icon: str
    badge_url: str
    access: Access
    lead: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What the shell of a page shows of the menus. The same object for the same lines, so pieces are kept under it.

    `account` is the panel beside the main menu; on a page of officers what the main menu has no room for comes first in it."""

    lead: MenuView | None
    others: tuple[MenuView, ...]
    account: tuple[MenuView, ...]
    footer: tuple[MenuView, ...]


class Menus:
    """place → lines, by language. Hidden items are gone, ordered ones come first, then by weight and slug.

    Whatever leads where the site's `lead` leads stands out, at each of its places."""

    def __init__(self, items: Mapping[str, Owned[MenuItem]], routing: Routing, site: Site, catalogues: Mapping[str, Catalogue]) -> None:
        hidden, order = set(site.config.menus.hide), {name: place for place, name in enumerate(site.config.menus.order)}
        named = items.get(site.config.menus.lead)
        lead = named.value.route if named else ""
        shown = sorted(
            ((name, owned) for name, owned in items.items() if name not in hidden),
            key=lambda pair: (order.get(pair[0], len(order)), pair[1].value.weight, pair[1].owner, pair[0]),
        )
        self._by_language: dict[str, dict[str, tuple[MenuView, ...]]] = {}
        self._public: dict[str, dict[str, tuple[MenuView, ...]]] = {}
        self._console: dict[str, MenuView] = {}
        self._marked: dict[MenuView, MenuView] = {}
        self._shown: dict[tuple[tuple[MenuView, ...], ...], Shown] = {}
        for language, catalogue in catalogues.items():
            places: dict[str, list[MenuView]] = {}
            for name, owned in shown:
                places.setdefault(owned.value.place, []).append(_view(name, owned, routing, catalogue, lead))
            title = catalogue.say(_("Console"), "core")
            self._console[language] = MenuView("core.console", title, routing.url_for("core:console"), "gauge", "", CITIZEN)
            self._by_language[language] = {place: tuple(views) for place, views in places.items()}
            self._public[language] = {place: tuple(v for v in views if v.access.level == "public") for place, views in places.items()}
            self._marked |= {view: replace(view, current=True) for views in (*places.values(), [self._console[language]]) for view in views}

    def place(self, place: str, language: str, actor: Actor, path: str) -> tuple[MenuView, ...]:
        """The lines of a place for this person; the one whose page is open is `current`."""
        if actor.signed_in or actor.permissions:
            views = tuple(view for view in self._by_language[language].get(place, ()) if view.access.allows(actor))
        else:
            views = self._public[language].get(place, ())
        here = _best(path, views)
        return tuple(self._marked[view] if view is here else view for view in views) if here else views

    def shown(self, language: str, actor: Actor, path: str, main: str = "primary") -> Shown:
        """What the shell shows: the lead, what stands beside it, the account's lines, the footer's. `main` is the place of the main menu."""
        primary, home, account, footer = (
            self.place(place, language, actor, path) for place in (main, "home" if main == "primary" else main, "account", "footer")
        )
        if actor.signed_in and self.place("console", language, actor, path):
            account = (*account, self._console[language])
        if main == "console":  # its own page lists its pages, under names that no phone's bar has room for
            primary = home = (self._marked[self._console[language]],)
        key = (primary, home, account, footer)
        found = self._shown.get(key)
        if found is None:
            lead = next((view for view in (*primary, *home) if view.lead), None)
            others = tuple(view for view in primary if not view.lead)
            rest = others[BESIDE:] if main == "desk" else ()  # citizens find the rest on the home page; officers have no page of tiles
            found = Shown(lead, others[:BESIDE], (*rest, *account), footer)
            if len(self._shown) < MOST:
                self._shown[key] = found
        return found


def _best(path: str, views: tuple[MenuView, ...]) -> MenuView | None:
    """The line whose address is the longest beginning of `path`."""
    best = None
    for view in views:
        href = view.href
        if (path == href or (path.startswith(href) and href != "/" and path[len(href)] == "/")) and (best is None or len(href) > len(best.href)):
            best = view
    return best


def _view(name: str, owned: Owned[MenuItem], routing: Routing, catalogue: Catalogue, lead: str) -> MenuView:
    item = owned.value
    return MenuView(
        id=name,
        label=catalogue.say(item.label, owned.owner),
        href=routing.url_for(item.route),
        icon=item.icon,
        badge_url=f"/_potongan/lencana.{name}" if item.badge else "",
        access=PUBLIC if item.invites and routing.access_of(item.route) == CITIZEN else routing.access_of(item.route),
        lead=item.route == lead,
    )
