"""Is this document genuine? What everybody may ask, by its code, its QR code or its file. No person is named but by first letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse

from core import Response, render
from core.errors import RequestError
from core.fields import FieldView, PageFields, mistakes
from core.language import Text
from core.language import gettext_lazy as _
from plugins.cases.api import agency_name, closed_to_others

from . import checking
from .issuing import normalise_code, printed_code
from .letter import title_of
from .making import file_of
from .models import Document
from .settings import Settings
from .states import ISSUED, REVOKED
from .words import NOW, REASONS, SIGNATURES, TAGS, standing, today_of

if TYPE_CHECKING:
    from core import Request

EXAMPLE = "7K3F-9Q2M-4T8W-1XVB"
NOT_KNOWN = _("We know no document with this code. Compare it with the document, letter by letter.")


async def start(request: Request) -> Response:
    """Ask for the code or the file."""
    return _ask(request, {"code": request.query_params.get("kode", "")[:40]}, {})


async def find(request: Request) -> Response:
    """Lead to the page of a code that was typed."""
    typed = request.posted.one("code")[:40]
    code = normalise_code(typed)
    if not code:
        wrong = request.gettext(_("Check the code: sixteen letters and digits, like {example}"), example=EXAMPLE)
        return _ask(request, {"code": typed}, {"code": wrong})
    return RedirectResponse(request.portal.url_for("documents:verify", code=code), 303)


async def check_any(request: Request) -> Response:
    """Find the document that a file is, by its hash alone."""
    await _count(request)
    handed = await checking.handed_in(request)
    row = await Document.filter(digest=handed.digest).first() if handed.digest else None
    if row is None:
        return _ask(request, {}, {checking.FIELD: _said(request, handed.wrong or checking.UNKNOWN)})
    return await _checked(request, row)


async def verify(request: Request) -> Response:
    """What is known of one document. Three statements at most."""
    row = await _row(request)
    return await _page(request, row, genuine=checking.is_proved(request, row))


async def check(request: Request) -> Response:
    """Compare a file with the document of this page."""
    row = await _row(request)
    handed = await checking.handed_in(request)
    if handed.wrong or handed.digest != row.digest:
        return await _page(request, row, error=_said(request, handed.wrong or checking.OTHER))
    return await _checked(request, row)


async def _checked(request: Request, row: Document) -> Response:
    """The answer for the very bytes that were issued: their signature is looked at, too."""
    file = await file_of(request.portal, row)
    if file is not None and not await checking.signature_holds(request.portal, row, await request.portal.files.read(file)):
        return await _page(request, row, error=_said(request, checking.BROKEN))
    address = request.portal.url_for("documents:verify", code=row.code)
    return closed_to_others(RedirectResponse(f"{address}?diperiksa={checking.proof_of(request, row)}", 303))


async def _row(request: Request) -> Document:
    """The document of the address. Whatever is wrong with a code, the answer is one and the same, and costs the same."""
    await _count(request)
    row = await Document.get_or_none(code=normalise_code(request.path_params["code"]))
    if row is None:
        raise RequestError(404, request.gettext(NOT_KNOWN))
    return row


async def _count(request: Request) -> None:
    verdict = await request.portal.limits.hit("documents.check", request.network, f"{request.settings(Settings).checks_per_minute}/minute")
    if not verdict.allowed:
        raise RequestError(429, request.gettext(_("Too many checks at once. Try again in a minute.")), headers={"Retry-After": str(verdict.retry_after)})


async def _page(request: Request, row: Document, *, genuine: bool = False, error: str = "") -> Response:
    portal, say = request.portal, request.gettext
    now = standing(row, today_of(portal))
    after = await Document.get_or_none(id=row.replaced_by) if row.replaced_by else None
    words, kind, sign = TAGS[now]
    names: dict[str, Any] = {
        "document": row, "title": title_of(row, request.language), "tag": (say(words), kind, sign), "now": now, "said": say(NOW[now]),
        "code": printed_code(row.code), "agency": agency_name(portal, row.agency) or portal.site.config.portal.regency,
        "signature": say(SIGNATURES[row.signature]),
        "is_trial": row.signature == "trial", "is_unsigned": row.signature == "unsigned", "has_file": bool(row.digest), "genuine": genuine,
        "reason": say(REASONS[row.reason]) if row.state == REVOKED else "",
        "later": (after.number, portal.url_for("documents:verify", code=after.code)) if after else None,
        "errors": [(checking.FIELD, error)] if error else [], "issued": row.state in (ISSUED, REVOKED), "here": request.scope["path"],
        "file": _file(request, error),
    }  # fmt: skip
    return closed_to_others(render(request, "documents/verify.html", names, status=422 if error else 200))


def _ask(request: Request, values: dict[str, str], errors: dict[str, str]) -> Response:
    made = PageFields(request, values, errors)
    typed = {"type": "text", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": "40"}
    hint = request.gettext(_("It stands beside the QR code, like {example}"), example=EXAMPLE)
    code = made.line("code", request.gettext(_("Code of the document")), hint=hint, attributes=typed)
    wrong = mistakes([code]) + ([(checking.FIELD, errors[checking.FIELD])] if checking.FIELD in errors else [])
    names = {"code": code, "errors": wrong, "file": _file(request, errors.get(checking.FIELD, ""))}
    return render(request, "documents/start.html", names, status=422 if errors else 200)


def _file(request: Request, error: str) -> FieldView:
    """Where the file is chosen."""
    say = request.gettext
    types = say(_("PDF, at most {limit} MB"), limit=checking.LARGEST >> 20)
    words = {"full": "", "few": "", "most": "", "pick": say(_("Choose the PDF file")), "types": types, "add": say(_("Check the file"))}
    fields = PageFields(request, {}, {checking.FIELD: error} if error else {})
    return fields.files(checking.FIELD, say(_("PDF file of the document")), (), words, {"accept": ".pdf,application/pdf"})


def _said(request: Request, words: Text) -> str:
    return request.gettext(words, limit=checking.LARGEST >> 20)
