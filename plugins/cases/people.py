"""Who reported: sealed, apart from the case, and found again only by keyed indexes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core.models import new_row

from .entries import new_id
from .models import Person

if TYPE_CHECKING:
    from core import Portal

TABLE = "cases_person"
SEALED = ("name", "phone", "email", "nik")


@dataclass(frozen=True, slots=True)
class Reporter:
    """What somebody gave of themselves; everything may be empty. `phone` in E.164, `nik` 16 digits. `show_name`: they ticked it."""

    name: str = ""
    phone: str = ""
    email: str = ""
    nik: str = ""
    show_name: bool = False

    @property
    def is_nobody(self) -> bool:
        return not (self.name or self.phone or self.email or self.nik)


def sealed_row(portal: Portal, case: UUID, reporter: Reporter, at: datetime) -> Person | None:
    """The row that is written for them, each column sealed for itself."""
    if reporter.is_nobody:
        return None
    given = {column: value for column in SEALED if (value := getattr(reporter, column))}
    sealed = {column: portal.cipher.seal(TABLE, column, str(case), value) for column, value in given.items()}
    indexes = {f"{column}_index": index_of(portal, column, value) for column, value in given.items() if column != "name"}
    return new_row(Person, id=new_id(at), case=case, show_name=reporter.show_name and bool(reporter.name), **sealed, **indexes)


async def open_reporter(portal: Portal, case: UUID) -> Reporter | None:
    """Who reported `case`, in the clear. Whoever calls this has asked for the right, and writes down who looked and why."""
    row = await Person.get_or_none(case=case)
    if row is None:
        return None
    return reporter_of(portal, row)


def reporter_of(portal: Portal, row: Person) -> Reporter:
    opened = {column: portal.cipher.open(TABLE, column, str(row.case), sealed) for column in SEALED if (sealed := getattr(row, column))}
    return Reporter(**opened, show_name=row.show_name)


async def shown_name(portal: Portal, case: UUID) -> str:
    """The name that everybody may read: empty unless the person ticked it."""
    sealed = await Person.filter(case=case, show_name=True).values_list("name", flat=True)
    return portal.cipher.open(TABLE, "name", str(case), str(sealed[0])) if sealed and sealed[0] else ""


async def cases_of(portal: Portal, *, phone: str = "", email: str = "") -> list[UUID]:
    """The cases that were reported with this telephone number or this e-mail address."""
    found: set[Any] = set()
    for column, value in (("phone", phone), ("email", email)):
        if value:
            found.update(await Person.filter(**{f"{column}_index": index_of(portal, column, value)}).values_list("case", flat=True))
    return sorted(found)


def index_of(portal: Portal, column: str, value: str) -> str:
    """The keyed index of a value, as it is compared: an e-mail address without regard to case."""
    return portal.cipher.index(value.casefold() if column == "email" else value, f"{TABLE}.{column}")
