"""What supporters are told, where the portal tells anything: that the report they stand behind goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from core.language import gettext_lazy as _
from plugins.cases.api import CaseMoved, NoSuchCase, agency_name, find_case, is_public, procedure_for

from .forms import SERVICE
from .supporters import supporters_to_tell

if TYPE_CHECKING:
    from core import Context
    from plugins.notifications.api import Message, Notice


def notices() -> list[Notice]:
    """One kind of message, with its words."""
    from plugins.notifications.api import Notice, Place

    return [
        Notice(
            "supported", _("A report that I support goes on"), event=CaseMoved, make=supported, button=_("Read the report"),
            places=(
                Place("ticket", _("Ticket"), "ADU-7K3F-9Q2X"), Place("title", _("Title of the report"), "Lubang di depan pasar", personal=True),
                Place("state", _("State"), "Dikerjakan"), Place("explanation", _("What the state means"), "Instansi sedang menangani aduan Anda."),
                Place("agency", _("Agency"), "DPUPR"), Place("day", _("Due day"), "Senin, 30 November 2026"),
            ),
            subject=_("{ticket}, which you support: {state}"),
            body=_("The report “{title}” ({ticket}), which you support, is now: {state}.\n\nAgency: {agency}.\n\nAt the latest on {day}."),
        )
    ]  # fmt: skip


async def supported(context: Context, event: CaseMoved) -> Sequence[Message]:
    """Everybody who supports the report and can be told, of each step that its reporter is told of."""
    from plugins.notifications.api import Message, To

    if event.service != SERVICE or "reporter" not in event.tells:
        return []
    people = await supporters_to_tell(context.portal, UUID(event.subject))
    if not people:
        return []
    try:
        case = await find_case(event.ticket)
    except NoSuchCase:
        return []
    if not is_public(case):
        return []
    state = (await procedure_for(context.portal, case.procedure, case.procedure_version)).states[event.state]
    values = {
        "ticket": case.ticket, "title": case.title, "state": state.title, "explanation": state.explanation,
        "agency": agency_name(context.portal, event.agency), "day": event.due or "",
    }  # fmt: skip
    link = context.portal.url_for("complaints:detail", ticket=case.ticket)
    return [Message(To(actor, told.email, told.phone), values, link, about=event.subject) for actor, told in people if actor != case.owner or not actor]
