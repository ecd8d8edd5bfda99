"""Moderation: an officer hides or rewrites what everybody reads of a case, says why, and can take it back.

The original stays, sealed beside the case: the first entry still vouches for it. What stands in its place is vouched for by the
entry that put it there, which everybody reads with its reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from core import emit, transaction
from core.errors import PendopoError, did_you_mean
from core.language import Text
from core.language import gettext_lazy as _

from .chain import new_salt, salted
from .entries import HIDDEN, RESTORED, By, Writing, append_next
from .events import CaseNoted
from .matter import words_of
from .models import Case, CaseFile, Moderation
from .notes import take
from .opening import tell_pages
from .visibility import is_public

if TYPE_CHECKING:
    from core import Context, Portal, Request

TABLE = "cases_moderation"
REASONS: Mapping[str, Text] = {
    "personal": _("personal data of somebody"),
    "insult": _("insults or threats"),
    "accusation": _("accuses a person by name without proof"),
    "indecent": _("indecent words or pictures"),
    "advertising": _("advertising, or not a complaint at all"),
    "other": _("another reason, which is written below"),
}
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Matter:
    """Title and public text of a case."""

    title: str
    public_text: str


async def original_of(portal: Portal, case: Case) -> Matter | None:
    """What the citizen wrote, where something else stands in its place now. In the clear, for officers who may see it."""
    row = await Moderation.get_or_none(id=case.id)
    return opened(portal, row) if row else None


def opened(portal: Portal, row: Moderation) -> Matter:
    return Matter(*(portal.cipher.open(TABLE, column, str(row.id), getattr(row, column)) for column in ("title", "public_text")))


async def moderate(
    context: Request | Context, id: UUID, by: By, reason: str, words: str, shown: Matter, *, hidden: Collection[UUID] = (), version: int | None = None
) -> Case:
    """Put `shown` in the place of what everybody reads of a public case, and hide the files `hidden` of it; all others are shown.

    `reason` is one of `REASONS`, `words` explain it to everybody. Raises PendopoError, NoSuchCase or Conflict; then nothing has changed."""
    if reason not in REASONS:
        raise PendopoError(f"There is no reason {reason!r}.", hint=did_you_mean(reason, REASONS), code="case.moderate")
    if not words.strip() or not shown.title.strip():
        raise PendopoError("Hiding something needs words that everybody reads, and a title in its place.", code="case.moderate")
    portal = context.portal
    async with transaction():
        case = await take(id, version)
        if not is_public(case):
            raise PendopoError("Only what everybody reads can be hidden.", code="case.moderate")
        row = await Moderation.get_or_none(id=id)
        if row is None:
            sealed = {column: portal.cipher.seal(TABLE, column, str(id), getattr(case, column)) for column in ("title", "public_text")}
            row = Moderation(id=id, **sealed)
        case.title, case.public_text = shown.title.strip()[:LONGEST_TITLE], shown.public_text.strip()
        row.salt, row.n = new_salt(), case.version
        await row.save()
        await _show(id, hidden)
        data = {"reason": reason, "title": case.title, "shown": salted(row.salt, words_of(case)), "hides": sorted(map(str, hidden)), "agency": case.agency}
        await _say(portal, case, Writing(HIDDEN, by, portal.clock.now(), True, data, words.strip()))
    return case


async def restore(context: Request | Context, id: UUID, by: By, words: str, *, version: int | None = None) -> Case:
    """Show again what the citizen wrote, and all files."""
    portal = context.portal
    async with transaction():
        case = await take(id, version)
        row = await Moderation.get_or_none(id=id)
        if row is None or not words.strip():
            raise PendopoError("Nothing of this case is hidden, or nothing was said about showing it again.", code="case.moderate")
        before = opened(portal, row)
        case.title, case.public_text = before.title, before.public_text
        await row.delete()
        await _show(id, ())
        await _say(portal, case, Writing(RESTORED, by, portal.clock.now(), True, {"title": case.title, "agency": case.agency}, words.strip()))
    return case


async def _show(id: UUID, hidden: Collection[UUID]) -> None:
    """Which files of the first entry everybody sees."""
    await CaseFile.filter(case=id, n=1).update(public=True)
    if hidden:
        await CaseFile.filter(case=id, n=1, id__in=list(hidden)).update(public=False)


async def _say(portal: Portal, case: Case, writing: Writing) -> None:
    await Case.filter(id=case.id).update(title=case.title, public_text=case.public_text)
    await append_next(portal, case.id, case.version, writing)
    await tell_pages(portal, case)
    await emit(
        CaseNoted(
            subject=str(case.id), ticket=case.ticket, service=case.service, agency=case.agency, visibility=case.visibility, due=case.due,
            n=case.version, public=True,
        )
    )  # fmt: skip


async def photos_of_report(case: Case) -> Sequence[CaseFile]:
    """The pictures that came with the report, hidden ones too."""
    return [file for file in await CaseFile.filter(case=case.id, n=1).order_by("id") if file.media_type.startswith("image/")]
