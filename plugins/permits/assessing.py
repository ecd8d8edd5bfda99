"""The page on which an officer works out the fee of an application, where its type says that it is assessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from core import Response, render, transaction
from core.errors import RequestError
from core.fields import PageFields, mistakes
from core.language import format_rupiah
from core.language import gettext_lazy as _
from plugins.cases.api import Case, add_entry, by_of, hold_case

from .desk import Desk
from .kinds import ASSESSED, PermitType
from .models import Application

if TYPE_CHECKING:
    from core import Request

LARGEST = 10**11
STATES = ("technical", "inspection", "decision")
"""Where the fee may still be worked out: once it was approved, it is what the citizen was told."""
ASSESSED_AS = _("Fee worked out: {fee}. {basis}")


class Assessing:
    """The page of one site."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def show(self, request: Request) -> Response:
        """The amount and how it came about."""
        case, _kind, may = await self._case(request)
        row = await Application.get_or_none(id=case.id)
        return self._page(request, case, {"amount": str(row.fee) if row and row.fee else "", "basis": ""}, may=may, fee=row.fee if row else None)

    async def send(self, request: Request) -> Response:
        """Keep it, with the reckoning for the applicant to read."""
        case, kind, may = await self._case(request)
        typed = {"amount": request.posted.one("amount").strip()[:30], "basis": " ".join(request.posted.one("basis").split())[:300]}
        amount, errors = _amount(typed["amount"]), dict[str, str]()
        if amount is None or not 0 < amount <= LARGEST:
            errors["amount"] = request.gettext(_("Write the fee in whole rupiah, such as 1.250.000"))
        if not typed["basis"]:
            errors["basis"] = request.gettext(_("Write how it was worked out: the rule, the area, the tariff"))
        if errors or not may:
            return self._page(request, case, typed, errors, may=may, status=422 if may else 409)
        await self._write(request, case, kind, amount or 0, typed["basis"])
        return RedirectResponse(request.portal.url_for("cases:desk_case", ticket=case.ticket), 303)

    async def _write(self, request: Request, case: Case, kind: PermitType, amount: int, basis: str) -> None:
        portal = request.portal
        words = portal.say(ASSESSED_AS, portal.site.languages[0], "permits").format(fee=format_rupiah(amount), basis=basis)
        async with transaction():
            case = await hold_case(case.id)
            if case.state not in STATES:
                return
            await Application.filter(id=case.id).update(fee=amount)
            by = by_of(request.actor, case, "handler")
            await add_entry(request, case.id, by, words, public=True, marks={"assessed": True})
            await portal.audit.write(request, "permits.assessed", about=f"permits:{case.id}", subject=case.owner, details={"fee": amount})

    async def _case(self, request: Request) -> tuple[Case, PermitType, bool]:
        case, kind, function = await self.desk.application(request)
        if kind.fee != ASSESSED:
            raise RequestError(404, "")
        return case, kind, bool(function) and case.state in STATES

    @staticmethod
    def _page(
        request: Request, case: Case, typed: dict[str, str], errors: dict[str, str] | None = None, *, may: bool, fee: int | None = None, status: int = 200
    ) -> Response:
        say, made = request.gettext, PageFields(request, typed, errors or {})
        shown = [
            made.line("amount", say(_("Fee in rupiah")), attributes={"type": "text", "inputmode": "numeric", "autocomplete": "off", "maxlength": "30"}),
            made.words("basis", say(_("How it was worked out")), rows=3, longest=300, hint=say(_("The applicant reads it."))),
        ]
        names = {"case": case, "fields_shown": shown, "errors": mistakes(shown), "may": may, "fee": format_rupiah(fee) if fee else ""}
        return render(request, "permits/fee.html", names, status=status)


def _amount(text: str) -> int | None:
    plain = re.sub(r"^rp\.?|[\s.]", "", text, flags=re.IGNORECASE)
    return int(plain) if re.fullmatch(r"\d{1,12}", plain, re.ASCII) else None
