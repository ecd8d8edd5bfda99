"""What somebody wants to be told, by which channel, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.responses import RedirectResponse

from core import Response, render, transaction
from core.fields import ChoiceView, FieldView
from core.language import Text
from core.language import gettext_lazy as _

from .api import To
from .channels import CHANNELS, Open
from .deliveries import masked
from .models import Choice, Rhythm
from .people import ANY, Reached, reach, wanted
from .settings import Settings
from .templates import Kind, kinds_of

if TYPE_CHECKING:
    from core import Request

EVERY: Mapping[str, Text] = {"once": _("At once"), "day": _("Together, every morning at 7"), "week": _("Together, on Monday morning at 7")}
HOURS = range(24)


@dataclass(slots=True)
class Form:
    """The page as it is filled in. `chosen`: channel → kinds that are wanted."""

    chosen: dict[str, set[str]] = field(default_factory=dict)
    every: str = "once"
    quiet_from: str = ""
    quiet_until: str = ""
    errors: dict[str, str] = field(default_factory=dict)


async def form(request: Request) -> Response:
    """As it stands."""
    who, channels, kinds = await _mine(request), CHANNELS.ready(request.portal), _kinds(request)
    rhythm = await Rhythm.get_or_none(actor=request.actor.id)
    shown = Form(every=rhythm.every if rhythm else "once")
    if rhythm and rhythm.quiet_from != rhythm.quiet_until:
        shown.quiet_from, shown.quiet_until = str(rhythm.quiet_from), str(rhythm.quiet_until)
    for kind in kinds:
        for name in await wanted(channels, who, kind.name) if who else ():
            shown.chosen.setdefault(name, set()).add(kind.name)
    return _page(request, shown, who, channels, kinds, saved=request.query_params.get("tersimpan") == "1")


async def save(request: Request) -> Response:
    """Take what was chosen, as it was shown: all of it was looked at."""
    who, channels, kinds = await _mine(request), CHANNELS.ready(request.portal), _kinds(request)
    posted = request.posted
    names = {kind.name for kind in kinds}
    shown = Form({name: names & set(posted.every(f"channel_{name}")) for name in channels}, posted.one("every"), posted.one("from"), posted.one("until"))
    begins, ends = _hour(shown.quiet_from), _hour(shown.quiet_until)
    if (begins is None) != (ends is None):
        shown.errors["until" if ends is None else "from"] = request.gettext(_("Choose both hours, or none"))
    if shown.every not in EVERY:
        shown.errors["every"] = request.gettext(_("Choose one"))
    if shown.errors:
        return _page(request, shown, who, channels, kinds)
    await _write(request, shown, _reachable(channels, who), kinds, begins or 0, ends or 0)
    return RedirectResponse(request.portal.url_for("notifications:choices") + "?tersimpan=1", 303)


async def _write(request: Request, shown: Form, channels: Mapping[str, Open], kinds: list[Kind], begins: int, ends: int) -> None:
    person = request.actor.id
    rows = [
        Choice(id=uuid4(), person=person, kind=kind.name, channel=name, wanted=kind.name in shown.chosen.get(name, ())) for name in channels for kind in kinds
    ]
    async with transaction():
        await Choice.filter(person=person, channel__in=list(channels), kind__in=[ANY, *(kind.name for kind in kinds)]).delete()
        await Choice.bulk_create(rows)
        await Rhythm.filter(actor=person).delete()
        await Rhythm.create(actor=person, every=shown.every, quiet_from=begins, quiet_until=ends)


async def _mine(request: Request) -> Reached | None:
    return await reach(request.portal, To(request.actor.id))


def _kinds(request: Request) -> list[Kind]:
    """What this person may be told: an officer is a citizen too."""
    officer = request.actor.kind == "officer"
    return [kind for kind in kinds_of(request.portal).values() if kind.notice.audience == "citizen" or officer]


def _reachable(channels: Mapping[str, Open], who: Reached | None) -> dict[str, Open]:
    return {name: one for name, one in channels.items() if who and who.addresses.get(one.value.kind)}


def _hour(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 2 and int(text) in HOURS else None


def _page(request: Request, shown: Form, who: Reached | None, channels: Mapping[str, Open], kinds: list[Kind], *, saved: bool = False) -> Response:
    open_ones = _reachable(channels, who)
    views = [_channel(request, name, one, who, kinds, shown) for name, one in open_ones.items() if who]
    errors = [(name, shown.errors[name]) for name in ("every", "from", "until") if name in shown.errors]
    names: dict[str, Any] = {
        "views": views, "rhythm": _rhythm(request, shown) if views else [], "errors": errors, "saved": saved,
        "elsewhere": bool(channels) and len(open_ones) < len(channels),
    }  # fmt: skip
    return render(request, "notifications/choices.html", names, status=422 if errors else 200)


def _channel(request: Request, name: str, one: Open, who: Reached, kinds: list[Kind], shown: Form) -> FieldView:
    say, portal = request.gettext, request.portal
    title = portal.say(one.value.title, request.language, one.owner)
    label = say(_("{channel} to {address}"), channel=title, address=masked(who.addresses[one.value.kind]))
    choices = tuple(
        ChoiceView(
            f"channel_{name}-{n}", kind.name, portal.say(kind.notice.title, request.language, kind.owner), chosen=kind.name in shown.chosen.get(name, ())
        )
        for n, kind in enumerate(kinds)
    )
    return FieldView("checkboxes", f"channel_{name}", label, choices=choices)


def _rhythm(request: Request, shown: Form) -> list[FieldView]:
    say, settings = request.gettext, request.settings(Settings)
    every = tuple(
        ChoiceView("every" if n == 0 else f"every-{n}", value, say(text), chosen=value == shown.every) for n, (value, text) in enumerate(EVERY.items())
    )
    hint = say(_("A telephone is quiet from {begins} to {ends} anyway."), begins=f"{settings.quiet_from:02}.00", ends=f"{settings.quiet_until:02}.00")
    return [
        FieldView("radios", "every", say(_("When mail comes")), error=shown.errors.get("every", ""), choices=every),
        _select(request, "from", _("Quiet from"), shown.quiet_from, shown.errors.get("from", ""), hint),
        _select(request, "until", _("Quiet until"), shown.quiet_until, shown.errors.get("until", "")),
    ]


def _select(request: Request, name: str, label: Text, value: str, error: str, hint: str = "") -> FieldView:
    hours = tuple(ChoiceView(f"{name}-{hour}", str(hour), f"{hour:02}.00", chosen=str(hour) == value) for hour in HOURS)
    words = {"none": request.gettext(_("Never"))}
    return FieldView("select", name, request.gettext(label), hint, error, request.gettext(_("(optional)")), value=value, choices=hours, words=words)
