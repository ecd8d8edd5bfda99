"""The open vacancies as an Atom feed (RFC 4287), for whoever reads them with a program."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from core import Response
from core.language import gettext_lazy as _

from .finding import Wanted, open_vacancies

if TYPE_CHECKING:
    from core import Request

TITLE = _("Vacancies")
ATOM = "http://www.w3.org/2005/Atom"
MOST = 50


async def feed(request: Request) -> Response:
    """The newest fifty. A vacancy keeps its id for ever; its address may move with the site's."""
    portal = request.portal
    found = (await open_vacancies(portal, Wanted(), size=MOST)).rows
    here = portal.absolute_url_for("jobs:feed")
    root = Element("feed", {"xmlns": ATOM, "xml:lang": request.language})
    _say(root, "title", f"{portal.say(TITLE, request.language, 'jobs')} - {portal.site.name}")
    _say(root, "id", here)
    _say(root, "updated", (found[0].published if found else portal.clock.now()).isoformat(timespec="seconds"))
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": here})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": portal.absolute_url_for("jobs:list")})
    _say(SubElement(root, "author"), "name", portal.site.name)
    for one in found:
        entry = SubElement(root, "entry")
        _say(entry, "title", f"{one.title} - {one.employer}")
        _say(entry, "id", f"urn:uuid:{one.id}")
        _say(entry, "updated", one.published.isoformat(timespec="seconds"))
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": portal.absolute_url_for("jobs:vacancy", code=one.code)})
        _say(entry, "summary", one.description or one.title)
    return Response(tostring(root, encoding="utf-8", xml_declaration=True), media_type="application/atom+xml")


def _say(parent: Element, name: str, text: str) -> None:
    """A text that XML can hold: what it knows no letter for is left out."""
    SubElement(parent, name).text = "".join(letter for letter in text if letter in "\t\n" or letter.isprintable())
