"""The announcements as an Atom feed (RFC 4287), for whoever reads them with a program."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from core import Response
from core.language import gettext_lazy as _

from .articles import EXCERPT, listed
from .markdown import plain

if TYPE_CHECKING:
    from core import Request

TITLE = _("Announcements")
ATOM = "http://www.w3.org/2005/Atom"
MOST = 30


async def feed(request: Request) -> Response:
    """The newest thirty, of a place where the address names one. An announcement keeps its id for ever; its address may move with the site's."""
    portal = request.portal
    area = request.query_params.get("wilayah", "")
    rows = (await listed(portal, area=area, size=MOST)).rows
    here = portal.absolute_url_for("information:feed")
    root = Element("feed", {"xmlns": ATOM, "xml:lang": portal.site.languages[0]})
    _say(root, "title", f"{portal.say(TITLE, request.language, 'information')} - {portal.site.name}")
    _say(root, "id", here)
    _say(root, "updated", (rows[0].start if rows else portal.clock.now()).isoformat(timespec="seconds"))
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": here})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": portal.absolute_url_for("information:list")})
    _say(SubElement(root, "author"), "name", portal.site.name)
    for one in rows:
        entry = SubElement(root, "entry")
        _say(entry, "title", one.title)
        _say(entry, "id", f"urn:uuid:{one.id}")
        _say(entry, "published", one.start.isoformat(timespec="seconds"))
        _say(entry, "updated", max(one.start, one.changed).isoformat(timespec="seconds"))
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": portal.absolute_url_for("information:article", code=one.code)})
        _say(entry, "summary", plain(one.text, EXCERPT))
    return Response(tostring(root, encoding="utf-8", xml_declaration=True), media_type="application/atom+xml")


def _say(parent: Element, name: str, text: str) -> None:
    """A text that XML can hold: what it knows no letter for is left out."""
    SubElement(parent, name).text = "".join(letter for letter in text if letter in "\t\n" or letter.isprintable())
