"""What one case must be, by its own timeline. Pure: rows go in, what is wrong comes out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .chain import Link, salted
from .clock import Moment, since_of
from .entries import DUE_MOVED, ERASED, HIDDEN, LATE, MOVED, MOVING, OPENED, RESTORED
from .matter import ANSWERS, HELD, MATTER, OWNER, REPORTER, Worded, words_of
from .models import Answer, Case, CaseFile, Entry, EntryText, Moderation
from .procedure import Procedure


@dataclass(slots=True)
class Whole:
    """A case, and all of it that lies apart. `procedure` is the one it was opened under, None when that is not kept."""

    case: Case
    procedure: Procedure | None
    entries: list[Entry] = field(default_factory=list)
    texts: dict[int, EntryText] = field(default_factory=dict)
    files: dict[tuple[int, str], CaseFile] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    has_reporter: bool = False
    moderated: tuple[Moderation, Worded] | None = None
    """Where something else stands in the place of what the citizen wrote: the row about it, and that."""


@dataclass(slots=True)
class Seen:
    """What is wrong, as entry and sentence; what was erased, by its rule; and the number of the case, 0 for an old one."""

    faults: list[tuple[int, str]] = field(default_factory=list)
    erased: Counter[str] = field(default_factory=Counter)
    number: int = 0


class Witness:
    """Goes through one case."""

    def __init__(self, whole: Whole) -> None:
        self.whole, self.case, self.seen = whole, whole.case, Seen()
        self.data = {entry.n: data_of(entry) for entry in whole.entries}
        self.first = self.data.get(1, {})
        self.rules = dict(self._rules())
        self.vouches = MATTER in proofs_of(self.first)
        """Whether the first entry holds the matter; those from before there was such a digest do not."""

    def look(self) -> Seen:
        number = self.first.get("number")
        self.seen.number = number if isinstance(number, int) else 0
        self._chain()
        self._row()
        self._contents()
        self._moderation()
        self._additions()
        return self.seen

    def fault(self, n: int, what: str) -> None:
        self.seen.faults.append((n, what))

    # ------------------------------------------------------------ the chain itself

    def _chain(self) -> None:
        numbers, previous = [entry.n for entry in self.whole.entries], ""
        if numbers != list(range(1, self.case.version + 1)):
            self.fault(0, f"its timeline has the entries {_runs(numbers)} and should have 1 to {self.case.version}")
        for entry in self.whole.entries:
            if entry.previous != previous:
                self.fault(entry.n, "it does not follow the entry before it")
            if entry.digest != Link(entry.case, entry.n, entry.at, entry.actor, entry.kind, entry.public, entry.data, entry.previous).digest():
                self.fault(entry.n, "it was changed")
            previous = entry.digest

    def _rules(self) -> Iterator[tuple[tuple[int, str], str]]:
        """What was taken out under a rule: (entry, part) → rule. Its own digest vouches for the entry that says so."""
        for entry in self.whole.entries:
            if entry.kind == ERASED:
                data = self.data[entry.n]
                parts = data.get("parts")
                for part in parts if isinstance(parts, list) else ():
                    yield (data.get("n", 0), "file" if part == "files" else part), str(data.get("rule", ""))

    # ------------------------------------------------------------ the row, which is a copy for lists

    def _row(self) -> None:
        for column, said in self._said().items():
            stands = getattr(self.case, column)
            if stands != said:
                self.fault(0, f"its {column} is {_shown(stands)}, and its timeline says {_shown(said)}")
        if self.vouches and self.whole.has_reporter != bool(self.first.get(REPORTER)) and (1, REPORTER) not in self.rules:
            self.fault(1, "its reporter is gone, and no entry says under which rule" if self.first.get(REPORTER) else "a reporter was added")

    def _said(self) -> dict[str, Any]:
        """The columns of the row as the timeline has them, as far as it speaks of them."""
        said: dict[str, Any] = dict.fromkeys(HELD, "") if self.vouches else {}
        if self.vouches and self.whole.entries:
            said[OWNER] = "" if (1, OWNER) in self.rules else self.whole.entries[0].actor
        for entry in self.whole.entries:
            data = self.data[entry.n]
            said |= {column: str(data[column]) for column in ("state", "agency", "title", *HELD) if column in data}
        return said | self._said_of_time()

    def _said_of_time(self) -> dict[str, Any]:
        """Due day, lateness, pause and end. The due day is the one that was promised: nobody asks today's calendar about it."""
        said: dict[str, Any] = {"late_since": None}
        for entry in self.whole.entries:
            data = self.data[entry.n]
            if entry.kind == OPENED:
                said["opened"] = entry.at
            day = data.get({DUE_MOVED: "after"}.get(entry.kind, "due"))
            if entry.kind in (OPENED, MOVED) and day is None:
                said.pop("due", None)  # from before entries held it
            elif entry.kind in (OPENED, MOVED, DUE_MOVED, LATE):
                said["due"] = _day(day)
                said |= {"late_since": _day(day)} if entry.kind == LATE else {}
        return said | self._said_of_state()

    def _said_of_state(self) -> dict[str, Any]:
        moments = [Moment(entry.at, str(self.data[entry.n].get("state", ""))) for entry in self.whole.entries if entry.kind in MOVING]
        if not moments:
            return {}
        state = self.whole.procedure.states.get(moments[-1].state) if self.whole.procedure else None
        if state is None:
            what = f"version {self.case.procedure_version} of its procedure is not kept" if self.whole.procedure is None else "its procedure has no such state"
            self.fault(0, what)
            return {}
        return {"closed": moments[-1].at if state.end else None, "paused_since": since_of(moments) if state.pause and not state.end else None}

    # ------------------------------------------------------------ what lies apart

    def _contents(self) -> None:
        """Whatever an entry has a digest of is whole, or was taken out under a rule."""
        for n, data in self.data.items():
            for name, proof in proofs_of(data).items():
                part = name.partition(":")[0]
                state, rule = _state(proof, *self._content(n, name)), self.rules.get((n, part))
                if state == "changed":
                    self.fault(n, f"its {part} was changed")
                elif state == "gone" and rule is None:
                    self.fault(n, f"its {part} is gone, and no entry says under which rule")
                elif state == "gone" and rule is not None:
                    self.seen.erased[rule] += 1

    def _content(self, n: int, name: str) -> tuple[str, str]:
        """Salt and content of a proof; both empty when it is gone."""
        part, _, which = name.partition(":")
        if part == "file":
            file = self.whole.files.get((n, which))
            return (file.salt, file.digest) if file else ("", "")
        if part == ANSWERS:
            answer = self.whole.answers.get(which)
            return (answer.salt, answer.values) if answer else ("", "")
        if part == MATTER:
            salt = self.case.matter_salt
            wrote = self.whole.moderated[1] if self.whole.moderated else self.case
            return (salt, words_of(wrote) if salt else self.case.public_text)
        text = self.whole.texts.get(n)
        return (getattr(text, f"{part}_salt", ""), getattr(text, part, "")) if text else ("", "")

    def _moderation(self) -> None:
        """What stands in the place of the citizen's words is what the last entry about it says; and they are kept."""
        said = [entry for entry in self.whole.entries if entry.kind in (HIDDEN, RESTORED)]
        hidden = bool(said) and said[-1].kind == HIDDEN and (1, MATTER) not in self.rules
        row = self.whole.moderated[0] if self.whole.moderated else None
        if (row is not None) != hidden:
            added, gone = "words were put in the place of the citizen's, and no entry says so", "what was hidden is gone, and no entry shows it again"
            what = added if row else gone
            self.fault(said[-1].n if said else 0, what)
        elif row is not None and (row.n != said[-1].n or _state(str(self.data[row.n].get("shown", "")), row.salt, words_of(self.case)) != "whole"):
            self.fault(row.n, "what stands in the place of the citizen's words was changed")

    def _additions(self) -> None:
        """Nothing stands beside a timeline that no entry knows of."""
        for n, text in self.whole.texts.items():
            for part in ("text", "name"):
                if getattr(text, part) and part not in proofs_of(self.data.get(n, {})):
                    self.fault(n, f"a {part} was added")
        for n, file in self.whole.files:
            if f"file:{file}" not in proofs_of(self.data.get(n, {})):
                self.fault(n, "a file was added")
        for plugin in self.whole.answers if self.vouches else ():
            if f"{ANSWERS}:{plugin}" not in proofs_of(self.first):
                self.fault(1, f"answers of {plugin} were added")


def data_of(entry: Entry) -> Mapping[str, Any]:
    """What an entry says; nothing of one that cannot be read, as its digest tells that already."""
    try:
        data: Any = json.loads(entry.data)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def proofs_of(data: Mapping[str, Any]) -> Mapping[str, str]:
    proofs = data.get("proofs")
    return proofs if isinstance(proofs, dict) else {}


def _state(proof: str, salt: str, content: str) -> str:
    """Whether the content of a proof is "whole", "changed" or "gone"."""
    if not salt and not content:
        return "gone"
    try:
        return "whole" if salted(salt, content) == proof else "changed"
    except ValueError:
        return "changed"


def _day(text: object) -> date | None:
    """A day as an entry holds it. One that cannot be read was tampered with, which the entry's digest tells."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) and text else None
    except ValueError:
        return None


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else "nothing" if value is None else repr(value)


def _runs(numbers: Sequence[int]) -> str:
    if not numbers:
        return "none"
    return f"{numbers[0]} to {numbers[-1]}" if list(numbers) == list(range(numbers[0], numbers[-1] + 1)) else ", ".join(map(str, numbers[:12]))
