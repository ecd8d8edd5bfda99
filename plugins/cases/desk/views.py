"""Filters of the queue that an officer keeps under a name of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from uuid import UUID

from starlette.responses import RedirectResponse

from core import Response
from core.errors import RequestError
from core.language import gettext_lazy as _

from ..entries import new_id
from ..models import SavedView
from . import address

if TYPE_CHECKING:
    from core import Request

MOST = 12
LONGEST_TITLE = 60


async def keep(request: Request) -> Response:
    """Keep what the queue shows. Only what the queue understands is kept, so a view never leads anywhere else."""
    asked = address.read(dict(parse_qsl(request.posted.one("query")[:1_000])))
    query, title = address.query_of(asked), " ".join(request.posted.one("title").split())[:LONGEST_TITLE]
    if not title or not query:
        raise RequestError(422, request.gettext(_("Give the view a name.")))
    if await SavedView.filter(owner=request.actor.id).count() >= MOST:
        raise RequestError(422, request.gettext(_("You have {n} views already. Remove one first."), n=MOST))
    now = request.portal.clock.now()
    await SavedView.create(id=new_id(now), owner=request.actor.id, title=title, query=query[:500], made=now)
    return RedirectResponse(f"{request.url_for('cases:desk')}?{query}", 303)


async def drop(request: Request) -> Response:
    """Remove one of one's own."""
    try:
        view = UUID(request.path_params["view"])
    except ValueError:
        raise RequestError(404, "") from None
    if not await SavedView.filter(id=view, owner=request.actor.id).delete():
        raise RequestError(404, "")
    return RedirectResponse(str(request.url_for("cases:desk")), 303)
