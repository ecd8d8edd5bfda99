"""An application in words: who applies, and what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.language import gettext_lazy as _
from plugins.cases.api import Case, open_reporter

from .applying import answers_of, typed
from .kinds import PermitType
from .models import Application

if TYPE_CHECKING:
    from core import Portal, Request


async def facts_of(request: Request, case: Case, kind: PermitType) -> list[dict[str, Any]]:
    """Rows for `ui.facts`: who applies, then all answers, in the reader's language."""
    portal, row = request.portal, await Application.get_or_none(id=case.id)
    person = await open_reporter(portal, case.id)
    known = (
        (_("Applicant"), person.name), (_("NIK"), person.nik), (_("Telephone number"), person.phone), (_("E-mail address"), person.email)
    ) if person else ()  # fmt: skip
    rows = [{"term": request.gettext(term), "value": value, "written": True} for term, value in known if value]
    said = in_words(portal, case, kind, row, request.language) if row else []
    return [*rows, *({"term": label, "value": "\n".join(lines), "written": True} for _name, label, lines in said)]


def in_words(portal: Portal, case: Case, kind: PermitType, row: Application, language: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Name, question and lines of every answer, as they were given on the day of the application."""
    day = case.opened.astimezone(portal.site.zone).date()
    return portal.answers_in_words(f"permits.{kind.key}", typed(kind, portal, answers_of(portal, row)), language, day)
