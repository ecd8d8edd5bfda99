"""Adding to a timeline without moving the case, and taking content out of it again under a rule."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from core import emit, transaction
from core.errors import PendopoError

from .entries import ERASED, NOTED, By, Writing, append_next
from .events import CaseNoted
from .models import Case, CaseFile, EntryText
from .moving import NoSuchCase, conflict

if TYPE_CHECKING:
    from core import Context, Portal, Request

PARTS = ("text", "name", "files")


async def add_entry(
    context: Request | Context, id: UUID, by: By, text: str, *, public: bool = False, files: Sequence[UUID] = (), version: int | None = None
) -> Case:
    """Add a note (for officers) or an answer (`public`, read by the citizen) with files. The state stays as it is."""
    if not text.strip() and not files:
        raise PendopoError("An entry without words and files says nothing.", code="case.empty")
    portal = context.portal
    async with transaction():
        case = await _take(id, version)
        owner = case.service.partition(".")[0]
        await append_next(portal, id, case.version, Writing(NOTED, by, portal.clock.now(), public, {"agency": case.agency}, text.strip(), files, owner))
        await emit(
            CaseNoted(
                subject=str(id),
                ticket=case.ticket,
                service=case.service,
                agency=case.agency,
                visibility=case.visibility,
                due=case.due,
                n=case.version,
                public=public,
            )
        )
    return case


async def attach(context: Request | Context, id: UUID, by: By, files: Sequence[UUID], *, public: bool = False) -> Case:
    """Add files to a case, as an entry of their own."""
    return await add_entry(context, id, by, "", public=public, files=files)


async def erase(context: Request | Context, id: UUID, n: int, parts: Collection[str], rule: str, by: By) -> Case:
    """Take the words, the name or the files of entry `n` out for good, and say in a new entry under which rule. The chain stays whole."""
    unknown = sorted(set(parts) - set(PARTS))
    if unknown or not parts or not rule.strip():
        raise PendopoError("Say what is erased (text, name, files) and under which rule.", code="case.erase")
    portal = context.portal
    async with transaction():
        case = await _take(id, None)
        await _erase(portal, id, n, parts)
        data = {"n": n, "parts": sorted(parts), "rule": rule.strip()}
        await append_next(portal, id, case.version, Writing(ERASED, by, portal.clock.now(), False, data))
    return case


async def _erase(portal: Portal, id: UUID, n: int, parts: Collection[str]) -> None:
    empty = {column: "" for part in ("text", "name") if part in parts for column in (part, f"{part}_salt")}
    if empty:
        await EntryText.filter(case=id, n=n).update(**empty)
    if "files" in parts:
        for owner, file in await CaseFile.filter(case=id, n=n).values_list("owner", "id"):
            await portal.files.discard([file], owner=owner)
        await CaseFile.filter(case=id, n=n).delete()


async def _take(id: UUID, version: int | None) -> Case:
    """The case with its next version claimed: nobody else writes an entry of that number."""
    case = await Case.select_for_update().get_or_none(id=id)
    if case is None:
        raise NoSuchCase("There is no such case.")
    if version is not None and case.version != version:
        raise await conflict(case)
    if not await Case.filter(id=id, version=case.version).update(version=case.version + 1):
        raise await conflict(case)
    case.version += 1
    return case
