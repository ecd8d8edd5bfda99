"""Applying to a vacancy that an employer has posted here: what is written lies sealed with jobs, how it goes on with cases, and no officer has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.responses import RedirectResponse

from core import Answers, Context, Form, Receipt, Request, Response, Step, render, transaction
from core.errors import RequestError
from core.fields import Consent, Email, File, LongText, Phone, Refusal, Text
from core.language import format_date
from core.language import gettext_lazy as _
from core.models import insert, new_row
from plugins.cases.api import CONFIDENTIAL, NO_OFFICER, By, Case, CaseMoved, NewCase, closed_to_others, hold_case, keys_of, move, open_case

from .counting import APPLY
from .finding import today
from .models import Application, Vacancy
from .showing import is_open

if TYPE_CHECKING:
    from core import Portal

TABLE = "jobs_application"
KEPT = {"name": "name", "phone": "phone", "email": "email", "text": "words"}
"""What is kept of the answers, and the field that it comes from."""
WITHDRAWN = "withdrawn"
NO_VACANCY = _("There is no such vacancy. It may have been taken away.")


def apply_form() -> Form:
    """What an employer needs to answer, and nothing more."""
    return Form("apply", _("Apply for a job"), (
        Step("applicant", _("Who applies?"), (
            Text("name", _("Full name"), longest=100, autocomplete="name"),
            Phone("phone", _("Telephone number"), hint=_("The employer invites you under this number.")),
            Email("email", _("E-mail address"), optional=True),
        )),
        Step("application", _("Why do you fit?"), (
            LongText(
                "words", _("A few words to the employer"), rows=6, longest=2_000,
                hint=_("What you have learned, where you have worked, and when you could begin."),
            ),
            File("cv", _("CV"), hint=_("A PDF, or a clear photo of the page.")),
            Consent("share", _("The employer of this vacancy may read what I have written and my CV.")),
        )),
    ))  # fmt: skip


async def offer(request: Request) -> Response:
    """To whom the application goes, before anything is written. Who has applied already is led to where it is followed."""
    one = await _open_vacancy(request)
    row = await Application.get_or_none(vacancy=one.id, owner=request.actor.id)
    case = await _living(row)
    if case is not None:
        return closed_to_others(RedirectResponse(request.portal.url_for("cases:follow", secret=keys_of(request.portal, case).secret), 303))
    return render(request, "jobs/offer.html", {"one": one, "until": format_date(one.until, request.language, weekday=True)})


async def apply(request: Request, answers: Answers) -> Receipt:
    """Open the case, seal what was written, keep the file: all of it or nothing. A second application to the same vacancy is the first one."""
    portal, owner, now = request.portal, request.actor.id, request.portal.clock.now()
    one = await Vacancy.filter(code=request.path_params["code"]).select_for_update().get_or_none()
    if one is None or not one.nib or not is_open(one, today(portal)):
        raise Refusal(_("This vacancy is closed; the employer takes no more applications"))
    row = await Application.get_or_none(vacancy=one.id, owner=owner)
    before = await _living(row)
    if before is not None:
        keys = keys_of(portal, before)
        said = _("You have applied for this vacancy already. This is that application; nothing was sent twice.")
        return Receipt(before.ticket, portal.url_for("cases:follow", secret=keys.secret), said, keys.shown_code)
    if row is not None:
        await forget(portal, row)
    opened = await open_case(
        request, NewCase(APPLY, "jobs.application", title=f"{one.title}, {one.employer}", agency=NO_OFFICER, visibility=CONFIDENTIAL, owner=owner)
    )
    case, file = opened.case.id, UUID(answers["cv"][0].id)
    sealed = portal.cipher.seal(TABLE, "answers", str(case), json.dumps({name: answers[field] or "" for name, field in KEPT.items()}))
    await insert(new_row(Application, id=case, vacancy=one.id, nib=one.nib, owner=owner, answers=sealed, file=file, created=now))
    await portal.files.keep([file], owner="jobs", subject=str(case))
    return opened.receipt(portal)


async def withdrawn(context: Context, event: CaseMoved) -> None:
    """What was withdrawn is no longer the employer's to read."""
    if event.service == APPLY and event.state == WITHDRAWN:
        async with transaction():
            row = await Application.get_or_none(id=event.subject)
            if row is not None:
                await forget(context.portal, row)


async def end(context: Context, row: Application, transition: str, by: By) -> None:
    """Forget an application; the case, where nobody has decided it yet, ends by `transition`."""
    async with transaction():
        case = await hold_case(row.id)
        if case.closed is None:
            await move(context, row.id, transition, by)
        await forget(context.portal, row)


async def forget(portal: Portal, row: Application) -> None:
    """The file and the row with everything in it, inside the caller's transaction."""
    await portal.files.discard([row.file], owner="jobs")
    await Application.filter(id=row.id).delete()


def written(portal: Portal, row: Application) -> Mapping[str, str]:
    """What the applicant wrote: name, phone, email, text."""
    return dict(json.loads(portal.cipher.open(TABLE, "answers", str(row.id), row.answers)))


async def _living(row: Application | None) -> Case | None:
    """The case of an application that was not withdrawn."""
    case = await Case.get_or_none(id=row.id) if row else None
    return case if case is not None and case.state != WITHDRAWN else None


async def _open_vacancy(request: Request) -> Vacancy:
    """The vacancy of the address, where one applies here. Others and closed ones have no such page."""
    one = await Vacancy.get_or_none(code=request.path_params["code"])
    if one is None or not one.nib or not is_open(one, today(request.portal)):
        raise RequestError(404, request.gettext(NO_VACANCY))
    return one
