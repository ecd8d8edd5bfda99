"""A person's data in jobs: that a vacancy names them as whom to write to, what they applied for, and their cards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import Subquery

from core import Erasure
from core.identifiers import normalise_phone
from core.language import gettext_lazy as _
from plugins.cases.api import By, Case

from .applying import end, written
from .cards import personal as cards
from .models import Alert, Application, Vacancy

if TYPE_CHECKING:
    from core import Context, Subject

CONTACT, ANSWERS = "jobs_vacancy.contact", "jobs_application.answers"
AT_ONCE = 200


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    """The vacancies that name the person's address or number, and the person's applications."""
    rows = await _applications(subject)
    vacancies: dict[UUID, Vacancy] = {one.id: one for one in (await Vacancy.filter(id__in=[row.vacancy for row in rows]) if rows else ())}
    cases: dict[UUID, Case] = {case.id: case for case in (await Case.filter(id__in=[row.id for row in rows]) if rows else ())}
    return {
        "vacancies": [{"title": one.title, "employer": one.employer, "contact": one.contact} for one in await _naming(subject)],
        "alerts": await Alert.filter(owner=subject.actor_id).values("words", "district", "education", "kind", "disability") if subject.actor_id else [],
        "applications": [
            {
                "ticket": cases[row.id].ticket, "state": cases[row.id].state, "opened": row.created.isoformat(), "vacancy": vacancies[row.vacancy].title,
                "employer": vacancies[row.vacancy].employer, **written(context.portal, row),
            }
            for row in rows
        ],
        "cards": await cards.export(context.portal, subject),
    }  # fmt: skip


async def erase(context: Context, subject: Subject) -> Erasure:
    """The contact goes; the vacancy stays. Applications go with their files, and those that nobody has decided are withdrawn."""
    found, gone = await _naming(subject), []
    for one in found:
        one.contact = ""
        await one.save(update_fields=["contact"])
    if found:
        await context.portal.changed("jobs.list")
    for row in await _applications(subject):
        case = await Case.get(id=row.id)
        await end(context, row, "withdraw", By("reporter", row.owner))
        gone.append(context.gettext(_("{ticket}: what you wrote to the employer, and your CV"), ticket=case.ticket))
    alerts = await Alert.filter(owner=subject.actor_id).delete() if subject.actor_id else 0
    if alerts:
        gone.append(context.gettext(_("The searches of which you wanted to be told")))
    of_cards, kept = await cards.erase(context, subject)
    gone += of_cards
    return Erasure((*(context.gettext(_("{title}: how to reach you"), title=one.title) for one in found), *gone), tuple(kept))


async def expire(context: Context, before: Mapping[str, datetime], dry: bool) -> Mapping[str, int]:
    """Contacts of vacancies that were closed before, and applications to such; how many."""
    old = Vacancy.filter(closed__lt=before[CONTACT]).exclude(contact="")
    contacts = await old.count() if dry else await old.update(contact="")
    over = Application.filter(vacancy__in=Subquery(Vacancy.filter(closed__lt=before[ANSWERS]).values("id"))).order_by("id")
    done = 0
    while not dry and (rows := await over.limit(AT_ONCE)):
        for row in rows:
            await end(context, row, "lapse", By("system"))
        done += len(rows)
    return {
        "contacts of employers": contacts, "applications to vacancies closed long ago": await over.count() if dry else done,
        "answers for job-seeker cards": await cards.expire(context.portal, before[cards.ANSWERS], dry),
    }  # fmt: skip


async def _applications(subject: Subject) -> list[Application]:
    return await Application.filter(owner=subject.actor_id).order_by("created", "id") if subject.actor_id else []


async def _naming(subject: Subject) -> list[Vacancy]:
    """Few vacancies name anybody, and numbers are written in many ways: each is read."""
    wanted = {word for word in (subject.email.casefold(), subject.phone) if word}
    return [one for one in await Vacancy.exclude(contact="") if wanted & set(_named(one.contact))] if wanted else []


def _named(contact: str) -> list[str]:
    found = [word.strip(".,;:()<>").casefold() for word in contact.split()]
    digits = "".join(sign for sign in contact if sign.isdigit() or sign == "+")
    try:
        return [*found, normalise_phone(digits)]
    except ValueError:
        return found
