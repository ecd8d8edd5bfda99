"""Reminders before a report is due, and before a card ends: looked for once a day, each day of a report told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from tortoise.expressions import F, Q

from core import Event, emit, transaction
from core.language import gettext_lazy as _
from plugins.cases.api import Case, keys_of, open_reporter, today

from ..models import Card
from .dates import next_report

if TYPE_CHECKING:
    from core import Context
    from plugins.notifications.api import Message, Notice, Said

AHEAD = timedelta(days=14)
BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDue(Event):
    """The holder of a card reports by `until`. `subject` is its case's id; `ends` whether the card ends on that day."""

    name: ClassVar[str] = "report_due"
    until: date
    ends: bool


async def remind(context: Context) -> None:
    """Tell of reports that are due within two weeks, each once. Of a report that was missed the next one counts."""
    day = today(context.portal)
    while rows := await Card.filter(next_report__lt=day).order_by("id").limit(BATCH):
        for row in rows:
            await Card.filter(id=row.id, next_report=row.next_report).update(next_report=next_report(row.issued or day, day))
    untold = Q(reminded__isnull=True) | ~Q(reminded=F("next_report"))
    while rows := await Card.filter(untold, next_report__gte=day, next_report__lte=day + AHEAD).order_by("id").limit(BATCH):
        for row in rows:
            until = row.next_report or day
            async with transaction():
                if await Card.filter(untold, id=row.id, next_report=until).update(reminded=until):
                    await emit(ReportDue(subject=str(row.id), until=until, ends=until == row.valid_until))


def notice() -> Notice:
    """The kind of message, with its words."""
    from plugins.notifications.api import Notice, Place

    return Notice(
        "report_due", _("My job-seeker card wants a report"), event=ReportDue, make=told, button=_("See the card"),
        places=(Place("day", _("Last day"), "24 November 2027"),), subject=_("Your job-seeker card: report until {day}"),
        body=_(
            "Please say until {day} whether you still look for work. One press of a button in the portal is enough.\n\n"
            "If this is the last day of your card, you can renew it there; the form begins with what is known already."
        ),
    )  # fmt: skip


async def told(context: Context, event: ReportDue) -> Sequence[Message]:
    """Its holder, by account or by the contact that was left, unless they have reported or found work since."""
    from plugins.notifications.api import Message, To

    portal, case, row = context.portal, await Case.get_or_none(id=UUID(event.subject)), await Card.get_or_none(id=UUID(event.subject))
    if case is None or row is None or row.next_report != event.until:
        return []
    person = await open_reporter(portal, case.id)
    to = To(case.owner, person.email if person else "", person.phone if person else "")
    values: dict[str, Said] = {"day": event.until}
    return [Message(to, values, portal.url_for("cases:follow", secret=keys_of(portal, case).secret), about=event.subject)]
