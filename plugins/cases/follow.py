"""What a person who follows a case reads: who has it and until when first, then what happened, then how it goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from core.language import Text, format_date
from core.language import gettext_lazy as _

from .calendar import WorkingCalendar
from .clock import Running
from .entries import DUE_MOVED, ERASED, HIDDEN, LATE, MOVED, NOTED, RESTORED
from .history import Stand
from .models import Case
from .moderating import REASONS as HIDING
from .procedure import Transition
from .proof import UNKNOWN, WEAK, Grade
from .saying import FUNCTIONS, agency_name, place_name
from .timeline import Line

if TYPE_CHECKING:
    from core import Request


REASONS: Mapping[str, Text] = {**WEAK, **UNKNOWN}
STRENGTHS: Mapping[str, Text] = {
    "strong": _("The proof is strong: the photo says a place and a time that fit."),
    "weak": _("The proof is weak: {reasons}. A second officer has to agree."),
    "unknown": _("How strong the proof is, is unknown: {reasons}."),
}
ICONS: Mapping[str, str] = {
    NOTED: "reply", LATE: "triangle-alert", DUE_MOVED: "calendar", ERASED: "eye-off", HIDDEN: "eye-off", RESTORED: "eye",
}  # fmt: skip
NO_PROOF = _("The check finds copies and contradictions. It does not prove that a photo is genuine.")


@dataclass(frozen=True, slots=True)
class Action:
    """A transition that the reporter may make now. `note` says whether words are asked for: "", "optional" or "required"."""

    name: str
    title: str
    note: str = ""
    lead: bool = False
    error: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """A line for the macro `timeline`. An object rather than a mapping: Jinja asks for attributes first, and looks into it ten times a line."""

    title: str
    when: datetime
    state: str
    icon: str
    who: str
    note: str = ""
    text: str = ""
    photos: Sequence[Mapping[str, Any]] = ()
    when_note: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    """The page, in words of the reader's language."""

    case: Case
    tag: tuple[str, str, str]
    agency: str
    place: str
    track: Sequence[tuple[str, str]]
    promise: str
    due: date | None
    note: str
    timeline: Sequence[Happened]
    actions: Sequence[Action] = field(default_factory=tuple)


class Reader:
    """Says what a case's procedure says, in the language of one request."""

    def __init__(self, request: Request, found: Stand, calendar: WorkingCalendar, today: date) -> None:
        self.request, self.portal, self.language = request, request.portal, request.language
        self.case, self.procedure, self.standing = found.case, found.procedure, found.standing
        self.settings, self.calendar, self.today, self.marks = found.settings, calendar, today, found.marks
        self.slug = found.case.procedure.partition(".")[0]

    def say(self, text: Text, **values: object) -> str:
        """A sentence of this plugin, or of a procedure (which carries its own languages). Only the named places are filled in."""
        said = self.portal.say(text, self.language, "cases")
        for name, value in values.items():
            said = said.replace(f"{{{name}}}", str(value))
        return said

    def following(self, lines: Sequence[Line], picture: Callable[[Line], Sequence[Mapping[str, Any]]], actions: Sequence[Action]) -> Following:
        promise, due, note = self.promise()
        return Following(
            self.case,
            self.tag(), agency_name(self.portal, self.case.agency), place_name(self.portal, self.case), self.track(), promise, due, note,
            [self.entry(line, picture, last=line is lines[-1]) for line in reversed(lines)], actions,
        )  # fmt: skip

    # ------------------------------------------------------------ now

    def tag(self) -> tuple[str, str, str]:
        """The state in words, its kind and its icon."""
        state = self.procedure.states[self.standing.state]
        title = self.say(state.title)
        if state.end:
            return (title, "ok", "check") if state.end == "done" else (title, "", "x")
        if self.standing.is_late(self.today):
            return title, "late", "triangle-alert"
        if state.who == "reporter":
            return title, "warn", "reply"
        return (title, "", "pause") if state.pause else (title, "info", "clock")

    def promise(self) -> tuple[str, date | None, str]:
        """The sentence about the due day, the day itself, and a line about it."""
        state = self.procedure.states[self.standing.state]
        if state.end:
            closed = self.case.closed.astimezone(self.portal.site.zone).date() if self.case.closed else None
            return self.say(_("Closed on")), closed, self.say(state.explanation)
        if not self.standing.running:
            return self.say(state.explanation), None, ""
        limit = self.standing.running[0]
        if state.who == "reporter":
            return self.say(_("Please answer at the latest on")), limit.due.day, self._after(limit)
        words = _("{what} was due on") if limit.due.day < self.today else _("{what} at the latest on")
        return self.say(words, what=self._what(limit)), limit.due.day, self._about(limit)

    def _what(self, limit: Running) -> str:
        return self.say(limit.title) if limit.name.startswith("limits.") else self.say(_("“{state}” done"), state=self.say(limit.title))

    def _after(self, limit: Running) -> str:
        """What happens when the reporter does not answer in time."""
        following = self.procedure.transitions.get(limit.then)
        if following is None:
            return ""
        to = self.procedure.states[following.to]
        if not to.end:
            return self.say(_("After that day we go on without your answer."))
        reopening = any("reporter" in one.who for _name, one in self.procedure.leaving(following.to))
        return self.say(_("After that day it is closed. You can still open it again.") if reopening else _("After that day it is closed."))

    def _about(self, limit: Running) -> str:
        if limit.due.day < self.today:
            return self.say(_("This is late. It was reported to the supervisor, and is worked on all the same."))
        if limit.due.provisional:
            return self.say(_("This day is provisional: the days off of its year are not decided yet."))
        left = self.calendar.working_days_between(self.today, limit.due.day)
        if left == 0:
            return self.say(_("That is today."))
        return self.say(_("That is in 1 working day.")) if left == 1 else self.say(_("That is in {n} working days."), n=left)

    def track(self) -> list[tuple[str, str]]:
        """The way in one line; a case that was rejected has none."""
        states, way = self.procedure.states, self.procedure.track
        state = states[self.standing.state]
        if not way or state.end in ("refused", "elsewhere"):
            return []
        here = len(way) if state.end else way.index(state.shown_as or self.standing.state)
        return [(self.say(states[name].title), "done" if n < here else "now" if n == here else "") for n, name in enumerate(way)]

    # ------------------------------------------------------------ before

    def entry(self, line: Line, picture: Callable[[Line], Sequence[Mapping[str, Any]]], *, last: bool) -> Happened:
        """A line for the macro `timeline`."""
        agency = agency_name(self.portal, line.agency)
        day = format_date(date.fromisoformat(line.values["day"]), self.language, weekday=True) if line.values.get("day") else ""
        note = ""
        if line.kind == DUE_MOVED:
            note = self.say(_("New due day: {day}. The calendar of working days has changed."), day=day)
        if line.proof is not None:
            note = self.graded(line.proof)
        if line.erased:
            note = self.say(_("What was written here was taken out."))
        return Happened(
            title=self.say(line.title, agency=agency or self.say(_("the agency")), day=day, reason=self.why_hidden(line.reason)),
            when=line.at,
            state="now" if last and self.procedure.is_open(self.standing.state) else "done",
            icon=self._icon(line),
            who=self._who(line),
            note=note,
            text=line.text,
            photos=picture(line),
        )

    def why_hidden(self, reason: str) -> str:
        known = HIDING.get(reason)
        return self.say(known) if known else reason

    def graded(self, grade: Grade) -> str:
        """How strong a proof is, and what the look at it can not do."""
        reasons = "; ".join(self.say(known, metres=grade.metres) for name in grade.reasons if (known := REASONS.get(name)))
        return f"{self.say(STRENGTHS[grade.strength], reasons=reasons)} {self.say(NO_PROOF)}"

    def _who(self, line: Line) -> str:
        if line.by == "reporter":
            return self.say(self.procedure.asker or FUNCTIONS["reporter"])
        if line.by == "system":
            return self.say(FUNCTIONS["system"])
        return agency_name(self.portal, line.acting) or self.say(FUNCTIONS.get(line.by, Text(line.by)))

    def _icon(self, line: Line) -> str:
        if line.kind == MOVED:
            state = self.procedure.states[line.state]
            return {"done": "check", "refused": "x", "elsewhere": "external-link"}.get(state.end) or ("pause" if state.pause else "arrow-right")
        return ICONS.get(line.kind, "check")

    def actions(self) -> list[Action]:
        """What the reporter may do now; the first one that asks for nothing leads."""
        possible = [(name, one) for name, one in self.procedure.leaving(self.standing.state) if "reporter" in one.who and self.is_open(one)]
        lead = next((name for name, one in possible if not one.asked("note")), possible[0][0] if possible else "")
        return [Action(name, self.say(one.title), _asked(one), name == lead) for name, one in sorted(possible, key=lambda pair: pair[0] != lead)]

    def is_open(self, transition: Transition) -> bool:
        """Whether it is possible now: in time, and with all marks that it needs."""
        return self.in_time(transition) and self.marks.issuperset(transition.needs)

    def in_time(self, transition: Transition) -> bool:
        """Whether the procedure still allows it: some steps only for so many working days."""
        if transition.within is None:
            return True
        since = self.standing.since.astimezone(self.portal.site.zone).date()
        return self.calendar.add_working_days(since, transition.within) >= self.today


def _asked(transition: Transition) -> str:
    note = transition.asked("note")
    return "" if note is None else "required" if note.required else "optional"
