"""What a template is given: its values and everything that stands on each letter, as data, and the files that it may read."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import PendopoError
from core.language import format_date
from core.language import gettext_lazy as _

from .issuing import holder_of, printed_code, values_of
from .models import Document
from .settings import Settings

if TYPE_CHECKING:
    from core import Portal

BESIDE = (".typ", ".svg", ".png", ".jpg")
LARGEST = 2 << 20
"""Bytes of everything that a template may read."""
LOGOS = ("logo.svg", "logo.png")
_REFUSED = re.compile(r"@[a-z0-9-]+/|\beval\s*\(|\bplugin\s*\(", re.IGNORECASE)
GOVERNMENT = _("Government of {regency}")
WORDS = {
    "number": _("Number"), "subject": _("Subject"), "attachments": _("Attachments"), "about": _("about"), "to": _("To"),
    "code": _("Code"), "valid": _("Valid from"), "until": _("until"),
    "place": _("Set in {place}"), "on": _("on {day}"),
    "qr": _("QR code that leads to the page on which this document is checked:"),
    "check": _("Whether it is genuine and still valid is said by this page, which also checks the file:"),
    "signed": _("This document is signed electronically. The signature is in the PDF file; a print of it is a copy."),
    "trial": _("Trial certificate – not a certified electronic signature"),
    "unsigned": _("This document carries no electronic signature. The QR code alone is none."),
    "mark_signed": _("signed electronically"), "mark_trial": _("signed with a trial certificate"), "mark_unsigned": _("without an electronic signature"),
}  # fmt: skip


def title_of(row: Document, language: str) -> str:
    """What the document is called."""
    said: Mapping[str, str] = row.title
    return said.get(language) or next(iter(said.values()), "")


def files_of(portal: Portal, row: Document) -> dict[str, bytes]:
    """Everything that the template may read: itself, what lies beside it, the form of letters, the QR code, the logo and the values."""
    template = template_of(portal, row.owner, row.template)
    files = {path.name: path.read_bytes() for path in sorted(template.parent.iterdir()) if path.suffix in BESIDE and path.is_file()}
    files["main.typ"] = files[template.name]
    files["pendopo.typ"] = (Path(__file__).parent / "templates" / "documents" / "pendopo.typ").read_bytes()
    logo = next((path for name in LOGOS if (path := portal.site.folder / "letters" / name).is_file()), None)
    if logo is not None:
        files[logo.name] = logo.read_bytes()
    for name, content in files.items():
        if name.endswith(".typ") and (found := _REFUSED.search(content.decode("utf-8", "replace"))):
            hint = "A template brings everything along, and runs nothing that is a value: no packages, no eval, no plugin."
            raise PendopoError(f"the template {row.owner}/{name} says {found[0]!r}", hint=hint, code="documents.template")
    address = portal.absolute_url_for("documents:verify", code=row.code)
    files["qr.svg"] = _qr(address)
    files["given.json"] = json.dumps({"values": values_of(portal, row), "document": _about(portal, row, address, logo)}, ensure_ascii=False).encode()
    if sum(map(len, files.values())) > LARGEST:
        raise PendopoError(
            f"what the template {row.owner}/{row.template} may read is larger than {LARGEST >> 20} MiB",
            hint="Make its pictures smaller.",
            code="documents.template",
        )
    return files


def template_of(portal: Portal, owner: str, name: str) -> Path:
    """Where a template lies: the site's own, else the plugin's. Raises PendopoError."""
    plugin = portal.plugin(owner)
    own = portal.site.folder / "letters" / owner / name
    if own.is_file():
        return own
    bundled = plugin.folder / "templates" / owner / name if plugin else own
    if not bundled.is_file():
        raise PendopoError(
            f"there is no template {owner}/{name}",
            hint=f"It lies in templates/{owner}/ of the plugin, or in the site's letters/{owner}/.",
            code="documents.template",
        )
    return bundled


def _about(portal: Portal, row: Document, address: str, logo: Path | None) -> dict[str, Any]:
    """What stands on every letter, ready to be shown."""
    language = row.language
    config, agency = portal.site.config, portal.site.agencies.get(row.agency)

    def day(value: date | None) -> str:
        return format_date(value, language) if value else ""

    return {
        "number": row.number, "title": title_of(row, language), "day": day(row.day), "place": row.place,
        "government": portal.say(GOVERNMENT, language, "documents").format(regency=config.portal.regency or config.portal.name),
        "agency": agency.name if agency else "", "letterhead": _letterhead(portal, language), "logo": f"/{logo.name}" if logo else "",
        "holder": holder_of(portal, row), "valid_from": day(row.valid_from), "valid_until": day(row.valid_until), "code": printed_code(row.code),
        "address": address, "signatory": {"rank": "", "identity": "", **row.signatory}, "kind": row.signature, "language": language,
        "words": {name: portal.say(words, language, "documents").format(place=row.place, day=day(row.day)) for name, words in WORDS.items()},
    }  # fmt: skip


def _letterhead(portal: Portal, language: str) -> list[str]:
    lines = list(portal.settings(Settings).letterhead)
    if lines:
        return lines
    named = {"address", "phone", "email"}
    found = [portal.say(one.value, language) for one in portal.site.help if one.kind in named]
    return [" · ".join(found)] if found else []


def _qr(address: str) -> bytes:
    import segno

    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, scale=4)
    return drawn.getvalue()
