"""The small buttons of a step: save, forget, show the villages, add and remove rows and files. All work without JavaScript.

A button posts `do` with `verb:field:which`; the fields that it carries along are kept like any others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.fields.group import Group
from core.flow.drafts import OpenDraft
from core.flow.uploads import remove_file
from core.forms.compiled import CompiledStep
from core.requests import Request

VERBS = ("save", "forget", "show", "add", "remove", "upload", "drop")


@dataclass(frozen=True, slots=True)
class Action:
    """What the button says; without a verb the person goes on."""

    verb: str = ""
    field: str = ""
    which: str = ""

    @property
    def anchor(self) -> str:
        """Where the page is to be found again: the field that was worked on."""
        return f"field-{self.field}" if self.field else "isi"


def read(text: str) -> Action:
    verb, _colon, rest = text.partition(":")
    field, _colon, which = rest.partition(":")
    return Action(verb, field, which) if verb in VERBS else Action()


def apply(action: Action, step: CompiledStep, typed: dict[str, Any]) -> None:
    """Add or remove a row of a repeated group in what was typed."""
    group = next((p.field for p in step.fields if p.key == action.field and isinstance(p.field, Group)), None)
    if group is None or action.verb not in ("add", "remove"):
        return
    rows = list(typed.get(action.field) or [])
    if action.verb == "add" and len(rows) < group.most:
        rows.append({})
    elif action.verb == "remove" and action.which.isascii() and action.which.isdigit() and 1 <= int(action.which) <= len(rows):
        del rows[int(action.which) - 1]
    typed[action.field] = rows


async def remove(action: Action, request: Request, step: CompiledStep, draft: OpenDraft) -> None:
    """Give up the file that the button names."""
    if action.verb == "drop":
        await remove_file(request, step, draft, action.field, action.which)
