"""Issuing a permit: the last step of the case, its number and its document, in one transaction, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Actor, transaction
from core.models import insert, new_row
from plugins.cases.api import By, Case, CaseMoved, Reporter, hold_case, months_later, move, open_reporter
from plugins.documents.api import DocumentRevoked, NewDocument, can_issue, issue, signatory_of

from .applying import answers_of
from .kinds import PermitType, PermitTypes
from .models import Application, Permit
from .settings import Settings
from .shown import in_words

if TYPE_CHECKING:
    from core import Context, Portal

TEMPLATE = "permit.typ"
BATCH = 100
SYSTEM = By("system")


class Issuing:
    """Issues what was decided, for one site."""

    def __init__(self, types: PermitTypes) -> None:
        self.types = types

    async def moved(self, context: Context, event: CaseMoved) -> None:
        """A case has reached the state in which its permit is issued."""
        if event.state == "issue" and self.types.of_service(event.service):
            await self.issue(context, UUID(event.subject))

    async def waiting(self, context: Context) -> None:
        """Issue what could not be issued at once, say because nobody was set up to sign; give what was issued before the register its place there."""
        await _place()
        if not can_issue(context.portal):
            return
        for kind in self.types.all:
            for case in await Case.filter(service=f"permits.{kind.key}", state="issue").order_by("opened", "id").limit(BATCH):
                await self.issue(context, case.id)

    async def issue(self, context: Context, id: UUID) -> None:
        """Make the last step, unless it was made; where nothing can be signed the case waits."""
        portal = context.portal
        if not can_issue(portal):
            return
        async with transaction():
            case = await hold_case(id)
            kind, row = self.types.of_service(case.service), await Application.get_or_none(id=id)
            if case.state != "issue" or kind is None or row is None:
                return
            case = await move(context, id, "issue", SYSTEM)
            today = portal.clock.now().astimezone(portal.site.zone).date()
            until = valid_until(kind, answers_of(portal, row), today)
            document = await issue(context, await self._document(context, case, kind, row, until))
            new = new_row(
                Permit, id=id, kind=kind.id, number=document.number, document=document.id, owner=case.owner, issued=today, valid_until=until,
                agency=case.agency, district=case.district, village=case.village,
            )  # fmt: skip
            await insert(new)
            if row.former:
                await Permit.filter(id=row.former).update(renewed_by=id)

    async def revoked(self, context: Context, event: DocumentRevoked) -> None:
        """The letter of a permit was taken back: the permit holds no more."""
        if event.owner == "permits" and not event.replaced_by:
            day = context.portal.clock.now().astimezone(context.portal.site.zone).date()
            await Permit.filter(id=UUID(event.about), revoked__isnull=True).update(revoked=day)

    async def _document(self, context: Context, case: Case, kind: PermitType, row: Application, until: date | None) -> NewDocument:
        portal, settings = context.portal, context.settings(Settings)
        person = await open_reporter(portal, case.id) or Reporter()
        language = portal.site.languages[0]
        return NewDocument(
            owner="permits", kind=kind.id.upper(), subject=str(case.id), title=kind.product, template=TEMPLATE,
            values=_values(portal, case, kind, row, person, language), holder=person.name or "-", signatory=signatory_of(portal, settings, case.agency),
            agency=case.agency, language=language,
            valid_until=until, person=Actor(id=case.owner, kind="citizen") if case.owner else None, case=case.id,
        )  # fmt: skip


async def _place() -> None:
    """A migration sees no other plugin's tables, so that permits from before the columns get their case's agency and area here."""
    old = [permit.id for permit in await Permit.filter(agency__isnull=True).limit(BATCH)]
    for case in await Case.filter(id__in=old) if old else []:
        await Permit.filter(id=case.id).update(agency=case.agency, district=case.district, village=case.village)


def _values(portal: Portal, case: Case, kind: PermitType, row: Application, person: Reporter, language: str) -> Mapping[str, Any]:
    """What the letter says: who, and the answers that are printed."""
    printed = {asked.name for asked in kind.asked() if asked.printed}
    said = {name: (label, lines) for name, label, lines in in_words(portal, case, kind, row, language)}
    rows = [{"label": label, "value": "\n".join(lines)} for name, (label, lines) in said.items() if name in printed]
    return {
        "name": person.name, "nik": _masked(person.nik), "address": "\n".join(said.get("address", ("", ()))[1]), "rows": rows,
        "product": portal.say(kind.product, language, "permits"), "ticket": case.ticket, "legal_basis": list(kind.legal_basis),
    }  # fmt: skip


def _masked(nik: str) -> str:
    return f"{nik[:6]}{'*' * 6}{nik[-4:]}" if len(nik) == 16 else ""


def valid_until(kind: PermitType, answers: Mapping[str, Any], today: date) -> date | None:
    """The last day on which it is valid: so many months on, and not after what the form says."""
    until = months_later(today, kind.valid_months) - timedelta(days=1) if kind.valid_months else None
    said = answers.get(kind.not_after) if kind.not_after else None
    limit = date.fromisoformat(said) if said else None
    return min((day for day in (until, limit) if day is not None), default=None)
