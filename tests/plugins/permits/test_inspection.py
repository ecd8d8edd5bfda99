"""The inspection at the place: nothing that was typed is lost, and what was found is written down with its photos."""

from __future__ import annotations

import pytest

from core.portal import Portal
from core.testing.client import Client
from plugins.permits.models import Inspection
from tests.core.storage import pictures

from .applying import act, apply_to_build, judge_all, officer, ticket_of
from .working import inspected

pytestmark = pytest.mark.anyio


async def test_photos_of_an_inspection_are_kept_while_the_checklist_is_filled_in(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await apply_to_build(client))
    async with officer(portal, "ani", "dpmptsp", "verify") as ani:
        await judge_all(ani, ticket)
    async with officer(portal, "budi", "dpupr", "handle") as budi:
        await act(budi, ticket, "inspect", visit="Besok")
        page = await budi.get(f"/perizinan/periksa/{ticket}/lapangan")

        page = await budi.fill(
            page, holding="notes", button=("_do", "upload:photos"), files=[("photos", ("rumah.jpg", pictures.jpeg(), "image/jpeg"))],
            found_location="no", note_location="Bergeser 2 m", latitude="-6.97", longitude="111.42",
        )  # fmt: skip
        assert "rumah.jpg" in page.text
        assert 'value="Bergeser 2 m"' in page.text
        values = dict.fromkeys(("found_setback", "found_size", "found_structure", "found_drainage", "found_access"), "yes")
        wrong = await budi.fill(page, holding="notes", button=("_do", "send"), **values, note_location="")
        assert wrong.status_code == 422
        done = await budi.fill(wrong, holding="notes", button=("_do", "send"), note_location="Bergeser 2 m")
        assert done.status_code == 303
        found = await Inspection.get()
        case_page = (await budi.get(f"/petugas/kasus/{ticket}")).text

    assert (found.latitude, found.longitude, found.by) == (-6.97, 111.42, "budi")
    assert found.items[0] == {"id": "location", "found": "no", "note": "Bergeser 2 m"}
    assert "5 sesuai, 1 tidak sesuai" in case_page
    assert "/kecil" in case_page, "the photo stands in the timeline"


async def test_what_was_found_is_news_to_the_applicant_and_no_answer(client: Client, portal: Portal) -> None:
    _ticket, link = await inspected(client, portal)

    page = (await client.get(link)).text

    assert "Kabar dari petugas" in page
    assert "Jawaban untuk Anda" not in page


async def test_before_it_is_given_back_the_officer_reads_the_sentence_that_the_citizen_will(client: Client, portal: Portal) -> None:
    ticket, link = await inspected(client, portal)
    sentence = "Dikembalikan ke DPUPR"
    async with officer(portal, "citra", "dpmptsp", "supervise") as citra:
        page = await citra.get(f"/petugas/kasus/{ticket}")
        assert sentence in page.text
        assert sentence not in (await client.get(link)).text

        await act(citra, ticket, "give_back", note="Ukuran bangunan belum cocok.")

    assert sentence in (await client.get(link)).text
