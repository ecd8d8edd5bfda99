"""Writing a timeline: one entry more, chained to the one before, with what it says apart. Only ever called inside a transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core.models import insert, new_row

from .chain import Link, as_json, new_salt, salted
from .models import CaseFile, Entry, EntryText

if TYPE_CHECKING:
    from core import Portal

OPENED, MOVED, NOTED, DUE_MOVED, LATE, ERASED = "opened", "moved", "noted", "due_moved", "late", "erased"
HIDDEN, RESTORED = "hidden", "restored"
"""What everybody reads of the case was hidden or rewritten by an officer, and shown again."""
MOVING = (OPENED, MOVED)
"""Kinds of entries that the clock runs over."""


@dataclass(frozen=True, slots=True)
class By:
    """Who acts: in which function, as which actor, under which name, and for which agency. The name is kept apart, where it can be erased."""

    function: str
    actor: str = ""
    name: str = ""
    agency: str = ""
    """Only where it is not the one that has the case."""


SYSTEM = By("system")


@dataclass(frozen=True, slots=True)
class Writing:
    """An entry about to be written. `proofs` are digests of what lies elsewhere, by part."""

    kind: str
    by: By
    at: datetime
    public: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    files: Sequence[UUID] = ()
    files_owner: str = ""
    proofs: Mapping[str, str] = field(default_factory=dict)


def new_id(at: datetime) -> UUID:
    """A UUIDv7: a moment and 74 random bits, so that rows lie in the order they were made."""
    stamp = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    random = secrets.randbits(74)
    return UUID(int=(stamp << 80) | (0x7 << 76) | ((random >> 62) << 64) | (0x2 << 62) | (random & ((1 << 62) - 1)))


@dataclass(frozen=True, slots=True)
class Rows:
    """An entry as it goes into the database, with what lies apart from it."""

    entry: Entry
    text: EntryText | None
    files: Sequence[CaseFile] = ()


def build(case: UUID, n: int, previous: str, writing: Writing, files: Sequence[CaseFile] = ()) -> Rows:
    """The entry `n` of `case`, chained to the digest `previous`. Writes nothing."""
    text, proofs = _sealed(case, n, writing)
    proofs |= writing.proofs
    for file in files:
        proofs[f"file:{file.id}"] = salted(file.salt, file.digest)
    beside = {"for": writing.by.agency, "proofs": proofs, "files": [str(file.id) for file in files]}
    written = as_json({**writing.data, "by": writing.by.function, **{name: value for name, value in beside.items() if value}})
    link = Link(case, n, writing.at, writing.by.actor, writing.kind, writing.public, written, previous)
    entry = new_row(
        Entry, id=new_id(writing.at), case=case, n=n, at=link.at, actor=link.actor, kind=link.kind,
        public=link.public, data=written, digest=link.digest(), previous=previous,
    )  # fmt: skip
    return Rows(entry, text, files)


async def append(portal: Portal, case: UUID, n: int, previous: str, writing: Writing) -> Entry:
    """Write the entry `n` of `case`, whose last digest is `previous`. The caller has claimed the case's version `n` before."""
    rows = build(case, n, previous, writing, await _take_files(portal, case, n, writing))
    await insert(rows.entry)
    if rows.text:
        await insert(rows.text)
    for file in rows.files:
        await insert(file)
    return rows.entry


def _sealed(case: UUID, n: int, writing: Writing) -> tuple[EntryText | None, dict[str, str]]:
    """The row of what is said, and the salted digests that the entry keeps of it."""
    if not writing.text and not writing.by.name:
        return None, {}
    row, proofs = new_row(EntryText, id=new_id(writing.at), case=case, n=n), dict[str, str]()
    if writing.text:
        row.text, row.text_salt = writing.text, new_salt()
        proofs["text"] = salted(row.text_salt, row.text)
    if writing.by.name:
        row.name, row.name_salt = writing.by.name[:200], new_salt()
        proofs["name"] = salted(row.name_salt, row.name)
    return row, proofs


async def _take_files(portal: Portal, case: UUID, n: int, writing: Writing) -> list[CaseFile]:
    if not writing.files:
        return []
    await portal.files.keep(writing.files, owner=writing.files_owner, subject=str(case))
    rows = []
    for file in writing.files:
        stored = await portal.files.find(file)
        if stored is not None:
            rows.append(new_row(
                CaseFile, id=file, case=case, n=n, public=writing.public, digest=stored.digest, salt=new_salt(), owner=writing.files_owner,
                media_type=stored.media_type, width=stored.width, height=stored.height,
            ))  # fmt: skip
    return rows


async def append_next(portal: Portal, case: UUID, n: int, writing: Writing) -> Entry:
    """The same after looking up the digest of the entry before."""
    found = await Entry.filter(case=case, n=n - 1).values_list("digest", flat=True)
    return await append(portal, case, n, str(found[0]) if found else "", writing)
