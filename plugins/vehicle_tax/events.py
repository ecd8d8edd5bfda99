"""What happens to a saved vehicle, for whoever listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from core import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxDue(Event):
    """The tax of a saved vehicle is due in `days`. `subject` is the id of what was saved; nothing here says which vehicle it is."""

    name: ClassVar[str] = "tax_due"

    due: date
    days: int
