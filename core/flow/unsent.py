"""What a person has begun and not sent, over all forms: named when they sign out, and theirs again when they sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.database import transaction
from core.database.tables import Draft, Session, Submission
from core.flow.drafts import _forget
from core.language import Text

if TYPE_CHECKING:
    from core.portal import Portal
    from core.requests import Request

MOST = 50


@dataclass(frozen=True, slots=True)
class Unsent:
    """A draft of this device: the title of its form, whose plugin that is, when it was changed, and until when it is kept."""

    title: Text
    owner: str
    changed: datetime
    until: datetime


async def unsent(request: Request) -> list[Unsent]:
    """The drafts of this session, the latest first. One whose form is no longer there is left out."""
    portal, session = request.portal, request.portal.sessions.key(request)
    rows = await Draft.filter(session=session, expires__gt=portal.clock.now()).order_by("-changed").limit(MOST) if session else []
    forms = portal.tables.forms
    return [Unsent(forms[row.form].title, row.form.partition(".")[0], row.changed, row.expires) for row in rows if row.form in forms]


async def forget_unsent(request: Request) -> int:
    """Delete the drafts of this session with their files; how many."""
    session = request.portal.sessions.key(request)
    async with transaction():
        rows = await Draft.filter(session=session).values_list("id", "submission") if session else []
        await _forget([draft for draft, _key in rows], [str(key) for _draft, key in rows])
    return len(rows)


async def take_up(portal: Portal, request: Request, actor_id: str) -> int:
    """Bring what the person began in sessions that are over into the one that begins; how many. Those of another device that is still signed in stay there."""
    session, now = portal.sessions.key(request), portal.clock.now()
    rows = await Draft.filter(actor_id=actor_id, expires__gt=now).exclude(session=session).order_by("changed").limit(MOST) if actor_id and session else []
    alive = {one.id for one in await Session.filter(actor_id=actor_id, expires__gt=now)} if rows else set()
    taken = 0
    for row in rows:
        if row.session in alive:
            continue
        async with transaction():
            last = await Draft.filter(session=session, form=row.form, path=row.path).order_by("-number").first()
            moved = await Draft.filter(id=row.id, session=row.session).update(session=session, number=last.number + 1 if last else 1)
            await Submission.filter(key=row.submission, state="open").update(session=session)
        taken += moved
    return taken
