"""`portal.imports`: what became of a plugin's table, and the work on files that were sent, one after another in the background."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID, uuid4

import anyio.to_thread
from tortoise.expressions import F, Q

from core.access import Actor
from core.database import after_commit, transaction
from core.database.tables import Import, ImportPart, TaskState
from core.errors import Busy, PendopoError, StorageError
from core.imports.runs import CONFIRMED, DONE, DROPPED, FAILED, READY, REFUSED, TASK, WAITING, LastImport, last_import
from core.imports.taking import take
from core.imports.writing import write
from core.language import gettext_lazy as _
from core.plugins.boundary import told
from core.plugins.plugin import BOUNDARY
from core.storage.names import display_name, extension_of

if TYPE_CHECKING:
    from core.plugins.declarations import Owned
    from core.portal import Portal
    from core.tables import TableImport

log = logging.getLogger("pendopo.imports")

KEPT_FOR = timedelta(hours=24)
"""Rows that nobody confirmed, and what was wrong with others."""
REMEMBERED_FOR = timedelta(days=30)
"""That a file was sent and not written. What was written is the table's history, and stays."""
MOST_TRIES = 3

NOT_HERE = _("The service that this table belongs to is not available. Nothing was written.")
BROKE = _("The table could not be written, because the service that it belongs to failed. Nothing was written. Reference: {reference}")
GAVE_UP = _("The work on this file was broken off three times. Nothing was written. Send it again, or divide it.")
LOST = _("The file is no longer there. Nothing was written. Send it again.")


class Imports:
    """The imports of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    @property
    def tables(self) -> Mapping[str, Owned[TableImport]]:
        """Every table that can be imported, by its full name `slug.name`."""
        return self._portal.tables.imports

    def open_to(self, actor: Actor) -> dict[str, Owned[TableImport]]:
        """Those that `actor` may import."""
        return {name: owned for name, owned in self.tables.items() if owned.value.access.owned_by(owned.owner).allows(actor)}

    async def last(self, name: str) -> LastImport | None:
        """The newest import of `slug.name` that was written: since when, of which day and from whom the data are."""
        return await last_import(name)

    async def find(self, name: str, id: UUID) -> Import | None:
        """A file that was sent for the table `name`."""
        return await Import.get_or_none(id=id, name=name)

    async def history(self, name: str, size: int = 10) -> list[Import]:
        """What was written, the newest first."""
        return await Import.filter(name=name, state=DONE).order_by("-finished").limit(size)

    async def begin(self, name: str, content: IO[bytes], *, actor: Actor, language: str, file: str, as_of: date, source: str, keep: bool) -> Import:
        """A row for a file that arrived. With `keep` the file is laid aside and read in the background; raises `UploadRefused`."""
        digest, size = await anyio.to_thread.run_sync(_measured, content)
        key = await self._portal.files.lay_aside(await anyio.to_thread.run_sync(_whole, content)) if keep else ""
        shown = display_name(file, extension_of(file)[:8] or "csv", "tabel")
        row = Import(
            id=uuid4(), name=name, actor=actor.id, by=(actor.name or actor.id)[:120], kind=actor.kind, language=language, file=shown, digest=digest, size=size,
            key=key, as_of=as_of, source=source[:200], created=self._portal.clock.now(),
        )  # fmt: skip
        async with transaction():
            await row.save(force_create=True)
            if keep:
                await self._wake()
        return row

    async def confirm(self, run: Import) -> bool:
        """Have what is ready written in the background; False when it is not ready any more."""
        async with transaction():
            won = bool(await Import.filter(id=run.id, state=READY).update(state=CONFIRMED, tries=0))
            if won:
                await self._wake()
        return won

    async def drop(self, run: Import) -> bool:
        """Give it up: its rows go at once. What is being written is written."""
        async with transaction():
            won = bool(await Import.filter(id=run.id, state__in=[WAITING, READY, REFUSED, FAILED]).update(state=DROPPED, finished=self._portal.clock.now()))
            if won:
                await ImportPart.filter(run=run.id).delete()
        if won and run.key:
            await self._portal.files.take_away(run.key)
        return won

    async def _wake(self) -> None:
        """Make the task due now, whichever process runs it."""
        await TaskState.filter(name=f"core.{TASK}").update(due=self._portal.clock.now())
        after_commit(self._portal.outbox.wake)

    async def work(self) -> None:
        """Read and write all that waits, the oldest first: the task of one worker. What a killed one had begun is begun anew."""
        waits = Q(state=CONFIRMED) | Q(state=WAITING, key__not="")  # without a key a command reads it
        while run := await Import.filter(waits).order_by("created").first():
            await Import.filter(id=run.id).update(tries=F("tries") + 1)
            if run.tries >= MOST_TRIES:
                await self._failed(run, GAVE_UP)
                continue
            owned = self.tables.get(run.name)
            if owned is None:
                await self._failed(run, NOT_HERE)
                continue
            try:
                await (self._read(run, owned) if run.state == WAITING else self.put(run, owned, state=CONFIRMED))
            except Busy:
                log.info("the database is busy; the import comes again", extra={"table": run.name})
                return

    async def _read(self, run: Import, owned: Owned[TableImport]) -> None:
        with TemporaryFile() as stream:
            try:
                async for piece in await self._portal.files.laid_aside(run.key):
                    await anyio.to_thread.run_sync(stream.write, piece)
            except FileNotFoundError:
                await self._failed(run, LOST)
                return
            await self.take(run, owned, stream)
        try:
            await self._portal.files.take_away(run.key)
            await Import.filter(id=run.id).update(key="")
        except StorageError as error:
            log.warning("a table that was read could not be removed yet: %s", error)

    async def take(self, run: Import, owned: Owned[TableImport], stream: IO[bytes], advance: Callable[[int], None] = lambda _more: None) -> None:
        """Read `stream` for `run`: ready, refused, or failed when the plugin's code failed."""
        try:
            await take(self._portal, run, owned, stream, advance)
        except (Busy, StorageError):
            raise
        except BOUNDARY as error:
            await self._broke(run, owned, error)

    async def put(self, run: Import, owned: Owned[TableImport], *, state: str, advance: Callable[[int], None] = lambda _more: None) -> bool:
        """Write `run` if it has `state`: done, or failed with nothing written."""
        try:
            return await write(self._portal, run, owned, state=state, advance=advance)
        except Busy:
            raise
        except BOUNDARY as error:
            await self._broke(run, owned, error)
            return False

    async def _broke(self, run: Import, owned: Owned[TableImport], error: BaseException) -> None:
        log.error("an import failed", extra={"plugin": owned.owner, "table": run.name, "import": str(run.id), "error": told(error)}, exc_info=error)
        if isinstance(error, PendopoError) and error.code == "import.overtaken":
            await self._failed(run, error.message)
        else:
            await self._failed(run, BROKE, reference=str(run.id)[:8])

    async def _failed(self, run: Import, message: Any, **values: Any) -> None:
        language = run.language if run.language in self._portal.catalogues else self._portal.site.languages[0]
        said = self._portal.say(message, language).format(**values)
        run.state, run.facts, run.finished = FAILED, json.dumps({"error": said}), self._portal.clock.now()
        async with transaction():
            await Import.filter(id=run.id).update(state=FAILED, facts=run.facts, finished=run.finished)
            await ImportPart.filter(run=run.id).delete()
        if run.key:
            await self._portal.files.take_away(run.key)

    async def sweep(self) -> int:
        """Drop what nobody confirmed within a day, with what was wrong in it; the number of files that were dropped."""
        now, dropped = self._portal.clock.now(), 0
        for run in await Import.filter(state__in=[WAITING, READY], created__lt=now - KEPT_FOR):
            dropped += await self.drop(run)
        old = await Import.filter(state__not=CONFIRMED, created__gte=now - REMEMBERED_FOR, created__lt=now - KEPT_FOR).values_list("id", flat=True)
        await ImportPart.filter(run__in=list(old)).delete()
        await Import.filter(state__in=[REFUSED, FAILED, DROPPED], created__lt=now - REMEMBERED_FOR).delete()
        return dropped


def _measured(content: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and size."""
    content.seek(0)
    digest = hashlib.sha256()
    while piece := content.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest(), content.tell()


def _whole(content: IO[bytes]) -> bytes:
    content.seek(0)
    return content.read()
