"""Who is told what: of new vacancies once a day, whoever has an alert that fits; of a new application, who has posted the vacancy."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from core import Event, emit, transaction
from core.language import gettext_lazy as _
from plugins.cases.api import Case, CaseOpened

from .alerts import can_tell, wanted_by
from .cards import reminding
from .counting import APPLY
from .finding import INDEX, MOST, Wanted, today
from .models import OPEN, Alert, Application, Vacancy

if TYPE_CHECKING:
    from core import Context, Portal
    from plugins.notifications.api import Message, Notice, Said

BATCH = 500
"""Alerts in one transaction: many more than one person may have."""
SETTLED = timedelta(minutes=5)
"""What was published later may not be written yet by whoever publishes it; the next day tells it."""
NEWEST = 1_000
NAMED = 10
"""Vacancies that a message names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsFound(Event):
    """`n` new vacancies fit the alerts of an account, `subject`; `vacancies` are the ids of the newest."""

    name: ClassVar[str] = "found"
    vacancies: tuple[str, ...]
    n: int


class Matching:
    """The new vacancies that fit a search: looked up once for each search, however many people have saved it."""

    def __init__(self, portal: Portal, new: Sequence[Vacancy]) -> None:
        self.portal, self.new = portal, new
        self._known: dict[Wanted, list[Vacancy]] = {}
        self._by_words: dict[str, Collection[str]] = {}

    async def of(self, wanted: Wanted) -> list[Vacancy]:
        if wanted not in self._known:
            self._known[wanted] = [one for one in self.new if _fits(one, wanted)] if not wanted.words else await self._with_words(wanted)
        return self._known[wanted]

    async def _with_words(self, wanted: Wanted) -> list[Vacancy]:
        words = wanted.words.casefold()
        if words not in self._by_words:
            self._by_words[words] = frozenset(await self.portal.fulltext.find(INDEX, words, MOST))
        keys = self._by_words[words]
        return [one for one in self.new if str(one.id) in keys and _fits(one, wanted)]


async def tell(context: Context) -> None:
    """Each morning: one message a person with everything new that fits, none where there is nothing."""
    portal = context.portal
    until = portal.clock.now() - SETTLED
    longest_ago = await Alert.all().order_by("seen").first()
    if not can_tell(portal) or longest_ago is None or longest_ago.seen >= until:
        return
    opened = Vacancy.filter(state=OPEN, until__gte=today(portal), published__gt=longest_ago.seen, published__lte=until)
    new = await opened.order_by("-published", "-id").limit(NEWEST)
    matching, last = Matching(portal, new), ""
    while rows := await Alert.filter(owner__gt=last).order_by("owner", "id").limit(BATCH):
        if len(rows) == BATCH:  # all of a person at once: those of the last one may not all be here
            rows = [row for row in rows if row.owner != rows[-1].owner]
        await _tell_some(matching, [row.id for row in rows], until)
        last = rows[-1].owner


async def _tell_some(matching: Matching, ids: Sequence[UUID], until: datetime) -> None:
    """Emit and remember in one transaction: another run finds it done."""
    async with transaction():
        found: dict[str, dict[UUID, Vacancy]] = {}
        for alert in await Alert.filter(id__in=list(ids), seen__lt=until).select_for_update():
            fits = {one.id: one for one in await matching.of(wanted_by(alert)) if one.published > alert.seen}
            if fits:
                found.setdefault(alert.owner, {}).update(fits)
        for owner, fits in found.items():
            newest = sorted(fits.values(), key=lambda one: one.published, reverse=True)
            await emit(JobsFound(subject=owner, vacancies=tuple(str(one.id) for one in newest[:NAMED]), n=len(newest)))
        await Alert.filter(id__in=list(ids), seen__lt=until).update(seen=until)


def _fits(one: Vacancy, wanted: Wanted) -> bool:
    return (
        wanted.district in ("", one.district)
        and wanted.education in ("", one.education)
        and wanted.kind in ("", one.kind)
        and (one.disability or not wanted.disability)
    )


def notices() -> list[Notice]:
    """The kinds of messages, with their words."""
    from plugins.notifications.api import Notice, Place

    return [
        Notice(
            "found", _("New vacancies that fit my alerts"), event=JobsFound, make=found, button=_("Vacancy alerts"),
            places=(Place("n", _("New vacancies"), "2"), Place("vacancies", _("Their names"), "Kasir, Toko Contoh\nPenjahit, Konveksi Contoh")),
            subject=_("New vacancies for you: {n}"),
            body=_("These vacancies are new and fit what you look for:\n\n{vacancies}\n\nApplying costs nothing. Nobody may ask for money for a job."),
        ),
        Notice(
            "applied", _("Somebody applied to a vacancy that I posted"), event=CaseOpened, make=applied, button=_("Applications to my vacancies"),
            places=(Place("title", _("Position"), "Tukang kayu"),), subject=_("A new application: {title}"),
            body=_("Somebody has applied to your vacancy “{title}”.\n\nSign in to read the application and to answer it."),
        ),
        reminding.notice(),
    ]  # fmt: skip


async def found(context: Context, event: JobsFound) -> Sequence[Message]:
    """Whoever still has an alert; of the vacancies those that are still open."""
    from plugins.notifications.api import Message, To

    if not await Alert.exists(owner=event.subject):
        return []
    opened = Vacancy.filter(id__in=[UUID(one) for one in event.vacancies], state=OPEN, until__gte=today(context.portal))
    names = [f"{one.title}, {one.employer}" for one in await opened.order_by("-published", "-id")]
    values: Mapping[str, Said] = {"n": str(event.n), "vacancies": "\n".join(names)}
    return [Message(To(event.subject), values, context.portal.url_for("jobs:alerts"))] if names else []


async def applied(context: Context, event: CaseOpened) -> Sequence[Message]:
    """Who posted the vacancy. Nothing of the applicant is said: the page itself asks whether they still act for the employer."""
    if event.service != APPLY:
        return []
    from plugins.notifications.api import Message, To

    row = await Application.get_or_none(id=UUID(event.subject))
    vacancy = await Vacancy.get_or_none(id=row.vacancy) if row else None
    posted = await Case.get_or_none(id=vacancy.case) if vacancy and vacancy.case else None
    if vacancy is None or posted is None or not posted.owner:
        return []
    return [Message(To(posted.owner), {"title": vacancy.title}, context.portal.url_for("jobs:applications"), about=event.subject)]
