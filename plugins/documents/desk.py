"""Documents for officers: those of their agencies, what waits and why, and taking one back with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse
from tortoise.expressions import Q

from core import Response, render
from core.errors import RequestError
from core.fields import PageFields, mistakes
from core.language import gettext_lazy as _
from core.models import page
from plugins.cases.api import Case, closed_to_others, may_view

from . import holder, states
from .issuing import holder_of, revoke
from .letter import title_of
from .models import Document
from .settings import Settings
from .words import REASONS, TAGS, standing, today_of

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Actor, Request

READ, REVOKE = "documents.read", "documents.revoke"
ALL, WAITING, ISSUED, REVOKED = "semua", "menunggu", "terbit", "dicabut"
FILTERS = {ALL: _("All"), WAITING: _("Waiting"), ISSUED: _("Issued"), REVOKED: _("Revoked")}
OF_FILTER = {WAITING: (states.NUMBERED, states.MADE), ISSUED: (states.ISSUED,), REVOKED: (states.REVOKED,)}
LONGEST, LONGEST_NOTE = 120, 500


async def listed(request: Request) -> Response:
    """The documents of the officer's agencies, the newest first; or the one whose number was typed."""
    asked = request.query_params.get("tampil", ALL)
    asked = asked if asked in FILTERS else ALL
    words, after = " ".join(request.query_params.get("q", "").split())[:LONGEST], request.query_params.get("setelah", "")
    query = Document.filter(_of_agencies(request.actor))
    if words:
        query = query.filter(number=words)
    elif asked in OF_FILTER:
        query = query.filter(state__in=OF_FILTER[asked])
    found = await page(query, "created", after="" if words else after, size=request.settings(Settings).page_size)
    here = request.portal.url_for("documents:desk")
    names = {
        "rows": [_row(request, one) for one in found.rows], "words": words,
        "search": PageFields(request, {"q": words}).line("q", request.gettext(_("Number of the document"))),
        "chips": [(request.gettext(title), f"{here}?tampil={name}", name == asked and not words) for name, title in FILTERS.items()],
        "next": f"{here}?tampil={asked}&setelah={found.next}" if found.next else "", "first": f"{here}?tampil={asked}" if after else "",
    }  # fmt: skip
    return closed_to_others(render(request, "documents/desk.html", names))


async def detail(request: Request) -> Response:
    """One document."""
    return await _page(request, await _document(request), {}, {})


async def fetch(request: Request) -> Response:
    """Its PDF. Whose document it was is in the log."""
    row = await _document(request)
    if row.digest and request.method != "HEAD":
        await request.portal.audit.write(request, "documents.fetch", about=f"documents:{row.id}", subject=row.person, details={"number": row.number})
    return await holder.send(request, row)


async def take_back(request: Request) -> Response:
    """Revoke it, with a reason for everybody and a note for officers."""
    row = await _document(request)
    if not _may(request.actor, REVOKE, row):
        raise RequestError(403, "")
    values = {"reason": request.posted.one("reason"), "note": request.posted.one("note").strip()}
    errors = {}
    if values["reason"] not in states.REASONS:
        errors["reason"] = request.gettext(_("Choose why it is revoked."))
    if not 10 <= len(values["note"]) <= LONGEST_NOTE:
        errors["note"] = request.gettext(_("Write in 10 to 500 characters what happened."))
    if errors:
        return await _page(request, row, values, errors)
    if not await revoke(request, row.id, values["reason"], values["note"]):
        raise RequestError(409, request.gettext(_("It was revoked already. Look at it again.")))
    return RedirectResponse(request.portal.url_for("documents:desk_document", id=str(row.id)), 303)


async def beside_the_case(request: Request) -> Markup | None:
    """What was issued in the case at the desk."""
    return holder.beside(request, [_row(request, one) for one in await holder.issued_in(request)])


def _of_agencies(actor: Actor) -> Q:
    agencies = sorted({post.agency for post in actor.posts_with(READ)})
    return Q(agency__in=agencies) if agencies else Q(pk__in=[])


def _may(actor: Actor, permission: str, row: Document) -> bool:
    return actor.may_in(permission, row.agency)


async def _document(request: Request) -> Document:
    """The document of the address, of the officer's agencies or of a case that they see. Another one answers like one that does not exist."""
    row = await Document.get_or_none(id=request.path_params["id"])
    if row is None:
        raise RequestError(404, "")
    if not _may(request.actor, READ, row):
        case = await Case.get_or_none(id=row.case) if row.case else None
        if case is None or not may_view(request.actor, case):
            raise RequestError(404, "")
    return row


async def _page(request: Request, row: Document, values: dict[str, str], errors: dict[str, str]) -> Response:
    say, portal = request.gettext, request.portal
    fields = PageFields(request, values, errors)
    reason = fields.choose(
        "reason", say(_("Reason")), [(name, say(REASONS[name])) for name in states.REASONS], hint=say(_("Everybody who checks it reads this."))
    )
    note = fields.words("note", say(_("What happened")), hint=say(_("For officers. It is kept sealed.")), longest=LONGEST_NOTE)
    names: dict[str, Any] = {
        **holder.about(request, row), "timeline": await holder.happened(request, row), "holder": holder_of(portal, row),
        "note_said": portal.cipher.open("documents_document", "note", str(row.id), row.note) if row.note else "",
        "reason_field": reason, "note_field": note, "errors": mistakes([reason, note]), "check": portal.url_for("documents:verify", code=row.code),
        "revokes": row.state != states.REVOKED and _may(request.actor, REVOKE, row),
    }  # fmt: skip
    return closed_to_others(render(request, "documents/desk_document.html", names, status=422 if errors else 200))


def _row(request: Request, one: Document) -> holder.Row:
    words, kind, sign = TAGS[standing(one, today_of(request.portal))]
    href = request.portal.url_for("documents:desk_document", id=str(one.id))
    return holder.Row(one, title_of(one, request.language), href, (request.gettext(words), kind, sign))
