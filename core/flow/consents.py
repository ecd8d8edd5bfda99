"""What people agreed to when they sent a form: the words that they read, in which language, when, and with what.

Kept with the submission's ticket, in its transaction and in one statement, and only where something was agreed to. Whoever sent
the form while signed in finds it again by their id; what was ticked for somebody else is nobody's but the ticket's.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from core.database import tables
from core.fields.choices import Consent
from core.forms.compiled import CompiledForm, PlacedField
from core.rows import insert, new_row

if TYPE_CHECKING:
    from core.forms.reading import Reading
    from core.requests import Request

MOST = 500
"""Of one person; the newest."""


@dataclass(frozen=True, slots=True)
class Given:
    """One sentence that was agreed to. `form` is the full id, `actor` empty for what belongs to the ticket alone."""

    form: str
    field: str
    text: str
    language: str
    at: datetime
    ticket: str
    actor: str = ""


def fields_of(form: CompiledForm) -> tuple[PlacedField, ...]:
    """The fields of consent in a form; most forms have none, and then nothing is looked at."""
    return tuple(placed for step in form.steps for placed in step.fields if isinstance(placed.field, Consent))


def ticked(fields: Sequence[PlacedField], values: Mapping[str, Any], reading: Reading) -> list[tuple[str, str]]:
    """What was agreed to: field by field, the sentence with its hint as it was shown."""
    found = []
    for placed in fields:
        if values.get(placed.key) is True:
            own = reading.at(placed.owner, placed.key)
            found.append((placed.key, " ".join(part for part in (own.words(placed.field.label), own.words(placed.field.hint)) if part)))
    return found


async def keep(request: Request, form: str, said: Sequence[tuple[str, str]], ticket: str, *, for_somebody: bool) -> None:
    """Write it down; inside the transaction of the submission."""
    row = new_row(
        tables.Consent, id=uuid4(), form=form, ticket=ticket, actor="" if for_somebody else request.actor.id, language=request.language,
        given=request.portal.clock.now(), said=json.dumps([list(pair) for pair in said], ensure_ascii=False),
    )  # fmt: skip
    await insert(row)


class Consents:
    """What was agreed to in forms, as `portal.consents`."""

    @staticmethod
    async def of_actor(actor: str) -> list[Given]:
        """All that somebody agreed to while signed in, the newest first."""
        rows = await tables.Consent.filter(actor=actor).order_by("-given").limit(MOST) if actor else []
        return [given for row in rows for given in _read(row)]

    @staticmethod
    async def of_tickets(tickets: Collection[str]) -> list[Given]:
        """All that was agreed to with these submissions, the oldest first."""
        rows = await tables.Consent.filter(ticket__in=list(tickets)).order_by("given") if tickets else []
        return [given for row in rows for given in _read(row)]

    @staticmethod
    async def forget(tickets: Collection[str]) -> None:
        """Delete what was agreed to with these submissions, when what it was about is erased. In the caller's transaction."""
        if tickets:
            await tables.Consent.filter(ticket__in=list(tickets)).delete()

    @staticmethod
    async def release(actor: str) -> None:
        """It is nobody's any more, when an account goes; it stays with its tickets, as long as these are kept."""
        if actor:
            await tables.Consent.filter(actor=actor).update(actor="")


def _read(row: tables.Consent) -> list[Given]:
    return [Given(row.form, field, text, row.language, row.given, row.ticket, row.actor) for field, text in json.loads(row.said)]
