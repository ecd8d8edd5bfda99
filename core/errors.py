"""Every error this house raises on purpose, in one tree.

    PendopoError                 what happened, where, and how to mend it; has a stable code
    ├── ManyProblems             several things at once
    │   ├── SiteError            a file or variable of the site is wrong        (exit 1)
    │   ├── ThemeError           a theme cannot be used as it is
    │   └── PluginError          a plugin cannot be used as it is
    │       └── DeclarationError a value that a plugin declared is wrong
    ├── TemplateError            a template reaches for what is not its own
    ├── DatabaseError            the schema, its lock or its backup
    ├── StorageError             a file is refused or cannot be kept
    ├── OutgoingError            another host may not be asked, or does not answer
    ├── UsageError               a command was called wrongly, or its environment is missing (exit 2)
    └── RequestError             a request is refused; carries the HTTP status
        └── Busy                 try again shortly (503 with Retry-After)

`Problem` is the same thing as data: what `pendopo check` collects and prints, all at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal, Self

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a stable code, where it is (file:line, key), what it is and how to mend it."""

    code: str
    message: str
    where: str = ""
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        mend = f"\n    {self.hint}" if self.hint else ""
        return f"{place}{self.message} [{self.code}]{mend}"

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


class PendopoError(Exception):
    """What happened (`message`), where (`where`: file:line or key) and how to mend it (`hint`)."""

    code = "pendopo"

    def __init__(self, message: str, *, where: str = "", hint: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint
        self.code = code or type(self).code

    def __str__(self) -> str:
        return str(self.problem())

    def problem(self, severity: Severity = "error") -> Problem:
        return Problem(self.code, self.message, self.where, self.hint, severity)


class PendopoDeprecationWarning(DeprecationWarning):
    """What a plugin uses goes with the next release; the sentence says what to use instead."""


class ManyProblems(PendopoError):
    """Several things wrong at once: `problems` holds them all, and the first is the message."""

    def __init__(self, message: str, *, where: str = "", hint: str = "", code: str = "", problems: Iterable[Problem] = ()) -> None:
        super().__init__(message, where=where, hint=hint, code=code)
        self.problems: tuple[Problem, ...] = tuple(problems) or (self.problem(),)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems)) if len(self.problems) > 1 else super().__str__()

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Self:
        """One error that carries all `problems` (at least one)."""
        every = tuple(problems)
        first = every[0]
        return cls(first.message, where=first.where, hint=first.hint, code=first.code, problems=every)


class SiteError(ManyProblems):
    """A file or variable of the site is wrong."""

    code = "site"


class PluginError(ManyProblems):
    """A plugin cannot be used as it is."""

    code = "plugin"


class DeclarationError(PluginError):
    """A value that a plugin declared is wrong."""

    code = "declaration"


class ThemeError(ManyProblems):
    """A theme cannot be used as it is."""

    code = "theme"


class TemplateError(PendopoError):
    """A template reaches for what is not its own."""

    code = "template"


class DatabaseError(PendopoError):
    """The schema, its lock or its backup."""

    code = "database"


class StorageError(PendopoError):
    """A file is refused or cannot be kept."""

    code = "storage"


class OutgoingError(PendopoError):
    """Another host may not be asked, or does not answer properly."""

    code = "outgoing"


class UsageError(PendopoError):
    """A command was called wrongly, or its environment is missing."""

    code = "usage"


class RequestError(PendopoError):
    """A request is refused. `status` is the HTTP status, `message` a sentence for the person who asked."""

    code = "request"

    def __init__(self, status: int, message: str, *, hint: str = "", code: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(message, hint=hint, code=code)
        self.status = status
        self.headers = headers or {}


class Busy(RequestError):
    """Try again shortly: 503 with Retry-After, in seconds."""

    code = "busy"

    def __init__(self, message: str, *, retry_after: int = 2) -> None:
        super().__init__(503, message, headers={"Retry-After": str(retry_after)})


def nearest(name: str, names: Iterable[str]) -> str:
    """The known name that was probably meant, or an empty string."""
    found = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return found[0] if found else ""


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """The sentence for a hint: the nearest known name, or all of them when there are few."""
    known = sorted(set(names))
    close = nearest(name, known)
    if close:
        return f"Did you mean {close!r}?"
    return f"Known: {', '.join(known)}." if 0 < len(known) <= 12 else ""
