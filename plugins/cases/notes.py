"""Adding to a timeline without moving the case, and taking content out of it again under a rule."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from core import emit, transaction
from core.errors import PendopoError

from .entries import ERASED, NOTED, By, Writing, append_next
from .events import CaseErased, CaseNoted
from .matter import ANSWERS, MATTER, TAKEN_OUT
from .models import Answer, Case, CaseFile, EntryText, Moderation
from .moving import NoSuchCase, conflict
from .opening import tell_pages

if TYPE_CHECKING:
    from core import Context, Portal, Request

PARTS = ("text", "name", "files", MATTER, ANSWERS)
"""What may be taken out of an entry; the last two only of the first one."""


async def add_entry(
    context: Request | Context,
    id: UUID,
    by: By,
    text: str,
    *,
    public: bool = False,
    files: Sequence[UUID] = (),
    version: int | None = None,
    marks: Mapping[str, bool] | None = None,
) -> Case:
    """Add a note (for officers) or an answer (`public`, read by the citizen) with files. The state stays as it is.

    `marks` are put on the case or taken away: what transitions of its procedure need."""
    if not text.strip() and not files:
        raise PendopoError("An entry without words and files says nothing.", code="case.empty")
    portal = context.portal
    async with transaction():
        case = await take(id, version)
        owner = case.service.partition(".")[0]
        data = {"agency": case.agency, **({"marks": dict(marks)} if marks else {})}
        await append_next(portal, id, case.version, Writing(NOTED, by, portal.clock.now(), public, data, text.strip(), files, owner))
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
        if public:
            await tell_pages(portal, case)
    return case


async def attach(context: Request | Context, id: UUID, by: By, files: Sequence[UUID], *, public: bool = False) -> Case:
    """Add files to a case, as an entry of their own."""
    return await add_entry(context, id, by, "", public=public, files=files)


async def erase(context: Request | Context, id: UUID, n: int, parts: Collection[str], rule: str, by: By) -> Case:
    """Take content of entry `n` out for good, and say in a new entry under which rule. The chain stays whole.

    `parts`: text, name, files; of the first entry also `matter` (title and public text) and `answers`.
    """
    unknown = sorted(set(parts) - set(PARTS))
    if unknown or not parts or not rule.strip():
        raise PendopoError(f"Say what is erased ({', '.join(PARTS)}) and under which rule.", code="case.erase")
    if n != 1 and not {MATTER, ANSWERS}.isdisjoint(parts):
        raise PendopoError("The matter and the answers are part of entry 1.", hint="Erase text, name or files of the others.", code="case.erase")
    portal = context.portal
    async with transaction():
        case = await take(id, None)
        left = await _erase(portal, case, n, parts)
        data = {"n": n, "parts": sorted(parts), "rule": rule.strip(), **left}
        await append_next(portal, id, case.version, Writing(ERASED, by, portal.clock.now(), False, data))
        await tell_pages(portal, case)
        await emit(
            CaseErased(
                subject=str(id),
                ticket=case.ticket,
                service=case.service,
                agency=case.agency,
                visibility=case.visibility,
                due=case.due,
                n=n,
                parts=tuple(sorted(parts)),
            )
        )
    return case


async def _erase(portal: Portal, case: Case, n: int, parts: Collection[str]) -> dict[str, str]:
    """Take the parts out; what stands in their place is said by the entry about it."""
    empty = {column: "" for part in ("text", "name") if part in parts for column in (part, f"{part}_salt")}
    if empty:
        await EntryText.filter(case=case.id, n=n).update(**empty)
    if "files" in parts:
        for owner, file in await CaseFile.filter(case=case.id, n=n).values_list("owner", "id"):
            await portal.files.discard([file], owner=owner)
        await CaseFile.filter(case=case.id, n=n).delete()
    if ANSWERS in parts:
        await Answer.filter(case=case.id).delete()
    if MATTER not in parts:
        return {}
    await Moderation.filter(id=case.id).delete()
    case.title, case.public_text, case.matter_salt = portal.say(TAKEN_OUT, portal.site.languages[0], "cases"), "", ""
    await Case.filter(id=case.id).update(title=case.title, public_text="", matter_salt="")
    return {"title": case.title}


async def take(id: UUID, version: int | None) -> Case:
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
