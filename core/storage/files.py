"""Files that people hand in: refused by cause, made clean, staged with a draft, kept with what is submitted, swept when forgotten.

    arriving ──▶ staged ──▶ kept ──▶ discarded ──▶ (gone)
                   └──▶ quarantined        the scanner failed: kept from everybody

The row is written before the bytes and removed after them, so that a crash at any moment leaves a row that `sweep` finds,
and never bytes that nobody knows of. `keep` and `discard` touch the database only and belong in the caller's transaction.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4

import anyio

from core.clock import Clock, SystemClock
from core.database.context import current_database
from core.database.tables import Upload
from core.errors import StorageError
from core.storage import refusals
from core.storage.images import AT_ONCE, clean
from core.storage.kinds import HEAD, KINDS, Group, Kind, agrees, kind_of
from core.storage.names import display_name, extension_of, new_key, small_key
from core.storage.refusals import UploadRefused
from core.storage.store import RESERVE, Store

log = logging.getLogger(__name__)

Scan = Callable[[bytes, str], Awaitable[str]]
"""`await scan(content, media_type)` answers "" for a clean file, or the reason to refuse it; whatever it raises means: not known."""

IMAGE: tuple[Group, ...] = ("image",)
HANDLED_AT_ONCE = 4
"""Files in memory at the same time, of up to 32 MiB each; the others wait on the disk, where the form reader left them."""
STAGED_FOR = timedelta(days=7)
ARRIVING_FOR = timedelta(days=1)
_STAGED = "SELECT * FROM core_upload WHERE draft = $1 AND state = 'staged' ORDER BY created, id"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file as the portal knows it. `owner` is the plugin's slug, `subject` what it belongs to there (a case's id)."""

    id: UUID
    owner: str
    subject: str
    field: str
    draft: UUID | None
    name: str
    media_type: str
    size: int
    width: int
    height: int
    digest: str
    key: str
    state: str
    fingerprint: str = ""
    taken: str = ""
    place: tuple[float, float] | None = None

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


class Files:
    """All files of a portal. `scanners` are asked, in order, about every file as it came; `reserve` bytes of the disk stay free."""

    def __init__(self, url: str, *, folder: Path, scanners: Sequence[Scan] = (), clock: Clock | None = None, reserve: int = RESERVE) -> None:
        self._store = Store(url, folder, reserve=reserve)
        self._scanners = tuple(scanners)
        self._clock = clock or SystemClock()
        self._handling = anyio.CapacityLimiter(HANDLED_AT_ONCE)
        self._converting = anyio.CapacityLimiter(AT_ONCE)

    async def stage(
        self,
        content: bytes | IO[bytes],
        *,
        name: str,
        media_type: str,
        owner: str,
        field: str,
        draft: UUID | None = None,
        accept: Collection[Group] = IMAGE,
        limit: int = 0,
        evidence: bool = False,
        taken: str = "",
        place: tuple[float, float] | None = None,
    ) -> StoredFile:
        """Check, clean and keep one file for a draft. Raises `UploadRefused` with the cause; then nothing is left behind.

        `name` and `media_type` are what the sender says; `limit` is a field's own largest size in bytes, if it has one.
        `evidence` asks to keep beside it when and where a picture was taken: what its camera wrote into it, or else `taken` (an ISO
        moment) and `place` (degrees), which the page says that hands it in. Without it they are forgotten, for they tell where people live.
        """
        kind = await anyio.to_thread.run_sync(_check, content, name, media_type, accept, limit)
        if not self._store.has_room(kind.limit):
            log.error("uploads are refused: the disk is nearly full")
            raise UploadRefused(refusals.FAILED)
        row = Upload(id=uuid4(), draft=draft, owner=owner, field=field, state="arriving", created=self._clock.now())
        async with self._handling:
            received = await anyio.to_thread.run_sync(_read, content)
            state = await self._scan(received, kind.media_type)
            await self._write(row, await self._make(row, received, kind, name, (taken[:32], place) if evidence else None), state)
        if state == "quarantined":
            raise UploadRefused(refusals.FAILED, refusals.UNCHECKED)
        return _stored(row)

    async def _make(self, row: Upload, received: bytes, kind: Kind, name: str, said: tuple[str, tuple[float, float] | None] | None) -> tuple[bytes, ...]:
        """What is stored of what was received, and its facts in `row`: a picture made anew with its small one, or the PDF as it came."""
        parts: tuple[bytes, ...] = (received,)
        extension, otherwise, row.media_type = "pdf", "berkas", kind.media_type
        if kind.group == "image":
            picture = await clean(received, kind.media_type, self._converting)
            parts, row.width, row.height, row.fingerprint = (picture.full, picture.small), picture.width, picture.height, picture.fingerprint
            if said is not None:
                row.taken = picture.taken or said[0]
                row.latitude, row.longitude = picture.place or said[1] or (None, None)
            extension, otherwise, row.media_type = "jpg", "foto", "image/jpeg"
        row.name, row.key = display_name(name, extension, otherwise), new_key(extension)
        row.size, row.digest = len(parts[0]), hashlib.sha256(parts[0]).hexdigest()
        return parts

    async def _scan(self, content: bytes, media_type: str) -> str:
        """The state to stage the file in. A scanner that fails has not said that the file is clean."""
        for scan in self._scanners:
            try:
                reason = await scan(content, media_type)
            except (Exception, SystemExit):  # a scanner is a plugin's code
                log.exception("an upload scanner failed; the file is put into quarantine")
                return "quarantined"
            if reason:
                log.warning("an upload was refused by a scanner: %s", reason)
                raise UploadRefused(refusals.VIRUS)
        return "staged"

    async def _write(self, row: Upload, parts: tuple[bytes, ...], state: str) -> None:
        await row.save(force_create=True)
        try:
            for key, part in zip((row.key, small_key(row.key)), parts, strict=False):
                await self._store.put(key, part)
        except StorageError as error:
            log.error("an upload could not be written: %s", error)
            await self._remove(row.id, row.key)
            raise UploadRefused(refusals.FAILED) from error
        row.state = state
        await Upload.filter(id=row.id).update(state=state)

    async def lay_aside(self, content: bytes) -> str:
        """Keep a table that is to be imported, until `take_away`; answers its key. Scanned as every file is; raises `UploadRefused`."""
        if not self._store.has_room(len(content)):
            log.error("a table is refused: the disk is nearly full")
            raise UploadRefused(refusals.FAILED)
        if await self._scan(content, "application/octet-stream") == "quarantined":
            raise UploadRefused(refusals.FAILED, refusals.UNCHECKED)
        key = new_key("table")
        try:
            await self._store.put(key, content)
        except StorageError as error:
            log.error("a table could not be written: %s", error)
            raise UploadRefused(refusals.FAILED) from error
        return key

    async def laid_aside(self, key: str) -> AsyncIterator[bytes]:
        """The pieces of what was laid aside. Raises `FileNotFoundError` or `StorageError` before the first."""
        return await self._store.stream(key)

    async def take_away(self, key: str) -> None:
        """Remove what was laid aside; that it was not there is no error. Raises `StorageError`."""
        await self._store.delete(key)

    async def keep(self, ids: Collection[UUID], *, owner: str, subject: str, draft: UUID | None = None) -> None:
        """Bind staged files to what is submitted, all or none: inside the caller's transaction, database only."""
        wanted = set(ids)
        mine = Upload.filter(id__in=list(wanted), owner=owner, state="staged")
        if draft is not None:
            mine = mine.filter(draft=draft)
        if wanted and await mine.update(state="kept", subject=subject) != len(wanted):
            raise StorageError("A file of this submission is no longer there", hint="Ask for it again.", code=refusals.FAILED)

    async def discard(self, ids: Collection[UUID], *, owner: str) -> int:
        """Give files up: nobody sees them from now on, `sweep` removes them. Database only; the number of files given up."""
        return await Upload.filter(id__in=list(ids), owner=owner).exclude(state="discarded").update(state="discarded")

    async def find(self, id: UUID) -> StoredFile | None:
        """A file that may be shown to whoever has the right: staged or kept."""
        row = await Upload.get_or_none(id=id, state__in=["staged", "kept"])
        return _stored(row) if row else None

    async def staged(self, draft: UUID) -> tuple[StoredFile, ...]:
        """The files handed in with a draft, oldest first."""
        rows = await current_database().records(_STAGED, draft)
        return tuple(_stored(Upload._init_from_db(**dict(row))) for row in rows)

    async def of(self, owner: str, subject: str) -> tuple[StoredFile, ...]:
        """The files kept with a plugin's subject, oldest first."""
        return tuple(_stored(row) for row in await Upload.filter(owner=owner, subject=subject, state="kept").order_by("created", "id"))

    async def stream(self, file: StoredFile, *, small: bool = False) -> AsyncIterator[bytes]:
        """Its bytes in pieces; `small` is the small picture. Raises `FileNotFoundError` or `StorageError` before the first piece."""
        return await self._store.stream(small_key(file.key) if small and file.is_image else file.key)

    async def read(self, file: StoredFile, *, small: bool = False) -> bytes:
        """All its bytes."""
        return b"".join([piece async for piece in await self.stream(file, small=small)])

    async def sweep(self) -> int:
        """Remove what was given up and what was never submitted (7 days); for a scheduled task. The number of files removed."""
        now, removed = self._clock.now(), 0
        for state, since in (("discarded", now), ("arriving", now - ARRIVING_FOR), ("staged", now - STAGED_FOR), ("quarantined", now - STAGED_FOR)):
            removed += await self._sweep(state, since)
        return removed

    async def _sweep(self, state: str, since: datetime) -> int:
        removed = 0
        for upload, key in await Upload.filter(state=state, created__lte=since).limit(1000).values_list("id", "key"):
            if state != "discarded" and not await Upload.filter(id=upload, state=state).update(state="discarded"):
                continue  # submitted at this very moment
            removed += await self._remove(upload, key)
        return removed

    async def _remove(self, id: UUID, key: str) -> bool:
        """The bytes first, then the row; a store that is away leaves the row for the next time."""
        try:
            await self._store.delete(key)
            await self._store.delete(small_key(key))
        except StorageError as error:
            log.warning("a file could not be removed yet: %s", error)
            return False
        await Upload.filter(id=id).delete()
        return True


def _check(content: bytes | IO[bytes], name: str, media_type: str, accept: Collection[Group], limit: int) -> Kind:
    """What can be said without reading more than the first bytes."""
    size, head = _measure(content)
    if not size:
        raise UploadRefused(refusals.EMPTY)
    kind = kind_of(head)
    if kind is None or kind.group not in accept:
        raise UploadRefused(refusals.TYPE, types=", ".join(k.title for k in KINDS if k.group in accept))
    if not agrees(kind, extension_of(name), media_type):
        raise UploadRefused(refusals.TYPE, refusals.DISAGREES, found=kind.title)
    most = min(limit, kind.limit) if limit else kind.limit
    if size > most:
        raise UploadRefused(refusals.SIZE, limit=max(1, most >> 20))
    return kind


def _measure(content: bytes | IO[bytes]) -> tuple[int, bytes]:
    if isinstance(content, bytes):
        return len(content), content[:HEAD]
    size = content.seek(0, 2)
    content.seek(0)
    return size, content.read(HEAD)


def _read(content: bytes | IO[bytes]) -> bytes:
    if isinstance(content, bytes):
        return content
    content.seek(0)
    return content.read()


def _stored(row: Upload) -> StoredFile:
    return StoredFile(
        id=row.id, owner=row.owner, subject=row.subject, field=row.field, draft=row.draft, name=row.name, media_type=row.media_type,
        size=row.size, width=row.width, height=row.height, digest=row.digest, key=row.key, state=row.state, fingerprint=row.fingerprint,
        taken=row.taken, place=(row.latitude, row.longitude) if row.latitude is not None and row.longitude is not None else None,
    )  # fmt: skip
