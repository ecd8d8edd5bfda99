"""What the payer sees: how the charge stands, its receipt, and in the trial the buttons that play a bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse

from core import Response, render
from core.errors import RequestError
from plugins.cases.api import closed_to_others

from .charging import find_by_secret, said, title_of
from .drawing import draw_qris
from .looking import case_path
from .models import Charge
from .providers import ready_providers
from .qris import check_qris
from .reporting import take
from .shown import changes_of, is_trial, owner_title, provider_title, standing, timeline, track
from .states import QRIS, STEPS, WAITING
from .trial import PLAYED, played
from .words import TITLES, WITHOUT_CODE, tag_of
from .writing import PROVIDER

if TYPE_CHECKING:
    from core import Request


async def charge(request: Request) -> Response:
    """The truth about one charge: what to do now, what happened, from whom it is known. Three statements at most."""
    row = await _row(request)
    changes = await changes_of(row)
    trial = is_trial(request.portal, row)
    names = {
        **_about(request, row),
        "timeline": timeline(request, row, changes),
        "track": track(request, row),
        "promise": standing(request, row),
        "pays": row.state == WAITING and row.attention in ("", QRIS),
        "qris": _drawn(request, row),
        "guide": [said(words, request.language) for words in row.guide or ()],
        "without_qris": request.gettext(WITHOUT_CODE) if row.attention == QRIS and row.state == WAITING else "",
        "case": await case_path(request.portal, row),
        "receipt": row.state in STEPS,
        "waits": row.ended is None,
        "plays": [(state, request.gettext(TITLES[state])) for state in PLAYED] if trial and row.provider in ready_providers(request.portal) else [],
    }
    return closed_to_others(render(request, "payments/charge.html", names, block="standing"))


async def receipt(request: Request) -> Response:
    """The receipt, to be printed: only for what was paid."""
    row = await _row(request)
    if row.state not in STEPS:
        raise RequestError(404, "")
    lines = [one for one in timeline(request, row, await changes_of(row)) if one.state == "done"]
    return closed_to_others(render(request, "payments/receipt.html", {**_about(request, row), "timeline": lines}))


async def play(request: Request) -> Response:
    """A button of the trial: what it says is taken as if a provider had called."""
    row = await _row(request)
    state = request.posted.one("state")
    if not is_trial(request.portal, row) or row.provider not in ready_providers(request.portal) or state not in PLAYED:
        raise RequestError(404, "")
    await take(request, row.provider, played(request.portal, str(row.id), state, row.amount), PROVIDER)
    return closed_to_others(RedirectResponse(request.portal.url_for("payments:charge", secret=request.path_params["secret"]), 303))


async def _row(request: Request) -> Charge:
    row = await find_by_secret(request.path_params["secret"])
    if row is None:
        raise RequestError(404, "")
    return row


def _about(request: Request, row: Charge) -> dict[str, Any]:
    """What page and receipt both show."""
    portal, language = request.portal, request.language
    words, kind, sign = tag_of(row.state, row.attention)
    return {
        "charge": row, "secret": request.path_params["secret"], "title": title_of(row, language), "tag": (request.gettext(words), kind, sign),
        "lines": [(said(line["label"], language), line["amount"]) for line in row.lines], "owner": owner_title(portal, row, language),
        "provider": provider_title(portal, row, language), "trial": is_trial(portal, row), "here": request.scope["path"],
    }  # fmt: skip


def _drawn(request: Request, row: Charge) -> Any:
    """The QRIS while it can be paid. It was checked when it came, and is checked once more against what is charged."""
    if row.state != WAITING or not row.qris or row.attention:
        return ""
    one = ready_providers(request.portal).get(row.provider)
    try:
        check_qris(row.qris, row.amount, one.value.merchant(request.portal) if one else "")
    except ValueError:
        return ""
    return draw_qris(row.qris)
