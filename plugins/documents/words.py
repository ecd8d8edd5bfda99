"""What the states of a document are called, and how they are marked; the same on every page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.language import Text
from core.language import gettext_lazy as _

from .models import Document
from .states import CONDITIONS, HOLDER, ISSUED, MADE, MISTAKE, NUMBERED, ORDER, REPLACED, REVOKED, SIGNED, TRIAL, UNSIGNED

if TYPE_CHECKING:
    from core import Portal

VALID, LATER, EXPIRED, TRYING = "valid", "later", "expired", "trying"
"""How an issued document stands today."""
TAGS: dict[str, tuple[Text, str, str]] = {
    NUMBERED: (_("Being made"), "info", "hourglass"),
    MADE: (_("Being signed"), "info", "hourglass"),
    VALID: (_("Valid"), "ok", "circle-check"),
    TRYING: (_("Trial document"), "warn", "triangle-alert"),
    LATER: (_("Not valid yet"), "warn", "calendar"),
    EXPIRED: (_("Expired"), "warn", "calendar"),
    REVOKED: (_("Revoked"), "late", "circle-x"),
}
NOW: dict[str, Text] = {
    NUMBERED: _("This document has its number. Its file is being made."),
    MADE: _("This document is being signed. Look again in a few minutes."),
    VALID: _("The portal issued this document, and it is valid."),
    TRYING: _("The portal made this document to try things out. It is the one that it made."),
    LATER: _("The portal issued this document. Its time has not begun yet."),
    EXPIRED: _("The portal issued this document. Its time is over."),
    REVOKED: _("The portal issued this document and took it back. It is not valid any more."),
}
REASONS: dict[str, Text] = {
    MISTAKE: _("It held a mistake"),
    REPLACED: _("It was replaced by a corrected one"),
    HOLDER: _("Its holder asked for it"),
    CONDITIONS: _("Its conditions are not met any more"),
    ORDER: _("A court or a superior ordered it"),
}
SIGNATURES: dict[str, Text] = {
    SIGNED: _("Signed electronically"),
    TRIAL: _("Trial certificate – not a certified electronic signature"),
    UNSIGNED: _("Without an electronic signature"),
}
HAPPENED: dict[str, tuple[Text, str]] = {
    NUMBERED: (_("Numbered"), "file-text"),
    MADE: (_("The file was made"), "file-check"),
    ISSUED: (_("Issued"), "circle-check"),
    REVOKED: (_("Revoked"), "circle-x"),
}


def standing(row: Document, today: date) -> str:
    """How it stands today: a key of `TAGS` and `NOW`."""
    if row.state != ISSUED:
        return row.state
    if today < row.valid_from:
        return LATER
    if row.valid_until is not None and today > row.valid_until:
        return EXPIRED
    return TRYING if row.signature == TRIAL else VALID


def today_of(portal: Portal) -> date:
    return portal.clock.now().astimezone(portal.site.zone).date()
