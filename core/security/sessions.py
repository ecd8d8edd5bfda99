"""Sessions: an opaque cookie, and a row in the database that it stands for.

The cookie is 256 random bits; the database holds only its SHA-256, so a copy of the database opens nothing. Opening a
form or a sign-in page sets the cookie and writes nothing; the first POST makes the row. Signing in changes the cookie,
and what the stranger had begun to fill in moves along.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from core.database import transaction
from core.database.tables import Draft, Session, Submission
from core.errors import PendopoError
from core.hosts import header
from core.security import csrf
from core.security.devices import device_name
from core.security.notes import notes

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from core.clock import Clock

Kind = Literal["anonymous", "citizen", "officer", "operator"]
ENDED = "ended"
"""Kind of a row whose owner ended it from another device: its cookie, still in that browser, never counts again."""
_COOKIE = re.compile(r"^[A-Za-z0-9_-]{43}$")


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lasts at most, and how long it may lie idle."""

    whole: timedelta
    idle: timedelta


LIFETIMES: Mapping[str, Lifetime] = {
    "anonymous": Lifetime(timedelta(days=30), timedelta(days=7)),
    "citizen": Lifetime(timedelta(days=30), timedelta(days=7)),
    "officer": Lifetime(timedelta(hours=12), timedelta(minutes=60)),
    "operator": Lifetime(timedelta(hours=8), timedelta(minutes=30)),
}
RECENT = timedelta(minutes=10)
"""How long a confirmed password counts for what asks for one again."""
_SKEW = timedelta(minutes=5)


class Visit:
    """The session of one request: the cookie's value, and its row once somebody asked for it."""

    __slots__ = ("key", "looked", "row", "sid")

    def __init__(self, sid: str) -> None:
        self.sid = sid
        self.key = hashlib.sha256(sid.encode()).hexdigest() if sid else ""
        self.row: Session | None = None
        self.looked = not sid


@dataclass(frozen=True, slots=True)
class Device:
    """One place where a person is signed in, as listed under "my devices"."""

    id: str
    name: str
    created: datetime
    seen: datetime
    current: bool


class Sessions:
    """The sessions of one portal. `csrf_key` seals the tokens; `secure` is off in local mode and over plain http only."""

    def __init__(self, *, csrf_key: bytes, clock: Clock, secure: bool, lifetimes: Mapping[str, Lifetime] = LIFETIMES) -> None:
        self._csrf_key = csrf_key
        self._clock = clock
        self._secure = secure
        self._lifetimes = lifetimes
        self.cookie = "__Host-pendopo_sid" if secure else "pendopo_sid"

    # ------------------------------------------------------------ without the database

    def key(self, request: HTTPConnection) -> str:
        """What drafts and uploads name this session by (SHA-256 of the cookie), or an empty string for none."""
        return self._visit(request).key

    def token(self, request: HTTPConnection) -> str:
        """A token for a form on the page that is being made. Begins a session in the browser, writes nothing here."""
        noted = notes(request.scope)
        if noted.kept:
            raise _kept(request)
        noted.private = True
        visit = self._visit(request)
        if not visit.sid:
            visit = self._give(request, "anonymous")
        return csrf.make_token(self._csrf_key, visit.sid)

    def token_fits(self, request: HTTPConnection, token: str) -> bool:
        """Whether `token` was made for the session of this request."""
        return csrf.token_fits(self._csrf_key, self._visit(request).sid, token)

    # ------------------------------------------------------------ with it

    async def mark(self, request: HTTPConnection) -> str:
        """The actor id that a sign-in left on this session, or an empty string: a stranger, or a session past its time."""
        row = await self._row(request)
        return row.actor_id if row is not None else ""

    async def kind(self, request: HTTPConnection) -> str:
        """`citizen`, `officer` or `operator` for a session that is signed in, else `anonymous`."""
        row = await self._row(request)
        return row.kind if row is not None else "anonymous"

    async def begin(self, request: HTTPConnection) -> str:
        """Make sure that this session has a row, as the first POST does; answers its key."""
        visit = self._visit(request)
        row = await self._row(request)
        if row is not None:
            return visit.key
        if not visit.sid or visit.row is not None:
            visit = self._give(request, "anonymous")
        else:
            self._set_cookie(request, visit.sid, "anonymous")
        visit.row = await self._write(visit, "", "anonymous", request)
        visit.looked = True
        return visit.key

    async def sign_in(self, request: HTTPConnection, actor_id: str, *, kind: Kind = "citizen") -> None:
        """Mark a new session with `actor_id`. The cookie changes; a stranger's drafts and submissions move along."""
        old = await self._row(request)
        keeps = old is not None and old.actor_id in ("", actor_id)
        await self._replace(request, actor_id, kind, confirmed=True, keeps=keeps)

    async def confirm(self, request: HTTPConnection) -> None:
        """Note that the person has just given their password or second factor again. The cookie changes."""
        old = await self._row(request)
        if old is not None and old.actor_id:
            await self._replace(request, old.actor_id, old.kind, confirmed=True, keeps=True)

    async def renew(self, request: HTTPConnection) -> None:
        """Change the cookie and keep the session: after a change of role."""
        old = await self._row(request)
        if old is not None:
            await self._replace(request, old.actor_id, old.kind, confirmed=False, keeps=True)

    async def confirmed(self, request: HTTPConnection, within: timedelta = RECENT) -> bool:
        """Whether the person gave their password or second factor within the last minutes."""
        row = await self._row(request)
        if row is None or row.reauthenticated is None:
            return False
        return -_SKEW <= self._clock.now() - row.reauthenticated <= within

    async def sign_out(self, request: HTTPConnection) -> None:
        """End this session: its row goes, and the browser is told to forget the cookie and the pages it keeps."""
        noted, visit = notes(request.scope), self._visit(request)
        if visit.key:
            await Session.filter(id=visit.key).delete()
        noted.visit = Visit("")
        noted.private = noted.clear = True
        noted.cookies = [self._cookie_bytes("", 0)]

    async def devices(self, request: HTTPConnection, actor_id: str) -> tuple[Device, ...]:
        """Where `actor_id` is signed in, the latest first."""
        rows = [row for row in await Session.filter(actor_id=actor_id).order_by("-seen").limit(100) if self._alive(row)]
        own = self.key(request)
        return tuple(Device(row.id[:16], row.device, row.created, row.seen, row.id == own) for row in rows)

    async def end(self, actor_id: str, device: str) -> bool:
        """End one of the person's sessions, named by its `Device.id`; whether there was one."""
        if not re.fullmatch(r"[0-9a-f]{16}", device) or not actor_id:
            return False
        return bool(await Session.filter(actor_id=actor_id, id__startswith=device).update(kind=ENDED, actor_id=""))

    async def end_all(self, actor_id: str, *, but: HTTPConnection | None = None) -> int:
        """End all sessions of a person (disabled, password changed), all `but` the one of that request; how many there were."""
        if not actor_id:
            return 0
        theirs = Session.filter(actor_id=actor_id)
        if but is not None:
            theirs = theirs.exclude(id=self.key(but))
        return await theirs.update(kind=ENDED, actor_id="")

    async def sweep(self) -> int:
        """Delete the rows whose time is over; how many."""
        now = self._clock.now()
        gone = await Session.filter(expires__lte=now).delete()
        for kind, lifetime in self._lifetimes.items():
            gone += await Session.filter(kind=kind, seen__lte=now - lifetime.idle).delete()
        return gone

    # ------------------------------------------------------------ inside

    def _visit(self, request: HTTPConnection) -> Visit:
        noted = notes(request.scope)
        if noted.kept:
            return Visit("")
        if noted.visit is None:
            noted.visit = Visit(self._read_cookie(request))
            if noted.visit.sid:
                noted.private = True
        return noted.visit

    def _read_cookie(self, request: HTTPConnection) -> str:
        """The cookie's value when it has the right shape; the first one when a browser sends several."""
        name = self.cookie + "="
        for part in header(request.scope, b"cookie").split(";"):
            if part.strip().startswith(name):
                value = part.strip()[len(name) :]
                return value if _COOKIE.match(value) else ""
        return ""

    async def _row(self, request: HTTPConnection) -> Session | None:
        """The session's row while it is alive; touched now and then, so that idling is known."""
        visit = self._visit(request)
        if not visit.looked:
            visit.row = await Session.get_or_none(id=visit.key)
            visit.looked = True
            if visit.row is not None and self._alive(visit.row):
                await self._touch(visit.row)
        return visit.row if visit.row is not None and self._alive(visit.row) else None

    def _alive(self, row: Session) -> bool:
        """A clock that was set back must not give a session more life: seen in the future is not alive, unless nobody is signed in."""
        lifetime = self._lifetimes.get(row.kind)
        if lifetime is None:
            return False
        now = self._clock.now()
        if row.actor_id and row.seen > now + _SKEW:
            return False
        return now < row.expires and now - row.seen < lifetime.idle

    async def _touch(self, row: Session) -> None:
        """Write `seen` at most once in a sixtieth of the idle time: a write a request would cost more than the page."""
        now = self._clock.now()
        if now - row.seen >= self._lifetimes[row.kind].idle / 60:
            await Session.filter(id=row.id).update(seen=now)
            row.seen = now

    async def _replace(self, request: HTTPConnection, actor_id: str, kind: str, *, confirmed: bool, keeps: bool) -> None:
        before = self._visit(request)
        old = before.row
        visit = self._give(request, kind)
        async with transaction():
            row = await self._write(visit, actor_id, kind, request, old if keeps and not confirmed else None)
            if confirmed:
                row.reauthenticated = row.created
                await Session.filter(id=row.id).update(reauthenticated=row.created)
            if before.key:
                if keeps:
                    await Draft.filter(session=before.key).update(session=visit.key, actor_id=actor_id)
                    await Submission.filter(session=before.key).update(session=visit.key)
                await Session.filter(id=before.key).delete()
        visit.row, visit.looked = row, True

    async def _write(self, visit: Visit, actor_id: str, kind: str, request: HTTPConnection, old: Session | None = None) -> Session:
        now = self._clock.now()
        row = Session(
            id=visit.key,
            actor_id=actor_id,
            kind=kind,
            created=now if old is None else old.created,
            seen=now,
            expires=now + self._lifetimes[kind].whole if old is None else old.expires,
            reauthenticated=None if old is None else old.reauthenticated,
            device=device_name(header(request.scope, b"user-agent")),
        )
        await Session.bulk_create([row], ignore_conflicts=True)  # two first posts at once make one row
        return row

    def _give(self, request: HTTPConnection, kind: str) -> Visit:
        """A new cookie for this browser."""
        noted = notes(request.scope)
        noted.visit = Visit(secrets.token_urlsafe(32))
        noted.visit.looked = True
        self._set_cookie(request, noted.visit.sid, kind)
        return noted.visit

    def _set_cookie(self, request: HTTPConnection, sid: str, kind: str) -> None:
        noted = notes(request.scope)
        if noted.kept:
            raise _kept(request)
        noted.private = True
        noted.cookies = [self._cookie_bytes(sid, int(self._lifetimes[kind].whole.total_seconds()))]

    def _cookie_bytes(self, sid: str, seconds: int) -> bytes:
        secure = "; Secure" if self._secure else ""
        return f"{self.cookie}={sid}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}".encode()


def _kept(request: HTTPConnection) -> PendopoError:
    return PendopoError(
        f"the kept page {request.scope['path']} asks for a session or a form token",
        hint="Drop `keep` from the route, or bring the form in as a fragment.",
        code="session.kept",
    )
