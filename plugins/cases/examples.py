"""A procedure's own examples: stories that must come out as they are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from .calendar import WorkingCalendar
from .clock import Moment, Refused, Standing, decide, stand
from .procedure import Example, ExampleStep, Procedure

WIB = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one example came out; `differences` is empty when it came out as written."""

    title: str
    place: tuple[str | int, ...]
    differences: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.differences


def run_examples(procedure: Procedure, holidays: Iterable[date], *, zone: tzinfo = WIB) -> tuple[Outcome, ...]:
    """Play every example over the calendar of `holidays` and the example's own."""
    days = tuple(holidays)
    return tuple(_Story(procedure, example, days, zone).outcome(n) for n, example in enumerate(procedure.examples))


class _Story:
    """One example while it is played."""

    def __init__(self, procedure: Procedure, example: Example, holidays: Sequence[date], zone: tzinfo) -> None:
        self.procedure, self.example, self.zone = procedure, example, zone
        self.calendar = WorkingCalendar({*holidays, *example.holidays})
        self.settings = {name: example.settings.get(name, 0) for name in procedure.settings()}
        self.history = [Moment(self._local(example.opened), procedure.initial, example.class_)]
        self.agency = "agency"
        self.done_by: dict[str, str] = {}

    def outcome(self, n: int) -> Outcome:
        place: tuple[str | int, ...] = ("examples", n)
        missing = sorted(self.procedure.settings() - set(self.example.settings))
        if missing:
            return Outcome(self.example.title, place, (f"it needs settings = {{ {missing[0]} = … }}",))
        if found := self._compare(self.example.due, "", None, self._standing()):
            return Outcome(self.example.title, (*place, "due"), found)
        for m, step in enumerate(self.example.steps):
            if found := self._play(step):
                return Outcome(self.example.title, (*place, "steps", m), found)
        return Outcome(self.example.title, place)

    def _play(self, step: ExampleStep) -> tuple[str, ...]:
        at = self._local(step.at)
        if at < self.history[-1].at:
            return (f"{at:%Y-%m-%d %H:%M} lies before the step above it",)
        self._let_the_clock_act(at)
        today = at.astimezone(self.zone).date()
        if step.do:
            try:
                self._move(step, at, today)
            except Refused as refused:
                return () if step.refused else (f"{step.do!r} was refused: {refused.message}",)
            if step.refused:
                return (f"{step.do!r} should have been refused, and was not",)
        standing = self._standing()
        late = () if step.late is None or standing.is_late(today) == step.late else (f"expected it {'late' if step.late else 'in time'}, and it is not",)
        return (*self._compare(step.due, step.state, today, standing), *late)

    def _move(self, step: ExampleStep, at: datetime, today: date) -> None:
        transition = self.procedure.transitions[step.do]
        given = {"note": step.note, "agency": step.agency, "class": step.class_, **step.answers}
        answers = {key: value for key, value in given.items() if value}
        function = step.who or transition.who[0]
        who = step.by or function
        made = decide(
            self.procedure, self._standing(), step.do, function, answers,
            agency=self.agency, today=today, calendar=self.calendar, zone=self.zone, weak=step.weak, who=who, done_by=self.done_by,
        )  # fmt: skip
        self.agency, self.done_by[step.do] = made.agency, who
        self.history.append(Moment(at, made.state, made.class_))

    def _let_the_clock_act(self, until: datetime) -> None:
        """Make the clock's own transitions, each at midnight after its limit."""
        today = until.astimezone(self.zone).date()
        for _ in range(len(self.procedure.states) + 1):
            standing = self._standing()
            passed = standing.automatic(today)
            if passed is None:
                return
            at = datetime.combine(passed.due.day + timedelta(days=1), time(0, 1), self.zone)
            self.history.append(Moment(max(at, self.history[-1].at), self.procedure.transitions[passed.then].to, standing.class_))

    def _compare(self, due: date | str | None, state: str, _today: date | None, standing: Standing) -> tuple[str, ...]:
        found = []
        if state and standing.state != state:
            found.append(f"expected the state {state!r}, and it is {standing.state!r}")
        reached = standing.due.day if standing.due else None
        if due is not None and (reached or "none") != due:
            found.append(f"expected the due day {due}, and it is {reached or 'none'}")
        return tuple(found)

    def _standing(self) -> Standing:
        return stand(self.procedure, self.history, self.calendar, self.zone, self.settings)

    def _local(self, at: datetime | date) -> datetime:
        if not isinstance(at, datetime):
            return datetime.combine(at, time(12), self.zone)
        return at if at.tzinfo else at.replace(tzinfo=self.zone)
