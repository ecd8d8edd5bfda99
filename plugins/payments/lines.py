"""For the treasurer: lines of the bank's statement that fit no charge, and how each was settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse

from core import Response, render, transaction
from core.errors import RequestError
from core.fields import PageFields
from core.language import gettext_lazy as _
from core.models import page

from .models import StatementLine
from .settings import Settings
from .statement import DIFFERS, SETTLED, UNMATCHED, WAITS

if TYPE_CHECKING:
    from core import Request
    from core.fields import FieldView

LONGEST = 100
WHY = {UNMATCHED: _("No charge has this code"), DIFFERS: _("Told again with other figures")}


@dataclass(frozen=True, slots=True)
class Shown:
    """One line, and the field in which its officer writes what became of it."""

    line: StatementLine
    why: str
    charge: str
    note: FieldView


async def listed(request: Request) -> Response:
    """What waits, the newest first."""
    return await _page(request, {}, {})


async def settle(request: Request) -> Response:
    """Put a line away, with what became of its money; in the log."""
    line_id, note = request.path_params["id"], " ".join(request.posted.one("note").split())
    line = await StatementLine.get_or_none(id=line_id)
    if line is None:
        raise RequestError(404, "")
    if not 3 <= len(note) <= LONGEST:
        return await _page(request, {str(line_id): note}, {str(line_id): request.gettext(_("Write what became of it, 3 to 100 characters."))})
    async with transaction():
        if not await StatementLine.filter(id=line_id, state__in=WAITS).update(state=SETTLED, note=note):
            raise RequestError(409, request.gettext(_("This line was settled already.")))
        await request.portal.audit.write(request, "payments.settle_line", about=f"payments:{line_id}", details={"note": note, "reference": line.reference})
    return RedirectResponse(request.portal.url_for("payments:lines"), 303)


async def _page(request: Request, typed: dict[str, str], errors: dict[str, str]) -> Response:
    after, here = request.query_params.get("setelah", ""), request.portal.url_for("payments:lines")
    found = await page(StatementLine.filter(state__in=WAITS), "at", after=after, size=request.settings(Settings).page_size)
    names: dict[str, Any] = {
        "rows": [_shown(request, one, typed, errors) for one in found.rows], "errors": [(f"{one}-note", why) for one, why in errors.items()],
        "imports": request.portal.url_for("core:import", table="payments.statement"),
        "next": f"{here}?setelah={found.next}" if found.next else "", "first": here if after else "",
    }  # fmt: skip
    return render(request, "payments/lines.html", names, status=422 if errors else 200)


def _shown(request: Request, one: StatementLine, typed: dict[str, str], errors: dict[str, str]) -> Shown:
    key = str(one.id)
    made = PageFields(request, {"note": typed.get(key, "")}, {"note": errors[key]} if key in errors else {}, prefix=key)
    charge = request.portal.url_for("payments:desk_charge", id=str(one.charge)) if one.charge else ""
    return Shown(one, request.gettext(WHY[one.state]), charge, made.line("note", request.gettext(_("What became of it"))))
