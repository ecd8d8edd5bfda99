"""The page of the officers who check documents: all of them with what was said of each, and one answer for all.

An application that is another agency's answers like one that does not exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.responses import RedirectResponse

from core import Response, render
from core.errors import RequestError
from core.fields import FieldView, PageFields, mistakes
from core.language import gettext_lazy as _
from plugins.cases.api import Case, Conflict, Refused, by_of, desk_case, functions_of, note_look

from .kinds import PermitType, PermitTypes
from .models import ACCEPTED, REJECTED, REPLACED, Paper
from .papers import STATES, Verdict, judge, living, papers_of, title_of
from .shown import facts_of

if TYPE_CHECKING:
    from core import Request

LONGEST_REASON = 300
ACTION = "permits.read"
CHECKERS = ("verifier", "handler")
CHANGED = _("Somebody has just changed this application. Nothing of yours was sent; look at it again, then decide.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document on the page: its file, what was handed in before, and the officer's answer as fields."""

    title: str
    tag: tuple[str, str, str]
    href: str
    picture: bool
    name: str
    reason: str
    fields: Sequence[FieldView]
    before: int


class Desk:
    """The officers' pages of one site."""

    def __init__(self, types: PermitTypes) -> None:
        self.types = types

    async def application(self, request: Request) -> tuple[Case, PermitType, str]:
        """The application of the address, its type, and the function in which this officer works on it ("" for who only looks on)."""
        case = await desk_case(request)
        kind = self.types.of_service(case.service)
        if kind is None:
            raise RequestError(404, "")
        functions = functions_of(request.actor, case)
        return case, kind, next((one for one in CHECKERS if one in functions), next(iter(functions), ""))

    async def papers(self, request: Request) -> Response:
        """The documents and the application itself."""
        case, kind, function = await self.application(request)
        return await self._page(request, case, kind, function)

    async def judge(self, request: Request) -> Response:
        """Keep what was said of each document; with "send" the application goes on, or back to the applicant."""
        case, kind, function = await self.application(request)
        if function not in CHECKERS or not _checks_now(case):
            return await self._page(request, case, kind, function, notice=request.gettext(CHANGED), status=409)
        papers = living(await papers_of(case.id))
        typed = {paper.id: self._typed(request, paper) for paper in papers}
        sends = request.posted.one("_do") == "send"
        if errors := self._mistakes(request, papers, typed, sends=sends):
            return await self._page(request, case, kind, function, typed, errors, status=422)
        then = ("ask" if any(one.state == REJECTED for one in typed.values()) else "complete" if case.state == "received" else "") if sends else ""
        verdicts = {paper: one for paper, one in typed.items() if one.state}
        try:
            await judge(request, case, kind, verdicts, by_of(request.actor, case, function), then)
        except (Conflict, Refused):
            return await self._page(request, case, kind, function, typed, notice=request.gettext(CHANGED), status=409)
        if then:
            return RedirectResponse(request.portal.url_for("cases:desk"), 303)
        return RedirectResponse(request.portal.url_for("permits:papers", ticket=case.ticket), 303)

    async def file(self, request: Request) -> Response:
        """A document of the application, for an officer who sees it."""
        case, _kind, _function = await self.application(request)
        return await send_paper(request, case)

    # ------------------------------------------------------------ inside

    @staticmethod
    def _typed(request: Request, paper: Paper) -> Verdict:
        state = request.posted.one(f"verdict_{paper.id}")
        reason = " ".join(request.posted.one(f"reason_{paper.id}").split())[:LONGEST_REASON]
        return Verdict(state if state in (ACCEPTED, REJECTED) else "", reason if state == REJECTED else "")

    @staticmethod
    def _mistakes(request: Request, papers: Sequence[Paper], typed: Mapping[UUID, Verdict], *, sends: bool) -> dict[str, str]:
        errors = {}
        for paper in papers:
            said = typed[paper.id]
            if sends and not said.state:
                errors[f"verdict_{paper.id}"] = request.gettext(_("Say whether the document is accepted"))
            if said.state == REJECTED and not said.reason:
                errors[f"reason_{paper.id}"] = request.gettext(_("Write why, so that it can be replaced"))
        return errors

    async def _page(
        self,
        request: Request,
        case: Case,
        kind: PermitType,
        function: str,
        typed: Mapping[UUID, Verdict] | None = None,
        errors: Mapping[str, str] | None = None,
        *,
        notice: str = "",
        status: int = 200,
    ) -> Response:
        await note_look(request, case, ACTION)
        every = await papers_of(case.id)
        may = function in CHECKERS and _checks_now(case)
        sheets = [await self._sheet(request, case, kind, paper, every, (typed or {}).get(paper.id), errors or {}, may=may) for paper in living(every, kind)]
        names: dict[str, Any] = {
            "case": case, "title": request.portal.say(kind.title, request.language, "permits"), "sheets": sheets, "may": may, "notice": notice,
            "errors": mistakes([view for sheet in sheets for view in sheet.fields]), "facts": await facts_of(request, case, kind),
        }  # fmt: skip
        response = render(request, "permits/papers.html", names, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _sheet(
        self,
        request: Request,
        case: Case,
        kind: PermitType,
        paper: Paper,
        every: Sequence[Paper],
        typed: Verdict | None,
        errors: Mapping[str, str],
        *,
        may: bool,
    ) -> Sheet:
        say, portal = request.gettext, request.portal
        stored = await portal.files.find(paper.file) if paper.file else None
        words, sort, sign = STATES[paper.state]
        given = typed or Verdict(paper.state if paper.state in (ACCEPTED, REJECTED) else "", paper.reason)
        values = {f"verdict_{paper.id}": given.state, f"reason_{paper.id}": given.reason}
        made, title = PageFields(request, values, errors), title_of(portal, kind, paper, request.language)
        choices = [(ACCEPTED, say(_("Accept"))), (REJECTED, say(_("Reject")))]
        fields = [
            made.choose(f"verdict_{paper.id}", say(_("Is it in order?")), choices, look="radios"),
            made.line(f"reason_{paper.id}", say(_("Why not?")), hint=say(_("The applicant reads it.")), optional=say(_("(where you reject)"))),
        ] if may else []  # fmt: skip
        before = sum(one.requirement == paper.requirement and one.state == REPLACED for one in every)
        href = portal.url_for("permits:desk_file", ticket=case.ticket, paper=str(paper.id)) if stored else ""
        return Sheet(title, (say(words), sort, sign), href, bool(stored and stored.is_image), stored.name if stored else "", paper.reason, fields, before)


def _checks_now(case: Case) -> bool:
    """Whether documents are judged where the case stands: at the counter, and by the technical office."""
    return case.state in ("received", "technical")


async def send_paper(request: Request, case: Case) -> Response:
    """The file of a document of `case`; everything else answers like what does not exist."""
    try:
        paper = await Paper.get_or_none(id=UUID(request.path_params["paper"]), case=case.id)
    except ValueError:
        paper = None
    if paper is None or paper.file is None:
        raise RequestError(404, "")
    file = paper.file

    async def look(stored: Any) -> Any:
        return "private" if stored.id == file and stored.owner == "permits" else ""

    return await request.portal.send_file(request, str(file), look)
