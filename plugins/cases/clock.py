"""Where a case stands, and until when: the procedure's limits run over what happened so far.

Pure: the same history, calendar and settings always give the same answer. Nothing about a case's clock is stored but
the due day that was promised, so a changed table of holidays is simply asked again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from core.errors import PendopoError, did_you_mean
from core.language import Text

from .calendar import Due, WorkingCalendar
from .procedure import Procedure, Transition, days_of


class Refused(PendopoError):
    """A transition that may not be made now, by this function, or with these answers. Nothing was changed."""

    code = "case.refused"


@dataclass(frozen=True, slots=True)
class Moment:
    """The case was opened, or moved: when, into which state, and its class from then on."""

    at: datetime
    state: str
    class_: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """A limit that runs now. `then` is the transition that the clock makes when it has passed; without one the case is late."""

    name: str
    title: Text
    since: date
    due: Due
    then: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands. `running` begins with the earliest limit: the due day that everybody is shown."""

    state: str
    class_: str
    since: datetime
    running: tuple[Running, ...] = ()
    paused_since: datetime | None = None

    @property
    def due(self) -> Due | None:
        return self.running[0].due if self.running else None

    @property
    def promised(self) -> str:
        """The due day as an entry of the timeline holds it; nothing where no clock runs."""
        return self.due.day.isoformat() if self.due else ""

    def is_late(self, today: date) -> bool:
        return any(limit.due.day < today and not limit.then for limit in self.running)

    def automatic(self, today: date) -> Running | None:
        """The limit that has passed and whose transition the clock should make now."""
        return next((limit for limit in self.running if limit.then and limit.due.day < today), None)


@dataclass(slots=True)
class _Walk:
    """What the limits need of the history: since when the present stay counts, and when the clock stood still."""

    first: dict[str, date] = field(default_factory=dict)
    stay: date = date.min
    interrupted: tuple[str, date] | None = None
    pauses: list[tuple[date, date]] = field(default_factory=list)


def stand(procedure: Procedure, history: Sequence[Moment], calendar: WorkingCalendar, zone: tzinfo, settings: Mapping[str, int]) -> Standing:
    """Where a case of this `history` (its opening first) stands. `settings` are those its procedure's limits read."""
    walk = _walk(procedure, history, zone)
    last, state, since = history[-1], procedure.states[history[-1].state], since_of(history)
    class_ = last.class_ or procedure.default_class
    if state.end:
        return Standing(last.state, class_, since)
    running: list[Running] = []
    if state.limit is not None and (days := days_of(state.limit, class_, settings)) is not None:
        start = walk.first[last.state] if state.restart_clock == "once" else walk.stay
        due = calendar.due(start, days) if state.pause else _extended(calendar, start, days, walk.pauses)
        running.append(Running(f"states.{last.state}", state.title, start, due, state.then))
    if not state.pause:
        for name, overall in procedure.limits.items():
            started = _started(overall.starts, overall.ends, history, zone)
            if started is not None and (days := days_of(overall.days, class_, settings)) is not None:
                running.append(Running(f"limits.{name}", overall.title, started, _extended(calendar, started, days, walk.pauses)))
    return Standing(last.state, class_, since, tuple(sorted(running, key=lambda limit: limit.due.day)), since if state.pause else None)


def since_of(history: Sequence[Moment]) -> datetime:
    """Since when the case is in its state."""
    state = history[-1].state
    return next((m.at for before, m in zip(reversed(history[:-1]), reversed(history[1:]), strict=True) if before.state != state), history[0].at)


def _walk(procedure: Procedure, history: Sequence[Moment], zone: tzinfo) -> _Walk:
    """A pause interrupts a stay: whoever comes back to the same state goes on, whoever goes elsewhere begins anew.

    A step that leads to where the case is already, as when it is handed over, is no new stay: its clock runs on."""
    walk, here, paused = _Walk(), "", date.min
    for moment in history:
        day, state = moment.at.astimezone(zone).date(), procedure.states[moment.state]
        walk.first.setdefault(moment.state, day)
        was_paused = bool(here) and bool(procedure.states[here].pause)
        if was_paused and not state.pause:
            walk.pauses.append((paused, day))
        if state.pause and not was_paused:
            paused, walk.interrupted = day, (here, walk.stay)
        back = walk.interrupted if was_paused and not state.pause and walk.interrupted and walk.interrupted[0] == moment.state else None
        if moment.state != here:
            walk.stay = back[1] if back else day
        if not state.pause:
            walk.interrupted = None
        here = moment.state
    return walk


def _extended(calendar: WorkingCalendar, start: date, days: int, pauses: Iterable[tuple[date, date]]) -> Due:
    """The due day, moved by the working days during which the clock stood still; what was late before a pause stays late."""
    day = calendar.add_working_days(start, days)
    for begin, end in pauses:
        if begin <= day and (stood := calendar.working_days_between(max(begin, start), end)):
            day = calendar.add_working_days(day, stood)
    return Due(day, calendar.is_provisional(start, day))


def _started(starts: str, ends: Sequence[str], history: Sequence[Moment], zone: tzinfo) -> date | None:
    """Since when a limit over several states runs; None when it has not begun or is met."""
    since: date | None = None
    for n, moment in enumerate(history):
        if moment.state in ends:
            since = None
        elif since is None and (moment.state == starts if starts else n == 0):
            since = moment.at.astimezone(zone).date()
    return since


@dataclass(frozen=True, slots=True)
class Decision:
    """What a transition does to a case."""

    name: str
    transition: Transition
    state: str
    class_: str
    agency: str
    answers: Mapping[str, str]


def decide(
    procedure: Procedure,
    standing: Standing,
    name: str,
    function: str,
    answers: Mapping[str, str],
    *,
    agency: str,
    today: date,
    calendar: WorkingCalendar,
    zone: tzinfo,
    weak: bool = False,
    who: str = "",
    done_by: Mapping[str, str] | None = None,
    offices: Mapping[str, str] | None = None,
    marks: Collection[str] | None = None,
) -> Decision:
    """What making the transition `name` means, or `Refused` with the reason. `agency` has the case now.

    `weak` says that the proof is; `who` acts, and `done_by` says who made each transition last, so that two persons are two.
    `offices` are the agencies of the case's offices; `marks` are those that it has (None: do not ask for any)."""
    possible = dict(procedure.leaving(standing.state))
    transition = possible.get(name)
    if transition is None:
        if name in procedure.transitions:
            raise Refused(
                f"The case is in the state {standing.state!r}; {name!r} does not lead out of it.",
                hint=f"Possible now: {', '.join(possible) or 'nothing'}.",
                code="case.not_now",
            )
        raise Refused(f"There is no transition {name!r}.", hint=did_you_mean(name, possible), code="case.unknown_transition")
    if function not in transition.who:
        raise Refused(f"{name!r} is made by {' or '.join(transition.who)}, not by {function}.", code="case.not_yours")
    if transition.within is not None and calendar.add_working_days(standing.since.astimezone(zone).date(), transition.within) < today:
        raise Refused(f"{name!r} is possible within {transition.within} working days.", hint="Open a new case and name this one in it.", code="case.too_late")
    if missing := sorted(set(transition.needs) - set(marks)) if marks is not None else []:
        raise Refused(f"{name!r} waits for {', '.join(missing)}.", hint="The service says so when that is done.", code="case.needs")
    state = transition.reaches(weak=weak)
    _check_second(name, transition, state, who, done_by or {})
    return Decision(
        name,
        transition,
        state,
        _class(procedure, standing, transition, answers),
        _agency(transition, answers, (offices or {}).get(procedure.states[state].office) or agency),
        _answers(name, transition, answers),
    )


def _check_second(name: str, transition: Transition, state: str, who: str, done_by: Mapping[str, str]) -> None:
    """Two persons are two: whoever acts without a name can be neither the first nor the second of them."""
    first = [done_by[other] for other in transition.other_than if other in done_by]
    if who in first or (not who and (first or (transition.second and state == transition.second_state))):
        hint = "Whoever did the work does not check it." if who else "Say who acts: only so it is seen that two persons are two."
        other = " or ".join(transition.other_than)
        raise Refused(f"{name!r} needs two persons{f', one of whom made {other}' if other else ''}.", hint=hint, code="case.second")


def _class(procedure: Procedure, standing: Standing, transition: Transition, answers: Mapping[str, str]) -> str:
    chosen = answers.get("class", "") if transition.asked("class") else ""
    if chosen and chosen not in procedure.classes:
        raise Refused(f"There is no class {chosen!r}.", hint=did_you_mean(chosen, procedure.classes), code="case.answers")
    return chosen or standing.class_


def _agency(transition: Transition, answers: Mapping[str, str], agency: str) -> str:
    ask = transition.asked("agency")
    chosen = answers.get("agency", "") if ask else ""
    if ask and ask.other and chosen in ("", agency):
        raise Refused("It goes to another agency than the one that has it.", hint="Say which one.", code="case.answers")
    if ask and ask.required and not (chosen or agency):
        raise Refused("No agency has this case yet.", hint="Say which agency it goes to.", code="case.answers")
    return chosen or agency


def _answers(name: str, transition: Transition, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to what is asked, and nothing else. The agency and the class have defaults."""
    unknown = [key for key, value in answers.items() if value and not transition.asked(key)]
    if unknown:
        raise Refused(f"{name!r} does not ask for {unknown[0]!r}.", hint=did_you_mean(unknown[0], [ask.name for ask in transition.asks]), code="case.answers")
    for ask in transition.asks:
        value = answers.get(ask.name, "").strip()
        if ask.required and not value and ask.kind not in ("agency", "class"):
            raise Refused(f"{name!r} asks for {ask.name!r}, and it is empty.", code="case.answers")
        if value and ask.kind == "choice" and value not in ask.choices:
            raise Refused(f"{ask.name!r} has no choice {value!r}.", hint=did_you_mean(value, ask.choices), code="case.answers")
        if value and ask.kind == "date":
            _check_date(ask.name, value)
    return {ask.name: answers[ask.name].strip() for ask in transition.asks if answers.get(ask.name, "").strip()}


def _check_date(name: str, value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise Refused(f"{name!r} is not a date: {value!r}.", hint="Write it like 2026-11-24.", code="case.answers") from None
