"""My vehicles: what a citizen wants to be reminded of, each opening its bill again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from starlette.responses import RedirectResponse

from core import Response, render, render_fragment, transaction
from core.errors import RequestError
from core.identifiers import parse_plate
from core.language import gettext_lazy as _
from core.models import insert, new_row

from .asking import Pair, ask, link_of, read_link
from .calculator import today
from .check import closed_to_others, tag_of
from .models import Saved
from .settings import Settings

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Portal, Request

TABLE = "vehicle_tax_saved"
MOST = 20
"""Vehicles that one person may save."""
ON_THE_ACCOUNT = 3


@dataclass(frozen=True, slots=True)
class Mine:
    """One saved vehicle for the template."""

    id: UUID
    plate: str
    due: date
    tag: tuple[str, str, str]


async def listed(request: Request) -> Response:
    """All of them, what is due first on top."""
    mine = await _mine(request, MOST)
    return render(request, "vehicle_tax/mine.html", {"mine": mine, "full": len(mine) >= MOST, **_reminding(request)})


async def on_the_account(request: Request) -> Markup | None:
    """The few that are due first, on the page of the account, for whoever has saved any."""
    mine = await _mine(request, ON_THE_ACCOUNT)
    return render_fragment(request, "vehicle_tax/account.html", {"mine": mine}) if mine else None


async def ask_to_save(request: Request) -> Response:
    """One question: shall this vehicle be saved?"""
    pair, due = await _due_of(request)
    return closed_to_others(
        render(request, "vehicle_tax/save.html", {"plate": str(pair.plate), "due": due, "link": request.path_params["link"], **_reminding(request)})
    )


async def save(request: Request) -> Response:
    """Save it. A second click finds it saved; more than twenty are refused."""
    pair, due = await _due_of(request)
    portal, actor = request.portal, request.actor.id
    key = pair.index(portal)
    async with transaction():
        known = {row.key for row in await Saved.filter(actor=actor).limit(MOST)}
        if key not in known and len(known) >= MOST:
            raise RequestError(409, request.gettext(_("You have saved twenty vehicles. Delete one first.")))
        if key not in known:
            await insert(new_saved(portal, actor, pair, due))
    return _to_mine(request)


async def _mine(request: Request, most: int) -> list[Mine]:
    day = today(request)
    rows = await Saved.filter(actor=request.actor.id).order_by("due").limit(most)
    return [Mine(row.id, str(pair_of(request.portal, row).plate), row.due, tag_of(request, (row.due - day).days)) for row in rows]


def new_saved(portal: Portal, actor: str, pair: Pair, due: date) -> Saved:
    """A row to be inserted, the vehicle sealed."""
    row = uuid4()
    sealed = portal.cipher.seal(TABLE, "vehicle", str(row), json.dumps([str(pair.plate), pair.chassis]))
    return new_row(Saved, id=row, actor=actor, key=pair.index(portal), vehicle=sealed, due=due, saved=portal.clock.now())


async def opened(request: Request) -> Response:
    """The bill of a saved vehicle, at an address of its own that lasts two hours."""
    row = await _own(request)
    link = link_of(request.portal, pair_of(request.portal, row))
    return closed_to_others(RedirectResponse(str(request.url_for("vehicle_tax:bill", link=link)), 303))


async def delete(request: Request) -> Response:
    """Forget it. A second click finds it gone."""
    wanted = _id(request)
    if wanted is not None:
        await Saved.filter(id=wanted, actor=request.actor.id).delete()
    return _to_mine(request)


def pair_of(portal: Portal, row: Saved) -> Pair:
    """Plate and ending of a saved vehicle, in the clear."""
    plate, chassis = json.loads(portal.cipher.open(TABLE, "vehicle", str(row.id), row.vehicle))
    return Pair(parse_plate(plate), chassis)


async def _due_of(request: Request) -> tuple[Pair, date]:
    """Of the vehicle that the address of its bill stands for."""
    pair = read_link(request.portal, request.path_params["link"])
    answer = await ask(request, pair) if pair else None
    if pair is None or answer is None or answer.vehicle is None:
        raise RequestError(404, "")
    return pair, answer.vehicle.due


async def _own(request: Request) -> Saved:
    wanted = _id(request)
    row = await Saved.get_or_none(id=wanted, actor=request.actor.id) if wanted else None
    if row is None:
        raise RequestError(404, "")
    return row


def _id(request: Request) -> UUID | None:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        return None


def _to_mine(request: Request) -> Response:
    return RedirectResponse(str(request.url_for("vehicle_tax:mine")), 303)


def _reminding(request: Request) -> dict[str, Any]:
    """Whether reminders are sent at all, and how many days ahead, in words."""
    return {"reminds": request.portal.runs("notifications"), "days": _days(request, request.settings(Settings).remind_before)}


def _days(request: Request, days: Sequence[int]) -> str:
    *rest, last = [str(day) for day in days]
    return request.gettext(_("{some} and {last}"), some=", ".join(rest), last=last) if rest else last
