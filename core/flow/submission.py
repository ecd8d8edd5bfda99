"""Sending once: the key is claimed before the plugin is called, so that twenty clicks are one submission.

Reading first and then working ran `on_submit` twenty times for twenty parallel clicks on PostgreSQL. The claim is a
conditional UPDATE: its row lock makes the others wait, on SQLite (IMMEDIATE) and on PostgreSQL alike, and they find the
receipt of the first.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.database import transaction
from core.errors import PendopoError
from core.flow import consents
from core.flow.drafts import OpenDraft
from core.forms.form import Answers, FormRoute, Receipt
from core.language import Text
from core.requests import Request
from core.security.limits import SubmissionPolicy, Verdict

if TYPE_CHECKING:
    from core.portal import Portal

SUBMIT_SECONDS = 20.0
_OWN = "SELECT state, digest, secret FROM core_submission WHERE key = $1 AND form = $2 AND session = $3"
_CLAIM = "UPDATE core_submission SET state = 'done', digest = $1, secret = $2 WHERE key = $3 AND state = 'open' RETURNING key"
_RECEIPT = "UPDATE core_submission SET ticket = $1, code = $2, location = $3, next = $4, created = $5 WHERE key = $6"
_SENT = "DELETE FROM core_draft WHERE id = $1"
QUICKEST = 2.0
"""Seconds between beginning a form and sending it, below which a submission counts five times for its address."""


def digest_of(raws: Mapping[str, Any]) -> str:
    """What was answered, as a fingerprint: tells whether anything changed since the check page was shown."""
    return hashlib.sha256(json.dumps(raws, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sent:
    """How a submission stands: open, or done; then its receipt lies under `secret`, and `digest` is what was answered."""

    state: str
    digest: str
    secret: str


async def find(request: Request, form: str, key: str) -> Sent | None:
    """The session's own submission of this key."""
    session = request.portal.sessions.key(request)
    rows = await request.portal.database.records(_OWN, key, form, session) if session and key else ()
    return Sent(rows[0]["state"], rows[0]["digest"], rows[0]["secret"] or "") if rows else None


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed to in the form: the fields and their sentences, and whether they were ticked for somebody else."""

    said: Sequence[tuple[str, str]] = ()
    for_somebody: bool = False


NOTHING = Agreed()


async def send(request: Request, route: FormRoute, owner: str, draft: OpenDraft, answers: Answers, digest: str, agreed: Agreed = NOTHING) -> Sent | None:
    """Claim, call the plugin, write the receipt and what was agreed to, commit; or find that it is done. None when the key is gone."""
    portal, secret = request.portal, secrets.token_urlsafe(32)
    async with transaction():
        if await portal.database.write(_CLAIM, digest, secret, draft.submission):
            receipt = await portal.boundary.call(owner, f"{route.form.id} on_submit", SUBMIT_SECONDS, route.on_submit, request, answers)
            if not isinstance(receipt, Receipt):
                given = f"on_submit of {owner}.{route.form.id} returned {type(receipt).__name__}"
                raise PendopoError(given, hint="Return Receipt(ticket, …).", code="form.receipt")
            said = (receipt.ticket, receipt.code, receipt.location, _text(receipt.next), portal.clock.now())
            await portal.database.write(_RECEIPT, *said, draft.submission)
            await portal.database.write(_SENT, draft.id)
            if agreed.said:
                await consents.keep(request, f"{owner}.{route.form.id}", agreed.said, receipt.ticket, for_somebody=agreed.for_somebody)
            return Sent("done", digest, secret)
    return await find(request, f"{owner}.{route.form.id}", draft.submission)


async def may_send(request: Request, draft: OpenDraft) -> Verdict:
    """One more submission of this device and address; called once a submission, not once a click. An officer enters as many as come to the counter."""
    if request.actor.kind == "officer":
        return Verdict(allowed=True)
    portal, limits = request.portal, request.portal.site.config.limits
    policy = SubmissionPolicy(f"{limits.submissions_per_device}/hour", f"{limits.submissions_per_address}/hour")
    address = request.client.host if request.client else ""
    if (portal.clock.now() - draft.created).total_seconds() < QUICKEST:
        for _more in range(4):
            await portal.limits.hit("submit.address", address, policy.address)
    return await portal.limits.submission("submit", device=portal.sessions.key(request), address=address, policy=policy)


def _text(text: Text | str) -> str:
    """What happens next, so that it can be said later in the reader's language."""
    return json.dumps({"id": text.id, "by_language": text.by_language} if isinstance(text, Text) else text, ensure_ascii=False, default=dict)


def said(portal: Portal, stored: str, language: str, owner: str) -> str:
    """`Receipt.next` in the reader's language."""
    found = json.loads(stored) if stored else ""
    return portal.say(Text(found["id"], found["by_language"]), language, owner) if isinstance(found, dict) else str(found)
