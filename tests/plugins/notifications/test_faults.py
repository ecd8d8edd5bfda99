"""What one plugin does wrong costs no other plugin its messages."""

from __future__ import annotations

import logging
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from core.testing import FrozenClock
from plugins.notifications.channels import CHANNELS
from plugins.notifications.models import Inbox
from tests.security.test_xss import MARK, PAYLOADS

from .persons import citizen
from .post_office import PostOffice, html_of
from .world import PLUGINS, ROAD, deliver, open_one, portal_on

pytestmark = pytest.mark.anyio


async def test_channels_and_notices_that_are_none_are_left_out_and_named(
    tmp_path: Path, office: PostOffice, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "pendopo.notifications"):
        async with portal_on(tmp_path / "site", office, plugins=(*PLUGINS, "clumsy"), clock=clock) as (portal, _client):
            await open_one(portal)
            await deliver(portal)

            assert {name: one.owner for name, one in CHANNELS.ready(portal).items()} == {"email": "notifications"}
            assert office.to == ["siti@contoh.id"]
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "clumsy registers object as a channel" in said
    assert "clumsy registers a channel 'email', which is there already" in said
    assert "clumsy registers str as a notice" in said


class Structure(HTMLParser):
    """Whatever of a page is not text, and holds the mark."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.broken_out: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.broken_out += [part for part in (tag, *(f"{name}={value}" for name, value in attrs)) if MARK in part]

    def handle_comment(self, data: str) -> None:
        self.broken_out += [data] if MARK in data else []


async def test_row_1_what_citizens_write_is_text_in_the_inbox_and_in_mails(tmp_path: Path, office: PostOffice, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", office, clock=clock) as (portal, _client):
        person = await citizen(portal)
        for payload in PAYLOADS:
            await open_one(portal, replace(ROAD, owner=person.id, title=payload))
        await deliver(portal)
        pages = [(await person.client.get("/pesan")).text]
        pages += [(await person.client.get(f"/pesan/{row.id}")).text for row in await Inbox.all()]
        pages += [html_of(letter) for letter in office.box]

    assert len(pages) == 1 + 2 * len(PAYLOADS)
    assert sum(MARK in page for page in pages) > len(PAYLOADS), "the words are there"
    assert [found for page in pages if (found := Structure(page).broken_out)] == []
