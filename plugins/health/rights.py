"""Which officer may do something at a facility: those of its agency, and whoever imports its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import RequestError
from core.language import gettext_lazy as _

from .settings import Settings

if TYPE_CHECKING:
    from core import Request

IMPORT = "health.import"


def agency_of(request: Request, agency: str) -> str:
    """Of a facility: its own, or the site's for all that name none."""
    return agency or request.settings(Settings).agency


def refuse_others(request: Request, permission: str, agency: str) -> None:
    """RequestError 403 for officers of another agency. Where no agency is named at all, the permission alone decides."""
    wanted, actor = agency_of(request, agency), request.actor
    if wanted and not actor.may(IMPORT) and not actor.may_in(permission, wanted):
        known = request.portal.site.agencies.get(wanted)
        raise RequestError(403, request.gettext(_("This is looked after by officers of {agency}."), agency=known.name if known else wanted))
