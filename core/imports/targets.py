"""Where rows go: into a plugin's model by what the portal itself knows, or by the plugin's own functions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from core.plugins.declarations import Owned
from core.rows import upsert
from core.tables import TableImport

if TYPE_CHECKING:
    from tortoise.models import Model

    from core.requests import Context

P = ParamSpec("P")
T = TypeVar("T")

SECONDS = 900.0
"""How long one call of a plugin's function may take."""
AT_ONCE = 1_000


class Target:
    """The table of one import; every function of the plugin is called through the boundary."""

    def __init__(self, owned: Owned[TableImport], context: Context) -> None:
        self.table = owned.value
        self.owner = owned.owner
        self.context = context
        self._names = [column.name for column in self.table.every]

    async def known(self, keys: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        """What is there, by key."""
        model, key = self.table.model, self.table.key
        if model is not None:
            return {row[key]: row for row in await self._among(model, keys).values(*self._names)}
        return await self._call(self.table.known, keys) if self.table.known is not None else {}

    async def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        model = self.table.model
        if model is not None:
            await upsert(model, self.table.key, rows)
        elif self.table.write is not None:
            await self._call(self.table.write, rows)

    async def gone(self, there: set[Any]) -> list[Any]:
        """The keys of what is in the table and not in the file; nothing where the file is not the whole table."""
        if not self.table.whole:
            return []
        model = self.table.model
        found: Iterable[Any]
        if model is not None:
            found = await model.all().values_list(self.table.key, flat=True)
        else:
            found = await self._call(self.table.keys) if self.table.keys is not None else ()
        return [key for key in found if key not in there]

    async def remove(self, keys: Sequence[Any]) -> None:
        for begin in range(0, len(keys), AT_ONCE):
            some = keys[begin : begin + AT_ONCE]
            if self.table.model is not None:
                await self._among(self.table.model, some).delete()
            elif self.table.remove is not None:
                await self._call(self.table.remove, some)

    def _among(self, model: type[Model], keys: Sequence[Any]) -> Any:
        return model.filter(**{f"{self.table.key}__in": list(keys)})

    async def _call(self, function: Callable[..., Awaitable[T]], *values: Any) -> T:
        name = getattr(function, "__name__", "function")
        return await self.context.portal.boundary.call(self.owner, f"import {self.table.name}: {name}", SECONDS, function, self.context, *values)


def differs(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether a row says something else than what is there. A column that `old` leaves out says nothing."""
    return any(not _same(new[name], old[name]) for name in new if name in old)


def _same(one: Any, other: Any) -> bool:
    """An empty text and no value are the same, for a column may keep either."""
    return bool(one == other or (one in ("", None) and other in ("", None)))
