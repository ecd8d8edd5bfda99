"""Reading a file that was sent: every row checked, compared with what is there, and laid aside sealed until somebody confirms."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

import anyio.to_thread

from core.database import transaction
from core.database.tables import Import, ImportPart
from core.forms.reading import Option, Reading
from core.imports.runs import FAULTS, READY, REFUSED, ROWS, context_of, put_part
from core.imports.targets import Target, differs
from core.language import Text
from core.language import gettext_lazy as _
from core.plugins.declarations import Owned
from core.tables import TableImport
from core.tables.checking import Checked, Checker, packed
from core.tables.matching import find_columns
from core.tables.reading import Row, Sheet, TableRefused

if TYPE_CHECKING:
    from core.portal import Portal

log = logging.getLogger("pendopo.imports")

NO_ROWS = _("There are no rows below the headings.")

AT_ONCE = 500
"""Rows in memory: a cell may hold 10,000 characters, so it is bounded by their sum as well as here."""
MOST_FAULTS = 1_000
"""Faults that are kept, for the list and the report; the rest is counted."""


class Table:
    """A file while it is read. Its methods block, and run in a thread."""

    def __init__(self, portal: Portal, owned: Owned[TableImport], language: str, stream: IO[bytes]) -> None:
        self._table = owned.value
        self._says = [_speaker(portal, one, owned.owner) for one in (language, *portal.site.languages)]
        self._options = options_of(portal, owned)
        self._reading = reading_of(portal, owned, language)
        self._sheet = Sheet(stream)
        self._rows: Iterator[Row]
        self._checker: Checker
        self.others: list[str] = []

    def open(self) -> None:
        self._sheet.__enter__()
        self._rows = self._sheet.rows()
        places, _number, self.others = find_columns(self._table, self._rows, self._says)
        self._checker = Checker(self._table, places, self._reading, self._options)

    def next(self) -> list[Checked]:
        """The next rows, each checked."""
        return [self._checker.check(row) for row in islice(self._rows, AT_ONCE)]

    def facts(self) -> dict[str, Any]:
        facts = self._sheet.facts
        return {
            "encoding": facts.encoding, "delimiter": facts.delimiter, "sheet": facts.sheet, "sheets": facts.sheets,
            "others": [name[:60] for name in self.others[:20]],
        }  # fmt: skip

    def close(self) -> None:
        if hasattr(self, "_rows"):
            self._sheet.__exit__()


async def take(portal: Portal, run: Import, owned: Owned[TableImport], stream: IO[bytes], advance: Callable[[int], None] = lambda _more: None) -> None:
    """Read `stream` for `run`, whose state is ready or refused afterwards. `stream` lies on the disk."""
    table = Table(portal, owned, run.language, stream)
    await forget(run)
    try:
        await anyio.to_thread.run_sync(table.open)
        await _Taking(portal, run, owned).all_of(table, advance)
        run.state, run.facts = READY, json.dumps(table.facts())
    except TableRefused as refused:
        said = reading_of(portal, owned, run.language).words(refused.message, **refused.values)
        run.state, run.facts = REFUSED, json.dumps({**table.facts(), "cause": refused.cause, "error": said})
        await forget(run)
        log.info("a table was refused", extra={"table": run.name, "cause": refused.cause})
    finally:
        await anyio.to_thread.run_sync(table.close)
    await run.save()


async def forget(run: Import) -> None:
    """Drop what was laid aside of `run`: it is read anew, or not wanted."""
    await ImportPart.filter(run=run.id).delete()
    run.total = run.fresh = run.changed = run.same = run.bad = run.gone = 0


class _Taking:
    """What is counted and laid aside while one file is read."""

    def __init__(self, portal: Portal, run: Import, owned: Owned[TableImport]) -> None:
        self.portal, self.run, self.table = portal, run, owned.value
        self.target = Target(owned, context_of(portal, run, owned))
        self.keys: set[Any] = set()
        self.kept = 0
        self.n = self.bad_n = 0

    async def all_of(self, table: Table, advance: Callable[[int], None]) -> None:
        while rows := await anyio.to_thread.run_sync(table.next):
            await self._some(rows)
            advance(len(rows))
        if not self.run.total:
            raise TableRefused("rowless", NO_ROWS)
        self.run.gone = len(await self.target.gone(self.keys))

    async def _some(self, rows: list[Checked]) -> None:
        run, key = self.run, self.table.key
        good = [row for row in rows if not row.faults]
        known = await self.target.known([row.values[key] for row in good]) if good else {}
        kept: list[Any] = []
        same: list[Any] = []
        for row in good:
            old = known.get(row.values[key])
            if old is not None and not differs(row.values, old):
                same.append(packed({key: row.values[key]})[key])
                continue
            run.fresh, run.changed = run.fresh + (old is None), run.changed + (old is not None)
            kept.append([row.number, old is None, packed(row.values)])
        run.total, run.same, run.bad = run.total + len(rows), run.same + len(same), run.bad + len(rows) - len(good)
        faults = [fault for row in rows for fault in row.faults][: MOST_FAULTS - self.kept]
        self.kept += len(faults)
        if self.table.whole:
            self.keys.update(row.values[key] for row in good)
        async with transaction():
            if kept or (same and self.table.whole):
                await put_part(self.portal, run.id, ROWS, self.n, {"rows": kept, "same": same if self.table.whole else []})
                self.n += 1
            if faults:
                await put_part(self.portal, run.id, FAULTS, self.bad_n, [[f.row, f.column, f.cell, f.value, f.message] for f in faults])
                self.bad_n += 1
            await Import.filter(id=run.id).update(total=run.total, bad=run.bad)


def reading_of(portal: Portal, owned: Owned[TableImport], language: str) -> Reading:
    """What fields need to read a cell in `language`."""
    spoken = language if language in portal.catalogues else portal.site.languages[0]
    today = portal.clock.now().astimezone(portal.site.zone).date()
    return Reading(lambda text, owner: portal.say(text, spoken, owner), today, spoken, portal.site.regions, options_of(portal, owned), owner=owned.owner)


def options_of(portal: Portal, owned: Owned[TableImport]) -> dict[str, tuple[Option, ...]]:
    """The answers to choose from, by column."""
    plugin = portal.plugin(owned.owner)
    return {column.name: options for column in owned.value.every if (options := column.field.options_at_start(plugin))}


def _speaker(portal: Portal, language: str, owner: str) -> Callable[[Text], str]:
    return lambda text: portal.say(text, language if language in portal.catalogues else portal.site.languages[0], owner)
