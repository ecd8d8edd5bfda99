"""Roles in an agency as a form asks for them, and as a list shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.language import gettext_lazy as _

from .asking import Asked
from .models import Binding
from .people import Given
from .roles import IN_AGENCIES, READING, ROLES, SHORT
from .settings import Settings

if TYPE_CHECKING:
    from core import Portal, Request


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody holds in one agency, or in one area of it, in the reader's language."""

    agency: str
    area: str
    place: str
    roles: str


def ask(asked: Asked, *, optional: bool = False) -> None:
    """The fields: an agency, roles in it, and where the site says so, an area."""
    request = asked.request
    agencies = [(one.id, one.name) for one in request.portal.site.agencies.values()]
    asked.choose("agency", _("Agency"), agencies, kind="select", optional=optional)
    roles = [(role, request.gettext(ROLES[role])) for role in IN_AGENCIES]
    asked.choose("roles", _("Roles in this agency"), roles, kind="checkboxes", optional=optional)
    areas = _areas(request)
    if areas:
        hint = request.gettext(_("Leave it open for the whole regency. For several areas, add them one after another."))
        asked.choose("area", _("Only in this area"), areas, kind="select", hint=hint, optional=True)
    reading = [(role, request.gettext(ROLES[role])) for role in sorted(READING)]
    hint = request.gettext(_("Held in no agency. Whoever holds nothing else opens no case and learns no name."))
    asked.choose("reading", _("Reads figures alone"), reading, kind="checkboxes", hint=hint, optional=True)


def read(asked: Asked, *, optional: bool = False) -> list[Given]:
    """What was chosen, from fixed lists. A role without an agency, or the other way round, is no right at all and surely meant otherwise."""
    request, form = asked.request, asked.request.posted
    roles = tuple(role for role in IN_AGENCIES if role in form.every("roles"))
    reading = tuple(role for role in sorted(READING) if role in form.every("reading"))
    agency = form.one("agency") if form.one("agency") in request.portal.site.agencies else ""
    area = form.one("area")
    asked.values |= {"roles": roles, "reading": reading, "agency": agency, "area": area}
    if roles and not agency:
        asked.wrong("agency", _("Choose the agency for this role"))
    if agency and not roles:
        asked.wrong("roles", _("Choose at least one role in this agency"))
    if not (roles or agency or reading or optional):
        asked.wrong("agency", _("Choose an agency and a role in it"))
    if area and area not in dict(_areas(request)):
        asked.wrong("area", _("Choose the area from the list"))
    if asked.errors:
        return []
    return [*(Given(role, agency, area) for role in roles if agency), *(Given(role, "") for role in reading)]


def written(given: Iterable[Given | Binding]) -> list[str]:
    """As it stands in the audit: `handler@dpupr`, `handler@dpupr/33.16.09`, `regent`."""
    return [one.role + (f"@{one.agency}" if one.agency else "") + (f"/{one.area}" if one.area else "") for one in given]


def lines(request: Request, bound: Sequence[Binding]) -> list[Held]:
    """A line for each agency and area."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in bound:
        found.setdefault((row.agency, row.area), []).append(row.role)
    return [
        Held(agency, area, _where(request, agency, area), ", ".join(request.gettext(SHORT[role]) for role in SHORT if role in roles))
        for (agency, area), roles in sorted(found.items())
    ]


def _where(request: Request, agency: str, area: str) -> str:
    return place(request.portal, agency, area) if agency else request.gettext(_("All agencies, numbers alone"))


def place(portal: Portal, agency: str, area: str) -> str:
    """`Dinas Pekerjaan Umum`, `Dinas Pekerjaan Umum, Jepon`."""
    known, regions = portal.site.agencies.get(agency), portal.site.regions
    where = regions.district(area) or regions.village(area) if area else None
    return f"{known.name if known else agency}" + (f", {where.name if where else area}" if area else "")


def _areas(request: Request) -> list[tuple[str, str]]:
    """The kecamatan, and their villages, that a role may be bound to here."""
    allowed, regions = request.settings(Settings).areas, request.portal.site.regions
    found: list[tuple[str, str]] = []
    for district in regions.districts if allowed else ():
        found.append((district.code, f"Kecamatan {district.name}"))
        if allowed == "village":
            found += [(one.code, f"{one.name}, {district.name}") for one in regions.villages(district.code)]
    return found
