"""Who did what to which object, why, and whose data it was. Only ever added to: the database refuses the rest.

Every entry holds a keyed digest (HMAC-SHA-256) of itself and of the entry before it, so that one which was changed,
removed or moved is found by `verify`, also when the triggers were taken away first. What cannot be found that way, an
end that was cut off together with its counter, is found against the head that is logged every night.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.counters import bump, read_counters
from core.database import transaction
from core.database.tables import Audit as Row
from core.errors import PendopoError

if TYPE_CHECKING:
    from core.portal import Portal
    from core.requests import Context, Request

log = logging.getLogger("pendopo.audit")

COUNTER = "core.audit"
PURPOSE = "core.audit"
_AT_ONCE = 1_000
_ACTION = re.compile(r"[a-z][a-z0-9_]{1,31}\.[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line. `actor` did `action` (`slug.name`) to `about` (`slug:id`); `subject` is whose data it was, an actor's id or nothing."""

    seq: int
    at: datetime
    actor: str
    kind: str
    agency: str
    action: str
    about: str
    subject: str
    reason: str
    details: Mapping[str, Any]


class Audit:
    """The log of one portal, as `portal.audit`."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def write(
        self, context: Request | Context, action: str, *, about: str = "", subject: str = "", reason: str = "", details: Mapping[str, Any] | None = None
    ) -> int:
        """Add an entry in the transaction in which it happens, or in one of its own; answers its number.

        `action` is `slug.name`, `about` `slug:id`, `subject` an actor's id. Names, numbers and addresses of people do not
        belong into `reason` and `details`: an entry stays when the person's data is erased.
        """
        if not _ACTION.fullmatch(action):
            raise PendopoError(f"{action!r} is no action", hint="Write the plugin's slug, a dot and a word: 'cases.identity'.", code="audit.action")
        actor = context.actor
        async with transaction():
            # The counter's row is locked until the end of the transaction: two at once come one after the other.
            seq = await bump(COUNTER)
            before = await Row.get_or_none(seq=seq - 1)
            row = Row(
                seq=seq,
                at=self._portal.clock.now(),
                actor=actor.id,
                role=actor.kind,
                agency=",".join(sorted(actor.agencies))[:64],
                action=action,
                object=about,
                subject=subject,
                detail=_json({"reason": reason, **(details or {})} if reason else dict(details or {})),
                previous=before.digest if before else "",
            )
            row.digest = self._digest(row)
            await row.save(force_create=True)
        return seq

    async def read(self, *, subject: str = "", about: str = "", actor: str = "", action: str = "", before: int = 0, size: int = 50) -> list[AuditEntry]:
        """At most `size` entries, newest first, of one subject, object, actor or action; those older than the entry `before`, for the next page."""
        wanted = {"subject": subject, "object": about, "actor": actor, "action": action}
        query = Row.filter(**{name: value for name, value in wanted.items() if value})
        if before:
            query = query.filter(seq__lt=before)
        return [_entry(row) for row in await query.order_by("-seq").limit(min(size, _AT_ONCE))]

    async def head(self) -> tuple[int, str]:
        """Number and digest of the last entry: (0, "") while there is none. Kept elsewhere, it proves that nothing was cut off."""
        row = await Row.all().order_by("-seq").first()
        return (row.seq, row.digest) if row else (0, "")

    async def verify(self, head: tuple[int, str] = (0, "")) -> AsyncIterator[str]:
        """What is wrong with the log, a sentence each, naming the entry; nothing when it is whole up to now, and holds `head`."""
        previous, number = "", 0
        while rows := await Row.filter(seq__gt=number).order_by("seq").limit(_AT_ONCE):
            for row in rows:
                if row.seq != number + 1:
                    yield f"entries {number + 1} to {row.seq - 1} are missing"
                elif row.previous != previous:
                    yield f"entry {row.seq} does not follow entry {number}"
                if row.digest != self._digest(row):
                    yield f"entry {row.seq} was changed"
                if row.seq == head[0] and row.digest != head[1]:
                    yield f"entry {row.seq} is not the one whose digest is known"
                previous, number = row.digest, row.seq
        counted = (await read_counters([COUNTER]))[COUNTER]
        if counted != number or head[0] > number:
            yield f"the log ends with entry {number}, but there were {max(counted, head[0])}"

    def _digest(self, row: Row) -> str:
        at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
        parts = [row.seq, at, row.actor, row.role, row.agency, row.action, row.object, row.subject, row.detail, row.previous]
        return self._portal.cipher.index(_json(parts), PURPOSE)


async def log_head(portal: Portal) -> None:
    """Write the head into the portal's log, which a site keeps apart from its database."""
    seq, digest = await portal.audit.head()
    if seq:
        log.info("head of the audit log", extra={"head": f"{seq}:{digest}"})


def _entry(row: Row) -> AuditEntry:
    details = json.loads(row.detail)
    return AuditEntry(row.seq, row.at, row.actor, row.role, row.agency, row.action, row.object, row.subject, details.pop("reason", ""), details)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
