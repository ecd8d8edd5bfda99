"""Who a message is for: how they are reached, in which language, by which channels, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from plugins.accounts.api import contacts_of, officers_of, officers_with

from .api import Officers, To
from .channels import Open, by_default
from .models import Choice, Rhythm
from .settings import Settings

if TYPE_CHECKING:
    from core import Portal

ANY = "*"
"""Every kind of message, in a choice."""
MORNING = 7
"""The hour at which what was kept together is sent."""


@dataclass(frozen=True, slots=True)
class Reached:
    """One person. `person` is what choices are kept under: the actor's id, or the keyed index of the address."""

    person: str
    actor: str
    language: str
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sending:
    """One way by which a message goes out."""

    channel: str
    address: str
    due: datetime
    together: bool


async def everybody(portal: Portal, to: To | Officers | tuple[To | Officers, ...]) -> Sequence[To]:
    """The persons behind a recipient, each once."""
    found: dict[object, To] = {}
    for one in to if isinstance(to, tuple) else (to,):
        if isinstance(one, To):
            found.setdefault(one.actor or one, one)
            continue
        for actor in await _officers(portal, one):
            found.setdefault(actor, To(actor))
    return list(found.values())


async def _officers(portal: Portal, group: Officers) -> Sequence[str]:
    if group.agency:
        return await officers_of(portal, group.agency, group.permission, group.area)
    return await officers_with(portal, group.permission, *([group.also] if group.also else []))


async def reach(portal: Portal, to: To) -> Reached | None:
    """How somebody is reached; None when there is nobody and no address."""
    given = {"email": to.email, "phone": to.phone}
    language = to.language
    if to.actor:
        known = await contacts_of(portal, to.actor)
        if known is None:
            return None  # disabled, or erased
        given["email"] = known.email if "email" in known.proved else given["email"]
        given["phone"] = known.phone if "phone" in known.proved else given["phone"]
        language = known.language or language
    addresses = {kind: address for kind, address in given.items() if address}
    if not to.actor and not addresses:
        return None
    person = to.actor or person_of(portal, addresses.get("email") or addresses["phone"])
    return Reached(person, to.actor, language if language in portal.site.languages else portal.site.languages[0], addresses)


def person_of(portal: Portal, address: str) -> str:
    """What an address is kept under where there is no actor."""
    return portal.cipher.index(address.casefold(), "notifications.person")


async def wanted(channels: Mapping[str, Open], who: Reached, kind: str) -> set[str]:
    """The channels by which this person is told this kind of thing. What they said themselves goes before what is usual."""
    chosen: dict[tuple[str, str], bool] = {}
    for row in await Choice.filter(person=who.person, kind__in=[kind, ANY]):
        chosen[row.kind, row.channel] = row.wanted
    usual = by_default(channels, who.addresses)
    found = set()
    for name, one in channels.items():
        if not who.addresses.get(one.value.kind) or chosen.get((ANY, name)) is False:
            continue
        if chosen.get((kind, name), name in usual):
            found.add(name)
    return found


async def ways(portal: Portal, channels: Mapping[str, Open], who: Reached, kind: str) -> list[Sending]:
    """How and when this person is written to about this kind of thing."""
    names = await wanted(channels, who, kind)
    rhythm = await Rhythm.get_or_none(actor=who.actor) if who.actor and names else None
    found = []
    for name in sorted(names):
        sort = channels[name].value.kind
        due, together = moment(portal, sort, rhythm)
        found.append(Sending(name, who.addresses[sort], due, together))
    return found


def moment(portal: Portal, sort: str, rhythm: Rhythm | None) -> tuple[datetime, bool]:
    """When something of now is sent, and whether together with others. Only mail is kept together; a telephone is quiet at night by itself."""
    now = portal.clock.now()
    local = now.astimezone(portal.site.zone)
    if sort == "email" and rhythm is not None and rhythm.every in ("day", "week"):
        ahead, period = ((7 - local.weekday()) % 7, 7) if rhythm.every == "week" else (0, 1)
        morning = _at(local + timedelta(days=ahead), MORNING)
        if morning <= local:
            morning = _at(morning + timedelta(days=period), MORNING)
        return morning.astimezone(now.tzinfo), True
    begins, ends = (rhythm.quiet_from, rhythm.quiet_until) if rhythm is not None else (0, 0)
    if begins == ends and sort == "phone":
        settings = portal.settings(Settings)
        begins, ends = settings.quiet_from, settings.quiet_until
    return _after_quiet(local, begins, ends).astimezone(now.tzinfo), False


def _after_quiet(local: datetime, begins: int, ends: int) -> datetime:
    """`local`, or the end of the quiet hours that it lies in; they may go over midnight."""
    quiet = begins <= local.hour < ends if begins < ends else begins != ends and (local.hour >= begins or local.hour < ends)
    if not quiet:
        return local
    days = 1 if begins > ends and local.hour >= begins else 0
    return _at(local + timedelta(days=days), ends)


def _at(day: datetime, hour: int) -> datetime:
    """That hour of the day; a zone that moves its clocks is asked anew."""
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)
