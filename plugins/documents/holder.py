"""The holder's page of a document, by its secret address: how it stands, what happened, and the file itself. And all of them, for who signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement

from core import Response, render, render_fragment
from core.errors import RequestError
from core.models import page
from plugins.cases.api import agency_name, closed_to_others, shown_case

from .history import changes_of
from .issuing import document_path, find_by_secret, printed_code
from .letter import title_of
from .making import file_of
from .models import Document
from .settings import Settings
from .states import REVOKED
from .words import HAPPENED, NOW, REASONS, SIGNATURES, TAGS, standing, today_of

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Request

ON_THE_ACCOUNT = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One document in a list."""

    document: Document
    title: str
    href: str
    tag: tuple[str, str, str]
    file: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """A line for the macro `timeline`."""

    title: str
    state: str
    icon: str
    when: datetime
    note: str = ""
    when_note: str = ""
    who: str = ""
    text: str = ""
    photos: tuple[object, ...] = ()


async def opened(request: Request) -> Response:
    """The page of one document."""
    row = await _row(request)
    portal, say, now = request.portal, request.gettext, standing(row, today_of(request.portal))
    after = await Document.get_or_none(id=row.replaced_by) if row.replaced_by else None
    names: dict[str, Any] = {
        **about(request, row), "timeline": await happened(request, row), "said": say(NOW[now]), "secret": request.path_params["secret"],
        "waits": not row.digest and row.state != REVOKED, "here": request.scope["path"],
        "check": portal.url_for("documents:verify", code=row.code), "later": (after.number, document_path(portal, after)) if after else None,
    }  # fmt: skip
    return closed_to_others(render(request, "documents/holder.html", names, block="standing"))


async def fetch(request: Request) -> Response:
    """The PDF, as a download that no cache keeps."""
    return await send(request, await _row(request))


async def mine(request: Request) -> Response:
    """Every document of the person, the newest first."""
    after = request.query_params.get("setelah", "")
    found = await page(Document.filter(person=request.actor.id), "created", after=after, size=request.settings(Settings).page_size)
    here = request.portal.url_for("documents:mine")
    names = {
        "rows": [row_of(request, one) for one in found.rows],
        "next": f"{here}?setelah={found.next}" if found.next else "",
        "first": here if after else "",
    }
    return closed_to_others(render(request, "documents/mine.html", names))


async def on_the_account(request: Request) -> Markup | None:
    """The newest few, for whoever has any."""
    rows = await Document.filter(person=request.actor.id).order_by("-created", "-id").limit(ON_THE_ACCOUNT)
    if not rows:
        return None
    return render_fragment(request, "documents/pieces.html", {"rows": [row_of(request, one) for one in rows], "all": request.portal.url_for("documents:mine")})


async def beside_the_case(request: Request) -> Markup | None:
    """What was issued in the case that its reporter follows."""
    return beside(request, [row_of(request, one) for one in await issued_in(request)])


async def issued_in(request: Request) -> list[Document]:
    """What was issued in the case of this page, the newest first. Most cases are of services that issue nothing, and cost no question."""
    case = shown_case(request)
    if case is None or not _issues(request, case.service):
        return []
    return await Document.filter(case=case.id).order_by("-created", "-id")


def beside(request: Request, rows: Sequence[Row]) -> Markup | None:
    """Documents on the page of their case, if there are any."""
    return render_fragment(request, "documents/pieces.html", {"rows": rows, "all": ""}) if rows else None


def _issues(request: Request, service: str) -> bool:
    """Whether the plugin of a service may issue documents at all: it says so in its plugin.toml."""
    plugin = request.portal.plugin(service.partition(".")[0])
    return plugin is not None and plugin.manifest is not None and _names_documents(*plugin.manifest.requires, *plugin.manifest.uses)


@lru_cache
def _names_documents(*lines: str) -> bool:
    return any(Requirement(line).name == "documents" for line in lines)


async def send(request: Request, row: Document) -> Response:
    """The issued file of a document, for a page whose reader may have it."""
    file = await file_of(request.portal, row)
    if file is None:
        raise RequestError(404, "")

    async def look(found: Any) -> Any:
        return "private" if (found.owner, found.subject) == ("documents", str(row.id)) else ""

    return closed_to_others(await request.portal.send_file(request, str(file.id), look))


def about(request: Request, row: Document) -> dict[str, Any]:
    """What the pages of holders and officers both show."""
    portal, say, now = request.portal, request.gettext, standing(row, today_of(request.portal))
    words, kind, sign = TAGS[now]
    return {
        "document": row, "title": title_of(row, request.language), "tag": (say(words), kind, sign), "agency": agency_name(portal, row.agency),
        "code": printed_code(row.code), "signature": say(SIGNATURES[row.signature]), "is_trial": row.signature == "trial",
        "reason": say(REASONS[row.reason]) if row.reason else "", "has_file": bool(row.digest),
    }  # fmt: skip


async def happened(request: Request, row: Document) -> list[Happened]:
    """Its history, the newest first."""
    lines = []
    for one in reversed(await changes_of(row.id)):
        words, sign = HAPPENED[one.what]
        reason = one.facts.get("reason", "")
        lines.append(Happened(request.gettext(words), "done", sign, one.at, request.gettext(REASONS[reason]) if reason else ""))
    return lines


def row_of(request: Request, one: Document) -> Row:
    words, kind, sign = TAGS[standing(one, today_of(request.portal))]
    return Row(one, title_of(one, request.language), document_path(request.portal, one), (request.gettext(words), kind, sign))


async def _row(request: Request) -> Document:
    row = await find_by_secret(request.path_params["secret"])
    if row is None:
        raise RequestError(404, "")
    return row
