"""Employers who post for themselves: an organisation that accounts has checked asks, its agency says yes, and each vacancy is looked at first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.responses import RedirectResponse

from core import Answers, Form, Receipt, Request, Response, Step, render, transaction
from core.errors import RequestError
from core.fields import Refusal, Text
from core.language import format_date
from core.language import gettext_lazy as _
from core.models import page
from plugins.cases.api import CONFIDENTIAL, CaseMoved, NewCase, Reporter, keys_of, open_case
from plugins.cases.api import Case as CaseRow

from .counting import recount
from .entering import check_vacancy, new_code, vacancy_of, vacancy_steps
from .finding import index
from .managing import STATES
from .models import ACCEPTED, FILLED, OPEN, REFUSED, WAITING, Employer, Vacancy
from .settings import Settings

if TYPE_CHECKING:
    from core import Context, Plugin
    from plugins.accounts.api import Organisation

REGISTER, POST = "jobs.register", "jobs.post"
"""Full names: of the forms and of their cases."""
SIZE = 25


def register_form() -> Form:
    """What an officer needs beside name and NIB, which accounts has already."""
    return Form("register", _("Become an employer"), (
        Step("employer", _("What does the organisation do?"), (
            Text("sector", _("Sector"), longest=80), Text("address", _("Address"), longest=300),
            Text("person", _("Whom officers may ask"), longest=100, autocomplete="name"),
        )),
    ))  # fmt: skip


def post_form(plugin: Plugin) -> Form:
    """The same questions as an officer's, but for the employer, who is known."""
    return Form("post", _("Post a vacancy"), vacancy_steps(plugin, without=("employer", "sector")))


async def register(request: Request, answers: Answers) -> Receipt:
    """Ask the agency. Who was refused may ask again; who waits or was accepted need not."""
    who = await _organisation(request)
    there = await Employer.get_or_none(nib=who.nib)
    if there is not None and there.state != REFUSED:
        raise Refusal(_("This organisation is registered already"))
    opened = await open_case(request, _case(request, who, REGISTER, "jobs.employer", who.name, f"NIB {who.nib}", answers, answers["person"]))
    employer = there or Employer(id=uuid4(), nib=who.nib)
    employer.name, employer.sector, employer.address = who.name, answers["sector"], answers["address"]
    employer.state, employer.case = WAITING, opened.case.id
    await employer.save(force_create=there is None)
    return opened.receipt(request.portal)


async def post(request: Request, answers: Answers) -> Receipt:
    """Keep the vacancy and open the case in which it is looked at."""
    who = await _organisation(request)
    employer = await Employer.get_or_none(nib=who.nib, state=ACCEPTED)
    if employer is None:
        raise Refusal(_("The agency has not accepted this organisation as an employer yet"))
    values = {name: answers[name] for name in answers.values}
    check_vacancy(values, here=True)
    code = new_code()
    row = {**values, "employer": employer.name, "sector": employer.sector, "number": code.upper(), "source": request.gettext(_("Employer"))}
    opened = await open_case(request, _case(request, who, POST, "jobs.vacancy", answers["title"], answers["description"], answers, ""))
    one = vacancy_of(request, row, code)
    one.state, one.nib, one.case = WAITING, employer.nib, opened.case.id
    await one.save(force_create=True)
    return opened.receipt(request.portal)


async def decided(context: Context, event: CaseMoved) -> None:
    """An officer has decided: told once or often, it comes out the same."""
    if event.service == REGISTER:
        await Employer.filter(case=event.subject, state=WAITING).update(state=ACCEPTED if event.state == "accepted" else REFUSED)
    elif event.service == POST:
        async with transaction():
            one = await Vacancy.get_or_none(case=event.subject, state=WAITING)
            if one is not None:
                one.state, one.published = (OPEN if event.state == "published" else REFUSED), context.portal.clock.now()
                await one.save(update_fields=["state", "published"])
                await index(context.portal, one)
                await recount(context.portal)


# ---------------------------------------------------------------- the employer's page


@dataclass(frozen=True, slots=True)
class Own:
    """A vacancy of the employer's: where it is followed or read, and whether it can be marked as filled."""

    code: str
    title: str
    href: str
    until: str
    tag: tuple[str, str, str]
    is_open: bool


async def mine(request: Request) -> Response:
    """How the organisation stands, and its vacancies."""
    who = await acting_for(request)
    employer = await Employer.get_or_none(nib=who.nib) if who else None
    case = await CaseRow.get_or_none(id=employer.case) if employer else None
    after, here = request.query_params.get("sesudah", ""), request.portal.url_for("jobs:mine")
    found = await page(Vacancy.filter(nib=who.nib), "published", after=after, size=SIZE) if who and employer else None
    names = {
        "who": who, "state": employer.state if employer else "", "rows": [await _own(request, one) for one in found.rows] if found else [],
        "follow": request.portal.url_for("cases:follow", secret=keys_of(request.portal, case).secret) if case and case.owner == request.actor.id else "",
        "accounts": request.portal.url_for("accounts:wards") if request.portal.runs("accounts") else "",
        "next": f"{here}?sesudah={found.next}" if found and found.next else "", "first": here if after else "",
    }  # fmt: skip
    return render(request, "jobs/mine.html", names)


async def filled(request: Request) -> Response:
    """The employer says that somebody was found (Perpres 57/2023, Pasal 6). Another employer's vacancy is not there."""
    who = await acting_for(request)
    async with transaction():
        one = await Vacancy.filter(code=request.path_params["code"], nib=who.nib).select_for_update().get_or_none() if who else None
        if one is None or one.state not in (OPEN, FILLED):
            raise RequestError(404, request.gettext(_("There is no such vacancy. It may have been taken away.")))
        if one.state == OPEN:
            one.state, one.closed = FILLED, request.portal.clock.now()
            await one.save(update_fields=["state", "closed"])
            await index(request.portal, one)
            await recount(request.portal)
    return RedirectResponse(request.portal.url_for("jobs:mine"), 303)


async def _own(request: Request, one: Vacancy) -> Own:
    title, kind, sign = STATES[one.state]
    return Own(
        one.code, one.title, request.portal.url_for("jobs:vacancy", code=one.code) if one.state not in (WAITING, REFUSED) else "",
        format_date(one.until, request.language), (request.gettext(title), kind, sign), one.state == OPEN,
    )  # fmt: skip


async def acting_for(request: Request) -> Organisation | None:
    """The organisation for which whoever asks acts, where an officer has said that they may."""
    if not request.portal.runs("accounts"):
        return None
    from plugins.accounts.api import organisation_of

    return await organisation_of(request)


async def _organisation(request: Request) -> Organisation:
    who = await acting_for(request)
    if who is None:
        raise Refusal(_("Choose first the organisation for which you act; an officer checks once that you may"))
    return who


def _case(request: Request, who: Organisation, service: str, procedure: str, title: str, text: str, answers: Answers, person: str) -> NewCase:
    found: dict[str, Any] = request.portal.form(service).as_json(answers)
    return NewCase(
        service, procedure, title=title, public_text=text, agency=request.settings(Settings).agency, visibility=CONFIDENTIAL,
        reporter=Reporter(person or who.name), answers=found, owner=request.actor.id, on_behalf_of=request.actor.on_behalf_of,
    )  # fmt: skip
