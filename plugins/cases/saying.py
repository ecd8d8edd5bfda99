"""Words that several pages of cases share: functions, agencies, places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.language import Text
from core.language import gettext_lazy as _

from .models import Case
from .visibility import NO_OFFICER

if TYPE_CHECKING:
    from core import Portal, Request

FUNCTIONS: Mapping[str, Text] = {
    "verifier": _("Verifier"),
    "handler": _("Handling officer"),
    "supervisor": _("Supervisor"),
    "reporter": _("Reporter"),
    "employer": _("Employer"),
    "official": _("Local official"),
    "system": _("The portal itself"),
}


def agency_name(portal: Portal, agency: str) -> str:
    """How the agency is called for short; an id that the site no longer has stands for itself."""
    if agency == NO_OFFICER:
        return ""
    known = portal.site.agencies.get(agency)
    return (known.short or known.name) if known else agency


def place_name(portal: Portal, case: Case) -> str:
    """`Kelurahan Jepon, Kec. Jepon`, from the site's regions."""
    village = portal.site.regions.village(case.village) if case.village else None
    district = portal.site.regions.district(case.district) if case.district else None
    words = []
    if village is not None:
        words.append(f"{village.kind.capitalize()} {village.name}")
    if district is not None:
        words.append(f"Kec. {district.name}")
    return ", ".join(words)


def working_hours(request: Request, hours: int) -> str:
    """`2 hari 3 jam`: working days, of 24 hours each, and hours."""
    days, rest = divmod(hours, 24)
    words = _("{days} d {hours} h") if days and rest else _("{days} d") if days else _("{hours} h")
    return request.portal.say(words, request.language, "cases").format(days=days, hours=rest)
