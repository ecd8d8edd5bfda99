"""What officers write: checked, kept as a draft, published, taken away; each with a line in the audit log."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from core import transaction
from core.errors import RequestError
from core.language import gettext_lazy as _

from .articles import KEPT, areas_of, index
from .markdown import LONGEST
from .models import NEWS, PAGE, Article

if TYPE_CHECKING:
    from core import Actor, Context, Portal, Request
    from core.language import Text

WRITE, EDIT = "information.write", "information.edit"
LONGEST_TITLE = 120
LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
CODE = 8
CHANGED = _("Somebody changed this while you wrote. Nothing of yours was lost: compare below, then save again.")


@dataclass(frozen=True, slots=True)
class Written:
    """What the form holds, as it was typed. Days and times are those of the regency: `2026-11-24T07:30`, `2026-11-30`."""

    title: str = ""
    text: str = ""
    agency: str = ""
    area: str = ""
    start: str = ""
    until: str = ""
    pinned: str = ""


def may_write(actor: Actor, kind: str, agency: str, area: str) -> bool:
    """Editors write everything; other officers announcements of their own agency, for the area that their post covers."""
    return actor.may(EDIT) or (kind == NEWS and bool(agency) and actor.may_in(WRITE, agency, area))


def written_of(portal: Portal, one: Article) -> Written:
    """What is edited: the draft, or else what everybody reads."""
    if one.draft is not None:
        return Written(**{name: str(one.draft.get(name, "")) for name in Written.__dataclass_fields__})
    return Written(
        one.title, one.text, one.agency, one.area, _local(portal, one.start), _local(portal, one.until), one.pinned.isoformat() if one.pinned else ""
    )


def mistakes_of(portal: Portal, actor: Actor, kind: str, given: Written) -> dict[str, Text]:
    """By field: what is wrong and how to mend it."""
    wrong: dict[str, Text] = {}
    if not given.title:
        wrong["title"] = _("Write a title")
    elif len(given.title) > LONGEST_TITLE:
        wrong["title"] = _("Make the title shorter: at most 120 characters")
    if not given.text:
        wrong["text"] = _("Write the text")
    elif len(given.text) > LONGEST:
        wrong["text"] = _("Make the text shorter: at most 20,000 characters")
    if given.agency and given.agency not in portal.site.agencies:
        wrong["agency"] = _("Choose an agency from the list")
    if given.area and not areas_of(portal, given.area):
        wrong["area"] = _("Choose an area from the list")
    if not wrong.keys() & {"agency", "area"} and not may_write(actor, kind, given.agency, given.area):
        wrong["agency"] = _("Choose your own agency, and an area that is yours")
    return {**wrong, **_wrong_times(portal, given)}


def _wrong_times(portal: Portal, given: Written) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    for name in ("start", "until"):
        if getattr(given, name) and _moment(portal, getattr(given, name)) is None:
            wrong[name] = _("Give day and time, such as 2026-11-24 07:30")
    if given.pinned and _day(given.pinned) is None:
        wrong["pinned"] = _("Give a day, such as 2026-11-30")
    elif given.pinned and given.area:
        wrong["pinned"] = _("Only what concerns the whole regency can be pinned to the home page")
    start, until = _moment(portal, given.start) or portal.clock.now(), _moment(portal, given.until)
    if until and until <= start and "start" not in wrong:
        wrong["until"] = _("Let it end after it begins")
    return wrong


async def save(request: Request, one: Article | None, kind: str, given: Written, version: int, *, publish: bool) -> Article | None:
    """Keep it as a draft, or for everybody; None where somebody else was quicker. In one transaction, with the audit."""
    portal = request.portal
    async with transaction():
        if one is None:
            code = await _free_code(kind, given.title)
            held: Article | None = Article(id=uuid4(), code=code, kind=kind, version=0)
        else:
            held = await Article.filter(id=one.id, version=version).select_for_update().get_or_none()
        if held is None or (one is not None and not may_change(request.actor, held)):
            return None
        held.changed, held.version = portal.clock.now(), held.version + 1
        if publish:
            _publish(portal, held, given)
            await index(portal, held)
            await portal.changed(KEPT)
        else:
            held.draft = asdict(given)
            if held.start is None:
                held.title, held.agency, held.area = given.title, given.agency, given.area
        await held.save(force_create=one is None)
        deed = "published" if publish else "drafted"
        await portal.audit.write(request, f"information.{deed}", about=f"information:{held.id}", details={"title": given.title})
    return held


async def publish_as(context: Context, kind: str, given: Written) -> Article:
    """Publish without an officer, for the demo."""
    portal = context.portal
    async with transaction():
        one = Article(id=uuid4(), code=await _free_code(kind, given.title), kind=kind, version=1, changed=portal.clock.now())
        _publish(portal, one, given)
        await one.save(force_create=True)
        await index(portal, one)
        await portal.changed(KEPT)
    return one


async def take_away(request: Request, id: UUID) -> None:
    """Nobody reads it any more; what was written stays, as a draft. A second click does no harm."""
    portal = request.portal
    async with transaction():
        one = await Article.filter(id=id).select_for_update().get_or_none()
        if one is None or not may_change(request.actor, one):
            raise RequestError(404, "")
        if one.start is None:
            return
        one.draft = {**asdict(written_of(portal, one)), "start": "", "until": ""}
        one.start, one.changed, one.version = None, portal.clock.now(), one.version + 1
        await one.save()
        await index(portal, one)
        await portal.changed(KEPT)
        await portal.audit.write(request, "information.taken_away", about=f"information:{one.id}", details={"title": one.title})


async def drop_draft(request: Request, id: UUID) -> bool:
    """Forget what was not published; what nobody has ever read goes whole. Whether it is still there."""
    portal = request.portal
    async with transaction():
        one = await Article.filter(id=id).select_for_update().get_or_none()
        if one is None or not may_change(request.actor, one):
            raise RequestError(404, "")
        title = one.draft["title"] if one.draft else one.title
        if one.start is None:
            await one.delete()
        elif one.draft is not None:
            one.draft, one.version, one.changed = None, one.version + 1, portal.clock.now()
            await one.save()
        await portal.audit.write(request, "information.dropped", about=f"information:{one.id}", details={"title": title})
    return one.start is not None


def may_change(actor: Actor, one: Article) -> bool:
    """Whether it is theirs to change: as it stands, and as its draft says."""
    if one.start is not None and not may_write(actor, one.kind, one.agency, one.area):
        return False
    return one.draft is None or may_write(actor, one.kind, str(one.draft["agency"]), str(one.draft["area"]))


def _publish(portal: Portal, one: Article, given: Written) -> None:
    one.title, one.text, one.agency, one.area, one.draft = given.title, given.text, given.agency, given.area, None
    one.start = _moment(portal, given.start) or one.start or portal.clock.now()
    one.until, one.pinned = _moment(portal, given.until), _day(given.pinned)


async def _free_code(kind: str, title: str) -> str:
    """The public address: of a page its title in plain letters, of an announcement eight letters that say nothing."""
    if kind == PAGE:
        letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        name = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:48].strip("-")
        if name and not await Article.exists(code=name):
            return name
        return f"{name or 'halaman'}-{_letters(4)}"
    return _letters(CODE)


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))


def _moment(portal: Portal, typed: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(typed)
        return found.replace(tzinfo=portal.site.zone) if found.tzinfo is None and 2000 <= found.year < 2200 else None
    except ValueError:
        return None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _local(portal: Portal, moment: datetime | None) -> str:
    return moment.astimezone(portal.site.zone).strftime("%Y-%m-%dT%H:%M") if moment else ""


def read_written(posted: Mapping[str, Any]) -> Written:
    """The form, with what a browser adds taken away. Longer than allowed stays, so that it can be said and mended."""
    given = {name: str(posted.get(name, "")) for name in Written.__dataclass_fields__}
    given["title"] = " ".join(given["title"].split())
    given["text"] = given["text"].replace("\r\n", "\n").replace("\0", "").strip()
    return Written(**given)
