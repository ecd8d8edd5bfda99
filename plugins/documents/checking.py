"""Is this file the document that was issued? Its hash says so, before anything in it is read.

A file of a stranger is counted and hashed, and never opened, shown or run: only the very bytes that the portal issued are handed to
the library that reads signatures.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import anyio

from core.errors import PendopoError
from core.language import Text
from core.language import gettext_lazy as _

from . import apart
from .making import SIGN_SECONDS
from .models import Document
from .signers import SIGNERS
from .states import UNSIGNED

if TYPE_CHECKING:
    from core import Portal, Request

log = logging.getLogger("pendopo.documents")

LARGEST = 8 << 20
"""Bytes of a file that is checked. What the portal issues is far smaller."""
BODY = LARGEST + (64 << 10)
FIELD = "file"
PURPOSE = "documents.checked"
_PIECE = 1 << 18

NONE = _("Choose the PDF file that you were given.")
TOO_LARGE = _("This file is larger than {limit} MB. No document of this portal is.")
NO_PDF = _("This is not a PDF file. Choose the file as you were given it, not a photo or a scan.")
OTHER = _("This file is not the document that the portal issued. One changed byte is enough. A print, a scan, or a file that was saved anew is not it either.")
UNKNOWN = _("The portal issued no such file. One changed byte is enough. A print, a scan, or a file that was saved anew is not it either.")
BROKEN = _("This is the file that was issued, but its signature does not hold. Tell the agency.")


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that was handed in: its hash, or why it is refused before it is compared."""

    digest: str = ""
    wrong: Text | None = None


async def handed_in(request: Request) -> Handed:
    """The hash of the file in the posted form."""
    files = request.posted.files_of(FIELD)
    if len(files) != 1 or not files[0].size:
        return Handed(wrong=NONE)
    if files[0].size > LARGEST:
        return Handed(wrong=TOO_LARGE)
    return await anyio.to_thread.run_sync(_read, files[0].file)


def _read(file: IO[bytes]) -> Handed:
    file.seek(0)
    piece = file.read(_PIECE)
    if not piece.startswith(b"%PDF-"):
        return Handed(wrong=NO_PDF)
    digest = hashlib.sha256()
    while piece:
        digest.update(piece)
        piece = file.read(_PIECE)
    return Handed(digest.hexdigest())


async def signature_holds(portal: Portal, row: Document, pdf: bytes) -> bool:
    """Whether the signature in the issued bytes holds: it covers them all and leads to a certificate of its signer. What has none holds by its hash."""
    if row.signature == UNSIGNED:
        return True
    one = SIGNERS.all(portal).get(row.signer)
    trust = await portal.boundary.call(one.owner, f"documents: trust of {row.signer}", SIGN_SECONDS, one.value.trust, portal) if one else ()
    try:
        found = (await apart.look(pdf, trust, row.issued or portal.clock.now())).signatures
    except PendopoError as error:
        log.error("an issued document cannot be read", extra={"number": row.number, "error": error.message})
        return False
    return bool(found) and all(one.holds for one in found) and (found[-1].trusted or not trust)


def proof_of(request: Request, row: Document) -> str:
    """What the address of the answer carries, so that nobody else can be led to "genuine": bound to this browser and this document."""
    key = request.portal.sessions.key(request)
    return request.portal.cipher.index(f"{key}|{row.id}|{row.digest}", PURPOSE)[:32] if key else ""


def is_proved(request: Request, row: Document) -> bool:
    proof = proof_of(request, row)
    return bool(proof) and request.query_params.get("diperiksa", "") == proof
