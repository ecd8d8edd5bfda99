"""What complaints add elsewhere: home page, catalogue, personal data, the check of the plugin's own rules."""

from __future__ import annotations

from pathlib import Path

import pytest

import plugins.complaints
from core import Subject
from core.plugins.manifest import read_manifest
from core.portal import Portal
from core.portal.running import context_of
from core.testing.client import Client
from plugins.complaints import personal
from plugins.complaints.models import Complaint, Entered, Point, Rating, Supporter
from plugins.complaints.settings import Settings

from .reporting import report, ticket_of

pytestmark = pytest.mark.anyio
FOLDER = Path(plugins.complaints.__file__).parent


async def test_the_home_page_leads_to_the_report_and_says_what_is_promised(client: Client) -> None:
    await report(client)

    page = await client.get("/")

    assert 'href="/aduan/lapor"' in page.text
    assert 'href="/aduan"' in page.text
    assert "hari kerja sampai jawaban pertama" in page.text
    assert "aduan sedang ditangani" in page.text


async def test_the_sheet_of_the_service_is_whole_and_carries_the_sites_promise(client: Client) -> None:
    page = await client.get("/layanan/complaints.report")

    for words in ("Lapor masalah", "Dijawab dalam 3 hari kerja", "Patokan".lower(), "UU 25/2009", "Gratis", "/aduan/lapor"):
        assert words in page.text or words in page.text.lower(), words


async def test_how_complaints_are_handled_is_drawn_and_written_from_the_procedure(client: Client) -> None:
    page = await client.get("/aduan/cara")

    assert page.status_code == 200
    for words in ("<svg", "Diteruskan", "14", "60 hari kerja", "Jawaban pertama: <b>3 hari kerja</b>", "Perpres 76/2013"):
        assert words in page.text, words


async def test_every_page_speaks_english_too(client: Client) -> None:
    ticket = ticket_of(await report(client))
    client.cookies.set("bahasa", "en")

    for address, words in (
        ("/aduan", "Complaints of citizens"),
        (f"/aduan/{ticket}", "As it was reported"),
        ("/aduan/lapor", "What is the problem?"),
        ("/layanan/complaints.report", "Answered within 3 working days"),
    ):
        assert words in (await client.get(address)).text, address


async def test_a_persons_spots_are_exported_and_erased(portal: Portal, client: Client) -> None:
    ticket = ticket_of(await report(client))
    context, subject = context_of(portal, "complaints"), Subject(phone="+6281234567890")

    told = await personal.export(context, subject)
    erased = await personal.erase(context, subject)

    spot = {"ticket": ticket, "landmark": "North side of the market", "latitude": None, "longitude": None}
    assert told == {"complaints": [spot], "ratings": [], "supported": [], "entered_for_residents": []}
    assert erased.erased == (f"{ticket}: patokan dan koordinat",)
    assert await Complaint.all().count() == 0
    assert "aduan-" not in (await client.get("/aduan?q=hole")).text


async def test_of_somebody_else_nothing_is_told_and_nothing_erased(portal: Portal, client: Client) -> None:
    await report(client)
    context, stranger = context_of(portal, "complaints"), Subject(actor_id="nobody", phone="+6281299999999", email="other@contoh.id")

    assert await personal.export(context, stranger) == {"complaints": [], "ratings": [], "supported": [], "entered_for_residents": []}
    assert (await personal.erase(context, stranger)).erased == ()
    assert await Complaint.all().count() == 1


def test_row_36_every_column_about_a_person_says_why_and_how_long() -> None:
    manifest = read_manifest(FOLDER / "plugin.toml", "complaints")

    columns = {f"{model.Meta.table}.{name}" for model in (Complaint, Entered, Point, Rating, Supporter) for name in model._meta.fields_map}
    columns -= {f"{Supporter.Meta.table}.{name}" for name in ("case", "since", "phone_index", "email_index")}
    columns -= {f"{Rating.Meta.table}.{name}" for name in ("given", "changed")}
    columns -= {f"{Entered.Meta.table}.at"}
    columns = {column for column in columns if not column.endswith(".id")}
    assert set(manifest.data) == columns
    assert all(keeping.why and keeping.keep for keeping in manifest.data.values())


def test_it_needs_nothing_but_cases() -> None:
    assert read_manifest(FOLDER / "plugin.toml", "complaints").requires == ("cases>=1,<2",)


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
