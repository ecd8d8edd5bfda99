"""What other programs make of a document: the QR code is read from a print of it, and its signature holds until one byte is changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from core.portal import Portal
from plugins.documents import apart
from plugins.documents.api import verification_path
from plugins.documents.trial import Trial

from .world import issued, pdf_of

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]


def said_by(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout


@pytest.mark.tools
async def test_the_qr_code_of_a_print_leads_to_the_page_and_pdfsig_takes_the_signature(portal: Portal, tmp_path: Path) -> None:
    row = await issued(portal)
    file = tmp_path / "izin.pdf"
    file.write_bytes(await pdf_of(portal, row))

    said_by("pdftoppm", "-r", "110", "-png", "-singlefile", str(file), str(tmp_path / "izin"))
    assert said_by("zbarimg", "-q", "--raw", str(tmp_path / "izin.png")).strip() == portal.base_url + verification_path(portal, row)
    said = said_by("pdfsig", str(file))
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "SERTIFIKAT UJI COBA" in said
    changed = bytearray(file.read_bytes())
    changed[changed.index(b"stream") + 20] ^= 1
    file.write_bytes(changed)
    assert "Signature is Valid." not in said_by("pdfsig", str(file))


async def test_a_signature_holds_until_one_byte_is_changed(portal: Portal) -> None:
    row = await issued(portal)
    pdf, trust = await pdf_of(portal, row), await Trial().trust(portal)

    (found,) = (await apart.look(pdf, trust, portal.clock.now())).signatures
    assert (found.intact, found.whole, found.trusted) == (True, True, True)
    changed = bytearray(pdf)
    changed[changed.index(b"stream") + 20] ^= 1
    (found,) = (await apart.look(bytes(changed), trust, portal.clock.now())).signatures
    assert not found.intact
    (found,) = (await apart.look(pdf + b"\n% more\n", trust, portal.clock.now())).signatures
    assert not found.whole
