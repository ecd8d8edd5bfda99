"""The counter: an officer of the facility's agency calls numbers, passes over who is not there, and closes the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.responses import RedirectResponse
from tortoise.expressions import F, Q

from core import Response, emit, render, render_fragment, transaction
from core.errors import RequestError
from core.language import format_date
from core.language import gettext_lazy as _

from .events import QueueEnded, QueueNear
from .finding import today
from .hours import parse_hours
from .models import CALLED, CANCELLED, CLOSED, DONE, ENDED, OPEN, SKIPPED, WAITING, Booking, Facility, HealthService, Session
from .queue import TABLE, NoNumber, Person, is_on, key_of, open_session, shown_number, take
from .rights import IMPORT, agency_of, refuse_others
from .settings import Settings

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Request

CALL = "health.call"
DEEDS = ("next", "skip", "back", "done", "give", "close", "reopen", "end")
FOR_ALL = ("close", "reopen", "end")
"""Of the whole session: done twice they do no harm, and they are kept in the log."""
MOST = 200
STATES = {OPEN: (_("Gives numbers"), "ok", "check"), CLOSED: (_("Gives no more numbers"), "warn", "pause"), ENDED: (_("Ended"), "", "x")}


@dataclass(frozen=True, slots=True)
class Counter:
    """A service of today on the officers' list; `session` is the address of its page, or "" before its first number."""

    code: str
    title: str
    place: str
    hours: str
    session: str
    waits: int
    tag: tuple[str, str, str] | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in the queue: number, the name they gave or "", and the id where an officer may bring them back."""

    id: UUID
    number: str
    name: str


async def counters(request: Request) -> Response:
    """Today's services at the facilities that the officer looks after."""
    day, actor = today(request.portal), request.actor
    agencies = sorted({post.agency for post in actor.posts_with(CALL)})
    every = actor.may(IMPORT) or not request.settings(Settings).agency
    wanted = [*agencies, *([""] if request.settings(Settings).agency in agencies else [])]
    places = {one.code: one for one in await (Facility.all() if every else Facility.filter(agency__in=wanted)).order_by("name").limit(MOST)}
    services = await HealthService.filter(facility__in=sorted(places), quota__gt=0).order_by("name", "code").limit(MOST) if places else []
    sessions = {one.key: one for one in await Session.filter(day=day, facility__in=sorted(places))} if places else {}
    rows = []
    for one in sorted(services, key=lambda each: (places[each.facility].name, each.name)):
        session = sessions.get(key_of(one.code, day))
        if session is None and not is_on(request.portal, one, day):
            continue
        tag = STATES[session.state] if session else None
        href = request.portal.url_for("health:counter", session=session.id) if session else ""
        rows.append(Counter(
            one.code, one.name, places[one.facility].name, str(parse_hours(one.hours) or ""), href, session.given if session else 0,
            (request.gettext(tag[0]), tag[1], tag[2]) if tag else None,
        ))  # fmt: skip
    return render(request, "health/counters.html", {"rows": rows, "day": format_date(day, request.language, weekday=True)})


async def on_the_desk(request: Request) -> Markup | None:
    """The way to the counter, on the desk of officers who call numbers and whose agency has facilities."""
    agencies = {post.agency for post in request.actor.posts_with(CALL)}
    if request.settings(Settings).agency not in agencies and not await Facility.exists(agency__in=sorted(agencies)):
        return None
    return render_fragment(request, "health/desk.html")


async def begin(request: Request) -> Response:
    """Open today's session of a service, so that whoever comes in person gets a number too."""
    service = await HealthService.get_or_none(code=request.posted.one("service"))
    place = await Facility.get_or_none(code=service.facility) if service else None
    day = today(request.portal)
    if service is None or place is None or not is_on(request.portal, service, day):
        raise RequestError(404, request.gettext(_("This service gives no numbers today.")))
    refuse_others(request, CALL, place.agency)
    async with transaction():
        session = await open_session(request.portal, service, place, day, agency_of(request, place.agency))
    return RedirectResponse(request.portal.url_for("health:counter", session=session.id), 303)


async def counter(request: Request) -> Response:
    """One session: who is called, who waits, who was passed over. Its list asks anew by itself."""
    session = await _own(request)
    rows = await Booking.filter(Q(session=session.id) & Q(state__in=(WAITING, CALLED, SKIPPED))).order_by("number").limit(MOST)
    by_state = {state: [_waiting(request, session, one) for one in rows if one.state == state] for state in (WAITING, CALLED, SKIPPED)}
    text, kind, sign = STATES[session.state]
    names = {
        "session": session, "day": format_date(session.day, request.language, weekday=True), "tag": (request.gettext(text), kind, sign),
        "called": by_state[CALLED][0] if by_state[CALLED] else None, "waiting": by_state[WAITING], "skipped": by_state[SKIPPED],
        "last": shown_number(session, session.given) if session.given else "", "left": max(0, session.quota - session.taken),
        "here": request.url.path, "moved": request.query_params.get("lagi") == "1", "full": request.query_params.get("penuh") == "1",
        "ended": session.state == ENDED, "board": request.portal.url_for("health:board", code=session.facility),
    }  # fmt: skip
    return render(request, "health/counter.html", names, block="live")


async def act(request: Request) -> Response:
    """Do one of DEEDS. `version` is what the officer saw: of two who press at once the second does nothing and sees what is so now."""
    session = await _own(request)
    deed, seen = request.posted.one("deed"), request.posted.one("version")
    if deed not in DEEDS:
        raise RequestError(422, request.gettext(_("Choose what to do with the queue.")))
    here = request.portal.url_for("health:counter", session=session.id)
    async with transaction():
        version = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1
        same = Session.filter(id=session.id) if deed in FOR_ALL else Session.filter(id=session.id, version=version)
        won = await same.exclude(state=ENDED).update(version=F("version") + 1)
        if not won:
            return RedirectResponse(f"{here}?lagi=1", 303)
        session = await Session.get(id=session.id)
        if not await _do(request, session, deed):
            return RedirectResponse(f"{here}?penuh=1", 303)
        if deed in FOR_ALL:
            await request.portal.audit.write(request, f"health.{deed}", about=session.key, details={"given": session.given})
    return RedirectResponse(here, 303)


async def _do(request: Request, session: Session, deed: str) -> bool:
    """Inside the transaction; False where no number is left to give."""
    if deed in ("next", "skip", "done"):
        await _leave(session, SKIPPED if deed == "skip" else DONE)
        if deed != "done":
            await _call_next(request, session)
    elif deed == "back":
        await _bring_back(request, session)
    elif deed == "give":
        try:
            await take(request.portal, session, Person())
        except NoNumber:
            return False
    elif deed in ("close", "reopen"):
        await Session.filter(id=session.id).update(state=CLOSED if deed == "close" else OPEN)
    else:
        await _end(session)
    return True


async def _leave(session: Session, state: str) -> None:
    """Whoever is called goes; nobody is called."""
    await Booking.filter(session=session.id, state=CALLED).update(state=state)
    await Session.filter(id=session.id).update(current=0)


async def _call_next(request: Request, session: Session) -> None:
    """The lowest number that waits; and those whose turn is near are told, each once."""
    near = request.settings(Settings).near
    rows = await Booking.filter(session=session.id, state=WAITING).order_by("number").limit(near + 1)
    if not rows:
        return
    first, *following = rows
    await Booking.filter(id=first.id).update(state=CALLED)
    await Session.filter(id=session.id).update(current=first.number)
    for one in following:
        if not one.told and (one.owner or one.phone):
            await Booking.filter(id=one.id).update(told=True)
            await emit(QueueNear(subject=str(one.id), number=shown_number(session, one.number)))


async def _bring_back(request: Request, session: Session) -> None:
    """Who was passed over waits again, before all later numbers; without a booking it is whoever was called by mistake."""
    given = request.posted.one("booking")
    if not given:
        await Booking.filter(session=session.id, state=CALLED).update(state=WAITING)
        await Session.filter(id=session.id).update(current=0)
        return
    try:
        wanted = UUID(given)
    except ValueError:
        return
    await Booking.filter(id=wanted, session=session.id, state=SKIPPED).update(state=WAITING)


async def _end(session: Session) -> None:
    """Over for today: whoever waits is told, if they can be reached."""
    await _leave(session, DONE)
    rows = await Booking.filter(session=session.id, state__in=(WAITING, SKIPPED)).limit(MOST * 5)
    await Booking.filter(session=session.id, state__in=(WAITING, SKIPPED)).update(state=CANCELLED)
    await Session.filter(id=session.id).update(state=ENDED)
    for one in rows:
        if one.owner or one.phone:
            await emit(QueueEnded(subject=str(one.id), number=shown_number(session, one.number)))


async def _own(request: Request) -> Session:
    try:
        wanted = UUID(request.path_params["session"])
    except ValueError:
        wanted = None
    session = await Session.get_or_none(id=wanted) if wanted else None
    if session is None:
        raise RequestError(404, request.gettext(_("There is no such queue. Look at today's list.")))
    refuse_others(request, CALL, session.agency)
    return session


def _waiting(request: Request, session: Session, one: Booking) -> Waiting:
    name = request.portal.cipher.open(TABLE, "name", str(one.id), one.name) if one.name else ""
    return Waiting(one.id, shown_number(session, one.number), name)
