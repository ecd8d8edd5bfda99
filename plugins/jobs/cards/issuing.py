"""Issuing a card: the last step of its case, its number and its document, in one transaction, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Actor, Context, transaction
from core.language import format_date
from plugins.cases.api import By, Case, CaseMoved, Reporter, hold_case, move, open_reporter, today

from ..models import Card
from ..settings import Settings
from .applying import PRODUCT, is_enabled, is_offered, typed
from .dates import next_report, report_days, valid_until
from .form import CARD, PRINTED

if TYPE_CHECKING:
    from core import Plugin
    from plugins.documents.api import DocumentRevoked, NewDocument

TEMPLATE, KIND = "card.typ", "AKI"
BATCH = 100


async def moved(context: Context, event: CaseMoved) -> None:
    """An officer has found an application in order."""
    if event.service == CARD and event.state == "issue":
        await issue(context, UUID(event.subject))


async def waiting(context: Context) -> None:
    """Issue what could not be issued at once, say because nobody was set up to sign."""
    if _can_issue(context):
        for case in await Case.filter(service=CARD, state="issue").order_by("opened", "id").limit(BATCH):
            await issue(context, case.id)


async def issue(context: Context, id: UUID) -> None:
    """Make the last step, unless it was made; where nothing can be signed the case waits."""
    if not _can_issue(context):
        return
    from plugins.documents.api import issue as issue_document

    async with transaction():
        case, row = await hold_case(id), await Card.get_or_none(id=id)
        if case.state != "issue" or row is None:
            return
        case, day = await move(context, id, "issue", By("system")), today(context.portal)
        document = await issue_document(context, await _document(context, case, row, day))
        await Card.filter(id=id).update(
            number=document.number, document=document.id, issued=day, valid_until=valid_until(day), next_report=next_report(day, day)
        )
        if row.former:
            await Card.filter(id=row.former, issued__isnull=False).update(renewed_by=id, next_report=None)


async def revoked(context: Context, event: DocumentRevoked) -> None:
    """An officer took the document of a card back: the card holds no more. Whoever gave it back has said so already."""
    if event.owner == "jobs" and not event.replaced_by:
        living = Card.filter(id=UUID(event.about), ended__isnull=True, revoked__isnull=True)
        await living.update(revoked=today(context.portal), next_report=None)


def warn_of_signatory(plugin: Plugin) -> None:
    """Say before the first card that nobody's name would stand on it."""
    if is_enabled(plugin):
        from plugins.documents.api import warn_of_signatory as warn

        warn(plugin, plugin.settings(Settings))


async def _document(context: Context, case: Case, row: Card, day: date) -> NewDocument:
    from plugins.documents.api import NewDocument, signatory_of

    portal, settings = context.portal, context.settings(Settings)
    person, language = await open_reporter(portal, case.id) or Reporter(), portal.site.languages[0]
    return NewDocument(
        owner="jobs", kind=KIND, subject=str(case.id), title=PRODUCT, template=TEMPLATE, values=_values(context, case, row, person, day, language),
        holder=person.name or "-", signatory=signatory_of(portal, settings, case.agency), agency=case.agency, language=language, valid_until=valid_until(day),
        person=Actor(id=case.owner, kind="citizen") if case.owner else None, case=case.id,
    )  # fmt: skip


def _values(context: Context, case: Case, row: Card, person: Reporter, day: date, language: str) -> Mapping[str, Any]:
    """What the card says. The NIK stands on it whole: employers and other agencies know the holder by it."""
    portal = context.portal
    asked = case.opened.astimezone(portal.site.zone).date()
    said = {name: (label, "\n".join(lines)) for name, label, lines in portal.answers_in_words(CARD, typed(portal, row), language, asked)}
    return {
        "name": person.name, "nik": person.nik, "rows": [{"label": said[name][0], "value": said[name][1]} for name in PRINTED if name in said],
        "reports": [format_date(one, language) for one in report_days(day)],
    }  # fmt: skip


def _can_issue(context: Context) -> bool:
    if not is_offered(context.portal):
        return False
    from plugins.documents.api import can_issue

    return can_issue(context.portal)
