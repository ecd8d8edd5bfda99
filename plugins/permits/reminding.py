"""Reminders before a permit expires: looked for once a day, told by whoever tells people anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from core import Event, emit, transaction
from core.language import gettext_lazy as _
from plugins.cases.api import Case, keys_of, open_reporter, today

from .models import Permit
from .settings import Settings

if TYPE_CHECKING:
    from core import Context
    from plugins.notifications.api import Message, Notice, Said

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitExpires(Event):
    """A permit expires soon. `subject` is its case's id; `days` are left."""

    name: ClassVar[str] = "expires"
    number: str
    until: date
    days: int


async def remind(context: Context) -> None:
    """Tell of every permit whose next day of reminding has come, each once. Of one that was renewed or revoked nothing is told."""
    day, ahead = today(context.portal), context.settings(Settings).remind_before
    last: UUID | None = None
    while ahead:
        query = Permit.filter(valid_until__gte=day, valid_until__lte=day + timedelta(days=max(ahead)), renewed_by__isnull=True, revoked__isnull=True)
        rows = await (query if last is None else query.filter(id__gt=last)).order_by("id").limit(BATCH)
        for row in rows:
            await _remind_of(row, day, ahead)
        if len(rows) < BATCH:
            return
        last = rows[-1].id


async def _remind_of(row: Permit, day: date, ahead: Sequence[int]) -> None:
    """The nearest day of reminding that has come, if it was not told yet."""
    left = (row.valid_until - day).days if row.valid_until else 0
    stage = min((days for days in ahead if left <= days), default=None)
    if stage is None or (row.reminded is not None and row.reminded <= stage):
        return
    async with transaction():
        if await Permit.filter(id=row.id, reminded=row.reminded).update(reminded=stage):
            await emit(PermitExpires(subject=str(row.id), number=row.number, until=row.valid_until or day, days=left))


def notices() -> list[Notice]:
    """One kind of message, with its words."""
    from plugins.notifications.api import Notice, Place

    return [
        Notice(
            "expires", _("A permit of mine expires soon"), event=PermitExpires, make=told, button=_("See the permit"),
            places=(
                Place("title", _("Permit"), "Surat Izin Praktik Perawat"), Place("number", _("Number"), "503/0012/SIP/XI/2026", personal=True),
                Place("day", _("Last day"), "24 November 2027"), Place("n", _("Days left"), "30"),
            ),
            subject=_("Your permit expires on {day}"),
            body=_("{title} with the number {number} is valid until {day}.\n\nYou can renew it in the portal; the form begins with what is known already."),
        )
    ]  # fmt: skip


async def told(context: Context, event: PermitExpires) -> Sequence[Message]:
    """Its holder, by account or by the contact that was left."""
    from plugins.notifications.api import Message, To

    portal, case = context.portal, await Case.get_or_none(id=UUID(event.subject))
    if case is None:
        return []
    person = await open_reporter(portal, case.id)
    to = To(case.owner, person.email if person else "", person.phone if person else "")
    values: dict[str, Said] = {"title": case.title, "number": event.number, "day": event.until, "n": str(event.days)}
    return [Message(to, values, portal.url_for("cases:follow", secret=keys_of(portal, case).secret), about=event.subject)]
