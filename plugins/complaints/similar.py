"""Open reports that may be about the same problem: within a few hundred metres, or of the same village and group.

Only what everybody may read is ever offered. A report without the reporter's name is found by its village and group alone: who may
ask how far away it is from any point could find out where its reporter stood.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import fields
from core.language import Text
from core.language import gettext_lazy as _
from plugins.cases.api import current_procedure, listed_cases

from .models import Point
from .settings import Settings

if TYPE_CHECKING:
    from core import Answers, Portal, Request
    from core.fields import PlaceAnswer
    from plugins.cases.api import ListedCase

NEW = "new"
"""The answer of somebody whose problem is another one."""
OFFERED, LOOKED_AT = 5, 100
"""How many are shown; and how many points of a neighbourhood, the newest first, are compared."""
EARTH = 6_371_000.0
METRES_A_DEGREE = 111_195.0

Options = Callable[["Request", "Answers"], Awaitable[Sequence[fields.Option]]]


@dataclass(frozen=True, slots=True)
class Similar:
    """A report that may be the same; `metres` is None where nobody can say how far away it is."""

    case: ListedCase
    metres: float | None = None


def similar_reports(service: str, procedure: str) -> Options:
    """The choices of the step: the similar reports, and a new one. Empty where there is none, so that the step is passed over."""

    async def offer(request: Request, answers: Answers) -> Sequence[fields.Option]:
        place, category = answers.get("place"), answers.get("category")
        if not place or not category:
            return ()
        found = await _remembered(request, service, place, category)
        if not found:
            return ()
        landmarks = await _landmarks(request.portal, [one.case.id for one in found])
        said = [_option(request, procedure, one, landmarks.get(one.case.id, "")) for one in found]
        return (*said, fields.Option(NEW, _("No, it is another problem"), _("Your report is sent as a new one.")))

    return offer


async def _landmarks(portal: Portal, cases: Sequence[str]) -> dict[str, str]:
    """The landmarks of at most five reports; in plain SQL, for everybody who sends a report waits for it."""
    marks = ", ".join(f"${n}" for n in range(1, len(cases) + 1))
    rows = await portal.database.records(f"SELECT id, landmark FROM complaints_complaint WHERE id IN ({marks})", *cases)  # noqa: S608 - only marks
    return {str(row["id"]): row["landmark"] for row in rows}


async def _remembered(request: Request, service: str, place: PlaceAnswer, category: str) -> Sequence[Similar]:
    """One look a request: the check page asks twice."""
    known: dict[Any, Sequence[Similar]] = request.scope.setdefault("complaints.similar", {})
    key = (place, category)
    if key not in known:
        known[key] = await find_similar(request.portal, service, place, category, request.settings(Settings).similar_within)
    return known[key]


async def find_similar(portal: Portal, service: str, place: PlaceAnswer, category: str, within: int) -> Sequence[Similar]:
    """At most five open public reports: the nearest first, then those of the same village and group whose point is not known."""
    most = OFFERED if place.latitude is None else 20  # without a point there is nothing to sort them by
    filters = {"village": place.village, "category": category}
    same = (await listed_cases(portal, service, filters=filters, open_only=True, size=most)).cases
    points = await _points(place, within, [UUID(case.id) for case in same])
    near = {case: metres for case, metres in points.items() if metres <= within}
    cases = {UUID(case.id): case for case in same}
    if missing := [case for case in near if case not in cases]:
        found = await listed_cases(portal, service, among=missing, open_only=True, size=len(missing))
        cases |= {UUID(case.id): case for case in found.cases}
    nearest = sorted(
        (Similar(cases[case], metres) for case, metres in near.items() if case in cases), key=lambda one: (one.case.category != category, one.metres)
    )
    # Without a point of one's own nothing is far away.
    others = [Similar(case) for case in same if (known := UUID(case.id)) not in near and (known not in points or place.latitude is None)]
    return [*nearest, *others][:OFFERED]


async def _points(place: PlaceAnswer, within: int, others: Sequence[UUID]) -> dict[UUID, float]:
    """How far away the points of the neighbourhood are, and those of `others`, which may be anywhere. In metres."""
    if place.latitude is None or place.longitude is None:
        return {}
    south, north, west, east = box_around(place.latitude, place.longitude, within)
    nearby = Point.filter(latitude__gte=south, latitude__lte=north, longitude__gte=west, longitude__lte=east).order_by("-id").limit(LOOKED_AT)
    rows = [*await nearby.values_list("id", "latitude", "longitude")]
    if unknown := set(others) - {row[0] for row in rows}:
        rows += await Point.filter(id__in=list(unknown)).values_list("id", "latitude", "longitude")
    return {case: metres_between(place.latitude, place.longitude, latitude, longitude) for case, latitude, longitude in rows}


def box_around(latitude: float, longitude: float, metres: float) -> tuple[float, float, float, float]:
    """South, north, west and east of the square that holds everything within `metres`."""
    down = metres / METRES_A_DEGREE * 1.01
    across = down / max(0.01, math.cos(math.radians(latitude)))
    return latitude - down, latitude + down, longitude - across, longitude + across


def metres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The way over the ground between two points (haversine)."""
    a, b = math.radians(latitude), math.radians(other_latitude)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, half)))


def _option(request: Request, procedure: str, one: Similar, landmark: str) -> fields.Option:
    case, portal = one.case, request.portal
    state = current_procedure(portal, procedure).states.get(case.state)
    regions = portal.site.regions
    village = regions.village(case.village)
    words = [
        case.ticket,
        ", ".join(part for part in (landmark, village.name if village else "") if part),
        request.gettext(_("about {n} metres away"), n=_rounded(one.metres)) if one.metres is not None else "",
        portal.say(state.title, request.language, "complaints") if state else "",
    ]
    hint = " · ".join(word for word in words if word)
    # Words of a person and of the portal, ready as they are: nothing of them is looked up in a catalogue.
    label = request.gettext(_("This is it: {title}"), title=case.title)
    return fields.Option(case.ticket, Text(label, {}), Text(hint, {}), portal.url_for("complaints:detail", ticket=case.ticket))


def _rounded(metres: float) -> int:
    """To 50 metres: more would say where exactly the other reporter stood."""
    return max(50, 50 * math.ceil(metres / 50))
