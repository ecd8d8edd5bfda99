"""A procedure: how a kind of case is handled, by whom, and within how many working days.

It is one TOML file. The same file runs the case, draws the flow chart, tells the citizen how the case is handled, and
carries its own examples. These are its models; `procedure_file` reads and checks it, `clock` runs it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf

from core.language import Text, text_of
from core.language import gettext_lazy as _

Function = Literal["verifier", "handler", "supervisor", "reporter", "employer", "system"]
"""Who acts, in the abstract: a site binds the first three to its roles. `employer` is who was applied to, on a service's pages; `system` the clock itself."""

FUNCTIONS: tuple[Function, ...] = ("verifier", "handler", "supervisor", "reporter", "employer", "system")
STAFF: frozenset[str] = frozenset({"verifier", "handler", "supervisor"})
SETTING = "setting:"

Days = Annotated[int, Field(ge=0, le=5_000, strict=True)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
SettingName = Annotated[str, Field(pattern=r"^setting:[a-z][a-z0-9_]{0,39}$")]
Limit = Days | SettingName | dict[Id, Days | SettingName]
"""Working days: a number, `setting:NAME` (a number the operator sets), or one of these for each class."""


def _words(value: Any) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, str) and value.strip():
        return text_of(value)
    if isinstance(value, Mapping) and value.get("id") and all(isinstance(part, str) and part.strip() for part in value.values()):
        return text_of(value)
    raise ValueError('write a sentence, or one for each language: { id = "…", en = "…" }')


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Words = Annotated[InstanceOf[Text], BeforeValidator(_words)]
Names = Annotated[tuple[Id, ...], BeforeValidator(_listed)]
Functions = Annotated[tuple[Function, ...], BeforeValidator(_listed)]


class Part(BaseModel):
    """Base of all parts: nothing unknown is taken, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class CaseClass(Part):
    """How heavy a case is; limits may differ by class."""

    title: Words
    default: bool = False


class Pause(Part):
    """A reason for which the clock may stand still, and the rule that allows it."""

    title: Words
    rule: str = ""


class State(Part):
    """Where a case can be. `who` has it; `end` says that it is over, and how."""

    title: Words
    explanation: Words
    who: Function | None = None
    limit: Limit | None = None
    then: str = ""
    restart_clock: Literal["every", "once"] = "every"
    pause: str = ""
    end: Literal["", "done", "refused", "elsewhere"] = ""
    shown_as: str = ""
    office: Id | Literal[""] = ""
    """Which of the offices that a service names when it opens a case has it here; without one it stays where it is."""


class Choice(Part):
    """One answer of a question with choices."""

    title: Words


class Ask(Part):
    """What a transition asks of whoever makes it. What is `public` is read by the citizen."""

    name: Id
    kind: Literal["note", "agency", "class", "photos", "text", "choice", "date"] = "text"
    title: Words | None = None
    required: bool = True
    public: bool = True
    other: bool = False
    """Of an agency: another one than the one that has the case."""
    choices: dict[Id, Choice] = Field(default_factory=dict)

    @property
    def title_or_default(self) -> Text:
        return self.title or _ASKED[self.kind]


_ASKED: Mapping[str, Text] = {
    "note": _("Explanation for the citizen"),
    "agency": _("Agency"),
    "class": _("Class"),
    "photos": _("Photos"),
    "text": _("Text"),
    "choice": _("Choice"),
    "date": _("Date"),
}


def _ask(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    name, optional = value.removesuffix("?"), value.endswith("?")
    if name not in ("note", "agency", "class", "photos"):
        raise ValueError('write "note", "agency", "class" or "photos" (with ? behind it when it may stay empty), or a table with name, title and kind')
    return {"name": name, "kind": name, "required": not optional}


class Transition(Part):
    """A step from one state to another: who may make it, what it asks, whom it tells."""

    title: Words
    told: Words | None = None
    """The sentence of the timeline; `{agency}` stands for the agency that has the case then. Without it, the new state's title."""
    from_: Names = Field(alias="from", min_length=1)
    to: Id
    who: Functions = Field(min_length=1)
    asks: tuple[Annotated[Ask, BeforeValidator(_ask)], ...] = ()
    tells: Functions = ("reporter",)
    within: Days | None = None
    proof: bool = False
    """Whether its photos are looked at as proof: for copies, and for a place or time that contradicts the case."""
    second: Literal["", "weak_proof", "always"] = ""
    """When somebody else must agree before `to` is reached: then the case goes to `second_state` first."""
    second_state: Id | Literal[""] = ""
    other_than: Names = ()
    """Transitions after which this one is another person's: whoever made the last of them may not make it."""
    needs: Names = ()
    """Marks that the service must have put on the case before: what is not done yet is not offered."""
    service: bool = False
    """Of a transition that `system` makes: the service makes it when something has happened, not the clock."""

    @property
    def leads_to(self) -> tuple[str, ...]:
        """Every state that it may lead to."""
        return (self.to, self.second_state) if self.second_state else (self.to,)

    def reaches(self, *, weak: bool) -> str:
        """The state that it leads to, with a proof that is weak or not."""
        return self.second_state if self.second == "always" or (self.second == "weak_proof" and weak) else self.to

    def asked(self, name: str) -> Ask | None:
        return next((ask for ask in self.asks if ask.name == name), None)


@dataclass(frozen=True, slots=True)
class Second:
    """A state in which a case waits for another officer than the one who made one of `first`; `functions` may agree."""

    state: str
    first: tuple[str, ...]
    functions: tuple[Function, ...]


class Overall(Part):
    """A limit over several states: it starts with the case, or when `starts` is reached first, and ends in one of `ends`."""

    title: Words
    days: Limit
    starts: str = ""
    ends: Names = Field(min_length=1)


class ExampleStep(Part):
    """At a local time: make a transition or not, and then expect a state, a due day, lateness or a refusal."""

    at: datetime | date
    do: str = ""
    who: Function | None = None
    note: str = ""
    agency: str = ""
    class_: str = Field(default="", alias="class")
    answers: dict[Id, str] = Field(default_factory=dict)
    by: str = ""
    """Who acts, where it matters that it is another person; without it each function is one person."""
    weak: bool = False
    """Whether the proof that is handed in is weak."""
    state: str = ""
    due: date | Literal["none"] | None = None
    late: bool | None = None
    refused: bool = False


class Example(Part):
    """A story that must come out as written; it runs as a test."""

    title: str = Field(min_length=1)
    opened: datetime
    class_: str = Field(default="", alias="class")
    due: date | Literal["none"] | None = None
    settings: dict[Id, Days] = Field(default_factory=dict)
    holidays: tuple[date, ...] = ()
    steps: tuple[ExampleStep, ...] = ()


class Procedure(Part):
    """The whole file. `version` is the digest of what it says, without its examples and comments."""

    id: Id
    title: Words
    ticket: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    legal_basis: tuple[str, ...] = ()
    holds_from: date
    initial: Id
    told_openly: bool = False
    """Whether the reporter of a confidential case is told in full how it goes: that there is one is no secret, as with an application."""
    opened: Words | None = None
    """The first sentence of the timeline; without it that the case was received."""
    asker: Words | None = None
    """What who asked is called in the timeline; without it the reporter."""
    track: tuple[Id, ...] = ()
    classes: dict[Id, CaseClass] = Field(default_factory=dict)
    pauses: dict[Id, Pause] = Field(default_factory=dict)
    states: dict[Id, State] = Field(min_length=1)
    transitions: dict[Id, Transition] = Field(default_factory=dict)
    limits: dict[Id, Overall] = Field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    version: str = ""
    text: str = Field(default="", repr=False)
    """The file as it was written, so that a running case can stay on its version."""

    @property
    def default_class(self) -> str:
        """The class of a case that nobody has classed yet; empty when there are no classes."""
        return next((name for name, one in self.classes.items() if one.default), next(iter(self.classes), ""))

    def leaving(self, state: str) -> Iterator[tuple[str, Transition]]:
        """The transitions that lead out of `state`, in the order of the file."""
        return ((name, one) for name, one in self.transitions.items() if state in one.from_)

    @functools.cached_property
    def seconds(self) -> tuple[Second, ...]:
        """The states in which a second person has to agree; asked for each row of a queue."""
        found = []
        for state in dict.fromkeys(one.second_state for one in self.transitions.values() if one.second_state):
            agreeing = [one for _name, one in self.leaving(state) if one.other_than]
            first = dict.fromkeys(other for one in agreeing for other in one.other_than)
            found.append(Second(state, tuple(first), tuple(dict.fromkeys(function for one in agreeing for function in one.who))))
        return tuple(found)

    def is_open(self, state: str) -> bool:
        return not self.states[state].end

    def all_limits(self) -> Iterator[tuple[str, Limit]]:
        """Every limit by the path of its value in the file: `states.checked.limit`, `limits.answer.days`."""
        yield from ((f"states.{name}.limit", state.limit) for name, state in self.states.items() if state.limit is not None)
        yield from ((f"limits.{name}.days", overall.days) for name, overall in self.limits.items())

    def settings(self) -> frozenset[str]:
        """Names of the settings that its limits read."""
        return frozenset(name for _path, limit in self.all_limits() for name in settings_of(limit))


def settings_of(limit: Limit) -> Iterator[str]:
    """The names of settings in a limit."""
    for part in limit.values() if isinstance(limit, dict) else (limit,):
        if isinstance(part, str):
            yield part.removeprefix(SETTING)


def days_of(limit: Limit, class_: str, settings: Mapping[str, int]) -> int | None:
    """The working days of `limit` for a class; None when the limit says nothing about that class."""
    part = limit.get(class_) if isinstance(limit, dict) else limit
    return settings[part.removeprefix(SETTING)] if isinstance(part, str) else part


_WORKING_DAYS = re.compile(r"^\s*(\d{1,4})\s*(?:(?:working\s+)?days?|hari(?:\s+kerja)?)?\s*$", re.IGNORECASE)


def parse_working_days(value: int | str) -> int:
    """`3`, `"3 working days"` or `"3 hari kerja"` as a number of working days."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 5_000:
        return value
    found = _WORKING_DAYS.match(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > 5_000:
        raise ValueError('write a number of working days, such as "3 working days"')
    return int(found[1])


WorkingDays = Annotated[int, BeforeValidator(parse_working_days)]
"""The type of a setting that a limit reads: `answer_within: WorkingDays = 3`."""
