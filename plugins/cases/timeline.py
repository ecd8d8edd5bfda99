"""Reading a timeline, as much of it as the reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from core.language import Text
from core.language import gettext_lazy as _

from .entries import DUE_MOVED, ERASED, HIDDEN, LATE, MOVED, NOTED, OPENED, RESTORED
from .matter import TAKEN_OUT
from .models import Case, CaseFile
from .procedure import Procedure
from .procedures import procedure_for
from .proof import Grade
from .reading import Told, facts_of, read_entries

if TYPE_CHECKING:
    from core import Portal

Audience = Literal["everybody", "reporter", "officer"]
"""Everybody: what officers answered, never what the reporter added later. Reporter: all that is told to them. Officer: all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is read. `title` may hold `{agency}` and `{day}`, filled in from `values`; `by` is a function.

    `agency` has the case from this entry on; `acting` is the one that acted, empty where only the function is known."""

    n: int
    kind: str
    at: datetime
    title: Text
    by: str
    agency: str = ""
    acting: str = ""
    state: str = ""
    text: str = ""
    name: str = ""
    public: bool = True
    files: tuple[CaseFile, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    erased: bool = False
    reason: str = ""
    """Why something was hidden: one of the reasons of `moderating`."""
    proof: Grade | None = None
    """How strong what was handed in as proof was, where the step takes proof."""


TITLES: Mapping[str, Text] = {
    OPENED: _("Received"),
    LATE: _("The due day has passed"),
    DUE_MOVED: _("The due day is another one"),
    ERASED: TAKEN_OUT,
    HIDDEN: _("Hidden by an officer: {reason}"),
    RESTORED: _("Shown again as it was reported"),
}
WITHOUT_AGENCY = ("verifier", "official", "employer")
"""Functions that act for no agency: for the whole house, for the people of an area, or for themselves."""
DAYS: Mapping[str, str] = {LATE: "due", DUE_MOVED: "after"}
"""Kinds of entries that are about a day, and where their data has it."""
ANSWERED, NOTED_INSIDE = _("An answer for you"), _("A note among officers")
DONE = _("News from the officers")
"""What the service did and marked as done, such as an inspection: it answers no question."""
ADDED, ADDED_BY_REPORTER = _("You added something"), _("The reporter added something")


async def read_timeline(portal: Portal, case: Case, audience: Audience, *, entries: Sequence[Told] | None = None) -> list[Line]:
    """The timeline of `case`, the first entry first. `entries` are its own when they were read already."""
    if entries is None:
        entries = await read_entries(case.id)
    shown = [entry for entry in entries if audience == "officer" or entry.public]
    procedure = await procedure_for(portal, case.procedure, case.procedure_version)
    files: dict[int, list[CaseFile]] = {}
    if any('"file:' in entry.data for entry in shown):
        for file in await CaseFile.filter(case=case.id).order_by("n", "id"):
            files.setdefault(file.n, []).append(file)
    acting = _acting(entries)
    return [_line(procedure, entry, facts_of(entry.data), files.get(entry.n, []), audience, acting[entry.n]) for entry in shown]


def _acting(entries: Sequence[Told]) -> dict[int, str]:
    """Which agency acted in each entry: the one that is named, or else the one that had the case before. A verifier works for the whole house."""
    found, before = {}, ""
    for entry in entries:
        data = facts_of(entry.data)
        now = str(data.get("agency", ""))
        found[entry.n] = str(data.get("for") or ("" if data.get("by") in WITHOUT_AGENCY else before or now))
        before = now or before
    return found


def _line(procedure: Procedure, entry: Told, data: Mapping[str, Any], files: list[CaseFile], audience: Audience, acting: str) -> Line:
    hidden = _is_hidden(entry, data, audience)
    words = "" if hidden else entry.text
    return Line(
        entry.n,
        entry.kind,
        entry.at,
        _title(procedure, entry, data, audience),
        by=data.get("by", ""),
        agency=data.get("agency", ""),
        acting=acting,
        state=data.get("state", ""),
        text=words,
        name=entry.name if audience == "officer" else "",
        public=entry.public,
        files=tuple(file for file in _in_order(files, data) if audience == "officer" or (file.public and not hidden)),
        values={"day": str(data.get(DAYS[entry.kind]) or "") if entry.kind in DAYS else ""},
        proof=_graded(data),
        reason=str(data.get("reason", "")) if entry.kind == HIDDEN else "",
        erased=not hidden and "text" in data.get("proofs", ()) and not words,
    )


def _graded(data: Mapping[str, Any]) -> Grade | None:
    found = data.get("proof")
    return Grade(found["grade"], tuple(found.get("reasons", ())), int(found.get("metres", 0))) if found else None


def _in_order(files: list[CaseFile], data: Mapping[str, Any]) -> list[CaseFile]:
    """The files as they were handed in."""
    order = {name: place for place, name in enumerate(data.get("files", ()))}
    return sorted(files, key=lambda file: order.get(str(file.id), 0))


def _is_hidden(entry: Told, data: Mapping[str, Any], audience: Audience) -> bool:
    """Whether only the fact is read, not the words: a note for officers, or for everybody what the reporter added."""
    if audience == "officer":
        return False
    if data.get("note") == "internal":
        return True
    return audience == "everybody" and data.get("by") == "reporter" and entry.kind != OPENED


def _title(procedure: Procedure, entry: Told, data: Mapping[str, Any], audience: Audience) -> Text:
    if entry.kind == MOVED:
        transition = procedure.transitions.get(data["transition"])
        if transition and transition.second and data["state"] == transition.second_state:
            return procedure.states[data["state"]].title
        return transition.told if transition and transition.told else procedure.states[data["state"]].title
    if entry.kind == NOTED:
        if not entry.public:
            return NOTED_INSIDE
        if data.get("by") != "reporter":
            return DONE if "marks" in data else ANSWERED
        return ADDED if audience == "reporter" else ADDED_BY_REPORTER
    if entry.kind == OPENED and procedure.opened is not None:
        return procedure.opened
    return TITLES[entry.kind]


async def file_of(case: Case, id: UUID) -> CaseFile | None:
    """The file `id` if it belongs to `case`."""
    return await CaseFile.get_or_none(id=id, case=case.id)
