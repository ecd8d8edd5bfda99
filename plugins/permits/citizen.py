"""What the applicant does besides following the case: replace a rejected document, pay, and renew. The link of the case is the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.responses import RedirectResponse

from core import Response, render
from core.errors import PendopoError, RequestError
from core.fields import FieldView, PageFields
from core.language import gettext_lazy as _
from plugins.cases.api import Case, closed_to_others, find_by_secret, open_reporter, today
from plugins.payments.api import charge_path

from .applying import answers_of, typed
from .desk import send_paper
from .fees import charge_for
from .kinds import PermitType, PermitTypes
from .models import REJECTED, Application, Paper, Permit
from .papers import replace, title_of

if TYPE_CHECKING:
    from core import Request

LARGEST = 12 * 1024 * 1024
BODY = LARGEST + 64 * 1024
ACCEPT = "application/pdf,image/jpeg,image/png,image/webp"


class Citizen:
    """The pages of one site."""

    def __init__(self, types: PermitTypes) -> None:
        self.types = types

    async def _case(self, request: Request) -> tuple[Case, PermitType]:
        """The application of the link; a wrong one and another service's are told in the same words."""
        case = await find_by_secret(request.path_params["secret"])
        kind = self.types.of_service(case.service) if case else None
        if case is None or kind is None:
            raise RequestError(404, "")
        return case, kind

    async def _paper(self, request: Request, case: Case) -> Paper:
        try:
            paper = await Paper.get_or_none(id=UUID(request.path_params["paper"]), case=case.id)
        except ValueError:
            paper = None
        if paper is None:
            raise RequestError(404, "")
        return paper

    async def file(self, request: Request) -> Response:
        """A document that was handed in, for whoever has the link."""
        case, _kind = await self._case(request)
        return closed_to_others(await send_paper(request, case))

    async def replacement(self, request: Request) -> Response:
        """The page on which one document is replaced."""
        case, kind = await self._case(request)
        paper = await self._paper(request, case)
        if paper.state != REJECTED or case.closed is not None:
            return self._back(request)
        return self._page(request, case, kind, paper)

    async def send_replacement(self, request: Request) -> Response:
        """Put the new file in the place of the old one. Nothing else of the application changes."""
        case, kind = await self._case(request)
        paper = await self._paper(request, case)
        if paper.state != REJECTED or case.closed is not None:
            return self._back(request)
        files = [file for file in request.posted.files_of("file") if file.size]
        if not files:
            return self._page(request, case, kind, paper, request.gettext(_("Choose a file")), 422)
        file = files[0]
        try:
            stored = await request.portal.files.stage(
                file.file, name=file.name, media_type=file.media_type, owner="permits", field=f"doc_{paper.requirement}",
                accept=("image", "pdf"), limit=LARGEST,
            )  # fmt: skip
        except PendopoError as refused:
            return self._page(request, case, kind, paper, f"{file.name}: {_said(request, refused)}", 422)
        if not await replace(request, case, kind, paper, stored.id):
            await request.portal.files.discard([stored.id], owner="permits")
        return self._back(request)

    async def pay(self, request: Request) -> Response:
        """To the page of the charge: the one that is there, or a new one when its time was over."""
        case, kind = await self._case(request)
        charge = await charge_for(request, case, kind)
        return closed_to_others(RedirectResponse(charge_path(request.portal, charge), 303)) if charge else self._back(request)

    async def renew(self, request: Request) -> Response:
        """Begin an application that knows already what this one said."""
        case, kind = await self._case(request)
        permit = await Permit.get_or_none(id=case.id)
        if permit is None or not may_renew(kind, permit, request):
            return self._back(request)
        return closed_to_others(RedirectResponse(await begin_renewal(request, case, kind), 303))

    # ------------------------------------------------------------ inside

    def _page(self, request: Request, case: Case, kind: PermitType, paper: Paper, error: str = "", status: int = 200) -> Response:
        title = title_of(request.portal, kind, paper, request.language)
        field = file_field(request, request.gettext(_("New file")), error)
        names = {
            "title": title, "reason": paper.reason, "ticket": case.ticket, "secret": request.path_params["secret"], "paper": str(paper.id),
            "field": field, "errors": [("file", error)] if error else [],
        }  # fmt: skip
        return closed_to_others(render(request, "permits/replace.html", names, status=status))

    @staticmethod
    def _back(request: Request) -> Response:
        return closed_to_others(RedirectResponse(request.portal.url_for("cases:follow", secret=request.path_params["secret"]), 303))


def file_field(request: Request, label: str, error: str) -> FieldView:
    """One file to choose."""
    say = request.gettext
    words = {
        "pick": say(_("Choose a file")), "types": say(_("PDF, JPG, PNG or WebP, up to {n} MB"), n=LARGEST >> 20), "add": "", "remove": "", "few": "",
        "most": "", "full": "",
    }  # fmt: skip
    return PageFields(request, {}, {"file": error} if error else {}).files("file", label, (), words, {"accept": ACCEPT})


def may_renew(kind: PermitType, permit: Permit, request: Request) -> bool:
    """Whether the permit may be renewed today: near its end, or past it, and not renewed before."""
    if kind.renewal is None or permit.valid_until is None or permit.renewed_by is not None:
        return False
    return (permit.valid_until - today(request.portal)).days <= kind.renewal.before_days


async def begin_renewal(request: Request, case: Case, kind: PermitType) -> str:
    """A draft with what the former application said; the address of its first step."""
    portal, row, person = request.portal, await Application.get_or_none(id=case.id), await open_reporter(request.portal, case.id)
    known: dict[str, Any] = typed(kind, portal, answers_of(portal, row)) if row else {}
    if person is not None:
        known |= {name: value for name in ("name", "nik", "phone", "email") if (value := getattr(person, name))}
    known |= kind.renewal.answers if kind.renewal else {}
    return await portal.begin_draft(request, f"permits.{kind.key}", known, about=str(case.id))


def _said(request: Request, refused: PendopoError) -> str:
    text: Any = getattr(refused, "text", None)
    return request.portal.say(text, request.language).format(**getattr(refused, "values", {})) if text else request.gettext(_("It could not be kept."))
