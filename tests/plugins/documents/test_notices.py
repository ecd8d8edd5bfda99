"""Holders are told when a document of theirs is revoked; of one that is nobody's nothing is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import Actor
from plugins.documents.api import revoke
from plugins.documents.events import DocumentRevoked
from plugins.documents.notices import told
from plugins.notifications.api import To

from .world import PLUGINS, context_of, issued, portal_on

pytestmark = pytest.mark.anyio
WITH = (*PLUGINS, "notifications")


def event_of(row: object) -> DocumentRevoked:
    return DocumentRevoked(
        subject=str(row.id), number=row.number, kind=row.kind, owner=row.owner, about=row.subject, case="", reason="conditions", replaced_by=""  # type: ignore[attr-defined]
    )  # fmt: skip


async def test_the_holder_is_told_number_and_reason_and_led_to_the_document(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", plugins=WITH) as (portal, client):
        row = await issued(portal)
        await revoke(context_of(portal), row.id, "conditions", "catatan")

        (message,) = await told(context_of(portal), event_of(row))

        assert message.to == To("warga-1")
        assert message.values["number"] == row.number
        page = await client.get(message.link)
        assert page.status_code == 200
        assert "Dicabut" in page.text


async def test_of_a_document_that_belongs_to_no_account_and_no_case_nobody_is_told(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", plugins=WITH) as (portal, _client):
        row = await issued(portal, person=Actor())
        await revoke(context_of(portal), row.id, "conditions", "")

        assert list(await told(context_of(portal), event_of(row))) == []
