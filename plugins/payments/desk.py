"""For the treasurer: every charge, what does not fit first of all, and the few things that only a person may say of money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse

from core import Response, render, transaction
from core.errors import RequestError
from core.fields import PageFields
from core.identifiers import normalise_ticket
from core.language import gettext_lazy as _
from core.models import page
from plugins.cases.api import Case, may_view

from . import states
from .charging import charge_path, said, title_of
from .looking import WHY
from .models import Change, Charge, StatementLine
from .reporting import tell_settled
from .settings import Settings
from .shown import changes_of, is_trial, owner_title, provider_title
from .statement import WAITS
from .states import ENDED, LATE, OPEN, PAID, POSTED, QRIS, REASONS, RECEIVED, STEPS, WAITING, rank
from .words import TITLES, tag_of
from .writing import OFFICER, Writing, change

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

    from core import Request
    from core.language import Text

LOOK, UNPOSTED, UNPAID, DONE, OVER, ALL = "periksa", "belum-dibukukan", "menunggu", "dibukukan", "berakhir", "semua"
FILTERS: dict[str, Text] = {
    LOOK: _("Does not fit"), UNPOSTED: _("Not posted yet"), UNPAID: _("Not paid yet"), DONE: _("Posted"), OVER: _("Ended without money"), ALL: _("All"),
}  # fmt: skip
LONGEST, LONGEST_CODE, MOST_FOUND = 100, 64, 50
POST, ACCEPT, SETTLE = "post", "accept", "settle"


@dataclass(frozen=True, slots=True)
class Row:
    """One charge in the list."""

    charge: Charge
    title: str
    href: str
    owner: str
    provider: str
    tag: tuple[str, str, str]
    why: str
    trial: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One change, as the treasurer reads it."""

    at: datetime
    said: str
    why: str
    source: str
    amount: int | None
    reference: str
    channel: str


async def listed(request: Request) -> Response:
    """The charges of one filter, the newest first; or the one whose number, code or reference was typed."""
    asked = request.query_params.get("tampil", LOOK)
    asked = asked if asked in FILTERS else LOOK
    words, after = request.query_params.get("q", "").replace("\0", "").strip()[:LONGEST], request.query_params.get("setelah", "")
    rows, further = await _find(request, asked, words, after)
    here = request.portal.url_for("payments:desk")
    names = {
        "rows": [_row(request, one) for one in rows], "words": words,
        "search": PageFields(request, {"q": words}).line("q", request.gettext(_("Number, code or reference"))),
        "chips": [(request.gettext(title), f"{here}?tampil={name}", name == asked and not words) for name, title in FILTERS.items()],
        "waiting": await StatementLine.exists(state__in=WAITS),
        "next": f"{here}?tampil={asked}&setelah={further}" if further else "", "first": f"{here}?tampil={asked}" if after else "",
    }  # fmt: skip
    return render(request, "payments/desk.html", names)


async def _find(request: Request, asked: str, words: str, after: str) -> tuple[list[Charge], str]:
    if not words:
        found = await page(_filtered(asked), "created", after=after, size=request.settings(Settings).page_size)
        return found.rows, found.next
    try:
        rows = await Charge.filter(number=normalise_ticket(words))
    except ValueError:
        rows = await _by_slip(words)
    return rows, ""


async def _by_slip(words: str) -> list[Charge]:
    """By what else stands on a slip: the code, the provider's reference, that of the payment."""
    rows = await Charge.filter(code=words).limit(MOST_FOUND) if len(words) <= LONGEST_CODE else []
    if rows := rows or await Charge.filter(reference=words).limit(MOST_FOUND):
        return rows
    told = await Change.filter(reference=words).limit(MOST_FOUND).values_list("charge", flat=True)
    return await Charge.filter(id__in=list(told)) if told else []


def _filtered(asked: str) -> QuerySet[Charge]:
    if asked == LOOK:
        return Charge.filter(attention__in=REASONS)
    states = {UNPOSTED: (PAID, RECEIVED), UNPAID: tuple(OPEN), DONE: (POSTED,), OVER: tuple(ENDED)}.get(asked)
    return Charge.filter(state__in=states) if states else Charge.all()


async def detail(request: Request) -> Response:
    """One charge: what was told of it, line by line, and what can be done."""
    return await _page(request, await _charge(request))


async def act(request: Request) -> Response:
    """Post by hand, accept what came late, or settle what does not fit: each with a reference that can be looked up, and in the log."""
    row, do, reference = await _charge(request), request.posted.one("_do"), " ".join(request.posted.one("reference").split())
    if do not in dict(_actions(row)):
        raise RequestError(409, request.gettext(_("That is not possible any more. Look at the charge again.")))
    if not 3 <= len(reference) <= LONGEST:
        return await _page(request, row, request.gettext(_("Write the reference by which this can be looked up, 3 to 100 characters.")))
    async with transaction():
        charge = await Charge.select_for_update().get(id=row.id)
        if charge.version != row.version:
            raise RequestError(409, request.gettext(_("That is not possible any more. Look at the charge again.")))
        await _done(request, charge, do, reference)
        await request.portal.audit.write(request, f"payments.{do}", about=f"payments:{charge.id}", subject=charge.payer, details={"reference": reference})
    return RedirectResponse(request.portal.url_for("payments:desk_charge", id=str(row.id)), 303)


async def _done(request: Request, charge: Charge, do: str, reference: str) -> None:
    by = request.actor.id
    if do == POST:
        attention = "" if charge.attention == states.UNPOSTED else charge.attention
        writing = Writing(OFFICER, POSTED, reference=reference, amount=charge.amount, by=by)
        await change(request.portal, charge, POSTED, writing, passed=STEPS[rank(charge.state) :], attention=attention)
    elif do == ACCEPT:
        told = await _late_step(charge)
        if await Charge.exists(living=_living(charge)):
            raise RequestError(409, request.gettext(_("There is another charge for the same. Settle this one instead, and return the money.")))
        writing = Writing(OFFICER, told, reference=reference, amount=charge.amount, by=by)
        over = request.portal.clock.now() if told == POSTED else None
        await change(request.portal, charge, told, writing, passed=STEPS[: rank(told)], attention="", living=_living(charge), ended=over)
        await tell_settled(charge)
    else:
        await change(request.portal, charge, charge.state, Writing(OFFICER, reference=reference, by=by), attention="")
        await tell_settled(charge)


def _living(charge: Charge) -> str:
    return f"{charge.owner}:{charge.purpose}:{charge.about}"


async def _late_step(charge: Charge) -> str:
    """The furthest step that was told of a charge after its end, with the right amount."""
    told = await Change.filter(charge=charge.id, reason=LATE).values_list("told", flat=True)
    return max((str(one) for one in told), key=rank)


def _actions(charge: Charge) -> list[tuple[str, Text]]:
    """What an officer may do now."""
    found: list[tuple[str, Text]] = []
    if charge.state in (PAID, RECEIVED):
        found.append((POST, _("Post by hand")))
    if charge.attention == LATE and charge.state in ENDED:
        found.append((ACCEPT, _("Accept the late payment")))
    if charge.attention:
        found.append((SETTLE, _("Settled, or money returned")))
    return found


async def _charge(request: Request) -> Charge:
    row = await Charge.get_or_none(id=request.path_params["id"])
    if row is None:
        raise RequestError(404, "")
    return row


async def _page(request: Request, row: Charge, error: str = "") -> Response:
    say, portal = request.gettext, request.portal
    case = await Case.get_or_none(id=row.case) if row.case else None
    field = PageFields(request, {"reference": request.posted.one("reference")} if error else {}, {"reference": error} if error else {})
    names: dict[str, Any] = {
        "row": _row(request, row), "lines": [(said(line["label"], request.language), line["amount"]) for line in row.lines],
        "told": [_line(request, one) for one in await changes_of(row)], "page": charge_path(portal, row),
        "case": (case.ticket, portal.url_for("cases:desk_case", ticket=case.ticket) if may_view(request.actor, case) else "") if case else None,
        "actions": [(name, say(title)) for name, title in _actions(row)], "errors": [("reference", error)] if error else [],
        "reference": field.line("reference", say(_("Reference")), hint=say(_("The number of the bank's record, of the deposit slip or of the letter."))),
        "waits": row.state == WAITING and row.attention == QRIS,
    }  # fmt: skip
    return render(request, "payments/desk_charge.html", names, status=422 if error else 200)


def _row(request: Request, one: Charge) -> Row:
    portal, language = request.portal, request.language
    words, kind, sign = tag_of(one.state, "")
    return Row(
        one, title_of(one, language), portal.url_for("payments:desk_charge", id=str(one.id)), owner_title(portal, one, language),
        provider_title(portal, one, language), (request.gettext(words), kind, sign), request.gettext(WHY[one.attention]) if one.attention else "",
        is_trial(portal, one),
    )  # fmt: skip


SOURCES = {"portal": _("this portal"), "callback": _("callback"), "asked": _("answer when asked"), "officer": _("officer"), "statement": _("bank statement")}


def _line(request: Request, one: Change) -> Line:
    say = request.gettext
    why = say(WHY[one.reason]) if one.reason else ""
    return Line(one.told_at or one.at, say(TITLES[one.told or one.after]), why, say(SOURCES[one.source]), one.amount, one.reference, one.channel)
