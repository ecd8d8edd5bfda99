"""My payments: those that somebody made while signed in; and what of them stands on the account's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import Response, render, render_fragment
from core.models import page

from .charging import charge_path, title_of
from .models import Charge
from .settings import Settings
from .shown import is_trial
from .states import WAITING
from .words import tag_of

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Request

ON_THE_ACCOUNT = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One charge in a list."""

    charge: Charge
    title: str
    href: str
    tag: tuple[str, str, str]
    pays: bool
    trial: bool


async def listed(request: Request) -> Response:
    """All of them, the newest first."""
    after = request.query_params.get("setelah", "")
    found = await page(Charge.filter(payer=request.actor.id), "created", after=after, size=request.settings(Settings).page_size)
    here = request.portal.url_for("payments:mine")
    names = {
        "rows": [row_of(request, one) for one in found.rows],
        "next": f"{here}?setelah={found.next}" if found.next else "",
        "first": here if after else "",
    }
    return render(request, "payments/mine.html", names)


async def on_the_account(request: Request) -> Markup | None:
    """The newest few, for whoever has any."""
    rows = await Charge.filter(payer=request.actor.id).order_by("-created", "-id").limit(ON_THE_ACCOUNT)
    if not rows:
        return None
    return render_fragment(request, "payments/account.html", {"rows": [row_of(request, one) for one in rows]})


def row_of(request: Request, one: Charge) -> Row:
    words, kind, sign = tag_of(one.state, one.attention)
    tag = (request.gettext(words), kind, sign)
    return Row(one, title_of(one, request.language), charge_path(request.portal, one), tag, one.state == WAITING, is_trial(request.portal, one))
