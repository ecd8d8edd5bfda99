"""The permits of somebody who has signed in, the newest first, with what is valid until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import Request, Response, render
from core.models import page
from plugins.cases.api import Case, keys_of, today

from .kinds import PermitTypes
from .models import Permit
from .settings import Settings
from .standing import tag_of

if TYPE_CHECKING:
    from uuid import UUID


class Mine:
    """The page of one site."""

    def __init__(self, types: PermitTypes) -> None:
        self.types = types

    async def listed(self, request: Request) -> Response:
        """One page of them: the permits, and their cases for the links; no more is asked."""
        portal, day = request.portal, today(request.portal)
        found = await page(
            Permit.filter(owner=request.actor.id), "issued", after=request.query_params.get("after", ""), size=request.settings(Settings).page_size
        )
        cases: dict[UUID, Case] = {case.id: case for case in (await Case.filter(id__in=[row.id for row in found.rows]) if found.rows else [])}
        rows = []
        for permit in found.rows:
            kind, case = self.types.find(permit.kind), cases.get(permit.id)
            if case is None:
                continue
            title = portal.say(kind.title, request.language, "permits") if kind else case.title
            rows.append(
                (title, permit.number, tag_of(request, permit, day), portal.url_for("cases:follow", secret=keys_of(portal, case).secret), str(permit.id))
            )
        response = render(request, "permits/mine.html", {"rows": rows, "next": found.next, "paged": bool(request.query_params.get("after"))})
        response.headers["Cache-Control"] = "no-store"
        return response
