"""Local officials (RT, RW, lurah, camat) report for residents of their area who cannot do it themselves.

The same questions on one page, after the resident's agreement. The case belongs to nobody's account: the receipt with its code is
what the resident takes along. Everybody reads through which office it came, unless the resident does not want to be known: then
officers alone do. Who enters a report is found again under "My local office", with tickets alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from uuid import UUID

from core import fields, render_fragment
from core.language import gettext_lazy as _
from core.models import insert, new_row
from plugins.cases.api import PUBLIC, By, Case, add_entry, find_case

from .models import Complaint, Entered
from .similar import NEW

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Answers, Context, Portal, Receipt, Request

PERMISSION = "complaints.resident"
CONSENT = "resident_consent"
OUTSIDE = _("This place does not lie in the area of your office. Choose a place of your area, or let the resident report it.")
NOTED = _("Entered by {office} for a resident, who was told what is kept and agrees.")
SHOWN = 20
"""Reports in the list below the office."""


def consent() -> fields.Consent:
    """The resident's agreement, which the official ticks for them."""
    return fields.Consent(CONSENT, _("The resident was told what is kept and what for, and agrees"), for_somebody=True)


async def office_for(request: Request, answers: Answers) -> str:
    """As what the official enters this report, today and for its place; before the transaction. `Refusal` outside their area."""
    if not request.portal.runs("accounts"):
        raise fields.Refusal(OUTSIDE)
    from plugins.accounts.api import office_title

    found = await office_title(request.portal, request.actor.id, answers["place"].village)
    if not found:
        raise fields.Refusal(OUTSIDE)
    return found


def entering(report: Callable[[Request, Answers], Awaitable[Receipt]]) -> Callable[[Request, Answers], Awaitable[Receipt]]:
    """What the form does when it is sent: `report`, and then who entered it, in the same transaction."""

    async def enter(request: Request, answers: Answers) -> Receipt:
        receipt = await report(request, answers)
        if answers["similar"] in ("", NEW):
            await _note(request, await find_case(receipt.ticket), str(answers.prepared))
        return receipt

    return enter


async def _note(request: Request, case: Case, office: str) -> None:
    portal, actor = request.portal, request.actor.id
    said = portal.say(NOTED, portal.site.languages[0], "complaints").format(office=office)
    await add_entry(request, case.id, By("official", actor, office), said)
    await insert(new_row(Entered, id=case.id, actor=actor, at=portal.clock.now()))
    if case.visibility == PUBLIC:
        await Complaint.filter(id=case.id).update(entered_as=office)


async def mine(request: Request) -> Markup | None:
    """Under "My local office": the way to the form, and what one entered, by ticket. What is not public any more is not linked."""
    if not request.actor.may(PERMISSION):
        return None
    rows = await Entered.filter(actor=request.actor.id).order_by("-at").limit(SHOWN)
    cases = {case.id: case for case in await Case.filter(id__in=[row.id for row in rows])} if rows else {}
    lines = [_line(request.portal, cases[row.id]) for row in rows if row.id in cases]
    return render_fragment(request, "complaints/residents.html", {"lines": lines})


def _line(portal: Portal, case: Case) -> dict[str, object]:
    shown = case.visibility == PUBLIC
    href = portal.url_for("complaints:detail", ticket=case.ticket) if shown else portal.url_for("cases:track")
    return {"ticket": case.ticket, "title": case.title if shown else "", "href": href, "opened": case.opened, "closed": case.closed}


async def export(portal: Portal, actor: str) -> list[dict[str, str]]:
    """The tickets of what somebody entered for residents; what stands in them is the residents'."""
    rows = await Entered.filter(actor=actor).order_by("at") if actor else []
    tickets = {case.id: case.ticket for case in await Case.filter(id__in=[row.id for row in rows])} if rows else {}
    return [{"ticket": tickets[row.id], "at": row.at.isoformat()} for row in rows if row.id in tickets]


async def forget(context: Context, actor: str) -> int:
    """That somebody entered these reports, and as what; how many. The reports are the residents' and stay."""
    rows = await Entered.filter(actor=actor) if actor else []
    if rows:
        await forget_cases([row.id for row in rows])
        await context.portal.changed("complaints.cases")
    return len(rows)


async def forget_cases(ids: list[UUID]) -> None:
    await Entered.filter(id__in=ids).delete()
    await Complaint.filter(id__in=ids).update(entered_as="")
