"""Who is asking, and may they: asked once a request, before the page function."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from core.access import STRANGER, Actor
from core.errors import Busy, PendopoError
from core.plugins.boundary import FRAGMENT_SECONDS
from core.plugins.plugin import BOUNDARY

if TYPE_CHECKING:
    from core.access import Access
    from core.requests import Request

log = logging.getLogger("pendopo.web")


async def find_actor(request: Request, access: Access) -> Actor:
    """The person of this session. Without an Identity in the portal, or without a mark on the session, a stranger.

    When the Identity fails, a public page answers as for a stranger; any other raises Busy."""
    identity = request.portal.tables.identity
    if identity is None:
        return STRANGER
    mark = await request.portal.sessions.mark(request)
    if not mark:
        return STRANGER
    try:
        found: object = await request.portal.boundary.call(identity.owner, "identity", FRAGMENT_SECONDS, identity.value.find, request, mark)
        if found is not None and not isinstance(found, Actor):
            raise PendopoError(f"the identity answered {type(found).__name__}", hint="Return an Actor, or None.", code="identity.answer")
    except BOUNDARY as error:
        log.error("identity failed", extra={"plugin": identity.owner, "request_id": request.id}, exc_info=error)
        if access.level == "public":
            return STRANGER
        raise Busy("Signing in is out of order for a moment.", retry_after=5) from error
    return found or STRANGER
