"""The page of immunisation dates and its calendar file. The day of birth stands in the address alone; nobody writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from core import Response, render
from core.errors import RequestError
from core.fields import PageFields, mistakes
from core.language import format_date
from core.language import gettext_lazy as _
from plugins.cases.api import closed_to_others

from .calendar_file import Entry, calendar_file
from .finding import today
from .immunisation import NOW, OLDEST, PASSED, Vaccine, Visit, visits

if TYPE_CHECKING:
    from core import Request

TAGS = {NOW: (_("Now"), "ok", "check"), PASSED: (_("Time has passed"), "warn", "clock")}


@dataclass(frozen=True, slots=True)
class Shown:
    """One visit for the template. `when` are its days, or the grade; `tag` (text, kind, icon) or none; `unsure` was read in one source or partly."""

    title: str
    vaccines: tuple[tuple[str, str], ...]
    when: str
    tag: tuple[str, str, str] | None
    passed: bool
    unsure: bool


class Vaccinating:
    """The pages, with the site's table at hand."""

    def __init__(self, vaccines: tuple[Vaccine, ...]) -> None:
        self.vaccines = vaccines

    async def page(self, request: Request) -> Response:
        """Ask for the day of birth, and say the dates below."""
        typed = request.query_params.get("lahir", "")[:40]
        birth, error = self._birth(request, typed)
        made = PageFields(request, {"lahir": typed}, {"lahir": error} if error else {})
        fields = [made.day("lahir", request.gettext(_("Date of birth of the child")))]
        found = visits(self.vaccines, birth) if birth else []
        names = {
            "fields_shown": fields, "errors": mistakes(fields), "born": birth, "rows": self._shown(request, found),
            "calendar": f"{request.portal.url_for('health:vaccination_calendar')}?{urlencode({'lahir': typed})}" if birth else "",
            "sources": sorted({one.basis for one in self.vaccines}),
        }  # fmt: skip
        return closed_to_others(render(request, "health/immunisation.html", names, status=422 if error else 200))

    async def calendar(self, request: Request) -> Response:
        """What is still to come, as a calendar file. The same child and vaccine keep their id, so a second import replaces the first."""
        birth, error = self._birth(request, request.query_params.get("lahir", "")[:40])
        if birth is None:
            raise RequestError(422, error or request.gettext(_("Write the day of birth first.")))
        portal = request.portal
        page = f"{portal.absolute_url_for('health:vaccination')}?{urlencode({'lahir': birth.isoformat()})}"
        entries = [
            Entry(
                f"{uuid5(NAMESPACE_URL, f'{portal.base_url}/{birth.isoformat()}/{one.number}')}@pendopo", one.begins,
                request.gettext(_("Immunisation: {vaccines}"), vaccines=", ".join(each.name for each in one.vaccines)),
                request.gettext(_("From {begins} to {ends}. Bring the KIA book. Ask the puskesmas or posyandu for its day."),
                                begins=format_date(one.begins, request.language), ends=format_date(one.ends, request.language)),
                url=page,
            )
            for one in visits(self.vaccines, birth)
            if one.begins and one.ends and one.ends >= today(portal)
        ]  # fmt: skip
        return closed_to_others(calendar_file(portal, request.gettext(_("Immunisation dates")), entries, portal.clock.now(), "imunisasi.ics"))

    def _birth(self, request: Request, text: str) -> tuple[date | None, str]:
        """The day, or why it is none; neither before anything was asked."""
        if not text:
            return None, request.gettext(_("Write the day of birth.")) if "lahir" in request.query_params else ""
        day = today(request.portal)
        try:
            birth = date.fromisoformat(text) if len(text) == 10 else None
        except ValueError:
            birth = None
        if birth is None:
            return None, request.gettext(_("Write the day as year, month and day, like 2026-03-17."))
        if birth > day:
            return None, request.gettext(_("This day has not come yet. Check the year."))
        return (birth, "") if day.year - birth.year <= OLDEST else (None, request.gettext(_("The dates are for children. Check the year.")))

    def _shown(self, request: Request, found: Sequence[Visit]) -> list[Shown]:
        day = today(request.portal)
        return [_line(request, one, day) for one in found]


def _line(request: Request, one: Visit, day: date) -> Shown:
    say, state = request.gettext, one.state(day)
    first = one.vaccines[0]
    if one.begins is None or one.ends is None:
        title, when = say(_("Grade {n} of primary school"), n=first.grade), say(_("At school, in the month that the puskesmas tells"))
    else:
        title = _age_in_words(request, first)
        when = say(_("{begins} to {ends}"), begins=format_date(one.begins, request.language), ends=format_date(one.ends, request.language))
    tag = TAGS.get(state)
    return Shown(
        title, tuple((each.name, say(each.only)) for each in one.vaccines), when, (say(tag[0]), tag[1], tag[2]) if tag else None,
        state == PASSED, not all(each.checked for each in one.vaccines),
    )  # fmt: skip


def _age_in_words(request: Request, vaccine: Vaccine) -> str:
    begins, ends = vaccine.begins, vaccine.ends
    if begins is None or ends is None or begins.number == 0:
        return request.gettext(_("At birth")) if ends and not ends.months else request.gettext(_("Up to {n} month"), n=ends.number if ends else 1)
    return request.gettext(_("{n} months old"), n=begins.number) if begins.months else request.gettext(_("{n} days old"), n=begins.number)
