"""Writing what was confirmed: in one transaction with the log, so that a crash at any moment leaves all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.database import transaction
from core.database.tables import Import, ImportPart
from core.errors import PendopoError
from core.imports.runs import DONE, ROWS, context_of, parts
from core.imports.targets import Target
from core.language import gettext_lazy as _
from core.plugins.declarations import Owned
from core.tables import TableImport
from core.tables.checking import unpacked

if TYPE_CHECKING:
    from core.portal import Portal

OVERTAKEN = _("Another file was written into this table meanwhile. Send this one again, so that it is compared anew.")


async def write(portal: Portal, run: Import, owned: Owned[TableImport], *, state: str, advance: Callable[[int], None] = lambda _more: None) -> bool:
    """Write `run`, if it still has `state`. Raises what the plugin raises, and PendopoError when another import came between."""
    context = context_of(portal, run, owned)
    async with portal.database.beside(), transaction():
        now = portal.clock.now()
        if not await Import.filter(id=run.id, state=state).update(state=DONE, finished=now):
            return False
        if await Import.filter(name=run.name, state=DONE, finished__gte=run.created).exclude(id=run.id).exists():
            raise PendopoError(OVERTAKEN.id, code="import.overtaken")
        target, there = Target(owned, context), set[Any]()
        async for part in parts(portal, run.id, ROWS):
            rows = [unpacked(owned.value, values) for _number, _new, values in part["rows"]]
            await target.write(rows)
            there.update(row[owned.value.key] for row in rows)
            there.update(unpacked_key(owned.value, key) for key in part["same"])
            advance(len(rows))
        gone = await target.gone(there)
        await target.remove(gone)
        await Import.filter(id=run.id).update(gone=len(gone))
        await ImportPart.filter(run=run.id, kind=ROWS).delete()
        await portal.audit.write(
            context,
            f"{owned.owner}.import",
            about=f"{owned.owner}:{owned.value.name}",
            details={
                "import": str(run.id), "file": run.file, "sha256": run.digest, "as_of": run.as_of.isoformat(), "source": run.source,
                "rows": run.total, "new": run.fresh, "changed": run.changed, "left_out": run.bad, "removed": len(gone),
            },
        )  # fmt: skip
        if owned.value.keep:
            await portal.changed(f"{owned.owner}.{owned.value.keep}")
    await run.refresh_from_db()
    return True


def unpacked_key(table: TableImport, key: Any) -> Any:
    """A key as it was before it was JSON."""
    return unpacked(table, {**{column.name: None for column in table.every}, table.key: key})[table.key]
