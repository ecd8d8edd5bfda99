"""Issuing a document: in the service's own transaction, once for each thing, made and signed a moment later."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tortoise.exceptions import OperationalError

from core import transaction
from core.database import tables
from core.errors import PendopoError
from core.portal import Portal
from plugins.documents import history
from plugins.documents.api import Document, NewDocument, NoSigner, can_issue, document, documents_about, issue, mask_name, revoke
from plugins.documents.issuing import holder_of
from plugins.documents.models import Change

from .world import HOLDER, OWNER, again, context_of, deliver, issued, numbered, pdf_of, permit, portal_on

pytestmark = pytest.mark.anyio


async def test_the_number_is_there_at_once_and_the_file_a_moment_later(portal: Portal) -> None:
    row = await numbered(portal)

    assert (row.number, row.state, row.file) == ("503/0001/SIP/XI/2026", "numbered", None)
    await deliver(portal)
    row = await again(row)
    pdf = await pdf_of(portal, row)
    assert (row.state, row.signature, row.signed_by) == ("issued", "trial", "SERTIFIKAT UJI COBA - Uji Melayani")
    assert hashlib.sha256(pdf).hexdigest() == row.digest
    assert pdf.startswith(b"%PDF-")
    assert row.values is None  # what it says stands in the PDF now
    assert [one.what for one in await Change.filter(document=row.id).order_by("n")] == ["numbered", "made", "issued"]


async def test_one_document_for_one_thing_however_often_it_is_issued(portal: Portal) -> None:
    async def once() -> Document:
        return await numbered(portal)

    made = await asyncio.gather(*(once() for _ in range(6)))
    await deliver(portal)

    assert len({one.id for one in made}) == 1
    assert await Document.all().count() == 1
    assert [one.id for one in await documents_about("cases", ["izin-1"])] == [made[0].id]
    assert (await numbered(portal, subject="izin-2")).number == "503/0002/SIP/XI/2026"  # no number was lost on the way


async def test_a_number_whose_transaction_is_undone_is_given_to_the_next(portal: Portal) -> None:
    async def fails() -> None:
        async with transaction():
            await issue(context_of(portal), permit())
            raise RuntimeError("the service failed")

    with pytest.raises(RuntimeError):
        await fails()

    assert (await numbered(portal, subject="izin-2")).sequence == 1


async def test_each_kind_and_year_counts_for_itself(portal: Portal) -> None:
    first = await numbered(portal)
    other = await numbered(portal, kind="SIPB", subject="izin-2")

    assert (first.number, other.number) == ("503/0001/SIP/XI/2026", "0001/SIPB/XI/2026")


async def test_a_corrected_document_has_a_new_number_and_the_old_one_leads_to_it(portal: Portal) -> None:
    old = await issued(portal)
    async with transaction():
        new = await issue(context_of(portal), permit(values={"name": HOLDER, "address": "Jl. Pemuda 21, Blora"}), replaces=old.id)
    await deliver(portal)

    old, new = await again(old), await again(new)
    assert (old.state, old.reason, old.replaced_by) == ("revoked", "replaced", new.id)
    assert (new.state, new.sequence) == ("issued", 2)
    assert await tables.Outbox.filter(event="documents.revoked").count() == 0  # nobody listens to it here
    with pytest.raises(PendopoError, match="revoked before"):
        await issue(context_of(portal), permit(subject="izin-9"), replaces=old.id)


async def test_revoking_is_told_once_audited_and_keeps_what_was_said_sealed(portal: Portal) -> None:
    row = await issued(portal)

    assert await revoke(context_of(portal), row.id, "mistake", "Nama Siti salah tulis")
    assert not await revoke(context_of(portal), row.id, "mistake", "again")
    row = await again(row)
    assert (row.state, row.living, row.reason) == ("revoked", None, "mistake")
    assert "Siti" not in (row.note or "")
    logged = await portal.audit.read(action="documents.revoke")
    assert [(one.about, one.subject, one.reason) for one in logged] == [(f"documents:{row.id}", OWNER.id, "mistake")]
    with pytest.raises(PendopoError, match="no reason"):
        await revoke(context_of(portal), row.id, "replaced", "")


async def test_what_was_revoked_before_it_was_made_is_never_issued(portal: Portal) -> None:
    row = await numbered(portal)
    await revoke(context_of(portal), row.id, "mistake", "Salah orang")
    await deliver(portal)

    row = await again(row)
    assert (row.state, row.digest, row.file) == ("revoked", "", None)


async def test_nothing_of_the_holder_lies_in_the_open(portal: Portal) -> None:
    row = await numbered(portal)
    raw = await Document.filter(id=row.id).values()

    assert "Aminah" not in str(raw)
    assert row.shown == "S••• A•••"
    assert holder_of(portal, row) == HOLDER


def test_a_masked_name_tells_first_letters_alone() -> None:
    assert mask_name("Siti Aminah") == "S••• A•••"
    assert mask_name("dr. H. budi  O'Neill, M.Kes.") == "D••• H••• B••• O•••"
    assert mask_name("PT 'Maju' 123") == "P••• M•••"
    assert mask_name("--") == "•••"


async def test_the_history_tells_what_was_changed_or_taken_out(portal: Portal) -> None:
    row = await issued(portal)
    assert [wrong async for wrong in history.verify_history(portal, row)] == []

    with pytest.raises(OperationalError, match="only ever added to"):
        await Change.filter(document=row.id, n=2).update(by="somebody")
    row.changes += 1
    assert [wrong async for wrong in history.verify_history(portal, row)] == [f"{row.number}: its history ends with line 3, but there were 4"]


async def test_what_cannot_be_a_document_is_named(portal: Portal) -> None:
    good = permit()
    wrong: dict[str, NewDocument] = {
        "no kind": replace(good, kind="sip"),
        "no name of a template": replace(good, template="../izin.typ"),
        "exactly once": replace(good, numbering="{number}/{year}"),
        "keeps them apart": replace(good, numbering="{number}{kind}/{year}"),
        "none of": replace(good, numbering="{number}/{kind}/{year}/{holder}"),
        "no template:": replace(good, numbering="{number/{kind}/{year}"),
        "JSON": replace(good, values={"day": date(2026, 1, 1)}),
        "at most 200": replace(good, holder=" "),
        "key of at most": replace(good, subject=""),
        "does not speak": replace(good, language="nl"),
        "no agency": replace(good, agency="nobody"),
        "before it begins": replace(good, valid_until=date(2020, 1, 1)),
        "bytes": replace(good, values={"text": "x" * 70_000}),
    }
    for words, one in wrong.items():
        with pytest.raises(PendopoError, match=words):
            await issue(context_of(portal), one)

    assert await Document.all().count() == 0


async def test_without_a_signer_nothing_is_issued_unless_the_site_says_so(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "none", toml="") as (portal, _client):
        assert not can_issue(portal)
        with pytest.raises(NoSigner):
            await numbered(portal)
    async with portal_on(tmp_path / "unsigned", toml="[plugins.documents]\nwithout_signature = true\n") as (portal, _client):
        row = await issued(portal)
        assert (row.state, row.signature, row.signed_by) == ("issued", "unsigned", "")
        assert b"/ByteRange" not in await pdf_of(portal, row)


async def test_a_document_is_read_by_its_id(portal: Portal) -> None:
    row = await numbered(portal)

    found = await document(row.id)
    assert found is not None
    assert found.number == row.number
