"""What permits put onto the pages of a case: for the applicant the documents and what is to be done, for officers the way to their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from core import render_fragment
from core.language import format_date, format_rupiah
from core.language import gettext_lazy as _
from plugins.cases.api import Case, functions_of, shown_case
from plugins.payments.api import can_charge

from .citizen import may_renew
from .desk import CHECKERS
from .kinds import PermitType, PermitTypes
from .models import REJECTED, REPLACED, Application, Paper, Permit
from .papers import STATES, living, papers_of, title_of
from .settings import Settings

if TYPE_CHECKING:
    from core import Request


@dataclass(frozen=True, slots=True)
class Line:
    """A document in the applicant's list. `before`: how many files of it were replaced."""

    title: str
    tag: tuple[str, str, str]
    reason: str
    href: str
    replace: str
    before: int


class Pieces:
    """The fragments of one site."""

    def __init__(self, types: PermitTypes) -> None:
        self.types = types

    async def below(self, request: Request) -> Markup | None:
        """On the page where the applicant follows the case."""
        case = shown_case(request)
        kind = self.types.of_service(case.service) if case else None
        if case is None or kind is None:
            return None
        secret, portal = request.path_params["secret"], request.portal
        papers, row = await papers_of(case.id), await Application.get_or_none(id=case.id)
        permit = await Permit.get_or_none(id=case.id) if case.state == "issued" else None
        lines = [self._line(request, kind, paper, papers, secret, open=case.closed is None) for paper in living(papers, kind)]
        names = {
            "secret": secret, "lines": lines, "wanted": [line for line in lines if line.replace],
            "fee": format_rupiah(row.fee) if row and row.fee else "",
            "pays": case.state == "fee" and row is not None and bool(row.fee) and can_charge(portal),
            "waits_for_fee": case.state == "fee", "permit": permit, "renews": permit is not None and may_renew(kind, permit, request),
            "until": format_date(permit.valid_until, request.language) if permit and permit.valid_until else "",
        }  # fmt: skip
        return render_fragment(request, "permits/below.html", names)

    @staticmethod
    def _line(request: Request, kind: PermitType, paper: Paper, every: Sequence[Paper], secret: str, *, open: bool) -> Line:
        words, sort, sign = STATES[paper.state]
        portal, before = request.portal, sum(one.requirement == paper.requirement and one.state == REPLACED for one in every)
        address = {"secret": secret, "paper": str(paper.id)}
        return Line(
            title_of(portal, kind, paper, request.language), (request.gettext(words), sort, sign), paper.reason if paper.state == REJECTED else "",
            portal.url_for("permits:file", **address) if paper.file else "",
            portal.url_for("permits:replacement", **address) if paper.state == REJECTED and open else "", before,
        )  # fmt: skip

    async def desk(self, request: Request) -> Markup | None:
        """At the desk, beside the case."""
        case = shown_case(request)
        kind = self.types.of_service(case.service) if case else None
        if case is None or kind is None:
            return None
        return render_fragment(request, "permits/desk.html", {"case": case, **await self._work(request, case, kind)})

    async def _work(self, request: Request, case: Case, kind: PermitType) -> dict[str, object]:
        say, portal = request.gettext, request.portal
        functions = functions_of(request.actor, case)
        checks = case.state in ("received", "technical") and any(one in functions for one in CHECKERS)
        papers, row = living(await papers_of(case.id)), await Application.get_or_none(id=case.id)
        unseen = sum(paper.state == "sent" for paper in papers)
        links = [
            (
                portal.url_for("permits:papers", ticket=case.ticket),
                say(_("Check the documents")) if checks else say(_("Documents and application")),
                "file-check",
            )
        ]
        if kind.checklist and (case.state == "inspection" or case.state in ("decision", "fee", "posting", "issue", "issued")):
            words = _("Fill in the inspection") if case.state == "inspection" and "handler" in functions else _("Inspection")
            links.append((portal.url_for("permits:inspection", ticket=case.ticket), say(words), "list"))
        if kind.fee == "assessed" and case.closed is None:
            fee = format_rupiah(row.fee) if row and row.fee else ""
            words = _("Fee: {fee}") if fee else _("Work out the fee")
            links.append((portal.url_for("permits:fee", ticket=case.ticket), say(words, fee=fee), "receipt"))
        nameless = case.state in ("decision", "fee", "posting", "issue") and not portal.settings(Settings).signatory_name
        return {
            "links": links,
            "nameless": nameless,
            "unseen": unseen,
            "renews": row is not None and row.former is not None,
            "late": row is not None and row.late_paid,
        }
