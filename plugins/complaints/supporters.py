"""Supporters: people whose problem was reported already. One person counts once, and is told how it goes on if they left a contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from tortoise.expressions import Q

from core import Receipt
from core.fields import Refusal
from core.language import gettext_lazy as _
from plugins.cases.api import NoSuchCase, add_supporter, find_case, hold_case, is_public

from .models import Supporter

if TYPE_CHECKING:
    from core import Portal, Request, Subject
    from plugins.cases.api import Case

TABLE = "complaints_supporter"
GONE = _("The report that you chose has just been closed. Go back one step and choose again.")
NEXT = _("You count among those who have this problem. You can read at any time how it goes on.")
NEXT_TOLD = _("You count among those who have this problem. We tell you when something happens.")


@dataclass(frozen=True, slots=True)
class Told:
    """Where a supporter wants to be told; either may be empty. The telephone number in E.164."""

    phone: str = ""
    email: str = ""


async def support(request: Request, ticket: str, told: Told) -> Receipt:
    """Put the person behind the open public report `ticket`; inside the core's transaction. `Refusal` when it was closed meanwhile."""
    portal = request.portal
    try:
        case = await hold_case((await find_case(ticket)).id)
    except NoSuchCase:
        raise Refusal(GONE) from None
    if case.closed or not is_public(case):
        raise Refusal(GONE)
    session, actor = portal.cipher.index(portal.sessions.key(request), f"{TABLE}.session"), request.actor.id
    known = await _known(portal, case, session, actor, told)
    if known is None:
        row = Supporter(id=uuid4(), case=case.id, since=portal.clock.now(), session=session, actor=actor)
        _seal(portal, row, told)
        await row.save(force_create=True)
        if not actor or actor != case.owner:
            await add_supporter(portal, case)
    elif told != Told():
        _seal(portal, known, told)
        await known.save()
    return Receipt(case.ticket, portal.url_for("complaints:detail", ticket=case.ticket), NEXT if told == Told() else NEXT_TOLD)


async def _known(portal: Portal, case: Case, session: str, actor: str, told: Told) -> Supporter | None:
    """The person's row, if they are behind the case already: by account or contact, or by a session in which nobody left another contact."""
    same = Q(session=session) | Q(actor=actor) if actor else Q(session=session)
    for column, index in _indexes(portal, told).items():
        same |= Q(**{column: index})
    for row in await Supporter.filter(same, case=case.id).order_by("since"):
        if row.session != session or told == Told() or not (row.phone_index or row.email_index) or _is_same(portal, row, actor, told):
            return row
    return None


def _is_same(portal: Portal, row: Supporter, actor: str, told: Told) -> bool:
    return bool(actor and row.actor == actor) or any(getattr(row, column) == index for column, index in _indexes(portal, told).items())


def _indexes(portal: Portal, told: Told) -> dict[str, str]:
    """The keyed indexes of what was left, as they are compared: an e-mail address without regard to case."""
    given = {"phone": told.phone, "email": told.email.casefold()}
    return {f"{column}_index": portal.cipher.index(value, f"{TABLE}.{column}") for column, value in given.items() if value}


def _seal(portal: Portal, row: Supporter, told: Told) -> None:
    for column, value in (("phone", told.phone), ("email", told.email)):
        if value:
            setattr(row, column, portal.cipher.seal(TABLE, column, str(row.id), value))
    for column, value in _indexes(portal, told).items():
        setattr(row, column, value)


def _open(portal: Portal, row: Supporter) -> Told:
    return Told(*(portal.cipher.open(TABLE, column, str(row.id), sealed) if (sealed := getattr(row, column)) else "" for column in ("phone", "email")))


async def supporters_to_tell(portal: Portal, case: UUID) -> list[tuple[str, Told]]:
    """Who wants to hear of `case`: the account of each, or an empty text, and what they left. In the clear, for whoever sends."""
    rows = await Supporter.filter(case=case).order_by("since")
    return [(row.actor, told) for row in rows if (told := _open(portal, row)) != Told() or row.actor]


async def _of_person(portal: Portal, subject: Subject) -> list[Supporter]:
    same = Q(pk__in=[])
    if subject.actor_id:
        same |= Q(actor=subject.actor_id)
    for column, index in _indexes(portal, Told(subject.phone, subject.email)).items():
        same |= Q(**{column: index})
    return await Supporter.filter(same).order_by("since")


async def export(portal: Portal, subject: Subject) -> Sequence[Mapping[str, Any]]:
    """The reports that the person stands behind, and the contact they left with each."""
    found = []
    for row in await _of_person(portal, subject):
        told = _open(portal, row)
        found.append({"case": str(row.case), "since": row.since.isoformat(), "phone": told.phone, "email": told.email})
    return found


async def forget(portal: Portal, subject: Subject) -> int:
    """Forget the person as a supporter; how often they were one. The number beside the report stays: it names nobody."""
    rows = await _of_person(portal, subject)
    await Supporter.filter(id__in=[row.id for row in rows]).delete()
    return len(rows)
