"""The inbox: what somebody was told, the newest first. Reading marks; a GET alone changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.responses import RedirectResponse

from core import Response, render
from core.errors import RequestError
from core.models import page

from .mail import paragraphs
from .models import Inbox
from .settings import Settings
from .telling import opened

if TYPE_CHECKING:
    from core import Request

MOST = 100
"""Unread messages that are counted; more are as many."""
BEGINNING = 90


@dataclass(frozen=True, slots=True)
class Row:
    """A message in the list."""

    href: str
    subject: str
    beginning: str
    created: datetime
    unread: bool


async def listed(request: Request) -> Response:
    """One page of the inbox."""
    after = request.query_params.get("setelah", "")
    found = await page(Inbox.filter(actor=request.actor.id), "created", after=after, size=request.settings(Settings).page_size)
    rows = [_row(request, one) for one in found.rows]
    here = request.portal.url_for("notifications:list")
    names = {
        "rows": rows, "unread": await unread(request) or 0, "next": f"{here}?setelah={found.next}" if found.next else "", "first": here if after else "",
    }  # fmt: skip
    return render(request, "notifications/list.html", names)


def _row(request: Request, one: Inbox) -> Row:
    said = opened(request.portal, one)
    words = " ".join(said.words.split())
    beginning = words if len(words) <= BEGINNING else words[: BEGINNING - 1].rstrip() + "…"
    return Row(request.portal.url_for("notifications:message", message=str(one.id)), said.subject, beginning, one.created, one.read is None)


async def message(request: Request) -> Response:
    """One message. Where htmx is at work it marks itself read; without, a button does."""
    return _page(request, await _mine(request))


async def read(request: Request) -> Response:
    """Mark it read."""
    row = await _mine(request)
    if row.read is None:
        row.read = request.portal.clock.now()
        await Inbox.filter(id=row.id).update(read=row.read)
    if request.partial:
        return _page(request, row)
    return RedirectResponse(request.portal.url_for("notifications:message", message=str(row.id)), 303)


async def read_all(request: Request) -> Response:
    """Mark everything read."""
    await Inbox.filter(actor=request.actor.id, read=None).update(read=request.portal.clock.now())
    return _to_the_list(request)


async def delete(request: Request) -> Response:
    """Throw a message away; what was sent of it is sent."""
    row = await _mine(request)
    await Inbox.filter(id=row.id).delete()
    return _to_the_list(request)


async def unread(request: Request) -> int | None:
    """How many are unread, at most a hundred: for the badge."""
    if not request.actor.id:
        return None
    return len(await Inbox.filter(actor=request.actor.id, read=None).limit(MOST).values_list("id", flat=True)) or None


def _page(request: Request, row: Inbox) -> Response:
    said = opened(request.portal, row)
    names = {"id": str(row.id), "said": said, "paragraphs": paragraphs(said.words), "created": row.created, "unread": row.read is None}
    return render(request, "notifications/message.html", names, block="state")


async def _mine(request: Request) -> Inbox:
    """The message, if it is in the inbox of whoever asks; another's is not there."""
    try:
        found = await Inbox.get_or_none(id=UUID(request.path_params["message"]), actor=request.actor.id)
    except ValueError:
        found = None
    if found is None or not request.actor.id:
        raise RequestError(404, "")
    return found


def _to_the_list(request: Request) -> Response:
    return RedirectResponse(request.portal.url_for("notifications:list"), 303)
