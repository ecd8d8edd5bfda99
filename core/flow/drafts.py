"""Drafts: what somebody has typed and not yet sent, kept for seven days, and for ninety with an account.

A draft belongs to a session, a form, its path's parameters and a number of its own, so that two tabs are two drafts.
Its answers are sealed: a NIK that was typed and never sent must not lie readable in the file.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from tortoise.exceptions import IntegrityError

from core.database import transaction
from core.database.tables import Draft, Submission, Upload
from core.fields.files import Photos
from core.forms.compiled import CompiledForm
from core.requests import Request

KEPT = timedelta(days=7)
KEPT_WITH_ACCOUNT = timedelta(days=90)
MOST = 10
"""Drafts of one form in one session; the oldest gives way."""

_SENDING = "SELECT * FROM core_draft WHERE session = $1 AND form = $2 AND path = $3 AND submission = $4"


@dataclass(slots=True)
class OpenDraft:
    """A draft in hand. `raws` is what was typed, by key; `passed` names steps that had nothing to choose from."""

    id: UUID
    number: int
    submission: str
    created: datetime
    changed: datetime
    step: str = ""
    raws: dict[str, Any] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()
    about: str = ""


class Drafts:
    """The drafts of one form."""

    def __init__(self, form: CompiledForm) -> None:
        self.form = form
        self.kinds = {placed.key: type(placed.field.read({}, placed.key)) for step in form.steps for placed in step.fields}
        """What is typed into a field is of this kind; a draft from before the form was changed may hold another."""
        self.file_keys = {placed.key: placed for step in form.steps for placed in step.fields if isinstance(placed.field, Photos)}

    async def find(self, request: Request, number: str) -> OpenDraft | None:
        """The session's draft of this number, unless its time is over."""
        session = request.portal.sessions.key(request)
        if not session or not (number.isascii() and number.isdigit() and len(number) <= 6):
            return None
        row = await Draft.get_or_none(session=session, form=self.form.id, path=path_of(request), number=int(number), expires__gt=request.portal.clock.now())
        return await self._open(request, row) if row else None

    async def of_submission(self, request: Request, key: str) -> OpenDraft | None:
        """The draft that is sent under this key."""
        mine = (request.portal.sessions.key(request), self.form.id, path_of(request))
        rows = await request.portal.database.records(_SENDING, *mine, key)
        return await self._open(request, Draft._init_from_db(**dict(rows[0]))) if rows else None

    async def listed(self, request: Request) -> list[OpenDraft]:
        """What this session has begun here, the latest first."""
        session = request.portal.sessions.key(request)
        if not session:
            return []
        rows = (
            await Draft.filter(session=session, form=self.form.id, path=path_of(request), expires__gt=request.portal.clock.now())
            .order_by("-changed")
            .limit(MOST)
        )
        return [OpenDraft(row.id, row.number, row.submission, row.created, row.changed, row.step) for row in rows]

    async def begin(self, request: Request, raws: Mapping[str, Any] | None = None, about: str = "") -> OpenDraft:
        """A new draft, and the row of its one submission with it. `raws` are known already; what does not fit its field is left out."""
        known = {key: raw for key, raw in (raws or {}).items() if key not in self.file_keys and isinstance(raw, self.kinds.get(key, type(None)))}
        session, now = await request.portal.sessions.begin(request), request.portal.clock.now()
        key = secrets.token_urlsafe(32)
        mine = {"session": session, "form": self.form.id, "path": path_of(request)}
        for _attempt in range(5):
            others = await Draft.filter(**mine).order_by("-number").values_list("id", "number")
            number = int(others[0][1]) + 1 if others else 1
            row = Draft(id=uuid4(), **mine, actor_id=request.actor.id, number=number, submission=key, created=now, changed=now, expires=now + kept_for(request))
            row.answers = self._seal(request, row.id, known, frozenset(), about)
            try:
                async with transaction():
                    await self.drop([other for other, _number in others[MOST - 1 :]])
                    await row.save(force_create=True)
                    await Submission.create(key=key, form=self.form.id, session=session, created=now)
            except IntegrityError:
                continue  # another tab took this number at the same moment
            return OpenDraft(row.id, number, key, now, now, raws=known, about=about)
        raise IntegrityError("no number was free for a draft")

    async def save(self, request: Request, draft: OpenDraft, raws: Mapping[str, Any], step: str, passed: frozenset[str] | None = None) -> bool:
        """Put the answers of one step to the others; False when the draft was sent or dropped meanwhile."""
        now = request.portal.clock.now()
        async with transaction():
            row = await Draft.filter(id=draft.id).select_for_update().first()
            if row is None:
                return False
            kept, before, about = self._unseal(request, row)
            draft.raws = {**draft.raws, **kept, **raws}
            draft.passed = before if passed is None else passed
            draft.step, draft.changed = step, now
            typed = {key: raw for key, raw in draft.raws.items() if key not in self.file_keys}
            await Draft.filter(id=draft.id).update(
                answers=self._seal(request, draft.id, typed, draft.passed, about), step=step, changed=now, expires=now + kept_for(request)
            )
        return True

    async def drop(self, ids: list[UUID]) -> None:
        """Forget drafts, the keys of their submissions and their files; inside the caller's transaction."""
        if ids:
            keys = await Draft.filter(id__in=ids).values_list("submission", flat=True)
            await _forget(ids, [str(key) for key in keys])

    async def load_files(self, request: Request, draft: OpenDraft) -> None:
        """The draft's own list of files, as the store has it: two tabs may add to it at once."""
        if not self.file_keys:
            return
        for key in self.file_keys:
            draft.raws[key] = []
        for file in await request.portal.files.staged(draft.id):
            if file.field in self.file_keys:
                draft.raws[file.field].append({"id": str(file.id), "name": file.name, "media_type": file.media_type, "size": file.size})

    async def _open(self, request: Request, row: Draft) -> OpenDraft:
        found, passed, about = self._unseal(request, row)
        raws = {key: raw for key, raw in found.items() if isinstance(raw, self.kinds.get(key, type(None)))}
        draft = OpenDraft(row.id, row.number, row.submission, row.created, row.changed, row.step, raws, passed, about)
        await self.load_files(request, draft)
        return draft

    def _seal(self, request: Request, id: UUID, raws: Mapping[str, Any], passed: frozenset[str], about: str) -> str:
        text = json.dumps({"raws": raws, "passed": sorted(passed), "about": about}, ensure_ascii=False, separators=(",", ":"))
        return request.portal.cipher.seal("core_draft", "answers", str(id), text)

    def _unseal(self, request: Request, row: Draft) -> tuple[dict[str, Any], frozenset[str], str]:
        found = json.loads(request.portal.cipher.open("core_draft", "answers", str(row.id), row.answers))
        return found["raws"], frozenset(found["passed"]), found.get("about", "")


def kept_for(request: Request) -> timedelta:
    """How long a draft is kept after its last change: longer for whoever can come back to it from another device."""
    return KEPT_WITH_ACCOUNT if request.actor.signed_in else KEPT


def path_of(request: Request) -> str:
    """The path's own parameters in one fixed spelling; the step and what follows it are not part of it."""
    return urlencode(sorted((name, str(value)) for name, value in request.path_params.items() if name not in ("step", "secret", "file")))


async def _forget(ids: list[UUID], keys: list[str]) -> None:
    await Submission.filter(key__in=keys, state="open").delete()
    await Upload.filter(draft__in=ids, state="staged").update(state="discarded")
    await Draft.filter(id__in=ids).delete()


async def sweep_drafts(now: datetime) -> int:
    """Remove the drafts whose time is over, and keys of submissions that were never used; for a scheduled task."""
    async with transaction():
        gone = await Draft.filter(expires__lte=now).limit(1000).values_list("id", "submission")
        await _forget([draft for draft, _key in gone], [key for _draft, key in gone])
    return len(gone)
