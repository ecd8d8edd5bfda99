"""What cases tell others, after commit. None of it names a person; who listens asks the api for what it may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from core import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent(Event):
    """`subject` is the case's id. A confidential case is told like any other: listeners keep to its visibility."""

    ticket: str
    service: str
    agency: str = ""
    visibility: str = "public"
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(CaseEvent):
    """A case was opened."""

    name: ClassVar[str] = "opened"
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(CaseEvent):
    """A case went from `before` to `state`; `tells` are the functions that the procedure wants told. `agency_before` had it, `agency` has it now."""

    name: ClassVar[str] = "moved"
    transition: str = ""
    before: str = ""
    state: str = ""
    tells: tuple[str, ...] = ()
    agency_before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNoted(CaseEvent):
    """Something was added to a timeline; `public` says whether the citizen reads it."""

    name: ClassVar[str] = "noted"
    n: int = 0
    public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseErased(CaseEvent):
    """Content of entry `n` was taken out under a rule; whoever keeps a copy of the `parts` (text, name, files, matter, answers) drops it."""

    name: ClassVar[str] = "erased"
    n: int = 0
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLate(CaseEvent):
    """The due day has passed. Told once for each due day; the case itself goes on as before."""

    name: ClassVar[str] = "late"
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDueMoved(CaseEvent):
    """The due day is another one, for the reason that the timeline names."""

    name: ClassVar[str] = "due_moved"
    before: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAssigned(CaseEvent):
    """The officer `assignee` has the case now, an actor's id; empty for nobody. `by` gave it, or took it themselves; empty where the portal did."""

    name: ClassVar[str] = "assigned"
    assignee: str = ""
    by: str = ""


EVENTS: tuple[type[CaseEvent], ...] = (CaseOpened, CaseMoved, CaseNoted, CaseErased, CaseLate, CaseDueMoved, CaseAssigned)
