"""The menus, compiled once a language: who sees which line, in the order of the site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.access import Access, Actor
from core.language import Catalogue
from core.menus import MenuItem
from core.plugins.declarations import Owned

if TYPE_CHECKING:
    from core.portal.routing import Routing
    from core.site import Site

SYNTHETIC = ("core.home",)


@dataclass(frozen=True, slots=True)
class MenuView:
    """One line as a template shows it: everything is a string in the reader's language."""

    id: str
    label: str
    href: str
    icon: str
    badge_url: str
    access: Access
    lead: bool = False
    current: bool = False


class Menus:
    """place → lines, by language. Hidden items are gone, ordered ones come first, then by weight and slug."""

    def __init__(self, items: Mapping[str, Owned[MenuItem]], routing: Routing, site: Site, catalogues: Mapping[str, Catalogue]) -> None:
        hidden, order = set(site.config.menus.hide), {name: place for place, name in enumerate(site.config.menus.order)}
        lead = site.config.menus.lead
        shown = sorted(
            ((name, owned) for name, owned in items.items() if name not in hidden),
            key=lambda pair: (order.get(pair[0], len(order)), pair[1].value.weight, pair[1].owner, pair[0]),
        )
        self._by_language: dict[str, dict[str, tuple[MenuView, ...]]] = {}
        for language, catalogue in catalogues.items():
            places: dict[str, list[MenuView]] = {}
            for name, owned in shown:
                places.setdefault(owned.value.place, []).append(_view(name, owned, routing, catalogue, lead))
            self._by_language[language] = {place: tuple(views) for place, views in places.items()}

    def place(self, place: str, language: str, actor: Actor, path: str) -> list[MenuView]:
        """The lines of a place for this person; the one whose page is open is `current`."""
        views = [view for view in self._by_language[language].get(place, ()) if view.access.allows(actor)]
        here = _best(path, views)
        return [replace(view, current=True) if view is here else view for view in views]

    def all(self, place: str, language: str) -> tuple[MenuView, ...]:
        return self._by_language[language].get(place, ())


def _best(path: str, views: list[MenuView]) -> MenuView | None:
    """The line whose address is the longest beginning of `path`."""
    found = [view for view in views if view.href == path or (view.href != "/" and path.startswith(view.href + "/"))]
    return max(found, key=lambda view: len(view.href), default=None)


def _view(name: str, owned: Owned[MenuItem], routing: Routing, catalogue: Catalogue, lead: str) -> MenuView:
    item = owned.value
    return MenuView(
        id=name,
        label=catalogue.say(item.label, owned.owner),
        href=routing.url_for(item.route),
        icon=item.icon,
        badge_url=f"/_potongan/lencana.{name}" if item.badge else "",
        access=routing.access_of(item.route),
        lead=name == lead,
    )


Place = Callable[[str, str, Actor, str], list[MenuView]]
