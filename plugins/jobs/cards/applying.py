"""Asking for a card: a case at the labour agency, the answers sealed with the card, the papers kept; all of it or nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Answers, Receipt, Request
from core.fields import Refusal
from core.language import gettext_lazy as _
from core.models import insert, new_row
from plugins.cases.api import CONFIDENTIAL, NewCase, Reporter, open_case, today

from ..models import Card
from ..settings import Settings
from .dates import is_adult
from .form import CARD, CONTACT, PAPERS

if TYPE_CHECKING:
    from core import Plugin, Portal

TABLE = "jobs_card"
PRODUCT = _("Job-seeker card (AK/I)")


def is_offered(portal: Portal) -> bool:
    """A card is a document: without the plugin that issues them there is none."""
    return portal.runs("documents")


def is_enabled(plugin: Plugin) -> bool:
    """The same before the portal stands."""
    return "documents" in plugin.site.config.plugins.enabled


async def apply(request: Request, answers: Answers) -> Receipt:
    """Open the case, seal the answers, keep the papers. `answers.about` is the card that this one renews, or the application that was refused."""
    portal = request.portal
    if not is_offered(portal):
        raise Refusal(_("Job-seeker cards are not issued here at the moment; ask at the labour agency"))
    if not is_adult(answers["birth_date"], today(portal)):
        raise Refusal(_("The card is for those who are 18 or older; look at the date of birth"))
    home, given = answers["home"], portal.form(CARD).as_json(answers)
    opened = await open_case(request, NewCase(
        CARD, "jobs.card", title=portal.say(PRODUCT, portal.site.languages[0], "jobs"), agency=request.settings(Settings).agency, district=home.district,
        village=home.village, visibility=CONFIDENTIAL, reporter=Reporter(answers["name"], answers["phone"], answers["email"], answers["nik"]),
        answers={slug: values for slug, values in given.items() if slug != "jobs"}, owner=request.actor.id, on_behalf_of=request.actor.on_behalf_of,
    ))  # fmt: skip
    case, papers = opened.case, {name: [file.id for file in answers[name]] for name in PAPERS}
    kept = {name: value for name, value in given["jobs"].items() if name not in (*CONTACT, *PAPERS, "true")}
    sealed = portal.cipher.seal(TABLE, "answers", str(case.id), json.dumps({"answers": kept, "papers": papers}, default=str))
    former = UUID(answers.about) if answers.about else None
    await insert(new_row(Card, id=case.id, former=former, answers=sealed, owner=case.owner))
    await portal.files.keep([UUID(str(file)) for files in papers.values() for file in files], owner="jobs", subject=str(case.id))
    return opened.receipt(portal)


def typed(portal: Portal, row: Card) -> dict[str, Any]:
    """The answers as they would be typed again; empty once they were erased."""
    kept = _sealed(portal, row).get("answers", {})
    return {name: value if isinstance(value, dict) else str(value) for name, value in kept.items() if value not in (None, "")}


def papers_of(portal: Portal, row: Card) -> dict[str, list[UUID]]:
    """The files that were handed in, by what they are."""
    return {name: [UUID(file) for file in files] for name, files in _sealed(portal, row).get("papers", {}).items() if files}


def _sealed(portal: Portal, row: Card) -> dict[str, Any]:
    return dict(json.loads(portal.cipher.open(TABLE, "answers", str(row.id), row.answers))) if row.answers else {}
