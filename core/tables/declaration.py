"""A table that officers import: its columns, its key, what becomes of its rows. Data only; the portal does the work."""

from __future__ import annotations

import inspect
import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core import fields as kinds
from core.access import Access, check_id
from core.errors import DeclarationError, did_you_mean
from core.forms.field import check_text
from core.language import Text

if TYPE_CHECKING:
    from tortoise.models import Model

    from core.requests import Context

Values = Mapping[str, Any]
"""A row that was read: the typed value of each column, by the column's name."""

READABLE = (kinds.Text, kinds.Email, kinds.Phone, kinds.Nik, kinds.Plate, kinds.Number, kinds.Date, kinds.Choice, kinds.YesNo)
"""Fields whose answer fits into one cell; what is made of them too (`LongText`, `Rupiah`)."""
_SEVERAL_CELLS = (kinds.Choices, kinds.Consent)
MOST_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A field as a column: `aliases` are other headings that files have, `example` stands in the template's row."""

    field: kinds.Field
    aliases: tuple[str, ...] = ()
    example: str = ""

    def __post_init__(self) -> None:
        where = f"Column {getattr(self.field, 'name', self.field)!r}"
        if not isinstance(self.field, READABLE) or isinstance(self.field, _SEVERAL_CELLS):
            hint = "Use Text, LongText, Email, Phone, Nik, Plate, Number, Rupiah, Date, Choice or YesNo of core.fields."
            raise _refuse(where, f"is a {type(self.field).__name__}, which does not fit into one cell", hint, code="table.column")
        if self.field.when is not None or self.field.asked:
            raise _refuse(where, "depends on a condition or on who asks", "Give fixed choices and no `when`.", code="table.column")
        if isinstance(self.aliases, str) or not all(isinstance(alias, str) and heading(alias) for alias in self.aliases):
            raise _refuse(where, f"has the aliases {self.aliases!r}", 'Give a tuple of headings: aliases=("nopol", "no polisi").', code="table.column")

    @property
    def name(self) -> str:
        return self.field.name


@dataclass(frozen=True, slots=True)
class TableImport:
    """A table that whoever holds the permission of `access` uploads, sees as a preview, and confirms.

    `key` names the column by which a row is known again. With `model`, whose attributes are named as the columns and whose key is unique,
    the portal compares and writes by itself. Otherwise `write(context, rows)` takes the new and changed rows, some hundreds at a time, and
    `known(context, keys)` answers what is there (key → values), without which every row counts as new. All of it runs in one transaction,
    on a connection of its own: nothing but the database is touched there. `context.key` is the id of the import.

    `whole=True`: the file is the whole table, and what is not in it goes: from `model`, or by `keys(context)` and `remove(context, keys)`.
    `check(row)` looks at a row's values together and raises `core.fields.Refusal`. `keep` names the kept pages that an import makes stale.
    """

    name: str
    title: Text
    columns: Sequence[kinds.Field | Column]
    key: str
    access: Access = field(kw_only=True)
    model: type[Model] | None = field(default=None, kw_only=True)
    write: Callable[[Context, Sequence[Values]], Awaitable[None]] | None = field(default=None, kw_only=True)
    known: Callable[[Context, Sequence[Any]], Awaitable[Mapping[Any, Values]]] | None = field(default=None, kw_only=True)
    keys: Callable[[Context], Awaitable[Iterable[Any]]] | None = field(default=None, kw_only=True)
    remove: Callable[[Context, Sequence[Any]], Awaitable[None]] | None = field(default=None, kw_only=True)
    check: Callable[[Values], None] | None = field(default=None, kw_only=True)
    whole: bool = field(default=False, kw_only=True)
    help: Text | None = field(default=None, kw_only=True)
    keep: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        check_id("TableImport", self.name)
        where = f"TableImport {self.name!r}"
        for what, text in (("title", self.title), ("help", self.help)):
            if text is not None or what == "title":
                check_text(where, what, text)
        if not isinstance(self.access, Access) or self.access.level != "permission":
            raise _refuse(where, "does not say who may import", "Give access=permission('name'), a permission of the plugin.", code="table.access")
        object.__setattr__(self, "columns", tuple(column if isinstance(column, Column) else Column(column) for column in self.columns))
        self._check_columns(where)
        self._check_functions(where)
        if self.model is not None:
            check_model(where, self.model, self.every, self.key)
        if self.keep:
            check_id(f"{where}: keep", self.keep)

    @property
    def every(self) -> tuple[Column, ...]:
        """The columns, each as a `Column`."""
        return tuple(column for column in self.columns if isinstance(column, Column))

    @property
    def key_column(self) -> Column:
        return next(column for column in self.every if column.name == self.key)

    def _check_columns(self, where: str) -> None:
        names = [column.name for column in self.every]
        if not 1 <= len(names) <= MOST_COLUMNS or len(set(names)) < len(names):
            raise _refuse(where, f"has the columns {names}", f"Give each a name of its own, 1 to {MOST_COLUMNS} of them.", code="table.column")
        if self.key not in names:
            raise _refuse(where, f"has the key {self.key!r}, which is no column", did_you_mean(self.key, names), code="table.key")
        if self.key_column.field.optional:
            raise _refuse(where, f"has the key {self.key!r}, which may be left empty", "Take `optional` away from it.", code="table.key")
        taken: dict[str, str] = {}
        for column in self.every:
            for words in (column.name, column.field.label.id, *column.aliases):
                if taken.setdefault(heading(words), column.name) != column.name:
                    raise _refuse(where, f"has the heading {words!r} for two columns", "Give one of them another alias.", code="table.column")

    def _check_functions(self, where: str) -> None:
        if (self.model is None) == (self.write is None):
            raise _refuse(where, "needs either model= or write=", "model=Vehicle writes by itself; write=… is an async function of yours.", code="table.write")
        own = {name: getattr(self, name) for name in ("write", "known", "keys", "remove")}
        for name, function in own.items():
            if function is not None and not inspect.iscoroutinefunction(function):
                raise _refuse(where, f"has {name}={function!r}", f"Write `async def {name}(context, …)`.", code="table.write")
        if self.model is not None and any(own.values()):
            raise _refuse(where, "has model= and functions of its own", "Leave one of the two out.", code="table.write")
        if self.model is None and self.whole != (self.keys is not None and self.remove is not None):
            raise _refuse(where, "removes rows only with whole=True, keys= and remove=", "Give all three, or none of them.", code="table.whole")
        if self.check is not None and (not callable(self.check) or inspect.iscoroutinefunction(self.check)):
            raise _refuse(
                where, f"has check={self.check!r}", "Write a plain `def check(row)` that raises Refusal; it touches nothing else.", code="table.check"
            )


def check_model(where: str, model: Any, columns: Sequence[Column], key: str) -> None:
    """Whether the model can hold the rows: an attribute for each column, and the key unique."""
    known = getattr(getattr(model, "_meta", None), "fields_map", None)
    if known is None:
        raise _refuse(where, f"has model={model!r}", "Give a model of the plugin's models.py.", code="table.model")
    for column in columns:
        if column.name not in known:
            raise _refuse(where, f"has the column {column.name!r}, which {model.__name__} has not", did_you_mean(column.name, known), code="table.model")
    if not (known[key].unique or known[key].pk):
        raise _refuse(where, f"has the key {key!r}, which is not unique in {model.__name__}", "Add unique=True and a migration.", code="table.model")


def heading(words: str) -> str:
    """A heading as it is compared: small letters and digits, single spaces."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def _refuse(where: str, message: str, hint: str, *, code: str) -> DeclarationError:
    return DeclarationError(f"{where} {message}", hint=hint, code=code)
