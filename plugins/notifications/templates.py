"""The words that hold now, of each kind of message in each language: the site's own, else the plugin's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from core import transaction

from .api import Notice, register_notices
from .models import Template

if TYPE_CHECKING:
    from core import Portal, Request


@dataclass(frozen=True, slots=True)
class Kind:
    """A notice under its full name `slug.name`."""

    name: str
    owner: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject and body before they are filled in. `own`: the site wrote them."""

    subject: str
    body: str
    own: bool = False


def kinds_of(portal: Portal) -> dict[str, Kind]:
    """Everything that people are told in this portal."""
    found: dict[str, Kind] = {}
    for owned in portal.declared(register_notices):
        if isinstance(owned.value, Notice):
            kind = Kind(f"{owned.owner}.{owned.value.name}", owned.owner, owned.value)
            found.setdefault(kind.name, kind)
    return found


def faults(portal: Portal) -> list[str]:
    """What plugins registered as a notice and is none, or has the name of another."""
    wrong, names = [], set()
    for owned in portal.declared(register_notices):
        one: object = owned.value
        if not isinstance(one, Notice):
            wrong.append(f"{owned.owner} registers {type(one).__name__} as a notice: return Notice(…)")
        elif (owned.owner, one.name) in names:
            wrong.append(f"{owned.owner} registers two notices {one.name!r}: rename one")
        else:
            names.add((owned.owner, one.name))
    return wrong


def as_declared(portal: Portal, kind: Kind, language: str) -> Wording:
    return Wording(portal.say(kind.notice.subject, language, kind.owner), portal.say(kind.notice.body, language, kind.owner))


async def current(portal: Portal, kind: Kind, language: str) -> Wording:
    """What holds now."""
    row = await Template.filter(kind=kind.name, language=language).order_by("-n").first()
    return Wording(row.subject, row.body, own=True) if row is not None and row.body else as_declared(portal, kind, language)


async def history(kind: Kind, language: str) -> list[Template]:
    """The last versions, the newest first."""
    return await Template.filter(kind=kind.name, language=language).order_by("-n").limit(20)


async def changed(portal: Portal) -> dict[tuple[str, str], Template]:
    """The last version of each kind and language that was ever changed; there are few."""
    return {(row.kind, row.language): row for row in await Template.all().order_by("n")}


async def write(request: Request, kind: Kind, language: str, subject: str, body: str) -> None:
    """A new version; empty words: back to what the plugin brings. Two who write at once both stand in the history."""
    portal = request.portal
    async with transaction():
        # The audit's own counter is locked until the end of the transaction: of two at once one waits for the other.
        await portal.audit.write(request, "notifications.template", about=f"notifications:{kind.name}:{language}", details={"own": bool(body)})
        last = await Template.filter(kind=kind.name, language=language).order_by("-n").first()
        n = last.n + 1 if last else 1
        await Template.create(id=uuid4(), kind=kind.name, language=language, n=n, subject=subject, body=body, by=request.actor.id, at=portal.clock.now())
