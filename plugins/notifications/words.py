"""The words of a message: places filled in, values said as the reader says them, nothing else understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.language import Text, format_date, format_datetime
from core.language import gettext_lazy as _
from plugins.accounts.api import person_name

if TYPE_CHECKING:
    from core import Portal

    from .api import Notice, Place, Said

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_BRACES = re.compile(r"[{}]")
_ENDS = re.compile(r"[\r\n\x00-\x1f\x7f\u2028\u2029]+")
LONGEST_SUBJECT, LONGEST_BODY = 150, 4_000


@dataclass(frozen=True, slots=True)
class Wrong:
    """A mistake in the words of a message, to be said in anybody's language."""

    id: str
    values: Mapping[str, str] = field(default_factory=dict)
    field: str = "body"


UNKNOWN = _("There is no place {place}")
BRACES = _("A brace belongs to no place; places are written like {example}")
PERSONAL = _("The place {place} tells something of a person: it may not stand in the subject")
EMPTY = _("This must not be empty")


def problems(notice: Notice, subject: str, body: str) -> list[Wrong]:
    """All that is wrong with a subject and a body for this notice."""
    known = {place.name: place for place in notice.places}
    found = []
    for name, text in (("subject", subject), ("body", body)):
        if not text.strip():
            found.append(Wrong(EMPTY.id, field=name))
        found += [Wrong(UNKNOWN.id, {"place": f"{{{place}}}"}, name) for place in PLACE.findall(text) if place not in known]
        if _BRACES.search(PLACE.sub("", text)):
            found.append(Wrong(BRACES.id, {"example": "{ticket}"}, name))
    found += [Wrong(PERSONAL.id, {"place": f"{{{place}}}"}, "subject") for place in PLACE.findall(subject) if place in known and known[place].personal]
    return found


async def said(portal: Portal, owner: str, values: Mapping[str, Said], language: str) -> dict[str, str]:
    """Each value as it is read: a `Text` in the language, a day and a moment as people there write them, a person by name."""
    from .api import Named

    found = {}
    for name, value in values.items():
        if isinstance(value, Text):
            found[name] = portal.say(value, language, owner)
        elif isinstance(value, Named):
            known = await person_name(portal, value.actor) if value.actor else ""
            found[name] = known or ("" if _UUID.fullmatch(value.actor) else value.actor)
        elif isinstance(value, datetime):
            found[name] = format_datetime(value, portal.site.zone, language)
        elif isinstance(value, date):
            found[name] = format_date(value, language, weekday=True)
        else:
            found[name] = value
    return found


def fill(text: str, values: Mapping[str, str]) -> str:
    """The places filled in. What a value holds is not read again."""
    return PLACE.sub(lambda found: values.get(found[1], ""), text)


def filled_line(text: str, values: Mapping[str, str]) -> str:
    """A subject: one line, whatever the values hold."""
    return _ENDS.sub(" ", fill(text, values)).strip()[:LONGEST_SUBJECT]


def filled_paragraphs(text: str, values: Mapping[str, str]) -> str:
    """The body: a paragraph with places that are all empty is left out."""
    kept = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        places = PLACE.findall(paragraph)
        if not places or any(values.get(place) for place in places):
            kept.append(fill(paragraph, values).strip())
    return "\n\n".join(kept)


def examples(places: tuple[Place, ...]) -> dict[str, str]:
    """What a preview is filled with."""
    return {place.name: place.example or place.title.id for place in places}
