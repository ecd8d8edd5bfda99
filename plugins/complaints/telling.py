"""Made-up complaints for a demo: what somebody might have reported, and what became of it by now.

The words are in `data/demo.toml`; places, categories and agencies are the site's own, people are invented. Telephone numbers
begin with +62 890, which no operator has, and mail addresses end in a domain that is kept for examples: nobody is ever told.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from plugins.cases.api import By, NewCase, Procedure, Reporter, Story, Telling, WorkingCalendar

from .categories import Categories, Category
from .forms import PROCEDURE, SERVICE
from .words import title_of

if TYPE_CHECKING:
    from core import Portal

WORDS = Path(__file__).parent / "data" / "demo.toml"
PATHS: Sequence[tuple[int, str]] = (
    (46, "forward:0-1 start:1-3 finish:2-9 agree:1-6"),
    (14, "forward:0-1 start:1-4 finish:3-12 close:11-11"),
    (8, "ask:0-1 complete:1-6 forward:0-1 start:1-3 finish:2-8 agree:1-5"),
    (6, "forward:0-1 start:1-2 inquire:1-2 reply:1-5 finish:2-9 agree:1-5"),
    (6, "forward:0-1 start:1-3 finish:1-4 reopen:1-4 finish:2-6 agree:1-4"),
    (4, "forward:0-1 give_back:0-1 forward:0-1 start:1-3 finish:2-8 agree:1-5"),
    (6, "reject:0-2"),
    (4, "refer:0-2"),
    (6, "forward:4-9 start:2-6 finish:16-25 agree:1-5"),
)
"""What may become of a complaint: how often in a hundred, and each transition with the working days until it is made. The last is a slow one."""
FORGOTTEN = 0.04
"""Of all, those that lie where they are until somebody notices that they are late."""


@dataclass(frozen=True, slots=True)
class Step:
    """One transition of a path; made after `least` to `most` working days."""

    name: str
    least: int
    most: int


class Doubted(Story):
    """A story whose last step hands in the photo of the report once more, so that somebody else has to look at it."""

    __slots__ = ()


def _steps(path: str) -> Iterator[Step]:
    for part in path.split():
        name, _, days = part.partition(":")
        least, _, most = days.partition("-")
        yield Step(name, int(least), int(most))


@dataclass(slots=True)
class Teller:
    """Tells one complaint after another. The same `random` on the same site tells the same ones."""

    portal: Portal
    categories: Categories
    procedure: Procedure
    calendar: WorkingCalendar
    random: Random
    now: datetime
    words: Mapping[str, Any] = field(default_factory=lambda: tomllib.loads(WORDS.read_text(encoding="utf-8")))
    _paths: list[list[Step]] = field(init=False)
    _weights: list[int] = field(init=False)

    def __post_init__(self) -> None:
        fitting = [(weight, steps) for weight, path in PATHS if self._fits(steps := list(_steps(path)))] or [(1, [])]
        self._weights, self._paths = [weight for weight, _ in fitting], [steps for _, steps in fitting]

    def _fits(self, steps: Sequence[Step]) -> bool:
        """Whether the site's own procedure has this way, too."""
        state = self.procedure.initial
        for step in steps:
            transition = self.procedure.transitions.get(step.name)
            if transition is None or state not in transition.from_:
                return False
            state = transition.to
        return True

    def tell(self, opened: datetime) -> Story:
        """A complaint of that moment, with all that happened since."""
        path = self.random.choices(self._paths, self._weights)[0]
        if self.random.random() < FORGOTTEN:
            path = path[: self.random.randrange(2)]
        return self._told(opened, path)

    def tell_states(self) -> Iterator[Story]:
        """One complaint for each state that a way passes, standing in that state now; and two that are late."""
        ways: dict[str, Sequence[Step]] = {self.procedure.initial: ()}
        doubted: dict[str, Sequence[Step]] = {}
        for path in self._paths:
            for n, step in enumerate(path, 1):
                transition = self.procedure.transitions[step.name]
                ways.setdefault(transition.to, path[:n])
                if transition.second == "weak_proof":
                    doubted.setdefault(transition.second_state, path[:n])
        for way in ways.values():
            yield self._reaching(way)
        for way in doubted.values():
            story = self._reaching(way)
            yield Doubted(story.new, story.opened, story.steps)
        yield from (self._told(self.now - timedelta(days=days), ()) for days in (9, 13))

    def _reaching(self, path: Sequence[Step]) -> Story:
        """A complaint that has come to the end of `path` just so."""
        for days in range(1, 60):
            story = self._told(self.now - timedelta(days=days), path)
            if len(story.steps) == len(path):
                break
        return story

    def _told(self, opened: datetime, path: Sequence[Step]) -> Story:
        category = self._category()
        new = self._report(category)
        return Story(new, opened, list(self._happened(opened, category, path)))

    def _category(self) -> Category:
        """About officials few report; every other group is as likely."""
        return self.random.choices(self.categories.all, [1 if one.whistleblowing else 5 for one in self.categories.all])[0]

    def _report(self, category: Category) -> NewCase:
        pick = self.random.choice
        district, village, called = self._place()
        matter = next((one for one in self.words["matter"] if category.icon in one["icons"]), None) or self.words["matter"][-1]
        spot = pick(self.words["spots"])
        text = " ".join((pick(matter["problems"]).format(spot=spot, village=called), pick(self.words["since"]), pick(self.words["effect"])))
        visibility = "confidential" if category.whistleblowing else self.random.choices(("public", "anonymous", "confidential"), (84, 12, 4))[0]
        place = {"district": district, "village": village, "landmark": spot[:1].upper() + spot[1:]}
        answers = {"description": text, "place": place, "category": category.id, "visibility": visibility}
        return NewCase(
            SERVICE, PROCEDURE, title=title_of(text), public_text=text, agency=category.agency, district=district, village=village,
            category=category.id, visibility=visibility, reporter=self._person(visibility), answers={"complaints": answers},
        )  # fmt: skip

    def _place(self) -> tuple[str, str, str]:
        """Codes of a district and a village of the site, and the village's name."""
        regions = self.portal.site.regions
        if not regions.districts:
            return "", "", self.portal.site.config.portal.regency
        district = self.random.choice(regions.districts)
        villages = regions.villages(district.code)
        if not villages:
            return district.code, "", district.name
        village = self.random.choice(villages)
        return district.code, village.code, village.name

    def _person(self, visibility: str) -> Reporter:
        random = self.random
        if random.random() < 0.2:
            return Reporter()
        people = self.words["people"]
        first, last = random.choice(people["first"]), random.choice(people["last"])
        phone = f"+62890{random.randrange(10**8):08}" if random.random() < 0.8 else ""
        email = f"{first}.{last}{random.randrange(100)}@example.com".lower() if random.random() < 0.3 else ""
        return Reporter(f"{first} {last}", phone, email, show_name=visibility == "public" and random.random() < 0.4)

    def _happened(self, opened: datetime, category: Category, path: Sequence[Step]) -> Iterator[Telling]:
        """The steps of `path`, as far as time has come."""
        at = opened
        for step in path if category.agency in self.portal.site.agencies else ():
            transition = self.procedure.transitions[step.name]
            function = transition.who[0]
            at = self._after(at, step, function)
            if at >= self.now:
                return
            name = self.random.choice(self.words["officers"]) if function not in ("reporter", "system") else ""
            yield Telling(at, step.name, By(function, "", name), self._answers(step.name, category, at))

    def _after(self, at: datetime, step: Step, function: str) -> datetime:
        """Officers act in their hours, reporters when they find the time, the clock early in the morning."""
        local = at.astimezone(self.portal.site.zone)
        day = self.calendar.add_working_days(local.date(), self.random.randint(step.least, step.most))
        if function == "system":
            return self._moment(day, 7 * 60)
        hour = self.random.randrange(450, 930) if function != "reporter" else self.random.randrange(360, 1200)
        moment = self._moment(day, hour)
        return moment if moment > at else at + timedelta(minutes=self.random.randrange(15, 90))

    def _moment(self, day: date, minute: int) -> datetime:
        return datetime.combine(day, time(minute // 60, minute % 60, self.random.randrange(60)), self.portal.site.zone)

    def _answers(self, name: str, category: Category, at: datetime) -> dict[str, str]:
        """Whatever the transition asks."""
        found: dict[str, str] = {}
        notes = self.words["notes"]
        for ask in self.procedure.transitions[name].asks:
            if ask.kind == "agency":
                found[ask.name] = category.agency
            elif ask.kind == "class" and self.random.random() < 0.1 and "information" in self.procedure.classes:
                found[ask.name] = "information"
            elif ask.kind == "choice":
                found[ask.name] = self.random.choice(list(ask.choices))
            elif ask.kind == "date":
                found[ask.name] = at.astimezone(self.portal.site.zone).date().isoformat()
            elif ask.kind in ("note", "text"):
                found[ask.name] = self.random.choice(notes.get(name if ask.kind == "note" else ask.name) or notes["start"])
        return {key: value for key, value in found.items() if value}
