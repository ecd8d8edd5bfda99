"""`pendopo demo` for complaints: believable cases of the last ninety days, in every state of the procedure.

The newest ones are opened and moved as citizens and officers would, some with a picture; when many are wanted, all the
others are written in batches.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import transaction
from plugins.cases.api import By, Story, Telling, calendar_of, count_overview, current_procedure, move, open_case, sweep, write_stories

from .categories import categories_of
from .finding import entries_of, index
from .forms import PROCEDURE
from .models import Complaint
from .scenes import draw_scene
from .statistics import compute
from .telling import Doubted, Teller

if TYPE_CHECKING:
    from core import Context, Portal
    from plugins.cases.api import Case

DAYS = 90
FROM_MORNING, TO_EVENING = 5 * 60, 22 * 60
"""Minutes of a day between which people report."""
SWEPT = 5_000
"""Of more, the portal's own clock sends up what is late and counts for the regent, once it is served; here both would cost a third of all."""
LIVED = 60
"""As many of the newest are opened and moved one by one."""
PICTURED = 0.4
SEED = 331600


async def fill(context: Context, count: int, advance: Callable[[int], None]) -> None:
    """Make `count` complaints. A second call makes others."""
    portal = context.portal
    plugin = portal.plugin("complaints")
    if plugin is None:
        return
    random = Random(SEED + await Complaint.all().count())
    teller = Teller(portal, categories_of(plugin), current_procedure(portal, PROCEDURE), calendar_of(portal), random, portal.clock.now())
    shown = list(teller.tell_states())[:count]
    moments = sorted(_moments(count - len(shown), portal, random))
    before, newest = (moments[:-LIVED], moments[-LIVED:]) if count > 3 * LIVED else ([], moments)
    await write_stories(context, map(teller.tell, before), beside=_Beside(portal), advance=advance)
    for story in sorted([*shown, *map(teller.tell, newest)], key=lambda one: one.opened):
        await _live(context, story, teller, random)
        advance(1)
    if count <= SWEPT:  # as the clock would have done: what lies too long has gone up to the supervisor
        await sweep(context)
        await count_overview(context)
    await compute(context)


def _moments(count: int, portal: Portal, random: Random) -> Iterator[datetime]:
    """When each was reported; more of late than long ago."""
    now = portal.clock.now()
    midnight = now.astimezone(portal.site.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for _ in range(count):
        day = midnight - timedelta(days=int(DAYS * random.random() ** 1.8))
        at = day + timedelta(minutes=random.randrange(FROM_MORNING, TO_EVENING), microseconds=random.randrange(60_000_000))
        # In the first hours of a day nobody has reported yet: then it was yesterday.
        yield at if at < now else at - timedelta(days=1)


class _Beside:
    """What a complaint has beside its case, for a batch."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def __call__(self, pairs: Sequence[tuple[Case, Story]]) -> None:
        await Complaint.bulk_create([Complaint(id=case.id, landmark=_landmark(story)) for case, story in pairs])
        await self._portal.fulltext.index_many(entry for case, story in pairs for entry in entries_of(self._portal, case, _landmark(story)))


def _landmark(story: Story) -> str:
    found: Any = story.new.answers["complaints"]["place"]
    return str(found["landmark"])


async def _live(context: Context, story: Story, teller: Teller, random: Random) -> None:
    """Open one case at its moment and make its steps, all in one transaction."""
    photos = await _photos(context.portal, story, teller, random)
    async with transaction():
        opened = await open_case(_at(context, story.opened), replace(story.new, files=tuple(photos[:1])))
        case = opened.case
        await Complaint.create(id=case.id, landmark=_landmark(story))
        await index(context.portal, case, _landmark(story))
        for step in story.steps:
            files = photos[1:] if step.transition == "finish" else []
            moved = await move(_at(context, step.at), case.id, step.transition, step.by, step.answers, files=files, at=step.at)
            if not isinstance(story, Doubted):
                await _agree(context, moved, step, teller)
            photos = photos[:1] if files else photos


async def _agree(context: Context, case: Case, step: Telling, teller: Teller) -> None:
    """Drawn pictures look alike and say no place, so some are weak proof: then another officer agrees, as the procedure wants."""
    transition = teller.procedure.transitions[step.transition]
    if case.state != transition.second_state:
        return
    agree = next(name for name, one in teller.procedure.leaving(case.state) if one.to == transition.to)
    other = next(name for name in teller.words["officers"] if name != step.by.name)
    at = step.at + timedelta(minutes=5)
    await move(_at(context, at), case.id, agree, By(teller.procedure.transitions[agree].who[0], "", other), {}, at=at)


async def _photos(portal: Portal, story: Story, teller: Teller, random: Random) -> list[UUID]:
    """A picture of the problem with some, and of the mended thing with some of those."""
    category = teller.categories.find(story.new.category)
    icon = category.icon if category else ""
    if isinstance(story, Doubted):
        scene = draw_scene(icon, random)
        return [await _staged(portal, scene), await _staged(portal, scene)]
    if random.random() > PICTURED:
        return []
    finished = any(step.transition == "finish" for step in story.steps) and random.random() < 0.5
    icons = [icon, "" if icon == "construction" else icon][: 1 + finished]
    return [await _staged(portal, draw_scene(one, random)) for one in icons]


async def _staged(portal: Portal, picture: bytes) -> UUID:
    return (await portal.files.stage(picture, name="foto.jpg", media_type="image/jpeg", owner="complaints", field="photos")).id


def _at(context: Context, moment: datetime) -> Context:
    """The same context at another moment: a case is opened when the portal's clock says."""
    portal = copy.copy(context.portal)
    portal.clock = _Stopped(moment)
    return replace(context, portal=portal)


class _Stopped:
    """A clock that stands at one moment of the past."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment
