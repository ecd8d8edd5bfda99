"""What everybody, holders and officers see and do: the page of a code, the check of a file, the download, and taking back."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from core import transaction
from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from core.web.app import create_app
from plugins.documents.api import Document, document_path, issue, revoke, verification_path
from plugins.documents.checking import LARGEST

from .world import HOLDER, OFFICER, OWNER, TRIAL, again, context_of, issued, numbered, pdf_of, permit, portal_on

pytestmark = pytest.mark.anyio
NOBODY = "0" * 16


async def hand_in(client: Client, address: str, content: bytes, name: str = "izin.pdf") -> httpx2.Response:
    page = await client.get(address)
    return await client.fill(page, holding="file", files=[("file", (name, content, "application/pdf"))])


@asynccontextmanager
async def officer(portal: Portal, **changes: Any) -> AsyncIterator[Client]:
    async with Client(create_app(portal)) as client:
        await client.sign_in(**{**OFFICER, **changes})
        yield client


async def test_the_page_tells_what_is_known_and_names_nobody(portal: Portal, client: Client) -> None:
    row = await issued(portal)
    page = await client.get(verification_path(portal, row))

    assert page.status_code == 200
    for words in (
        row.number,
        "Surat Izin Praktik",
        "S••• A•••",
        "Dokumen uji coba",
        "23 November 2031",
        row.digest,
        "Sertifikat uji coba – bukan tanda tangan elektronik tersertifikasi",
    ):
        assert words in page.text
    assert "Aminah" not in page.text
    assert "Endah" not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Cache-Control"] == "no-store"


async def test_row_67_the_very_file_is_genuine_and_one_changed_byte_is_not(portal: Portal, client: Client) -> None:
    row = await issued(portal)
    pdf, address = await pdf_of(portal, row), verification_path(portal, row)

    answer = await hand_in(client, address, pdf)
    assert answer.status_code == 303
    shown = await client.follow(answer)
    assert 'id="asli"' in shown.text
    for place in (10, len(pdf) // 2, len(pdf) - 3):
        changed = bytearray(pdf)
        changed[place] ^= 1
        answer = await hand_in(client, address, bytes(changed))
        assert answer.status_code == 422
        assert "Satu bita yang berubah sudah cukup" in answer.text
    answer = await hand_in(client, address, pdf + b"\n")
    assert answer.status_code == 422


async def test_row_67_nobody_is_led_to_genuine_by_somebody_elses_address(portal: Portal, client: Client) -> None:
    row = await issued(portal)
    answer = await hand_in(client, verification_path(portal, row), await pdf_of(portal, row))
    led = answer.headers["location"]

    assert 'id="asli"' in (await client.get(led)).text
    async with Client(create_app(portal)) as other:
        assert 'id="asli"' not in (await other.get(led)).text
        await other.get("/verifikasi")
        assert 'id="asli"' not in (await other.get(led)).text
    assert 'id="asli"' not in (await client.get(f"{verification_path(portal, row)}?diperiksa=")).text


async def test_a_file_alone_finds_its_document(portal: Portal, client: Client) -> None:
    row = await issued(portal)

    answer = await hand_in(client, "/verifikasi", await pdf_of(portal, row))
    assert answer.headers["location"].startswith(verification_path(portal, row))
    answer = await hand_in(client, "/verifikasi", b"%PDF-1.7 nothing")
    assert answer.status_code == 422
    assert "tidak menerbitkan berkas ini" in answer.text


@pytest.mark.parametrize(("content", "said"), [(b"", "Pilih berkas PDF"), (b"GIF89a", "bukan berkas PDF"), (b"%PDF-" + b"x" * (LARGEST - 4), "lebih besar")])
async def test_what_is_no_document_is_refused_in_words(portal: Portal, client: Client, content: bytes, said: str) -> None:
    row = await issued(portal)

    answer = await hand_in(client, verification_path(portal, row), content)
    assert answer.status_code == 422
    assert said in answer.text
    assert await portal.files.of("documents", "") == ()


async def test_what_is_larger_than_any_document_is_not_even_read(portal: Portal, client: Client) -> None:
    row = await issued(portal)

    answer = await hand_in(client, verification_path(portal, row), b"%PDF-" + b"x" * (LARGEST + (1 << 20)))
    assert answer.status_code == 413


async def test_a_signature_that_does_not_hold_is_told(portal: Portal, client: Client) -> None:
    """As if the file had been signed by a certificate that its signer does not know."""
    from plugins.documents.models import Certificate
    from plugins.documents.trial import certificate_of

    row = await issued(portal)
    await Certificate.filter(id=1).delete()
    await certificate_of(portal)

    answer = await hand_in(client, verification_path(portal, row), await pdf_of(portal, row))
    assert answer.status_code == 422
    assert "tanda tangannya tidak utuh" in answer.text


async def test_row_68_every_wrong_code_is_answered_in_the_same_words(portal: Portal, client: Client) -> None:
    await issued(portal)
    pages = [await client.get(f"/verifikasi/{code}") for code in (NOBODY, "ABCD", "x" * 40, "%00", "0000-0000-0000-0000")]

    assert {page.status_code for page in pages[:3]} == {404}
    said = {re.sub(r'"[^"]*"|[0-9a-f]{12}', "", page.text) for page in (pages[0], pages[1], pages[4])}
    assert len(said) == 1
    assert "tidak mengenal dokumen dengan kode ini" in pages[0].text


async def test_row_68_codes_are_tried_only_so_often(portal: Portal, client: Client) -> None:
    answers = [(await client.get(f"/verifikasi/{NOBODY}")).status_code for _ in range(31)]

    assert answers == [404] * 30 + [429]


async def test_a_code_is_found_however_it_is_typed(portal: Portal, client: Client) -> None:
    row = await issued(portal)
    typed = "-".join(row.code[at : at + 4] for at in range(0, 16, 4)).lower().replace("0", "o").replace("1", "l")

    page = await client.get("/verifikasi")
    answer = await client.fill(page, holding="code", code=f" {typed} ")
    assert answer.headers["location"] == verification_path(portal, row)
    wrong = await client.fill(page, holding="code", code="ABC")
    assert wrong.status_code == 422
    assert 'id="galat"' in wrong.text


async def test_what_was_revoked_or_is_over_says_so_at_once(portal: Portal, client: Client, clock: FrozenClock) -> None:
    row = await issued(portal)
    other = await issued(portal, subject="izin-2")
    async with transaction():
        new = await issue(context_of(portal), permit(), replaces=row.id)
    await revoke(context_of(portal), other.id, "order", "Putusan 12/2026")

    page = await client.get(verification_path(portal, row))
    assert "Dicabut" in page.text
    assert new.number in page.text
    page = await client.get(verification_path(portal, other))
    assert "Diperintahkan pengadilan atau atasan" in page.text
    assert "Putusan" not in page.text
    page = await client.get(verification_path(portal, new))
    assert "Sedang dibuat" in page.text
    third = await issued(portal, subject="izin-3")
    clock.move(timedelta(days=366 * 5))
    assert "Kedaluwarsa" in (await client.get(verification_path(portal, third))).text


async def test_the_holder_fetches_the_file_by_a_secret_address(portal: Portal, client: Client) -> None:
    row = await issued(portal)
    page = await client.get(document_path(portal, row))
    assert page.status_code == 200

    answer = await client.get(f"{document_path(portal, row)}/berkas")
    assert answer.content == await pdf_of(portal, row)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="503-0001-SIP-XI-2026.pdf"')
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    for wrong in (f"/dokumen/{'A' * 43}", f"/dokumen/{row.id}", f"/dokumen/{row.code}"):
        assert (await client.get(wrong)).status_code == 404
        assert (await client.get(f"{wrong}/berkas")).status_code == 404


async def test_what_is_being_signed_cannot_be_fetched(portal: Portal, client: Client) -> None:
    row = await numbered(portal)

    page = await client.get(document_path(portal, row))
    assert "Sedang dibuat" in page.text
    assert (await client.get(f"{document_path(portal, row)}/berkas")).status_code == 404


async def test_whoever_signed_in_finds_their_own_and_no_others(portal: Portal, client: Client) -> None:
    row = await issued(portal)
    assert (await client.get("/dokumen")).status_code == 303
    await client.sign_in(OWNER.id)
    assert row.number in (await client.get("/dokumen")).text
    await client.sign_in("warga-2")
    assert row.number not in (await client.get("/dokumen")).text


async def test_officers_see_what_their_agencies_issued(portal: Portal) -> None:
    row = await issued(portal)
    desk, detail = "/dokumen/petugas", f"/dokumen/petugas/{row.id}"
    async with officer(portal) as mine, officer(portal, agencies=["dlh"]) as other, officer(portal, permissions=["cases.view"]) as unable:
        page = await mine.get(desk)
        assert row.number in page.text
        assert HOLDER in (await mine.get(detail)).text
        assert (await mine.get(f"{detail}/berkas")).content == await pdf_of(portal, row)
        assert [one.action for one in await portal.audit.read(about=f"documents:{row.id}")] == ["documents.fetch"]
        assert row.number not in (await other.get(desk)).text
        assert row.number in (await mine.get(f"{desk}?q={row.number}")).text
        for address in (detail, f"{detail}/berkas"):
            assert (await other.get(address)).status_code == 404
            assert (await unable.get(address)).status_code == 403


async def test_an_officer_takes_a_document_back_with_a_reason(portal: Portal, client: Client) -> None:
    row = await issued(portal)
    detail = f"/dokumen/petugas/{row.id}"
    async with officer(portal) as mine, officer(portal, permissions=["documents.read"]) as reader:
        page = await mine.get(detail)
        wrong = await mine.fill(page, holding="reason", reason="", note="short")
        assert wrong.status_code == 422
        assert wrong.text.count('id="galat-') == 2
        assert (await mine.fill(page, holding="reason", reason="conditions", note="Praktik sudah ditutup.")).status_code == 303
        assert (await mine.fill(page, holding="reason", reason="conditions", note="Praktik sudah ditutup.")).status_code == 409
        assert "Praktik sudah ditutup." in (await mine.get(detail)).text
        assert 'name="reason"' not in (await reader.get(detail)).text
        assert (await reader.post(detail, data={})).status_code in (403, 404)

    assert (await again(row)).state == "revoked"
    page = await client.get(verification_path(portal, row))
    assert "Syaratnya tidak terpenuhi lagi" in page.text
    assert "Praktik" not in page.text.replace("Surat Izin Praktik", "")


async def test_the_search_leads_a_code_to_its_page(portal: Portal, client: Client) -> None:
    row = await issued(portal)

    page = await client.get(f"/cari?q={row.code}")
    assert verification_path(portal, row) in page.text
    assert "/verifikasi" in (await client.get("/")).text
    assert "Verifikasi Dokumen" in (await client.get("/")).text


@pytest.fixture
async def on_either(tmp_path: Path, database_url: str, clock: FrozenClock) -> AsyncIterator[tuple[Portal, Client]]:
    async with portal_on(tmp_path / "either", toml=f'{TRIAL}[database]\nurl = "{database_url}"\n', clock=clock) as both:
        yield both


async def test_issued_checked_and_revoked_on_either_database(on_either: tuple[Portal, Client]) -> None:
    portal, client = on_either
    row = await issued(portal)
    assert (await hand_in(client, verification_path(portal, row), await pdf_of(portal, row))).status_code == 303
    await revoke(context_of(portal), row.id, "mistake", "Salah nama pemegang")

    assert "Dicabut" in (await client.get(verification_path(portal, row))).text
    assert await Document.filter(state="revoked").count() == 1
