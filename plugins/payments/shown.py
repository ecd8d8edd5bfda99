"""How a charge stands, as its page tells it: each state with its time, and from whom it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.language import format_rupiah
from core.language import gettext_lazy as _

from .looking import WHY
from .models import Change, Charge
from .providers import PROVIDERS
from .states import CREATED, ENDED, OPEN, PAID, POSTED, QRIS, RECEIVED, STEPS, WAITING, rank
from .words import ICONS, LOOKED_AT, NOW, TITLES, UNTIL
from .writing import ASKED, OFFICER, PROVIDER

if TYPE_CHECKING:
    from core import Portal, Request

UNTOLD = _("Nobody told of this step by itself; it follows from the next one.")
SAYS = {PROVIDER: _("{provider} told it"), ASKED: _("{provider} answered so when asked"), OFFICER: _("an officer entered it")}


@dataclass(frozen=True, slots=True)
class Happened:
    """A line for the macro `timeline`."""

    title: str
    state: str
    icon: str = ""
    when: datetime | None = None
    when_note: str = ""
    who: str = ""
    note: str = ""
    text: str = ""
    photos: tuple[object, ...] = ()


def provider_title(portal: Portal, charge: Charge, language: str) -> str:
    one = PROVIDERS.all(portal).get(charge.provider)
    return portal.say(one.value.title, language, one.owner) if one else charge.provider


def owner_title(portal: Portal, charge: Charge, language: str) -> str:
    """The service that made the charge."""
    plugin = portal.plugin(charge.owner)
    return portal.say(plugin.manifest.title, language, charge.owner) if plugin and plugin.manifest else charge.owner


def is_trial(portal: Portal, charge: Charge) -> bool:
    one = PROVIDERS.all(portal).get(charge.provider)
    return bool(one and one.value.trial)


async def changes_of(charge: Charge) -> list[Change]:
    return await Change.filter(charge=charge.id).order_by("n")


def timeline(request: Request, charge: Charge, changes: Sequence[Change]) -> list[Happened]:
    """What happened, the earliest first, and what is still to come."""
    say = request.gettext
    lines = [Happened(say(TITLES[CREATED]), "done", ICONS[CREATED], charge.created, who=owner_title(request.portal, charge, request.language))]
    for one in changes:
        if one.before != one.after:
            lines += [_step(request, state, changes) for state in _passed(one)]
            lines.append(_step(request, one.after, changes, one))
        if one.reason:
            lines.append(_unfit(request, charge, one))
    return lines + _ahead(request, charge)


def _passed(one: Change) -> Sequence[str]:
    """Steps of the money that were jumped over on the way to this state."""
    return STEPS[rank(one.before) : rank(one.after) - 1] if one.after in STEPS else ()


def _step(request: Request, state: str, changes: Sequence[Change], moved: Change | None = None) -> Happened:
    """One state that was reached, with the time of which somebody told; a step may be told of after it was passed."""
    told = next((one for one in changes if one.told == state and not one.reason), moved)
    if told is None:
        return Happened(request.gettext(TITLES[state]), "done", ICONS[state], note=request.gettext(UNTOLD))
    when = told.told_at or told.at
    title = _("Payment code given") if state == WAITING else TITLES[state]
    return Happened(request.gettext(title), "done", ICONS[state], when, who=_who(request, told), note=_reference(request, told))


def _unfit(request: Request, charge: Charge, one: Change) -> Happened:
    """Something that was told and does not fit."""
    say = request.gettext
    note = ""
    if one.amount is not None and one.amount != charge.amount:
        note = say(_("Told: {told}. Charged: {charged}."), told=format_rupiah(one.amount), charged=format_rupiah(charge.amount))
    return Happened(say(WHY[one.reason]), "done", "triangle-alert", one.told_at or one.at, who=_who(request, one), note=note or _reference(request, one))


def _ahead(request: Request, charge: Charge) -> list[Happened]:
    """The states that are still to come; none after the end."""
    if charge.state in ENDED or charge.state == POSTED:
        return []
    say, order = request.gettext, (CREATED, WAITING, PAID, RECEIVED, POSTED)
    coming = order[order.index(charge.state) + 1 :]
    titles = [say(_("Payment code given") if state == WAITING else TITLES[state]) for state in coming]
    due = charge.expires if charge.state in OPEN else None
    first = Happened(titles[0], "now", when=due if coming[0] == PAID else None, when_note=say(_("at the latest on")) if coming[0] == PAID else "")
    return [first, *(Happened(title, "next") for title in titles[1:])]


def _who(request: Request, one: Change) -> str:
    words = SAYS.get(one.source)
    if words is None:
        return request.gettext(_("this portal"))
    said = request.gettext(words, provider=provider_title(request.portal, Charge(provider=one.provider), request.language))
    return f"{one.channel}: {said}" if one.channel else said


def _reference(request: Request, one: Change) -> str:
    return request.gettext(_("Reference {reference}"), reference=one.reference) if one.reference and one.told in STEPS else ""


def standing(request: Request, charge: Charge) -> tuple[str, str, datetime | None]:
    """What holds now; and until when, with the words before it."""
    if charge.attention and charge.attention != QRIS:
        return request.gettext(LOOKED_AT), "", None
    due = charge.expires if charge.state == WAITING else charge.watch_at if charge.state in (PAID, RECEIVED) else None
    return request.gettext(NOW[charge.state]), request.gettext(UNTIL[charge.state]) if due else "", due


def track(request: Request, charge: Charge) -> list[tuple[str, str]]:
    """The way in one line: what is done, what is now, what comes; empty for a charge that ended without money."""
    if charge.state in ENDED:
        return []
    short = {WAITING: _("Pay"), PAID: _("Paid"), RECEIVED: _("At the bank"), POSTED: _("Posted")}
    at = 0 if charge.state in OPEN else rank(charge.state)
    done = charge.state == POSTED
    return [(request.gettext(words), "done" if n < at or done else "now" if n == at else "") for n, words in enumerate(short.values())]
