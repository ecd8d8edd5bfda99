"""How a field looks: strings ready in the reader's language, for the macros of `macros/fields.html`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One radio button, tick box or option."""

    id: str
    value: str
    label: str
    hint: str = ""
    chosen: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class FileView:
    """One file that is already kept for this draft."""

    id: str
    name: str
    size: str
    picture: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field. `kind` names its macro; `parts` are its own inputs (region, place, group); `words` are further sentences."""

    kind: str
    name: str
    label: str
    hint: str = ""
    error: str = ""
    optional: str = ""
    value: Any = ""
    choices: tuple[ChoiceView, ...] = ()
    files: tuple[FileView, ...] = ()
    parts: tuple[FieldView, ...] = ()
    rows: tuple[tuple[FieldView, ...], ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    refreshes: bool = False
    """Others depend on its answer: the page asks for the step again when it changes."""
    own_id: str = ""
    """Where a page has several forms with a field of this name."""

    @property
    def id(self) -> str:
        return self.own_id or self.name

    @property
    def described_by(self) -> str:
        """Ids of what explains the input, in reading order."""
        return " ".join(f"{self.id}-{what}" for what, text in (("hint", self.hint), ("error", self.error), ("left", self.words.get("left"))) if text)

    @property
    def wrong(self) -> bool:
        """Whether it, or one of its parts, has an error."""
        return bool(self.error) or any(part.wrong for part in self.parts) or any(part.wrong for row in self.rows for part in row)
