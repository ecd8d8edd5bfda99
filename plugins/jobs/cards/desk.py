"""An application for a card as officers of its agency see it: who asks, what was answered, and the papers. Each look is written down, once a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import Response, render, render_fragment
from core.errors import RequestError
from core.language import gettext_lazy as _
from plugins.cases.api import Case, desk_case, note_look, open_reporter, shown_case

from ..models import Card
from ..settings import Settings
from .applying import papers_of, typed
from .form import CARD, PAPERS

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Request

ACTION = "jobs.card_read"


async def beside(request: Request) -> Markup | None:
    """Beside the case at the desk: the way to the application, and what would be missing on the card."""
    case = shown_case(request)
    if case is None or case.service != CARD:
        return None
    nameless = case.closed is None and not request.portal.settings(Settings).signatory_name
    return render_fragment(request, "jobs/card_beside.html", {"href": request.portal.url_for("jobs:card_desk", ticket=case.ticket), "nameless": nameless})


async def show(request: Request) -> Response:
    """The application with its papers."""
    case, row = await _found(request)
    await note_look(request, case, ACTION)
    portal, person = request.portal, await open_reporter(request.portal, case.id)
    known = ((_("Name"), person.name), (_("NIK"), person.nik), (_("Telephone number"), person.phone), (_("E-mail address"), person.email)) if person else ()
    day = case.opened.astimezone(portal.site.zone).date()
    said = portal.answers_in_words(CARD, typed(portal, row), request.language, day)
    facts: list[dict[str, Any]] = [
        *({"term": request.gettext(term), "value": value, "written": True} for term, value in known if value),
        *({"term": label, "value": "\n".join(lines), "written": True} for _name, label, lines in said),
    ]
    papers = [
        (request.gettext(PAPERS[name]), [portal.url_for("jobs:card_paper", ticket=case.ticket, paper=name, n=str(n)) for n in range(len(files))])
        for name, files in papers_of(portal, row).items()
    ]
    response = render(request, "jobs/card_desk.html", {"case": case, "facts": facts, "papers": papers, "renews": row.former is not None})
    response.headers["Cache-Control"] = "no-store"
    return response


async def paper(request: Request) -> Response:
    """One file of the application."""
    _case, row = await _found(request)
    files = papers_of(request.portal, row).get(request.path_params["paper"], [])
    n = request.path_params["n"]
    if not n.isascii() or not n.isdecimal() or len(n) > 2 or int(n) >= len(files):
        raise RequestError(404, "")
    file = files[int(n)]

    async def look(stored: Any) -> Any:
        return "private" if stored.id == file and stored.owner == "jobs" else ""

    return await request.portal.send_file(request, str(file), look)


async def _found(request: Request) -> tuple[Case, Card]:
    case = await desk_case(request)
    row = await Card.get_or_none(id=case.id) if case.service == CARD else None
    if row is None:
        raise RequestError(404, "")
    return case, row
