"""What a field needs while it reads an answer or shows itself, and how it says that something is wrong.

Nothing here knows a request: the flow fills in the language, the day, the regency's regions and the choices asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from core.language import Text

Posted = Mapping[str, Sequence[str]]
"""A form's body: each posted name with all that was sent under it."""


class Region(Protocol):
    """A kecamatan, or a desa or kelurahan."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


class Regions(Protocol):
    """The regency's kecamatan and their villages; the site has them."""

    @property
    def districts(self) -> Sequence[Region]: ...
    def villages(self, district: str, /) -> Sequence[Region]: ...


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from: what is posted, what is read, a line of help, and a page of ours to read about it."""

    value: str
    label: Text
    hint: Text | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The reader's language, the day, the regions, the choices of this request; `owner` and `key` name the field at hand."""

    say: Callable[[Text | str, str], str]
    today: date
    language: str = "id"
    regions: Regions | None = None
    options: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    owner: str = ""
    key: str = ""

    def at(self, owner: str, key: str) -> Reading:
        return replace(self, owner=owner, key=key)

    def words(self, text: Text | str | None, **values: Any) -> str:
        """`text` in the reader's language, from the owner's catalogue, then the core's; a `Text` among `values` is said too."""
        if not text:
            return ""
        said = self.say(text, self.owner)
        return said.format(**{name: self.words(v) if isinstance(v, Text) else v for name, v in values.items()}) if values else said


@dataclass(frozen=True, slots=True)
class Wrong:
    """One mistake: what to do, and which of the field's inputs it is about (`part` is "" for the field itself)."""

    message: Text
    part: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def said(self, reading: Reading) -> str:
        return reading.words(self.message, **self.values)


class Mistake(ValueError):
    """An answer that cannot be taken as it is; carries every `Wrong` of the field."""

    def __init__(self, *wrong: Wrong) -> None:
        super().__init__("; ".join(w.message.id for w in wrong))
        self.wrong = wrong


def mistake(message: Text, part: str = "", **values: Any) -> Mistake:
    return Mistake(Wrong(message, part, values))


class Refusal(Exception):
    """Raised by `prepare` or `on_submit` to say no: the person is back at the check page with this sentence."""

    def __init__(self, message: Text, **values: Any) -> None:
        super().__init__(message.id)
        self.wrong = Wrong(message, values=values)
