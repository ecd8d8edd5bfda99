"""The plugin's manners: what it keeps of people is declared and sealed, and it uses of others only what is theirs to give."""

from __future__ import annotations

from pathlib import Path

import pytest

import plugins.notifications
from core.models import SealedTextField
from core.plugins.manifest import read_manifest
from core.portal import build_portal
from core.testing import FrozenClock, make_site
from plugins.notifications import models
from plugins.notifications.api import Message, Notice, Place, To
from plugins.notifications.models import Inbox

from .post_office import PostOffice
from .world import FILES, deliver, open_one, portal_on

FOLDER = Path(plugins.notifications.__file__).parent
ABOUT_A_PERSON = {
    "notifications_message.actor",
    "notifications_message.content",
    "notifications_delivery.address",
    "notifications_delivery.person",
    "notifications_choice.person",
    "notifications_rhythm.actor",
    "notifications_leaving.address",
}


def test_row_36_every_column_about_a_person_says_why_and_how_long() -> None:
    manifest = read_manifest(FOLDER / "plugin.toml", "notifications")

    assert set(manifest.data) == ABOUT_A_PERSON
    assert all(keeping.why and keeping.keep for keeping in manifest.data.values())


def test_row_37_words_and_addresses_are_sealed() -> None:
    tables = (models.Inbox, models.Delivery, models.Leaving)
    sealed = {f"{one._meta.db_table}.{name}" for one in tables for name, field in one._meta.fields_map.items() if isinstance(field, SealedTextField)}

    assert sealed == {"notifications_message.content", "notifications_delivery.address", "notifications_leaving.address"}


@pytest.mark.anyio
async def test_row_37_what_people_are_told_lies_nowhere_in_the_database_in_the_clear(tmp_path: Path, office: PostOffice, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", office, clock=clock) as (portal, _client):
        opened = await open_one(portal)
        await deliver(portal)
        assert office.box
        await Inbox.all().count()
        found = b"".join(file.read_bytes() for file in (tmp_path / "site" / "data").glob("portal.db*"))

    for word in ("siti@contoh.id", "+6281234567890", opened.keys.secret, "sudah kami terima"):
        assert word.encode() not in found, word


def test_cases_and_complaints_work_without_anybody_being_told(tmp_path: Path) -> None:
    portal = build_portal(make_site(tmp_path, files=FILES), plugins=["accounts", "cases", "complaints"])

    assert [problem for problem in portal.problems if problem.severity == "error"] == []


@pytest.mark.anyio
async def test_notices_of_a_portal_without_the_plugin_tell_nobody(tmp_path: Path, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", plugins=("accounts", "cases", "complaints"), clock=clock) as (portal, client):
        await open_one(portal)
        await deliver(portal)

        assert (await client.get("/pesan")).status_code == 404


def test_words_with_a_place_that_nobody_fills_drop_their_plugin() -> None:
    async def make(_context: object, _event: object) -> list[Message]:
        return [Message(To("a"))]

    from core.errors import DeclarationError
    from core.language import Text

    ticket, title = Place("ticket", Text("Ticket")), Place("title", Text("Title"), personal=True)
    for subject, body in (("{tiket}", "x"), ("{title}", "x"), ("x", "{"), ("", "x")):
        with pytest.raises(DeclarationError) as refused:
            Notice("moved", Text("x"), event="cases.moved", subject=Text(subject), body=Text(body), button=Text("x"), make=make, places=(ticket, title))
        assert refused.value.code == "notice.words"
