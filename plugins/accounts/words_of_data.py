"""Exported data as people read it: words instead of keys, and lists and tables as such."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.language import Text, format_datetime
from core.language import gettext_lazy as _

if TYPE_CHECKING:
    from core import Request

DEEPEST = 6
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:")
KEYS: dict[str, Text] = {
    "account": _("Account"),
    "name": _("Name"),
    "email": _("E-mail address"),
    "phone": _("Telephone number"),
    "nik": _("NIK"),
    "birth_date": _("Birth date"),
    "kind": _("Kind"),
    "district": _("District"),
    "village": _("Village"),
    "created": _("Made"),
    "roles": _("Roles"),
    "acts_for": _("For whom I act"),
    "nib": _("NIB"),
    "offices": _("Local offices"),
    "office": _("Office"),
    "decree": _("Number of the decree"),
    "decided_on": _("Date of the decree"),
    "until": _("Last day of the office"),
    "reason": _("Reason"),
    "consents": _("Consents"),
    "text": _("Text"),
    "given": _("Given"),
    "withdrawn": _("Withdrawn"),
    "cases": _("Cases"),
    "ticket": _("Ticket"),
    "service": _("Service"),
    "title": _("Title"),
    "state": _("State"),
    "opened": _("Sent"),
    "visibility": _("Visibility"),
    "answers": _("Answers"),
    "reporter": _("Reporter"),
    "complaints": _("Complaints"),
    "landmark": _("Landmark"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "messages": _("Messages"),
    "choices": _("Choices"),
    "subject": _("Subject"),
    "read": _("Read"),
    "at": _("When"),
    "description": _("Description"),
    "language": _("Language"),
    "form": _("Form"),
    "vacancies": _("Vacancies that name me"),
    "applications": _("Applications"),
    "vacancy": _("Vacancy"),
    "employer": _("Employer"),
    "contact": _("Contact"),
    "entered_for_residents": _("Reports that I entered for residents"),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A line (`value`), or a heading with what stands under it (`below`)."""

    label: str
    value: str = ""
    below: tuple[Node, ...] = ()


def readable(request: Request, data: Mapping[str, Any]) -> tuple[Node, ...]:
    """What one plugin exported, to be read."""
    return tuple(_node(request, request.gettext(KEYS[key]) if key in KEYS else key, value, 0) for key, value in data.items() if not _empty(value))


def _node(request: Request, label: str, value: Any, depth: int) -> Node:
    if depth >= DEEPEST:
        return Node(label, str(value))
    if isinstance(value, Mapping):
        return Node(
            label,
            below=tuple(
                _node(request, request.gettext(KEYS[key]) if key in KEYS else str(key), one, depth + 1) for key, one in value.items() if not _empty(one)
            ),
        )
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        if all(not isinstance(one, Mapping | list | tuple) for one in value):
            return Node(label, ", ".join(str(one) for one in value))
        return Node(label, below=tuple(_node(request, str(n), one, depth + 1) for n, one in enumerate(value, 1)))
    if isinstance(value, bool):
        return Node(label, request.gettext(_("Yes") if value else _("No")))
    return Node(label, _moment(request, str(value)))


def _moment(request: Request, text: str) -> str:
    """A moment as people read it; anything else as it is."""
    try:
        at = datetime.fromisoformat(text) if _MOMENT.match(text) else None
    except ValueError:
        at = None
    return format_datetime(at, request.portal.site.zone, request.language, weekday=False) if at and at.tzinfo else text


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {}, ())
