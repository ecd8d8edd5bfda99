"""Ending messages from a link in them, without signing in: the page shows, a press ends; a mail program's one click ends at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, RedirectResponse

from core import Response, render
from core.errors import RequestError
from core.language import gettext_lazy as _

from .deliveries import masked
from .leaving import choose, find
from .models import Leaving
from .people import ANY
from .templates import kinds_of

if TYPE_CHECKING:
    from core import Request

ONE_CLICK = "List-Unsubscribe"
ENDED = _("Done: no more messages of this kind are sent to {address}.")
SAID = {"kind": ENDED, "all": _("Done: no more messages are sent to {address}."), "back": _("Messages are sent to {address} again.")}


async def leave(request: Request) -> Response:
    """What would end; nothing does yet, for programs follow links too."""
    row = await _row(request)
    return _closed_to_others(_page(request, row, request.query_params.get("selesai", "")))


async def leave_now(request: Request) -> Response:
    """End this kind, or all, or take it back. A mail program posts `List-Unsubscribe=One-Click` and reads no page."""
    row = await _row(request)
    if request.posted.one(ONE_CLICK):
        await choose(row.person, row.kind, row.channel, wanted=False)
        return PlainTextResponse(request.gettext(ENDED, address=masked(_address(request, row))))
    what = request.posted.one("what")
    if what not in ("kind", "all", "back"):
        raise RequestError(422, request.gettext(_("Choose what is to end.")))
    if what in ("all", "back"):
        await choose(row.person, ANY, row.channel, wanted=what == "back")
    if what in ("kind", "back"):
        await choose(row.person, row.kind, row.channel, wanted=what == "back")
    path = request.portal.url_for("notifications:leave", secret=request.path_params["secret"])
    return _closed_to_others(RedirectResponse(f"{path}?selesai={what}", 303))


def _page(request: Request, row: Leaving, done: str) -> Response:
    kind, address = kinds_of(request.portal).get(row.kind), masked(_address(request, row))
    title = request.portal.say(kind.notice.title, request.language, kind.owner) if kind else request.gettext(_("Messages of this portal"))
    words = SAID.get(done)
    names = {
        "secret": request.path_params["secret"], "title": title, "address": address, "done": done in ("kind", "all"),
        "notice": request.gettext(words, address=address) if words else "",
    }  # fmt: skip
    return render(request, "notifications/leave.html", names)


async def _row(request: Request) -> Leaving:
    row = await find(request.path_params["secret"])
    if row is None:
        raise RequestError(404, "")
    return row


def _address(request: Request, row: Leaving) -> str:
    return request.portal.cipher.open("notifications_leaving", "address", row.id, row.address)


def _closed_to_others(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
