"""Photos and files without JavaScript: one at a time, each kept when the next fails."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from PIL import Image

from core.database.tables import Upload
from core.portal import Portal
from core.testing.client import Client
from core.web.app import create_app

from .walking import KIND, WHERE, WHO, step

pytestmark = pytest.mark.anyio


def a_photo(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


ADD = ("_do", "upload:photos")
ROAD = ("photos", ("road.jpg", a_photo(), "image/jpeg"))


async def test_row_33_photos_are_added_one_by_one_and_travel_with_the_submission(client: Client, portal: Portal) -> None:
    page = await client.get("/klinik/lapor")
    page = await client.follow(await client.fill(page, holding="_draf", button=ADD, files=[ROAD], description="A road"))
    assert "road.jpg" in page.text
    assert ">A road</textarea>" in page.text.replace("\n", "")
    portal.clock.move(timedelta(seconds=1))  # type: ignore[attr-defined]
    page = await client.follow(await client.fill(page, holding="_draf", files=[("photos", ("lamp.jpg", a_photo("blue"), "image/jpeg"))]))
    assert page.url.path == "/klinik/lapor/where"
    for values in (WHERE, KIND, WHO):
        page = await step(client, page, **values)
    assert "road.jpg<br>lamp.jpg" in page.text

    answer = await client.fill(page, holding="_key")

    assert answer.status_code == 303
    kept = await portal.files.of("clinic", "sent-1")
    assert sorted(file.name for file in kept) == ["lamp.jpg", "road.jpg"]


async def test_a_good_file_is_kept_when_the_next_one_fails_and_the_error_says_why(client: Client) -> None:
    page = await client.get("/klinik/lapor")
    bad = ("photos", ("note.jpg", b"<html>no picture</html>", "image/jpeg"))

    answer = await client.fill(page, holding="_draf", button=ADD, files=[ROAD, bad], description="A road")

    assert answer.status_code == 422
    assert re.search(r'id="photos-error">.*note\.jpg: Jenis berkas', answer.text)
    assert '<a href="#photos" id="galat-1">' in answer.text
    assert "road.jpg" in answer.text
    assert "A road" in answer.text
    assert await Upload.filter(state="staged").count() == 1


async def test_a_file_too_many_is_refused_and_the_field_says_that_it_is_full(client: Client) -> None:
    page = await client.get("/klinik/lapor")
    more = [("photos", (f"{n}.jpg", a_photo(), "image/jpeg")) for n in range(3)]

    answer = await client.fill(page, holding="_draf", button=ADD, files=more, description="A road")

    assert answer.status_code == 422
    assert "Paling banyak 2 berkas" in answer.text
    assert "Sudah 2 berkas" in answer.text


async def test_a_photo_can_be_removed(client: Client) -> None:
    page = await client.get("/klinik/lapor")
    page = await client.follow(await client.fill(page, holding="_draf", button=ADD, files=[ROAD], description="A road"))
    (row,) = await Upload.all()

    page = await client.follow(await client.fill(page, holding="_draf", button=("_do", f"drop:photos:{row.id}")))

    assert "road.jpg" not in page.text
    assert (await Upload.get(id=row.id)).state == "discarded"


async def test_row_34_the_small_picture_of_a_draft_is_its_own_sessions_alone(client: Client, portal: Portal) -> None:
    page = await client.get("/klinik/lapor")
    page = await client.follow(await client.fill(page, holding="_draf", button=ADD, files=[ROAD], description="A road"))
    address = re.search(r'<img class="thumb" src="([^"]+)"', page.text)
    assert address

    own = await client.get(address[1].replace("&amp;", "&"))
    async with Client(create_app(portal)) as stranger:
        other = await stranger.get(address[1].replace("&amp;", "&"))

    assert (own.status_code, own.headers["content-type"]) == (200, "image/jpeg")
    assert own.headers["content-security-policy"].startswith("sandbox")
    assert other.status_code == 404


async def test_a_pdf_is_taken_by_a_file_field_and_not_by_a_photo_field(client: Client) -> None:
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    page = await client.get("/klinik/lapor")

    refused = await client.fill(page, holding="_draf", button=ADD, files=[("photos", ("letter.pdf", pdf, "application/pdf"))], description="x")
    page = await client.follow(
        await client.fill(refused, holding="_draf", button=("_do", "upload:letter"), files=[("letter", ("letter.pdf", pdf, "application/pdf"))])
    )

    assert refused.status_code == 422
    assert "letter.pdf" in page.text


async def test_row_13_only_routes_that_take_photos_read_a_large_body(client: Client) -> None:
    page = await client.get("/klinik/jepon/antre")

    answer = await client.fill(page, holding="_draf", name="x" * 70_000)

    assert answer.status_code == 413
