"""A portal that issues documents, and what happens in it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from core import Actor, Context, transaction
from core.language import Text
from core.portal import Portal
from core.portal.running import worker_of
from core.testing import make_site, serving
from core.testing.client import Client
from core.testing.portals import REGIONS
from plugins.documents.api import Document, NewDocument, Signatory, issue
from tests.plugins.complaints.reporting import AGENCIES

TRIAL = '[plugins.documents]\ntrial = true\nnumbers = { SIP = "503/{number:04}/{kind}/{roman_month}/{year}" }\n'
PLUGINS = ("sample_identity", "cases", "documents")
TEMPLATE = b"""#import "/pendopo.typ": letter, values, document, facts, validity
#show: letter.with(subject: values.at("subject", default: none))

Bupati memberikan izin kepada:

#facts((("Nama", values.name), ("Alamat", values.address)))

#validity()
"""
FILES: dict[str, str | bytes] = {"regions.csv": REGIONS, "agencies.csv": AGENCIES, "letters/cases/izin.typ": TEMPLATE}
HEAD = Signatory("dr. Endah Pratiwi, M.Kes.", "Kepala Dinas Kesehatan", "197901012005012001", "Pembina Tingkat I")
HOLDER = "Siti Aminah"
OWNER = Actor("warga-1", "citizen")
OFFICER = {"who": "petugas-1", "kind": "officer", "permissions": ["documents.read", "documents.revoke"], "agencies": ["dpupr"]}


def portal_on(
    folder: Path, *, toml: str = TRIAL, plugins: tuple[str, ...] = PLUGINS, files: dict[str, str | bytes] | None = None, **more: Any
) -> AbstractAsyncContextManager[tuple[Portal, Client]]:
    site = make_site(folder, toml=toml, files={name: text for name, text in FILES.items() if isinstance(text, str)})
    for name, content in {**FILES, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return serving(site, plugins=plugins, **more)


def context_of(portal: Portal) -> Context:
    return Context(portal, "documents", "id")


def permit(**changes: Any) -> NewDocument:
    """A practice permit of Siti Aminah."""
    values = {"name": HOLDER, "address": "Jl. Pemuda 12, Blora"}
    made = NewDocument(
        owner="cases", kind="SIP", subject="izin-1", title=Text("Surat Izin Praktik"), template="izin.typ", values=values, holder=HOLDER, signatory=HEAD,
        agency="dpupr", valid_until=date(2031, 11, 23), person=OWNER,
    )  # fmt: skip
    return replace(made, **changes)


async def numbered(portal: Portal, **changes: Any) -> Document:
    """A document that has its number and nothing else."""
    async with transaction():
        return await issue(context_of(portal), permit(**changes))


async def issued(portal: Portal, **changes: Any) -> Document:
    """A document that is made and signed."""
    made = await numbered(portal, **changes)
    await deliver(portal)
    return await again(made)


async def again(row: Document) -> Document:
    return await Document.get(id=row.id)


async def deliver(portal: Portal) -> None:
    """Let the worker do what is due."""
    await worker_of(portal).drain()


async def pdf_of(portal: Portal, row: Document) -> bytes:
    assert row.file is not None
    file = await portal.files.find(row.file)
    assert file is not None
    return await portal.files.read(file)
