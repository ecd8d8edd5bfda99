"""From a filled-in form to an application: a case with its offices and days, the sealed answers, the documents, all in one transaction."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Answers, Receipt, Request
from core.fields import Region
from core.models import insert, new_row
from plugins.cases.api import CONFIDENTIAL, NewCase, Reporter, open_case

from .forms import CONTACT
from .kinds import PermitType, PermitTypes
from .models import SENT, Application, Paper

if TYPE_CHECKING:
    from core import Portal

TABLE = "permits_application"
NOT_KEPT = (*CONTACT, "true")
"""Fields whose answers are kept elsewhere, or nowhere."""


def applying_for(kind: PermitType, types: PermitTypes) -> Callable[[Request, Answers], Awaitable[Receipt]]:
    """What the form of one type does when it is sent."""

    async def apply(request: Request, answers: Answers) -> Receipt:
        """Open the case, seal the answers, keep the documents: all of it or nothing."""
        portal = request.portal
        opened = await open_case(request, _case(request, kind, types, answers))
        case, now = opened.case, portal.clock.now()
        sealed = portal.cipher.seal(TABLE, "answers", str(case.id), json.dumps(_kept(portal, kind, answers), ensure_ascii=False))
        former = UUID(answers.about) if answers.about else None
        fee = kind.fee if isinstance(kind.fee, int) and kind.fee else None
        await insert(new_row(Application, id=case.id, kind=kind.id, former=former, answers=sealed, fee=fee))
        handed_in = [(one.id, UUID(file.id)) for one in kind.requirements for file in answers.get(one.field, ())]
        await portal.files.keep([file for _requirement, file in handed_in], owner="permits", subject=str(case.id))
        for requirement, file in handed_in:
            await insert(new_row(Paper, id=file, case=case.id, requirement=requirement, file=file, state=SENT, sent=now))
        return opened.receipt(portal)

    return apply


def _case(request: Request, kind: PermitType, types: PermitTypes, answers: Answers) -> NewCase:
    portal = request.portal
    district, village = _where(kind, answers)
    return NewCase(
        f"permits.{kind.key}",
        f"permits.{kind.way}",
        title=portal.say(kind.title, portal.site.languages[0], "permits"),
        agency=types.agency(kind.office),
        district=district,
        village=village,
        visibility=CONFIDENTIAL,
        reporter=Reporter(answers["name"], answers["phone"], answers["email"], answers["nik"]),
        answers={slug: values for slug, values in portal.form(f"permits.{kind.key}").as_json(answers).items() if slug != "permits"},
        owner=request.actor.id,
        on_behalf_of=request.actor.on_behalf_of,
        settings=kind.settings(),
        offices={"issuing": types.agency(kind.office), "technical": types.agency(kind.technical)},
        marks=("assessed",) if isinstance(kind.fee, int) and kind.fee else (),
    )


def _where(kind: PermitType, answers: Answers) -> tuple[str, str]:
    """District and village of the first place that the form asks for, for officers who work in an area."""
    for asked in kind.asked():
        if asked.kind in ("place", "region") and (place := answers.get(asked.name)):
            return place.district, place.village
    return "", ""


def _kept(portal: Portal, kind: PermitType, answers: Answers) -> dict[str, Any]:
    """The answers as they are sealed: of this plugin's own fields, without files and without who it is."""
    form = portal.form(f"permits.{kind.key}")
    files = {one.field for one in kind.requirements}
    return {name: value for name, value in form.as_json(answers)["permits"].items() if name not in NOT_KEPT and name not in files}


def answers_of(portal: Portal, row: Application) -> dict[str, Any]:
    """The answers again; empty once they were erased."""
    return dict(json.loads(portal.cipher.open(TABLE, "answers", str(row.id), row.answers))) if row.answers else {}


def typed(kind: PermitType, portal: Portal, kept: dict[str, Any]) -> dict[str, Any]:
    """Kept answers as somebody would type them, for a form that begins with them."""
    form, found = portal.form(f"permits.{kind.key}"), dict[str, Any]()
    for name, value in kept.items():
        placed = form.placed(name)
        if placed is None or value is None or value == "":
            continue
        if isinstance(value, bool):
            found[name] = "yes" if value else "no"
        elif isinstance(value, dict) and isinstance(placed.field, Region):
            found[name] = {part: str(inner) for part, inner in value.items() if inner is not None}
        else:
            found[name] = value if isinstance(value, list) else str(value)
    return found
