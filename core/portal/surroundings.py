"""What templates may reach of the portal: addresses, icons, menus, slots, the form token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2.runtime import Context
from markupsafe import Markup

from core.hosts import safe_url
from core.portal.menus import MenuView, Shown
from core.security.csrf import FIELD
from core.templating import Surroundings

if TYPE_CHECKING:
    from core.portal.portal import Portal
    from core.requests import Request


def surroundings(portal: Portal) -> Surroundings:
    """The functions that every template of this portal finds."""

    def slot(context: Context, name: str) -> Markup:
        filled: dict[str, Markup] = context.get("_fragments") or {}
        return filled.get(name, Markup(""))

    def nav(context: Context, place: str) -> tuple[MenuView, ...]:
        request: Request = context["request"]
        return portal.nav(place, request.language, request.actor, request.scope["path"])

    def menu(context: Context, main: str = "primary") -> Shown:
        request: Request = context["request"]
        return portal.menus.shown(request.language, request.actor, request.scope["path"], main)

    def csrf(context: Context) -> Markup:
        request: Request = context["request"]
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, portal.sessions.token(request))

    def url(name: str, /, **params: Any) -> str:
        return portal.routing.url_for(name, **params)

    return Surroundings(
        url=url,
        static=portal.assets.address,
        icons=portal.assets.address("vendor/icons.svg"),
        zone=portal.site.zone,
        slot=slot,
        nav=nav,
        menu=menu,
        csrf=csrf,
        safe_url=safe_url,
        globals={"site": portal.site, "theme": portal.theme, "stylesheet": portal.stylesheet, "languages": portal.site.languages},
    )
