"""A person's data in jobs: that a vacancy names them as whom to write to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core import Erasure
from core.identifiers import normalise_phone
from core.language import gettext_lazy as _

from .models import Vacancy

if TYPE_CHECKING:
    from core import Context, Subject

CONTACT = "jobs_vacancy.contact"


async def export(_context: Context, subject: Subject) -> Mapping[str, Any]:
    """The vacancies that name the person's address or number."""
    return {"vacancies": [{"title": one.title, "employer": one.employer, "contact": one.contact} for one in await _naming(subject)]}


async def erase(context: Context, subject: Subject) -> Erasure:
    """The contact goes; the vacancy stays."""
    found = await _naming(subject)
    for one in found:
        one.contact = ""
        await one.save(update_fields=["contact"])
    if found:
        await context.portal.changed("jobs.list")
    return Erasure(tuple(context.gettext(_("{title}: how to reach you"), title=one.title) for one in found))


async def expire(_context: Context, before: Mapping[str, datetime], dry: bool) -> Mapping[str, int]:
    """Contacts of vacancies that were closed before; how many."""
    old = Vacancy.filter(closed__lt=before[CONTACT]).exclude(contact="")
    return {"contacts of employers": await old.count() if dry else await old.update(contact="")}


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
