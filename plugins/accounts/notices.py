"""What accounts tell people, where the portal tells anything: that somebody wants to act for them, and what became of a local office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core.language import gettext_lazy as _

from . import offices, wards
from .events import OfficeClaimed, OfficeDecided, OfficeEnded, WardAsked
from .models import Office, Ward

if TYPE_CHECKING:
    from core import Context
    from plugins.notifications.api import Message, Notice


def notices() -> list[Notice]:
    """The kinds of messages, with their words."""
    from plugins.notifications.api import Notice, Place

    name = Place("name", _("Who asks"), "Siti Rahmawati", personal=True)
    office, day = Place("office", _("Office"), "Ketua RT 03 RW 01, Kelurahan Jepon"), Place("day", _("Last day of the office"), "31 Desember 2027")
    reason = Place("reason", _("Reason"), "Nomor SK tidak sama dengan daftar kecamatan.")
    mine = _("My local office")
    return [
        Notice(
            "ward_asked", _("Somebody wants to act for me"), event=WardAsked, make=ward_asked, button=_("Look and answer"), places=(name,),
            subject=_("Somebody asks to act for you"),
            body=_(
                "{name} asks to act for you in this portal: to send requests in your name, follow them and get the answers.\n\n"
                "Nothing happens before you say yes. Sign in, look at it, and say yes or no. You can take a yes back at any time."
            ),
        ),
        Notice(
            "office_granted", _("My local office counts"), event=OfficeDecided, make=granted, button=mine, places=(office, day),
            subject=_("Your office counts now"), body=_("An officer compared your decree. You are now here: {office}.\n\nIt ends by itself after {day}."),
        ),
        Notice(
            "office_refused", _("My local office was refused"), event=OfficeDecided, make=refused, button=mine, places=(office, reason),
            subject=_("Your office could not be confirmed"),
            body=_("An officer could not confirm this: {office}.\n\nReason: {reason}\n\nYou can claim it again with another decree."),
        ),
        Notice(
            "office_ended", _("My local office is over"), event=OfficeEnded, make=ended, button=mine, places=(office, reason),
            subject=_("Your office has ended here"),
            body=_("This office has ended here: {office}.\n\nReason: {reason}\n\nWhoever was appointed again claims it with the new decree."),
        ),
        Notice(
            "office_claimed", _("A local office waits to be checked"), event=OfficeClaimed, make=claimed, audience="officer", button=_("Open the list"),
            places=(office,),
            subject=_("A local office waits to be checked"),
            body=_("Somebody says that they hold this office: {office}. Compare the decree."),
        ),
    ]  # fmt: skip


async def ward_asked(context: Context, event: WardAsked) -> Sequence[Message]:
    """The person who is to say yes or no, as long as nobody did. Only somebody whose contact was proved is ever asked (`ward_pages`)."""
    from plugins.notifications.api import Message, Named, To

    ward = await Ward.get_or_none(id=UUID(event.subject))
    if ward is None or ward.person is None or ward.state != wards.CLAIMED:
        return []
    values = {"name": Named(str(ward.account))}
    return [Message(To(str(ward.person)), values, context.portal.url_for("accounts:wards"), about=event.subject)]


async def granted(context: Context, event: OfficeDecided) -> Sequence[Message]:
    row = await Office.get_or_none(id=UUID(event.subject))
    return _to_holder(context, row, day=row.until) if row is not None and row.state == offices.IN_FORCE else []


async def refused(context: Context, event: OfficeDecided) -> Sequence[Message]:
    row = await Office.get_or_none(id=UUID(event.subject))
    return _to_holder(context, row, reason=row.reason) if row is not None and row.state == offices.REFUSED else []


async def ended(context: Context, event: OfficeEnded) -> Sequence[Message]:
    """With the reason of whoever ended it; when its last day is over, that."""
    row = await Office.get_or_none(id=UUID(event.subject))
    return _to_holder(context, row, reason=row.reason or _("its last day is over")) if row is not None else []


async def claimed(context: Context, event: OfficeClaimed) -> Sequence[Message]:
    """Everybody who compares decrees."""
    from plugins.notifications.api import Message, Officers

    row = await Office.get_or_none(id=UUID(event.subject))
    if row is None or row.state != offices.CLAIMED:
        return []
    values = {"office": offices.title(context.portal, row, context.portal.site.languages[0])}
    return [Message(Officers("", "accounts.officials"), values, context.portal.url_for("accounts:office_claims"), about=event.subject)]


def _to_holder(context: Context, row: Office, **values: Any) -> Sequence[Message]:
    from plugins.notifications.api import Message, To

    said = {"office": offices.title(context.portal, row, context.portal.site.languages[0]), **values}
    return [Message(To(str(row.account)), said, context.portal.url_for("accounts:offices"), about=str(row.id))]
