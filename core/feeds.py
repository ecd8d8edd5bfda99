"""An Atom feed (RFC 4287) of what is new on a page, for whoever reads it with a program.

return atom(request, "Vacancies", here=address_of_the_feed, page=address_of_the_page, entries=[Entry(…), …])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.responses import Response

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from core.requests import Request

__all__ = ["Entry", "atom"]

_TYPE = "application/atom+xml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed. Its `id` stays for ever; `href`, absolute, may move with the site's address. The summary is plain text."""

    id: UUID
    title: str
    href: str
    updated: datetime
    summary: str
    published: datetime | None = None


def atom(request: Request, title: str, *, here: str, page: str, entries: Sequence[Entry]) -> Response:
    """The feed at `here` of what people read at `page`, both absolute; `title` in the reader's language, the name of the site comes behind it."""
    site = request.portal.site
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": request.language})
    _say(root, "title", f"{title} - {site.name}")
    _say(root, "id", here)
    _say(root, "updated", _moment(max((one.updated for one in entries), default=request.portal.clock.now())))
    SubElement(root, "link", {"rel": "self", "type": _TYPE, "href": here})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    _say(SubElement(root, "author"), "name", site.name)
    for one in entries:
        entry = SubElement(root, "entry")
        _say(entry, "title", one.title)
        _say(entry, "id", one.id.urn)
        if one.published:
            _say(entry, "published", _moment(one.published))
        _say(entry, "updated", _moment(one.updated))
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": one.href})
        _say(entry, "summary", one.summary)
    return Response(tostring(root, encoding="utf-8", xml_declaration=True), media_type=_TYPE)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _say(parent: Element, name: str, text: str) -> None:
    """A text that XML can hold: what it knows no letter for is left out."""
    SubElement(parent, name).text = "".join(letter for letter in text if letter in "\t\n" or letter.isprintable())
